# SPDX-License-Identifier: Apache-2.0
"""Notices as a table: what they close when, what contradicts what, and what a line must be."""

import numpy as np
import pytest

from comity.corridors.errors import NetworkRefused
from comity.corridors.network import Network
from comity.corridors.notices import Notice, as_scenario, contradictions, read_notices
from comity.corridors.scenario import closed_things
from tests.corridors.graphs import network

HEAD = "link,state,from,to,author,entry\n"


@pytest.fixture(scope="module")
def small() -> Network:
    return network(np.random.default_rng(1), 6, 9)


def read(small: Network, *lines: str) -> tuple[Notice, ...]:
    return read_notices((HEAD + "\n".join(lines)).encode(), "notices.csv", small)


def test_notices_close_links_on_their_days_and_name_their_entries(small: Network) -> None:
    one, other = list(small.links)[:2]
    notices = read(small, f"{one},closed,2026-01-01,2026-01-09,ARD,12", f"{other},closed,2026-02-01,,BOR,15")
    scenario = as_scenario(notices)
    assert [closed_things(scenario.on(day))[1] for day in ("2026-01-05", "2026-01-20", "2026-03-01", "")] == [
        {one}, set(), {other}, {one, other},
    ]  # fmt: skip
    assert [source.title for source in scenario.source] == ["ARD, entry 12", "BOR, entry 15"]
    assert scenario.as_of == "2026-02-01"


def test_contradicting_notices_are_told_and_either_can_be_computed(small: Network) -> None:
    one, other = list(small.links)[:2]
    notices = read(
        small,
        f"{one},closed,2026-01-01,,ARD,12",
        f"{one},open,2026-01-05,2026-01-06,BOR,13",
        f"{one},open,2025-01-05,2025-12-31,BOR,3",
        f"{other},closed,2026-01-01,,ARD,14",
        f"{other},open,2026-01-02,,ARD,16",
    )
    assert contradictions(notices) == ((notices[0], notices[1]),)
    assert closed_things(as_scenario(notices, "closed").on())[1] == {one, other}
    assert closed_things(as_scenario(notices, "open").on())[1] == {other}


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        ("nowhere,closed,2026-01-01,,ARD,1", "link", "no such link in the network"),
        ("{link},shut,2026-01-01,,ARD,1", "state", "not one of open, closed"),
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
