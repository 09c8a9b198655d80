# SPDX-License-Identifier: Apache-2.0
"""Sequencing: in which order the steps come, and what is refused without a trace."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from comity.acts.entry import parse_entry
from comity.acts.keys import RotateKeys
from comity.acts.outcomes import Mark
from comity.acts.parties import Genesis
from comity.acts.proposals import MakeStatement
from comity.acts.signed import format_signed_act, parse_signed_act, sign_act
from comity.bug import Bug
from comity.registry import registry as registry_room
from comity.registry.answer import Malformed, Sequenced
from comity.registry.batch import Batch
from comity.registry.errors import ClockWentBack, DiskLow, RecordDamaged, Stopped
from comity.registry.lock import Lock
from comity.registry.registry import Registry
from comity.rules.forum import forum_bytes
from comity.rules.outcome import Refused
from comity.tlog.merkle import leaf_hash, tree_root
from comity.tlog.note import SignatureLine, format_note, parse_note
from comity.tlog.signer import Signer
from comity.tlog.tile import entries_path
from comity.tlog.tree_head import Checkpoint, parse_checkpoint
from comity.tlog.vkey import VerifierKey, verify
from tests.cast.forum import EDITION, ORIGIN, START, genesis_fields
from tests.cast.keys import note_signer, vkey_of
from tests.registry.conftest import Founded
from tests.registry.seat import HAND, LOG, TEXT, Clock, Seat, genesis, statement, write


def proposal_of(seat: Seat) -> str:
    (proposal,) = seat.forum.matters
    return proposal


def left(seat: Seat) -> tuple[Any, ...]:
    """Everything a refused act may not touch."""
    lock = seat.lock
    return lock.checkpoint(), lock.tail(), lock.confirmed(), forum_bytes(seat.forum), seat.registry.shelf.size


class Onlooker:
    """A signer that, when asked to sign, notes what another connection finds in the lock and on the disk."""

    def __init__(self, signer: Signer, root: Path, seen: list[Any]) -> None:
        self._signer = signer
        self._root = root
        self._seen = seen

    @property
    def vkey(self) -> VerifierKey:
        return self._signer.vkey

    def sign(self, message: bytes) -> bytes:
        self._seen.append(held(self._root))
        return self._signer.sign(message)


def held(root: Path) -> tuple[int, bool]:
    """The size of the durable head, and whether the first bundle is on the disk."""
    lock = Lock.open(root / "lock.db")
    try:
        return parse_checkpoint(parse_note(lock.checkpoint()).text).size, (root / entries_path(0)).exists()
    finally:
        lock.close()


def pending_size(seat: Seat) -> int:
    head = seat.registry.board.pending
    return head.checkpoint.size if head else 0


def test_signed_then_locked_then_answered_then_shelved_then_published(seat: Seat) -> None:
    seen: list[Any] = []
    seat.registry.close()
    signers = [Onlooker(signer, seat.root, seen) for signer in LOG]
    seat.registry = Registry.open(seat.root, signers, HAND, seat.clock)
    proposal = proposal_of(seat)
    answers = seat.registry.lodge([seat.statement(proposal, "ARD", later) for later in range(300)])
    assert [type(answer) for answer in answers] == [Sequenced] * 300
    assert seen == [(3, False), (3, False)]
    assert (held(seat.root), pending_size(seat), seat.registry.shelf.size) == ((303, False), 3, 3)
    seat.registry.settle()
    assert (held(seat.root), pending_size(seat), seat.registry.shelf.size) == ((303, True), 303, 303)


def test_a_receipt_says_what_stands_on_the_record(seat: Seat) -> None:
    seat.clock.now += timedelta(seconds=3, microseconds=123_999)
    notes = [seat.statement(proposal_of(seat), by) for by in ("ARD", "BOR")]
    answers = seat.place(*notes)
    stamp = b"2026-11-23T05:00:03.123Z\n"
    checkpoint = seat.lock.checkpoint()
    assert answers == [
        Sequenced(3 + place, parse_signed_act(note).id, stamp + note, checkpoint) for place, note in enumerate(notes)
    ]
    assert seat.registry.shelf.entries(3, 5) == [stamp + note for note in notes]
    leaves = [leaf_hash(entry) for entry in seat.registry.shelf.entries(0, 5)]
    assert parse_checkpoint(parse_note(checkpoint).text) == Checkpoint(ORIGIN, 5, tree_root(leaves))


def test_the_clock_may_stand_and_entries_never_go_back(seat: Seat) -> None:
    proposal = proposal_of(seat)
    for wait in (0, 0, 1.5, 0, 0.0004, 0.0006, 2):
        seat.clock.wait(seconds=wait)
        seat.place(seat.statement(proposal))
    times = [parse_entry(entry).sequenced_at - START for entry in seat.registry.shelf.entries(3, 10)]
    assert [time / timedelta(milliseconds=1) for time in times] == [0, 0, 1500, 1500, 1500, 1501, 3501]


def test_a_clock_that_went_back_stops_the_registry_before_it_signs(seat: Seat) -> None:
    seat.clock.wait(seconds=10)
    seat.place(seat.statement(proposal_of(seat)))
    before = left(seat)
    seat.clock.wait(milliseconds=-1)
    with pytest.raises(ClockWentBack) as caught:
        seat.lodge(seat.statement(proposal_of(seat)))
    assert str(caught.value) == (
        "the clock says 2026-11-23T05:00:09.999000+00:00, the record has reached 2026-11-23T05:00:10+00:00"
    )
    assert left(seat) == before
    seat.clock.wait(milliseconds=1)
    assert seat.place(seat.statement(proposal_of(seat)))[0].index == 4


def test_too_little_room_stops_the_registry_before_it_signs(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    before = left(seat)
    # More than this disk has free: the measure is real, the demand is not.
    monkeypatch.setattr(registry_room, "LEAST_FREE_BYTES", shutil.disk_usage(seat.root).total)
    with pytest.raises(DiskLow):
        seat.lodge(seat.statement(proposal_of(seat)))
    monkeypatch.undo()
    assert left(seat) == before
    assert seat.place(seat.statement(proposal_of(seat)))[0].index == 3


def test_what_is_no_act_is_answered_as_malformed(seat: Seat) -> None:
    before = left(seat)
    note = seat.statement(proposal_of(seat))
    for broken in (b"", b"\n\n", note[:-1], note[1:], b"\xff" + note, note.replace(b'"seq"', b'"sec"'), note[:40]):
        (answer,) = seat.lodge(broken)
        assert isinstance(answer, Malformed), broken
    assert left(seat) == before


def test_an_act_that_fits_a_note_but_no_bundle_is_malformed(seat: Seat) -> None:
    before = left(seat)
    note = seat.statement(proposal_of(seat), text="я" * 20_000)
    parsed = parse_note(note)
    strangers = [SignatureLine(f"{number:x<255}", bytes(4), bytes(64)) for number in range(99)]
    crowded = format_note(parsed.text, [*parsed.lines, *strangers])
    (answer,) = seat.lodge(crowded)
    assert answer == Malformed(f"an entry has at most 65535 bytes, this one {len(crowded) + 25}")
    assert left(seat) == before
    assert seat.place(note)[0].index == 3


def test_refused_acts_are_answered_and_leave_no_trace(seat: Seat) -> None:
    before = left(seat)
    proposal = proposal_of(seat)
    notes = [
        seat.statement(proposal, "ARD", later=1),
        write(MakeStatement, "OBS", seq=(1,), proposal=proposal, kind="reservation", text="x", forum="other.example/x"),
        write(MakeStatement, "XXX", seq=(1,), proposal=proposal, kind="reservation", text="x"),
        seat.write(Mark, "REG", journal="0" * 64),
        seat.write(Genesis, "SEC", **genesis_fields()),
        seat.write(MakeStatement, "ARD", proposal="0" * 64, kind="reservation", text="x"),
        seat.write(MakeStatement, "ARD", signers=("BOR",), proposal=proposal, kind="reservation", text="x"),
    ]
    answers = seat.lodge(*notes)
    assert [answer.rule for answer in answers if isinstance(answer, Refused)] == [
        "1.5", "1.1", "1.3", "10.2", "2.6", "7.1", "1.4",
    ]  # fmt: skip
    assert answers[0] == Refused("1.5", found="ARD 3", expected="ARD 2")
    assert left(seat) == before


def test_what_is_refused_stands_aside_for_what_is_not(seat: Seat) -> None:
    proposal = proposal_of(seat)
    good = [seat.statement(proposal, "ARD"), seat.statement(proposal, "BOR")]
    bad = seat.statement(proposal, "COR", later=4)
    answers = seat.lodge(b"no act", good[0], bad, good[1])
    checkpoint = seat.lock.checkpoint()
    stamp = b"2026-11-23T05:00:00.000Z\n"
    assert answers == [
        Malformed("not a signed note: no empty line followed by 1 to 100 signature lines"),
        Sequenced(3, parse_signed_act(good[0]).id, stamp + good[0], checkpoint),
        Refused("1.5", found="COR 5", expected="COR 1"),
        Sequenced(4, parse_signed_act(good[1]).id, stamp + good[1], checkpoint),
    ]


def test_an_empty_batch_and_a_settling_without_one_do_nothing(seat: Seat) -> None:
    before = left(seat)
    assert seat.lodge() == []
    seat.registry.settle()
    assert left(seat) == before


def test_the_first_of_two_documents_with_one_symbol_stands(seat: Seat) -> None:
    one = seat.circulate(2)
    other = write_again(one)
    answers = seat.lodge(one, other)
    assert isinstance(answers[0], Sequenced)
    assert answers[1] == Refused("6.2", found="CICA/SOC/2026/L.2", expected="CICA/SOC/2026/L.3")


def write_again(note: bytes) -> bytes:
    """The same act as the next one of its party, with another nonce."""
    act = parse_signed_act(note).act
    later = replace(act, seq=(act.seq[0] + 1,), nonce="f" * 32)
    return format_signed_act(sign_act(later, [note_signer(act.by[0])]))


@pytest.mark.parametrize("ahead", [False, True])
def test_a_rotation_in_the_batch_decides_by_which_key_the_next_act_is_judged(seat: Seat, *, ahead: bool) -> None:
    proposal = proposal_of(seat)
    fields: Any = {"proposal": proposal, "kind": "reservation", "text": "x"}
    rotation = seat.write(RotateKeys, "ARD", keys=(vkey_of(note_signer("ARD#2")),))
    by_old = seat.write(MakeStatement, "ARD", later=1, **fields)
    by_new = seat.write(MakeStatement, "ARD", later=1, signers=("ARD#2",), **fields)
    with ThreadPoolExecutor(2) as executor:
        answers = seat.registry.lodge([by_new, rotation, by_old, by_new], executor if ahead else None)
    seat.registry.settle()
    assert [answer.rule if isinstance(answer, Refused) else type(answer) for answer in answers] == [
        "1.5", Sequenced, "1.4", Sequenced,
    ]  # fmt: skip
    assert seat.restart().forum.keys["ARD"] == note_signer("ARD#2").vkey


def test_signatures_checked_ahead_decide_as_those_checked_in_their_turn(seat: Seat) -> None:
    proposal = proposal_of(seat)
    good = [seat.statement(proposal, by) for by in ("ARD", "BOR", "COR")]
    forged = [
        seat.write(MakeStatement, by, signers=("FEN",), proposal=proposal, kind="support", text="x") for by in ("DEL",)
    ]
    wrong = good[0].replace(b"We join.", b"We leave")
    with ThreadPoolExecutor(2) as executor:
        answers = seat.registry.lodge([wrong, *good, *forged, b"no act"], executor)
    seat.registry.settle()
    said = [answer.rule if isinstance(answer, Refused) else type(answer) for answer in answers]
    assert said == ["1.4", Sequenced, Sequenced, Sequenced, "1.4", Malformed]


def test_with_an_executor_genesis_is_judged_too(tmp_path: Path) -> None:
    lock = Lock.create(tmp_path / "lock.db", ORIGIN)
    registry = Registry(tmp_path, lock, LOG, HAND, Clock())
    with pytest.raises(Bug, match="a registry without genesis was asked for its forum"):
        _ = registry.forum
    with ThreadPoolExecutor(2) as executor:
        (answer,) = registry.lodge([genesis()], executor)
    assert isinstance(answer, Sequenced)
    registry.settle()
    assert registry.forum.size == 1
    registry.close()


def test_a_batch_without_genesis_leads_to_no_forum() -> None:
    with pytest.raises(Bug, match="a batch without genesis was committed"):
        _ = Batch(None, 0, START, verify).forum


def test_no_act_is_sequenced_whose_texts_are_not_stored(seat: Seat) -> None:
    before = left(seat)
    note = seat.circulate(2)
    digest = seat.registry.blobs.put(TEXT)
    stored = seat.root / "blobs" / digest[:2] / digest
    stored.unlink()
    assert seat.lodge(note) == [Refused("6.10", found=f"{digest} {digest}", expected="stored")]
    stored.write_bytes(TEXT + b" ")
    assert seat.lodge(note) == [Refused("6.10", found=f"{digest} {digest}", expected="stored")]
    assert left(seat) == before
    stored.unlink()
    seat.registry.blobs.put(TEXT)
    assert seat.place(note)[0].index == 3


def test_quotas_refuse_the_act_that_exceeds_them_and_no_other(founded: Founded) -> None:
    seat = founded(replace(EDITION, acts_per_hour=3))
    proposal = seat.propose()
    answers = seat.lodge(
        *(seat.statement(proposal, "ARD", later) for later in range(3)), seat.statement(proposal, "BOR")
    )
    assert [type(answer) for answer in answers] == [Sequenced, Sequenced, Refused, Sequenced]
    assert answers[2] == Refused("1.8", found="ARD 4", expected="3")
    seat.clock.wait(hours=1)
    assert seat.place(seat.statement(proposal, "ARD"))[0].index == 6


def test_a_batch_that_was_not_settled_stops_the_next(seat: Seat) -> None:
    proposal = proposal_of(seat)
    seat.registry.lodge([seat.statement(proposal)])
    with pytest.raises(Stopped, match="the batch before was not shelved"):
        seat.registry.lodge([statement(proposal, "BOR", (1,))])
    seat.registry.settle()
    assert seat.place(seat.statement(proposal, "BOR"))[0].index == 4


def test_after_a_tile_that_could_not_be_written_only_a_restart_goes_on(seat: Seat) -> None:
    proposal = proposal_of(seat)
    seat.registry.lodge([seat.statement(proposal, "ARD", later) for later in range(300)])
    wrong = seat.root / entries_path(0)
    wrong.parent.mkdir(parents=True)
    wrong.write_bytes(b"other")
    with pytest.raises(RecordDamaged, match="000 exists with other bytes"):
        seat.registry.settle()
    wrong.unlink()
    with pytest.raises(Stopped, match="the tiles of the batch before were not written to the end"):
        seat.registry.settle()
    with pytest.raises(Stopped, match="the batch before was not shelved"):
        seat.registry.lodge([])
    assert seat.restart().forum.size == 303
    assert seat.place(seat.statement(proposal, "ARD"))[0].index == 303
