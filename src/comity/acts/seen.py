# SPDX-License-Identifier: Apache-2.0
"""Seen-at: a node says when it first held an act, so that an objection left out of the record is heard all the same.

The text of a note signed with the key ``CODE/node``: header, origin of the forum, id of the act, POSIX seconds.
"""

from msgspec import Struct

from comity.acts.errors import MalformedSeen
from comity.acts.lines import DIGEST, ORIGIN, SECONDS, Lines

_LINES = Lines(MalformedSeen, "comity/seen-at/v1", ORIGIN, DIGEST, SECONDS)


class Seen(Struct, frozen=True):
    """The signing node held the act with the id ``act``, made for the forum ``origin``, at ``at_s`` (POSIX seconds)."""

    origin: str
    act: str
    at_s: int


def format_seen(seen: Seen) -> bytes:
    """Write the text of a seen-at note; raises MalformedSeen for values it cannot carry."""
    return _LINES.write(seen.origin, seen.act, seen.at_s)


def parse_seen(text: bytes) -> Seen:
    """Read the text of a seen-at note; raises MalformedSeen unless `format_seen` would give it back."""
    origin, act, at = _LINES.read(text)
    return Seen(origin, act, int(at))
