# SPDX-License-Identifier: Apache-2.0
"""Instants are UTC: whole seconds in acts, milliseconds in entries, years 2000 to 2199."""

import re
from datetime import UTC, datetime
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 2000, 2199

# Later Pythons read the hour 24 as midnight of the next day, so the pattern bounds it.
_ENTRY_LINE = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z", re.ASCII)


def check_instant(value: datetime) -> None:
    """Accept an instant as acts write it: UTC, whole seconds, within the years the record can hold.

    Raises:
        ValueError: the instant has another offset, a fraction of a second, or a year outside 2000-2199.
    """
    if value.tzinfo is not UTC or value.microsecond or not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"{value.isoformat()} is not a whole second of UTC in the years {FIRST_YEAR}-{LAST_YEAR}")


@lru_cache(maxsize=16)  # the acts of a batch bear one instant
def format_instant(value: datetime) -> str:
    """Write ``sequenced_at``: RFC 3339, UTC, exactly three digits of a second (the rest is cut).

    Raises:
        ValueError: the instant is a local time, or outside 2000-2199.
    """
    if value.tzinfo is None:
        raise ValueError(f"{value.isoformat()} names no offset from UTC")
    utc = value.astimezone(UTC).replace(tzinfo=None)
    _check_year(utc)
    return utc.isoformat(timespec="milliseconds") + "Z"


def instant_text(value: datetime) -> str:
    """Write an instant of UTC as acts do, or as entries do where it is no whole second."""
    return value.replace(tzinfo=None).isoformat(timespec="milliseconds" if value.microsecond else "seconds") + "Z"


def parse_instant(text: str) -> datetime:
    """Read ``sequenced_at``.

    Raises:
        ValueError: the text is not an instant as `format_instant` writes it, or outside 2000-2199.
    """
    if not _ENTRY_LINE.fullmatch(text):
        raise ValueError(f"{text!r} is not an instant such as 2026-11-23T10:00:00.000Z")
    value = datetime.fromisoformat(text)
    _check_year(value)
    return value


def _check_year(value: datetime) -> None:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"the year of {value.isoformat()} is outside {FIRST_YEAR}-{LAST_YEAR}")
