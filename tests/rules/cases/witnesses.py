# SPDX-License-Identifier: Apache-2.0
"""Witnesses come by their own acts, and go by these or by decision: rules 3.8 to 3.10."""

from hashlib import sha256
from typing import Any

from comity.acts.keys import EnrolWitness, RetireWitness
from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from comity.tlog.vkey import COSIGNATURE_ED25519, COSIGNATURE_MLDSA44
from tests.cast.keys import note_signer, vkey_of, witness_signers
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses
from tests.rules.cases.genesis import IDENTITY, key
from tests.rules.cases.outcomes import ended, recording
from tests.rules.cases.parties import decided


def pair(code: str) -> tuple[str, str]:
    """Give the cosigning pair of a witness; ``ARD#2`` is the second pair of ARD."""
    classic, quantum = witness_signers(code)
    return vkey_of(classic), vkey_of(quantum)


def enrol(scribe: Scribe, code: str, before: int, after: int, keys: tuple[str, ...] = ()) -> SignedAct:
    """Write the act by which a member becomes a witness."""
    return scribe.write(EnrolWitness, code, keys=keys or pair(code), quorum_before=before, quorum=after)


def enrolled(scribe: Scribe, code: str, before: int, after: int, keys: tuple[str, ...] = ()) -> None:
    """Let a member become a witness, or change its keys."""
    scribe.lodge(EnrolWitness, code, keys=keys or pair(code), quorum_before=before, quorum=after)


def retire(scribe: Scribe, code: str, before: int, after: int) -> SignedAct:
    """Write the act by which a witness retires."""
    return scribe.write(RetireWitness, code, quorum_before=before, quorum=after)


def witnesses(code: str, value: str) -> list[Effect]:
    """Give the effect: number of witnesses and K."""
    return [Effect("witnesses", f"{code}/witness", value)]


# 3.8, 3.10


@admits("3.10")
def fifth_witness(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """With the fifth witness K rises from three to four."""
    return enrol(scribe, "ELV", 3, 4), witnesses("ELV", "5 4")


@admits("3.10")
def sixth_witness(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """With the sixth witness K rises to five: two changes may follow one another."""
    enrolled(scribe, "ELV", 3, 4)
    return enrol(scribe, "FEN", 4, 5), witnesses("FEN", "6 5")


@admits("3.10")
def sixth_witness_retires(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """When the sixth retires K falls to four."""
    enrolled(scribe, "ELV", 3, 4)
    enrolled(scribe, "FEN", 4, 5)
    return retire(scribe, "FEN", 5, 4), witnesses("FEN", "5 4")


@admits("3.10")
def fifth_witness_retires(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """From six witnesses down to four, another one than came last."""
    enrolled(scribe, "ELV", 3, 4)
    enrolled(scribe, "FEN", 4, 5)
    scribe.lodge(RetireWitness, "FEN", quorum_before=5, quorum=4)
    return retire(scribe, "BOR", 4, 3), witnesses("BOR", "4 3")


@admits("3.10", witnesses=())
def first_witness(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The first witness confirms alone."""
    return enrol(scribe, "ARD", 0, 1), witnesses("ARD", "1 1")


@admits("3.10", witnesses=("ARD",))
def last_witness_retires(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The last witness may retire; everything is provisional from there."""
    return retire(scribe, "ARD", 1, 0), witnesses("ARD", "0 0")


@admits("3.10")
def witness_changes_its_keys(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A witness that changes its cosigning keys is counted once: K stays."""
    return enrol(scribe, "ARD", 3, 3, pair("ARD#2")), witnesses("ARD", "4 3")


@refuses("3.10")
def witness_changes_its_keys_as_if_it_were_new(scribe: Scribe) -> SignedAct:
    """Other keys make no other witness."""
    return enrol(scribe, "ARD", 3, 4, pair("ARD#2"))


@refuses("3.10")
def quorum_before_wrong(scribe: Scribe) -> SignedAct:
    """K before the change is stated as it is."""
    return enrol(scribe, "ELV", 4, 4)


@refuses("3.10")
def quorum_after_wrong(scribe: Scribe) -> SignedAct:
    """K after the change is stated as it will be."""
    return enrol(scribe, "ELV", 3, 3)


@refuses("3.10")
def quorum_before_wrong_in_retirement(scribe: Scribe) -> SignedAct:
    """A witness that retires states K before it."""
    return retire(scribe, "DEL", 4, 3)


@refuses("3.10")
def quorum_after_wrong_in_retirement(scribe: Scribe) -> SignedAct:
    """Three witnesses still need all three: K does not fall below."""
    return retire(scribe, "DEL", 3, 2)


@refuses("3.10")
def quorum_stated_before_another_change(scribe: Scribe) -> SignedAct:
    """A change that another one overtook states a K that no longer holds."""
    act = enrol(scribe, "FEN", 3, 4)
    enrolled(scribe, "ELV", 3, 4)
    return act


@refuses("1.10")
def observer_as_witness(scribe: Scribe) -> SignedAct:
    """An observer does not become a witness."""
    return enrol(scribe, "OBS", 3, 4)


# 3.1 to 3.3


@refuses("3.1")
def cosigning_keys_in_the_other_order(scribe: Scribe) -> SignedAct:
    """The Ed25519 key stands first."""
    return enrol(scribe, "ELV", 3, 4, pair("ELV")[::-1])


@refuses("3.1")
def cosigning_keys_of_another_name(scribe: Scribe) -> SignedAct:
    """A witness enrols keys that bear its own name."""
    return enrol(scribe, "ELV", 3, 4, pair("ELW"))


@refuses("3.1")
def cosigning_key_of_the_type_for_notes(scribe: Scribe) -> SignedAct:
    """A key for notes does not cosign."""
    plain = key("ELV/witness", note_signer("ELV#2").vkey.public)
    return enrol(scribe, "ELV", 3, 4, (plain, pair("ELV")[1]))


@refuses("3.2")
def cosigning_key_of_small_order(scribe: Scribe) -> SignedAct:
    """A key under which anybody could cosign is refused."""
    weak = key("ELV/witness", IDENTITY, COSIGNATURE_ED25519)
    return enrol(scribe, "ELV", 3, 4, (weak, pair("ELV")[1]))


@refuses("3.2")
def cosigning_key_malformed(scribe: Scribe) -> SignedAct:
    """What is no verifier key does not cosign."""
    return enrol(scribe, "ELV", 3, 4, (pair("ELV")[0], "ELV/witness+key"))


@refuses("3.3")
def cosigning_key_of_another_witness(scribe: Scribe) -> SignedAct:
    """A witness that enrolled another's public key would be counted for cosignatures it never made."""
    borrowed = key("ELV/witness", witness_signers("BOR")[0].vkey.public, COSIGNATURE_ED25519)
    return enrol(scribe, "ELV", 3, 4, (borrowed, pair("ELV")[1]))


@refuses("3.3")
def second_cosigning_key_of_another_witness(scribe: Scribe) -> SignedAct:
    """The same holds for the ML-DSA-44 key."""
    borrowed = key("ELV/witness", witness_signers("BOR")[1].vkey.public, COSIGNATURE_MLDSA44)
    return enrol(scribe, "ELV", 3, 4, (pair("ELV")[0], borrowed))


@refuses("3.3")
def cosigning_keys_enrolled_again(scribe: Scribe) -> SignedAct:
    """A witness does not enrol the keys it has."""
    return enrol(scribe, "ARD", 3, 3)


@refuses("3.3")
def cosigning_keys_replaced_come_back(scribe: Scribe) -> SignedAct:
    """Cosigning keys once replaced never come back."""
    enrolled(scribe, "ARD", 3, 3, pair("ARD#2"))
    return enrol(scribe, "ARD", 3, 3)


@refuses("3.3")
def act_key_as_cosigning_key(scribe: Scribe) -> SignedAct:
    """The key that signs acts does not cosign."""
    own = key("ELV/witness", note_signer("ELV").vkey.public, COSIGNATURE_ED25519)
    return enrol(scribe, "ELV", 3, 4, (own, pair("ELV")[1]))


# 3.9


@admits("3.9")
def witness_retires(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A witness retires by its own act; of the three that remain all confirm."""
    return retire(scribe, "DEL", 3, 3), witnesses("DEL", "3 3")


@admits("3.9")
def witness_retires_and_returns_with_new_keys(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Who has retired becomes a witness again with other keys."""
    scribe.lodge(RetireWitness, "DEL", quorum_before=3, quorum=3)
    return enrol(scribe, "DEL", 3, 3, pair("DEL#2")), witnesses("DEL", "4 3")


@refuses("3.9")
def member_that_is_no_witness_retires(scribe: Scribe) -> SignedAct:
    """Who is no witness does not retire as one."""
    return retire(scribe, "FEN", 3, 3)


@refuses("3.9")
def witness_retires_twice(scribe: Scribe) -> SignedAct:
    """Who has retired does not retire again."""
    scribe.lodge(RetireWitness, "DEL", quorum_before=3, quorum=3)
    return retire(scribe, "DEL", 3, 3)


def retiring(scribe: Scribe, by: str = "SEC", **fields: Any) -> SignedAct:
    """Write the act by which the secretariat retires Delmar on a decision, but for these fields."""
    given: dict[str, Any] = {"party": "DEL", "quorum_before": 3, "quorum": 3, **fields}
    return scribe.write(RetireWitness, by, **given)


@admits("3.9")
def witness_retired_by_decision(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The secretariat retires a witness on an adopted decision."""
    return retiring(scribe, decision=decided(scribe)), witnesses("DEL", "3 3")


@refuses("3.10")
def quorum_after_wrong_in_retirement_by_decision(scribe: Scribe) -> SignedAct:
    """A retirement by decision states K as any other change."""
    return retiring(scribe, decision=decided(scribe), quorum=2)


@refuses("2.2")
def witness_retired_on_a_decision_not_yet_taken(scribe: Scribe) -> SignedAct:
    """A proposal is not yet a decision."""
    return retiring(scribe, decision=scribe.propose(scribe.circulate(), body="MC"))


@refuses("2.2")
def witness_retired_on_nothing(scribe: Scribe) -> SignedAct:
    """The decision stands on the record."""
    return retiring(scribe, decision="ab" * 32)


@refuses("3.9")
def witness_retired_without_a_decision(scribe: Scribe) -> SignedAct:
    """The secretariat retires nobody of its own accord."""
    return retiring(scribe)


@refuses("3.9")
def nobody_named_in_retirement_by_decision(scribe: Scribe) -> SignedAct:
    """On a decision the secretariat names who retires."""
    return retiring(scribe, decision=decided(scribe), party=None)


@refuses("3.9")
def witness_retired_by_another_member_on_a_decision(scribe: Scribe) -> SignedAct:
    """What a decision asks for, the secretariat carries out."""
    return retiring(scribe, "ARD", decision=decided(scribe))


@refuses("3.9")
def witness_that_names_itself(scribe: Scribe) -> SignedAct:
    """Who retires by its own act names nobody."""
    return retiring(scribe, "DEL")


@refuses("3.9")
def witness_that_names_a_decision_alone(scribe: Scribe) -> SignedAct:
    """Who retires by its own act rests on no decision."""
    return retiring(scribe, "DEL", decision=decided(scribe), party=None)


@refuses("3.9")
def member_that_is_no_witness_retired_by_decision(scribe: Scribe) -> SignedAct:
    """Who is no witness is not retired as one."""
    return retiring(scribe, decision=decided(scribe), party="FEN")


@refuses("3.9")
def secretariat_retires_itself(scribe: Scribe) -> SignedAct:
    """The secretariat is no witness."""
    return retiring(scribe, party=None)


@refuses("1.12")
def witness_retired_by_the_secretariat_beside_it(scribe: Scribe) -> SignedAct:
    """A retirement is the witness's own act and nobody else's beside it."""
    return scribe.write(RetireWitness, "SEC", "DEL", quorum_before=3, quorum=3)


# 10.3


@refuses("10.3")
def the_witnesses_of_before(scribe: Scribe) -> SignedAct:
    """Delmar has ceased to be a witness; the outcome names the set with it."""
    proposal = ended(scribe)
    before = scribe.outcome_fields(proposal)["witnesses"]
    scribe.lodge(RetireWitness, "DEL", quorum_before=3, quorum=3)
    return recording(scribe, proposal, witnesses=before)


@refuses("10.3", witnesses=())
def a_digest_of_witnesses_though_there_are_none(scribe: Scribe) -> SignedAct:
    """While no witness is enrolled the digest is that of the empty array."""
    return recording(scribe, ended(scribe), witnesses="ab" * 32)


@admits("10.3", witnesses=())
def the_digest_of_no_witnesses(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The digest of an empty array is the SHA-256 of two brackets."""
    proposal = ended(scribe)
    act = recording(scribe, proposal, witnesses=sha256(b"[]").hexdigest())
    return act, [Effect("outcome", proposal, "objected")]
