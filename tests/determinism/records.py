# SPDX-License-Identifier: Apache-2.0
"""Records by number, and the file they are handed over in.

The file is a row of records; a record is a row of entries. Integers are four bytes, big-endian: of a record the count of its
entries; of an entry 1 where it is on the record and 0 where it was refused, its length, and its octets.
"""

from collections.abc import Iterable, Iterator
from random import Random
from typing import BinaryIO

from tests.determinism.chronicle import Chronicle, Line
from tests.determinism.moves import MEASURES, MOVES

LEAST, MOST = 15, 40
"""Entries on a record, genesis included."""
_ABOUT_MEASURES = 0.15
"""The part of records that are about measures; they are twice as long, for a measure begins with its template."""
_SPOILED = 0.06
"""The part of acts that another party says."""


def chronicle(seed: int, number: int) -> Chronicle:
    """The record of this number."""
    told = Chronicle.begun(Random(f"{seed} record {number}"))
    about_measures = told.chance(_ABOUT_MEASURES)
    table = MEASURES if about_measures else MOVES
    moves, weights = [*table], [*table.values()]
    length = told.rng.randrange(LEAST, MOST) * (2 if about_measures else 1)
    for _ in range(6 * length):
        if len(told.entries) == length:
            break
        move = told.rng.choices(moves, weights)[0]
        if (said := move(told)) is None:
            continue
        if told.chance(_SPOILED):
            said = said._replace(by=(told.pick(("SEC", "REG", "OBS", *told.members)),))
        told.say(said)
        told.let_time_pass()
    return told


def write_record(file: BinaryIO, lines: Iterable[Line]) -> None:
    """Add a record to the file."""
    kept = [*lines]
    file.write(len(kept).to_bytes(4, "big"))
    file.writelines(
        int(line.kept).to_bytes(4, "big") + len(line.entry).to_bytes(4, "big") + line.entry for line in kept
    )


def read_records(file: BinaryIO) -> Iterator[list[Line]]:
    """Read the file, record by record."""
    while count := file.read(4):
        yield [_read_line(file) for _ in range(int.from_bytes(count, "big"))]


def _read_line(file: BinaryIO) -> Line:
    kept, length = (int.from_bytes(file.read(4), "big") for _ in range(2))
    return Line(bool(kept), file.read(length))
