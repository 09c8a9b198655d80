# SPDX-License-Identifier: Apache-2.0
"""Changes of the witnesses: each closes its head, which the set before it confirms; nothing follows until then."""

import pytest

from comity.record.certificate import certify, verify_certificate
from comity.record.chain import anchor_of
from comity.record.confirmation import WitnessSet, confirmed, witness_set
from comity.registry.answer import Malformed, Sequenced, Waiting
from comity.registry.registry import Registry
from comity.tlog.note import parse_note
from comity.tlog.tree_head import parse_checkpoint
from tests.cast.forum import WITNESSES
from tests.registry.conftest import Founded
from tests.registry.seat import HAND, LOG, Seat

Sizes = list[int]


@pytest.fixture
def witnessed(founded: Founded) -> Seat:
    """A confirmed record with genesis, a document and a proposal under the eyes of four witnesses (K = 3)."""
    seat = founded(witnesses=WITNESSES)
    seat.propose()
    seat.clock.wait(seconds=2)
    seat.registry.keep_time()
    assert seat.cosign(*WITNESSES[:3]) == []
    return seat


def proposal_of(seat: Seat) -> str:
    (proposal,) = seat.forum.matters
    return proposal


def size_of(note: bytes) -> int:
    return parse_checkpoint(parse_note(note).text).size


def state(seat: Seat) -> tuple[int, int, int, Sizes]:
    """What the registry waits for; the sizes of the pending head, of the confirmed one, of the changes confirmed."""
    head = seat.registry.board.pending
    assert head is not None
    sizes = [size_of(note) for note in seat.registry.changes]
    assert seat.lock.changes() == seat.registry.changes
    return seat.registry.waiting_for, head.checkpoint.size, size_of(seat.registry.confirmed), sizes


def certified(seat: Seat) -> tuple[int, int]:
    """Certify the newest confirmed entry and check it against the anchor: N and K of whoever confirmed it."""
    index = size_of(seat.registry.confirmed) - 1
    certificate = certify(seat.registry, seat.forum, index)
    verified = verify_certificate(certificate, anchor_of(seat.registry.entry(0)))
    assert (verified.anchored, verified.index) == (True, index)
    return verified.witnesses, verified.quorum


def test_what_stands_behind_a_change_in_its_batch_waits(witnessed: Seat) -> None:
    proposal = proposal_of(witnessed)
    notes = [
        witnessed.statement(proposal, "ARD"),
        witnessed.enrol("ELV"),
        witnessed.statement(proposal, "BOR"),
        witnessed.statement(proposal, "ARD", later=1),
    ]
    before, change, *behind = witnessed.lodge(*notes)
    assert isinstance(before, Sequenced)
    assert isinstance(change, Sequenced)
    assert (before.index, change.index, behind) == (3, 4, [Waiting(5), Waiting(5)])
    assert witnessed.forum.size == 5


def test_while_a_change_waits_only_what_stands_is_answered(witnessed: Seat) -> None:
    proposal = proposal_of(witnessed)
    stands, change = witnessed.statement(proposal, "ARD"), witnessed.enrol("ELV")
    placed = witnessed.place(stands, change)
    answers = witnessed.lodge(stands, b"no act", witnessed.statement(proposal, "BOR"), change, b"")
    assert [(type(answer), getattr(answer, "index", None)) for answer in answers] == [
        (Sequenced, placed[0].index), (Malformed, None), (Waiting, None), (Sequenced, placed[1].index), (Malformed, None),
    ]  # fmt: skip
    assert answers[2] == Waiting(5)


def test_a_change_is_confirmed_by_the_set_before_it_and_the_next_head_by_the_set_after(witnessed: Seat) -> None:
    proposal = proposal_of(witnessed)
    before = witness_set(witnessed.forum)
    witnessed.place(witnessed.enrol("ELV"))
    after = witness_set(witnessed.forum)
    assert (len(before.witnesses), before.quorum, len(after.witnesses), after.quorum) == (4, 3, 5, 4)
    assert state(witnessed) == (4, 4, 3, [])
    assert witnessed.cosign("ELV", "ARD", "BOR") == ["ELV/witness", "ELV/witness"]
    assert state(witnessed) == (4, 4, 3, [])
    assert witnessed.registry.keep_time() is None
    assert witnessed.cosign("DEL") == []
    assert state(witnessed) == (0, 4, 4, [4])
    assert confirmed(witnessed.registry.confirmed, before).names == ("ARD", "BOR", "DEL")
    assert certified(witnessed) == (4, 3)
    witnessed.place(witnessed.statement(proposal, "BOR"))
    witnessed.cosign("ARD", "BOR", "COR")
    assert state(witnessed) == (0, 5, 4, [4])
    assert witnessed.cosign("ELV") == []
    assert state(witnessed) == (0, 5, 5, [4])
    assert certified(witnessed) == (5, 4)


@pytest.mark.parametrize("restarting", [False, True])
def test_four_five_six_five(witnessed: Seat, *, restarting: bool) -> None:
    sets: list[WitnessSet] = []

    def change(note: bytes, *cosigners: str) -> None:
        sets.append(witness_set(witnessed.forum))
        size = witnessed.place(note)[0].index + 1
        if restarting:
            witnessed.restart()
        assert state(witnessed)[0] == size
        assert witnessed.lodge(witnessed.statement(proposal_of(witnessed), "FEN")) == [Waiting(size)]
        assert witnessed.cosign(*cosigners) == []
        if restarting:
            witnessed.restart()
        assert state(witnessed)[0] == 0

    change(witnessed.enrol("ELV"), "ARD", "BOR", "COR")
    change(witnessed.enrol("FEN"), "ARD", "BOR", "COR", "ELV")
    change(witnessed.retire("DEL"), "ARD", "BOR", "COR", "ELV", "FEN")
    assert [(len(each.witnesses), each.quorum) for each in sets] == [(4, 3), (5, 4), (6, 5)]
    assert [size_of(note) for note in witnessed.registry.changes] == [4, 5, 6]
    for note, judges in zip(witnessed.registry.changes, sets, strict=True):
        confirmed(note, judges)
    assert certified(witnessed) == (6, 5)
    witnessed.place(witnessed.statement(proposal_of(witnessed), "FEN"))
    assert witnessed.cosign("ARD", "BOR", "DEL", "ELV") == ["DEL/witness", "DEL/witness"]
    assert state(witnessed) == (0, 7, 6, [4, 5, 6])
    assert witnessed.cosign("COR") == []
    assert state(witnessed) == (0, 7, 7, [4, 5, 6])
    assert certified(witnessed) == (5, 4)


def test_two_changes_in_one_batch_are_two_heads(witnessed: Seat) -> None:
    first, second = witnessed.enrol("ELV"), witnessed.retire("DEL")
    one, other = witnessed.lodge(first, second)
    assert isinstance(one, Sequenced)
    assert (one.index, other) == (3, Waiting(4))
    witnessed.cosign("ARD", "BOR", "COR")
    witnessed.place(witnessed.retire("DEL"))
    assert state(witnessed) == (5, 5, 4, [4])
    witnessed.cosign("ARD", "BOR", "COR", "ELV")
    assert state(witnessed) == (0, 5, 5, [4, 5])
    assert certified(witnessed) == (5, 4)


def test_after_a_restart_a_confirmed_change_is_still_judged_by_the_set_before_it(witnessed: Seat) -> None:
    witnessed.place(witnessed.enrol("ARD#2"))
    assert witnessed.cosign("BOR", "COR", "DEL") == []
    kept = witnessed.registry.changes
    witnessed.restart()
    witnessed.clock.wait(seconds=60)
    assert witnessed.cosign("ARD#2") == ["ARD/witness", "ARD/witness"]
    assert (state(witnessed), witnessed.registry.changes) == ((0, 4, 4, [4]), kept)
    assert certified(witnessed) == (4, 3)
    assert witnessed.cosign("BOR", "COR", "DEL") == []
    assert (state(witnessed), witnessed.registry.changes != kept) == ((0, 4, 4, [4]), True)
    assert certified(witnessed) == (4, 3)


@pytest.mark.parametrize("restarting", [False, True])
def test_once_a_change_is_confirmed_the_record_goes_on_without_those_who_confirmed_it(
    witnessed: Seat, *, restarting: bool
) -> None:
    witnessed.place(witnessed.enrol("ARD#2"))
    assert witnessed.cosign("BOR", "COR", "DEL") == []
    if restarting:
        witnessed.restart()
    witnessed.place(witnessed.statement(proposal_of(witnessed)))
    assert state(witnessed) == (0, 5, 4, [4])
    assert witnessed.cosign("ARD") == ["ARD/witness", "ARD/witness"]
    assert witnessed.cosign("ARD#2", "BOR", "COR") == []
    assert state(witnessed) == (0, 5, 5, [4])
    assert certified(witnessed) == (4, 3)


def test_the_first_witness_is_confirmed_by_the_log_alone_and_the_last_by_itself(founded: Founded) -> None:
    seat = founded()
    seat.place(seat.enrol("ARD"))
    assert state(seat) == (0, 2, 2, [2])
    seat.place(seat.retire("ARD"))
    assert state(seat) == (3, 3, 2, [2])
    seat.restart()
    assert state(seat) == (3, 3, 2, [2])
    seat.cosign("ARD")
    assert state(seat) == (0, 3, 3, [2, 3])
    seat.propose()
    assert state(seat) == (0, 5, 5, [2, 3])


def test_a_change_takes_the_place_of_a_head_that_waits_and_is_never_passed_over(witnessed: Seat) -> None:
    witnessed.place(witnessed.statement(proposal_of(witnessed)))
    witnessed.place(witnessed.enrol("ELV"))
    assert state(witnessed) == (5, 4, 3, [])
    witnessed.clock.wait(seconds=2)
    assert witnessed.registry.keep_time() is None
    assert state(witnessed) == (5, 5, 3, [])
    witnessed.clock.wait(days=30)
    assert witnessed.registry.keep_time() is None
    assert state(witnessed) == (5, 5, 3, [])
    witnessed.cosign("ARD", "COR", "DEL")
    assert state(witnessed) == (0, 5, 5, [5])


def test_a_change_is_published_when_the_head_before_it_is_confirmed(witnessed: Seat) -> None:
    witnessed.place(witnessed.statement(proposal_of(witnessed)))
    witnessed.place(witnessed.enrol("ELV"))
    witnessed.cosign("ARD", "COR", "DEL")
    assert state(witnessed) == (5, 5, 4, [])
    witnessed.cosign("ARD", "COR", "DEL")
    assert state(witnessed) == (0, 5, 5, [5])


def test_a_crash_between_lock_and_board_leaves_a_change_to_be_confirmed(witnessed: Seat) -> None:
    (answer,) = witnessed.registry.lodge([witnessed.enrol("ELV")])
    assert isinstance(answer, Sequenced)
    witnessed.registry.close()
    witnessed.registry = Registry.open(witnessed.root, LOG, HAND, witnessed.clock)
    assert state(witnessed) == (4, 4, 3, [])
    witnessed.cosign("ARD", "BOR", "COR")
    assert state(witnessed.restart()) == (0, 4, 4, [4])
    assert certified(witnessed) == (4, 3)


def test_a_crash_before_the_first_witness_was_published_leaves_nothing_to_wait_for(founded: Founded) -> None:
    seat = founded()
    (answer,) = seat.registry.lodge([seat.enrol("ARD")])
    assert isinstance(answer, Sequenced)
    assert state(seat.restart()) == (0, 2, 2, [2])
