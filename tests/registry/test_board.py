# SPDX-License-Identifier: Apache-2.0
"""Heads and the board: one head is pending at a time, and only true cosignatures of its judges count."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from comity.record.confirmation import WitnessSet, confirmed, witness_set
from comity.record.evidence import UNPUBLISHED
from comity.registry.board import PATIENCE, Board
from comity.registry.heads import Head, note_of
from comity.registry.lock import Lock
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.cosignature import cosign
from comity.tlog.errors import MalformedNote
from comity.tlog.merkle import leaf_hash, tree_root
from comity.tlog.note import SignatureLine, format_note, parse_note
from comity.tlog.tree_head import Checkpoint
from tests.cast.forum import ORIGIN, START, WITNESSES
from tests.cast.keys import log_signers, witness_signers
from tests.cast.scribe import Scribe

FORUM = Scribe.opened().state
FOUR = witness_set(FORUM)
NOBODY = WitnessSet(FORUM.log, (), 0)
NOW = int(START.timestamp())
LATEST = NOW + 2


@cache
def note(size: int) -> bytes:
    """A head of so many entries that are all alike."""
    root = tree_root([leaf_hash(b"x")] * size)
    return sign_checkpoint(Checkpoint(ORIGIN, size, root), log_signers(ORIGIN), NOW)


def head(size: int = 5, judges: WitnessSet = FOUR, *, changes: bool = False) -> Head:
    return Head(note(size), judges, changes=changes)


@cache
def lines(size: int, *pairs: str, at: int = NOW) -> tuple[SignatureLine, ...]:
    text = parse_note(note(size)).text
    return tuple(cosign(signer, text, at) for pair in pairs for signer in witness_signers(pair))


@pytest.fixture
def lock(tmp_path: Path) -> Iterator[Lock]:
    lock = Lock.create(tmp_path / "lock.db", ORIGIN)
    yield lock
    lock.close()


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_head_is_confirmed_by_k_witnesses_with_both_keys() -> None:
    pending = head()
    held: tuple[SignatureLine, ...] = ()
    for pair, done in (("ARD", False), ("BOR", False), ("DEL", True), ("COR", True)):
        classic, quantum = lines(5, pair)
        assert pending.gather((quantum,), LATEST) == []
        assert pending.is_confirmed is (done and pair == "COR")
        assert pending.gather((classic,), LATEST) == []
        assert pending.is_confirmed is done
        held += (classic, quantum)
    parsed = parse_note(pending.note)
    assert parsed.lines[:2] == parse_note(note(5)).lines
    assert sorted(parsed.lines[2:], key=lambda line: (line.name, line.key_id)) == list(parsed.lines[2:])
    assert set(parsed.lines[2:]) == set(held)
    assert confirmed(pending.note, FOUR).names == WITNESSES


def test_a_head_taken_over_with_cosignatures_carries_each_line_once(lock: Lock) -> None:
    """A successor takes over what a node holds; with 28 witnesses every line twice is more than a note may have."""
    cosigned = head()
    assert cosigned.gather(lines(5, *WITNESSES), LATEST) == []
    assert Head(cosigned.note, FOUR, changes=False).bare == note(5)
    board = Board(lock)
    board.confirmed = cosigned.note
    board.resume(Head(cosigned.note, FOUR, changes=False), START)
    assert board.pending is not None
    assert board.pending.note == cosigned.note


def test_a_head_nobody_judges_is_confirmed_by_the_log() -> None:
    assert head(judges=NOBODY).is_confirmed
    assert head(judges=NOBODY).note == note(5)


def changed(line: SignatureLine, at: int) -> SignatureLine:
    """The line with one byte of its signature changed."""
    signature = line.signature
    return SignatureLine(line.name, line.key_id, signature[:at] + bytes((signature[at] ^ 1,)) + signature[at + 1 :])


CLASSIC, QUANTUM = lines(5, "ARD")
REFUSED = {
    "another size": lines(4, "ARD"),
    "another time than was signed": (changed(CLASSIC, 7), changed(QUANTUM, 7)),
    "a changed signature": (changed(CLASSIC, 20), changed(QUANTUM, 2000)),
    "a cut signature": tuple(SignatureLine(each.name, each.key_id, each.signature[:-1]) for each in (CLASSIC, QUANTUM)),
    "only a time": (SignatureLine(CLASSIC.name, CLASSIC.key_id, CLASSIC.signature[:8]),),
    "a time ahead": lines(5, "ARD", at=LATEST + 1),
    "a witness of another set": lines(5, "ELV"),
    "keys no longer in force": lines(5, "ARD#2"),
    "the key of one under the name of another": (SignatureLine("BOR/witness", CLASSIC.key_id, CLASSIC.signature),),
    "the log's own": parse_note(note(5)).lines,
}


@pytest.mark.parametrize("case", REFUSED)
def test_lines_that_are_not_true_cosignatures_are_named_and_change_nothing(case: str) -> None:
    pending = head()
    pending.gather(lines(5, "BOR"), LATEST)
    before = pending.note
    wrong = REFUSED[case]
    assert pending.gather(wrong, LATEST) == [line.name for line in wrong]
    assert pending.note == before
    true = lines(5, "COR")
    assert pending.gather((*wrong, *true), LATEST) == [line.name for line in wrong]
    assert set(parse_note(pending.note).lines) == {*parse_note(before).lines, *true}


def test_a_cosignature_dated_nothing_is_refused() -> None:
    signer = witness_signers("ARD")[0]
    text = parse_note(note(5)).text
    undated = SignatureLine(
        signer.vkey.name, signer.vkey.key_id, bytes(8) + signer.sign(b"cosignature/v1\ntime 0\n" + text)
    )
    assert head().gather((undated,), LATEST) == ["ARD/witness"]


def test_of_two_cosignatures_the_newer_is_kept() -> None:
    pending = head()
    old, new = lines(5, "ARD", at=NOW), lines(5, "ARD", at=NOW + 1)
    for gathered, kept in ((old, old), (new, new), (old, new)):
        assert pending.gather(gathered, LATEST) == []
        assert set(parse_note(pending.note).lines[2:]) == set(kept)


def test_the_note_of_an_outcome_holds_the_classic_lines_of_the_witnesses_in_force_dated_late_enough() -> None:
    pending = head()
    pending.gather((*lines(5, "ARD", at=NOW), *lines(5, "BOR", at=NOW + 1), *lines(5, "COR", at=NOW + 2)), LATEST)
    without_cor = tuple(each for each in FORUM.witnesses if each.code != "COR")
    text = parse_note(note(5)).text
    classics = {code: lines(5, code, at=NOW + wait)[0] for code, wait in (("ARD", 0), ("BOR", 1), ("COR", 2))}
    cases = [
        (FORUM.witnesses, NOW, ("ARD", "BOR", "COR")),
        (FORUM.witnesses, NOW + 1, ("BOR", "COR")),
        (FORUM.witnesses, NOW + 2, ("COR",)),
        (without_cor, NOW, ("ARD", "BOR")),
    ]
    for witnesses, since, codes in cases:
        right = format_note(text, [classics[code] for code in codes]).decode()
        assert pending.classic_note(witnesses, since) == (right, len(codes))
    assert pending.classic_note(FORUM.witnesses, NOW + 3) == ("", 0)
    assert pending.classic_note((), NOW) == ("", 0)


def test_lines_are_read_as_lines_alone() -> None:
    posted = b"".join(format_note(b"-\n", [line])[3:] for line in lines(5, "ARD"))
    assert note_of(posted) == lines(5, "ARD")
    for wrong in (b"", b"\n", b"x", posted[:-1], b"text\n\n" + posted, posted + b"\n" + posted, note(5)):
        with pytest.raises(MalformedNote):
            note_of(wrong)


def pending_size(board: Board) -> int:
    return board.pending.checkpoint.size if board.pending else 0


def test_an_empty_board_refuses_every_line(lock: Lock) -> None:
    board = Board(lock)
    board.refresh(START)
    assert (board.pending, board.confirmed, board.changes) == (None, b"", ())
    assert board.gather(0, lines(5, "ARD"), LATEST) == ["ARD/witness", "ARD/witness"]


def test_the_next_head_comes_when_the_pending_one_is_confirmed(lock: Lock) -> None:
    board = Board(lock)
    for size in (1, 2, 3):
        board.offer(head(size), START)
    assert pending_size(board) == 1
    assert board.gather(1, lines(1, "ARD", "BOR", "COR"), LATEST) == []
    assert board.confirmed == lock.confirmed() == board.pending.note if board.pending else False
    board.refresh(START)
    assert pending_size(board) == 3
    assert board.gather(1, lines(1, "DEL"), LATEST) == ["DEL/witness", "DEL/witness"]


def test_the_next_head_comes_when_the_pending_one_has_waited_two_seconds(lock: Lock) -> None:
    board = Board(lock)
    board.offer(head(1), START)
    board.refresh(after(3600))
    assert pending_size(board) == 1
    board.offer(head(2), after(1.999))
    assert pending_size(board) == 1
    board.refresh(after(2))
    assert pending_size(board) == 2
    board.offer(head(3), after(2.1))
    board.refresh(after(-100))
    assert pending_size(board) == 2
    board.offer(head(4), after(4))
    assert pending_size(board) == 4


def test_a_head_that_closes_a_change_is_not_passed_over(lock: Lock) -> None:
    board = Board(lock)
    board.offer(head(1, changes=True), START)
    board.offer(head(2), after(3600))
    assert pending_size(board) == 1
    board.gather(1, lines(1, "ARD", "BOR", "COR"), LATEST)
    board.refresh(after(3600))
    assert pending_size(board) == 2


def test_cosignatures_that_come_late_are_added_to_the_confirmed_head(lock: Lock) -> None:
    board = Board(lock)
    board.offer(head(1), START)
    board.gather(1, lines(1, "ARD", "BOR", "COR"), LATEST)
    first = board.confirmed
    board.gather(1, lines(1, "DEL"), LATEST)
    assert confirmed(first, FOUR).names == ("ARD", "BOR", "COR")
    assert confirmed(board.confirmed, FOUR).names == WITNESSES
    assert lock.confirmed() == board.confirmed


def test_of_confirmed_heads_the_newest_is_kept_and_every_change(lock: Lock) -> None:
    board = Board(lock)
    notes = {}
    for size, changes in ((1, False), (2, True), (3, False), (4, True), (5, False), (6, False)):
        board.offer(head(size, changes=changes), START)
        board.gather(size, lines(size, "ARD", "BOR", "COR"), LATEST)
        notes[size] = board.confirmed
        assert lock.confirmed() == notes[size]
    assert board.changes == tuple(lock.changes()) == (notes[2], notes[4])
    again = Board(lock)
    assert (again.pending, again.confirmed, again.changes) == (None, notes[6], (notes[2], notes[4]))


def test_no_entry_waits_for_its_head_so_long_that_witnesses_would_call_it_dated_back() -> None:
    assert 2 * PATIENCE < UNPUBLISHED
