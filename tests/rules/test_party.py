# SPDX-License-Identifier: Apache-2.0
"""Parties, their keys and the bodies, whole, after each act of their life."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from comity.acts.bodies import AppointChair, EstablishBody
from comity.acts.envelope import Text
from comity.acts.keys import ContestEnrolment, RecoverKeys, RevokeKey, RotateKeys
from comity.acts.outcomes import PutEditionInForce
from comity.acts.parties import AdmitParty, BodyRow, ChairTerm, PartyRow, PresentCredentials, SetSeat, WithdrawParty
from comity.rules.forum import Body, Enrolment, Party
from tests.cast.forum import EDITION, MEMBERS, START
from tests.cast.keys import note_signer, party_keys, vkey_of
from tests.cast.scribe import Scribe
from tests.rules.cases.parties import decided
from tests.rules.cases.silence import marking

ALL = tuple(MEMBERS)
WAIT = timedelta(seconds=EDITION.reenrol_wait_s)


def keys(scribe: Scribe, code: str) -> dict[str, str]:
    """The keys of a party in force: name and public key."""
    return {name: key.public.hex() for name, key in scribe.state.keys.items() if name.partition("/")[0] == code}


def waiting(scribe: Scribe) -> tuple[dict[str, Enrolment], tuple[tuple[datetime, str, str], ...]]:
    """The enrolments that wait, and what falls due."""
    return dict(scribe.state.enrolments), scribe.state.clocks


def drawn(code: str, *purposes: str, number: str = "") -> dict[str, str]:
    """The cast's keys of these purposes; ``#2`` gives the second ones."""
    return {code + each: note_signer(f"{code}{each}{number}").vkey.public.hex() for each in purposes}


def counted(party: Party, scribe: Scribe, size: int) -> Party:
    """The party after one more act of so many bytes in this hour and day."""
    seconds = int(scribe.at.timestamp())
    return replace(
        party,
        seq=party.seq + 1,
        hour=seconds // 3600,
        hour_acts=party.hour_acts + 1,
        day=seconds // 86_400,
        day_bytes=party.day_bytes + size,
    )


def test_the_parties_of_genesis() -> None:
    state = Scribe.opened().state
    assert state.eligible == ALL
    assert state.parties["FEN"] == Party("FEN", "member", 6, Text(en="Fenmark"))
    assert state.parties["SEC"] == Party("SEC", "secretariat", 0, Text(en="Secretariat"), seq=1)
    chair = ((START.replace(year=2025), "BOR"),)
    assert state.bodies["SWG"] == Body("SWG", Text(en="Working Group"), (), chair)
    assert keys(Scribe.opened(), "ARD") == drawn("ARD", "", "/recovery", "/node")


def test_acts_and_bytes_are_counted() -> None:
    scribe = Scribe.opened()
    party = scribe.state.parties["ARD"]
    for _ in range(2):
        scribe.lodge(PresentCredentials, "ARD", offices=("Envoy",), letter="0" * 64)
        party = replace(counted(party, scribe, len(scribe.entries[-1])), offices=scribe.state.parties["ARD"].offices)
        assert scribe.state.parties["ARD"] == party
    scribe.wait(hours=1).lodge(PresentCredentials, "ARD", offices=("Envoy",), letter="0" * 64)
    assert (scribe.state.parties["ARD"].hour_acts, scribe.state.parties["ARD"].seq) == (1, 3)
    assert scribe.state.parties["ARD"].day_bytes == party.day_bytes + len(scribe.entries[-1])
    scribe.wait(days=1).lodge(PresentCredentials, "ARD", offices=("Envoy",), letter="0" * 64)
    assert scribe.state.parties["ARD"].day_bytes == len(scribe.entries[-1])


def test_a_member_that_is_admitted_leaves_its_seat_and_withdraws() -> None:
    scribe = Scribe.opened()
    decision = decided(scribe)
    row = PartyRow(code="GAL", kind="member", order=7, name=Text(en="Galenia"), keys=party_keys("GAL"))
    scribe.lodge(AdmitParty, "SEC", party=row, decision=decision)
    party = Party("GAL", "member", 7, Text(en="Galenia"))
    assert (scribe.state.parties["GAL"], scribe.state.eligible) == (party, (*ALL, "GAL"))
    assert keys(scribe, "GAL") == drawn("GAL", "", "/recovery", "/node")
    scribe.lodge(SetSeat, "SEC", party="GAL", seated=False, decision=decision)
    assert (scribe.state.parties["GAL"], scribe.state.eligible) == (replace(party, standing="unseated"), ALL)
    scribe.lodge(SetSeat, "SEC", party="GAL", seated=True, decision=decision)
    assert (scribe.state.parties["GAL"], scribe.state.eligible) == (party, (*ALL, "GAL"))
    scribe.lodge(PresentCredentials, "GAL", offices=("Envoy",), letter="0" * 64)
    spent = scribe.state.spent_keys
    scribe.lodge(WithdrawParty, "GAL")
    left = scribe.state.parties["GAL"]
    assert (left.standing, left.offices, left.seq, scribe.state.eligible) == ("withdrawn", (), 2, ALL)
    assert keys(scribe, "GAL") == {}
    assert scribe.state.spent_keys == spent
    scribe.lodge(AdmitParty, "SEC", party=replace(row, order=9, keys=()), decision=decision)
    assert scribe.state.parties["GAL"] == replace(left, order=9, standing="seated")


def test_keys_that_are_rotated_revoked_and_recovered() -> None:
    scribe = Scribe.opened()
    scribe.lodge(RotateKeys, "ARD", keys=(vkey_of(note_signer("ARD/node#2")),))
    rotated = drawn("ARD", "", "/recovery") | drawn("ARD", "/node", number="#2")
    assert keys(scribe, "ARD") == rotated
    scribe.lodge(RevokeKey, "ARD", signers=("ARD/recovery",))
    del rotated["ARD"]
    assert keys(scribe, "ARD") == rotated
    signer = note_signer("ARD#2")
    act = scribe.lodge(RecoverKeys, "ARD", signers=("ARD/recovery",), keys=(vkey_of(signer),))
    due = scribe.at + WAIT
    assert waiting(scribe) == ({act: Enrolment("ARD", (signer.vkey,), due)}, ((due, "enrolment", act),))
    assert keys(scribe, "ARD") == rotated
    scribe.at = due
    scribe.submit(marking(scribe))
    assert waiting(scribe) == ({}, ())
    assert keys(scribe, "ARD") == rotated | drawn("ARD", "", number="#2")


def test_keys_that_are_contested_never_come() -> None:
    scribe = Scribe.opened()
    before = keys(scribe, "ARD")
    vkeys = (vkey_of(note_signer("ARD#2")),)
    act = scribe.lodge(RecoverKeys, "ARD", signers=("ARD/recovery",), keys=vkeys)
    scribe.lodge(ContestEnrolment, "ARD", enrolment=act)
    assert waiting(scribe) == ({}, ())
    assert keys(scribe, "ARD") == before


def test_a_body_and_its_chair() -> None:
    scribe = Scribe.opened()
    decision = decided(scribe)
    row = BodyRow(
        code="DWG",
        name=Text(en="Drafting group"),
        members=("ARD", "COR"),
        chairs=(ChairTerm(party="ARD", from_at=START),),
    )
    scribe.lodge(EstablishBody, "SEC", body=row, decision=decision)
    body = Body("DWG", Text(en="Drafting group"), ("ARD", "COR"), ((START, "ARD"),))
    assert scribe.state.bodies["DWG"] == body
    later = START + timedelta(days=1)
    scribe.lodge(AppointChair, "SEC", body="DWG", party="COR", from_at=later, decision=decision)
    assert scribe.state.bodies["DWG"] == replace(body, chairs=((START, "ARD"), (later, "COR")))


def test_an_edition_put_in_force() -> None:
    scribe = Scribe.opened()
    edition = replace(EDITION, number=2, tolerance_s=1)
    scribe.lodge(PutEditionInForce, "SEC", edition=edition, decision=decided(scribe))
    assert scribe.state.edition == edition
