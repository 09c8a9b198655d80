# SPDX-License-Identifier: Apache-2.0
"""Notices as a plain table: who said of which way that it is open, limited or closed, from when to when, in which entry.

Whoever holds a record writes this table. What an author says later of a day stands for what the same author said of it
before. Authors that contradict one another are both told, and it is the analyst who says which of them count.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from comity.corridors.defect import Defect
from comity.corridors.errors import NetworkRefused
from comity.corridors.network import Network
from comity.corridors.question import DAY, Counting
from comity.corridors.table import Column, Row, number, one_of, read_table

FAR_OFF = "9999-12-31"
STATES = ("open", "limited", "closed")
MODES = {"road": ("road",), "rail": ("rail",), "sea": ("sea", "ferry"), "river": ("sea", "ferry"), "air": ()}
"""Mode of a notice → modes of the links it is about, where it names a place."""
WAYS = ("in", "out")
DIRECTIONS = ("both", *WAYS)


def _day(text: str) -> str:
    try:
        date.fromisoformat(text if DAY.fullmatch(text) else "")
    except ValueError:
        raise ValueError("not a day, YYYY-MM-DD") from None
    return text


COLUMNS: Mapping[str, Column] = {
    "link": Column(str),
    "mode": Column(one_of(*MODES), needed=False),
    "state": Column(one_of(*STATES)),
    "direction": Column(one_of(*DIRECTIONS), needed=False),
    "from": Column(_day),
    "to": Column(_day, needed=False),
    "author": Column(str),
    "entry": Column(number(0)),
}


class Notice(Struct, frozen=True, kw_only=True):
    """A notice: a link is open, limited or closed (``state``) from a day, to and with another (empty: not known until when).

    ``link`` may be a place instead; then it is about the links that end there, of a ``mode`` where one is named. ``direction``
    is seen from its author.
    """

    link: str
    state: str
    from_on: str
    to_on: str
    author: str
    entry: int
    mode: str = ""
    direction: str = "both"

    def on(self, day: str) -> bool:
        """Tell whether it speaks of a day."""
        return self.from_on <= day <= (self.to_on or FAR_OFF)


class Word(Struct, frozen=True):
    """What an author says of a link on a day: its newest notice of each direction, which may be one notice of both."""

    link: str
    author: str
    notices: tuple[Notice, ...]

    @property
    def closes(self) -> bool:
        """Tell whether it says that the link is closed, in both directions; what is closed in one alone closes no link."""
        ways = {way for each in self.notices for way in _ways(each)}
        return ways == set(WAYS) and not self.denies

    @property
    def denies(self) -> bool:
        """Tell whether it says that the link is not closed, or in one direction not."""
        return any(each.state != "closed" for each in self.notices)


def read_notices(data: bytes, name: str, network: Network) -> tuple[Notice, ...]:
    """Read a table of notices; raises NetworkRefused where a line cannot be one."""
    rows, defects = read_table(data, name, COLUMNS)
    defects += [defect for row in rows for defect in _defects(row, name, network)]
    if defects:
        raise NetworkRefused(tuple(defects))
    return tuple(
        Notice(
            link=row["link"],
            mode=row["mode"] or "",
            direction=row["direction"] or "both",
            state=row["state"],
            from_on=row["from"],
            to_on=row["to"] or "",
            author=row["author"],
            entry=int(row["entry"]),
        )
        for row in rows
    )


def _defects(row: Row, name: str, network: Network) -> Iterator[Defect]:
    if row["link"] not in network.links and row["link"] not in network.places:
        yield Defect(name, row.line, "link", row["link"], "no such link or place in the network")
    if row["to"] and row["to"] < row["from"]:
        yield Defect(name, row.line, "to", row["to"], f"before {row['from']}, when it begins")
    if row["entry"] != int(row["entry"]):
        yield Defect(name, row.line, "entry", str(row["entry"]), "not a whole number")


def placed(notices: Iterable[Notice], network: Network) -> tuple[tuple[Notice, ...], tuple[Notice, ...]]:
    """Give the notices link by link, those of a place for each link that ends there; and those of what the network lacks."""
    found, elsewhere = [], []
    for notice in notices:
        links = (notice.link,) if notice.link in network.links else _ending_at(notice, network)
        found += [replace(notice, link=link, mode="") for link in links]
        if not links:
            elsewhere.append(notice)
    return tuple(found), tuple(elsewhere)


def _ending_at(notice: Notice, network: Network) -> tuple[str, ...]:
    modes = MODES.get(notice.mode)
    ending = (link for link in network.at.get(notice.link, ()) if notice.link in {link.a, link.b})
    return tuple(link.id for link in ending if modes is None or link.mode in modes)


def words(notices: Iterable[Notice], day: str) -> tuple[Word, ...]:
    """Give what each author says of each link on a day: of a direction the newest notice stands; in the order of entries."""
    newest: dict[tuple[str, str], dict[str, Notice]] = {}
    for notice in sorted(notices, key=lambda each: each.entry):
        if notice.on(day):
            said = newest.setdefault((notice.link, notice.author), {})
            said.update(dict.fromkeys(_ways(notice), notice))
    return tuple(Word(link, author, tuple(dict.fromkeys(said.values()))) for (link, author), said in newest.items())


def contradicted(said: Iterable[Word]) -> frozenset[str]:
    """Give the links of which one author says that they are closed and another that they are not."""
    listed = tuple(said)
    return frozenset({each.link for each in listed if each.closes} & {each.link for each in listed if each.denies})


def closed(said: Iterable[Word], counting: Counting = "closed") -> tuple[str, ...]:
    """Give the links taken as closed; where another author contradicts that, only if ``counting`` says that closed counts."""
    listed = tuple(said)
    doubted = contradicted(listed) if counting == "open" else frozenset()
    return tuple(dict.fromkeys(each.link for each in listed if each.closes and each.link not in doubted))


def _ways(notice: Notice) -> tuple[str, ...]:
    return WAYS if notice.direction == "both" else (notice.direction,)
