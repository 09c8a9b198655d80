# SPDX-License-Identifier: Apache-2.0
"""Whose a proposal is, and in which body: rules 5.3, 7.5, 7.6, 7.7, 9.4 where another could take it over."""

from comity.acts.bodies import ConveneMeeting, EstablishBody, OpenMeeting
from comity.acts.consensus import PutQuestion, RemitQuestion
from comity.acts.envelope import Text
from comity.acts.parties import BodyRow, ChairTerm
from comity.acts.signed import SignedAct
from comity.acts.silence import Object
from comity.rules.outcome import Effect
from tests.cast.forum import START
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses
from tests.rules.cases.outcomes import recorded
from tests.rules.cases.proposals import INSTRUCTION, of_the_chair, proposing, sponsoring
from tests.rules.cases.silence import placing, with_terms


@refuses("7.6")
def the_chairs_proposal_sponsored(scribe: Scribe) -> SignedAct:
    """The Chair's proposal has no sponsors: the only one could withdraw it."""
    return sponsoring(scribe, of_the_chair(scribe), "COR")


@admits("7.6")
def a_members_proposal_sponsored(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A proposal of Arden finds a second sponsor."""
    proposal = scribe.propose(scribe.circulate())
    return sponsoring(scribe, proposal, "COR"), [Effect("sponsored", proposal, "COR")]


@refuses("5.3")
def on_behalf_of_the_chair_of_another_body(scribe: Scribe) -> SignedAct:
    """The Chair of the Ministerial Council does not propose to the SOC."""
    return proposing(scribe, scribe.circulate(), by=("SEC",), on_behalf_of="MC", instruction=INSTRUCTION)


@admits("7.5")
def on_behalf_of_the_chair_that_recommends(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair of the SOC puts before the Ministerial Council what the SOC recommends."""
    symbol = scribe.circulate()
    act = proposing(
        scribe, symbol, by=("SEC",), body="MC", recommended_by="SOC", on_behalf_of="SOC", instruction=INSTRUCTION
    )
    return act, [Effect("proposed", act.id, "MC")]


def small_body(scribe: Scribe) -> None:
    """Set up a body of Arden, Borea and Corvia."""
    row = BodyRow(
        code="EG",
        name=Text(en="Expert Group"),
        members=("ARD", "BOR", "COR"),
        chairs=(ChairTerm(party="BOR", from_at=START),),
    )
    scribe.lodge(EstablishBody, "SEC", body=row, decision=recorded(scribe))


@refuses("7.5")
def sponsored_from_outside_the_body(scribe: Scribe) -> SignedAct:
    """Delmar does not sit in the expert group."""
    small_body(scribe)
    proposal = scribe.propose(scribe.circulate("CICA/EG/2026/L.1"), body="EG")
    return sponsoring(scribe, proposal, "COR", "DEL")


@admits("7.5")
def sponsored_from_within_the_body(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Borea and Corvia sit in the expert group."""
    small_body(scribe)
    proposal = scribe.propose(scribe.circulate("CICA/EG/2026/L.1"), body="EG")
    return sponsoring(scribe, proposal, "BOR", "COR"), [Effect("sponsored", proposal, "BOR COR")]


def remitted(scribe: Scribe) -> str:
    """Let the Ministerial Council remit to the SOC what the Working Group had recommended to the Council."""
    proposal = scribe.propose(scribe.circulate(), body="MC", recommended_by="SWG")
    scribe.lodge(
        ConveneMeeting,
        "BOR",
        body="MC",
        label="2026/1",
        opens_at=scribe.at,
        venue=Text(en="Hall"),
        subject=Text(en="Work"),
    )
    scribe.lodge(OpenMeeting, "BOR", body="MC", label="2026/1", present=("ARD", "BOR", "COR", "DEL"))
    scribe.lodge(PutQuestion, "BOR", proposal=proposal, label="2026/1", text_sha256=scribe.text_of(proposal))
    scribe.lodge(Object, "COR", proposal=proposal)
    scribe.lodge(RemitQuestion, "BOR", proposal=proposal, body="SOC")
    return proposal


@refuses("9.4", edition=with_terms(proposing_bodies=("SWG",)))
def remitted_to_a_body_it_was_not_recommended_to(scribe: Scribe) -> SignedAct:
    """The Working Group recommended the text to the Council, not to the SOC."""
    return placing(scribe, remitted(scribe))


@admits("9.4")
def remitted_to_a_body_that_asks_for_no_recommendation(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where no recommendation is asked for, the body it was remitted to decides by silence."""
    proposal = remitted(scribe)
    return placing(scribe, proposal), [Effect("placed_under_silence", proposal, "2026-11-23T05:01:00Z")]
