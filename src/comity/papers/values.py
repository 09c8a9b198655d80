# SPDX-License-Identifier: Apache-2.0
"""Values of a form as people read them: by the labels of the template, codes and parties by name, times and spans in words.

The one place that does it: pages, papers, drafts and the command line say a value alike, but for the zone of an instant.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal
from msgspec import Struct

from comity.acts.returns import Value
from comity.acts.template import Field, Template
from comity.papers.wording import Wording
from comity.papers.zones import utc
from comity.rules.forum import Forum
from comity.rules.measures.period import parse_day, parse_second
from comity.rules.measures.values import PATTERNS

GROUPED = frozenset({"count", "decimal"})
"""Types whose digits are grouped; an integer may be a year."""
_SPAN = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")

Instant = Callable[[datetime], str]
"""How an instant is written: in UTC on paper; a page puts the seat first."""


class ToldValue(Struct, frozen=True, gc=False):
    """One value in words: its label, with the row where fields repeat; the value with its unit; for a count its basis."""

    key: str
    label: str
    text: str
    basis: str = ""
    row: int = 0


def told_values(
    template: Template, values: tuple[Value, ...], forum: Forum, wording: Wording, instant: Instant = utc
) -> Iterator[ToldValue]:
    """Give the values of a form, row by row in the template's order; what the template does not know comes last, as it is."""
    order = {field.key: place for place, field in enumerate(template.fields)}
    fields = {field.key: field for field in template.fields}
    for value in sorted(values, key=lambda each: (each.row, order.get(each.key, len(order)))):
        field = fields.get(value.key)
        label = wording.text(field.label) if field else value.key
        text = told_value(field, value.text, forum, wording, instant)
        numbered = f"{label} ({value.row + 1})" if field and field.repeats else label
        yield ToldValue(value.key, numbered, text, value.basis, value.row)


def told_value(field: Field | None, text: str, forum: Forum, wording: Wording, instant: Instant = utc) -> str:
    """Give one value in words; what is not in the spelling of its type, or in no field, stays as it was written."""
    if field is None:
        return text
    if field.type == "code":
        return next((wording.text(word.label) for word in field.codes if word.code == text), text)
    if field.type == "party":
        return wording.text(forum.parties[text].name) if text in forum.parties else text
    if field.type == "flag":
        return wording.phrase(f"value_{text}") if text in {"yes", "no"} else text
    said = _measured(field.type, text, wording, instant)
    return f"{said} {wording.text(field.unit)}" if field.unit and field.type != "money" else said


def _measured(kind: str, text: str, wording: Wording, instant: Instant) -> str:
    """Say a time, a span or a number."""
    if kind == "duration":
        return _span(text, wording)
    if kind in GROUPED and re.fullmatch(PATTERNS[kind], text):
        # As many digits behind the point as were filed: 12.50 is not 12.5.
        digits = "0" * len(text.partition(".")[2])
        return format_decimal(Decimal(text), f"#,##0.{digits}" if digits else "#,##0", locale=wording.locale)
    return told_time(text, wording, instant) if kind in {"date", "instant"} else text


def told_time(text: str, wording: Wording, instant: Instant = utc) -> str:
    """Say a day or an instant as acts write them."""
    if (at := parse_second(text)) is not None:
        return instant(at)
    day = parse_day(text)
    return format_date(day, "d MMMM y", locale=wording.locale) if day else text


def _span(text: str, wording: Wording) -> str:
    read = _SPAN.fullmatch(text)
    if read is None or not any(read.groups()):
        return text
    named = zip(read.groups(), ("days", "hours", "minutes"), strict=True)
    return " ".join(wording.phrase(f"value_{unit}", number=number) for number, unit in named if number)


def told_fault(template: Template, fault: str, wording: Wording) -> str:
    """Give in words what is wrong with a form, from ``field: fault`` as the rules say it (rule 14.2)."""
    key, _colon, word = fault.partition(": ")
    label = next((wording.text(field.label) for field in template.fields if field.key == key), key)
    return f"{label}: {wording.phrase(f'fault_{word}')}" if wording.knows(f"fault_{word}") else fault
