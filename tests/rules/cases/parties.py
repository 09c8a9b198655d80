# SPDX-License-Identifier: Apache-2.0
"""Admission, seat and withdrawal: rules 2.1 to 2.5."""

from datetime import timedelta
from typing import Any

from comity.acts.bodies import ConveneMeeting, EstablishBody, OpenMeeting
from comity.acts.consensus import DecideByConsensus, PutQuestion
from comity.acts.envelope import Text
from comity.acts.keys import EnrolParty, EnrolWitness, RecoverKeys, RetireWitness
from comity.acts.outcomes import AnnounceDecision, Mark
from comity.acts.parties import AdmitParty, BodyRow, ChairTerm, PartyRow, PresentCredentials, SetSeat, WithdrawParty
from comity.acts.signed import SignedAct
from comity.acts.silence import Object, PlaceUnderSilence
from comity.rules.outcome import Effect, Refused
from tests.cast.forum import MEMBERS
from tests.cast.keys import note_signer, party_keys, vkey_of, witness_signers
from tests.cast.scribe import Scribe, Unexpected
from tests.rules.case import admits, refuses

NAME = Text(en="Galenia")
LABEL = "2026/1"


def enter(scribe: Scribe, signed: SignedAct) -> str:
    """Fold a signed act that must be admitted; give its id."""
    outcome = scribe.submit(signed)
    if isinstance(outcome, Refused):
        raise Unexpected(f"{signed.act}: {outcome}")
    return signed.id


def convened(scribe: Scribe, body: str = "MC", present: tuple[str, ...] = tuple(MEMBERS)) -> None:
    """Open the year's first meeting of a body."""
    fields: dict[str, Any] = {"opens_at": scribe.at, "venue": Text(en="Seat"), "subject": Text(en="Decisions")}
    scribe.lodge(ConveneMeeting, "BOR", body=body, label=LABEL, **fields)
    scribe.lodge(OpenMeeting, "BOR", body=body, label=LABEL, present=present)


def chair(scribe: Scribe, party: str = "BOR") -> tuple[ChairTerm, ...]:
    """Give a term of the chair that has begun."""
    return (ChairTerm(party=party, from_at=scribe.at.replace(microsecond=0)),)


def put(scribe: Scribe, body: str = "MC", present: tuple[str, ...] = tuple(MEMBERS), **fields: Any) -> str:
    """Put a proposal to a meeting of the Ministerial Council."""
    proposal = scribe.propose(scribe.circulate(f"CICA/{body}/2026/L.1"), body=body, **fields)
    convened(scribe, body, present)
    text = scribe.text_of(proposal)
    scribe.lodge(PutQuestion, "BOR", proposal=proposal, label=LABEL, text_sha256=text, waive_notice=True)
    return proposal


def gavelled(scribe: Scribe, body: str = "MC", **fields: Any) -> str:
    """Adopt a proposal; its outcome does not stand on the record yet."""
    proposal = put(scribe, body, **fields)
    scribe.lodge(DecideByConsensus, "BOR", proposal=proposal, text_sha256=scribe.text_of(proposal))
    return proposal


def decided(scribe: Scribe, body: str = "MC", **fields: Any) -> str:
    """Adopt a proposal and record its outcome; give the decision."""
    proposal = gavelled(scribe, body, **fields)
    scribe.record(proposal)
    return proposal


def admission(scribe: Scribe, decision: str, *by: str, **fields: Any) -> SignedAct:
    """Write the act that enters Galenia as the seventh member."""
    row = PartyRow(**{"code": "GAL", "kind": "member", "order": 7, "name": NAME, **fields})
    return scribe.write(AdmitParty, *(by or ("SEC",)), party=row, decision=decision)


def admitted(scribe: Scribe, decision: str, **fields: Any) -> None:
    """Enter Galenia."""
    enter(scribe, admission(scribe, decision, **fields))


def seat(scribe: Scribe, decision: str, party: str = "FEN", *, seated: bool = False, **fields: Any) -> SignedAct:
    """Write the act that leaves Fenmark's seat empty."""
    return scribe.write(SetSeat, "SEC", party=party, seated=seated, decision=decision, **fields)


def silence(scribe: Scribe) -> str:
    """Open a silence of a minute before the SOC."""
    proposal = scribe.propose(scribe.circulate())
    fields: dict[str, Any] = {"deadline_at": scribe.at + timedelta(seconds=60), "text_sha256": scribe.text_of(proposal)}
    scribe.lodge(PlaceUnderSilence, "BOR", proposal=proposal, notified=tuple(MEMBERS), **fields)
    return proposal


# 2.1


@admits("2.1")
def new_member_in_the_next_place(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A new member is entered with a code and a place of its own."""
    return admission(scribe, decided(scribe)), [Effect("party_admitted", "GAL", "member")]


@admits("2.1")
def new_member_whose_code_looks_alike(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A code that differs by one look-alike character is another code."""
    signed = admission(scribe, decided(scribe), code="C0R", keys=party_keys("C0R"))
    return signed, [Effect("party_admitted", "C0R", "member")]


@admits("2.1")
def observer_becomes_a_member(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An observer becomes a member and keeps its code and its keys."""
    return admission(scribe, decided(scribe), code="OBS"), [Effect("party_admitted", "OBS", "member")]


@admits("2.1")
def observer_that_became_a_member_goes_on_counting(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Its acts are numbered on, and signed with the key it had."""
    fields: dict[str, Any] = {"offices": ("Envoy",), "letter": "0" * 64}
    scribe.lodge(PresentCredentials, "OBS", **fields)
    admitted(scribe, decided(scribe), code="OBS")
    return scribe.write(PresentCredentials, "OBS", **fields, seq=(2,)), [Effect("credentials", "OBS", "pending")]


@admits("2.1")
def withdrawn_member_returns_to_its_place(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Who has left may be entered again, at the place it had, with new keys."""
    decision = decided(scribe)
    scribe.lodge(WithdrawParty, "FEN")
    signed = admission(scribe, decision, code="FEN", order=6, keys=(vkey_of(note_signer("FEN#2")),))
    return signed, [Effect("party_admitted", "FEN", "member")]


@admits("2.1")
def withdrawn_member_returns_whose_keys_had_waited(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Keys that waited when a member left do not stand in the way of new ones when it returns."""
    decision = decided(scribe)
    scribe.lodge(RecoverKeys, "FEN", signers=("FEN/recovery",), keys=(vkey_of(note_signer("FEN#2")),))
    scribe.lodge(WithdrawParty, "FEN")
    signed = admission(scribe, decision, code="FEN", order=6, keys=(vkey_of(note_signer("FEN#3")),))
    return signed, [Effect("party_admitted", "FEN", "member")]


@admits("2.1")
def withdrawn_member_returns_as_an_observer(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Who has left as a member may return as an observer."""
    decision = decided(scribe)
    scribe.lodge(WithdrawParty, "FEN")
    signed = admission(scribe, decision, code="FEN", kind="observer_state", order=2)
    return signed, [Effect("party_admitted", "FEN", "observer_state")]


@refuses("2.1")
def member_entered_twice(scribe: Scribe) -> SignedAct:
    """A member is not entered again while it is one."""
    return admission(scribe, decided(scribe), code="FEN")


@refuses("2.1")
def observer_entered_twice(scribe: Scribe) -> SignedAct:
    """An observer is not entered again as an observer of another kind."""
    return admission(scribe, decided(scribe), code="OBS", kind="observer_organization")


@refuses("2.1")
def member_becomes_an_observer(scribe: Scribe) -> SignedAct:
    """A member does not become an observer by admission; it would first have to leave."""
    return admission(scribe, decided(scribe), code="FEN", kind="observer_state")


@refuses("2.1")
def secretariat_becomes_a_member(scribe: Scribe) -> SignedAct:
    """The secretariat does not become a member: the conference would have none."""
    return admission(scribe, decided(scribe), code="SEC")


@refuses("2.1")
def second_registry_admitted(scribe: Scribe) -> SignedAct:
    """Members and observers are admitted; a registry is not."""
    return admission(scribe, decided(scribe), code="REG2", kind="registry")


@refuses("2.1")
def new_member_with_the_code_of_a_body(scribe: Scribe) -> SignedAct:
    """A party does not get the code of a body: nobody could tell them apart."""
    return admission(scribe, decided(scribe), code="SWG")


@refuses("2.1")
def new_member_in_a_place_taken(scribe: Scribe) -> SignedAct:
    """Two members do not share a place in the list."""
    return admission(scribe, decided(scribe), order=6)


@refuses("2.1")
def new_member_in_the_place_of_one_withdrawn(scribe: Scribe) -> SignedAct:
    """The place of a member that has left stays its own."""
    decision = decided(scribe)
    scribe.lodge(WithdrawParty, "FEN")
    return admission(scribe, decision, order=6)


@refuses("3.1")
def new_member_with_the_key_of_another(scribe: Scribe) -> SignedAct:
    """A new member's keys bear its own code."""
    return admission(scribe, decided(scribe), keys=party_keys("GAM"))


@refuses("3.7")
def observer_gets_other_keys_on_becoming_a_member(scribe: Scribe) -> SignedAct:
    """Admission does not replace keys in force: a party whose keys others chose would not speak for itself."""
    return admission(scribe, decided(scribe), code="OBS", keys=(vkey_of(note_signer("OBS#2")),))


@refuses("3.3")
def withdrawn_member_returns_with_its_old_key(scribe: Scribe) -> SignedAct:
    """A key that was ever in use is not enrolled again."""
    decision = decided(scribe)
    scribe.lodge(WithdrawParty, "FEN")
    return admission(scribe, decision, code="FEN", order=6, keys=party_keys("FEN"))


@refuses("1.10")
def admission_by_a_member(scribe: Scribe) -> SignedAct:
    """A decision to admit is carried out by the secretariat."""
    return admission(scribe, decided(scribe), "BOR")


# 2.2


@admits("2.2")
def admission_on_a_decision_announced(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A decision that was announced carries other acts as one that is only recorded does."""
    decision = decided(scribe)
    scribe.lodge(AnnounceDecision, "BOR", proposal=decision, symbol="CICA/MC/2026/DEC.1", label=LABEL)
    return admission(scribe, decision), [Effect("party_admitted", "GAL", "member")]


@refuses("2.2")
def admission_on_no_decision(scribe: Scribe) -> SignedAct:
    """An act that rests on a decision names one that exists."""
    return admission(scribe, "0" * 64)


@refuses("2.2")
def admission_on_a_question_put(scribe: Scribe) -> SignedAct:
    """A proposal that has been put but not decided carries nothing."""
    return admission(scribe, put(scribe))


@refuses("2.2")
def admission_on_a_decision_not_recorded(scribe: Scribe) -> SignedAct:
    """A decision carries other acts once its outcome stands on the record."""
    return admission(scribe, gavelled(scribe))


@refuses("2.2")
def admission_on_a_text_closed_ad_referendum(scribe: Scribe) -> SignedAct:
    """Closing a text is not adopting it."""
    return admission(scribe, decided(scribe, purpose="closure"))


@refuses("2.2")
def admission_on_a_decision_of_a_part_of_the_members(scribe: Scribe) -> SignedAct:
    """A body in which not every member sits does not decide who is admitted."""
    body = BodyRow(code="DWG", name=Text(en="Drafting group"), members=("ARD", "BOR"), chairs=chair(scribe))
    scribe.lodge(EstablishBody, "SEC", body=body, decision=decided(scribe))
    return admission(scribe, decided(scribe, "DWG", present=("ARD", "BOR")))


@refuses("2.2")
def seat_on_no_decision(scribe: Scribe) -> SignedAct:
    """A seat is not left empty without a decision."""
    return seat(scribe, "0" * 64)


# 2.3, 2.5


@admits("2.5")
def seat_left_empty(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A member's seat is left empty by decision; it stays a member."""
    return seat(scribe, decided(scribe)), [Effect("seat_set", "FEN", "unseated")]


@admits("2.5")
def seat_filled_again(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An empty seat is filled again by decision."""
    decision = decided(scribe)
    enter(scribe, seat(scribe, decision))
    return seat(scribe, decision, seated=True), [Effect("seat_set", "FEN", "seated")]


@refuses("2.5")
def seat_left_empty_twice(scribe: Scribe) -> SignedAct:
    """A seat that is empty is not left empty again."""
    decision = decided(scribe)
    enter(scribe, seat(scribe, decision))
    return seat(scribe, decision)


@refuses("2.5")
def seat_filled_twice(scribe: Scribe) -> SignedAct:
    """A seat that is taken is not filled again."""
    return seat(scribe, decided(scribe), seated=True)


@refuses("2.5")
def seat_of_an_observer(scribe: Scribe) -> SignedAct:
    """Observers have no seat to leave empty."""
    return seat(scribe, decided(scribe), "OBS")


@refuses("2.5")
def seat_of_nobody(scribe: Scribe) -> SignedAct:
    """A seat is that of a party on the list."""
    return seat(scribe, decided(scribe), "FEM")


@refuses("2.5")
def seat_of_a_member_that_has_withdrawn(scribe: Scribe) -> SignedAct:
    """Who has left has no seat; it comes back by admission only."""
    decision = decided(scribe)
    scribe.lodge(WithdrawParty, "FEN")
    return seat(scribe, decision, seated=True)


@refuses("1.10")
def seat_set_by_a_member(scribe: Scribe) -> SignedAct:
    """A decision about a seat is carried out by the secretariat."""
    decision = decided(scribe)
    return scribe.write(SetSeat, "BOR", party="FEN", seated=False, decision=decision)


@refuses("1.10")
def unseated_member_becomes_a_witness(scribe: Scribe) -> SignedAct:
    """A member whose seat is empty does not become a witness."""
    enter(scribe, seat(scribe, decided(scribe)))
    keys = tuple(vkey_of(signer) for signer in witness_signers("FEN"))
    return scribe.write(EnrolWitness, "FEN", keys=keys, quorum_before=3, quorum=4)


@admits("2.3")
def unseated_member_objects_to_a_silence_before(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A silence keeps the members it began with: one unseated since may still object."""
    decision = decided(scribe)
    proposal = silence(scribe)
    enter(scribe, seat(scribe, decision))
    effects = [Effect("objection", proposal, "FEN"), Effect("silence_ended", proposal)]
    return scribe.write(Object, "FEN", proposal=proposal), effects


@admits("2.3")
def unseated_member_objects_though_the_decision_voids_it(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where the decision says so, the objection of the member unseated is a comment."""
    decision = decided(scribe)
    proposal = silence(scribe)
    scribe.lodge(RecoverKeys, "ARD", signers=("ARD/recovery",), keys=(vkey_of(note_signer("ARD#2")),))
    enter(scribe, seat(scribe, decision, objections_void=True))
    return scribe.write(Object, "FEN", proposal=proposal), [Effect("comment", proposal, "FEN")]


@admits("2.3")
def member_admitted_during_a_silence_does_not_end_it(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A member admitted while a silence runs was not eligible when it began: what it says is a comment."""
    decision = decided(scribe)
    proposal = silence(scribe)
    admitted(scribe, decision, keys=party_keys("GAL"))
    return scribe.write(Object, "GAL", proposal=proposal), [Effect("comment", proposal, "GAL")]


# 2.4


@admits("2.4")
def member_withdraws(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A member that is no witness leaves by its own act."""
    return scribe.write(WithdrawParty, "FEN"), [Effect("party_withdrawn", "FEN")]


@admits("2.4")
def observer_withdraws(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An observer leaves by its own act."""
    return scribe.write(WithdrawParty, "OBS"), [Effect("party_withdrawn", "OBS")]


@admits("2.4")
def witness_retires_and_withdraws(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A witness leaves after it has retired as one."""
    scribe.lodge(RetireWitness, "DEL", quorum_before=3, quorum=3)
    return scribe.write(WithdrawParty, "DEL"), [Effect("party_withdrawn", "DEL")]


@refuses("2.4")
def witness_withdraws(scribe: Scribe) -> SignedAct:
    """A witness does not leave while it is one: the quorum would count who is gone."""
    return scribe.write(WithdrawParty, "DEL")


@refuses("2.4")
def secretariat_withdraws(scribe: Scribe) -> SignedAct:
    """The secretariat does not leave."""
    return scribe.write(WithdrawParty, "SEC")


@refuses("2.4")
def registry_withdraws(scribe: Scribe) -> SignedAct:
    """The registry does not leave."""
    return scribe.write(WithdrawParty, "REG")


@admits("2.4")
def keys_of_a_look_alike_stay_when_a_member_withdraws(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """When FEN leaves, the keys of FEN2 stay in force."""
    admitted(scribe, decided(scribe), code="FEN2", keys=party_keys("FEN2"))
    scribe.lodge(WithdrawParty, "FEN")
    return scribe.write(WithdrawParty, "FEN2"), [Effect("party_withdrawn", "FEN2")]


@admits("2.4")
def keys_that_wait_end_with_the_withdrawal(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Keys that waited when a member left never take effect; those of others do."""
    due = scribe.at + timedelta(hours=72)
    for code in ("FEN", "ELV"):
        keys = (vkey_of(note_signer(f"{code}#2")),)
        scribe.lodge(RecoverKeys, code, signers=(f"{code}/recovery",), keys=keys)
    scribe.lodge(WithdrawParty, "FEN")
    scribe.at = due
    key = note_signer("ELV#2").vkey
    effects = [Effect("key_enrolled", "ELV", key.key_id.hex())]
    return scribe.write(Mark, "REG", journal=scribe.state.journal.hex()), effects


@refuses("3.7")
def keys_enrolled_for_a_member_that_has_withdrawn(scribe: Scribe) -> SignedAct:
    """Nobody enrols keys for a member that has left."""
    scribe.lodge(WithdrawParty, "FEN")
    keys = (vkey_of(note_signer("FEN#2")),)
    return scribe.write(EnrolParty, "SEC", party="FEN", keys=keys, note_verbale="0" * 64)
