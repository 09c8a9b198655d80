# SPDX-License-Identifier: Apache-2.0
"""A statement: what nodes report of the registry. One side's word, countersigned by others or not; never called proof.

The text of a note signed with keys ``CODE/node``, one line for each node that saw the same: header, origin of the forum, kind,
subject, POSIX seconds. The subject is the size of a checkpoint, or the digest of an act or of a text.
"""

from typing import Literal, cast

from msgspec import Struct

from comity.acts.errors import MalformedStatement
from comity.acts.lines import DIGEST, NUMBER, ORIGIN, SECONDS, Lines

Kind = Literal["clock_ahead", "withheld", "not_sequenced"]
"""A checkpoint dated in the future; a checkpoint or text whose content is not handed out; an act that is left out."""

_KINDS = "clock_ahead|withheld|not_sequenced"
_LINES = Lines(MalformedStatement, "comity/statement/v1", ORIGIN, _KINDS, f"{DIGEST}|{NUMBER}", SECONDS)


class Statement(Struct, frozen=True):
    """In the forum ``origin`` the signing nodes found this of ``subject`` at ``at_s`` (POSIX seconds)."""

    origin: str
    kind: Kind
    subject: str
    at_s: int


def format_statement(statement: Statement) -> bytes:
    """Write the text of a statement; raises MalformedStatement for values it cannot carry."""
    return _LINES.write(statement.origin, statement.kind, statement.subject, statement.at_s)


def parse_statement(text: bytes) -> Statement:
    """Read the text of a statement; raises MalformedStatement unless `format_statement` would give it back."""
    origin, kind, subject, at = _LINES.read(text)
    return Statement(origin, cast("Kind", kind), subject, int(at))
