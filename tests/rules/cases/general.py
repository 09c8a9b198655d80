# SPDX-License-Identifier: Apache-2.0
"""What every act must satisfy, whatever it says: rules 1.1 to 1.12."""

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from comity.acts.bodies import ConveneMeeting, OpenMeeting
from comity.acts.documents import CirculateDocument, VoidSymbol
from comity.acts.envelope import Blob, Text
from comity.acts.keys import ContestEnrolment, RecoverKeys, RevokeKey, RotateKeys
from comity.acts.outcomes import Mark
from comity.acts.parties import PresentCredentials, WithdrawParty
from comity.acts.proposals import MakeStatement, Propose
from comity.acts.signed import SignedAct
from comity.acts.silence import Object, ObjectToSilence, PlaceUnderSilence, ProposeSilence, WithdrawObjection
from comity.rules.outcome import Effect
from comity.tlog.note import sign_line
from tests.cast.forum import EDITION, MEMBERS, ORIGIN
from tests.cast.keys import note_signer, vkey_of
from tests.cast.scribe import Scribe, version
from tests.rules.case import admits, refuses

LETTER = "0" * 64
INSTRUCTION = Blob(sha256="1" * 64, size=100, media_type="text/plain")
ENTRY_BYTES = 407
"""The size of the entry of ARD's first plain act."""
PENDING = [Effect("credentials", "ARD", "pending")]


def plain(scribe: Scribe, by: str = "ARD", *, signers: tuple[str, ...] = (), **fields: Any) -> SignedAct:
    """Write an act that any party may lodge: it presents credentials."""
    given: dict[str, Any] = {"offices": ("Envoy",), "letter": LETTER, **fields}
    return scribe.write(PresentCredentials, by, signers=signers, **given)


def present(scribe: Scribe, by: str = "ARD") -> None:
    """Lodge such an act."""
    scribe.lodge(PresentCredentials, by, offices=("Envoy",), letter=LETTER)


def joint(scribe: Scribe) -> SignedAct:
    """Write a document of two members."""
    symbol = "CICA/SOC/2026/L.1"
    return scribe.write(CirculateDocument, "ARD", "BOR", symbol=symbol, title=Text(en="x"), versions=versions(symbol))


def versions(symbol: str) -> tuple[object, ...]:
    """Give the versions of a document in English alone."""
    return (version(symbol, "en"),)


def rotated(scribe: Scribe) -> Scribe:
    """Let Arden replace its act key by its second one."""
    scribe.lodge(RotateKeys, "ARD", keys=(vkey_of(note_signer("ARD#2")),))
    return scribe


def silenced(scribe: Scribe) -> str:
    """Place a proposal of Arden under silence."""
    proposal = scribe.propose(scribe.circulate())
    fields: dict[str, Any] = {"deadline_at": scribe.at + timedelta(seconds=60), "text_sha256": scribe.text_of(proposal)}
    scribe.lodge(PlaceUnderSilence, "BOR", proposal=proposal, notified=tuple(MEMBERS), **fields)
    return proposal


# 1.1


@admits("1.1")
def act_for_this_record(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An act that names this record is admitted."""
    return plain(scribe, forum=ORIGIN), PENDING


@refuses("1.1")
def forum_differs_by_one_character(scribe: Scribe) -> SignedAct:
    """An act for a record whose name looks the same, with the digit one for a letter, is refused."""
    return plain(scribe, forum=ORIGIN.replace("example", "examp1e"))


# 1.2

FEW = ("ContestEnrolment", "Genesis", "Mark", "Object", "PutEditionInForce", "RecordOutcome", "RevokeKey")


@admits("1.2", edition=replace(EDITION, act_types=(*FEW, "PresentCredentials")))
def type_the_edition_lists(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An act of a type that the edition lists is admitted, though it lists few."""
    return plain(scribe), PENDING


@refuses("1.2", edition=replace(EDITION, act_types=FEW))
def type_the_edition_does_not_list(scribe: Scribe) -> SignedAct:
    """An act of a type that the edition does not list is refused, though the software knows it."""
    return plain(scribe)


# 1.3


@admits("1.3")
def signatory_is_an_observer(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An observer is a party and signs its own act."""
    return plain(scribe, "OBS"), [Effect("credentials", "OBS", "pending")]


@refuses("1.3")
def signatory_looks_like_a_party(scribe: Scribe) -> SignedAct:
    """A code that differs from a member's by one look-alike character names nobody."""
    return plain(scribe, "C0R")


@refuses("1.3")
def second_signatory_is_no_party(scribe: Scribe) -> SignedAct:
    """One stranger among the signatories is enough for refusal."""
    symbol = "CICA/SOC/2026/L.1"
    return scribe.write(CirculateDocument, "ARD", "ARC", symbol=symbol, title=Text(en="x"), versions=versions(symbol))


@refuses("1.3")
def signatory_has_withdrawn(scribe: Scribe) -> SignedAct:
    """A party that has left the conference signs nothing more."""
    scribe.lodge(WithdrawParty, "FEN")
    return plain(scribe, "FEN")


# 1.4


@admits("1.4")
def two_signatures_in_order(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Two signatories sign in the order in which the act names them."""
    return joint(scribe), [Effect("document_issued", "CICA/SOC/2026/L.1")]


@refuses("1.4")
def signature_stripped(scribe: Scribe) -> SignedAct:
    """An act from which the second signatory's line was cut is refused."""
    signed = joint(scribe)
    return replace(signed, lines=signed.lines[:1])


@refuses("1.4")
def signatures_reordered(scribe: Scribe) -> SignedAct:
    """The same two signatures in another order are refused."""
    signed = joint(scribe)
    return replace(signed, lines=signed.lines[::-1])


@refuses("1.4")
def signature_twice_in_place_of_the_second(scribe: Scribe) -> SignedAct:
    """The first signatory's line does not stand for the second's."""
    signed = joint(scribe)
    return replace(signed, lines=(signed.lines[0], signed.lines[0]))


@refuses("1.4")
def signature_extra(scribe: Scribe) -> SignedAct:
    """A valid signature of a party that the act does not name is one too many."""
    signed = plain(scribe)
    return replace(signed, lines=(*signed.lines, sign_line(signed.text, note_signer("BOR"))))


@refuses("1.4")
def signature_repeated(scribe: Scribe) -> SignedAct:
    """The signatory's own line, given twice, is one too many."""
    signed = plain(scribe)
    return replace(signed, lines=signed.lines * 2)


@refuses("1.4")
def signature_by_the_recovery_key(scribe: Scribe) -> SignedAct:
    """The recovery key does not sign ordinary acts."""
    return plain(scribe, signers=("ARD/recovery",))


@refuses("1.4")
def signature_by_the_node_key(scribe: Scribe) -> SignedAct:
    """The key of a party's node does not sign acts."""
    return plain(scribe, signers=("ARD/node",))


@refuses("1.4")
def signature_of_another_party(scribe: Scribe) -> SignedAct:
    """Borea's signature under an act of Arden is refused."""
    return plain(scribe, signers=("BOR",))


@refuses("1.4")
def signature_by_a_key_never_enrolled(scribe: Scribe) -> SignedAct:
    """A key that carries Arden's name but was never enrolled signs nothing."""
    return plain(scribe, signers=("ARD#2",))


@refuses("1.4")
def signature_by_a_replaced_key(scribe: Scribe) -> SignedAct:
    """The act key in force before a rotation signs nothing after it."""
    return plain(rotated(scribe), signers=("ARD",))


@admits("1.4")
def signature_by_the_new_key(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The act key that a rotation brought signs the next act."""
    return plain(rotated(scribe), signers=("ARD#2",)), PENDING


@refuses("1.4")
def signature_by_a_revoked_key(scribe: Scribe) -> SignedAct:
    """After the recovery key has revoked it, the act key signs nothing."""
    scribe.lodge(RevokeKey, "ARD", signers=("ARD/recovery",))
    return plain(scribe)


@refuses("1.4")
def signature_of_another_act(scribe: Scribe) -> SignedAct:
    """A valid signature by the right key, but of another act, is refused."""
    other = plain(scribe, offices=("Counsellor",))
    return replace(plain(scribe), lines=other.lines)


@refuses("1.4")
def signature_changed_in_one_bit(scribe: Scribe) -> SignedAct:
    """A signature with one bit changed is refused."""
    signed = plain(scribe)
    line = signed.lines[0]
    return replace(signed, lines=(replace(line, signature=line.signature[:-1] + bytes([line.signature[-1] ^ 1])),))


@refuses("1.4")
def revocation_by_the_act_key(scribe: Scribe) -> SignedAct:
    """Only the recovery key revokes: the act key that may be in the wrong hands does not."""
    return scribe.write(RevokeKey, "ARD")


@refuses("1.4")
def recovery_by_the_act_key(scribe: Scribe) -> SignedAct:
    """Only the recovery key recovers keys."""
    return scribe.write(RecoverKeys, "ARD", keys=(vkey_of(note_signer("ARD#2")),))


# 1.5


@admits("1.5")
def number_follows_on_the_party_itself(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Each party counts for itself: what others lodge in between does not matter."""
    present(scribe)
    present(scribe, "BOR")
    present(scribe, "BOR")
    return plain(scribe, seq=(2,)), PENDING


@refuses("1.5")
def number_skipped(scribe: Scribe) -> SignedAct:
    """An act whose number leaves one out is refused: no act of a party can be dropped unseen."""
    return plain(scribe, seq=(2,))


@refuses("1.5")
def number_repeated(scribe: Scribe) -> SignedAct:
    """A second act with the number of the first is refused."""
    present(scribe)
    return plain(scribe, seq=(1,))


@refuses("1.5")
def number_of_the_second_signatory_skipped(scribe: Scribe) -> SignedAct:
    """In an act of two parties both numbers must follow."""
    symbol, title = "CICA/SOC/2026/L.1", Text(en="x")
    fields: dict[str, Any] = {"symbol": symbol, "title": title, "versions": versions(symbol), "seq": (1, 2)}
    return scribe.write(CirculateDocument, "ARD", "BOR", **fields)


@refuses("1.5")
def act_lodged_again(scribe: Scribe) -> SignedAct:
    """The same act, lodged a second time, is refused."""
    signed = plain(scribe)
    scribe.submit(signed)
    return signed


# 1.6


@admits("1.6")
def at_the_same_millisecond(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Two entries may bear the same instant."""
    present(scribe.wait(milliseconds=1500), "BOR")
    return plain(scribe), PENDING


@refuses("1.6")
def one_millisecond_back(scribe: Scribe) -> SignedAct:
    """An entry one millisecond earlier than the entry before it is refused."""
    present(scribe.wait(milliseconds=1500), "BOR")
    scribe.wait(milliseconds=-1)
    return plain(scribe)


# 1.7


@admits("1.7")
def made_ahead_by_the_tolerance(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A party's clock may be ahead of the record by exactly the tolerance."""
    return plain(scribe, made_at=scribe.at + timedelta(seconds=2)), PENDING


@refuses("1.7")
def made_ahead_by_one_second_more(scribe: Scribe) -> SignedAct:
    """A party's clock one second further ahead is refused."""
    return plain(scribe, made_at=scribe.at + timedelta(seconds=3))


@refuses("1.7")
def made_ahead_by_one_millisecond_more(scribe: Scribe) -> SignedAct:
    """The tolerance counts from the instant of the entry, to the millisecond."""
    return plain(scribe.wait(milliseconds=999), made_at=scribe.at.replace(microsecond=0) + timedelta(seconds=3))


@admits("1.7")
def made_long_before(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An act may wait in a drawer before it is lodged."""
    return plain(scribe, made_at=scribe.at - timedelta(days=90)), PENDING


# 1.8

ONE_AN_HOUR = replace(EDITION, acts_per_hour=1)
TWO_AN_HOUR = replace(EDITION, acts_per_hour=2)


@admits("1.8", edition=TWO_AN_HOUR)
def acts_in_the_hour_exactly_the_quota(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The last act that the quota of the hour allows is admitted."""
    present(scribe)
    return plain(scribe), PENDING


@refuses("1.8", edition=TWO_AN_HOUR)
def acts_in_the_hour_one_too_many(scribe: Scribe) -> SignedAct:
    """One act more than the quota, in the last millisecond of the hour, is refused."""
    present(scribe)
    present(scribe)
    return plain(scribe.wait(milliseconds=3_599_999))


@admits("1.8", edition=ONE_AN_HOUR)
def acts_counted_anew_at_the_hour(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """At the full hour the count begins again."""
    present(scribe.wait(milliseconds=3_599_999))
    return plain(scribe.wait(milliseconds=1)), PENDING


@refuses("1.8", edition=ONE_AN_HOUR)
def acts_of_the_second_signatory_one_too_many(scribe: Scribe) -> SignedAct:
    """An act of two parties counts for both: the quota of neither may be passed."""
    present(scribe, "BOR")
    return joint(scribe)


@admits("1.8", edition=ONE_AN_HOUR)
def objection_beyond_the_quota(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A state that objects is never told to wait."""
    proposal = silenced(scribe)
    effects = [Effect("objection", proposal, "ARD"), Effect("silence_ended", proposal)]
    return scribe.write(Object, "ARD", proposal=proposal), effects


@admits("1.8", edition=ONE_AN_HOUR)
def objection_to_the_method_beyond_the_quota(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A state that objects to the method is not told to wait either."""
    proposal = scribe.propose(scribe.circulate())
    fields: dict[str, Any] = {"opens_at": scribe.at, "venue": Text(en="Seat"), "subject": Text(en="Plan")}
    on_behalf: dict[str, Any] = {"on_behalf_of": "SOC", "instruction": INSTRUCTION}
    scribe.lodge(ConveneMeeting, "SEC", body="SOC", label="2026/1", **fields, **on_behalf)
    scribe.lodge(OpenMeeting, "SEC", body="SOC", label="2026/1", present=tuple(MEMBERS), **on_behalf)
    deadline = scribe.at + timedelta(seconds=60)
    scribe.lodge(ProposeSilence, "SEC", proposal=proposal, label="2026/1", deadline_at=deadline, **on_behalf)
    present(scribe, "COR")
    return scribe.write(ObjectToSilence, "COR", proposal=proposal), [Effect("method_refused", proposal, "COR")]


@admits("1.8", edition=ONE_AN_HOUR)
def withdrawal_of_an_objection_beyond_the_quota(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A state that no longer objects may say so at once."""
    proposal = silenced(scribe)
    present(scribe, "COR")
    scribe.lodge(Object, "COR", proposal=proposal)
    effects = [Effect("objection_withdrawn", proposal, "COR")]
    return scribe.write(WithdrawObjection, "COR", proposal=proposal), effects


@admits("1.8", edition=ONE_AN_HOUR)
def revocation_beyond_the_quota(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A stolen key is revoked whatever the thief has lodged with it."""
    present(scribe)
    return scribe.write(RevokeKey, "ARD", signers=("ARD/recovery",)), [Effect("key_revoked", "ARD")]


@admits("1.8", edition=ONE_AN_HOUR)
def contest_beyond_the_quota(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An enrolment is contested whatever the quota says."""
    keys = (vkey_of(note_signer("ARD#2")),)
    waiting = scribe.lodge(RecoverKeys, "ARD", signers=("ARD/recovery",), keys=keys)
    return scribe.write(ContestEnrolment, "ARD", enrolment=waiting), [Effect("enrolment_contested", "ARD")]


@admits("1.8", edition=ONE_AN_HOUR)
def secretariat_has_no_quota(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The secretariat answers for the rest and is not limited."""
    scribe.circulate()
    return plain(scribe, "SEC"), [Effect("credentials", "SEC", "pending")]


@admits("1.8", edition=ONE_AN_HOUR)
def registry_has_no_quota(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The registry lets time pass as often as it must."""
    scribe.lodge(Mark, "REG", journal=scribe.state.journal.hex())
    return scribe.write(Mark, "REG", journal=scribe.state.journal.hex()), []


# 1.9


@admits("1.9", edition=replace(EDITION, bytes_per_day=2 * ENTRY_BYTES))
def bytes_in_the_day_exactly_the_quota(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The last byte that the quota of the day allows is admitted."""
    present(scribe)
    return plain(scribe.wait(hours=2)), PENDING


@refuses("1.9", edition=replace(EDITION, bytes_per_day=2 * ENTRY_BYTES - 1))
def bytes_in_the_day_one_too_many(scribe: Scribe) -> SignedAct:
    """One byte more than the quota of the day is refused, whatever the hour."""
    present(scribe)
    return plain(scribe.wait(hours=2))


@refuses("1.9", edition=replace(EDITION, bytes_per_day=ENTRY_BYTES))
def bytes_in_the_last_millisecond_of_the_day(scribe: Scribe) -> SignedAct:
    """The day ends at midnight UTC, not a millisecond earlier."""
    present(scribe)
    scribe.at = datetime(2026, 11, 23, 23, 59, 59, 999_000, tzinfo=UTC)
    return plain(scribe)


@admits("1.9", edition=replace(EDITION, bytes_per_day=ENTRY_BYTES))
def bytes_counted_anew_at_midnight(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """At midnight UTC the count of bytes begins again."""
    present(scribe)
    scribe.at = datetime(2026, 11, 24, tzinfo=UTC)
    return plain(scribe), PENDING


@admits("1.9", edition=replace(EDITION, bytes_per_day=1))
def revocation_beyond_the_bytes(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A revocation is not limited by its bytes either."""
    return scribe.write(RevokeKey, "ARD", signers=("ARD/recovery",)), [Effect("key_revoked", "ARD")]


# 1.10


@admits("1.10")
def secretariat_voids_a_symbol(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """What belongs to the secretariat is lodged by the secretariat."""
    symbol = "CICA/SOC/2026/L.1"
    return scribe.write(VoidSymbol, "SEC", symbol=symbol, reason="spare"), [Effect("symbol_void", symbol)]


@refuses("1.10")
def member_voids_a_symbol(scribe: Scribe) -> SignedAct:
    """A member does not lodge what belongs to the secretariat."""
    return scribe.write(VoidSymbol, "ARD", symbol="CICA/SOC/2026/L.1", reason="spare")


@refuses("1.10")
def observer_among_the_proposers(scribe: Scribe) -> SignedAct:
    """A proposal that an observer signs beside a member is refused."""
    scribe.circulate()
    fields: dict[str, Any] = {"body": "SOC", "symbols": ("CICA/SOC/2026/L.1",), "title": Text(en="x")}
    return scribe.write(Propose, "ARD", "OBS", **fields)


# 1.11


def on_behalf(scribe: Scribe, *by: str, **fields: Any) -> SignedAct:
    """Write a proposal in the name of the Chair of the SOC."""
    scribe.circulate()
    given: dict[str, Any] = {"body": "SOC", "symbols": ("CICA/SOC/2026/L.1",), "title": Text(en="x")}
    return scribe.write(Propose, *by, **{**given, "on_behalf_of": "SOC", "instruction": INSTRUCTION, **fields})


@admits("1.11")
def secretariat_on_the_chairs_instruction(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The secretariat acts for the Chair when the Chair's instruction is attached."""
    signed = on_behalf(scribe, "SEC")
    return signed, [Effect("proposed", signed.id, "SOC")]


@refuses("1.11")
def secretariat_without_instruction(scribe: Scribe) -> SignedAct:
    """Without the Chair's instruction the secretariat does not act for the Chair."""
    return on_behalf(scribe, "SEC", instruction=None)


@refuses("1.11")
def member_on_behalf_of_the_chair(scribe: Scribe) -> SignedAct:
    """A member does not act for the Chair, not even the member in the chair."""
    return on_behalf(scribe, "BOR")


@refuses("1.11")
def observer_signs_behind_the_secretariat(scribe: Scribe) -> SignedAct:
    """An act on behalf of the Chair has the secretariat's signature and no other."""
    return on_behalf(scribe, "SEC", "OBS")


@refuses("1.11")
def behalf_of_a_body_that_is_not(scribe: Scribe) -> SignedAct:
    """Nobody acts for the Chair of a body that does not exist."""
    return on_behalf(scribe, "SEC", on_behalf_of="S0C")


# 1.12


@admits("1.12")
def two_sign_a_statement(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Several members may make one statement."""
    proposal = scribe.propose(scribe.circulate())
    fields: dict[str, Any] = {"proposal": proposal, "kind": "support", "text": "We support it."}
    signed = scribe.write(MakeStatement, "COR", "ARD", **fields)
    return signed, [Effect("statement", proposal, "support COR ARD")]


@refuses("1.12")
def two_sign_an_objection(scribe: Scribe) -> SignedAct:
    """An objection is the act of one state: two states object in two acts."""
    return scribe.write(Object, "ARD", "COR", proposal=silenced(scribe))
