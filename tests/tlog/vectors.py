# SPDX-License-Identifier: Apache-2.0
"""Where the vectors are and how their fields are read."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
OWN = ROOT / "vectors" / "tlog"
FOREIGN = ROOT.parent / "shared" / "vectors"

needs_foreign = pytest.mark.skipif(not FOREIGN.is_dir(), reason="the foreign vectors are not beside this repository")


def cases(noun: str) -> list[Any]:
    """Every case of a noun as a pytest parameter named by its flaw."""
    files = sorted((OWN / noun).glob("*.json"))
    return [pytest.param(json.loads(file.read_text()), id=file.stem) for file in files]


def octets(value: str | dict[str, str]) -> bytes:
    return value.encode() if isinstance(value, str) else b64decode(value["base64"])


def hashes(values: list[str]) -> tuple[bytes, ...]:
    return tuple(map(bytes.fromhex, values))
