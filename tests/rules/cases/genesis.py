# SPDX-License-Identifier: Apache-2.0
"""The first entry of a record: rules 2.6 and 2.7, and what chapters 1, 2, 3 and 5 ask of its lists."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from comity.acts.envelope import Text
from comity.acts.outcomes import Mark
from comity.acts.parties import BodyRow, ChairTerm, Genesis, PartyRow
from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from comity.tlog.note import sign_line
from comity.tlog.vkey import COSIGNATURE_ED25519, COSIGNATURE_MLDSA44, ED25519, VerifierKey, format_vkey, key_id
from tests.cast.forum import EDITION, ORIGIN, START, genesis_fields
from tests.cast.keys import log_signers, note_signer, party_keys, vkey_of, witness_signers
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses

IDENTITY = (1).to_bytes(32, "little")
"""The point of order 1: under it a signature can be made for any text."""
ORDER_8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
NOT_CANONICAL = (2**255 - 19 + 3).to_bytes(32, "little")
"""Another encoding of y = 3."""
NO_POINT = (2).to_bytes(32, "little")


def key(name: str, public: bytes, kind: int = ED25519) -> str:
    """Write a verifier key of these bytes, sound or not."""
    return format_vkey(VerifierKey(name, key_id(name, kind, public), kind, public))


def first(scribe: Scribe, *by: str, signers: tuple[str, ...] = (), **fields: Any) -> SignedAct:
    """Write a genesis as the first entry of its record."""
    scribe.forum, scribe.entries = None, []
    return scribe.write(Genesis, *(by or ("SEC",)), signers=signers, **{**genesis_fields(), **fields})


def parties(**keys: tuple[str, ...]) -> tuple[PartyRow, ...]:
    """Give the parties of the cast, some with other keys."""
    rows: tuple[PartyRow, ...] = genesis_fields()["parties"]
    return tuple(replace(row, keys=keys.get(row.code, row.keys)) for row in rows)


def row(code: str, kind: Any, order: int = 90) -> PartyRow:
    """Give one more party without keys."""
    return PartyRow(code=code, kind=kind, order=order, name=Text(en=code))


def body(code: str, *chairs: ChairTerm, members: tuple[str, ...] = ()) -> tuple[BodyRow, ...]:
    """Give the bodies of the cast and one more."""
    bodies: tuple[BodyRow, ...] = genesis_fields()["bodies"]
    return (*bodies, BodyRow(code=code, name=Text(en=code), chairs=chairs, members=members))


OPENED = [Effect("opened", ORIGIN, "4 3")]

# 2.6


@admits("2.6")
def genesis_of_the_cast(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The secretariat opens the record; four witnesses confirm by three."""
    return first(scribe), OPENED


@admits("2.6")
def genesis_without_witnesses(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A record may open before anybody witnesses it: everything is provisional."""
    return first(scribe, **genesis_fields(witnesses=())), [Effect("opened", ORIGIN, "0 0")]


@refuses("2.6")
def genesis_a_second_time(scribe: Scribe) -> SignedAct:
    """A record has one genesis; a later one is refused, whatever it says."""
    return scribe.write(Genesis, "SEC", **genesis_fields())


@refuses("2.6")
def first_entry_is_another_act(scribe: Scribe) -> SignedAct:
    """A record does not begin with anything but a genesis."""
    scribe.forum, scribe.entries = None, []
    return scribe.write(Mark, "REG", journal="0" * 64)


@refuses("2.6")
def genesis_with_two_registries(scribe: Scribe) -> SignedAct:
    """There is one registry."""
    return first(scribe, parties=(*parties(), row("REG2", "registry")))


@refuses("2.6")
def genesis_without_registry(scribe: Scribe) -> SignedAct:
    """There is a registry."""
    return first(scribe, parties=tuple(each for each in parties() if each.kind != "registry"))


@refuses("2.6")
def genesis_with_two_secretariats(scribe: Scribe) -> SignedAct:
    """There is one secretariat."""
    return first(scribe, parties=(*parties(), row("SEC2", "secretariat")))


@refuses("2.6")
def genesis_by_a_member(scribe: Scribe) -> SignedAct:
    """A member does not open the record."""
    return first(scribe, "ARD")


@refuses("2.6")
def genesis_by_nobody_listed(scribe: Scribe) -> SignedAct:
    """Whoever opens the record stands in its list."""
    return first(scribe, "SEK")


@refuses("2.6")
def genesis_by_two(scribe: Scribe) -> SignedAct:
    """The secretariat opens the record alone."""
    return first(scribe, "SEC", "ARD")


@refuses("2.6")
def genesis_numbered_two(scribe: Scribe) -> SignedAct:
    """Genesis is the first act of the secretariat."""
    return first(scribe, seq=(2,))


# 2.7


@admits("2.7")
def log_keys_of_another_record(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A record of another name opens with checkpoint keys of that name."""
    origin = f"{ORIGIN}/2"
    log = tuple(vkey_of(signer) for signer in log_signers(origin))
    return first(scribe, forum=origin, log=log), [Effect("opened", origin, "4 3")]


@refuses("2.7")
def log_key_of_another_name(scribe: Scribe) -> SignedAct:
    """The registry's checkpoint keys bear the name of this record, not of one that looks like it."""
    classic, quantum = log_signers(ORIGIN.replace("example", "examp1e"))
    return first(scribe, log=(vkey_of(classic), vkey_of(quantum)))


@refuses("2.7")
def log_keys_in_the_other_order(scribe: Scribe) -> SignedAct:
    """The Ed25519 key stands first, the ML-DSA-44 key second."""
    classic, quantum = log_signers(ORIGIN)
    return first(scribe, log=(vkey_of(quantum), vkey_of(classic)))


@refuses("2.7")
def log_key_of_small_order(scribe: Scribe) -> SignedAct:
    """A checkpoint key under which anybody can sign is refused."""
    return first(scribe, log=(key(ORIGIN, IDENTITY), vkey_of(log_signers(ORIGIN)[1])))


@refuses("3.2")
def log_key_malformed(scribe: Scribe) -> SignedAct:
    """A checkpoint key that is no verifier key is refused."""
    return first(scribe, log=("no key", vkey_of(log_signers(ORIGIN)[1])))


# 1.4, 1.7


@refuses("1.4")
def genesis_signed_by_another_key(scribe: Scribe) -> SignedAct:
    """Genesis is signed with the act key that it declares for the secretariat."""
    return first(scribe, signers=("SEC#2",))


@refuses("1.4")
def genesis_signed_by_the_registry_too(scribe: Scribe) -> SignedAct:
    """Genesis carries one signature."""
    signed = first(scribe)
    return replace(signed, lines=(*signed.lines, sign_line(signed.text, note_signer("REG"))))


@admits("1.7")
def genesis_made_ahead_by_the_tolerance(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Genesis may be dated ahead of its entry by exactly the tolerance of its edition."""
    return first(scribe, made_at=START + timedelta(seconds=2)), OPENED


@refuses("1.7")
def genesis_made_ahead_by_one_second_more(scribe: Scribe) -> SignedAct:
    """Genesis dated one second further ahead is refused."""
    return first(scribe, made_at=START + timedelta(seconds=3))


# 2.1


@refuses("2.1")
def genesis_lists_a_code_twice(scribe: Scribe) -> SignedAct:
    """Two parties do not share a code."""
    return first(scribe, parties=(*parties(), row("ARD", "observer_state")))


@refuses("2.1")
def genesis_lists_a_place_twice(scribe: Scribe) -> SignedAct:
    """Two members do not share a place in the list."""
    return first(scribe, parties=(*parties(), row("GAL", "member", order=1)))


@admits("2.1")
def genesis_lists_codes_that_look_alike(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Codes are compared letter by letter: COR and C0R are two parties, and each has its own keys."""
    twin = PartyRow(code="C0R", kind="member", order=7, name=Text(en="Another"), keys=party_keys("C0R"))
    return first(scribe, parties=(*parties(), twin)), OPENED


@admits("2.1")
def genesis_lists_a_place_of_another_kind(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Members and observers are counted apart: the first member and the first organization are both first."""
    return first(scribe, parties=(*parties(), row("ORG", "observer_organization", order=1))), OPENED


# 3.1 to 3.3

ACTS, RECOVERY, NODE = (vkey_of(note_signer(name)) for name in ("FEN", "FEN/recovery", "FEN/node"))


@refuses("3.1")
def genesis_gives_a_party_the_key_of_another(scribe: Scribe) -> SignedAct:
    """A party's keys bear its own code."""
    return first(scribe, parties=parties(FEN=(vkey_of(note_signer("FEM")),)))


@refuses("3.1")
def genesis_gives_a_key_for_an_unknown_purpose(scribe: Scribe) -> SignedAct:
    """There are no purposes but those of the rules."""
    return first(scribe, parties=parties(FEN=(ACTS, vkey_of(note_signer("FEN/press")))))


@refuses("3.1")
def genesis_gives_two_keys_for_one_purpose(scribe: Scribe) -> SignedAct:
    """A party has one key for its acts."""
    return first(scribe, parties=parties(FEN=(ACTS, vkey_of(note_signer("FEN#2")))))


@refuses("3.1")
def genesis_gives_an_act_key_that_cosigns(scribe: Scribe) -> SignedAct:
    """A key for acts is of the type for notes, not of the type for cosignatures."""
    public = note_signer("FEN").vkey.public
    return first(scribe, parties=parties(FEN=(key("FEN", public, COSIGNATURE_ED25519),)))


@refuses("3.2")
def genesis_gives_a_malformed_key(scribe: Scribe) -> SignedAct:
    """A key whose id is not that of its name and bytes is refused."""
    return first(scribe, parties=parties(FEN=("FEN+00000000" + ACTS[ACTS.rindex("+") :],)))


@refuses("3.2")
def genesis_gives_a_key_of_order_one(scribe: Scribe) -> SignedAct:
    """A key under which anybody can sign anything is refused."""
    return first(scribe, parties=parties(FEN=(key("FEN", IDENTITY),)))


@refuses("3.2")
def genesis_gives_a_key_of_order_eight(scribe: Scribe) -> SignedAct:
    """A key of the largest of the small orders is refused."""
    return first(scribe, parties=parties(FEN=(key("FEN", ORDER_8),)))


@refuses("3.2")
def genesis_gives_a_key_that_is_not_canonical(scribe: Scribe) -> SignedAct:
    """A second encoding of a point is refused: libraries would not agree on it."""
    return first(scribe, parties=parties(FEN=(key("FEN", NOT_CANONICAL),)))


@refuses("3.2")
def genesis_gives_a_key_that_is_no_point(scribe: Scribe) -> SignedAct:
    """Bytes that are no point of the curve are no key."""
    return first(scribe, parties=parties(FEN=(key("FEN", NO_POINT),)))


@admits("3.2")
def genesis_lists_a_party_without_keys(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A party may stand in the list before it has keys."""
    return first(scribe, parties=parties(FEN=())), OPENED


@refuses("3.3")
def genesis_gives_one_key_for_two_purposes(scribe: Scribe) -> SignedAct:
    """The same public key does not serve acts and recovery."""
    return first(scribe, parties=parties(FEN=(ACTS, key("FEN/recovery", note_signer("FEN").vkey.public))))


@refuses("3.3")
def genesis_gives_two_witnesses_one_key(scribe: Scribe) -> SignedAct:
    """A cosigning key under two names would count for two states."""
    borrowed = key("COR/witness", witness_signers("BOR")[0].vkey.public, COSIGNATURE_ED25519)
    own = vkey_of(witness_signers("COR")[1])
    return first(scribe, parties=parties(COR=(*party_keys("COR"), borrowed, own)))


@refuses("3.3")
def genesis_gives_two_witnesses_one_key_of_the_second_type(scribe: Scribe) -> SignedAct:
    """The same holds for the ML-DSA-44 key."""
    borrowed = key("COR/witness", witness_signers("BOR")[1].vkey.public, COSIGNATURE_MLDSA44)
    own = vkey_of(witness_signers("COR")[0])
    return first(scribe, parties=parties(COR=(*party_keys("COR"), own, borrowed)))


# 3.8, 3.10


@refuses("3.8")
def genesis_gives_a_witness_one_cosigning_key(scribe: Scribe) -> SignedAct:
    """A witness has two cosigning keys."""
    return first(scribe, parties=parties(FEN=(ACTS, vkey_of(witness_signers("FEN")[0]))))


@refuses("3.8")
def genesis_gives_an_observer_cosigning_keys(scribe: Scribe) -> SignedAct:
    """An observer is no witness."""
    return first(scribe, parties=parties(OBS=party_keys("OBS", witness=True)))


@refuses("3.1")
def genesis_gives_cosigning_keys_in_the_other_order(scribe: Scribe) -> SignedAct:
    """The Ed25519 cosigning key stands before the ML-DSA-44 key."""
    classic, quantum = witness_signers("FEN")
    return first(scribe, parties=parties(FEN=(ACTS, vkey_of(quantum), vkey_of(classic))))


@admits("3.8")
def genesis_with_five_witnesses(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Of five witnesses four confirm."""
    fields = genesis_fields(witnesses=("ARD", "BOR", "COR", "DEL", "ELV"))
    return first(scribe, **fields), [Effect("opened", ORIGIN, "5 4")]


@refuses("3.10")
def genesis_states_a_quorum_too_low(scribe: Scribe) -> SignedAct:
    """Of four witnesses two do not confirm."""
    return first(scribe, quorum=2)


@refuses("3.10")
def genesis_states_a_quorum_too_high(scribe: Scribe) -> SignedAct:
    """Of four witnesses it does not take four."""
    return first(scribe, quorum=4)


# 5.1, 10.8


@admits("5.1")
def genesis_with_a_body_of_three(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A body may have a part of the members in it."""
    return first(scribe, bodies=body("DWG", members=("ARD", "BOR", "COR"))), OPENED


@refuses("5.1")
def genesis_gives_a_body_the_code_of_a_party(scribe: Scribe) -> SignedAct:
    """A body and a party do not share a code."""
    return first(scribe, bodies=body("ARD"))


@refuses("5.1")
def genesis_lists_a_body_twice(scribe: Scribe) -> SignedAct:
    """Two bodies do not share a code."""
    return first(scribe, bodies=body("SOC"))


@refuses("5.1")
def genesis_lets_an_observer_chair(scribe: Scribe) -> SignedAct:
    """A body is chaired by a member."""
    return first(scribe, bodies=body("DWG", ChairTerm(party="OBS", from_at=START)))


@refuses("10.8")
def genesis_with_numbers_that_do_not_fit(scribe: Scribe) -> SignedAct:
    """Genesis brings an edition whose numbers fit together, or none."""
    return first(scribe, edition=replace(EDITION, tolerance_s=4))
