# SPDX-License-Identifier: Apache-2.0
"""Proof: the certificate of an entry from what this node holds, and what a certificate shows when somebody brings one."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

from msgspec import Struct

from comity.node.node import Node
from comity.record.certificate import Verified, certify, verify_certificate
from comity.tlog.merkle import HashReader
from comity.tlog.note import parse_note
from comity.web.desk import opened_desk
from comity.web.reading import forum

WITNESS = "/witness"


class Held:
    """A node's copy as the archive of `certify`."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def entry(self, index: int) -> bytes:
        """Give an entry, exact bytes."""
        return self._node.store.entry(index)

    @property
    def read(self) -> HashReader:
        """The tree."""
        return self._node.witness.copy.tree.read

    @property
    def confirmed(self) -> bytes:
        """The newest confirmed head."""
        return self._node.store.confirmed()[1]

    @property
    def changes(self) -> Sequence[bytes]:
        """The confirmed heads that end with a change."""
        return [note for _, note in self._node.store.changes()]


class Proof(Struct, frozen=True):
    """What every page says under "How this is proven": the newest secured head, and how many are needed to secure one."""

    head: str
    size: int
    capitals: int
    needed: int
    anchor: str


def anchor() -> bytes:
    """Give the anchor of this node's record: SHA-256 of its first entry."""
    return sha256(opened_desk().node.store.entry(0)).digest()


def proof() -> Proof:
    """Give the newest secured head and its numbers."""
    confirmed = opened_desk().node.witness.copy.confirmed
    if confirmed is None:
        return Proof("", 0, 0, forum().quorum, anchor().hex())
    return Proof(
        confirmed.note.decode(), confirmed.forum.size, agreeing(confirmed.note), confirmed.forum.quorum, anchor().hex()
    )


@lru_cache(maxsize=8)
def agreeing(note: bytes) -> int:
    """Count the parties whose machines confirmed a head."""
    return len({line.name for line in parse_note(note).lines if line.name.endswith(WITNESS)})


def certificate_of(place: int) -> bytes:
    """Write the certificate of an entry; raises Unconfirmed where it is not secured yet."""
    return certify(Held(opened_desk().node), forum(), place)


def checked(data: bytes) -> Verified:
    """Check a certificate against this node's own anchor; raises MalformedCertificate or OtherAnchor."""
    return verify_certificate(data, anchor())


def capitals_of(verified: Verified) -> list[str]:
    """Give who confirmed what a certificate shows, in the conference's order."""
    parties = forum().parties
    return sorted(verified.confirmations, key=lambda code: parties[code].order if code in parties else 0)
