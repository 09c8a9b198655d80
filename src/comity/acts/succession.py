# SPDX-License-Identifier: Apache-2.0
"""A succession statement: a state says which headquarters is to continue the record, and how far it vouched for it itself.

The text of a note signed with the state's act key: header, origin of the forum (never that of a log), epoch, digest of the
successor's keys, and the size and root of the highest checkpoint the state's node ever cosigned.
"""

from hashlib import sha256

import msgspec
from msgspec import Struct

from comity.acts.errors import MalformedSuccession
from comity.acts.lines import DIGEST, NUMBER, ORIGIN, POSITIVE, Lines
from comity.acts.nodes import Successor

_LINES = Lines(MalformedSuccession, "comity/succession/v1", ORIGIN, POSITIVE, DIGEST, NUMBER, DIGEST)
_encoder = msgspec.json.Encoder(order="sorted")


class Succession(Struct, frozen=True):
    """In ``epoch`` the forum ``origin`` is continued by ``successor``; ``root`` at ``size`` is the highest ever cosigned.

    Digests are in hexadecimal. A node that never cosigned states size 0 and the root of the empty tree.
    """

    origin: str
    epoch: int
    successor: str
    size: int
    root: str


def successor_digest(successor: Successor) -> str:
    """Give SHA-256 of the canonical JSON of the successor's keys, in hexadecimal."""
    return sha256(_encoder.encode(successor)).hexdigest()


def format_succession(succession: Succession) -> bytes:
    """Write the text of a succession statement; raises MalformedSuccession for values it cannot carry."""
    said = succession
    return _LINES.write(said.origin, said.epoch, said.successor, said.size, said.root)


def parse_succession(text: bytes) -> Succession:
    """Read the text of a succession statement; raises MalformedSuccession unless `format_succession` would give it back."""
    origin, epoch, successor, size, root = _LINES.read(text)
    return Succession(origin, int(epoch), successor, int(size), root)
