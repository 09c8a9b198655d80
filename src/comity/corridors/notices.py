# SPDX-License-Identifier: Apache-2.0
"""Notices as a plain table: who said of which link that it is open or closed, from when to when, and in which entry.

Whoever holds a record writes this table; here it becomes a scenario. Notices that contradict one another are told, and it is
the analyst who says which of them count.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Literal

from msgspec import Struct

from comity.corridors.defect import Defect
from comity.corridors.errors import NetworkRefused
from comity.corridors.network import Network, Source
from comity.corridors.question import DAY
from comity.corridors.scenario import Closed, Names, Scenario
from comity.corridors.table import Column, Row, number, one_of, read_table

Counting = Literal["closed", "open"]
"""Which of contradicting notices count: those that say closed, or those that say open."""
FAR_OFF = "9999-12-31"


def _day(text: str) -> str:
    if not DAY.fullmatch(text):
        raise ValueError("not a day, YYYY-MM-DD")
    return text


COLUMNS: Mapping[str, Column] = {
    "link": Column(str),
    "state": Column(one_of("open", "closed")),
    "from": Column(_day),
    "to": Column(_day, needed=False),
    "author": Column(str),
    "entry": Column(number(0)),
}


class Notice(Struct, frozen=True, kw_only=True):
    """A notice: a link is open or closed (``state``) from a day, to and with another (empty: until it is said otherwise)."""

    link: str
    state: str
    from_on: str
    to_on: str
    author: str
    entry: int

    def meets(self, other: "Notice") -> bool:
        """Tell whether two notices speak of one link at one time."""
        begins, ends = max(self.from_on, other.from_on), min(self.to_on or FAR_OFF, other.to_on or FAR_OFF)
        return self.link == other.link and begins <= ends


def read_notices(data: bytes, name: str, network: Network) -> tuple[Notice, ...]:
    """Read a table of notices; raises NetworkRefused where a line cannot be one."""
    rows, defects = read_table(data, name, COLUMNS)
    defects += [defect for row in rows for defect in _defects(row, name, network)]
    if defects:
        raise NetworkRefused(tuple(defects))
    return tuple(
        Notice(
            link=row["link"],
            state=row["state"],
            from_on=row["from"],
            to_on=row["to"] or "",
            author=row["author"],
            entry=int(row["entry"]),
        )
        for row in rows
    )


def _defects(row: Row, name: str, network: Network) -> Iterator[Defect]:
    if row["link"] not in network.links:
        yield Defect(name, row.line, "link", row["link"], "no such link in the network")
    if row["to"] and row["to"] < row["from"]:
        yield Defect(name, row.line, "to", row["to"], f"before {row['from']}, when it begins")
    if row["entry"] != int(row["entry"]):
        yield Defect(name, row.line, "entry", str(row["entry"]), "not a whole number")


def contradictions(notices: Sequence[Notice]) -> tuple[tuple[Notice, Notice], ...]:
    """Give the pairs of notices of different authors that say different things of one link at one time."""
    return tuple(
        (one, other)
        for one, other in combinations(notices, 2)
        if one.meets(other) and one.state != other.state and one.author != other.author
    )


def as_scenario(notices: Sequence[Notice], counting: Counting = "closed") -> Scenario:
    """Take what notices say is closed; where another contradicts it, only if ``counting`` says that closed counts."""
    doubted = {closed for pair in contradictions(notices) for closed in pair if closed.state == "closed"}
    counted = [each for each in notices if each.state == "closed" and (counting == "closed" or each not in doubted)]
    sources = {_key(each): Source(key=_key(each), title=_key(each), address="", date=each.from_on) for each in counted}
    return Scenario(
        code="notices",
        title=Names("Notices on the record", "Уведомления в реестре"),
        basis="notices",
        as_of=max((each.from_on for each in notices), default=""),
        closed=tuple(
            Closed(sources=(_key(each),), from_on=each.from_on, until_on=each.to_on, links=(each.link,))
            for each in counted
        ),
        source=tuple(sources.values()),
    )


def _key(notice: Notice) -> str:
    return f"{notice.author}, entry {notice.entry}"
