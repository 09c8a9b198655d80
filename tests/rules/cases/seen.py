# SPDX-License-Identifier: Apache-2.0
"""An objection that a quorum saw in time is entered after the deadline: rules 11.1 to 11.3."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from comity.acts.keys import RotateKeys
from comity.acts.nodes import EnterSeen
from comity.acts.outcomes import Mark, RecordOutcome
from comity.acts.signed import SignedAct, sign_act
from comity.acts.silence import Object, RuleOnObjection, WithdrawFromSilence, WithdrawObjection
from comity.rules.outcome import Effect
from comity.tlog.note import format_note, parse_note, sign_note
from tests.cast.forum import EDITION, START, WITNESSES
from tests.cast.keys import note_signer, vkey_of
from tests.cast.nodes import note_of, seen_at
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses
from tests.rules.cases.consensus import gavel, put
from tests.rules.cases.silence import under_silence, with_terms

BEFORE = START + timedelta(seconds=59)
"""The last second before the deadline of a silence of a minute that begins with the record."""
DEADLINE = "2026-11-23T05:01:00Z"
NEW = {code: vkey_of(note_signer(f"{code}/node#2")) for code in ("COR", "ELV")}
SEERS = ("ARD", "BOR", "COR")


def objected_to(scribe: Scribe, by: str = "ELV", **fields: Any) -> tuple[str, SignedAct]:
    """Place a proposal under silence for a minute and write the objection that the registry leaves out."""
    proposal = under_silence(scribe)
    return proposal, scribe.write(Object, by, proposal=proposal, **fields)


def notes(signed: SignedAct, *codes: str) -> tuple[str, ...]:
    """Seen-at notes of these states' nodes, or else of three witnesses', a second before the deadline."""
    return tuple(seen_at(f"{code}/node", signed, BEFORE) for code in codes or SEERS)


def lapsed(scribe: Scribe) -> None:
    """Let the minute pass and the text be adopted."""
    scribe.wait(seconds=60)
    scribe.lodge(Mark, "REG", journal=scribe.state.journal.hex())


def entering(scribe: Scribe, signed: SignedAct, seen: tuple[str, ...] = (), by: str = "FEN") -> SignedAct:
    """Write the act that enters an objection with three notes, or with these."""
    return scribe.write(EnterSeen, by, objection=note_of(signed), seen=seen or notes(signed))


def objection_of(proposal: str, by: str = "ELV") -> list[Effect]:
    """What an entered objection brings that ends the silence."""
    return [
        Effect("objection_entered", proposal, by),
        Effect("objection", proposal, by),
        Effect("silence_ended", proposal),
    ]


@admits("11.1")
def an_objection_left_out_is_entered_after_the_adoption(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The text counted as adopted; three capitals had seen an objection in time, and it ends as objected to."""
    proposal, signed = objected_to(scribe)
    lapsed(scribe)
    return entering(scribe, signed), objection_of(proposal)


@admits("11.1")
def an_objection_left_out_is_entered_at_the_deadline_itself(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The entry at the very deadline lets the text be adopted first, and then hears the objection."""
    proposal, signed = objected_to(scribe)
    scribe.wait(seconds=60)
    return entering(scribe, signed), [Effect("adopted_by_silence", proposal, DEADLINE), *objection_of(proposal)]


@admits("11.1")
def the_registry_enters_an_objection_itself(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The registry, which received the objection too late, enters it."""
    proposal, signed = objected_to(scribe)
    lapsed(scribe)
    return entering(scribe, signed, by="REG"), objection_of(proposal)


@admits("11.1")
def the_outcome_of_an_entered_objection_is_recorded(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The outcome names the objection by its own act, in the last moment before the deadline."""
    proposal, signed = objected_to(scribe)
    lapsed(scribe)
    scribe.submit(entering(scribe, signed))
    fields = scribe.outcome_fields(proposal)
    return scribe.write(RecordOutcome, "REG", **fields), [Effect("outcome", proposal, "objected")]


@admits("11.1")
def a_second_objection_is_entered_beside_one_that_came_in_time(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Corvia's objection ended the silence; Elvana's, left out, is put beside it."""
    proposal, signed = objected_to(scribe)
    scribe.lodge(Object, "COR", proposal=proposal)
    lapsed(scribe)
    effects = [Effect("objection_entered", proposal, "ELV"), Effect("objection", proposal, "ELV")]
    return entering(scribe, signed), effects


@refuses("11.1")
def entered_a_millisecond_before_the_deadline(scribe: Scribe) -> SignedAct:
    """Corvia's objection has ended the silence, but its deadline has not passed: Elvana can still object itself."""
    proposal, signed = objected_to(scribe)
    scribe.lodge(Object, "COR", proposal=proposal)
    return entering(scribe.wait(seconds=59.999), signed)


@refuses("7.2")
def entered_while_the_silence_runs(scribe: Scribe) -> SignedAct:
    """A millisecond before the deadline the objection itself is to be lodged."""
    _, signed = objected_to(scribe)
    return entering(scribe.wait(seconds=59.999), signed)


@refuses("7.2")
def entered_after_the_outcome(scribe: Scribe) -> SignedAct:
    """The outcome is recorded: nothing reopens the decision."""
    proposal, signed = objected_to(scribe)
    lapsed(scribe)
    scribe.wait(seconds=2)
    scribe.record(proposal)
    return entering(scribe, signed)


@refuses("7.2")
def entered_after_the_silence_was_withdrawn(scribe: Scribe) -> SignedAct:
    """The Chair ended the silence without a result: there is nothing to object to."""
    proposal, signed = objected_to(scribe)
    scribe.lodge(WithdrawFromSilence, "BOR", proposal=proposal)
    lapsed(scribe)
    return entering(scribe, signed)


@refuses("7.1")
def entered_for_a_proposal_that_is_none(scribe: Scribe) -> SignedAct:
    """The objection is to a proposal that is not on the record."""
    signed = scribe.write(Object, "ELV", proposal="0" * 64)
    return entering(scribe, signed)


@refuses("11.1")
def entered_by_the_objector(scribe: Scribe) -> SignedAct:
    """The objector's own late act cannot carry its objection."""
    _, signed = objected_to(scribe)
    lapsed(scribe)
    return entering(scribe, signed, by="ELV")


@refuses("11.1")
def entered_what_is_no_objection(scribe: Scribe) -> SignedAct:
    """Another act than an objection, seen in time, is not entered."""
    proposal, _ = objected_to(scribe)
    signed = scribe.write(WithdrawObjection, "ELV", proposal=proposal)
    lapsed(scribe)
    return entering(scribe, signed)


@refuses("11.1")
def entered_what_is_no_act(scribe: Scribe) -> SignedAct:
    """What is entered cannot be read as an act."""
    _, signed = objected_to(scribe)
    lapsed(scribe)
    return scribe.write(EnterSeen, "FEN", objection="no act\n", seen=notes(signed))


@refuses("11.1")
def entered_against_a_decision_of_a_meeting(scribe: Scribe) -> SignedAct:
    """The text was adopted at a meeting, where objections are heard in the room."""
    proposal = put(scribe)
    scribe.submit(gavel(scribe, proposal))
    return entering(scribe, scribe.write(Object, "ELV", proposal=proposal))


@refuses("11.2")
def seen_by_two_of_four(scribe: Scribe) -> SignedAct:
    """Two witnesses' states saw it; three are needed."""
    _, signed = objected_to(scribe)
    lapsed(scribe)
    return entering(scribe, signed, notes(signed, "ARD", "BOR"))


@admits("11.2")
def seen_by_all_four(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """More notes than needed do no harm."""
    proposal, signed = objected_to(scribe)
    lapsed(scribe)
    return entering(scribe, signed, notes(signed, *WITNESSES)), objection_of(proposal)


@refuses("11.2")
def seen_twice_by_one(scribe: Scribe) -> SignedAct:
    """Arden's node says it twice: that is one state."""
    _, signed = objected_to(scribe)
    lapsed(scribe)
    return entering(scribe, signed, notes(signed, "ARD", "BOR", "COR", "ARD"))


@refuses("11.2")
def seen_by_a_state_that_is_no_witness(scribe: Scribe) -> SignedAct:
    """Elvana's node does not witness the record."""
    _, signed = objected_to(scribe)
    lapsed(scribe)
    return entering(scribe, signed, notes(signed, "ARD", "BOR", "ELV"))


@refuses("11.2", witnesses=())
def seen_where_nobody_witnesses(scribe: Scribe) -> SignedAct:
    """No witness is enrolled: nobody's word holds against the registry's."""
    _, signed = objected_to(scribe)
    lapsed(scribe)
    return entering(scribe, signed)


@refuses("11.2")
def seen_at_the_deadline(scribe: Scribe) -> SignedAct:
    """Corvia's node saw it at the deadline itself: late."""
    _, signed = objected_to(scribe)
    late = seen_at("COR/node", signed, BEFORE + timedelta(seconds=1))
    lapsed(scribe)
    return entering(scribe, signed, (*notes(signed, "ARD", "BOR"), late))


@refuses("11.2")
def another_act_seen(scribe: Scribe) -> SignedAct:
    """Corvia's node saw another act."""
    proposal, signed = objected_to(scribe)
    other = seen_at("COR/node", scribe.write(Object, "ELV", proposal=proposal, reason="Another"), BEFORE)
    lapsed(scribe)
    return entering(scribe, signed, (*notes(signed, "ARD", "BOR"), other))


@refuses("11.2")
def seen_for_another_forum(scribe: Scribe) -> SignedAct:
    """Corvia's note names another forum."""
    _, signed = objected_to(scribe)
    other = seen_at("COR/node", signed, BEFORE, origin="other.example/record")
    lapsed(scribe)
    return entering(scribe, signed, (*notes(signed, "ARD", "BOR"), other))


@refuses("11.2")
def seen_signed_with_the_key_for_acts(scribe: Scribe) -> SignedAct:
    """Corvia signed with the key for its acts, not with its node's."""
    _, signed = objected_to(scribe)
    other = seen_at("COR", signed, BEFORE)
    lapsed(scribe)
    return entering(scribe, signed, (*notes(signed, "ARD", "BOR"), other))


@refuses("11.2")
def seen_signed_with_a_key_replaced_since(scribe: Scribe) -> SignedAct:
    """Corvia has replaced its node's key."""
    _, signed = objected_to(scribe)
    scribe.lodge(RotateKeys, "COR", keys=(NEW["COR"],))
    lapsed(scribe)
    return entering(scribe, signed)


@refuses("11.2")
def seen_with_a_signature_of_another_text(scribe: Scribe) -> SignedAct:
    """The signature on Corvia's note belongs to another text."""
    _, signed = objected_to(scribe)
    good = parse_note(notes(signed, "COR")[0].encode())
    other = parse_note(seen_at("COR/node", signed, BEFORE - timedelta(seconds=1)).encode())
    lapsed(scribe)
    return entering(scribe, signed, (*notes(signed, "ARD", "BOR"), format_note(good.text, other.lines).decode()))


@refuses("11.2")
def seen_on_a_note_of_two(scribe: Scribe) -> SignedAct:
    """Corvia's and Delmar's nodes signed one note together: each signs its own."""
    _, signed = objected_to(scribe)
    one, other = (parse_note(note.encode()) for note in notes(signed, "COR", "DEL"))
    lapsed(scribe)
    both = format_note(one.text, one.lines + other.lines).decode()
    return entering(scribe, signed, (*notes(signed, "ARD", "BOR"), both))


@refuses("11.2")
def seen_on_what_is_no_note(scribe: Scribe) -> SignedAct:
    """A note without a signature."""
    _, signed = objected_to(scribe)
    lapsed(scribe)
    return entering(scribe, signed, (*notes(signed, "ARD", "BOR"), "seen\n"))


@refuses("11.2")
def seen_on_a_note_that_says_something_else(scribe: Scribe) -> SignedAct:
    """Corvia's node signed a text that is no seen-at note."""
    _, signed = objected_to(scribe)
    lapsed(scribe)
    other = sign_note(b"seen\n", [note_signer("COR/node")]).decode()
    return entering(scribe, signed, (*notes(signed, "ARD", "BOR"), other))


@admits("11.3", edition=with_terms(objections_tolerated=1))
def entered_and_tolerated(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The terms tolerate one objection: it is entered, and the text is adopted all the same."""
    proposal, signed = objected_to(scribe)
    lapsed(scribe)
    return entering(scribe, signed), [
        Effect("objection_entered", proposal, "ELV"),
        Effect("objection", proposal, "ELV"),
        Effect("adopted_by_silence", proposal, DEADLINE),
    ]


@admits("11.3", edition=with_terms(objections_tolerated=1))
def entered_beyond_what_is_tolerated(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """One objection was tolerated; the second, left out, ends the silence."""
    proposal, signed = objected_to(scribe)
    scribe.lodge(Object, "COR", proposal=proposal)
    lapsed(scribe)
    return entering(scribe, signed), objection_of(proposal)


CREDENTIALS = replace(EDITION, credentials_required=True)


@admits("11.3", edition=CREDENTIALS)
def entered_from_an_office_without_credentials(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The office has no credentials: the adoption is held until the Chair rules."""
    proposal, signed = objected_to(scribe)
    lapsed(scribe)
    return entering(scribe, signed), [
        Effect("objection_entered", proposal, "ELV"),
        Effect("objection_unverified", proposal, "ELV"),
        Effect("held", proposal),
    ]


@admits("11.3", edition=CREDENTIALS)
def entered_while_the_adoption_is_held(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Another objection already waits for the Chair; this one waits beside it."""
    proposal, signed = objected_to(scribe)
    scribe.lodge(Object, "COR", proposal=proposal)
    lapsed(scribe)
    return entering(scribe, signed), [
        Effect("objection_entered", proposal, "ELV"),
        Effect("objection_unverified", proposal, "ELV"),
        Effect("held", proposal),
    ]


@admits("9.18", edition=CREDENTIALS)
def an_entered_objection_is_dismissed(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair dismisses the entered objection: the text is adopted, at its deadline."""
    proposal, signed = objected_to(scribe)
    lapsed(scribe)
    scribe.submit(entering(scribe, signed))
    act = scribe.write(RuleOnObjection, "BOR", proposal=proposal, party="ELV", stands=False)
    return act, [
        Effect("objection_ruled", proposal, "dismissed"),
        Effect("adopted_by_silence", proposal, DEADLINE),
    ]


@refuses("11.3")
def entered_what_would_have_been_a_comment(scribe: Scribe) -> SignedAct:
    """The observer was not eligible: its act would have been a comment."""
    _, signed = objected_to(scribe, by="OBS")
    lapsed(scribe)
    return entering(scribe, signed)


@refuses("9.16", edition=with_terms(reason_required=True))
def entered_without_the_reason_the_terms_ask_for(scribe: Scribe) -> SignedAct:
    """The terms of the silence ask for a reason, in time or entered."""
    _, signed = objected_to(scribe)
    lapsed(scribe)
    return entering(scribe, signed)


@refuses("1.5")
def entered_after_the_objector_went_on(scribe: Scribe) -> SignedAct:
    """Elvana has lodged another act under the number of its objection."""
    _, signed = objected_to(scribe)
    scribe.lodge(RotateKeys, "ELV", keys=(NEW["ELV"],))
    lapsed(scribe)
    return entering(scribe, signed)


@refuses("1.5")
def entered_twice(scribe: Scribe) -> SignedAct:
    """The number of the objection is spent once it is entered."""
    _, signed = objected_to(scribe)
    lapsed(scribe)
    scribe.submit(entering(scribe, signed))
    return entering(scribe, signed, by="DEL")


@admits("1.5")
def the_next_act_after_an_entered_objection(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The entered objection is counted: Elvana's next act bears the next number."""
    _, signed = objected_to(scribe)
    lapsed(scribe)
    scribe.submit(entering(scribe, signed))
    seq = (signed.act.seq[0] + 1,)
    act = scribe.write(RotateKeys, "ELV", keys=(NEW["ELV"],), seq=seq)
    return act, [Effect("key_enrolled", "ELV/node", NEW["ELV"].split("+")[1])]


@refuses("1.4")
def entered_with_a_signature_of_another(scribe: Scribe) -> SignedAct:
    """Corvia signed in the place of Elvana."""
    _, signed = objected_to(scribe)
    lapsed(scribe)
    forged = sign_act(signed.act, [note_signer("COR")])
    return entering(scribe, forged)


@refuses("1.7")
def entered_dated_beyond_the_tolerance_of_the_last_moment(scribe: Scribe) -> SignedAct:
    """The objection says it was made two seconds after the deadline."""
    _, signed = objected_to(scribe, made_at=START + timedelta(seconds=62))
    lapsed(scribe)
    return entering(scribe.wait(seconds=10), signed)


@admits("1.7")
def entered_dated_within_the_tolerance_of_the_last_moment(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The objector's clock was a second ahead, within the tolerance."""
    proposal, signed = objected_to(scribe, made_at=START + timedelta(seconds=61))
    lapsed(scribe)
    return entering(scribe, signed), objection_of(proposal)


@admits("1.8", edition=replace(EDITION, acts_per_hour=1))
def entered_by_a_party_whose_quota_is_spent(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Fenmark has lodged all it may in this hour; an objection is entered all the same."""
    proposal, signed = objected_to(scribe)
    scribe.lodge(RotateKeys, "FEN", keys=(vkey_of(note_signer("FEN/node#2")),))
    lapsed(scribe)
    return entering(scribe, signed), objection_of(proposal)
