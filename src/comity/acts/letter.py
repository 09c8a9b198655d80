# SPDX-License-Identifier: Apache-2.0
"""A letter: what a node posts at a meeting point, for every other node to hear without the registry.

The text of a note signed with the key ``CODE/node``: header, origin of the forum, kind, POSIX seconds, and the payload in
base64. What the payload says is judged by whoever reads it; a meeting point looks at the signature and the size alone.
"""

from typing import Literal, cast

from msgspec import Struct

from comity.acts.errors import MalformedLetter
from comity.acts.lines import BASE64, ORIGIN, SECONDS, Lines
from comity.tlog.wire import format_base64, parse_base64

Kind = Literal["head", "act", "seen", "statement", "evidence", "succession"]
"""What the payload is: a checkpoint with the log's lines and the poster's, the note of an act, a seen-at note, a statement,
a document of evidence, a succession statement."""

MAX_LETTER_BYTES = 2**17
"""128 KiB for the whole note, signature and all."""

_KINDS = "head|act|seen|statement|evidence|succession"
_LINES = Lines(MalformedLetter, "comity/letter/v1", ORIGIN, _KINDS, SECONDS, BASE64)


class Letter(Struct, frozen=True):
    """Posted for the forum ``origin`` at ``at_s`` (POSIX seconds); ``payload`` is not empty."""

    origin: str
    kind: Kind
    at_s: int
    payload: bytes


def format_letter(letter: Letter) -> bytes:
    """Write the text of a letter; raises MalformedLetter for values it cannot carry."""
    text = _LINES.write(letter.origin, letter.kind, letter.at_s, format_base64(letter.payload).decode())
    parse_letter(text)
    return text


def parse_letter(text: bytes) -> Letter:
    """Read the text of a letter; raises MalformedLetter unless `format_letter` would give it back."""
    if len(text) > MAX_LETTER_BYTES:
        raise MalformedLetter(f"a letter has at most {MAX_LETTER_BYTES} bytes, this one {len(text)}")
    origin, kind, at, encoded = _LINES.read(text)
    payload = parse_base64(encoded.encode())
    if payload is None:
        raise MalformedLetter("the payload is not base64 in its one spelling")
    return Letter(origin, cast("Kind", kind), int(at), payload)
