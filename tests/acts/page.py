# SPDX-License-Identifier: Apache-2.0
"""The generated part of docs/reference/acts.md: every act and part, from the types. ``python -m tests.acts.page --write``.

What a field means is the docstring under it, or under the name of its type. Everything before `MARK` is written by hand.
"""

import ast
import inspect
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec.inspect as shape

from comity.acts import (
    bodies,
    consensus,
    contacts,
    documents,
    edition,
    envelope,
    keys,
    measures,
    nodes,
    outcomes,
    parties,
    proposals,
    requests,
    returns,
    sealed,
    silence,
    swaps,
    template,
    zones,
)
from comity.acts.envelope import Act, Part

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "acts.md"
MARK = "<!-- From here on this page is written by `python -m tests.acts.page --write`. -->\n"

MEASURES = (measures, returns, requests, swaps, contacts, sealed)
FAMILIES = (parties, keys, bodies, documents, proposals, consensus, silence, outcomes, nodes, *MEASURES)
MODULES = (envelope, *FAMILIES, edition, template, zones)


class Undocumented(LookupError):
    """A field, type or part that nothing explains."""


def _plain(text: str) -> str:
    return " ".join(text.replace("``", "`").split())


def _documented(body: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.expr | None, str]]:
    """Each name bound in a body, with its annotation and the docstring under it, empty where there is none."""
    statements = [*body]
    for statement, below in zip(statements, [*statements[1:], None], strict=True):
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                found: ast.expr | None = annotation
            case ast.Assign(targets=[ast.Name(id=name)]):
                found = None
            case _:
                continue
        match below:
            case ast.Expr(value=ast.Constant(value=str() as text)):
                yield name, found, text
            case _:
                yield name, found, ""


def _aliases() -> dict[str, str]:
    """The name of every named type → what it means."""
    trees = [ast.parse(inspect.getsource(module)) for module in MODULES]
    return {name: _plain(text) for tree in trees for name, _, text in _documented(tree.body) if text}


def _own_fields(cls: type[Any]) -> dict[str, str]:
    """The fields a class declares itself → what they mean."""
    aliases = _aliases()
    tree = ast.parse(inspect.getsource(cls)).body[0]
    if not isinstance(tree, ast.ClassDef):
        raise Undocumented(cls.__name__)
    meanings = {}
    for name, annotation, text in _documented(tree.body):
        meaning = _plain(text) or (aliases.get(annotation.id, "") if isinstance(annotation, ast.Name) else "")
        if not meaning:
            raise Undocumented(f"{cls.__name__}.{name}")
        meanings[name] = meaning
    return meanings


def _named_kinds() -> list[tuple[shape.Type, str]]:
    """Bounded strings and numbers that have a name of their own."""
    named: list[tuple[shape.Type, str]] = []
    for module in MODULES:
        for name, value in vars(module).items():
            if hasattr(value, "__metadata__"):
                kind = shape.type_info(value)
                if isinstance(kind, shape.StrType | shape.IntType) and kind not in [each for each, _ in named]:
                    named.append((kind, name))
    return named


_END = r"\Z"
NAMED = _named_kinds()


def _kind(kind: shape.Type) -> str:
    """A kind of value in words."""
    for known, name in NAMED:
        if kind == known:
            return f"`{name}`"
    match kind:
        case shape.StructType(cls=cls):
            return f"`{cls.__name__}`"
        case shape.LiteralType(values=words):
            return ", ".join(f'`"{word}"`' for word in sorted(map(str, words)))
        case shape.UnionType(types=kinds):
            return " or ".join(_kind(each) for each in kinds if not isinstance(each, shape.NoneType))
        case shape.VarTupleType(item_type=item, min_length=least, max_length=most):
            return f"array of {_bounds(least, most)}{_kind(item)}"
    return _plain_kind(kind)


def _bounds(least: int | None, most: int | None) -> str:
    if most is None:
        return ""
    return f"{most} " if least == most else f"{least or 0} to {most:,} "


def _plain_kind(kind: shape.Type) -> str:
    match kind:
        case shape.StrType():
            return f"string, {_bounds(kind.min_length, kind.max_length)}characters"
        case shape.IntType():
            return f"integer, {kind.ge:,} to {kind.le:,}"
        case shape.BoolType():
            return "`true` or `false`"
        case shape.DateTimeType():
            return "instant"
        case shape.DateType():
            return "date"
    raise Undocumented(repr(kind))


def _default(field: shape.Field) -> str:
    if field.required:
        return "needed"
    return "left out" if field.default is None else f"`{json.dumps(field.default)}`"


def _table(cls: type[Any], *more: str) -> list[str]:
    described = shape.type_info(cls)
    if not isinstance(described, shape.StructType):
        raise Undocumented(cls.__name__)
    fields = {field.name: field for field in described.fields}
    own = _own_fields(cls)
    if not own:
        return ["Nothing beside the envelope.", ""]
    rows = [
        f"| `{name}` | {_kind(fields[name].type)} | {_default(fields[name])} | {meaning} |"
        for name, meaning in own.items()
    ]
    return ["| field | kind | default | meaning |", "|---|---|---|---|", *rows, *more, ""]


def _section(cls: type[Any]) -> list[str]:
    paragraphs = [_plain(paragraph) for paragraph in inspect.getdoc(cls).split("\n\n")]  # type: ignore[union-attr]  # ruff sees to docstrings
    return [f"### {cls.__name__}", "", *[line for text in paragraphs for line in (text, "")], *_table(cls)]


def _declared(module: ModuleType) -> list[type[Any]]:
    """The structs a module declares, in its order."""
    classes = (value for value in vars(module).values() if isinstance(value, type))
    return [
        cls for cls in classes if cls.__module__ == module.__name__ and issubclass(cls, Part) and cls.__struct_fields__
    ]


def _kinds_section() -> list[str]:
    meanings = _aliases()
    lines = ["## Kinds of values", "", "| kind | JSON | meaning |", "|---|---|---|"]
    for kind, name in NAMED:
        pattern = getattr(kind, "pattern", None)
        form = f"string, `{pattern.removeprefix('^').removesuffix(_END)}`" if pattern else _plain_kind(kind)
        lines.append(f"| `{name}` | {form} | {meanings[name]} |")
    return [
        *lines,
        "| instant | string, `YYYY-MM-DDThh:mm:ssZ` | A whole second of UTC, years 2000 to 2199. |",
        "| date | string, `YYYY-MM-DD` | A date at the conference's seat, years 0001 to 9999. |",
        "",
        "Characters are code points. A pattern matches the whole string.",
        "",
    ]


def render() -> str:
    """The generated part of the page."""
    kind_of_act = "| `type` | string | needed | The name of the act. |"
    lines = [*_kinds_section(), "## The envelope", "", "Every act has these fields and its own.", ""]
    lines += _table(Act, kind_of_act)
    for module in FAMILIES:
        acts = [cls for cls in _declared(module) if issubclass(cls, Act)]
        lines += [f"## {module.__name__.rpartition('.')[2].capitalize()}", "", _plain(str(module.__doc__)), ""]
        lines += [line for cls in acts for line in _section(cls)]
    lines += ["## Parts", "", "Objects that stand inside acts.", ""]
    for module in MODULES:
        parts = [cls for cls in _declared(module) if not issubclass(cls, Act)]
        lines += [line for cls in parts for line in _section(cls)]
    return "\n".join(lines)


def main() -> None:
    """Write the generated part anew."""
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python -m tests.acts.page --write")
    by_hand, _, _ = PAGE.read_text().partition(MARK)
    PAGE.write_text(by_hand + MARK + "\n" + render())


if __name__ == "__main__":
    main()
