# SPDX-License-Identifier: Apache-2.0
"""The page of published figures beside readings, written from the data: ``python -m tests.corridors.page --write``."""

import sys
from collections.abc import Iterator
from pathlib import Path

from comity.corridors import shipped
from comity.corridors.published import NEAR, REASONS, Compared, compare

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "corridors-published.md"
ON = "2026-11-01"
"""The day of the page: readings move when the dated figures of dwell do."""
HEAD = """\
# Published lengths and times beside our readings

Every length and time of a corridor that was found published is listed, whether it fits or not; this page is written from the
data by the program itself: `python -m tests.corridors.page --write`. A length is read along the shortest way over the places
named in `data/published.csv`, a time along the cheapest way over them with the figures in the middle of their ranges. Near means
within {km:.0%} for lengths and {days:.0%} for times, counted from the nearer end of a published range.

No figure of the network was fitted to this table. One rule of the data was found while it was looked at, and moved two lengths
into the range: a rail length measured around gaps of its graph that is 1.4 times the measured road or more is replaced by the
road's ([how lengths were measured](../explanation/corridors.md#where-the-numbers-come-from)).

"""
FAR = {
    "uap": "The published length stops short of the last section; ours has estimates, great circle times 1.25, for a line "
    "not built.",
    "chabahar-sarakhs": "The published line would lead straight through the east; the network has the planned links by "
    "Birjand and Mashhad and the existing line beyond.",
    "sarakhs": "A claim for express trains at the opening; the reading takes published average speeds (13 km/h on one section).",
    "lapis": "First trucks with ceremonies at each border; the reading has none and takes the middle of all waits.",
    "iti-days": "Trains run by timetable without stops for other traffic; the reading takes 25 to 30 km/h and stops on the way.",
}
"""Why a reading lies far from what is published, as far as we can tell."""


def page() -> str:
    """Write the page."""
    compared = compare(shipped.network(), shipped.figures(), shipped.rows("published.csv"), ON)
    return HEAD.format(**NEAR) + "".join(_summary(compared)) + "".join(_table(compared)) + "".join(_reasons(compared))


def _summary(compared: tuple[Compared, ...]) -> Iterator[str]:
    for kind, what in (("km", "lengths"), ("days", "times")):
        read = [each for each in compared if each.kind == kind and not each.reason]
        near = sum(each.near for each in read)
        yield f"- {what}: {near} of {len(read)} are near, {near / len(read):.0%}\n"


def _table(compared: tuple[Compared, ...]) -> Iterator[str]:
    yield "\n| figure | published | ours | off | |\n|---|---|---|---|---|\n"
    for each in compared:
        span = f"{each.low:g}" if each.low == each.high else f"{each.low:g}–{each.high:g}"
        ours = "—" if each.reading is None else f"{each.reading:.0f}" if each.kind == "km" else f"{each.reading:.1f}"
        off = "—" if each.reading is None else f"{each.off:+.0%}"
        verdict = "near" if each.near else f"not compared: {each.reason}" if each.reason else "far"
        yield f"| {each.said} | {span} {each.kind} | {ours} | {off} | {verdict} |\n"


def _reasons(compared: tuple[Compared, ...]) -> Iterator[str]:
    yield "\n## Far, and why\n\n"
    for each in compared:
        if not each.near and not each.reason:
            yield f"- {each.said} ({each.kind}): {FAR[each.code]}\n"
    yield "\n## Not compared, and why\n\n"
    for reason, words in REASONS.items():
        yield f"- {reason}: {words}\n"


def main() -> int:
    """Write the page, or tell whether it is current."""
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    return int(PAGE.read_text(encoding="utf-8") != page())


if __name__ == "__main__":
    sys.exit(main())
