# SPDX-License-Identifier: Apache-2.0
"""Which offices speak for a party: rules 4.1 to 4.3."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from comity.acts.envelope import Blob
from comity.acts.parties import ExamineCredentials, PresentCredentials, WithdrawParty
from comity.acts.signed import SignedAct
from comity.acts.silence import Object, PlaceUnderSilence
from comity.rules.outcome import Effect
from tests.cast.forum import EDITION, MEMBERS
from tests.cast.keys import note_signer, vkey_of
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses
from tests.rules.cases.parties import admitted, decided

STRICT = replace(EDITION, credentials_required=True)
LETTER = "0" * 64


def presented(scribe: Scribe, *offices: str, by: str = "ARD") -> str:
    """Let a party present credentials; give their id."""
    return scribe.lodge(PresentCredentials, by, offices=offices or ("Envoy",), letter=LETTER)


def presenting(scribe: Scribe, *offices: str) -> SignedAct:
    """Write the act that presents credentials of Arden."""
    return scribe.write(PresentCredentials, "ARD", offices=offices, letter=LETTER)


def examination(scribe: Scribe, credentials: str, by: str = "SEC", **fields: Any) -> SignedAct:
    """Write the act that accepts credentials of Arden."""
    given = {"credentials": credentials, "party": "ARD", "accepted": True, **fields}
    return scribe.write(ExamineCredentials, by, **given)


def examined(scribe: Scribe, credentials: str, *, accepted: bool) -> None:
    """Let the secretariat examine credentials of Arden."""
    scribe.lodge(ExamineCredentials, "SEC", credentials=credentials, party="ARD", accepted=accepted)


def objection(scribe: Scribe, office: str = "Envoy") -> tuple[str, SignedAct]:
    """Open a silence and write the objection of an office of Arden."""
    proposal = scribe.propose(scribe.circulate())
    fields: dict[str, Any] = {"deadline_at": scribe.at + timedelta(seconds=60), "notified": tuple(MEMBERS)}
    scribe.lodge(PlaceUnderSilence, "BOR", proposal=proposal, text_sha256=scribe.text_of(proposal), **fields)
    return proposal, scribe.write(Object, "ARD", proposal=proposal, office=office)


def standing(proposal: str) -> list[Effect]:
    """Give the effects of an objection that stands."""
    return [Effect("objection", proposal, "ARD"), Effect("silence_ended", proposal)]


# 4.1


@admits("4.1", edition=STRICT)
def office_with_credentials_presented(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An office whose credentials wait for examination has full rights provisionally."""
    presented(scribe, "Counsellor", "Envoy")
    proposal, signed = objection(scribe)
    return signed, standing(proposal)


@admits("4.1", edition=STRICT)
def office_with_credentials_accepted(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An office whose credentials were accepted speaks for its party."""
    examined(scribe, presented(scribe), accepted=True)
    proposal, signed = objection(scribe)
    return signed, standing(proposal)


@admits("4.1", edition=STRICT)
def office_with_credentials_rejected(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An office whose credentials were rejected speaks for nobody: its objection waits for the Chair."""
    examined(scribe, presented(scribe), accepted=False)
    proposal, signed = objection(scribe)
    return signed, [Effect("objection_unverified", proposal, "ARD")]


@admits("4.1", edition=STRICT)
def office_of_another_name(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Credentials speak for the office they name, letter by letter."""
    presented(scribe)
    proposal, signed = objection(scribe, "envoy")
    return signed, [Effect("objection_unverified", proposal, "ARD")]


@admits("4.1", edition=STRICT)
def office_accredited_by_another_party(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Credentials of one party say nothing about another."""
    presented(scribe, by="COR")
    proposal, signed = objection(scribe)
    return signed, [Effect("objection_unverified", proposal, "ARD")]


@admits("4.1")
def office_where_no_credentials_are_asked(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where the edition asks for no credentials, every office speaks for its party."""
    proposal, signed = objection(scribe, "")
    return signed, standing(proposal)


@admits("4.1", edition=STRICT)
def office_from_before_a_withdrawal(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Credentials end with the membership: a member that returns presents them anew."""
    decision = decided(scribe)
    presented(scribe, by="FEN")
    scribe.lodge(WithdrawParty, "FEN")
    admitted(scribe, decision, code="FEN", order=6, keys=(vkey_of(note_signer("FEN#2")),))
    proposal, _ = objection(scribe)
    signed = scribe.write(Object, "FEN", signers=("FEN#2",), proposal=proposal, office="Envoy")
    return signed, [Effect("objection_unverified", proposal, "FEN")]


# 4.2


@admits("4.2")
def two_offices_in_one_letter(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """One letter may name several offices."""
    return presenting(scribe, "Envoy", "Counsellor"), [Effect("credentials", "ARD", "pending")]


@refuses("4.2")
def one_office_named_twice(scribe: Scribe) -> SignedAct:
    """A letter names each office once."""
    return presenting(scribe, "Envoy", "Counsellor", "Envoy")


@refuses("4.2")
def office_without_a_name(scribe: Scribe) -> SignedAct:
    """An office has a name: an act that gives none would be covered by it."""
    return presenting(scribe, "Envoy", "")


# 4.3


@admits("4.3")
def credentials_accepted(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The secretariat accepts pending credentials."""
    return examination(scribe, presented(scribe)), [Effect("credentials", "ARD", "accepted")]


@admits("4.3")
def credentials_rejected(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The secretariat rejects pending credentials."""
    return examination(scribe, presented(scribe), accepted=False), [Effect("credentials", "ARD", "rejected")]


@admits("4.3")
def credentials_accepted_on_the_chairs_instruction(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The secretariat examines credentials on the instruction of a Chair as well."""
    letter = Blob(sha256="1" * 64, size=100, media_type="text/plain")
    signed = examination(scribe, presented(scribe), on_behalf_of="MC", instruction=letter)
    return signed, [Effect("credentials", "ARD", "accepted")]


@admits("4.3", edition=STRICT)
def one_letter_of_two_rejected(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Rejecting one letter leaves the offices of another untouched."""
    presented(scribe)
    examined(scribe, presented(scribe, "Counsellor"), accepted=False)
    proposal, signed = objection(scribe)
    return signed, standing(proposal)


@admits("4.3")
def credentials_presented_anew_after_a_rejection(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An office that was rejected may be presented with another letter."""
    examined(scribe, presented(scribe), accepted=False)
    return examination(scribe, presented(scribe)), [Effect("credentials", "ARD", "accepted")]


@refuses("4.3")
def credentials_accepted_twice(scribe: Scribe) -> SignedAct:
    """What was accepted is not examined again."""
    credentials = presented(scribe)
    examined(scribe, credentials, accepted=True)
    return examination(scribe, credentials)


@refuses("4.3")
def credentials_accepted_after_their_rejection(scribe: Scribe) -> SignedAct:
    """What was rejected is not examined again."""
    credentials = presented(scribe)
    examined(scribe, credentials, accepted=False)
    return examination(scribe, credentials)


@refuses("4.3")
def credentials_replaced_by_a_later_letter(scribe: Scribe) -> SignedAct:
    """A later letter for the same office takes the place of the earlier one."""
    credentials = presented(scribe)
    presented(scribe)
    return examination(scribe, credentials)


@refuses("4.3")
def credentials_never_presented(scribe: Scribe) -> SignedAct:
    """What was not presented is not examined."""
    return examination(scribe, "0" * 64)


@refuses("4.3")
def credentials_of_another_party(scribe: Scribe) -> SignedAct:
    """Credentials are examined as those of the party that presented them."""
    return examination(scribe, presented(scribe), party="BOR")


@refuses("4.3")
def credentials_of_nobody(scribe: Scribe) -> SignedAct:
    """Credentials are those of a party on the list."""
    return examination(scribe, presented(scribe), party="ARO")


@refuses("1.10")
def credentials_accepted_by_a_member(scribe: Scribe) -> SignedAct:
    """A member does not examine credentials, not even the member in the chair."""
    return examination(scribe, presented(scribe), "BOR")
