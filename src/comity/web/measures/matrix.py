# SPDX-License-Identifier: Apache-2.0
"""The matrix: undertakings down, years across, in each cell what became of it. Without an undertaking there is no row."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from comity.acts.instant import LAST_YEAR
from comity.rules.forum import Forum
from comity.rules.measures.book import Undertaking
from comity.rules.measures.clock import date_in
from comity.rules.measures.period import FIRST_YEAR, days_of
from comity.rules.measures.status import Row, is_shown, rows_of
from comity.rules.measures.undertaking import runs

SPAN = 5
"""So many years stand side by side."""


class Cell(Struct, frozen=True):
    """One due day of an undertaking, as a reader may see it; ``word`` is ``within_grace`` where he sees nothing yet."""

    row: Row
    word: str


class Line(Struct, frozen=True):
    """An undertaking with its cells, year by year. ``is_running`` tells whether it stands now."""

    state: str
    measure: str
    undertaking: Undertaking
    is_running: bool
    years: tuple[tuple[Cell, ...], ...]


class Matrix(Struct, frozen=True):
    """Lines over years. ``later`` and ``earlier`` are the last years of the spans beside this one, 0 where there is none."""

    years: tuple[int, ...]
    lines: tuple[Line, ...]
    earlier: int
    later: int

    @property
    def has_days(self) -> bool:
        """Whether anything in it falls due on days of the year."""
        return any(cells for line in self.lines for cells in line.years)


def of_measure(forum: Forum, code: str, viewer: str, until: int, at: datetime) -> Matrix:
    """Give the undertakings of one measure, states in the conference's order. ``until`` is the last year shown."""
    return _matrix(forum, [(code, state) for state in forum.eligible], viewer, until, at)


def of_state(forum: Forum, state: str, viewer: str, until: int, at: datetime) -> Matrix:
    """Give the undertakings of one state, measures by their codes."""
    return _matrix(forum, [(code, state) for code in sorted(forum.measures.templates)], viewer, until, at)


def _matrix(forum: Forum, asked: Iterable[tuple[str, str]], viewer: str, until: int, at: datetime) -> Matrix:
    last = min(max(until, FIRST_YEAR + SPAN - 1), last_year(at))
    years = tuple(range(last - SPAN + 1, last + 1))
    lines = tuple(
        _line(forum, code, state, undertaking, years, viewer, at)
        for code, state in asked
        if (undertaking := forum.measures.undertakings.get(f"{code} {state}")) is not None
    )
    earlier = last - SPAN if years[0] > FIRST_YEAR else 0
    return Matrix(years, lines, earlier, min(last + SPAN, last_year(at)) if last < last_year(at) else 0)


def last_year(at: datetime) -> int:
    """Give the last year that is shown: the next one, of which something may fall due already."""
    return min(at.year + 1, LAST_YEAR)


def _line(
    forum: Forum, code: str, state: str, undertaking: Undertaking, years: Sequence[int], viewer: str, at: datetime
) -> Line:
    rows = rows_of(forum, code, state, (years[0], years[-1]), at)
    cells = tuple(tuple(_cell(forum, row, viewer, at) for row in rows if int(row.period[:4]) == year) for year in years)
    return Line(state, code, undertaking, runs(undertaking, at), cells)


def _cell(forum: Forum, row: Row, viewer: str, at: datetime) -> Cell:
    template = forum.measures.templates[row.template].versions[row.version - 1][1]
    return Cell(row, row.word if is_shown(row, template, viewer, at) else "within_grace")


def next_due(forum: Forum, state: str, at: datetime) -> tuple[Row, ...]:
    """Give what of a state's undertakings is open: what no return stands for yet, the earliest first, this year and next."""
    found = [
        row
        for code in sorted(forum.measures.templates)
        if days_of(forum.measures.templates[code].newest)
        for row in rows_of(forum, code, state, (_year(forum, code, at) - 1, _year(forum, code, at) + 1), at)
        if not row.filed and row.word in {"announced", "upcoming", "not_received", "no_return_recorded"}
    ]
    return tuple(sorted(found, key=lambda row: (row.due_at, row.template)))


def _year(forum: Forum, code: str, at: datetime) -> int:
    return date_in(forum.measures, forum.measures.templates[code].newest.zone, at).year
