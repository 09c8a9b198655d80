# SPDX-License-Identifier: Apache-2.0
"""Mutations of JSON that is written canonically again, so that what judges the values is reached, or nearly so."""

import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

from comity.acts.catalogue import ACTS

CHARACTERS = (
    *' \n"\\/aZ09.,-éёПже中\u200c\u200d\u200e\u200f\u0301\u0323\u2028\U0001fae7',
    *"\t\r\0\x7f\x85\xa0\u0378\u202e\u2066\u212b\u0410\ue000\ud800\udfff\ufffe\U0001e4ef\U0001fae8\U0010ffff",
)
INTEGERS = (0, 1, -1, 2, 255, 2**31, 2**53 - 1, 2**53, 2**63, 2**64, 10**30)
_HEX = re.compile(r"[0-9a-f]{16,}")
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,11}")
_FREE = frozenset(
    {"office", "reason", "text", "en", "ru", "category", "agenda_item", "paragraph", "source", "media_type"}
)
"""Members that may hold any text: what judges characters is reached through them."""
_KINDS = tuple(sorted(ACTS))
_KEYS = tuple(sorted({field for act in ACTS.values() for field in act.__struct_fields__}))
_INSTANTS = (
    *("2000-01-01T00:00:00Z", "2199-12-31T23:59:59Z", "2028-02-29T12:00:00Z", "1999-12-31T23:59:59Z"),
    *("2200-01-01T00:00:00Z", "2027-02-29T12:00:00Z", "2026-12-31T23:59:60Z", "2026-11-23T24:00:00Z"),
    *("2026-11-23T05:00:00+00:00", "2026-11-23T05:00:00.000Z", "2026-11-23T05:00:00.5Z", "2026-11-23t05:00:00z"),
)

Place = tuple[Any, Any]
"""An object or array, and the key or number in it."""


def _places(tree: Any) -> Iterator[Place]:
    for key in tree if isinstance(tree, dict) else range(len(tree)):
        yield tree, key
        if isinstance(tree[key], dict | list):
            yield from _places(tree[key])


def _edit_string(rng: Random, text: str) -> Any:
    at = rng.randrange(len(text) + 1)
    if text[4:5] == "-" and text.endswith("Z") and rng.randrange(4):
        return rng.choice((*_INSTANTS, *[text[:-2] + rng.choice("0123456789") + "Z"] * 8))
    if _HEX.fullmatch(text) and rng.randrange(4):
        at = rng.randrange(len(text))
        return text[:at] + rng.choice("0123456789abcdef") + text[at + 1 :]
    if _CODE.fullmatch(text) and rng.randrange(4):
        return rng.choice(("ARD", "BOR", "SOC", "X1", "ABCDEFGHIJKL", text + "9"))
    match rng.randrange(6):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1:
            return rng.choice(("", text * 2, text.lower(), text.upper(), text + "\n", text[::-1]))
    return text[:at] + rng.choice(CHARACTERS) + text[rng.choice((at, at + 1)) :]


def _edit_list(rng: Random, values: list[Any]) -> list[Any]:
    values = values.copy()
    match rng.randrange(5) if values else 4:
        case 0:
            del values[rng.randrange(len(values))]
        case 1:
            values.insert(rng.randrange(len(values) + 1), rng.choice(values))
        case 2:
            rng.shuffle(values)
        case 3:
            values = values * rng.choice((2, 30))
        case _:
            values = []
    return values


def _edit_dict(rng: Random, members: dict[str, Any]) -> dict[str, Any]:
    members = members.copy()
    match rng.randrange(3):
        case 0 if members:
            del members[rng.choice(sorted(members))]
        case 1:
            members[rng.choice(_KEYS)] = rng.choice(("", [], None, False, True, 0, 1, "en", "text", {}))
        case _:
            members["un" + rng.choice(_KEYS)] = rng.choice((0, "", [], {}))
    return members


def edited_value(rng: Random, value: Any) -> Any:
    """Another value, mostly of the same kind."""
    if not rng.randrange(30):
        return rng.choice(("", 0, 1, True, False, None, [], {}, [[]], [0], ["ARD"], "ARD", 1.0, 1.5, -0.0))
    match value:
        case bool():
            return not value
        case int():
            return rng.choice((value + 1, value - 1, value * 2, rng.choice(INTEGERS)))
        case str():
            return _edit_string(rng, value)
        case list():
            return _edit_list(rng, value)
        case dict():
            return _edit_dict(rng, value)
    return value


def edit_tree(rng: Random, tree: Any) -> None:
    """Change one value somewhere, in place."""
    places = [*_places(tree)]
    if not places:
        return
    free = [(parent, key) for parent, key in places if key in _FREE]
    parent, key = rng.choice(free if free and rng.randrange(2) else places)
    if isinstance(parent[key], dict) and rng.randrange(4):
        parent, key = rng.choice(places)
    if key == "type" and rng.randrange(2):
        parent[key] = rng.choice(_KINDS)
    elif not rng.randrange(30):
        other, at = rng.choice(places)
        parent[key] = json.loads(json.dumps(other[at]))
    else:
        parent[key] = edited_value(rng, parent[key])


def written(rng: Random, tree: Any) -> bytes:
    """The JSON of a tree: canonical, but for one in sixteen."""
    spelling: dict[str, Any] = {"sort_keys": True, "separators": (",", ":"), "ensure_ascii": False}
    if not rng.randrange(16):
        spelling |= rng.choice(
            ({"sort_keys": False}, {"separators": (", ", ":")}, {"ensure_ascii": True}, {"indent": 0})
        )
    text = json.dumps(tree, **spelling)
    if not rng.randrange(32):
        members = [*re.finditer(r'"[a-z_0-9]+":(?:"[^"\\]*"|\d+),', text)]
        if members:
            twice = rng.choice(members)
            text = text[: twice.end()] + twice.group() + text[twice.end() :]
    return text.encode(errors="surrogatepass")


def edited_json(rng: Random, data: bytes) -> bytes:
    """JSON with one or two values changed."""
    tree = json.loads(data)
    for _ in range(rng.choice((1, 1, 1, 2))):
        edit_tree(rng, tree)
    return written(rng, tree)
