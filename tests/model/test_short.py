# SPDX-License-Identifier: Apache-2.0
"""The short form of the model check, and tests of the search itself: it must find what is there, and only that."""

from collections.abc import Iterator, Sequence

import pytest

from tests.model.claims import CLAIMS, SHORTCUTS, Claim, standing_still
from tests.model.cosigning import Cosigning
from tests.model.explorer import Found, explore


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.words)
def test_a_flaw_is_reached_exactly_beyond_the_bound(claim: Claim) -> None:
    otherwise = [model for model in claim.models(short=True) if bool(explore(model).flaw) == model.within]
    assert otherwise == []


@pytest.mark.parametrize("name", SHORTCUTS)
def test_what_looks_good_enough_is_not(name: str) -> None:
    found = explore(SHORTCUTS[name])
    assert found.flaw
    assert found.trace


def test_the_shortest_way_to_two_records_is_told_in_words() -> None:
    assert explore(Cosigning(4, 3, colluding=1, restored=1)) == Found(
        210,
        "a and b contradict each other and are both confirmed",
        (
            "a witness that holds genesis cosigns a",
            "a witness that holds genesis cosigns a",
            "a witness that holds genesis cosigns b",
            "a witness that holds a is put back to genesis",
            "a restored witness that holds genesis cosigns b",
        ),
    )


def test_an_act_that_came_late_stops_nobody_if_few_enough_notes_enter_it() -> None:
    went = {(model.absent, model.enough): not found.flaw for model, found in standing_still(range(4, 5))}
    # With K notes needed, two witnesses of four that saw the act stop the record for good.
    assert went == {(0, 3): False, (0, 2): True, (1, 3): False, (1, 2): False}


class Switches:
    """As many switches as asked for; all on is the flaw. Each is turned on, or back off."""

    def __init__(self, count: int, goal: int) -> None:
        self.count, self.goal = count, goal

    def start(self) -> Sequence[bool]:
        return [False] * self.count

    def world(self, everyone: Sequence[bool]) -> int:
        return sum(everyone)

    def moves(self, one: bool, world: int) -> Iterator[tuple[str, bool]]:  # noqa: ARG002, FBT001
        yield ("off", False) if one else ("on", True)

    def flaw(self, everyone: Sequence[bool], world: int, stuck: bool) -> str:  # noqa: ARG002, FBT001
        return "all on" if world == self.goal else ""


def test_a_search_sees_each_state_once_and_takes_the_shortest_way() -> None:
    assert explore(Switches(5, 6)) == Found(6)
    assert explore(Switches(3, 2)) == Found(3, "all on", ("on", "on"))
