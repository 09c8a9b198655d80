# SPDX-License-Identifier: Apache-2.0
"""Notices as a table: what they close when, what contradicts what, and what a line must be."""

import numpy as np
import pytest

from comity.corridors.errors import NetworkRefused
from comity.corridors.network import Network
from comity.corridors.notices import Notice, Word, closed, contradicted, placed, read_notices, words
from tests.corridors.graphs import network

HEAD = "link,state,from,to,author,entry\n"


@pytest.fixture(scope="module")
def small() -> Network:
    return network(np.random.default_rng(1), 6, 9)


def read(small: Network, *lines: str) -> tuple[Notice, ...]:
    return read_notices((HEAD + "\n".join(lines)).encode(), "notices.csv", small)


def read_on(small: Network, day: str, *lines: str) -> tuple[Word, ...]:
    return words(read(small, *lines), day)


def test_notices_close_links_on_their_days(small: Network) -> None:
    one, other = list(small.links)[:2]
    lines = (f"{one},closed,2026-01-01,2026-01-09,ARD,12", f"{other},closed,2026-02-01,,BOR,15")
    days = {"2025-12-31": (), "2026-01-01": (one,), "2026-01-09": (one,), "2026-01-10": (), "2026-03-01": (other,)}
    assert {day: closed(read_on(small, day, *lines)) for day in days} == days


def test_what_an_author_says_later_stands_for_what_it_said_before(small: Network) -> None:
    link = next(iter(small.links))
    lines = (f"{link},open,2026-01-05,2026-01-06,ARD,14", f"{link},closed,2026-01-01,,ARD,12")
    met = {day: closed(read_on(small, day, *lines)) for day in ("2026-01-04", "2026-01-05", "2026-01-07")}
    assert met == {"2026-01-04": (link,), "2026-01-05": (), "2026-01-07": (link,)}


def test_of_contradicting_authors_either_counts(small: Network) -> None:
    one, other, third = list(small.links)[:3]
    said = read_on(
        small,
        "2026-01-05",
        f"{one},closed,2026-01-01,,ARD,12",
        f"{one},limited,2026-01-05,2026-01-06,BOR,13",
        f"{other},closed,2026-01-01,,ARD,14",
        f"{other},open,2026-01-02,,ARD,16",
        f"{third},closed,2026-01-01,,ARD,17",
        f"{third},open,2025-01-05,2025-12-31,BOR,3",
        f"{third},closed,2026-01-01,,COR,18",
    )
    assert contradicted(said) == {one}
    assert closed(said, "closed") == (one, third)
    assert closed(said, "open") == (third,)


def test_only_what_is_closed_in_both_directions_closes_a_link(small: Network) -> None:
    link = next(iter(small.links))
    head = "link,state,from,to,author,entry,direction\n"

    def said(*lines: str) -> tuple[Word, ...]:
        return words(read_notices((head + "\n".join(lines)).encode(), "notices.csv", small), "2026-01-05")

    way_in, way_out = f"{link},closed,2026-01-01,,ARD,1,in", f"{link},closed,2026-01-01,,ARD,2,out"
    assert closed(said(way_in)) == ()
    assert closed(said(way_in, way_out)) == (link,)
    assert closed(said(way_in, way_out.replace("ARD", "BOR"))) == ()
    reopened = said(way_in, way_out, f"{link},open,2026-01-02,,ARD,3,in")
    assert (closed(reopened), [each.entry for each in reopened[0].notices]) == ((), [3, 2])
    assert contradicted(said(way_in, f"{link},closed,2026-01-01,,BOR,4,both")) == frozenset()


def test_a_notice_of_a_place_is_about_the_links_of_its_mode_that_end_there(small: Network) -> None:
    link = next(iter(small.links.values()))
    head = "link,mode,state,from,to,author,entry\n"
    line = f"{link.a},{{}},closed,2026-01-01,,ARD,1"
    of_mode, of_all, of_none = (
        placed(read_notices((head + line.format(mode)).encode(), "notices.csv", small), small)
        for mode in (link.mode, "", "air")
    )
    ending = [each for each in small.links.values() if link.a in {each.a, each.b}]
    assert {each.link for each in of_mode[0]} == {each.id for each in ending if each.mode == link.mode}
    assert {each.link for each in of_all[0]} == {each.id for each in ending}
    assert (of_none[0], [each.link for each in of_none[1]]) == ((), [link.a])


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        ("nowhere,closed,2026-01-01,,ARD,1", "link", "no such link or place in the network"),
        ("{link},shut,2026-01-01,,ARD,1", "state", "not one of open, limited, closed"),
        ("{link},closed,01.01.2026,,ARD,1", "from", "not a day, YYYY-MM-DD"),
        ("{link},closed,2026-01-02,2026-01-01,ARD,1", "to", "before 2026-01-02, when it begins"),
        ("{link},closed,2026-01-01,,,1", "author", "empty"),
        ("{link},closed,2026-01-01,,ARD,-1", "entry", "not between 0 and inf"),
        ("{link},closed,2026-01-01,,ARD,1.5", "entry", "not a whole number"),
    ],
)
def test_a_line_that_is_no_notice_is_named(small: Network, line: str, column: str, why: str) -> None:
    with pytest.raises(NetworkRefused) as refused:
        read(small, line.format(link=next(iter(small.links))))
    assert [(each.line, each.column, each.why) for each in refused.value.defects] == [(2, column, why)]
