# SPDX-License-Identifier: Apache-2.0
"""The form of a measure as JSON Schema (draft 2020-12), so that a ministry's own system can check what it prepares.

In this form a return is an object by field: text for a value, an object of ``text`` and ``basis`` for a count, an array of
such, by row, where the field repeats. `form_of` gives it from the values of an act, `values_of` the values from it.
"""

from typing import Any

from comity.acts.returns import Value
from comity.acts.template import Field, Template
from comity.rules.measures.values import PATTERNS

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_DAY = "(199[0-9]|20[0-9]{2}|21[0-9]{2})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
DATES = {
    "date": _DAY,
    "instant": f"{_DAY}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z",
    "party": "[A-Z][A-Z0-9]{1,11}",
}
"""What a pattern can say of dates and parties; whether the day exists, and the party, is for the rules."""


def schema_of(template: Template, language: str = "en") -> dict[str, Any]:
    """Give the schema of the open form. Fields with personal data are not in it: they stand in sealed content (rule 14.2).

    Bounds of numbers are not in it either, for values are text; the rules judge them.
    """
    fields = [field for field in template.fields if not field.personal]
    return {
        "$schema": DRAFT,
        "title": getattr(template.title, language) or template.title.en,
        "description": getattr(template.purpose, language) or template.purpose.en,
        "type": "object",
        "properties": {field.key: _property(field, language) for field in fields},
        "required": [field.key for field in fields if field.required],
        "additionalProperties": False,
    }


def _property(field: Field, language: str) -> dict[str, Any]:
    value: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 20_000}
    if field.type == "code":
        value = {"enum": [word.code for word in field.codes]}
    elif pattern := (PATTERNS | DATES).get(field.type):
        value = {"type": "string", "pattern": f"^({pattern})$"}
    if field.type == "count":
        basis = {"type": "string", "minLength": 1, "maxLength": 200}
        value = {
            "type": "object",
            "properties": {"text": value, "basis": basis},
            "required": ["text", "basis"],
            "additionalProperties": False,
        }
    named = {"title": getattr(field.label, language) or field.label.en}
    if field.unit:
        named["description"] = getattr(field.unit, language) or field.unit.en
    return {**named, "type": "array", "items": value} if field.repeats else {**named, **value}


def form_of(template: Template, values: tuple[Value, ...]) -> dict[str, Any]:
    """Give the form that the schema speaks of, from the values of an act; rows in their order, without gaps."""
    form: dict[str, Any] = {}
    for field in template.fields:
        mine = sorted((value for value in values if value.key == field.key), key=lambda value: value.row)
        plain = [{"text": each.text, "basis": each.basis} if field.type == "count" else each.text for each in mine]
        if mine:
            form[field.key] = plain if field.repeats else plain[0]
    return form


def values_of(template: Template, form: dict[str, Any]) -> tuple[Value, ...]:
    """Give the values of an act from a form of this shape, in the template's order; rows are counted from 0."""
    values = []
    for field in template.fields:
        given = form.get(field.key)
        if given is None:
            continue
        for row, each in enumerate(given if field.repeats else [given]):
            text, basis = (each["text"], each["basis"]) if field.type == "count" else (each, "")
            values.append(Value(key=field.key, text=text, basis=basis, row=row))
    return tuple(values)
