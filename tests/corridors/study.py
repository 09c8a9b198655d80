# SPDX-License-Identifier: Apache-2.0
"""The study of one way lost at a time, written from the data: ``python -m tests.corridors.study --write``."""

import sys
from collections.abc import Iterator
from pathlib import Path

from comity.conferences.conference import load
from comity.corridors.asking import ask
from comity.corridors.question import Question
from comity.corridors.statements import Lost, LostCount, NoEnd, NoPlace, Premises, State, Statement
from comity.corridors.study import Asker, Member

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "corridors-study.md"
ON = "2026-11-01"
"""The day of the study: readings move when the dated figures of dwell do."""
WAYS = {
    "The southern way": (
        "the crossings Sarakhs, Akyayla–Incheh Borun, Gaudan–Bajgiran and Artyk–Lotfabad, rail and road",
        (
            "rail-sarahs_tm-sarakhs", "road-sarahs_tm-sarakhs", "rail-akyayla-incheboron", "road-akyayla-incheboron",
            "road-gaudan-bajgiran", "road-artyk-lotfabad",
        ),
    ),
    "The trans-Caspian way": (
        "the ferries Aktau–Alat, Kuryk–Alat and Turkmenbashi–Alat",
        ("ferry-aktau_port-alat", "ferry-kuryk_port-alat", "ferry-turkmenbashi_port-alat"),
    ),
    "The northern way": (
        "the crossings at Brest: the line to Malaszewicze and the road to Warsaw",
        ("rail-brest-malaszewicze", "road-brest-warsaw"),
    ),
    "The Pakistan–Afghanistan crossings": (
        "Torkham, Kharlachi, Ghulam Khan and Spin Boldak–Chaman",
        ("road-torkham-torkham_pk", "road-logar-kharlachi", "road-ghulamkhan-dikhan", "road-spinboldak-chaman"),
    ),
}  # fmt: skip
"""What is lost at a time: crossings and lines, never a state; each with what is named in it."""
HEAD = """\
# A study: one way lost at a time

Four ways across the region, each lost alone, everything else as built: what that adds for every member, in the conference's
order. The page is written from the data by the program itself: `python -m tests.corridors.study --write`. The same can be asked
on the page *Corridors* or with `comity corridors closure --close-link …`.

The objects are crossings and lines. None of the tables says that anything is closed, who would close it, or that anybody should
do anything about it; what was reported closed, with dates and sources, is in [scenarios](../reference/corridors.md#scenarios).
[What the numbers mean, and what they do not](corridors.md) holds here too. To read a row: means over the member's pairs
of main places that keep a way, per load of 20 tonnes; the range is all figures low to all figures high, each with its own best
way, so hours may fall while costs rise. *Separate ways* share no link.

"""


def page() -> str:
    """Write the page."""
    return HEAD + "\n".join(line for name in WAYS for line in _way(name)) + "\n"


def _way(name: str) -> Iterator[str]:
    what, links = WAYS[name]
    parties = sorted((each for each in load("cica").parties if each.kind == "member"), key=lambda each: each.order)
    members = tuple(Member(each.code, each.name_en) for each in parties)
    statements = ask(Question(kind="closure", close_link=links, on=ON), Asker(members, ON)).statements
    yield f"## {name}\n\nIf these were not available: {what}.\n"
    yield "| member | pairs | that change | cut off | added, US dollars | added, hours | separate ways left |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    yield from (line for each in statements if (line := _row(each)))
    yield ""
    yield from _told(statements)


def _row(each: Statement) -> str:
    if isinstance(each, NoPlace | NoEnd):
        return f"| {each.name} | no place in the data | | | | | |"
    if not isinstance(each, State):
        return ""
    usd, hours = (f"{low:.1f} … {high:.1f}" for low, high in (
        (each.added_usd_low, each.added_usd_high), (each.added_hours_low, each.added_hours_high)
    ))  # fmt: skip
    ways = f"{each.ways} of {each.ways_before}"
    return f"| {each.name} | {each.pairs} | {each.changed} | {each.cut_off} | {usd} | {hours} | {ways} |"


def _told(statements: tuple[Statement, ...]) -> Iterator[str]:
    for each in statements:
        if isinstance(each, LostCount):
            yield f"Pairs cut off: {each.count}; without a way already before: {each.without_before}.\n"
        elif isinstance(each, Lost):
            yield f"- {each.origin} – {each.goal}"
        elif isinstance(each, Premises):
            yield f"Data {each.data[:12]}, figures of {each.on}, an hour of 20 tonnes at {each.usd_per_hour:g} US dollars.\n"


def main() -> int:
    """Write the page, or tell whether it is current."""
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    return int(PAGE.read_text(encoding="utf-8") != page())


if __name__ == "__main__":
    sys.exit(main())
