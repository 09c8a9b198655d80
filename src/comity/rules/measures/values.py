# SPDX-License-Identifier: Apache-2.0
"""Values of a form: what is missing or not in its one spelling (rule 14.2), and which thresholds they reach (rule 14.4)."""

import re

from comity.acts.returns import Value
from comity.acts.template import Field, Template
from comity.rules.forum import Forum
from comity.rules.measures.period import parse_day, parse_second

PATTERNS = {
    "count": r"0|[1-9][0-9]{0,14}",
    "integer": r"0|-?[1-9][0-9]{0,14}",
    "decimal": r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?",
    "money": r"[A-Z]{3} (0|[1-9][0-9]{0,14})(\.[0-9]{1,2})?",
    "flag": r"yes|no",
    "duration": r"P(?=[0-9T])([0-9]{1,4}D)?(T(?=[0-9])([0-9]{1,3}H)?([0-9]{1,3}M)?)?",
    "point": r"-?[0-9]{1,2}\.[0-9]{1,6} -?[0-9]{1,3}\.[0-9]{1,6}",
}
"""Type of a field → its one spelling. Durations are ISO 8601 in days, hours, minutes; points latitude and longitude, WGS 84."""
_SPELLINGS = {kind: re.compile(pattern) for kind, pattern in PATTERNS.items()}
NUMBERS = frozenset({"count", "integer", "decimal"})


def texts_of(values: tuple[Value, ...]) -> dict[str, str]:
    """Give the first value of each field."""
    return {value.key: value.text for value in reversed(values)}


def faults_in(forum: Forum, template: Template, values: tuple[Value, ...], *, short: bool = False) -> tuple[str, ...]:
    """Give what is wrong with a form as ``field: fault``, in the order of the template, then of the values.

    Faults are ``missing``, ``unknown``, ``repeated``, ``spelling``, ``word``, ``bound``, ``basis`` and ``personal``.
    """
    fields = {field.key: field for field in template.fields}
    given = {value.key for value in values if value.text}
    needed = [
        field.key
        for field in template.fields
        if field.required and not field.personal and (not short or field.key in template.short_form)
    ]
    missing = tuple(f"{key}: missing" for key in needed if key not in given)
    seen: set[tuple[str, int]] = set()
    wrong = []
    for value in values:
        field = fields.get(value.key)
        fault = "unknown" if field is None else _fault(forum, field, value)
        if (value.key, value.row) in seen or (field is not None and value.row and not field.repeats):
            fault = "repeated"
        seen.add((value.key, value.row))
        if fault:
            wrong.append(f"{value.key}: {fault}")
    return missing + tuple(dict.fromkeys(wrong))


def _fault(forum: Forum, field: Field, value: Value) -> str:
    if field.personal:
        return "personal"
    if not _is_spelled(forum, field, value.text):
        return "word" if field.type == "code" else "spelling"
    if field.type == "count" and not value.basis:
        return "basis"
    if field.type in NUMBERS and not _in_bounds(field, value.text):
        return "bound"
    return ""


def _is_spelled(forum: Forum, field: Field, text: str) -> bool:
    if field.type in _SPELLINGS:
        return _SPELLINGS[field.type].fullmatch(text) is not None
    if field.type == "date":
        return parse_day(text) is not None
    if field.type == "instant":
        return parse_second(text) is not None
    if field.type == "party":
        return text in forum.parties
    if field.type == "code":
        return text in {word.code for word in field.codes}
    return bool(text)


def _in_bounds(field: Field, text: str) -> bool:
    """Compare in billionths, for no fraction has more digits and nothing is rounded."""
    whole, _, fraction = text.lstrip("-").partition(".")
    size = int(whole + fraction.ljust(9, "0"))
    number = -size if text.startswith("-") else size
    least, most = (bound if bound is None else bound * 10**9 for bound in (field.least, field.most))
    return (least is None or number >= least) and (most is None or number <= most)


def thresholds_reached(template: Template, values: tuple[Value, ...]) -> tuple[str, ...]:
    """Give the keys of the thresholds that a form reaches, in the template's order; they decide nothing (rule 14.4)."""
    most: dict[str, int] = {}
    for value in values:
        if _SPELLINGS["integer"].fullmatch(value.text):
            most[value.key] = max(int(value.text), most.get(value.key, int(value.text)))
    return tuple(
        threshold.key
        for threshold in template.thresholds
        if all(limit.field in most and most[limit.field] >= limit.least for limit in threshold.all_of)
    )
