# SPDX-License-Identifier: Apache-2.0
"""Times on a page: an instant at the seat, in the reader's zone and in UTC; what remains until one, in its two largest units."""

import json
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import dropwhile

from babel.dates import format_date, format_datetime, get_timezone_location
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext

from comity.web.desk import opened_desk
from comity.web.reading import seat_zone, wording

register = template.Library()
MINUTE, SHORT_MINUTE, CLOCK, LATER = "d MMMM y, HH:mm", "d MMM y, HH:mm", "HH:mm", "d MMMM, HH:mm"
"""Patterns of CLDR: an instant, the same in a list, and in another zone on the same and on another day."""
DAY = "d MMMM y"
PLURALS = {"one": 1, "few": 2, "many": 5, "other": 5}
"""Category of CLDR → a number that has it in English and in Russian, where it has one there."""


def written(at: datetime, pattern: str) -> str:
    """Write an instant, in its own zone, by a pattern of CLDR in the reader's language."""
    return format_datetime(at, pattern, locale=wording().locale)


@register.simple_tag
def instant(at: datetime | None) -> SafeString:
    """Write an instant at the seat of the conference first, then in the reader's zone where it is another, then in UTC."""
    return mark_safe("") if at is None else _time(at, in_zones(at))


def in_zones(at: datetime) -> str:
    """Write an instant as `instant` does, as bare text."""
    here = timezone.get_current_timezone()
    parts = [f"{written(at.astimezone(seat_zone()), MINUTE)} {at_seat()}"]
    if at.astimezone(here).utcoffset() not in {at.astimezone(seat_zone()).utcoffset(), UTC.utcoffset(at)}:
        parts.append(
            f"{_near(at.astimezone(here), at.astimezone(seat_zone()))} {_city(str(here), get_language() or 'en')}"
        )
    parts.append(f"{_near(at.astimezone(UTC), at.astimezone(seat_zone()))} UTC")
    return " · ".join(parts)


def _near(at: datetime, seat: datetime) -> str:
    """Write an instant short: with its date only where it is another than at the seat."""
    return written(at, CLOCK if at.date() == seat.date() else LATER)


def at_seat() -> str:
    """Say where the seat is, as in "in Astana"."""
    seat = opened_desk().conference.seat
    key = f"seat_{seat}"
    return wording().phrase(key) if wording().knows(key) else f"({seat})"


@lru_cache(maxsize=512)
def _city(zone: str, language: str) -> str:
    return get_timezone_location(zone, locale=language, return_city=True)


@register.simple_tag
def moment(at: datetime) -> SafeString:
    """Write an instant short, at the seat, for rows of a list."""
    return _time(at, written(at.astimezone(seat_zone()), SHORT_MINUTE))


@register.simple_tag
def day(on: date) -> SafeString:
    """Write a date that no clock gave, as it stands on paper."""
    words = format_date(on, DAY, locale=wording().locale)
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), words)


def _time(at: datetime, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', at.astimezone(UTC).isoformat(timespec="seconds"), words)


@register.filter
def at_the_seat(at: datetime, form: str) -> str:
    """Write a part of the date of an instant at the seat of the conference, by a pattern of CLDR."""
    return written(at.astimezone(seat_zone()), form)


@register.simple_tag
def remaining(until: datetime, now: datetime) -> str:
    """Say how long it is until an instant, in its two largest units; nothing once it is past."""
    left = max(0, int((until - now).total_seconds()))
    parts = [(left // 86_400, 0), (left // 3600 % 24, 1), (left // 60 % 60, 2), (left % 60, 3)]
    shown = list(dropwhile(lambda part: not part[0], parts))[:2] or parts[3:]
    return " ".join(f"{count} {_unit(place, count)}" for count, place in shown)


@register.simple_tag
def units() -> str:
    """Give the words of the four units for every category of number, as the script that counts down needs them."""
    return json.dumps([{name: _unit(place, count) for name, count in PLURALS.items()} for place in range(4)])


def _unit(place: int, count: int) -> str:
    names = (
        ngettext("day", "days", count),
        ngettext("hour", "hours", count),
        ngettext("minute", "minutes", count),
        ngettext("second", "seconds", count),
    )
    return names[place]
