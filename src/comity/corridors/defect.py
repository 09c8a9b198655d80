# SPDX-License-Identifier: Apache-2.0
"""A defect of a table: where it stands, what was found there, and what is wrong with it."""

from msgspec import Struct

MOST = 100
"""Reading stops after so many defects: whoever has a hundred has one cause."""


class Defect(Struct, frozen=True):
    """One thing wrong. ``line`` counts from 1, the head of a table being line 1; ``column`` is a name, or empty."""

    file: str
    line: int
    column: str
    found: str
    why: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" + (f", column {self.column}" if self.column else "")
        shown = f" ({self.found[:40]!r})" if self.found else ""
        return f"{where}: {self.why}{shown}"
