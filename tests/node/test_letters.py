# SPDX-License-Identifier: Apache-2.0
"""What letters bring about: two records are found by comparing heads, a store put back is known by its own letters."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from comity.node.connection import RemoteError
from comity.node.errors import Contradicted, StateLost
from comity.node.meeting import RemoteMeetingPoint
from comity.node.remote import Remote
from comity.record.confirmation import witness_set
from comity.record.evidence import Finding, check_evidence, parse_evidence
from comity.registry.registry import Registry
from tests.cast.forum import ORIGIN, WITNESSES
from tests.node.capital import Capitals, capitals_of
from tests.node.conftest import Founded
from tests.node.test_node import circulated
from tests.node.watch import TOLERANCE
from tests.registry.house import House, served
from tests.registry.seat import HAND, LOG, Seat


@pytest.fixture
def capitals(tmp_path: Path, founded: Founded) -> Iterator[Capitals]:
    """Three entries that all four nodes hold and know to be confirmed."""
    with capitals_of(tmp_path, founded, *WITNESSES) as capitals:
        circulated(capitals)
        capitals.beat()
        assert capitals.beat() == 3
        yield capitals


@contextmanager
def second_view(capitals: Capitals) -> Iterator[House]:
    """The same registry once more, from a copy of all its files: it may go on in another way."""
    root = capitals.root / "second"
    capitals.house.write(lambda: None)
    root.mkdir()
    for path in sorted(capitals.seat.root.rglob("*")):
        target = root / path.relative_to(capitals.seat.root)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        else:
            target.write_bytes(path.read_bytes())
    seat = Seat(root, capitals.seat.clock, Registry.open(root, LOG, HAND, capitals.seat.clock))
    try:
        with served(seat) as house:
            yield house
    finally:
        seat.registry.close()


def proposal_of(capitals: Capitals) -> str:
    (proposal,) = capitals.seat.forum.matters
    return proposal


@pytest.mark.parametrize(
    ("here", "there", "kind", "sizes"),
    [
        (1, 1, "fork_at_one_size", (4, 4)),
        (2, 1, "fork_at_two_sizes", (4, 5)),
        (1, 3, "fork_at_two_sizes", (4, 6)),
    ],
)
def test_a_forked_view_shown_to_one_capital_is_found_and_proved_to_all(
    capitals: Capitals, here: int, there: int, kind: str, sizes: tuple[int, int]
) -> None:
    with second_view(capitals) as other:
        proposal = proposal_of(capitals)
        capitals.place(*(capitals.seat.statement(proposal, "BOR", later) for later in range(here)))
        other.write(lambda: other.seat.place(*(other.seat.statement(proposal, "ELV", later) for later in range(there))))
        object.__setattr__(capitals["COR"], "registry", Remote(other.url))
        capitals.beat()
        forum = capitals.seat.forum
        capitals.beat()
        for code in WITNESSES:
            with pytest.raises(Contradicted):
                capitals[code].follow()
            evidence = capitals[code].witness.evidence
            assert evidence is not None
            finding = check_evidence(evidence, witness_set(forum), TOLERANCE)
            assert (finding.kind, finding.origin, finding.sizes, finding.log_keys) == (kind, ORIGIN, sizes, (1,))
        assert capitals.letters("evidence")
        for _, document in capitals.letters("evidence"):
            assert isinstance(check_evidence(parse_evidence(document), witness_set(forum), TOLERANCE), Finding)


def test_after_a_person_has_decided_a_node_goes_on(capitals: Capitals) -> None:
    with second_view(capitals) as other:
        proposal = proposal_of(capitals)
        capitals.place(capitals.seat.statement(proposal, "BOR"))
        other.write(lambda: other.seat.place(other.seat.statement(proposal, "ELV")))
        object.__setattr__(capitals["COR"], "registry", Remote(other.url))
        capitals.beat()
        capitals.beat()
    object.__setattr__(capitals["COR"], "registry", Remote(capitals.house.url))
    capitals.place(capitals.seat.statement(proposal, "BOR"))
    for code in ("ARD", "BOR", "DEL"):
        with pytest.raises(Contradicted):
            capitals.all[code].restart().follow()
        capitals[code].resume()
        capitals.all[code].restart()
    assert capitals.beat("ARD", "BOR", "DEL") == 5
    with pytest.raises(Contradicted):
        capitals["COR"].follow()


def test_a_store_put_back_burns_its_keys_before_anything_is_signed(capitals: Capitals, tmp_path: Path) -> None:
    old = capitals.all["COR"].copy(tmp_path / "old.db")
    capitals.place(capitals.seat.statement(proposal_of(capitals), "BOR"))
    capitals.beat()
    assert capitals.beat() == 4
    capitals.place(capitals.seat.statement(proposal_of(capitals), "BOR"))
    capitals.keep_time()
    node = capitals.all["COR"].restart(old)
    with pytest.raises(
        StateLost, match="the cosigning keys of COR must never sign again: a letter of its own cosigned 4"
    ):
        node.follow()
    letters = len(capitals.letters("head"))
    for _ in range(2):
        node.follow()
        assert (node.witness.copy.size, node.witness.may_cosign) == (5, False)
        node = capitals.all["COR"].restart()
    assert len(capitals.letters("head")) == letters
    assert capitals.beat("ARD", "BOR", "DEL") == 5
    node.confirmed()
    assert node.forum == capitals.seat.forum


def test_a_store_put_back_at_the_same_size_is_known_by_the_date_of_its_letter(
    capitals: Capitals, tmp_path: Path
) -> None:
    old = capitals.all["COR"].copy(tmp_path / "old.db")
    capitals.seat.clock.wait(seconds=301)
    assert capitals["COR"].refresh()
    node = capitals.all["COR"].restart(old)
    with pytest.raises(StateLost):
        node.refresh()


def test_new_keys_are_not_burnt_by_the_letters_of_the_old_ones(capitals: Capitals, tmp_path: Path) -> None:
    old = capitals.all["COR"].copy(tmp_path / "old.db")
    capitals.place(capitals.seat.enrol("COR#2"))
    capitals.beat()
    assert capitals.beat() == 4
    capitals["COR"].close()
    renewed = capitals.found("COR", pair="COR#2")
    capitals.all["COR"].restart(old)
    renewed = capitals["COR"]
    capitals.place(capitals.seat.statement(proposal_of(capitals), "BOR"))
    assert capitals.beat("ARD", "COR", "DEL") == 5
    assert renewed.witness.may_cosign


def test_nothing_is_signed_before_a_majority_of_meeting_points_was_read(capitals: Capitals) -> None:
    capitals.place(capitals.seat.statement(proposal_of(capitals), "BOR"))
    capitals.keep_time()
    for point in capitals.points[:2]:
        point.point.close()
    node = capitals.all["COR"].restart()
    for _ in range(2):
        with pytest.raises(RemoteError, match="fewer than a majority"):
            node.follow()
    assert node.witness.copy.size == 3


def test_one_point_that_is_down_stops_nobody_and_gets_its_letters_later(capitals: Capitals) -> None:
    silent = RemoteMeetingPoint("http://127.0.0.1:9")
    for code in WITNESSES:
        capitals[code]._mail.boxes[0].point = silent
    capitals.place(capitals.seat.statement(proposal_of(capitals), "BOR"))
    capitals.beat()
    assert capitals.beat() == 4
    before = len(capitals.letters("head"))
    assert len(capitals.letters("head", 1)) > before
    for code in WITNESSES:
        capitals[code]._mail.boxes[0].point = RemoteMeetingPoint(capitals.points[0].url)
    capitals.seat.clock.wait(seconds=31)
    capitals.beat()
    assert len(capitals.letters("head")) == len(capitals.letters("head", 1))
