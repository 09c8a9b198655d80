# SPDX-License-Identifier: Apache-2.0
"""An entry of the record: the instant at which the registry sequenced an act, and the note of the act."""

from datetime import datetime

from msgspec import Struct

from comity.acts.errors import MalformedEntry
from comity.acts.instant import format_instant, parse_instant
from comity.acts.signed import SignedAct, parse_signed_act
from comity.tlog.merkle import leaf_hash

MAX_ENTRY_BYTES = 65_535
"""What the two length bytes of a tlog-tiles bundle can say."""
_INSTANT_BYTES = len(b"2026-11-23T10:00:00.000Z\n")


class Entry(Struct, frozen=True, gc=False):
    """One entry, parsed. ``sequenced_at`` dates the act; ``leaf`` is its RFC 6962 leaf hash; ``size`` in bytes."""

    sequenced_at: datetime
    signed: SignedAct
    leaf: bytes
    size: int


def format_entry(sequenced_at: datetime, note: bytes) -> bytes:
    """Write an entry.

    Raises:
        MalformedEntry: the instant cannot stand on the record, or the entry would not fit into a bundle.
    """
    try:
        entry = format_instant(sequenced_at).encode() + b"\n" + note
    except ValueError as error:
        raise MalformedEntry(str(error)) from None
    if len(entry) > MAX_ENTRY_BYTES:
        raise MalformedEntry(f"an entry has at most {MAX_ENTRY_BYTES} bytes, this one {len(entry)}")
    return entry


def parse_entry(entry: bytes, leaf: bytes | None = None) -> Entry:
    """Read an entry and the act in it; ``leaf`` is its leaf hash where that is known already.

    Raises:
        MalformedEntry: the first line is not an instant, or the entry is too large.
        MalformedAct: what follows is not the note of an act.
    """
    if len(entry) > MAX_ENTRY_BYTES:
        raise MalformedEntry(f"an entry has at most {MAX_ENTRY_BYTES} bytes, this one {len(entry)}")
    if entry[_INSTANT_BYTES - 1 : _INSTANT_BYTES] != b"\n":
        raise MalformedEntry("an entry begins with one line such as 2026-11-23T10:00:00.000Z")
    try:
        sequenced_at = parse_instant(entry[: _INSTANT_BYTES - 1].decode("ascii"))
    except ValueError as error:
        raise MalformedEntry(f"the first line of the entry: {error}") from None
    return Entry(sequenced_at, parse_signed_act(entry[_INSTANT_BYTES:]), leaf or leaf_hash(entry), len(entry))
