# SPDX-License-Identifier: Apache-2.0
"""A tlog-proof holds under its policy or not at all."""

from base64 import b64encode
from typing import Any

import pytest

from comity.tlog.checkpoint import Checkpoint, sign_checkpoint
from comity.tlog.errors import (
    Malformed,
    MalformedNote,
    MalformedProof,
    QuorumNotMet,
    Unverified,
    UnverifiedProof,
)
from comity.tlog.merkle import EMPTY_ROOT, hash_reader, inclusion_proof, leaf_hash, node_hash, tree_root
from comity.tlog.note import Note, parse_note
from comity.tlog.policy import Group, Log, Policy, Witness, parse_policy
from comity.tlog.proof import Proof, format_proof, parse_proof, verify_proof
from tests.tlog.keys import LOG, LOG_PQ, ORIGIN, WITNESSES
from tests.tlog.vectors import cases, hashes, octets

AT = 1_700_000_000
LEAVES = [leaf_hash(b"entry %d" % index) for index in range(11)]
CHECKPOINT = Checkpoint(ORIGIN, 11, tree_root(LEAVES))
SIGNED = sign_checkpoint(CHECKPOINT, [LOG, LOG_PQ, *WITNESSES.values()], AT)
NOTE = parse_note(SIGNED)
POLICY = Policy(
    (Log(LOG.vkey),),
    tuple(Witness(party, signer.vkey) for party, signer in WITNESSES.items()),
    (Group("g", 3, tuple(WITNESSES)),),
    "g",
)


def proof_of(index: int, extra: bytes = b"") -> Proof:
    return Proof(index, inclusion_proof(hash_reader(LEAVES), index, 11), NOTE, extra)


@pytest.mark.parametrize("case", cases("proof"))
def test_vectors(case: dict[str, Any]) -> None:
    data, policy, leaf = octets(case["proof"]), parse_policy(octets(case["policy"])), bytes.fromhex(case["leaf"])
    if case.get("refused") == "malformed":
        with pytest.raises(Malformed):
            parse_proof(data)
        return
    proof = parse_proof(data)
    assert format_proof(proof) == data
    if "refused" in case:
        with pytest.raises({"quorum": QuorumNotMet, "unverified": Unverified}[case["refused"]]) as caught:
            verify_proof(proof, leaf, policy)
        assert (type(caught.value) is QuorumNotMet) == (case["refused"] == "quorum")
        return
    assert (proof.index, proof.hashes, proof.extra) == (
        case["index"],
        hashes(case["hashes"]),
        bytes.fromhex(case["extra"]),
    )
    verify_proof(proof, leaf, policy)


def test_the_bytes_of_a_proof() -> None:
    nodes = b64encode(node_hash(LEAVES[8], LEAVES[9])), b64encode(tree_root(LEAVES[:8]))
    head = b"c2sp.org/tlog-proof@v1\nextra QXJkZW4=\nindex 10\n%b\n%b\n\n" % nodes
    assert format_proof(proof_of(10, b"Arden")) == head + SIGNED
    assert format_proof(proof_of(10)) == head.replace(b"extra QXJkZW4=\n", b"") + SIGNED
    assert parse_proof(head + SIGNED) == proof_of(10, b"Arden")


@pytest.mark.parametrize("index", range(11))
def test_every_entry_is_proved(index: int) -> None:
    proof = parse_proof(format_proof(proof_of(index)))
    assert proof == proof_of(index)
    assert verify_proof(proof, LEAVES[index], POLICY) == CHECKPOINT
    with pytest.raises(UnverifiedProof):
        verify_proof(proof, LEAVES[index - 1], POLICY)


def test_extra_data_is_not_authenticated() -> None:
    assert verify_proof(proof_of(3, b"anything"), LEAVES[3], POLICY) == CHECKPOINT


def test_the_policy_is_asked_before_the_tree() -> None:
    poor = Proof(3, (), parse_note(sign_checkpoint(CHECKPOINT, [LOG], AT)))
    with pytest.raises(QuorumNotMet):
        verify_proof(poor, LEAVES[3], POLICY)


def test_extra_data_is_absent_unless_given() -> None:
    assert Proof(3, (), NOTE) == Proof(3, (), NOTE, b"")


def test_large_extra_data() -> None:
    extra = bytes(range(256)) * 20_000
    assert parse_proof(format_proof(proof_of(0, extra))).extra == extra


def test_63_hashes_are_read_and_64_are_not() -> None:
    for extra in (b"", b"extra"):
        most = Proof(3, (EMPTY_ROOT,) * 63, NOTE, extra)
        assert parse_proof(format_proof(most)) == most
        with pytest.raises(MalformedProof):
            format_proof(Proof(3, (EMPTY_ROOT,) * 64, NOTE, extra))


@pytest.mark.parametrize(
    "proof",
    [
        Proof(11, (), NOTE),
        Proof(2**63, (), NOTE),
        Proof(-1, (), NOTE),
        Proof(0, (bytes(1),), NOTE),
        Proof(0, (bytes(31),), NOTE),
        Proof(0, (bytes(33),), NOTE),
        Proof(0, (bytes(64),), NOTE),
    ],
)
def test_values_that_no_proof_can_carry_are_not_written(proof: Proof) -> None:
    with pytest.raises(MalformedProof):
        format_proof(proof)


def test_a_hash_of_no_bytes_would_cut_the_proof() -> None:
    with pytest.raises(Malformed):
        format_proof(Proof(0, (b"",), NOTE))


def test_a_proof_carries_a_signed_checkpoint() -> None:
    with pytest.raises(MalformedNote):
        format_proof(Proof(0, (), Note(NOTE.text, ())))


def test_index_and_size_meet_at_the_last_entry() -> None:
    data = format_proof(proof_of(10))
    assert parse_proof(data).index == 10
    with pytest.raises(MalformedProof):
        parse_proof(data.replace(b"index 10", b"index 11"))


def test_every_cut_of_a_proof_is_refused() -> None:
    data = format_proof(Proof(0, proof_of(0).hashes, parse_note(sign_checkpoint(CHECKPOINT, [LOG], AT)), b"x"))
    for end in range(len(data)):
        with pytest.raises(Malformed):
            parse_proof(data[:end])
