# SPDX-License-Identifier: Apache-2.0
"""Periods: days of the year, days before and after a date, and months without a 31st (rules 12.4, 14.1)."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from comity.acts.template import Annual, Stream, Swap, Template

FIRST_YEAR, LAST_YEAR = 1990, 2199
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SECOND = re.compile(r".{10}T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])Z")


def parse_day(text: str) -> date | None:
    """Read a date of the years 1990 to 2199, ``YYYY-MM-DD``; every Python reads it alike."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = map(int, match.groups())
    return date(year, month, day) if _is_day(year, month, day) else None


def parse_second(text: str) -> datetime | None:
    """Read an instant of these years, as acts write it: ``YYYY-MM-DDThh:mm:ssZ``."""
    match = _SECOND.fullmatch(text)
    day = parse_day(text[:10])
    if match is None or day is None:
        return None
    hour, minute, second = map(int, match.groups())
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC)


def _is_day(year: int, month: int, day: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def day_in(year: int, month_day: str) -> date:
    """Give a day of the year in one year; 29 February is the 28th where there is none (rule 12.4)."""
    month, day = int(month_day[:2]), int(month_day[3:])
    return date(year, month, min(day, monthrange(year, month)[1]))


def add_months(day: date, months: int) -> date:
    """Give the same day of the month so many months on, or the last of the month (rule 12.4)."""
    month = day.year * 12 + day.month - 1 + months
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def shift(day: date, count: int, unit: str) -> date:
    """Give the day so many days or months away; ``count`` may be negative."""
    return add_months(day, count) if unit == "month" else day + timedelta(days=count)


def days_of(template: Template) -> tuple[str, ...]:
    """Give the days of the year on which a template falls due; none where it has no days."""
    trigger = template.trigger
    if isinstance(trigger, Annual):
        return trigger.days
    return (trigger.day,) if isinstance(trigger, Swap) else ()


def is_period(template: Template, period: str) -> bool:
    """Tell whether a template has this period: a day on which it is due, or an instant in its season."""
    trigger = template.trigger
    if isinstance(trigger, Stream):
        at = parse_second(period)
        return at is not None and _in_season(trigger, at.date())
    day = parse_day(period)
    return day is not None and day in {day_in(day.year, each) for each in days_of(template)}


def _in_season(trigger: Stream, day: date) -> bool:
    opens, closes = day_in(day.year, trigger.opens), day_in(day.year, trigger.closes)
    return opens <= day <= closes if opens <= closes else day >= opens or day <= closes


def opened_on(template: Template, day: date) -> date:
    """Give the day on which a period opens: the due day before its own. A version adopted later does not bind it (13.2)."""
    before = [day_in(year, each) for year in (day.year - 1, day.year) for each in days_of(template)]
    return max(each for each in before if each < day)


def periods_between(template: Template, first: date, last: date) -> tuple[date, ...]:
    """Give the due days of a template from ``first`` up to and with ``last``, ascending."""
    days = {day_in(year, each) for year in range(first.year, last.year + 1) for each in days_of(template)}
    return tuple(sorted(day for day in days if first <= day <= last))
