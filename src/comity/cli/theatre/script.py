# SPDX-License-Identifier: Apache-2.0
"""A script: the text of a story, taken apart.

The first line is the title; paragraphs that begin at the margin say what the story is about. A line ``At 10:00:00``, or
``On 2026-11-26 at 10:00:00``, sets the clock (UTC); the indented lines below it are sentences, performed in order.
"""

import re
from datetime import UTC, date, datetime, time

from msgspec import Struct

from comity.cli.theatre.errors import Unreadable

FIRST_DAY = date(2026, 11, 23)
"""A Monday: the day on which a story begins unless it says another."""
_MOMENT = re.compile(r"(?:On (?P<day>\d{4}-\d\d-\d\d) at|At) (?P<time>\d\d:\d\d:\d\d)")
_REMARK = "#"
ARTICLES = ("The ", "Somebody ", "Everyone ")


class Line(Struct, frozen=True):
    """One sentence of a story, the line it stands in, and the instant at which it is said."""

    number: int
    at: datetime
    text: str


class Script(Struct, frozen=True):
    """A story: its title, what it is about, its sentences."""

    title: str
    about: str
    lines: tuple[Line, ...]


def read_script(text: str) -> Script:
    """Read a story.

    Raises:
        Unreadable: a sentence comes before any time, time goes back, or there is no title.
    """
    title, about, lines = "", [], []
    at: datetime | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith(_REMARK):
            continue
        if raw[0].isspace():
            if at is None:
                raise Unreadable(f"line {number}: a sentence needs a time before it, such as At 10:00:00")
            lines.append(Line(number, at, _plain(line)))
        elif match := _MOMENT.fullmatch(line):
            at = _moment(match, at, number)
        elif not title:
            title = line
        elif at is None:
            about.append(line)
        else:
            raise Unreadable(f"line {number}: {line!r} is neither a time nor indented")
    if not title or not lines:
        raise Unreadable("a story has a title, then times with sentences below them")
    return Script(title, " ".join(about), tuple(lines))


def _moment(match: re.Match[str], before: datetime | None, number: int) -> datetime:
    try:
        day = date.fromisoformat(match["day"]) if match["day"] else before.date() if before else FIRST_DAY
        at = datetime.combine(day, time.fromisoformat(match["time"]), UTC)
    except ValueError as error:
        raise Unreadable(f"line {number}: {error}") from None
    if before is not None and at < before:
        raise Unreadable(f"line {number}: time never goes back")
    return at


def _plain(line: str) -> str:
    """Drop the full stop, and write a leading word that is no name small: it then reads the same wherever it stands."""
    line = line.removesuffix(".")
    return line[0].lower() + line[1:] if line.startswith(ARTICLES) else line
