# SPDX-License-Identifier: Apache-2.0
"""The official vectors of the age format, where they are at hand."""

import io
import zlib
from hashlib import sha256
from pathlib import Path

import pytest

from comity.sealing import armor
from comity.sealing.classic import ClassicIdentity
from comity.sealing.errors import (
    MalformedArmor,
    MalformedHeader,
    MalformedPayload,
    NoMatch,
    SealingError,
    WrongMac,
)
from comity.sealing.hybrid import HybridIdentity
from comity.sealing.party import Identity
from comity.sealing.passphrase import Passphrase
from comity.sealing.sealed_file import open_sealed

FOLDER = Path(__file__).parents[3] / "shared" / "vectors" / "age"
VECTORS = sorted(FOLDER.iterdir()) if FOLDER.is_dir() else []
EXPECTED: dict[str, type[SealingError]] = {
    "armor failure": MalformedArmor,
    "header failure": MalformedHeader,
    "HMAC failure": WrongMac,
    "no match": NoMatch,
    "payload failure": MalformedPayload,
}


def _identity(name: str, value: str) -> Identity:
    if name == "passphrase":
        return Passphrase(value)
    return HybridIdentity.parse(value) if value.startswith("AGE-SECRET-KEY-PQ-") else ClassicIdentity.parse(value)


@pytest.mark.skipif(not VECTORS, reason="the official age vectors are not beside this checkout")
@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.name)
def test_official_vector(path: Path) -> None:
    head, _, data = path.read_bytes().partition(b"\n\n")
    rows = [line.split(": ", 1) for line in head.decode().splitlines()]
    said = dict(rows)
    if said.get("compressed") == "zlib":
        data = zlib.decompress(data)
    identities = [_identity(name, value) for name, value in rows if name in {"identity", "passphrase"}]
    content = b""
    failure: type[SealingError] | None = None
    try:
        plain = armor.unwrap(data) if said.get("armored") else data
        for chunk in open_sealed(io.BytesIO(plain), identities):
            content += chunk
    except SealingError as error:
        failure = type(error)
    assert failure is EXPECTED.get(said["expect"])
    if "payload" in said:
        assert sha256(content).hexdigest() == said["payload"]


def test_all_expectations_are_met_by_the_vectors_there_are() -> None:
    if not VECTORS:
        pytest.skip("the official age vectors are not beside this checkout")
    assert len(VECTORS) > 100
