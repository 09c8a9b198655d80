# SPDX-License-Identifier: Apache-2.0
"""The vectors say what the cases say, and the rules do what the vectors say."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from comity.rules.outcome import Admitted, Effect, Refused
from tests.rules.vectors import BASE, FOLDER, files, replayed

VECTORS = sorted(path for path in FOLDER.rglob("*.json") if path != BASE)


def test_the_files_are_those_the_cases_tell() -> None:
    assert {path: path.read_bytes() for path in FOLDER.rglob("*.json")} == files()


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: str(path.relative_to(FOLDER)))
def test_the_rules_do_what_the_vector_says(path: Path) -> None:
    vector: dict[str, Any] = msgspec.json.decode(path.read_bytes())
    _, forum, outcome = replayed(vector)
    if "refused" in vector:
        assert isinstance(outcome, Refused)
        assert outcome.rule == vector["refused"]
    else:
        assert outcome == Admitted(tuple(Effect(*effect) for effect in vector["after"]["effects"]))
        assert forum is not None
        assert forum.journal.hex() == vector["after"]["journal"]
