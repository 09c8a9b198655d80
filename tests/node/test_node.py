# SPDX-License-Identifier: Apache-2.0
"""Nodes at work over HTTP: they follow, hold what acts name, cosign, and know what is confirmed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.acts.envelope import Text
from comity.acts.proposals import Propose
from comity.node.connection import RemoteError
from comity.node.errors import DiskLow, NotYet, Withheld
from comity.node.serving import state_of
from comity.record.confirmation import confirmed, witness_set
from comity.rules.forum import forum_bytes
from tests.cast.forum import WITNESSES
from tests.node.capital import Capitals, capitals_of
from tests.node.conftest import Founded


@pytest.fixture
def capitals(tmp_path: Path, founded: Founded) -> Iterator[Capitals]:
    with capitals_of(tmp_path, founded, *WITNESSES) as capitals:
        yield capitals


def circulated(capitals: Capitals) -> str:
    """A document and a proposal on it (entries 1 and 2); give the proposal's id."""
    symbol = "CICA/SOC/2026/L.1"
    capitals.place(capitals.house.write(capitals.seat.circulate))
    fields = {"body": "SOC", "symbols": (symbol,), "title": Text(en="A proposal")}
    return capitals.place(capitals.write(Propose, "ARD", **fields))[0]


def test_what_nodes_hold_is_confirmed_and_all_work_out_the_same_forum(capitals: Capitals) -> None:
    circulated(capitals)
    assert capitals.beat() == 3
    assert capitals.beat() == 3
    registry = capitals.seat.registry
    assert confirmed(registry.confirmed, witness_set(registry.forum)).names == WITNESSES
    for code in WITNESSES:
        node = capitals[code]
        assert node.forum is not None
        assert node.forum == node.lodged
        assert forum_bytes(node.forum) == forum_bytes(registry.forum)
        assert list(node.store.entries()) == [registry.entry(index) for index in range(3)]
        assert list(node.store.texts()) == [b"The text of the tests."]


def test_what_is_lodged_and_not_confirmed_stands_apart(capitals: Capitals) -> None:
    circulated(capitals)
    for code in ("ARD", "BOR"):
        capitals.found(code)
    assert capitals.beat("ARD", "BOR") == 0
    assert (capitals["ARD"].forum, capitals["ARD"].lodged) == (None, capitals.seat.forum)
    assert capitals.beat() == 3
    assert capitals.beat() == 3
    before = capitals["ARD"].forum
    capitals.place(capitals.seat.statement(next(iter(capitals.seat.forum.matters)), "BOR"))
    assert capitals.beat("ARD", "BOR") == 3
    assert (capitals["ARD"].forum, capitals["ARD"].lodged) == (before, capitals.seat.forum)
    capitals.beat()
    assert capitals.beat() == 4
    assert capitals["ARD"].forum == capitals.seat.forum


def test_after_a_restart_a_node_knows_what_it_knew(capitals: Capitals) -> None:
    circulated(capitals)
    capitals.beat()
    capitals.beat()
    capitals.place(capitals.seat.statement(next(iter(capitals.seat.forum.matters)), "BOR"))
    capitals.keep_time()
    capitals["ARD"].follow()
    known = capitals["ARD"].forum, capitals["ARD"].lodged
    assert known[0] != known[1]
    node = capitals.all["ARD"].restart()
    assert (node.forum, node.lodged) == known


def test_cosignatures_lost_with_the_memory_of_a_registry_come_again(capitals: Capitals) -> None:
    circulated(capitals)
    assert capitals.beat("ARD", "BOR") == 0
    capitals.house.write(
        lambda: capitals.seat.registry.board.resume(capitals.seat.registry._head(), capitals.seat.clock())
    )
    capitals.seat.registry.board.pending = capitals.seat.registry._head()
    assert capitals.beat("COR") == 0
    capitals.seat.clock.wait(seconds=10)
    assert capitals.beat("ARD", "BOR", "COR") == 3


def test_texts_are_held_before_the_act_that_names_them_is_cosigned(capitals: Capitals) -> None:
    circulated(capitals)
    (digest,) = (path.name for path in (capitals.seat.root / "blobs").glob("*/*"))
    path = capitals.seat.root / "blobs" / digest[:2] / digest
    content = path.read_bytes()
    path.unlink()
    capitals.keep_time()
    for _ in range(2):
        with pytest.raises(Withheld) as caught:
            capitals["ARD"].follow()
        assert (caught.value.subject, capitals["ARD"].witness.copy.size) == (digest, 0)
    path.write_bytes(content[:-1] + b"!")
    with pytest.raises(Withheld):
        capitals["ARD"].follow()
    assert capitals["ARD"].witness.copy.size == 0
    path.write_bytes(content)
    assert capitals.beat() == 3
    assert capitals["ARD"].store.text(digest) == content


def test_a_node_that_is_no_witness_holds_the_record_and_says_nothing(capitals: Capitals) -> None:
    circulated(capitals)
    node = capitals.found("ELV")
    assert capitals.beat() == 3
    assert capitals.beat() == 3
    assert node.forum == capitals.seat.forum
    assert {code for code, _ in capitals.letters("head")} == set(WITNESSES)


def test_letters_are_left_before_the_registry_gets_the_cosignatures(capitals: Capitals) -> None:
    circulated(capitals)
    capitals.keep_time()
    for house in capitals.points[1:]:
        house.point.close()
    with pytest.raises(RemoteError, match=r"only 1 of 3|fewer than a majority"):
        capitals["ARD"].follow()
    assert capitals.beat() == 0
    assert capitals.seat.registry.board.pending is not None
    assert capitals.seat.registry.board.pending._cosignatures == {}


def test_an_idle_head_is_cosigned_anew_every_five_minutes_with_ed25519_alone(capitals: Capitals) -> None:
    circulated(capitals)
    capitals.beat()
    capitals.beat()
    first = confirmed(capitals.seat.registry.confirmed, witness_set(capitals.seat.forum))
    capitals.seat.clock.wait(seconds=290)
    assert not capitals["ARD"].refresh()
    capitals.seat.clock.wait(seconds=10)
    assert capitals["ARD"].refresh()
    assert not capitals["ARD"].refresh()
    after = confirmed(capitals.seat.registry.confirmed, witness_set(capitals.seat.forum))
    now = int(capitals.seat.clock.now.timestamp())
    assert after.classic == {**first.classic, "ARD": now}
    assert after.quantum == first.quantum
    capitals.seat.clock.wait(days=1)
    assert capitals["ARD"].refresh()
    after = confirmed(capitals.seat.registry.confirmed, witness_set(capitals.seat.forum))
    assert after.quantum == {**first.quantum, "ARD": int(capitals.seat.clock.now.timestamp())}


def test_a_head_that_waits_or_is_not_confirmed_is_not_refreshed(capitals: Capitals) -> None:
    circulated(capitals)
    assert capitals.beat("ARD", "BOR") == 0
    capitals.seat.clock.wait(seconds=400)
    assert not capitals["ARD"].refresh()
    capitals.beat()
    capitals.beat()
    capitals.seat.clock.wait(seconds=400)
    capitals.place(capitals.seat.statement(next(iter(capitals.seat.forum.matters)), "BOR"))
    assert not capitals["ARD"].refresh()
    assert capitals["ARD"].follow()


def test_what_was_refused_for_its_time_is_held_once_a_quorum_confirmed_it(capitals: Capitals) -> None:
    circulated(capitals)
    capitals.beat()
    capitals.beat()
    clock = capitals.seat.clock
    late = capitals.found("ELV", clock=lambda: clock.now.replace(year=2025))
    assert not late.follow()
    before = capitals.seat.forum
    assert late.forum == before
    capitals.place(capitals.seat.statement(next(iter(before.matters)), "BOR"))
    clock.wait(seconds=2)
    with pytest.raises(NotYet):
        late.follow()
    assert not late.confirmed()
    assert late.lodged == before
    capitals.beat("ARD", "BOR", "COR")
    assert late.confirmed()
    assert late.forum == capitals.seat.forum


def test_with_a_disk_that_is_nearly_full_a_node_says_so_and_cosigns_nothing_until_there_is_room(
    capitals: Capitals, monkeypatch: pytest.MonkeyPatch
) -> None:
    circulated(capitals)
    capitals.beat()
    assert capitals.beat() == 3
    capitals.place(capitals.seat.statement(next(iter(capitals.seat.forum.matters)), "BOR"))
    capitals.keep_time()
    free = capitals["ARD"].store.free_bytes()
    assert free is not None
    with monkeypatch.context() as full:
        full.setattr("comity.node.store.LEAST_FREE_BYTES", 2**62)
        for _ in range(2):
            with pytest.raises(DiskLow, match="nothing is held or cosigned below"):
                capitals["ARD"].follow()
        assert state_of(capitals["ARD"])["held"] == 3
        assert capitals["ARD"].hear() == 0
    assert capitals["ARD"].follow()
    capitals.beat()
    assert capitals.beat() == 4
    with monkeypatch.context() as full:
        full.setattr("comity.node.store.LEAST_FREE_BYTES", 2**62)
        capitals.seat.clock.wait(seconds=301)
        with pytest.raises(DiskLow):
            capitals["ARD"].refresh()
    assert capitals["ARD"].refresh()


def test_a_node_tells_how_many_points_it_has_and_hears(capitals: Capitals) -> None:
    node = capitals["ARD"]
    assert {key: state_of(node)[key] for key in ("points", "points_read")} == {"points": 3, "points_read": 0}
    node.hear()
    assert node.points == (3, 3)
