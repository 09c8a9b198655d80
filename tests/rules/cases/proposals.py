# SPDX-License-Identifier: Apache-2.0
"""Proposals and what states say about them: rules 7.1 to 7.9."""

from typing import Any

from comity.acts.documents import VoidSymbol, WithdrawDocument
from comity.acts.envelope import Blob, Text
from comity.acts.parties import SetSeat
from comity.acts.proposals import MakeStatement, Propose, SponsorProposal, WithdrawProposal
from comity.acts.signed import SignedAct
from comity.acts.silence import Object
from comity.rules.outcome import Effect
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses
from tests.rules.cases.outcomes import FREE, announcing, recorded
from tests.rules.cases.silence import under_silence

INSTRUCTION = Blob(sha256="12" * 32, size=10, media_type="text/plain")


def proposing(scribe: Scribe, *symbols: str, by: tuple[str, ...] = ("ARD",), **fields: Any) -> SignedAct:
    """Write a proposal to the SOC, unless told otherwise."""
    given: dict[str, Any] = {"body": "SOC", "symbols": symbols, "title": Text(en="A proposal")}
    return scribe.write(Propose, *by, **{**given, **fields})


@admits("7.3")
def a_proposal(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A member proposes a document to the SOC."""
    act = proposing(scribe, scribe.circulate())
    return act, [Effect("proposed", act.id, "SOC")]


@admits("7.3")
def a_package_by_two_members(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Two members propose two documents as one package."""
    act = proposing(scribe, scribe.circulate(), scribe.circulate("CICA/SOC/2026/L.2"), by=("ARD", "COR"))
    return act, [Effect("proposed", act.id, "SOC")]


@refuses("7.3")
def the_same_document_twice(scribe: Scribe) -> SignedAct:
    """A package names each document once."""
    symbol = scribe.circulate()
    return proposing(scribe, symbol, symbol)


@refuses("7.3")
def a_document_that_is_not_there(scribe: Scribe) -> SignedAct:
    """The document was never circulated."""
    return proposing(scribe, "CICA/SOC/2026/L.1")


@refuses("7.3")
def a_document_withdrawn(scribe: Scribe) -> SignedAct:
    """The document was withdrawn."""
    symbol = scribe.circulate()
    scribe.lodge(WithdrawDocument, "SEC", symbol=symbol)
    return proposing(scribe, symbol)


@refuses("7.3")
def a_symbol_without_a_document(scribe: Scribe) -> SignedAct:
    """The symbol was spent without a document."""
    scribe.lodge(VoidSymbol, "SEC", symbol="CICA/SOC/2026/L.1", reason="Misnumbered")
    return proposing(scribe, "CICA/SOC/2026/L.1")


@refuses("1.10")
def a_proposal_by_an_observer(scribe: Scribe) -> SignedAct:
    """Observers do not propose."""
    return proposing(scribe, scribe.circulate(), by=("OBS",))


@refuses("1.10")
def a_package_sponsored_by_an_observer(scribe: Scribe) -> SignedAct:
    """An observer is no sponsor either."""
    return proposing(scribe, scribe.circulate(), by=("ARD", "OBS"))


@refuses("7.5")
def a_recommended_proposal_to_a_body_that_is_not_there(scribe: Scribe) -> SignedAct:
    """That the SOC recommends it makes no body of one that is not there."""
    return proposing(scribe, scribe.circulate(), body="XYZ", recommended_by="SOC")


@refuses("7.5")
def a_proposal_to_a_body_that_is_not_there(scribe: Scribe) -> SignedAct:
    """No body has this code."""
    return proposing(scribe, scribe.circulate(), body="XYZ")


@refuses("7.5")
def recommended_by_the_deciding_body(scribe: Scribe) -> SignedAct:
    """A body does not recommend to itself."""
    return proposing(scribe, scribe.circulate(), recommended_by="SOC")


@refuses("7.5")
def recommended_by_a_body_that_is_not_there(scribe: Scribe) -> SignedAct:
    """No body has this code."""
    return proposing(scribe, scribe.circulate(), recommended_by="XYZ")


@admits("7.5")
def recommended_by_another_body(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The SOC recommends, the Ministerial Council decides."""
    act = proposing(scribe, scribe.circulate(), body="MC", recommended_by="SOC")
    return act, [Effect("proposed", act.id, "MC")]


@admits("7.5")
def a_proposal_on_behalf_of_the_chair(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The secretariat proposes on the Chair's instruction."""
    act = proposing(scribe, scribe.circulate(), by=("SEC",), on_behalf_of="SOC", instruction=INSTRUCTION)
    return act, [Effect("proposed", act.id, "SOC")]


@refuses("1.10")
def a_proposal_by_the_secretariat_alone(scribe: Scribe) -> SignedAct:
    """Without the Chair's instruction the secretariat proposes nothing."""
    return proposing(scribe, scribe.circulate(), by=("SEC",))


@admits("7.5")
def a_proposal_after_an_objection(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A new proposal on the revised text names the one an objection ended."""
    old = under_silence(scribe)
    scribe.lodge(Object, "COR", proposal=old)
    act = proposing(scribe, scribe.circulate("CICA/SOC/2026/L.1/Rev.1"), supersedes=old)
    return act, [Effect("proposed", act.id, "SOC")]


@refuses("7.5")
def supersedes_a_proposal_that_is_alive(scribe: Scribe) -> SignedAct:
    """What is still under silence is not superseded."""
    old = under_silence(scribe)
    return proposing(scribe, scribe.circulate("CICA/SOC/2026/L.2"), supersedes=old)


@refuses("7.5")
def supersedes_nothing(scribe: Scribe) -> SignedAct:
    """The proposal superseded must stand on the record."""
    return proposing(scribe, scribe.circulate(), supersedes="ab" * 32)


@admits("7.5")
def reopens_a_decision(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A new proposal reopens an adopted decision."""
    decided = recorded(scribe)
    act = proposing(scribe, scribe.circulate("CICA/SOC/2026/L.2"), reopens=decided)
    return act, [Effect("proposed", act.id, "SOC")]


@refuses("7.5")
def reopens_what_was_not_decided(scribe: Scribe) -> SignedAct:
    """What is under silence is not decided."""
    running = under_silence(scribe)
    return proposing(scribe, scribe.circulate("CICA/SOC/2026/L.2"), reopens=running)


@refuses("7.5")
def reopens_nothing(scribe: Scribe) -> SignedAct:
    """The decision reopened must stand on the record."""
    return proposing(scribe, scribe.circulate(), reopens="ab" * 32)


def sponsoring(scribe: Scribe, proposal: str, *by: str, sponsor: bool = True) -> SignedAct:
    """Write that members become sponsors or cease to be."""
    return scribe.write(SponsorProposal, *by, proposal=proposal, sponsor=sponsor)


@admits("7.6")
def two_sponsors_join(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Two members become sponsors together."""
    proposal = scribe.propose(scribe.circulate())
    return sponsoring(scribe, proposal, "COR", "DEL"), [Effect("sponsored", proposal, "COR DEL")]


@refuses("7.6")
def a_sponsor_joins_twice(scribe: Scribe) -> SignedAct:
    """Arden is a sponsor already."""
    return sponsoring(scribe, scribe.propose(scribe.circulate()), "ARD")


@refuses("7.6")
def a_stranger_leaves(scribe: Scribe) -> SignedAct:
    """Corvia is no sponsor."""
    return sponsoring(scribe, scribe.propose(scribe.circulate()), "COR", sponsor=False)


@admits("7.6")
def one_of_two_sponsors_leaves(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The proposal stays with the other sponsor."""
    proposal = scribe.propose(scribe.circulate())
    scribe.submit(sponsoring(scribe, proposal, "COR"))
    return sponsoring(scribe, proposal, "ARD", sponsor=False), [Effect("unsponsored", proposal, "proposed")]


@admits("7.6")
def the_last_sponsor_leaves(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A members' proposal without sponsors is withdrawn."""
    proposal = scribe.propose(scribe.circulate())
    return sponsoring(scribe, proposal, "ARD", sponsor=False), [Effect("unsponsored", proposal, "withdrawn")]


@refuses("1.10")
def an_observer_sponsors(scribe: Scribe) -> SignedAct:
    """Observers do not sponsor."""
    return sponsoring(scribe, scribe.propose(scribe.circulate()), "OBS")


@refuses("7.2")
def sponsored_under_silence(scribe: Scribe) -> SignedAct:
    """Under silence nobody joins any more."""
    return sponsoring(scribe, under_silence(scribe), "COR")


@admits("7.1")
def sponsored_what_stands_on_the_record(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A proposal that stands on the record is sponsored."""
    proposal = scribe.propose(scribe.circulate())
    return sponsoring(scribe, proposal, "COR"), [Effect("sponsored", proposal, "COR")]


@refuses("7.1")
def sponsored_nothing(scribe: Scribe) -> SignedAct:
    """The proposal must stand on the record."""
    return sponsoring(scribe, "ab" * 32, "COR")


@admits("7.7")
def withdrawn_by_its_sponsor(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The only sponsor withdraws."""
    proposal = scribe.propose(scribe.circulate())
    return scribe.write(WithdrawProposal, "ARD", proposal=proposal), [Effect("withdrawn", proposal)]


@refuses("7.7")
def withdrawn_by_one_of_two_sponsors(scribe: Scribe) -> SignedAct:
    """One of two sponsors leaves; it does not withdraw for both."""
    proposal = scribe.propose(scribe.circulate())
    scribe.submit(sponsoring(scribe, proposal, "COR"))
    return scribe.write(WithdrawProposal, "ARD", proposal=proposal)


@refuses("7.7")
def withdrawn_by_the_chair_for_a_member(scribe: Scribe) -> SignedAct:
    """The Chair does not withdraw a member's proposal."""
    return scribe.write(WithdrawProposal, "BOR", proposal=scribe.propose(scribe.circulate()))


def of_the_chair(scribe: Scribe) -> str:
    """Let the secretariat propose on the Chair's instruction."""
    return scribe.propose(scribe.circulate(), by="SEC", on_behalf_of="SOC", instruction=INSTRUCTION)


@admits("7.7")
def withdrawn_by_the_chair(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair withdraws the Chair's own proposal."""
    proposal = of_the_chair(scribe)
    return scribe.write(WithdrawProposal, "BOR", proposal=proposal), [Effect("withdrawn", proposal)]


@refuses("5.3")
def a_proposal_of_the_chair_withdrawn_by_a_member(scribe: Scribe) -> SignedAct:
    """A member does not withdraw the Chair's proposal."""
    return scribe.write(WithdrawProposal, "ARD", proposal=of_the_chair(scribe))


@refuses("7.2")
def withdrawn_under_silence(scribe: Scribe) -> SignedAct:
    """What is under silence is withdrawn from silence first."""
    return scribe.write(WithdrawProposal, "ARD", proposal=under_silence(scribe))


@refuses("7.2")
def withdrawn_twice(scribe: Scribe) -> SignedAct:
    """A proposal is withdrawn once."""
    proposal = scribe.propose(scribe.circulate())
    scribe.lodge(WithdrawProposal, "ARD", proposal=proposal)
    return scribe.write(WithdrawProposal, "ARD", proposal=proposal)


def stating(scribe: Scribe, proposal: str, /, *by: str, kind: str = "reservation", **fields: Any) -> SignedAct:
    """Write a statement."""
    return scribe.write(MakeStatement, *(by or ("DEL",)), proposal=proposal, kind=kind, text="On paragraph 2", **fields)


@admits("7.8")
def a_reservation_at_the_last_millisecond(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A reservation made just before the deadline stands and blocks nothing."""
    proposal = under_silence(scribe)
    act = stating(scribe.wait(seconds=59.999), proposal)
    return act, [Effect("statement", proposal, "reservation DEL")]


@admits("7.8")
def a_joint_statement_after_the_outcome(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Two members interpret a decision together, after it is recorded."""
    proposal = recorded(scribe)
    act = stating(scribe, proposal, "DEL", "ELV", kind="interpretation")
    return act, [Effect("statement", proposal, "interpretation DEL ELV")]


@refuses("7.8", edition=FREE)
def a_statement_after_the_announcement(scribe: Scribe) -> SignedAct:
    """Once announced, a decision and what is attached to it stand."""
    proposal = recorded(scribe)
    scribe.submit(announcing(scribe, proposal))
    return stating(scribe, proposal)


@refuses("7.8")
def a_statement_on_a_withdrawn_proposal(scribe: Scribe) -> SignedAct:
    """There is nothing left to speak to."""
    proposal = scribe.propose(scribe.circulate())
    scribe.lodge(WithdrawProposal, "ARD", proposal=proposal)
    return stating(scribe, proposal)


@refuses("7.1")
def a_statement_on_nothing(scribe: Scribe) -> SignedAct:
    """The proposal must stand on the record."""
    return stating(scribe, "ab" * 32)


@refuses("1.10")
def a_statement_by_an_observer(scribe: Scribe) -> SignedAct:
    """Observers attach nothing to decisions."""
    return stating(scribe, under_silence(scribe), "OBS")


@refuses("1.10")
def a_statement_by_an_unseated_member(scribe: Scribe) -> SignedAct:
    """A member whose seat is not taken makes no statement."""
    decision = recorded(scribe)
    scribe.lodge(SetSeat, "SEC", party="FEN", seated=False, decision=decision)
    return stating(scribe, decision, "FEN")


@admits("7.9")
def a_dissociation_from_two_paragraphs(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A dissociation names its paragraphs."""
    proposal = under_silence(scribe)
    act = stating(scribe, proposal, kind="dissociation", paragraphs=("2", "4 bis"))
    return act, [Effect("statement", proposal, "dissociation DEL")]


@refuses("7.9")
def a_dissociation_from_nothing_in_particular(scribe: Scribe) -> SignedAct:
    """A dissociation without paragraphs is refused."""
    return stating(scribe, under_silence(scribe), kind="dissociation")
