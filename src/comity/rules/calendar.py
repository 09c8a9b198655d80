# SPDX-License-Identifier: Apache-2.0
"""The calendar of the conference's seat: rest days and holidays are edition data, dates are local (rule 9.5)."""

from datetime import UTC, date, datetime, timedelta

from comity.acts.edition import Edition


def local_date(edition: Edition, at: datetime) -> date:
    """Give the date at the conference's seat."""
    return (at.astimezone(UTC) + timedelta(minutes=edition.host_utc_offset_min)).date()


def is_rest_day(edition: Edition, at: datetime) -> bool:
    """Tell whether an instant falls on a rest day or holiday at the seat."""
    day = local_date(edition, at)
    return day.isoweekday() in edition.rest_days or day in edition.holidays


def working_days(edition: Edition, start: datetime, end: datetime, enough: int) -> int:
    """Count whole working days after the day of ``start`` up to and with the day of ``end``; stop counting at ``enough``."""
    day, last, days = local_date(edition, start), local_date(edition, end), 0
    while day < last and days < enough:
        day += timedelta(days=1)
        days += day.isoweekday() not in edition.rest_days and day not in edition.holidays
    return days
