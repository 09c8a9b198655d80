# SPDX-License-Identifier: Apache-2.0
"""Keys: rotation, revocation, recovery, enrolment on a note verbale: rules 3.1 to 3.7."""

from datetime import timedelta
from typing import Any

from comity.acts.keys import ContestEnrolment, EnrolParty, RecoverKeys, RevokeKey, RotateKeys
from comity.acts.outcomes import Mark
from comity.acts.parties import PresentCredentials
from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from comity.tlog.vkey import COSIGNATURE_ED25519
from tests.cast.keys import note_signer, vkey_of, witness_signers
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses
from tests.rules.cases.genesis import IDENTITY, key
from tests.rules.cases.parties import admitted, decided, enter

WAIT = timedelta(hours=72)
NEW = note_signer("ARD#2").vkey
NEW_KEYS = (vkey_of(note_signer("ARD#2")),)
PENDING = [Effect("credentials", "ARD", "pending")]
ENROLLED = Effect("key_enrolled", "ARD", NEW.key_id.hex())


def rotation(scribe: Scribe, *keys: str, by: str = "ARD", signers: tuple[str, ...] = ()) -> SignedAct:
    """Write an act that replaces keys."""
    return scribe.write(RotateKeys, by, signers=signers, keys=keys or NEW_KEYS)


def plain(scribe: Scribe, signer: str = "ARD", by: str = "ARD") -> SignedAct:
    """Write an act that any party may lodge."""
    return scribe.write(PresentCredentials, by, signers=(signer,), offices=("Envoy",), letter="0" * 64)


def recovered(scribe: Scribe, *keys: str) -> str:
    """Let Arden enrol new keys by its recovery key; they wait."""
    return scribe.lodge(RecoverKeys, "ARD", signers=("ARD/recovery",), keys=keys or NEW_KEYS)


def enrolment(scribe: Scribe, *members: str, party: str = "ARD", **fields: Any) -> SignedAct:
    """Write the enrolment of new keys for Arden on a note verbale."""
    given = {"party": party, "keys": (vkey_of(note_signer(f"{party}#2")),), "note_verbale": "0" * 64, **fields}
    return scribe.write(EnrolParty, "SEC", *members, **given)


def waits(scribe: Scribe, code: str = "ARD") -> list[Effect]:
    """Give the effect of an enrolment that waits for 72 hours."""
    return [Effect("enrolment_waits", code, f"{scribe.at + WAIT:%Y-%m-%dT%H:%M:%SZ}")]


# 3.1


@refuses("3.4")
def rotation_of_the_recovery_key(scribe: Scribe) -> SignedAct:
    """Whoever holds the act key does not replace the recovery key with it."""
    return rotation(scribe, vkey_of(note_signer("ARD/recovery#2")))


@admits("3.1")
def rotation_of_two_purposes(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """One act may replace the act key and the key of the node."""
    signers = [note_signer(f"ARD{purpose}#2") for purpose in ("", "/node")]
    effects = [Effect("key_enrolled", signer.vkey.name, signer.vkey.key_id.hex()) for signer in signers]
    return rotation(scribe, *map(vkey_of, signers)), effects


@refuses("3.1")
def rotation_to_a_key_of_a_look_alike(scribe: Scribe) -> SignedAct:
    """A key whose name differs by one character is not the party's own."""
    return rotation(scribe, vkey_of(note_signer("C0R")), by="COR")


@refuses("3.1")
def rotation_to_a_key_of_another_party(scribe: Scribe) -> SignedAct:
    """A party does not enrol a key that bears another's name."""
    return rotation(scribe, vkey_of(note_signer("BOR#2")))


@refuses("3.1")
def rotation_with_two_keys_for_one_purpose(scribe: Scribe) -> SignedAct:
    """Two keys for the same purpose are one too many."""
    return rotation(scribe, *NEW_KEYS, vkey_of(note_signer("ARD#3")))


@refuses("3.1")
def rotation_of_the_cosigning_key(scribe: Scribe) -> SignedAct:
    """Cosigning keys change by the act that enrols a witness, not by a rotation."""
    return rotation(scribe, vkey_of(witness_signers("ARD#2")[0]))


@refuses("3.1")
def rotation_to_a_key_of_the_cosigning_type(scribe: Scribe) -> SignedAct:
    """The key for acts signs notes; a key of the cosigning type does not."""
    return rotation(scribe, key("ARD", NEW.public, COSIGNATURE_ED25519))


# 3.2


@refuses("3.2")
def rotation_to_a_malformed_key(scribe: Scribe) -> SignedAct:
    """What is not a verifier key is not enrolled."""
    return rotation(scribe, "ARD+key")


@refuses("3.2")
def rotation_to_a_key_of_small_order(scribe: Scribe) -> SignedAct:
    """A key under which anybody can sign is not enrolled."""
    return rotation(scribe, key("ARD", IDENTITY))


# 3.3


@admits("3.3")
def rotation_to_a_key_never_used(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A key that this party never had is enrolled."""
    return rotation(scribe), [ENROLLED]


@refuses("3.3")
def rotation_to_the_key_in_force(scribe: Scribe) -> SignedAct:
    """The key in force is not enrolled again."""
    return rotation(scribe, vkey_of(note_signer("ARD")))


@refuses("3.3")
def rotation_back_to_the_first_key(scribe: Scribe) -> SignedAct:
    """A key once replaced never comes back."""
    scribe.lodge(RotateKeys, "ARD", keys=NEW_KEYS)
    return rotation(scribe, vkey_of(note_signer("ARD")), signers=("ARD#2",))


@refuses("3.3")
def rotation_to_the_recovery_key_for_acts(scribe: Scribe) -> SignedAct:
    """A key that served one purpose of a party does not come to serve another."""
    return rotation(scribe, key("ARD", note_signer("ARD/recovery").vkey.public))


@refuses("3.3")
def rotation_to_the_cosigning_key_for_acts(scribe: Scribe) -> SignedAct:
    """The public key with which a witness cosigns does not come to sign its acts."""
    return rotation(scribe, key("ARD", witness_signers("ARD")[0].vkey.public))


@refuses("3.3")
def rotation_to_one_key_for_two_purposes(scribe: Scribe) -> SignedAct:
    """One new key does not serve two purposes."""
    return rotation(scribe, *NEW_KEYS, key("ARD/node", NEW.public))


@refuses("3.3")
def rotation_to_a_key_that_waits(scribe: Scribe) -> SignedAct:
    """A key that waits for its time is spent already."""
    recovered(scribe)
    return rotation(scribe)


@refuses("3.3")
def recovery_to_a_key_that_was_contested(scribe: Scribe) -> SignedAct:
    """A key whose enrolment was contested is not enrolled again."""
    scribe.lodge(ContestEnrolment, "ARD", enrolment=recovered(scribe))
    return scribe.write(RecoverKeys, "ARD", signers=("ARD/recovery",), keys=NEW_KEYS)


# 3.4


@admits("3.4")
def rotation_by_the_key_in_force(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A rotation is signed with the act key that it replaces."""
    scribe.lodge(RotateKeys, "ARD", keys=NEW_KEYS)
    newer = note_signer("ARD#3")
    effects = [Effect("key_enrolled", "ARD", newer.vkey.key_id.hex())]
    return rotation(scribe, vkey_of(newer), signers=("ARD#2",)), effects


@refuses("1.4")
def rotation_by_the_new_key(scribe: Scribe) -> SignedAct:
    """The new key does not enrol itself."""
    return rotation(scribe, signers=("ARD#2",))


@refuses("1.4")
def rotation_by_the_recovery_key(scribe: Scribe) -> SignedAct:
    """The recovery key enrols nothing at once."""
    return rotation(scribe, signers=("ARD/recovery",))


# 3.5


@admits("3.5")
def revocation_by_the_recovery_key(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The recovery key takes the act key out of use."""
    return scribe.write(RevokeKey, "ARD", signers=("ARD/recovery",)), [Effect("key_revoked", "ARD")]


@refuses("3.5")
def revocation_of_a_key_that_is_revoked(scribe: Scribe) -> SignedAct:
    """Where no act key is in force, none is revoked."""
    scribe.lodge(RevokeKey, "ARD", signers=("ARD/recovery",))
    return scribe.write(RevokeKey, "ARD", signers=("ARD/recovery",))


# 3.6


@admits("3.6")
def recovery_waits_for_three_days(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Keys enrolled with the recovery key wait for the time that the edition sets."""
    signed = scribe.write(RecoverKeys, "ARD", signers=("ARD/recovery",), keys=NEW_KEYS)
    return signed, waits(scribe)


@admits("3.6")
def recovery_waits_to_the_millisecond(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The waiting time counts from the millisecond at which the act was sequenced."""
    signed = scribe.wait(milliseconds=250).write(RecoverKeys, "ARD", signers=("ARD/recovery",), keys=NEW_KEYS)
    return signed, [Effect("enrolment_waits", "ARD", "2026-11-26T05:00:00.250Z")]


@refuses("3.2")
def recovery_to_a_key_of_small_order(scribe: Scribe) -> SignedAct:
    """A key that waits is judged before it waits."""
    return scribe.write(RecoverKeys, "ARD", signers=("ARD/recovery",), keys=(key("ARD", IDENTITY),))


@admits("3.6")
def old_key_one_second_before_the_time(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """One second before the waiting time ends, the old key signs."""
    recovered(scribe)
    scribe.at += WAIT - timedelta(seconds=1)
    return plain(scribe), PENDING


@refuses("1.4")
def new_key_one_millisecond_before_the_time(scribe: Scribe) -> SignedAct:
    """One millisecond before the waiting time ends, the new key does not sign."""
    recovered(scribe)
    scribe.at += WAIT - timedelta(milliseconds=1)
    return plain(scribe, "ARD#2")


@admits("3.6")
def new_key_exactly_at_the_time(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """At the instant at which the waiting time ends, the new key signs."""
    recovered(scribe)
    scribe.at += WAIT
    return plain(scribe, "ARD#2"), [ENROLLED, *PENDING]


@refuses("1.4")
def old_key_exactly_at_the_time(scribe: Scribe) -> SignedAct:
    """At that instant the old key has ceased to sign."""
    recovered(scribe)
    scribe.at += WAIT
    return plain(scribe)


@admits("3.6")
def new_recovery_key_from_its_time_on(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A new recovery key takes effect with the others."""
    newer = note_signer("ARD/recovery#2")
    recovered(scribe, vkey_of(newer))
    scribe.at += WAIT
    enrolled = Effect("key_enrolled", "ARD/recovery", newer.vkey.key_id.hex())
    return scribe.write(RevokeKey, "ARD", signers=("ARD/recovery#2",)), [enrolled, Effect("key_revoked", "ARD")]


@admits("3.6")
def contest_by_the_old_act_key(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The act key still in force stops keys that somebody enrolled with the recovery key."""
    waiting = recovered(scribe)
    return scribe.write(ContestEnrolment, "ARD", enrolment=waiting), [Effect("enrolment_contested", "ARD")]


@admits("3.6")
def contest_by_the_recovery_key(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The recovery key stops an enrolment too, after the act key was revoked."""
    waiting = recovered(scribe)
    scribe.lodge(RevokeKey, "ARD", signers=("ARD/recovery",))
    signed = scribe.write(ContestEnrolment, "ARD", signers=("ARD/recovery",), enrolment=waiting)
    return signed, [Effect("enrolment_contested", "ARD")]


@admits("3.6")
def contest_in_the_last_millisecond(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An enrolment is contested until the millisecond before it takes effect."""
    waiting = recovered(scribe)
    scribe.at += WAIT - timedelta(milliseconds=1)
    return scribe.write(ContestEnrolment, "ARD", enrolment=waiting), [Effect("enrolment_contested", "ARD")]


@admits("3.6")
def contested_keys_never_take_effect(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """When the time comes, contested keys do not come with it."""
    waiting = recovered(scribe)
    scribe.lodge(ContestEnrolment, "ARD", enrolment=waiting)
    scribe.at += WAIT
    return plain(scribe), PENDING


@refuses("3.6")
def contest_at_the_time_by_the_recovery_key(scribe: Scribe) -> SignedAct:
    """At the instant of taking effect it is too late to contest."""
    waiting = recovered(scribe)
    scribe.at += WAIT
    return scribe.write(ContestEnrolment, "ARD", signers=("ARD/recovery",), enrolment=waiting)


@refuses("3.6")
def contest_of_anothers_keys(scribe: Scribe) -> SignedAct:
    """A party contests the enrolment of its own keys alone."""
    return scribe.write(ContestEnrolment, "BOR", enrolment=recovered(scribe))


@refuses("3.6")
def contest_of_nothing(scribe: Scribe) -> SignedAct:
    """What does not wait is not contested."""
    return scribe.write(ContestEnrolment, "ARD", enrolment="0" * 64)


@refuses("3.6")
def contest_twice(scribe: Scribe) -> SignedAct:
    """What was contested does not wait any more."""
    waiting = recovered(scribe)
    scribe.lodge(ContestEnrolment, "ARD", enrolment=waiting)
    return scribe.write(ContestEnrolment, "ARD", enrolment=waiting)


@refuses("1.4")
def contest_by_the_node_key(scribe: Scribe) -> SignedAct:
    """The key of the node contests nothing."""
    return scribe.write(ContestEnrolment, "ARD", signers=("ARD/node",), enrolment=recovered(scribe))


@refuses("1.4")
def contest_by_the_waiting_key(scribe: Scribe) -> SignedAct:
    """A key that waits contests nothing."""
    return scribe.write(ContestEnrolment, "ARD", signers=("ARD#2",), enrolment=recovered(scribe))


# 3.7


@admits("3.7")
def enrolment_countersigned_by_the_quorum(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where a party had keys, K witnesses countersign the new ones."""
    return enrolment(scribe, "BOR", "COR", "DEL"), waits(scribe)


@refuses("3.7")
def enrolment_countersigned_by_one_less(scribe: Scribe) -> SignedAct:
    """One witness less than K is not enough."""
    return enrolment(scribe, "BOR", "COR")


@refuses("3.7")
def enrolment_countersigned_by_a_member_that_does_not_witness(scribe: Scribe) -> SignedAct:
    """A member that is no witness does not countersign."""
    return enrolment(scribe, "BOR", "COR", "FEN")


@refuses("3.7")
def enrolment_countersigned_by_one_too_many(scribe: Scribe) -> SignedAct:
    """K witnesses and one that is none are refused together."""
    return enrolment(scribe, "BOR", "COR", "DEL", "FEN")


@refuses("3.7")
def enrolment_countersigned_by_the_party_itself(scribe: Scribe) -> SignedAct:
    """The party whose keys are in question does not count among the witnesses."""
    return enrolment(scribe, "ARD", "BOR", "COR")


@refuses("3.7")
def enrolment_for_nobody(scribe: Scribe) -> SignedAct:
    """Keys are enrolled for a party on the list."""
    return enrolment(scribe, "BOR", "COR", "DEL", party="ARO")


@refuses("3.7")
def enrolment_by_a_member(scribe: Scribe) -> SignedAct:
    """The secretariat, to which the note was handed, signs first."""
    fields: dict[str, Any] = {"party": "FEN", "keys": (vkey_of(note_signer("FEN#2")),), "note_verbale": "0" * 64}
    return scribe.write(EnrolParty, "BOR", "COR", "DEL", "ARD", **fields)


@refuses("3.7")
def enrolment_signed_first_by_a_witness(scribe: Scribe) -> SignedAct:
    """The secretariat signs before the witnesses, not among them."""
    fields: dict[str, Any] = {"party": "ARD", "keys": NEW_KEYS, "note_verbale": "0" * 64}
    return scribe.write(EnrolParty, "BOR", "SEC", "COR", "DEL", **fields)


@refuses("3.1")
def enrolment_of_the_key_of_another(scribe: Scribe) -> SignedAct:
    """The keys on a note verbale bear the name of the party that sent it."""
    return enrolment(scribe, "BOR", "COR", "DEL", keys=(vkey_of(note_signer("BOR#2")),))


@admits("3.7")
def first_keys_need_no_witness(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A party that never had keys gets its first ones from the secretariat alone, after the waiting time."""
    admitted(scribe, decided(scribe))
    return enrolment(scribe, party="GAL"), waits(scribe, "GAL")


@admits("3.7")
def first_keys_take_effect_after_the_time(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A party's first keys sign from the instant at which the waiting time ends."""
    admitted(scribe, decided(scribe))
    enter(scribe, enrolment(scribe, party="GAL"))
    scribe.at += WAIT
    enrolled = Effect("key_enrolled", "GAL", note_signer("GAL#2").vkey.key_id.hex())
    return plain(scribe, "GAL#2", by="GAL"), [enrolled, Effect("credentials", "GAL", "pending")]


@refuses("3.7")
def first_keys_replaced_while_they_wait(scribe: Scribe) -> SignedAct:
    """The secretariat alone does not put other keys beside those that wait."""
    admitted(scribe, decided(scribe))
    enter(scribe, enrolment(scribe, party="GAL"))
    return enrolment(scribe, party="GAL", keys=(vkey_of(note_signer("GAL#3")),))


@refuses("3.7")
def keys_of_a_party_that_revoked_its_own(scribe: Scribe) -> SignedAct:
    """A party with a recovery key still has keys: the secretariat alone enrols none."""
    scribe.lodge(RevokeKey, "ARD", signers=("ARD/recovery",))
    return enrolment(scribe)


@refuses("3.7")
def keys_of_a_party_without_a_recovery_key(scribe: Scribe) -> SignedAct:
    """A party with an act key has keys, though it has none for recovery."""
    admitted(scribe, decided(scribe), keys=(vkey_of(note_signer("GAL")),))
    return enrolment(scribe, party="GAL")


@admits("3.6")
def enrolment_contested_by_the_party(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A party that still has its act key stops what the secretariat and the witnesses enrol for it."""
    signed = enrolment(scribe, "BOR", "COR", "DEL")
    enter(scribe, signed)
    return scribe.write(ContestEnrolment, "ARD", enrolment=signed.id), [Effect("enrolment_contested", "ARD")]


@admits("3.6")
def two_enrolments_due_at_one_instant(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Two enrolments that fall due together both take effect, in an order that every node computes alike."""
    ids = {}
    for code in ("ARD", "COR"):
        keys = (vkey_of(note_signer(f"{code}#2")),)
        ids[scribe.lodge(RecoverKeys, code, signers=(f"{code}/recovery",), keys=keys)] = code
    scribe.at += WAIT
    codes = [ids[each] for each in sorted(ids)]
    effects = [Effect("key_enrolled", code, note_signer(f"{code}#2").vkey.key_id.hex()) for code in codes]
    return scribe.write(Mark, "REG", journal=scribe.state.journal.hex()), effects
