# SPDX-License-Identifier: Apache-2.0
"""What a seen-at note binds a node to, under each forum that may come: pure, by the forum alone."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from comity.acts.envelope import Text
from comity.acts.keys import RotateKeys
from comity.acts.outcomes import Mark
from comity.acts.proposals import MakeStatement
from comity.acts.signed import SignedAct
from comity.acts.silence import ExtendSilence, Object, PlaceUnderSilence, VoidSilence, WithdrawFromSilence
from comity.node.duties import deadline_for, is_on_record, is_owed, refusal
from comity.tlog.vkey import verify
from tests.cast.forum import MEMBERS, START
from tests.cast.keys import note_signer, vkey_of
from tests.cast.scribe import Scribe

DEADLINE = START + timedelta(seconds=100)


def silent() -> tuple[Scribe, str]:
    """A text under silence until `DEADLINE`."""
    scribe = Scribe.opened()
    proposal = scribe.propose(scribe.circulate())
    text = scribe.text_of(proposal)
    fields: Any = {"deadline_at": DEADLINE, "text_sha256": text, "notified": tuple(MEMBERS)}
    scribe.lodge(PlaceUnderSilence, "BOR", proposal=proposal, **fields)
    return scribe, proposal


def seen(scribe: Scribe, proposal: str, by: str = "COR") -> SignedAct:
    return scribe.write(Object, by, proposal=proposal, reason="Paragraph 2.")


def refused(scribe: Scribe, signed: SignedAct, now: datetime, *, passed: bool = False) -> bool:
    return refusal([signed], scribe.state, now, lambda _: passed, verify) is not None


def mark(scribe: Scribe, seconds: float) -> Scribe:
    scribe.at = START + timedelta(seconds=seconds)
    scribe.lodge(Mark, "REG", journal=scribe.state.journal.hex())
    return scribe


def test_nothing_is_refused_before_the_deadline_and_everything_from_it_on() -> None:
    scribe, proposal = silent()
    signed = seen(scribe, proposal)
    assert deadline_for(signed, scribe.state) == DEADLINE
    assert [refused(scribe, signed, DEADLINE + timedelta(milliseconds=ms)) for ms in (-1, 0, 1)] == [False, True, True]
    assert refusal([signed], scribe.state, DEADLINE, lambda _: False, verify) == (
        f"the record passes {DEADLINE.isoformat()} without the objection {signed.id}, seen here before"
    )


@pytest.mark.parametrize(("seconds", "expected"), [(99.999, False), (100, True), (101, True)])
def test_the_newest_entry_passes_the_deadline_as_the_clock_does(seconds: float, *, expected: bool) -> None:
    scribe, proposal = silent()
    signed = seen(scribe, proposal)
    assert refused(mark(scribe, seconds), signed, START) is expected


def test_the_act_on_the_record_frees_and_so_does_another_in_its_place() -> None:
    for lodged in (True, False):
        scribe, proposal = silent()
        signed = seen(scribe, proposal)
        if lodged:
            scribe.submit(signed)
        else:
            scribe.lodge(MakeStatement, "COR", proposal=proposal, kind="support", text="We join.")
        assert is_on_record(signed, scribe.state)
        assert not refused(mark(scribe, 101), signed, DEADLINE)


def test_others_who_passed_the_deadline_free_and_are_asked_for_that_deadline() -> None:
    scribe, proposal = silent()
    signed = seen(scribe, proposal)
    asked = []

    def passed(deadline: datetime) -> bool:
        asked.append(deadline)
        return True

    assert refusal([signed], scribe.state, DEADLINE, passed, verify) is None
    assert asked == [DEADLINE]


def test_an_extension_moves_the_duty_with_the_deadline() -> None:
    scribe, proposal = silent()
    signed = seen(scribe, proposal)
    later = DEADLINE + timedelta(seconds=100)
    scribe.lodge(ExtendSilence, "BOR", proposal=proposal, deadline_at=later)
    assert not refused(mark(scribe, 150), signed, DEADLINE)
    assert refused(scribe, signed, later)


def test_a_silence_that_is_no_more_binds_nobody_and_one_opened_anew_binds_again() -> None:
    scribe, proposal = silent()
    signed = seen(scribe, proposal)
    scribe.lodge(WithdrawFromSilence, "BOR", proposal=proposal)
    assert not refused(scribe, signed, DEADLINE + timedelta(days=1))
    fields: Any = {"deadline_at": DEADLINE, "text_sha256": scribe.text_of(proposal), "notified": tuple(MEMBERS)}
    scribe.lodge(PlaceUnderSilence, "BOR", proposal=proposal, **fields)
    assert refused(scribe, signed, DEADLINE)
    scribe.lodge(VoidSilence, "BOR", proposal=proposal, fault="not_notified", explanation=Text(en="A fault."))
    assert not refused(scribe, signed, DEADLINE)


def test_a_key_that_is_no_longer_in_force_frees() -> None:
    scribe, proposal = silent()
    signed = seen(scribe, proposal)
    assert is_owed(signed, scribe.state, verify)
    other = scribe.write(RotateKeys, "COR", keys=(vkey_of(note_signer("COR#2")),))
    forged = SignedAct(signed.act, signed.text, other.lines, signed.id)
    assert not is_owed(forged, scribe.state, verify)


def test_an_outcome_on_the_record_frees() -> None:
    scribe, proposal = silent()
    signed = seen(scribe, proposal)
    mark(scribe, 104)
    assert refused(scribe, signed, DEADLINE)
    scribe.record(proposal)
    assert not refused(scribe, signed, DEADLINE)


@pytest.mark.parametrize("by", ["OBS", "SEC"])
def test_what_would_end_no_silence_binds_nobody(by: str) -> None:
    scribe, proposal = silent()
    assert deadline_for(seen(scribe, proposal, by), scribe.state) is None
    assert not refused(scribe, seen(scribe, proposal, by), DEADLINE)
    statement = scribe.write(MakeStatement, "COR", proposal=proposal, kind="support", text="We join.")
    assert deadline_for(statement, scribe.state) is None
