# SPDX-License-Identifier: Apache-2.0
"""A store put back from a copy, or begun anew, and no letters to tell of it: the registry shows what its keys have signed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.node.errors import StateLost
from tests.cast.forum import WITNESSES
from tests.node.capital import Capitals, capitals_of
from tests.node.conftest import Founded
from tests.node.test_node import circulated


@pytest.fixture
def capitals(tmp_path: Path, founded: Founded) -> Iterator[Capitals]:
    """Three entries that four nodes hold and know to be confirmed; there are no meeting points."""
    with capitals_of(tmp_path, founded, *WITNESSES, points=0) as capitals:
        circulated(capitals)
        capitals.beat()
        assert capitals.beat() == 3
        yield capitals


def say(capitals: Capitals) -> None:
    """Let Borea say something, for which a head then waits."""
    (proposal,) = capitals.seat.forum.matters
    capitals.place(capitals.seat.statement(proposal, "BOR"))
    capitals.keep_time()


def test_a_store_put_back_burns_its_keys_before_anything_is_signed(capitals: Capitals, tmp_path: Path) -> None:
    old = capitals.all["COR"].copy(tmp_path / "old.db")
    say(capitals)
    capitals.beat("ARD", "BOR", "COR")
    assert capitals.beat("ARD", "BOR", "COR") == 4
    say(capitals)
    node = capitals.all["COR"].restart(old)
    with pytest.raises(
        StateLost, match=r"the registry shows that it cosigned 4 entries at .*, the store knows of 3 at"
    ):
        node.follow()
    assert node.follow()
    assert (node.witness.copy.size, node.witness.may_cosign) == (5, False)
    assert not capitals.all["COR"].restart().witness.may_cosign
    assert capitals.beat("ARD", "BOR", "DEL") == 5


def test_a_store_begun_anew_burns_the_keys_of_the_one_before(capitals: Capitals) -> None:
    capitals.all.pop("COR").node.close()
    node = capitals.found("COR", points=False)
    with pytest.raises(StateLost, match="the store knows of 0 at 0"):
        node.follow()
    assert not capitals.all["COR"].restart().witness.may_cosign


def test_a_copy_that_runs_beside_is_noticed_by_the_date_of_its_cosignature(capitals: Capitals, tmp_path: Path) -> None:
    """A snapshot of Corvia's machine is started beside it: who hears of a cosignature that is not its own signs no more."""
    old = capitals.all["COR"].copy(tmp_path / "old.db")
    first = capitals["COR"]
    capitals.found("COR", points=False)
    second = capitals.all["COR"].restart(old)
    try:
        say(capitals)
        second.follow()
        capitals.seat.clock.wait(seconds=1)
        first.follow()
        capitals["ARD"].follow()
        capitals["BOR"].follow()
        with pytest.raises(StateLost):
            second.confirmed()
        assert (first.witness.may_cosign, second.witness.may_cosign) == (True, False)
    finally:
        first.close()


def test_a_restart_of_a_sound_store_burns_nothing(capitals: Capitals) -> None:
    say(capitals)
    capitals.beat()
    capitals.beat()
    capitals.seat.clock.wait(seconds=301)
    for code in WITNESSES:
        assert capitals[code].refresh()
        assert capitals.all[code].restart().witness.may_cosign
        capitals[code].follow()
        assert not capitals[code].refresh()
    say(capitals)
    capitals.beat()
    assert capitals.beat() == 5
