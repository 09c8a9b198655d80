# SPDX-License-Identifier: Apache-2.0
"""From what people type to the one spelling that a value has in an act (rule 14.2). What cannot be read stays as it was typed."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timezone

from comity.acts.template import Field

_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009_]+")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_MONEY = re.compile(r"(?:([A-Za-z]{3})\s*)?(\d[\d\s\u00a0\u202f.,]*?)\s*([A-Za-z]{3})?")
_CLOCK = re.compile(r"(\d{1,3}):(\d{2})")
_SPAN = re.compile(
    r"(?:(\d{1,4})\s*(?:d|days?|д|дн\w*|сут\w*)\.?)?\s*(?:(\d{1,3})\s*(?:h|hours?|ч|час\w*)\.?)?\s*(?:(\d{1,3})\s*(?:m|min\w*|мин\w*|м)\.?)?",
    re.IGNORECASE,
)
_POINT = re.compile(r"(-?\d{1,2}(?:[.]\d{1,6})?)[\s,;]+(-?\d{1,3}(?:[.]\d{1,6})?)")


def spelled(field: Field, text: str, seat: timezone) -> str:
    """Give the one spelling of what was typed for a field; a time without a zone is that of the clock at the seat."""
    read = _READERS.get(field.type)
    plain = text.strip()
    if field.type == "instant":
        return _instant(plain, seat)
    return read(plain) if read and plain else text.strip("\n") if field.type == "text" else plain


def spelled_local(text: str, seat: timezone) -> str:
    """Give the clock at the seat for a spelled instant, to the second where it has seconds."""
    try:
        at = datetime.fromisoformat(text).astimezone(seat)
    except (ValueError, OverflowError):
        return text
    return f"{at:%Y-%m-%dT%H:%M:%S}" if at.second else f"{at:%Y-%m-%dT%H:%M}"


def _number(text: str) -> str:
    return _BLANKS.sub("", text).replace("−", "-")


def _decimal(text: str) -> str:
    return _number(text).replace(",", ".")


def _money(text: str) -> str:
    read = _MONEY.fullmatch(text)
    currency = (read[1] or read[3] or "") if read else ""
    return f"{currency.upper()} {_decimal(read[2])}" if read and currency else text


def _day(text: str) -> str:
    read = _DAY_FIRST.fullmatch(text)
    return f"{read[3]}-{int(read[2]):02}-{int(read[1]):02}" if read else text


def _instant(text: str, seat: timezone) -> str:
    try:
        read = datetime.fromisoformat(text)
        at = (read if read.tzinfo else read.replace(tzinfo=seat)).astimezone(UTC)
    except (ValueError, OverflowError):
        return text
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _span(text: str) -> str:
    clock, span = _CLOCK.fullmatch(text), _SPAN.fullmatch(text)
    parts = (None, clock[1], clock[2]) if clock else span.groups() if span else (None, None, None)
    days, hours, minutes = (str(int(part)) if part else "" for part in parts)
    if not (days or hours or minutes):
        return text
    time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    return "P" + (f"{days}D" if days else "") + (f"T{time}" if time else "")


def _point(text: str) -> str:
    read = _POINT.fullmatch(text)
    return " ".join(part if "." in part else f"{part}.0" for part in read.groups()) if read else text


_READERS: dict[str, Callable[[str], str]] = {
    "count": _number,
    "integer": _number,
    "decimal": _decimal,
    "money": _money,
    "date": _day,
    "duration": _span,
    "point": _point,
}
