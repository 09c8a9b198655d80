# SPDX-License-Identifier: Apache-2.0
"""The official vectors of the age format, where they are at hand: all of them are in scope.

`SCOPE` names every family there is. One that it does not name, such as recipients on hardware if vectors of them come, stops the
test until somebody decides, and says here, whether what it shows concerns sealed annexes.
"""

import io
import zlib
from collections import Counter
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


SCOPE = {
    "armor": 33,  # the text form, in which an annex may come by e-mail
    "empty": 1,
    "header": 1,
    "hmac": 8,
    "hybrid": 18,  # ML-KEM-768 with X25519, to which parties' own keys belong
    "scrypt": 25,  # a passphrase, under which keys are kept
    "stanza": 14,  # unknown recipients are passed over, malformed ones refused
    "stream": 28,
    "version": 1,
    "x25519": 14,  # the classic recipient, which other software knows too
}
"""Family → how many vectors it has."""


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


@pytest.mark.skipif(not VECTORS, reason="the official age vectors are not beside this checkout")
def test_every_vector_is_of_a_family_in_scope() -> None:
    assert Counter(path.name.partition("_")[0] for path in VECTORS) == SCOPE
