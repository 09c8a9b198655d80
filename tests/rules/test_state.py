# SPDX-License-Identifier: Apache-2.0
"""What the forum holds after an act, beyond what its effects say."""

import inspect
import pkgutil
from hashlib import sha256
from importlib import import_module

import msgspec
import pytest

import comity.acts
import comity.rules
from comity.acts.documents import Version
from comity.acts.envelope import Text
from comity.acts.keys import EnrolWitness, RetireWitness
from comity.acts.outcomes import AnnounceDecision
from comity.acts.parties import ExamineCredentials, PresentCredentials
from comity.acts.silence import Object, VoidSilence, WithdrawFromSilence
from comity.rules.forum import Document, Witness
from comity.rules.outcome import Refused
from comity.rules.witnesses import change_witnesses, witnesses_hash
from tests.cast.forum import WITNESSES
from tests.cast.keys import vkey_of, witness_signers
from tests.cast.scribe import Scribe, version
from tests.rules.cases.announcements import (
    FIRST,
    NUMBER,
    READ_OUT,
    SECOND,
    TRANSLATED,
    announcing,
    package,
    read_out,
)
from tests.rules.cases.outcomes import ended, recording
from tests.rules.cases.silence import at_meeting, placing, with_terms


def structs() -> list[type[msgspec.Struct]]:
    """Every Struct of acts and rules."""
    modules = [
        import_module(f"{room.__name__}.{each.name}")
        for room in (comity.acts, comity.rules)
        for each in pkgutil.iter_modules(room.__path__)
    ]
    found = {
        each
        for module in modules
        for _, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, msgspec.Struct) and each.__module__ == module.__name__
    }
    return sorted(found, key=lambda each: (each.__module__, each.__name__))


@pytest.mark.parametrize("struct", structs(), ids=lambda struct: struct.__name__)
def test_what_is_said_and_what_is_held_is_frozen(struct: type[msgspec.Struct]) -> None:
    assert struct.__struct_config__.frozen


def witness(code: str) -> Witness:
    classic, quantum = witness_signers(code)
    return Witness(code.partition("#")[0], classic.vkey, quantum.vkey)


def test_a_witness_has_both_its_keys() -> None:
    scribe = Scribe.opened()
    for code, name, before, after in (("ELV", "ELV", 3, 4), ("BOR", "BOR#2", 4, 4)):
        keys = tuple(vkey_of(signer) for signer in witness_signers(name))
        scribe.lodge(EnrolWitness, code, keys=keys, quorum_before=before, quorum=after)
    expected = ("ARD", "BOR#2", "COR", "DEL", "ELV")
    assert scribe.state.witnesses == tuple(witness(code) for code in expected)
    written = ",".join(f'"{vkey_of(signer)}"' for code in expected for signer in witness_signers(code))
    assert witnesses_hash(scribe.state.witnesses) == sha256(f"[{written}]".encode()).hexdigest()


def test_the_witnesses_of_genesis_have_both_their_keys() -> None:
    assert Scribe.opened().state.witnesses == tuple(witness(code) for code in WITNESSES)


@pytest.mark.parametrize("end", [WithdrawFromSilence, VoidSilence])
def test_a_silence_that_ends_without_a_result_leaves_the_matter_as_it_was(
    end: type[WithdrawFromSilence | VoidSilence],
) -> None:
    scribe = Scribe.opened(with_terms(objections_tolerated=1))
    proposal = scribe.propose(scribe.circulate())
    before = scribe.state.matters[proposal]
    scribe.submit(placing(scribe, proposal))
    scribe.lodge(Object, "COR", proposal=proposal)
    fault = {"fault": "language", "explanation": Text(en="x")} if end is VoidSilence else {}
    scribe.lodge(end, "BOR", proposal=proposal, **fault)  # type: ignore[arg-type]  # fields of VoidSilence
    assert scribe.state.matters[proposal] == before
    assert scribe.state.clocks == ()
    assert scribe.state.documents["CICA/SOC/2026/L.1"].frozen_by == ()


def test_a_suggestion_taken_back_leaves_the_matter_as_it_was() -> None:
    scribe = Scribe.opened()
    proposal = scribe.propose(scribe.circulate())
    before = scribe.state.matters[proposal]
    scribe.submit(at_meeting(scribe, proposal))
    assert scribe.state.matters[proposal].meeting == "SOC/2026/1"
    scribe.lodge(WithdrawFromSilence, "BOR", proposal=proposal)
    assert scribe.state.matters[proposal] == before


def announcement(scribe: Scribe, proposal: str, number: str, *versions: Version) -> None:
    scribe.lodge(AnnounceDecision, "BOR", proposal=proposal, symbol=number, label="2026/1", versions=versions)


def test_a_decision_has_a_number_and_the_text_of_its_first_document() -> None:
    scribe = Scribe.opened()
    proposal = package(scribe, SECOND)
    announcement(scribe, proposal, NUMBER)
    versions = tuple(
        (language, status, version(FIRST, language).blob.sha256)
        for language, status in (("en", "official"), ("ru", "working"))
    )
    assert scribe.state.documents[NUMBER] == Document(scribe.state.size - 1, "BOR", scribe.at, versions)
    assert (scribe.state.matters[proposal].stage, scribe.state.matters[proposal].number) == ("announced", NUMBER)


def test_a_decision_read_out_has_the_text_announced() -> None:
    scribe = Scribe.opened()
    announcement(scribe, read_out(scribe), NUMBER, READ_OUT, TRANSLATED)
    versions = (("en", "official", READ_OUT.blob.sha256), ("ru", "working", TRANSLATED.blob.sha256))
    assert scribe.state.documents[NUMBER] == Document(scribe.state.size - 1, "BOR", scribe.at, versions)


def test_another_text_than_was_read_out_is_named_in_the_refusal() -> None:
    scribe = Scribe.opened()
    refused = scribe.submit(announcing(scribe, read_out(scribe), TRANSLATED, version(FIRST, "en")))
    other, expected = version(FIRST, "en").blob.sha256[:12], READ_OUT.blob.sha256[:12]
    found = f"en {other} ru {TRANSLATED.blob.sha256[:12]}"
    assert refused == Refused("10.6", found=found, expected=f"en {expected}")


def test_another_outcome_is_named_in_the_refusal() -> None:
    scribe = Scribe.opened()
    proposal = ended(scribe)
    objection = scribe.state.matters[proposal].objections[0].act
    refused = scribe.submit(recording(scribe, proposal, positions=()))
    position = f'{{"party":"COR","kind":"objection","act":"{objection}"}}'
    assert refused == Refused("10.3", found="positions []", expected=f"positions [{position}]")


def test_offices_are_pending_then_accepted() -> None:
    scribe = Scribe.opened()
    letter = scribe.lodge(PresentCredentials, "ARD", offices=("Envoy", "Counsellor"), letter="0" * 64)
    pending = (("Envoy", letter, "pending"), ("Counsellor", letter, "pending"))
    assert scribe.state.parties["ARD"].offices == pending
    scribe.lodge(ExamineCredentials, "SEC", credentials=letter, party="ARD", accepted=True)
    assert scribe.state.parties["ARD"].offices == tuple((name, letter, "accepted") for name, _, _ in pending)


def test_a_party_unknown_to_a_chain_retires_nobody() -> None:
    scribe = Scribe.opened()
    fields = {"party": "DEL", "decision": "ab" * 32, "quorum_before": 3, "quorum": 3}
    signed = scribe.write(RetireWitness, "ZZZ", **fields)  # type: ignore[arg-type]  # fields of RetireWitness
    assert isinstance(signed.act, RetireWitness)
    refused = change_witnesses(scribe.state, signed.act)
    assert refused == Refused("3.9", found="ZZZ DEL", expected="witness; secretariat, party, decision")
