# SPDX-License-Identifier: Apache-2.0
"""Local time from zone tables (rules 12.1-12.3). The table is an argument: no rule knows the zone files of its machine."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from comity.acts.edition import Edition
from comity.acts.zones import ZoneTable
from comity.rules.outcome import Refused

DAY_S = 86_400
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()


def zone_table(tables: tuple[ZoneTable, ...], name: str) -> ZoneTable | None:
    """Give the table of a zone, if it is among these."""
    return next((table for table in tables if table.name == name), None)


def check_zones(edition: Edition) -> Refused | None:
    """Refuse, by rule 12.2, tables that fit no clock: a zone twice, changes out of order, or no release named."""
    names = [table.name for table in edition.zones]
    if len(set(names)) != len(names) or bool(names) != bool(edition.tz_release):
        return Refused("12.2", found=f"{edition.tz_release} {' '.join(names)}", expected="a release, each zone once")
    for table in edition.zones:
        ascending = list(table.changes) == sorted(set(table.changes))
        if not ascending or len(table.changes) != len(table.offsets):
            return Refused("12.2", found=table.name, expected="ascending, one offset each")
    return None


def local_date(table: ZoneTable, at: datetime) -> date:
    """Give the date that a calendar in the zone shows at an instant."""
    seconds = (at - EPOCH) // timedelta(seconds=1)
    offset = next(offset for start, end, offset in _spans(table) if start <= seconds < end)
    return date.fromordinal(_EPOCH_DAY + (seconds + offset) // DAY_S)


def end_of_day(table: ZoneTable, day: date) -> datetime:
    """Give 24:00 of a day: the first instant at which the zone's calendar shows a later date (rule 12.3).

    Midnight itself does not exist where clocks are put forward then, and comes twice where they are put back.
    """
    target = (day.toordinal() + 1 - _EPOCH_DAY) * DAY_S
    reached = (max(start, target - offset) for start, end, offset in _spans(table) if target - offset < end)
    return EPOCH + timedelta(seconds=next(reached))


def _spans(table: ZoneTable) -> Iterator[tuple[int, int, int]]:
    """Give (from, until, offset) in seconds of Unix time, from long before the record to long after it."""
    far = 400 * 366 * DAY_S
    starts = (-far, *table.changes)
    ends = (*table.changes, far)
    yield from zip(starts, ends, (table.first_offset_s, *table.offsets), strict=True)
