# SPDX-License-Identifier: Apache-2.0
"""A brief as PDF, by Typst: one page with a map, a table of figures, where they come from and what they do not say."""

from importlib.resources import files

import msgspec
import typst
from msgspec import Struct

from comity.papers.paper import Fact
from comity.papers.sheet import FONTS

_TEMPLATE = files("comity.papers").joinpath("brief.typ")
ROWS = 32
"""So many rows stand beside a map on one page."""
WIDEST = 34
"""Letters of the longest cell that still widens its column."""


class Table(Struct, frozen=True):
    """A table: its head, and rows as long as the head. ``numbers`` tells for each column whether it is set to the end."""

    head: tuple[str, ...]
    numbers: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def widths(self) -> list[float]:
        """Give shares of the page: as the longest cell of a column, a head's longest word, and no more than has room."""
        columns = zip(self.head, *self.rows, strict=True)
        return [
            max(1, *map(len, head.split()), *(min(WIDEST, len(cell)) for cell in cells)) for head, *cells in columns
        ]


class Brief(Struct, frozen=True):
    """One page. ``map`` is SVG that stands alone, ``map_said`` what it shows, in words; ``dated`` an ISO date.

    ``fingerprint`` is the SHA-256 of the answer as programs read it, in hexadecimal digits.
    """

    language: str
    conference: str
    banner: str
    dated: str
    title: str
    premises: tuple[str, ...]
    map: str
    map_said: str
    facts: tuple[Fact, ...]
    table: Table
    notes: tuple[str, ...]
    fingerprint: str


def pdf(brief: Brief) -> bytes:
    """Set a brief, tagged (PDF/UA-1); equal briefs give equal bytes."""
    return typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        font_paths=FONTS,
        pdf_standards=["ua-1"],
        sys_inputs={
            "brief": msgspec.json.encode(brief).decode(),
            "widths": msgspec.json.encode(brief.table.widths).decode(),
        },
    )
