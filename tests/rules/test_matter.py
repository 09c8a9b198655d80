# SPDX-License-Identifier: Apache-2.0
"""A matter, its meeting and its documents, whole, after each act of their life."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from comity.acts.bodies import CloseMeeting
from comity.acts.consensus import DeferQuestion, RemitQuestion
from comity.acts.documents import WithdrawDocument
from comity.acts.outcomes import RecordOutcome
from comity.acts.proposals import MakeStatement, SponsorProposal
from comity.acts.silence import ExtendSilence, Object, WithdrawObjection
from comity.rules.forum import Document, Meeting
from comity.rules.matter import Matter, Objection, Silence
from tests.cast.forum import EDITION, MEMBERS, START
from tests.cast.scribe import Scribe, version
from tests.rules.cases.consensus import MEETING, PRESENT, attend, gavel, opened, put, putting, revising
from tests.rules.cases.meetings import raised, ruling
from tests.rules.cases.silence import marking, placing, under_silence, with_terms

ALL, FIRST = tuple(MEMBERS), "CICA/SOC/2026/L.1"
VERSIONS = tuple(
    (language, status, version(FIRST, language).blob.sha256)
    for language, status in (("en", "official"), ("ru", "working"))
)


def frozen_by(scribe: Scribe) -> tuple[str, ...]:
    """The questions that rest on the first document."""
    return scribe.state.documents[FIRST].frozen_by


def questions(scribe: Scribe) -> tuple[str, ...]:
    """The questions put at the meeting."""
    return scribe.state.meetings[MEETING].questions


def clocks(scribe: Scribe) -> tuple[tuple[datetime, str, str], ...]:
    """What falls due by itself."""
    return scribe.state.clocks


def test_a_proposal_and_its_document() -> None:
    scribe = Scribe.opened()
    proposal = scribe.propose(scribe.wait(seconds=1).circulate(), recommended_by="SWG", purpose="closure")
    assert scribe.state.documents[FIRST] == Document(1, "SEC", scribe.at, VERSIONS)
    assert scribe.state.series["CICA/SOC/2026/L"] == 1
    expected = Matter(2, "SOC", (FIRST,), ("ARD",), "SWG", "closure")
    assert scribe.state.matters[proposal] == expected
    scribe.lodge(SponsorProposal, "COR", proposal=proposal)
    assert scribe.state.matters[proposal] == replace(expected, sponsors=("ARD", "COR"))
    scribe.lodge(SponsorProposal, "ARD", proposal=proposal, sponsor=False)
    said = scribe.lodge(MakeStatement, "DEL", "FEN", proposal=proposal, kind="support", text="Yes.")
    statements = (("DEL", "support", said), ("FEN", "support", said))
    assert scribe.state.matters[proposal] == replace(expected, sponsors=("COR",), statements=statements)


def test_a_revision_and_a_corrigendum() -> None:
    scribe = Scribe.opened()
    scribe.circulate()
    scribe.circulate(f"{FIRST}/Corr.1")
    scribe.circulate(f"{FIRST}/Rev.1")
    stages = {text: (each.stage, each.suffixes) for text, each in scribe.state.documents.items()}
    assert stages == {
        FIRST: ("superseded", (("Corr", 1), ("Rev", 1))),
        f"{FIRST}/Corr.1": ("superseded", ()),
        f"{FIRST}/Rev.1": ("issued", ()),
    }
    scribe.lodge(WithdrawDocument, "SEC", symbol=f"{FIRST}/Rev.1")
    assert scribe.state.documents[f"{FIRST}/Rev.1"].stage == "withdrawn"


def test_a_question_that_is_decided() -> None:
    scribe = Scribe.opened()
    proposal = opened(scribe)
    meeting = Meeting("SOC", "open", scribe.at, 3, PRESENT)
    assert scribe.state.meetings[MEETING] == meeting
    before = scribe.state.matters[proposal]
    text = scribe.text_of(proposal)
    scribe.submit(putting(scribe, proposal))
    asked = replace(before, stage="put", text_sha256=text, meeting=MEETING, eligible=ALL)
    assert scribe.state.matters[proposal] == asked
    assert (questions(scribe), frozen_by(scribe)) == ((proposal,), (proposal,))
    scribe.wait(seconds=1).submit(gavel(scribe, proposal))
    decided = replace(asked, stage="adopted", result="adopted_at_meeting", effective_at=scribe.at)
    assert scribe.state.matters[proposal] == decided
    assert (questions(scribe), frozen_by(scribe)) == ((), (proposal,))
    scribe.record(proposal)
    index = scribe.state.size - 1
    assert scribe.state.matters[proposal] == replace(decided, stage="recorded", outcome_index=index)
    assert frozen_by(scribe) == (proposal,)


def test_a_question_that_is_objected_to_and_returned() -> None:
    for end in ("defer", "remit", "close", "revise"):
        scribe = Scribe.opened()
        proposal = put(scribe)
        asked = scribe.state.matters[proposal]
        if end in {"defer", "remit"}:
            act = scribe.lodge(Object, "COR", proposal=proposal)
            contested = replace(asked, stage="contested", objections=(Objection("COR", act, "stands"),))
            assert scribe.state.matters[proposal] == contested
            assert (questions(scribe), frozen_by(scribe)) == ((), ())
        tabled = replace(asked, stage="proposed", meeting="", eligible=())
        if end == "defer":
            scribe.lodge(DeferQuestion, "BOR", proposal=proposal)
        elif end == "remit":
            scribe.lodge(RemitQuestion, "BOR", proposal=proposal, body="SWG")
            tabled = replace(tabled, body="SWG")
        elif end == "close":
            scribe.lodge(CloseMeeting, "BOR", body="SOC", label="2026/1")
        else:
            scribe.submit(revising(scribe, proposal))
            digest = version(FIRST, "en", "as read out").blob.sha256
            tabled = replace(asked, stage="proposed", oral=((FIRST, "en", digest),))
        assert scribe.state.matters[proposal] == tabled, end
        assert (questions(scribe), frozen_by(scribe)) == ((), ())
        assert scribe.state.meetings[MEETING].stage == ("closed" if end == "close" else "open")


def test_two_questions_at_a_meeting_are_kept_apart() -> None:
    scribe = Scribe.opened()
    first = put(scribe)
    second = scribe.propose(scribe.circulate("CICA/SOC/2026/L.2"))
    scribe.submit(putting(scribe, second, waive_notice=True))
    third = scribe.propose(FIRST, "CICA/SOC/2026/L.2")
    scribe.submit(putting(scribe, third, waive_notice=True))
    assert (questions(scribe), frozen_by(scribe)) == ((first, second, third), (first, third))
    scribe.lodge(Object, "COR", proposal=third)
    assert (questions(scribe), frozen_by(scribe)) == ((first, second), (first,))


def test_attendance_and_points_of_order() -> None:
    scribe = Scribe.opened()
    opened(scribe)
    meeting = scribe.state.meetings[MEETING]
    attend(scribe, PRESENT[:2])
    assert scribe.state.meetings[MEETING] == replace(meeting, present=PRESENT[:2])
    raised(scribe)
    assert scribe.state.meetings[MEETING] == replace(meeting, present=PRESENT[:2], point_pending=True)
    scribe.submit(ruling(scribe))
    assert scribe.state.meetings[MEETING] == replace(meeting, present=PRESENT[:2])


def test_a_silence_that_adopts() -> None:
    scribe = Scribe.opened()
    proposal = scribe.propose(scribe.circulate())
    before, text = scribe.state.matters[proposal], scribe.text_of(proposal)
    scribe.submit(placing(scribe, proposal, authority_until_at=START + timedelta(seconds=90)))
    silence = Silence(START, START + timedelta(seconds=60), ALL, EDITION.silence[0], START + timedelta(seconds=90))
    placed = replace(before, stage="under_silence", text_sha256=text, silence=silence)
    assert scribe.state.matters[proposal] == placed
    assert (clocks(scribe), frozen_by(scribe)) == (((silence.deadline_at, "silence", proposal),), (proposal,))
    later = START + timedelta(seconds=90)
    scribe.lodge(ExtendSilence, "BOR", proposal=proposal, deadline_at=later)
    extended = replace(placed, silence=replace(silence, deadline_at=later, extensions=1))
    assert scribe.state.matters[proposal] == extended
    assert clocks(scribe) == ((later, "silence", proposal),)
    scribe.submit(marking(scribe.wait(seconds=100)))
    adopted = replace(
        extended,
        stage="adopted",
        result="adopted_by_silence",
        effective_at=later,
        eligible=ALL,
        silence=replace(silence, deadline_at=later, extensions=1, ended_size=scribe.state.size - 1),
    )
    assert scribe.state.matters[proposal] == adopted
    assert not clocks(scribe)
    assert frozen_by(scribe) == (proposal,)


def test_a_silence_that_an_objection_ends_and_its_withdrawal_revives() -> None:
    scribe = Scribe.opened(with_terms(objection_withdrawable=True))
    proposal = under_silence(scribe)
    running, due = scribe.state.matters[proposal], clocks(scribe)
    act = scribe.wait(seconds=10).lodge(Object, "COR", proposal=proposal)
    objection = Objection("COR", act, "stands")
    ended = replace(
        running, stage="objected", result="objected", effective_at=scribe.at, eligible=ALL, objections=(objection,)
    )
    assert scribe.state.matters[proposal] == ended
    assert (clocks(scribe), frozen_by(scribe)) == ((), ())
    scribe.lodge(WithdrawObjection, "COR", proposal=proposal)
    withdrawn = replace(objection, state="withdrawn")
    assert scribe.state.matters[proposal] == replace(running, objections=(withdrawn,))
    assert (clocks(scribe), frozen_by(scribe)) == (due, (proposal,))


def test_a_text_closed_ad_referendum_may_be_revised() -> None:
    scribe = Scribe.opened()
    proposal = scribe.propose(scribe.circulate(), purpose="closure")
    scribe.submit(placing(scribe, proposal))
    scribe.submit(marking(scribe.wait(seconds=63)))
    assert frozen_by(scribe) == (proposal,)
    scribe.lodge(RecordOutcome, "REG", **{**scribe.outcome_fields(proposal), "head": scribe.head()})
    assert frozen_by(scribe) == ()


def test_an_outage_moves_a_silence() -> None:
    scribe = Scribe.opened()
    proposal = under_silence(scribe, seconds=3600)
    silence = scribe.state.matters[proposal].silence
    assert silence is not None
    scribe.submit(marking(scribe.wait(seconds=2000)))
    due = START + timedelta(seconds=5600)
    assert scribe.state.matters[proposal].silence == replace(silence, deadline_at=due, outage_s=2000)
    assert clocks(scribe) == ((due, "silence", proposal),)
