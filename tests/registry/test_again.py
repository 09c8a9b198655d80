# SPDX-License-Identifier: Apache-2.0
"""Lodging twice is lodging once: the same act has one place, and no other act takes its number."""

import sqlite3
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from comity.acts.proposals import MakeStatement
from comity.acts.signed import parse_signed_act
from comity.registry.answer import Sequenced
from comity.registry.registry import Registry
from comity.rules.forum import forum_bytes
from comity.rules.outcome import Refused
from comity.tlog.note import format_note, parse_note
from tests.cast.forum import ORIGIN
from tests.registry.seat import HAND, LOG, Clock, Seat, genesis


def proposal_of(seat: Seat) -> str:
    (proposal,) = seat.forum.matters
    return proposal


def left(seat: Seat) -> tuple[Any, ...]:
    """Everything a refused act may not touch."""
    lock = seat.lock
    return lock.checkpoint(), lock.tail(), lock.confirmed(), forum_bytes(seat.forum), seat.registry.shelf.size


def test_the_same_act_again_is_given_its_place(seat: Seat) -> None:
    proposal = proposal_of(seat)
    note = seat.statement(proposal)
    (first,) = seat.place(note)
    seat.clock.wait(seconds=5)
    seat.place(seat.statement(proposal, "BOR"))
    for _ in range(2):
        before = left(seat)
        assert seat.lodge(note) == [replace(first, checkpoint=seat.lock.checkpoint(), again=True)]
        assert left(seat) == before
        seat.restart()


def test_the_same_act_twice_in_a_batch_has_one_place(seat: Seat) -> None:
    note = seat.statement(proposal_of(seat))
    one, other = seat.place(note, note)
    assert one == other
    assert (one.index, seat.forum.size) == (3, 4)


def test_genesis_again_is_given_its_place(tmp_path: Path) -> None:
    note = genesis()
    registry = Registry.found(tmp_path, ORIGIN, note, LOG, HAND, Clock())
    entry = b"2026-11-23T05:00:00.000Z\n" + note
    expected = Sequenced(0, parse_signed_act(note).id, entry, registry.lock.checkpoint(), again=True)
    assert registry.lodge([note]) == [expected]
    registry.close()


def test_another_act_of_the_same_number_is_refused(seat: Seat) -> None:
    proposal = proposal_of(seat)
    note, other = seat.statement(proposal, text="One."), seat.statement(proposal, text="Another.")
    seat.place(note)
    assert seat.lodge(other) == [Refused("1.5", found="ARD 2", expected="ARD 3")]
    seat.restart()
    assert seat.lodge(other) == [Refused("1.5", found="ARD 2", expected="ARD 3")]


def test_of_two_acts_of_one_number_in_a_batch_the_first_stands(seat: Seat) -> None:
    proposal = proposal_of(seat)
    note, other = seat.statement(proposal, text="One."), seat.statement(proposal, text="Another.")
    answers = seat.lodge(note, other)
    assert isinstance(answers[0], Sequenced)
    assert answers[1] == Refused("1.5", found="ARD 2", expected="ARD 3")


def test_a_lost_row_of_the_index_of_acts_admits_nothing_twice(seat: Seat) -> None:
    note = seat.statement(proposal_of(seat))
    seat.place(note)
    seat.registry.close()
    connection = sqlite3.connect(seat.root / "lock.db")
    connection.execute("DELETE FROM lodged WHERE party = 'ARD' AND seq = 2")
    connection.commit()
    connection.close()
    seat.registry = Registry.open(seat.root, LOG, HAND, seat.clock)
    assert seat.lodge(note) == [Refused("1.5", found="ARD 2", expected="ARD 3")]


def joint(seat: Seat) -> bytes:
    """A statement of two parties."""
    fields: Any = {"proposal": proposal_of(seat), "kind": "reservation", "text": "Together."}
    return seat.write(MakeStatement, "ARD", "BOR", **fields)


def without_line(note: bytes, line: int) -> bytes:
    parsed = parse_note(note)
    return format_note(parsed.text, [each for number, each in enumerate(parsed.lines) if number != line])


def test_a_stripped_cosignature_is_refused_and_the_whole_act_is_not(seat: Seat) -> None:
    note = joint(seat)
    refused = [Refused("1.4", found="1", expected="2")] * 2
    assert seat.lodge(without_line(note, 0), without_line(note, 1)) == refused
    (stripped, whole) = seat.lodge(without_line(note, 1), note)
    assert stripped == refused[0]
    assert whole == Sequenced(
        3, parse_signed_act(note).id, b"2026-11-23T05:00:00.000Z\n" + note, seat.lock.checkpoint()
    )


def test_a_stripped_copy_of_what_stands_is_answered_with_what_stands(seat: Seat) -> None:
    note = joint(seat)
    (whole,) = seat.place(note)
    assert seat.lodge(without_line(note, 1)) == [replace(whole, again=True)]
    assert seat.lock.find("ARD", 2) == seat.lock.find("BOR", 1) == 3
