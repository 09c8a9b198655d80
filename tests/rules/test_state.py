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
from comity.acts.envelope import Text
from comity.acts.keys import EnrolWitness
from comity.acts.silence import Object, VoidSilence, WithdrawFromSilence
from comity.rules.forum import Witness
from comity.rules.witnesses import witnesses_hash
from tests.cast.forum import WITNESSES
from tests.cast.keys import vkey_of, witness_signers
from tests.cast.scribe import Scribe
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
