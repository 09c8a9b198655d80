# SPDX-License-Identifier: Apache-2.0
"""A table of access: lines that name addresses or operations, and how each actor is met there."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Met(NamedTuple):
    """Who gets in, for whom there is no such thing, who is asked to come in; everybody else is told no."""

    yes: frozenset[str]
    absent: frozenset[str]
    away: frozenset[str]

    def expected(self, actor: str) -> str:
        """What the table says of an actor."""
        return next((answer for answer in self._fields if actor in getattr(self, answer)), "no")


def lines(table: Path) -> Iterator[tuple[str, Met]]:
    """Read a table: each of its lines, and who is met how."""
    for section in tomllib.loads(table.read_text(encoding="utf-8")).values():
        met = Met(*(frozenset(section.get(answer, "").split()) for answer in Met._fields))
        yield from ((line, met) for line in section["doors"])
