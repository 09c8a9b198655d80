# SPDX-License-Identifier: Apache-2.0
"""Entries: an instant and the exact bytes of a note."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from comity.acts.entry import MAX_ENTRY_BYTES, Entry, format_entry, parse_entry
from comity.acts.errors import MalformedEntry
from comity.acts.signed import parse_signed_act
from tests.acts.flaws.case import NOTE

AT = datetime(2026, 11, 23, 5, 0, 0, 250_000, tzinfo=UTC)


def test_an_entry_says_when_what_and_how_large() -> None:
    data = b"2026-11-23T05:00:00.250Z\n" + NOTE
    assert format_entry(AT, NOTE) == data
    assert parse_entry(data) == Entry(AT, parse_signed_act(NOTE), sha256(b"\0" + data).digest(), len(data))


def test_an_entry_fits_into_a_bundle() -> None:
    room = MAX_ENTRY_BYTES - len(b"2026-11-23T05:00:00.250Z\n")
    assert len(format_entry(AT, b"x" * room)) == MAX_ENTRY_BYTES
    with pytest.raises(MalformedEntry):
        format_entry(AT, b"x" * (room + 1))


@pytest.mark.parametrize("at", [AT.replace(tzinfo=None), AT.replace(year=1999), AT.replace(year=2200)])
def test_an_instant_that_no_reader_accepts_is_not_written(at: datetime) -> None:
    with pytest.raises(MalformedEntry):
        format_entry(at, NOTE)
