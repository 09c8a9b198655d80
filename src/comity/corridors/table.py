# SPDX-License-Identifier: Apache-2.0
"""A table as bytes of CSV: rows with their line numbers, and defects where a line or a cell is not what it should be."""

import csv
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO, TextIOWrapper
from typing import Any

from msgspec import Struct

from comity.corridors.defect import MOST, Defect

MOST_LINES = 1_000_000
"""No table of places or links of a state is longer; a longer one is another file taken by mistake."""
LONGEST_CELL = 2_000
MARKS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"PK": "a spreadsheet or archive",
    b"\x1f\x8b": "a compressed file",
}

Cell = Callable[[str], Any]


class Row(Struct, frozen=True):
    """The cells of one line, converted; a cell that is empty and may be is None."""

    line: int
    cells: dict[str, Any]

    def __getitem__(self, column: str) -> Any:  # noqa: ANN401  (as the column's type says)
        return self.cells[column]


class Column(Struct, frozen=True):
    """How a column is read. ``read`` raises ValueError with what is wrong; ``needed`` cells must not be empty."""

    read: Cell
    needed: bool = True


def number(least: float = -math.inf, most: float = math.inf) -> Cell:
    """Give a reader of finite numbers within bounds, decimal point, no grouping."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            raise ValueError("not a number (decimal point, no grouping)") from None
        if not math.isfinite(value):
            raise ValueError("not a finite number")
        if not least <= value <= most:
            raise ValueError(f"not between {least:g} and {most:g}")
        return value

    return read


def one_of(*words: str) -> Cell:
    """Give a reader of words from a list."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"not one of {', '.join(words)}")
        return text

    return read


def words(text: str) -> tuple[str, ...]:
    """Read words separated by spaces."""
    return tuple(text.split())


def read_table(data: bytes, name: str, columns: Mapping[str, Column]) -> tuple[list[Row], list[Defect]]:
    """Read a table. Columns that ``columns`` does not know are defects; those not needed may be missing.

    Returns the rows that are whole, and the defects, at most `MOST`. A byte order mark of UTF-8 is let pass.
    """
    for mark, what in MARKS.items():
        if data.startswith(mark):
            return [], [Defect(name, 1, "", "", f"this is {what}; save it as CSV in UTF-8")]
    rows: list[Row] = []
    defects: list[Defect] = []
    for found in _parsed(data, name, columns):
        if isinstance(found, Row):
            rows.append(found)
        else:
            defects.append(found)
            if len(defects) >= MOST:
                break
    return rows, defects


def _parsed(data: bytes, name: str, columns: Mapping[str, Column]) -> Iterator[Row | Defect]:
    stream = TextIOWrapper(BytesIO(data), encoding="utf-8-sig", errors="surrogateescape", newline="")
    lines = csv.reader(stream, strict=True)
    head: list[str] | None = None
    try:
        for cells in lines:
            if head is None:
                head = [cell.strip() for cell in cells]
                defects = list(_head(head, name, columns))
                yield from defects
                if defects:
                    return
            elif lines.line_num > MOST_LINES:
                yield Defect(name, lines.line_num, "", "", f"more than {MOST_LINES:,} lines".replace(",", " "))
                return
            elif any(cells):
                yield from _row(cells, head, lines.line_num, name, columns)
    except csv.Error as error:
        yield Defect(name, lines.line_num, "", "", f"not CSV: {error}")
    if head is None:
        yield Defect(name, 1, "", "", "empty")


def _head(head: list[str], name: str, columns: Mapping[str, Column]) -> Iterator[Defect]:
    for column, how in columns.items():
        if how.needed and column not in head:
            yield Defect(name, 1, column, "", "this column is missing")
    for column in head:
        if column not in columns:
            yield Defect(name, 1, "", column, f"no such column; there are {', '.join(columns)}")
        elif head.count(column) > 1:
            yield Defect(name, 1, column, "", "this column stands twice")


def _row(
    cells: list[str], head: list[str], line: int, name: str, columns: Mapping[str, Column]
) -> Iterable[Row | Defect]:
    if len(cells) != len(head):
        return [Defect(name, line, "", "", f"{len(cells)} cells, the head has {len(head)}")]
    values: dict[str, Any] = dict.fromkeys(columns)
    defects = []
    for column, text in zip(head, cells, strict=True):
        try:
            values[column] = _cell(text.strip(), columns[column])
        except ValueError as error:
            shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            defects.append(Defect(name, line, column, shown, str(error)))
    return defects or [Row(line, values)]


def _cell(text: str, column: Column) -> Any:  # noqa: ANN401
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("bytes that are not UTF-8; save the file in UTF-8")
    if "\0" in text or len(text) > LONGEST_CELL:
        raise ValueError(f"not text of at most {LONGEST_CELL} letters")
    if text:
        return column.read(text)
    if column.needed:
        raise ValueError("empty")
    return None
