# SPDX-License-Identifier: Apache-2.0
"""A form in a file, TOML or JSON: the measure, what an act says beside the form, and under ``form`` the values by field.

A value is text; of a count an object of ``text`` and ``basis``; of a field that repeats a list of such, row by row: the form that
the schema of the measure describes.
"""

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from comity.acts.catalogue import ACTS
from comity.acts.returns import Value
from comity.acts.template import Field, Template
from comity.cli.errors import Unusable
from comity.rules.measures.schema import values_of

TABLE = "form"


def read_form(path: Path) -> dict[str, Any]:
    """Read a file; raises Unusable where it is neither TOML nor JSON with an object."""
    try:
        text = path.read_text(encoding="utf-8")
        read: Any = msgspec.json.decode(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (msgspec.DecodeError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unusable(f"{path} is neither TOML nor JSON: {error}") from None
    if not isinstance(read, dict):
        raise Unusable(f"{path}: a form is an object of names and values")
    return read


def values_in(template: Template, path: Path, said: dict[str, Any]) -> tuple[Value, ...]:
    """Take the values out of what a file said; raises Unusable where a field is unknown, or is not of its shape."""
    form = said.pop(TABLE, {})
    if not isinstance(form, dict):
        raise Unusable(f"{path}: {TABLE} is an object of fields and values")
    known = {field.key: field for field in template.fields}
    for key, value in form.items():
        if key not in known:
            raise Unusable(f"{path}: {template.code} has no field {key}; its fields are {', '.join(known)}")
        _check_shape(known[key], value, path)
    return values_of(template, form)


def _check_shape(field: Field, value: Any, path: Path) -> None:  # noqa: ANN401  (whatever the file holds)
    rows = value if field.repeats else [value]
    right = '{text = "…", basis = "…"}' if field.type == "count" else '"…"'
    if not isinstance(rows, list) or not all(_is_one(field, row) for row in rows):
        raise Unusable(f"{path}: {field.key} is to be {f'[{right}, …]' if field.repeats else right}")


def _is_one(field: Field, row: Any) -> bool:  # noqa: ANN401
    if field.type != "count":
        return isinstance(row, str)
    return (
        isinstance(row, dict) and set(row) == {"text", "basis"} and all(isinstance(each, str) for each in row.values())
    )


def check_fields(kind: str, said: dict[str, Any], path: Path) -> None:
    """See that an act has what a file said beside the form; raises Unusable."""
    known = ACTS[kind].__struct_fields__
    if unknown := sorted(set(said) - set(known)):
        raise Unusable(
            f"{path}: a {kind} has no {', '.join(unknown)}; beside {TABLE} it may have {', '.join(known[8:])}"
        )
