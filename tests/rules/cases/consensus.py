# SPDX-License-Identifier: Apache-2.0
"""Consensus at a meeting: rules 8.1 to 8.8."""

from typing import Any

from msgspec.structs import replace

from comity.acts.bodies import CloseMeeting, ConveneMeeting, OpenMeeting, RaisePoint, RecordAttendance, RulePoint
from comity.acts.consensus import DecideByConsensus, DeferQuestion, PutQuestion, RemitQuestion, ReviseOrally
from comity.acts.documents import CirculateDocument
from comity.acts.envelope import Text
from comity.acts.parties import SetSeat
from comity.acts.proposals import WithdrawProposal
from comity.acts.signed import SignedAct
from comity.acts.silence import Object, WithdrawObjection
from comity.rules.outcome import Effect
from tests.cast.forum import EDITION
from tests.cast.scribe import Scribe, version
from tests.rules.case import admits, refuses
from tests.rules.cases.outcomes import recording
from tests.rules.cases.silence import placing

PRESENT = ("ARD", "BOR", "COR", "DEL")
MEETING = "SOC/2026/1"
FREELY = replace(EDITION, meeting=(replace(EDITION.meeting[0], absent_may_object=True), EDITION.meeting[1]))


def opened(scribe: Scribe, present: tuple[str, ...] = PRESENT) -> str:
    """Propose a document in time and open a meeting of the SOC; gives the proposal."""
    proposal = scribe.propose(scribe.circulate())
    scribe.wait(seconds=3600)
    scribe.lodge(
        ConveneMeeting,
        "BOR",
        body="SOC",
        label="2026/1",
        opens_at=scribe.at,
        venue=Text(en="Hall"),
        subject=Text(en="Work"),
    )
    scribe.lodge(OpenMeeting, "BOR", body="SOC", label="2026/1", present=present)
    return proposal


def putting(scribe: Scribe, proposal: str, /, by: str = "BOR", **fields: Any) -> SignedAct:
    """Write the act that puts a proposal to the meeting."""
    given: dict[str, Any] = {"proposal": proposal, "label": "2026/1"}
    if "text_sha256" not in fields:
        given["text_sha256"] = scribe.text_of(proposal)
    return scribe.write(PutQuestion, by, **{**given, **fields})


def put(scribe: Scribe, present: tuple[str, ...] = PRESENT) -> str:
    """Put a proposal to a meeting."""
    proposal = opened(scribe, present)
    scribe.submit(putting(scribe, proposal))
    return proposal


def attend(scribe: Scribe, present: tuple[str, ...]) -> None:
    """Record who is present from here on."""
    scribe.lodge(RecordAttendance, "BOR", body="SOC", label="2026/1", present=present)


def gavel(scribe: Scribe, proposal: str, by: str = "BOR", **fields: Any) -> SignedAct:
    """Write that it is so decided."""
    given: dict[str, Any] = {"text_sha256": scribe.state.matters[proposal].text_sha256 or "ab" * 32}
    return scribe.write(DecideByConsensus, by, proposal=proposal, **{**given, **fields})


@admits("8.4")
def put_to_the_meeting(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The documents were circulated exactly the notice before."""
    proposal = opened(scribe)
    return putting(scribe, proposal), [Effect("question_put", proposal, MEETING)]


@refuses("8.4")
def put_a_millisecond_too_early(scribe: Scribe) -> SignedAct:
    """The notice is short by a millisecond."""
    scribe.wait(milliseconds=1)
    proposal = scribe.propose(scribe.circulate())
    scribe.wait(milliseconds=3_599_999)
    scribe.lodge(
        ConveneMeeting,
        "BOR",
        body="SOC",
        label="2026/1",
        opens_at=scribe.at,
        venue=Text(en="Hall"),
        subject=Text(en="Work"),
    )
    scribe.lodge(OpenMeeting, "BOR", body="SOC", label="2026/1", present=PRESENT)
    return putting(scribe, proposal)


@admits("8.4")
def notice_waived(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair waives the notice; whoever minds objects to the question."""
    opened(scribe)
    proposal = scribe.propose(scribe.circulate("CICA/SOC/2026/L.2"))
    return putting(scribe, proposal, waive_notice=True), [Effect("question_put", proposal, MEETING)]


@admits("8.3")
def put_in_the_required_language_alone(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A document in English alone is put where only English is required."""
    opened(scribe)
    proposal = scribe.propose(scribe.circulate("CICA/SOC/2026/L.2", languages=("en",)))
    return putting(scribe, proposal, waive_notice=True), [Effect("question_put", proposal, MEETING)]


@refuses("8.3")
def put_without_a_required_language(scribe: Scribe) -> SignedAct:
    """A corrigendum in Russian alone is not put where English is required."""
    opened(scribe)
    versions = (version("CICA/SOC/2026/L.2", "en"),)
    symbol = "CICA/SOC/2026/L.2"
    scribe.lodge(CirculateDocument, "SEC", symbol=symbol, title=Text(en="Second"), versions=versions)
    scribe.lodge(
        CirculateDocument,
        "SEC",
        symbol=f"{symbol}/Corr.1",
        title=Text(en="Corr"),
        versions=(version(symbol, "ru", "c"),),
    )
    proposal = scribe.propose(f"{symbol}/Corr.1")
    return putting(scribe, proposal, waive_notice=True)


@refuses("7.4")
def put_with_another_text(scribe: Scribe) -> SignedAct:
    """The hash is not that of the text proposed."""
    return putting(scribe, opened(scribe), text_sha256="ab" * 32)


@refuses("5.3")
def put_by_a_member(scribe: Scribe) -> SignedAct:
    """The Chair puts the question."""
    return putting(scribe, opened(scribe), by="ARD")


@refuses("5.5")
def put_without_a_meeting(scribe: Scribe) -> SignedAct:
    """No meeting is open."""
    return putting(scribe, scribe.propose(scribe.circulate()))


@refuses("7.1")
def nothing_put(scribe: Scribe) -> SignedAct:
    """The proposal must stand on the record."""
    opened(scribe)
    return putting(scribe, "ab" * 32, text_sha256="ab" * 32)


@refuses("7.2")
def put_twice(scribe: Scribe) -> SignedAct:
    """A question that is put is not put again."""
    return putting(scribe, put(scribe))


def attendance(scribe: Scribe, *present: str) -> None:
    """Say anew who is present."""
    scribe.lodge(RecordAttendance, "BOR", body="SOC", label="2026/1", present=present)


def unseat(scribe: Scribe, code: str) -> None:
    """Leave a member's seat empty by a decision taken at the meeting."""
    proposal = scribe.propose(scribe.circulate("CICA/SOC/2026/L.2"))
    scribe.submit(putting(scribe, proposal, waive_notice=True))
    scribe.submit(gavel(scribe, proposal))
    scribe.record(proposal)
    scribe.lodge(SetSeat, "SEC", party=code, seated=False, decision=proposal)


@refuses("5.6")
def put_without_attendance(scribe: Scribe) -> SignedAct:
    """One of the four present lost its seat: three of five are fewer than two thirds."""
    proposal = opened(scribe)
    unseat(scribe, "DEL")
    return putting(scribe, proposal)


@refuses("5.6")
def decided_without_attendance(scribe: Scribe) -> SignedAct:
    """Attendance counts at the gavel too."""
    proposal = put(scribe)
    unseat(scribe, "DEL")
    return gavel(scribe, proposal)


@refuses("5.6")
def put_after_a_delegation_left(scribe: Scribe) -> SignedAct:
    """Of the four present one has left: three of six are fewer than two thirds."""
    proposal = opened(scribe)
    attend(scribe, PRESENT[:3])
    return putting(scribe, proposal)


@refuses("5.6")
def decided_after_a_delegation_left(scribe: Scribe) -> SignedAct:
    """The question was put to four; at the gavel there are three."""
    proposal = put(scribe)
    attend(scribe, PRESENT[:3])
    return gavel(scribe, proposal)


@admits("5.6")
def decided_after_a_delegation_came_back(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The gavel waits until four are present again."""
    proposal = put(scribe)
    attend(scribe, PRESENT[:3])
    attend(scribe, PRESENT)
    return gavel(scribe, proposal), [Effect("adopted_at_meeting", proposal, MEETING)]


@refuses("8.2")
def put_during_a_point_of_order(scribe: Scribe) -> SignedAct:
    """A point of order is pending."""
    proposal = opened(scribe)
    scribe.lodge(RaisePoint, "COR", body="SOC", label="2026/1", category="Translation")
    return putting(scribe, proposal)


@refuses("8.2")
def decided_during_a_point_of_order(scribe: Scribe) -> SignedAct:
    """A point of order is pending at the gavel."""
    proposal = put(scribe)
    scribe.lodge(RaisePoint, "COR", body="SOC", label="2026/1", category="Translation")
    return gavel(scribe, proposal)


@admits("8.2")
def decided_after_the_ruling_on_a_point_of_order(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair has ruled: the question may be decided."""
    proposal = put(scribe)
    scribe.lodge(RaisePoint, "COR", body="SOC", label="2026/1", category="Translation")
    scribe.lodge(RulePoint, "BOR", body="SOC", label="2026/1", ruling=Text(en="The channel works"))
    return gavel(scribe, proposal), [Effect("adopted_at_meeting", proposal, MEETING)]


@admits("8.6")
def so_decided(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Nobody objected: it is so decided."""
    proposal = put(scribe)
    return gavel(scribe, proposal), [Effect("adopted_at_meeting", proposal, MEETING)]


@refuses("5.3")
def so_decided_by_a_member(scribe: Scribe) -> SignedAct:
    """The gavel is the Chair's."""
    proposal = put(scribe)
    return gavel(scribe, proposal, by="ARD")


@refuses("7.4")
def so_decided_on_another_text(scribe: Scribe) -> SignedAct:
    """What is decided is what was put."""
    return gavel(scribe, put(scribe), text_sha256="ab" * 32)


@refuses("7.2")
def so_decided_before_it_was_put(scribe: Scribe) -> SignedAct:
    """The question was not put."""
    return gavel(scribe, opened(scribe))


@refuses("7.1")
def nothing_decided(scribe: Scribe) -> SignedAct:
    """The proposal must stand on the record."""
    put(scribe)
    return scribe.write(DecideByConsensus, "BOR", proposal="ab" * 32, text_sha256="ab" * 32)


@refuses("7.2")
def an_objection_after_the_gavel(scribe: Scribe) -> SignedAct:
    """After the gavel only statements are made."""
    proposal = put(scribe)
    scribe.submit(gavel(scribe, proposal))
    return scribe.write(Object, "COR", proposal=proposal)


@admits("8.6")
def the_outcome_of_a_meeting(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The outcome carries the instant of the gavel, the members of the body, and no head."""
    proposal = put(scribe)
    scribe.submit(gavel(scribe, proposal))
    return recording(scribe, proposal), [Effect("outcome", proposal, "adopted_at_meeting")]


@admits("8.5")
def an_objection_before_the_gavel(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A member present objects."""
    proposal = put(scribe)
    return scribe.write(Object, "COR", proposal=proposal), [Effect("objected", proposal, "COR")]


@refuses("8.5")
def an_objection_by_an_absent_member(scribe: Scribe) -> SignedAct:
    """Elvana is not present."""
    return scribe.write(Object, "ELV", proposal=put(scribe))


@admits("8.5", edition=FREELY)
def an_objection_by_an_absent_member_where_the_edition_allows_it(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where the edition allows it, an absent member objects."""
    proposal = put(scribe)
    return scribe.write(Object, "ELV", proposal=proposal), [Effect("objected", proposal, "ELV")]


@admits("8.5")
def an_observer_comments_at_a_meeting(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """What an observer says is a comment."""
    proposal = put(scribe, (*PRESENT, "OBS"))
    return scribe.write(Object, "OBS", proposal=proposal), [Effect("comment", proposal, "OBS")]


@admits("8.5")
def a_second_objection_at_a_meeting(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Another member objects too."""
    proposal = put(scribe)
    scribe.lodge(Object, "COR", proposal=proposal)
    return scribe.write(Object, "DEL", proposal=proposal), [Effect("objected", proposal, "DEL")]


@admits("8.5")
def an_objection_repeated_at_a_meeting(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The same member objects again: nothing changes."""
    proposal = put(scribe)
    scribe.lodge(Object, "COR", proposal=proposal)
    return scribe.write(Object, "COR", proposal=proposal), [Effect("objection_repeated", proposal, "COR")]


@refuses("7.2")
def so_decided_over_an_objection(scribe: Scribe) -> SignedAct:
    """There is no consensus."""
    proposal = put(scribe)
    scribe.lodge(Object, "COR", proposal=proposal)
    return gavel(scribe, proposal)


@admits("8.6")
def put_again_after_an_objection_was_withdrawn(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The objector has withdrawn; the Chair puts the question again."""
    proposal = put(scribe)
    scribe.lodge(Object, "COR", proposal=proposal)
    scribe.lodge(WithdrawObjection, "COR", proposal=proposal)
    return putting(scribe, proposal), [Effect("question_put", proposal, MEETING)]


@admits("8.5")
def an_objection_to_a_question_put_again(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A question put again is a new one: who objected to the first objects anew."""
    proposal = put(scribe)
    scribe.lodge(Object, "COR", proposal=proposal)
    scribe.submit(putting(scribe, proposal))
    return scribe.write(Object, "COR", proposal=proposal), [Effect("objected", proposal, "COR")]


@admits("8.6")
def decided_when_nobody_objects_to_a_question_put_again(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Nobody objects to the question put again: its outcome names no objection."""
    proposal = put(scribe)
    scribe.lodge(Object, "COR", proposal=proposal)
    scribe.submit(putting(scribe, proposal))
    scribe.submit(gavel(scribe, proposal))
    return recording(scribe, proposal, positions=()), [Effect("outcome", proposal, "adopted_at_meeting")]


def revising(scribe: Scribe, proposal: str, symbol: str = "CICA/SOC/2026/L.1", **fields: Any) -> SignedAct:
    """Write an oral revision in English."""
    given: dict[str, Any] = {"label": "2026/1", "versions": (version(symbol, "en", "as read out"),)}
    return scribe.write(ReviseOrally, "BOR", proposal=proposal, symbol=symbol, **{**given, **fields})


@admits("8.1")
def revised_orally(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair reads out a revision."""
    proposal = opened(scribe)
    act = revising(scribe, proposal)
    return act, [Effect("revised_orally", proposal, "SOC/2026/1 CICA/SOC/2026/L.1")]


@admits("8.1")
def put_as_orally_revised(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """What is put is the text as read out."""
    proposal = opened(scribe)
    scribe.submit(revising(scribe, proposal))
    return putting(scribe, proposal), [Effect("question_put", proposal, MEETING)]


@refuses("7.4")
def put_as_it_was_before_the_oral_revision(scribe: Scribe) -> SignedAct:
    """The hash is that of the text before it was revised."""
    proposal = opened(scribe)
    before = scribe.text_of(proposal)
    scribe.submit(revising(scribe, proposal))
    return putting(scribe, proposal, text_sha256=before)


@refuses("7.2")
def decided_after_a_revision_without_being_put_again(scribe: Scribe) -> SignedAct:
    """A question revised after it was put must be put again."""
    proposal = put(scribe)
    scribe.submit(revising(scribe, proposal))
    return gavel(scribe, proposal)


@refuses("8.1")
def a_revision_of_another_document(scribe: Scribe) -> SignedAct:
    """The document is not part of the proposal."""
    proposal = opened(scribe)
    return revising(scribe, proposal, "CICA/SOC/2026/L.2")


@refuses("6.3")
def a_revision_without_the_official_language(scribe: Scribe) -> SignedAct:
    """A revision is read out in the official language."""
    proposal = opened(scribe)
    return revising(scribe, proposal, versions=(version("CICA/SOC/2026/L.1", "ru", "as read out"),))


@refuses("5.5")
def a_revision_outside_a_meeting(scribe: Scribe) -> SignedAct:
    """No meeting is open."""
    return revising(scribe, scribe.propose(scribe.circulate()))


@refuses("5.3")
def a_revision_by_a_member(scribe: Scribe) -> SignedAct:
    """The Chair reads out what is revised."""
    proposal = opened(scribe)
    versions = (version("CICA/SOC/2026/L.1", "en", "mine"),)
    return scribe.write(
        ReviseOrally, "ARD", proposal=proposal, symbol="CICA/SOC/2026/L.1", label="2026/1", versions=versions
    )


@refuses("7.1")
def a_revision_of_nothing(scribe: Scribe) -> SignedAct:
    """The proposal must stand on the record."""
    opened(scribe)
    return revising(scribe, "ab" * 32)


@admits("6.7")
def revised_in_writing_after_a_revision_read_out(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A question taken back by an oral revision no longer rests on its documents."""
    proposal = put(scribe)
    scribe.submit(revising(scribe, proposal))
    symbol = "CICA/SOC/2026/L.1/Rev.1"
    act = scribe.write(
        CirculateDocument, "SEC", symbol=symbol, title=Text(en="Revised"), versions=(version(symbol, "en"),)
    )
    return act, [Effect("document_issued", symbol)]


@admits("8.7")
def deferred(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair returns a question to the agenda."""
    proposal = put(scribe)
    return scribe.write(DeferQuestion, "BOR", proposal=proposal), [Effect("returned", proposal, "SOC")]


@refuses("5.3")
def deferred_by_a_member(scribe: Scribe) -> SignedAct:
    """Only the Chair defers."""
    return scribe.write(DeferQuestion, "ARD", proposal=put(scribe))


@refuses("7.2")
def deferred_before_it_was_put(scribe: Scribe) -> SignedAct:
    """What is on the agenda is not returned to it."""
    return scribe.write(DeferQuestion, "BOR", proposal=opened(scribe))


@refuses("7.1")
def nothing_deferred(scribe: Scribe) -> SignedAct:
    """The proposal must stand on the record."""
    put(scribe)
    return scribe.write(DeferQuestion, "BOR", proposal="ab" * 32)


def contested(scribe: Scribe) -> str:
    """Let Corvia object to a question."""
    proposal = put(scribe)
    scribe.lodge(Object, "COR", proposal=proposal)
    return proposal


@admits("8.8")
def remitted(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A question that met an objection goes to another body."""
    proposal = contested(scribe)
    return scribe.write(RemitQuestion, "BOR", proposal=proposal, body="MC"), [Effect("returned", proposal, "MC")]


@refuses("8.8")
def remitted_to_the_same_body(scribe: Scribe) -> SignedAct:
    """The body has it already."""
    return scribe.write(RemitQuestion, "BOR", proposal=contested(scribe), body="SOC")


@refuses("8.8")
def remitted_to_a_body_that_is_not_there(scribe: Scribe) -> SignedAct:
    """No body has this code."""
    return scribe.write(RemitQuestion, "BOR", proposal=contested(scribe), body="XYZ")


@refuses("7.1")
def nothing_remitted(scribe: Scribe) -> SignedAct:
    """The proposal must stand on the record."""
    contested(scribe)
    return scribe.write(RemitQuestion, "BOR", proposal="ab" * 32, body="MC")


@admits("7.2")
def withdrawn_after_an_objection(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The sponsor withdraws a question that met an objection."""
    proposal = contested(scribe)
    return scribe.write(WithdrawProposal, "ARD", proposal=proposal), [Effect("withdrawn", proposal)]


@admits("7.2")
def placed_under_silence_after_an_objection(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair places under silence what met an objection at the meeting."""
    proposal = contested(scribe)
    return placing(scribe, proposal), [Effect("placed_under_silence", proposal, "2026-11-23T06:01:00Z")]


@admits("5.9")
def a_meeting_closed_with_a_question_put(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The meeting closes; its question returns to the agenda."""
    put(scribe)
    return scribe.write(CloseMeeting, "BOR", body="SOC", label="2026/1"), [Effect("meeting_closed", MEETING)]


@refuses("7.2")
def decided_after_the_meeting_closed(scribe: Scribe) -> SignedAct:
    """The question is back on the agenda."""
    proposal = put(scribe)
    scribe.lodge(CloseMeeting, "BOR", body="SOC", label="2026/1")
    return gavel(scribe, proposal)


@admits("5.9")
def revised_in_writing_after_the_meeting_closed(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A question back on the agenda no longer rests on its documents."""
    put(scribe)
    scribe.lodge(CloseMeeting, "BOR", body="SOC", label="2026/1")
    symbol = "CICA/SOC/2026/L.1/Rev.1"
    act = scribe.write(
        CirculateDocument, "SEC", symbol=symbol, title=Text(en="Revised"), versions=(version(symbol, "en"),)
    )
    return act, [Effect("document_issued", symbol)]


@refuses("6.7")
def revised_in_writing_while_the_question_is_put(scribe: Scribe) -> SignedAct:
    """While a question rests on a document it is not revised."""
    put(scribe)
    symbol = "CICA/SOC/2026/L.1/Rev.1"
    return scribe.write(
        CirculateDocument, "SEC", symbol=symbol, title=Text(en="Revised"), versions=(version(symbol, "en"),)
    )
