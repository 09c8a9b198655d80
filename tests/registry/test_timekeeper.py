# SPDX-License-Identifier: Apache-2.0
"""The timekeeper as a table: what the registry owes the record, by forum, head and clock; and that it lodges it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from comity.acts.edition import Edition
from comity.acts.keys import RecoverKeys, RetireWitness
from comity.acts.nodes import EnterSeen
from comity.acts.outcomes import Mark, RecordOutcome
from comity.acts.signed import SignedAct
from comity.acts.silence import Object, PlaceUnderSilence, RuleOnObjection, WithdrawObjection
from comity.record.confirmation import witness_set
from comity.registry.answer import Sequenced
from comity.registry.heads import Head
from comity.registry.recovery import unrecorded_after
from comity.registry.timekeeper import owed_act
from comity.rules.forum import Forum
from comity.rules.outcome import Admitted, Outcome
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.cosignature import cosign
from comity.tlog.note import parse_note
from comity.tlog.tree_head import Checkpoint
from tests.cast.forum import EDITION, MEMBERS, ORIGIN, START, WITNESSES
from tests.cast.keys import log_signers, note_signer, vkey_of, witness_signers
from tests.cast.nodes import note_of, seen_at
from tests.cast.scribe import Scribe
from tests.registry.conftest import Founded
from tests.registry.seat import Seat

DEADLINE = START + timedelta(seconds=100)
SETTLED = DEADLINE + timedelta(seconds=3)
"""The deadline, the tolerance of two seconds, and a second more: from here on cosignatures count."""
WITHDRAWABLE = replace(EDITION, silence=(replace(EDITION.silence[0], objection_withdrawable=True), EDITION.silence[1]))


class Keeper(Scribe):
    """A scribe who follows which outcomes are not recorded."""

    unrecorded: frozenset[str] = frozenset()

    def submit(self, signed: SignedAct) -> Outcome:
        outcome = super().submit(signed)
        if isinstance(outcome, Admitted):
            self.unrecorded = unrecorded_after(self.unrecorded, outcome.effects)
        return outcome

    def go(self, to: datetime) -> None:
        """Let the clock go on to an instant."""
        self.at = to

    def mark(self, at: datetime) -> None:
        """Let time pass on the record up to an instant."""
        self.go(at)
        self.lodge(Mark, "REG", journal=self.state.journal.hex())

    def cosigned(self, codes: str = "ABC", at: datetime = SETTLED, size: int | None = None) -> Head:
        """The head of now, cosigned at an instant by the witnesses with these initials (both keys)."""
        return head(self.state, codes, at, size)

    def owes(self, now: datetime, pending: Head | None = None) -> Any:
        """What is owed: nothing, ``Mark``, or the result that is to be recorded."""
        owed = owed_act(self.state, self.unrecorded, pending, now)
        if owed is None:
            return None
        kind, fields = owed
        assert fields["journal"] == self.state.journal.hex()
        return Mark if kind is Mark else fields["result"]


def head(forum: Forum, codes: str, at: datetime, size: int | None = None, judges: Forum | None = None) -> Head:
    """A head of this size, cosigned."""
    checkpoint = Checkpoint(ORIGIN, forum.size if size is None else size, bytes(32))
    note = sign_checkpoint(checkpoint, log_signers(ORIGIN), int(at.timestamp()))
    made = Head(note, witness_set(judges or forum), changes=judges is not None)
    names = [code for code in MEMBERS if code[0] in codes]
    lines = [
        cosign(signer, parse_note(note).text, int(at.timestamp())) for each in names for signer in witness_signers(each)
    ]
    assert made.gather(tuple(lines), int(at.timestamp())) == []
    return made


def opened(edition: Edition = EDITION, witnesses: tuple[str, ...] = WITNESSES) -> tuple[Keeper, str]:
    """A record with a proposal that nobody has put under silence."""
    keeper = Keeper.opened(edition, witnesses)
    return keeper, keeper.propose(keeper.circulate())


def placed(edition: Edition = EDITION, witnesses: tuple[str, ...] = WITNESSES) -> tuple[Keeper, str]:
    """A record with a proposal under silence until the deadline."""
    keeper, proposal = opened(edition, witnesses)
    notified = tuple(MEMBERS)
    text = keeper.text_of(proposal)
    keeper.lodge(PlaceUnderSilence, "BOR", proposal=proposal, deadline_at=DEADLINE, text_sha256=text, notified=notified)
    return keeper, proposal


def after(seconds: float, since: datetime = START) -> datetime:
    return since + timedelta(seconds=seconds)


def test_a_record_without_deadlines_is_owed_nothing() -> None:
    keeper, _ = opened()
    assert [keeper.owes(after(days * 86_400), keeper.cosigned()) for days in (0, 1, 400)] == [None] * 3


def test_while_a_deadline_runs_a_mark_is_due_every_ten_minutes() -> None:
    edition = replace(EDITION, mark_every_s=40)
    keeper, _ = placed(edition)
    assert [keeper.owes(after(wait)) for wait in (0, 39.999, 40, 99)] == [None, None, Mark, Mark]
    keeper.mark(after(40))
    assert [keeper.owes(after(wait)) for wait in (40, 79.999, 80)] == [None, None, Mark]


def test_after_a_deadline_a_mark_is_due_when_tolerance_and_a_second_have_passed() -> None:
    keeper, _ = placed()
    waits = [(99, None), (100, None), (102.999, None), (103, Mark), (1000, Mark)]
    assert [(wait, keeper.owes(after(wait))) for wait, _ in waits] == waits


def test_keys_that_wait_are_a_deadline_too() -> None:
    keeper, _ = opened()
    keeper.lodge(RecoverKeys, "ARD", signers=("ARD/recovery",), keys=(vkey_of(note_signer("ARD#2")),))
    due = EDITION.reenrol_wait_s
    assert keeper.owes(after(599)) is None
    assert keeper.owes(after(600)) is Mark
    keeper.mark(after(due - 60))
    waits = [(due, None), (due + 2, None), (due + 3, Mark)]
    assert [(wait, keeper.owes(after(wait))) for wait, _ in waits] == waits
    keeper.mark(after(due + 3))
    assert keeper.owes(after(due * 2)) is None


ADOPTED: list[tuple[str, str, float, Any]] = [
    ("K cosigned late enough", "ABC", 3, "adopted_by_silence"),
    ("all cosigned late enough", "ABCD", 3, "adopted_by_silence"),
    ("one too few", "AB", 3, None),
    ("nobody", "", 3, None),
    ("a second too early", "ABCD", 2, None),
    ("much later", "BCD", 300, "adopted_by_silence"),
]


@pytest.mark.parametrize(("codes", "seconds", "owed"), [row[1:] for row in ADOPTED], ids=[row[0] for row in ADOPTED])
def test_an_adoption_is_recorded_when_k_have_cosigned_after_deadline_and_tolerance(
    codes: str, seconds: float, owed: Any
) -> None:
    keeper, _ = placed()
    keeper.mark(SETTLED)
    cosigned_at = after(seconds, DEADLINE)
    now = max(cosigned_at, SETTLED)
    assert keeper.owes(now, keeper.cosigned(codes, cosigned_at)) == owed
    assert keeper.owes(now, None) is None


def test_what_is_owed_is_admitted() -> None:
    keeper, proposal = placed()
    keeper.mark(SETTLED)
    pending = keeper.cosigned("BCD")
    owed = owed_act(keeper.state, keeper.unrecorded, pending, SETTLED)
    assert owed is not None
    kind, fields = owed
    assert kind is RecordOutcome
    assert fields == {**keeper.outcome_fields(proposal), "head": pending.classic_note(keeper.state.witnesses, 0)[0]}
    keeper.lodge(kind, "REG", **fields)
    assert keeper.owes(after(86_400)) is None


def test_the_newest_cosigned_head_may_be_older_than_the_record() -> None:
    keeper, proposal = placed()
    keeper.mark(SETTLED)
    assert keeper.owes(SETTLED, keeper.cosigned(size=4)) == "adopted_by_silence"
    assert proposal in keeper.unrecorded


def test_a_head_without_an_entry_from_before_the_deadline_says_nothing_of_the_adoption() -> None:
    keeper, _ = placed()
    keeper.mark(SETTLED)
    assert keeper.owes(SETTLED, keeper.cosigned(size=3)) is None


def test_an_adoption_found_before_tolerance_has_passed_owes_a_mark_after_it() -> None:
    keeper, _ = placed()
    keeper.mark(after(1, DEADLINE))
    early = keeper.cosigned("ABCD", after(1, DEADLINE))
    rows = [(1, None), (2.999, None), (3, Mark), (50, Mark)]
    assert [(wait, keeper.owes(after(wait, DEADLINE), early)) for wait, _ in rows] == rows
    keeper.mark(SETTLED)
    assert keeper.owes(SETTLED, early) is None


def test_an_adoption_that_too_few_have_seen_owes_a_mark_again_and_again() -> None:
    keeper, _ = placed()
    keeper.mark(SETTLED)
    early = keeper.cosigned("ABCD", after(2, DEADLINE))
    rows = [(0, None), (599, None), (600, Mark)]
    assert [(wait, keeper.owes(after(wait, SETTLED), early)) for wait, _ in rows] == rows
    keeper.mark(after(600, SETTLED))
    assert keeper.owes(after(601, SETTLED), early) is None


def test_a_head_that_closes_a_change_is_followed_by_a_mark() -> None:
    keeper, _ = placed()
    keeper.mark(SETTLED)
    before = keeper.state
    keeper.lodge(RetireWitness, "DEL", quorum_before=3, quorum=3)
    closing = head(keeper.state, "ABD", SETTLED, judges=before)
    assert keeper.owes(SETTLED, closing) is Mark
    keeper.mark(SETTLED)
    assert keeper.owes(SETTLED, keeper.cosigned("ABC")) == "adopted_by_silence"


def test_cosignatures_of_witnesses_no_longer_in_force_do_not_count() -> None:
    keeper, _ = placed()
    keeper.mark(SETTLED)
    before = keeper.state
    keeper.lodge(RetireWitness, "DEL", quorum_before=3, quorum=3)
    assert keeper.owes(SETTLED, head(keeper.state, "ABC", SETTLED, judges=before)) == "adopted_by_silence"
    assert keeper.owes(SETTLED, head(keeper.state, "BCD", SETTLED, judges=before)) is Mark


def test_without_witnesses_an_adoption_is_recorded_at_once() -> None:
    keeper, proposal = placed(witnesses=())
    assert [keeper.owes(after(wait, DEADLINE)) for wait in (0, 2, 3)] == [None, None, Mark]
    keeper.mark(DEADLINE)
    owed = owed_act(keeper.state, keeper.unrecorded, None, DEADLINE)
    assert owed == (RecordOutcome, keeper.outcome_fields(proposal))


def test_an_objection_is_recorded_at_once() -> None:
    keeper, proposal = placed()
    keeper.go(after(10))
    keeper.lodge(Object, "COR", proposal=proposal, reason="Paragraph 2.")
    owed = owed_act(keeper.state, keeper.unrecorded, None, keeper.at)
    assert owed == (RecordOutcome, keeper.outcome_fields(proposal))
    keeper.lodge(owed[0], "REG", **owed[1])
    assert keeper.owes(after(86_400)) is None


def test_an_objection_that_may_be_withdrawn_is_recorded_when_the_deadline_is_over() -> None:
    keeper, proposal = placed(WITHDRAWABLE)
    keeper.go(after(10))
    keeper.lodge(Object, "COR", proposal=proposal, reason="Paragraph 2.")
    rows = [(11, None), (99.999, None), (100, "objected"), (101, "objected")]
    assert [(wait, keeper.owes(after(wait))) for wait, _ in rows] == rows
    keeper.go(DEADLINE)
    owed = owed_act(keeper.state, keeper.unrecorded, None, DEADLINE)
    assert owed is not None
    keeper.lodge(owed[0], "REG", **owed[1])


def test_an_objection_withdrawn_in_time_lets_the_silence_run_on() -> None:
    keeper, proposal = placed(WITHDRAWABLE)
    keeper.go(after(10))
    keeper.lodge(Object, "COR", proposal=proposal, reason="Paragraph 2.")
    assert keeper.unrecorded == {proposal}
    keeper.lodge(WithdrawObjection, "COR", proposal=proposal)
    assert keeper.unrecorded == frozenset()
    rows = [(11, None), (100, None), (103, Mark)]
    assert [(wait, keeper.owes(after(wait))) for wait, _ in rows] == rows


def entering(keeper: Keeper, signed: SignedAct) -> None:
    """Enter, after the deadline, an objection that three nodes saw a second before it."""
    seen = tuple(seen_at(f"{code}/node", signed, after(-1, DEADLINE)) for code in WITNESSES[:3])
    keeper.mark(after(1, DEADLINE))
    keeper.lodge(EnterSeen, "FEN", objection=note_of(signed), seen=seen)


def test_an_objection_entered_after_the_deadline_is_recorded_in_the_place_of_the_adoption() -> None:
    keeper, proposal = placed()
    entering(keeper, keeper.write(Object, "ELV", proposal=proposal))
    assert owed_act(keeper.state, keeper.unrecorded, None, keeper.at) == (
        RecordOutcome,
        keeper.outcome_fields(proposal),
    )
    assert keeper.outcome_fields(proposal)["result"] == "objected"


def test_while_an_entered_objection_waits_for_the_chair_nothing_is_recorded() -> None:
    keeper, proposal = placed(replace(EDITION, credentials_required=True))
    entering(keeper, keeper.write(Object, "ELV", proposal=proposal))
    assert keeper.state.matters[proposal].stage == "held"
    assert (keeper.unrecorded, keeper.owes(after(86_400))) == (frozenset(), None)
    keeper.lodge(RuleOnObjection, "BOR", proposal=proposal, party="ELV", stands=True)
    assert keeper.owes(keeper.at) == "objected"


def test_of_two_results_each_is_recorded_in_its_turn_and_one_does_not_wait_for_the_other() -> None:
    keeper, first = placed()
    second = keeper.propose(keeper.circulate("CICA/SOC/2026/L.2"))
    text, later = keeper.text_of(second), after(20, DEADLINE)
    silence: Any = {"deadline_at": later, "text_sha256": text, "notified": tuple(MEMBERS)}
    keeper.lodge(PlaceUnderSilence, "BOR", proposal=second, **silence)
    keeper.mark(SETTLED)
    keeper.lodge(Object, "COR", proposal=second, reason="Paragraph 2.")
    assert keeper.unrecorded == {first, second}
    assert keeper.owes(SETTLED, keeper.cosigned("")) == "objected"
    results = []
    for _ in range(2):
        owed = owed_act(keeper.state, keeper.unrecorded, keeper.cosigned("ABC"), SETTLED)
        assert owed is not None
        keeper.lodge(owed[0], "REG", **owed[1])
        results.append((owed[1]["proposal"], owed[1]["result"]))
    assert results == sorted([(first, "adopted_by_silence"), (second, "objected")])


# The registry asks the timekeeper and lodges what it says.


def place(seat: Seat, proposal: str) -> None:
    fields: Any = {
        "deadline_at": DEADLINE,
        "text_sha256": seat_text(seat, proposal),
        "notified": tuple(MEMBERS),
        "proposal": proposal,
    }
    seat.place(seat.write(PlaceUnderSilence, "BOR", **fields))


def seat_text(seat: Seat, proposal: str) -> str:
    scribe = Scribe(seat.forum)
    return scribe.text_of(proposal)


def test_a_registry_keeps_time_from_the_silence_to_its_outcome(founded: Founded) -> None:
    seat = founded(replace(EDITION, mark_every_s=60), WITNESSES)
    proposal = seat.propose()
    place(seat, proposal)
    steps = [
        (59.0, "", None),
        (60.0, "", "Mark"),
        (102.0, "", None),
        (103.0, "", "Mark"),
        (103.5, "", None),
        (104.0, "ARD BOR", None),
        (105.0, "", None),
        (106.0, "ARD BOR COR", "RecordOutcome"),
        (1000.0, "ARD BOR COR", None),
    ]
    for seconds, codes, lodged in steps:
        seat.clock.now = after(seconds)
        seat.registry.board.refresh(seat.clock.now)
        seat.cosign(*codes.split())
        answer = seat.registry.keep_time()
        assert (seconds, _kind(answer)) == (seconds, lodged)
    assert seat.forum.matters[proposal].stage == "recorded"
    assert seat.restart().registry.keep_time() is None


def _kind(answer: Any) -> str | None:
    if answer is None:
        return None
    assert isinstance(answer, Sequenced)
    text = answer.entry.split(b'"type":"', 1)[1]
    return text.split(b'"', 1)[0].decode()


def test_an_outcome_not_recorded_is_owed_after_a_restart(founded: Founded) -> None:
    seat = founded()
    proposal = seat.propose()
    place(seat, proposal)
    seat.clock.now = SETTLED
    assert _kind(seat.registry.keep_time()) == "Mark"
    seat.restart()
    assert _kind(seat.registry.keep_time()) == "RecordOutcome"
    assert seat.forum.matters[proposal].result == "adopted_by_silence"
    assert seat.registry.keep_time() is None
