# SPDX-License-Identifier: Apache-2.0
"""The generated part of docs/reference/api.md, and openapi.json beside it: ``python -m tests.api.page --write``.

Everything before `MARK` is written by hand.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.web.settled import started

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "api.md"
DESCRIPTION = PAGE.with_name("openapi.json")
MARK = "<!-- From here on this page is written by `python -m tests.api.page --write`. -->\n"


def described() -> dict[str, Any]:
    """Give the description as the machine gives it."""
    started()
    from django.urls import get_resolver
    from ninja.responses import NinjaJSONEncoder

    assert get_resolver().url_patterns, "the kinds of addresses are known once they are read"
    from comity.api.urls import api

    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), cls=NinjaJSONEncoder))
    return found


def scopes(path: str, method: str) -> str:
    """Name the scopes of which an operation asks for one."""
    from comity.api.urls import api

    for bound in api._get_bound_routers():
        for template, view in bound.path_operations.items():
            for operation in view.operations:
                if _plain(template) == path and method.upper() in operation.methods:
                    asked: list[Any] = list(operation.auth_callbacks)
                    return " or ".join(scope for auth in asked for scope in auth._scopes) or "—"
    raise LookupError(path)


def _plain(template: str) -> str:
    return "/api" + template.replace("{symbol:", "{")


def render() -> str:
    """The generated part of the page."""
    found = described()
    lines = ["## Operations", ""]
    tags = list(dict.fromkeys(each["tags"][0] for methods in found["paths"].values() for each in methods.values()))
    for tag in tags:
        lines += [f"### {tag}", "", "| operation | scope | what | answers |", "|---|---|---|---|"]
        lines += [*_operations(found, tag), ""]
    lines += ["## Shapes", ""]
    for name, shape in sorted(found["components"]["schemas"].items()):
        lines += [f"### {name}", "", " ".join(shape.get("description", "").replace("``", "`").split()), ""]
        lines += ["| field | kind |", "|---|---|", *_fields(shape), ""]
    return "\n".join(lines)


def _operations(found: dict[str, Any], tag: str) -> Iterator[str]:
    for path, methods in found["paths"].items():
        for method, each in methods.items():
            if tag in each["tags"]:
                good = next(status for status in each["responses"] if status.startswith("2"))
                content = each["responses"][good].get("content", {})
                kind = next((_kind(answer["schema"]) for answer in content.values()), "nothing")
                what = f"{each['summary']}. {each.get('description', '')}".replace("``", "`").strip()
                yield f"| `{method.upper()} {path}` | {scopes(path, method)} | {' '.join(what.split())} | {good}: {kind} |"


def _fields(shape: dict[str, Any]) -> Iterator[str]:
    needed = set(shape.get("required", ()))
    for name, kind in shape.get("properties", {}).items():
        yield f"| `{name}` | {_kind(kind)}{'' if name in needed else ', may be left out'} |"


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"array of {_kind(schema['items'])}"
    formats = {"binary": "a file", "date-time": "instant", "uuid": "UUID"}
    return formats.get(schema.get("format", "")) or str(schema.get("type", "anything"))


def write() -> None:
    """Write the generated part and the description anew."""
    by_hand, _, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
    PAGE.write_text(by_hand + MARK + "\n" + render(), encoding="utf-8")
    DESCRIPTION.write_text(json.dumps(described(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python -m tests.api.page --write")
    write()
