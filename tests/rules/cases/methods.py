# SPDX-License-Identifier: Apache-2.0
"""Suggesting the method, and gaps that are no whole seconds: rules 5.3, 9.2, 9.3, 9.10, 9.14."""

from datetime import timedelta

from comity.acts.bodies import AppointChair, CloseMeeting, ConveneMeeting, OpenMeeting, RecordAttendance
from comity.acts.envelope import Text
from comity.acts.signed import SignedAct
from comity.acts.silence import Object, ObjectToSilence, PlaceUnderSilence, ProposeSilence, WithdrawFromSilence
from comity.rules.outcome import Effect
from tests.cast.forum import MEMBERS
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses
from tests.rules.cases.outcomes import recorded
from tests.rules.cases.silence import at_meeting, marking, placing, under_silence, with_terms


def suggested(scribe: Scribe) -> str:
    """Suggest silence at a meeting of the SOC."""
    proposal = scribe.propose(scribe.circulate())
    scribe.submit(at_meeting(scribe, proposal))
    return proposal


@admits("9.10")
def a_suggestion_taken_back(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The meeting is over and the deadline suggested too near: the Chair takes the suggestion back."""
    proposal = suggested(scribe)
    scribe.lodge(CloseMeeting, "BOR", body="SOC", label="2026/1")
    act = scribe.write(WithdrawFromSilence, "BOR", proposal=proposal)
    return act, [Effect("silence_withdrawn", proposal)]


@admits("9.2")
def opened_after_a_suggestion_was_taken_back(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """With the suggestion taken back, the text is placed under silence with another deadline."""
    proposal = suggested(scribe)
    scribe.lodge(WithdrawFromSilence, "BOR", proposal=proposal)
    return placing(scribe, proposal, seconds=120), [Effect("placed_under_silence", proposal, "2026-11-23T05:02:00Z")]


@refuses("5.3")
def a_suggestion_taken_back_by_a_member(scribe: Scribe) -> SignedAct:
    """A member does not take back what the Chair suggested."""
    return scribe.write(WithdrawFromSilence, "COR", proposal=suggested(scribe))


@refuses("9.3", edition=with_terms(excluded=("COR",)))
def the_method_refused_by_an_excluded_member(scribe: Scribe) -> SignedAct:
    """Who does not take part in the silence does not refuse the method."""
    return scribe.write(ObjectToSilence, "COR", proposal=suggested(scribe))


@admits("9.3", edition=with_terms(excluded=("COR",)))
def the_method_refused_by_another_than_the_excluded_member(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Any other member that is present refuses the method."""
    proposal = suggested(scribe)
    return scribe.write(ObjectToSilence, "DEL", proposal=proposal), [Effect("method_refused", proposal, "DEL")]


def two_chairs(scribe: Scribe, by: str) -> tuple[str, SignedAct]:
    """Let Delmar chair the Council and Borea the SOC, which meets; suggest silence in the Council there."""
    decision = recorded(scribe)
    scribe.lodge(AppointChair, "SEC", body="MC", party="DEL", from_at=scribe.at, decision=decision)
    proposal = scribe.propose(scribe.circulate("CICA/SOC/2026/L.2"), body="MC", recommended_by="SOC")
    scribe.lodge(
        ConveneMeeting,
        "BOR",
        body="SOC",
        label="2026/1",
        opens_at=scribe.at,
        venue=Text(en="Hall"),
        subject=Text(en="Work"),
    )
    scribe.lodge(OpenMeeting, "BOR", body="SOC", label="2026/1", present=("ARD", "BOR", "COR", "DEL"))
    deadline = scribe.at + timedelta(seconds=3600)
    return proposal, scribe.write(ProposeSilence, by, proposal=proposal, label="2026/1", deadline_at=deadline)


@admits("9.2")
def suggested_by_the_chair_of_the_body_that_meets(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """At a meeting of the SOC its Chair suggests silence in the Council."""
    proposal, act = two_chairs(scribe, "BOR")
    return act, [Effect("silence_proposed", proposal, "2026-11-23T06:01:03Z")]


@refuses("5.3")
def suggested_by_the_chair_of_the_body_that_decides(scribe: Scribe) -> SignedAct:
    """The Chair of the Council does not preside over the meeting of the SOC."""
    return two_chairs(scribe, "DEL")[1]


@refuses("5.6")
def suggested_after_a_delegation_left(scribe: Scribe) -> SignedAct:
    """Three of six are too few to suggest the method: whoever is not there cannot refuse it."""
    proposal = scribe.propose(scribe.circulate())
    at_meeting(scribe, proposal)
    scribe.lodge(RecordAttendance, "BOR", body="SOC", label="2026/1", present=("ARD", "BOR", "COR"))
    deadline = scribe.at + timedelta(seconds=60)
    return scribe.write(ProposeSilence, "BOR", proposal=proposal, label="2026/1", deadline_at=deadline)


@refuses("7.2")
def an_objection_to_a_text_whose_suggested_deadline_has_passed(scribe: Scribe) -> SignedAct:
    """Silence was suggested and never opened: there is nothing to object to, late or not."""
    proposal = suggested(scribe)
    return scribe.wait(seconds=60).write(Object, "COR", proposal=proposal)


@admits("9.1")
def opened_by_the_chair_of_the_body_that_decides(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The silence itself is opened by the Chair of the body that decides."""
    proposal, act = two_chairs(scribe, "BOR")
    scribe.submit(act)
    placed = scribe.write(
        PlaceUnderSilence,
        "DEL",
        proposal=proposal,
        deadline_at=scribe.at + timedelta(seconds=3600),
        text_sha256=scribe.text_of(proposal),
        notified=tuple(MEMBERS),
    )
    return placed, [Effect("placed_under_silence", proposal, "2026-11-23T06:01:03Z")]


@admits("9.14")
def an_outage_a_millisecond_beyond_the_limit(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A gap of 1,800.001 seconds is longer than 1,800: the deadline moves by 1,801, a second begun counting whole."""
    proposal = under_silence(scribe, seconds=7200)
    scribe.wait(seconds=1800.001)
    return marking(scribe), [Effect("outage_extension", proposal, "2026-11-23T07:30:01Z")]
