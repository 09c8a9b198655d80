# SPDX-License-Identifier: Apache-2.0
"""The Merkle tree against a naive reading of RFC 6962, exhaustively for small trees."""

import json
import os
from base64 import b64decode
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from typing import Any

import pytest

from comity.bug import Bug
from comity.tlog.errors import UnverifiedProof
from comity.tlog.merkle import (
    EMPTY_ROOT,
    MAX_PROOF_HASHES,
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_proof,
    hash_reader,
    inclusion_proof,
    leaf_hash,
    node_hash,
    read_frontier,
    tree_root,
)
from tests.tlog.vectors import FOREIGN, cases, hashes, needs_foreign

LARGEST = 100
LEAVES = [leaf_hash(b"entry %d" % index) for index in range(LARGEST)]
READ = cache(hash_reader(LEAVES))


@cache
def mth(start: int, end: int) -> bytes:
    """MTH of RFC 6962 §2.1, word for word."""
    count = end - start
    if count == 0:
        return sha256(b"").digest()
    if count == 1:
        return LEAVES[start]
    k = 1
    while 2 * k < count:
        k *= 2
    return sha256(b"\x01" + mth(start, start + k) + mth(start + k, end)).digest()


def path(m: int, start: int, end: int) -> tuple[bytes, ...]:
    """PATH of RFC 6962 §2.1.1, word for word."""
    count = end - start
    if count == 1:
        return ()
    k = 1
    while 2 * k < count:
        k *= 2
    if m < k:
        return (*path(m, start, start + k), mth(start + k, end))
    return (*path(m - k, start + k, end), mth(start, start + k))


def subproof(m: int, start: int, end: int, *, whole: bool) -> tuple[bytes, ...]:
    """SUBPROOF of RFC 6962 §2.1.2, word for word."""
    count = end - start
    if m == count:
        return () if whole else (mth(start, end),)
    k = 1
    while 2 * k < count:
        k *= 2
    if m <= k:
        return (*subproof(m, start, start + k, whole=whole), mth(start + k, end))
    return (*subproof(m - k, start + k, end, whole=False), mth(start, start + k))


def flips(proof: Sequence[bytes], bits: Iterator[int] | range) -> Iterator[tuple[bytes, ...]]:
    """Proofs that differ in one bit: for each hash, the bits given."""
    for at, node in enumerate(proof):
        for bit in bits:
            changed = (int.from_bytes(node, "big") ^ 1 << bit).to_bytes(32, "big")
            yield (*proof[:at], changed, *proof[at + 1 :])
            if not isinstance(bits, range):
                break


def every_bit_in_turn() -> Iterator[int]:
    while True:
        yield from range(256)


@pytest.mark.parametrize("case", cases("inclusion"))
def test_inclusion_vectors(case: dict[str, Any]) -> None:
    leaf, root = hashes([case["leaf"], case["root"]])
    _judge(case, lambda: check_inclusion(hashes(case["proof"]), case["index"], case["size"], leaf, root))


@pytest.mark.parametrize("case", cases("consistency"))
def test_consistency_vectors(case: dict[str, Any]) -> None:
    old, new = hashes([case["old_root"], case["root"]])
    _judge(case, lambda: check_consistency(hashes(case["proof"]), case["old_size"], old, case["size"], new))


def _judge(case: dict[str, Any], check: Any) -> None:
    if "refused" in case:
        assert case["refused"] == "unverified"
        with pytest.raises(UnverifiedProof):
            check()
    else:
        assert check() is None


def test_the_hashes_of_rfc_6962() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert node_hash(b"N123", b"N456").hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"


@pytest.mark.parametrize("size", range(LARGEST + 1))
def test_every_index_of_every_small_tree(size: int) -> None:
    root, bits = tree_root(LEAVES[:size]), every_bit_in_turn()
    assert root == mth(0, size)
    for index in range(size):
        proof = inclusion_proof(READ, index, size)
        assert proof == path(index, 0, size)
        check_inclusion(proof, index, size, LEAVES[index], root)
        for wrong in (*flips(proof, bits), proof[1:], proof[:-1], (*proof, root), (LEAVES[index], *proof)):
            if wrong != proof:
                with pytest.raises(UnverifiedProof):
                    check_inclusion(wrong, index, size, LEAVES[index], root)
        with pytest.raises(UnverifiedProof):
            check_inclusion(proof, index, size, LEAVES[index - 1] if size > 1 else root[::-1], root)


@pytest.mark.parametrize("size", range(LARGEST + 1))
def test_every_pair_of_small_trees(size: int) -> None:
    root, bits = mth(0, size), every_bit_in_turn()
    for old_size in range(size + 1):
        old_root = mth(0, old_size)
        proof = consistency_proof(READ, old_size, size)
        assert proof == (subproof(old_size, 0, size, whole=True) if old_size else ())
        check_consistency(proof, old_size, old_root, size, root)
        for wrong in (*flips(proof, bits), proof[1:], proof[:-1], (*proof, root), (old_root, *proof)):
            if wrong != proof:
                with pytest.raises(UnverifiedProof):
                    check_consistency(wrong, old_size, old_root, size, root)
        with pytest.raises(UnverifiedProof):
            check_consistency(proof, old_size, old_root[::-1], size, root)
        if old_size:
            with pytest.raises(UnverifiedProof):
                check_consistency(proof, old_size, old_root, size, root[::-1])


EVERY_BIT_UP_TO = LARGEST if os.environ.get("COMITY_EVERY_BIT") else 12


@pytest.mark.parametrize("size", range(1, EVERY_BIT_UP_TO + 1))
def test_every_bit_of_every_proof_hash(size: int) -> None:
    root = mth(0, size)
    for index in range(size):
        for wrong in flips(inclusion_proof(READ, index, size), range(256)):
            with pytest.raises(UnverifiedProof):
                check_inclusion(wrong, index, size, LEAVES[index], root)
    for old_size in range(1, size):
        for wrong in flips(consistency_proof(READ, old_size, size), range(256)):
            with pytest.raises(UnverifiedProof):
                check_consistency(wrong, old_size, mth(0, old_size), size, root)


@needs_foreign
@pytest.mark.parametrize("folder", ["inclusion", "consistency"])
def test_the_vectors_of_transparency_dev_merkle(folder: str) -> None:
    counts = {True: 0, False: 0}
    for file in sorted((FOREIGN / "merkle" / folder).rglob("*.json")):
        case = json.loads(file.read_text())
        proof = [b64decode(node) for node in case["proof"] or []]
        refused = case["wantErr"] or file.name == "sizes-are-equal-one-and-proof-is-empty.json"  # roots of 11 bytes
        try:
            if folder == "inclusion":
                leaf, root = b64decode(case["leafHash"]), b64decode(case["root"])
                check_inclusion(proof, case["leafIdx"], case["treeSize"], leaf, root)
            else:
                old, root = b64decode(case["root1"]), b64decode(case["root2"])
                check_consistency(proof, case["size1"], old, case["size2"], root)
        except UnverifiedProof:
            assert refused, file
        else:
            assert not refused, file
        counts[refused] += 1
    assert min(counts.values()) > 0
    assert sum(counts.values()) == 98


def test_roots_of_other_lengths_and_sizes_beyond_63_bits_are_refused() -> None:
    most = 2**63 - 1
    node, proof = LEAVES[0], (LEAVES[0],) * 63
    root = node
    for _ in range(63):
        root = node_hash(root, node)
    check_inclusion(proof, 0, most, node, root)
    with pytest.raises(UnverifiedProof):
        check_inclusion(proof, 0, most + 1, node, root)
    check_consistency((), most, node, most, node)
    for old_size, size in ((most + 1, most + 1), (-1, 1), (2, 1), (-1, -1)):
        with pytest.raises(UnverifiedProof):
            check_consistency((), old_size, node, size, node)
    assert len(proof) == MAX_PROOF_HASHES


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_hash_is_32_bytes(length: int) -> None:
    odd, root = bytes(length), node_hash(bytes(length), LEAVES[1])
    other = node_hash(LEAVES[0], bytes(length))
    for proof, size, leaf, total in (((LEAVES[1],), 2, odd, root), ((odd,), 2, LEAVES[0], other), ((), 1, odd, odd)):
        with pytest.raises(UnverifiedProof):
            check_inclusion(proof, 0, size, leaf, total)
        with pytest.raises(UnverifiedProof):
            check_consistency(proof, 1, leaf, size, total)


def test_a_giant_proof_is_refused_by_its_length() -> None:
    giant = (LEAVES[0],) * 1_000_000
    with pytest.raises(UnverifiedProof):
        check_inclusion(giant, 0, 2, LEAVES[0], LEAVES[1])
    with pytest.raises(UnverifiedProof):
        check_consistency(giant, 1, LEAVES[0], 2, LEAVES[1])


def test_every_tree_begins_with_the_empty_one() -> None:
    check_consistency((), 0, EMPTY_ROOT, 7, mth(0, 7))
    check_consistency((), 0, EMPTY_ROOT, 0, EMPTY_ROOT)
    for proof, old_root, size, root in (
        ((LEAVES[0],), EMPTY_ROOT, 7, mth(0, 7)),
        ((), LEAVES[0], 7, mth(0, 7)),
        ((), LEAVES[0], 0, LEAVES[0]),
        ((), EMPTY_ROOT, 0, LEAVES[0]),
        ((), LEAVES[0], 0, EMPTY_ROOT),
        ((LEAVES[0],), EMPTY_ROOT, 0, EMPTY_ROOT),
    ):
        with pytest.raises(UnverifiedProof):
            check_consistency(proof, 0, old_root, size, root)


@pytest.mark.parametrize(("index", "size"), [(-1, 1), (0, 0), (1, 1), (5, 4)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(Bug):
        inclusion_proof(READ, index, size)
    with pytest.raises(UnverifiedProof):
        check_inclusion((), index, size, LEAVES[0], LEAVES[0])


def test_there_is_no_leaf_before_the_first() -> None:
    root = node_hash(LEAVES[2], node_hash(LEAVES[1], LEAVES[0]))
    for length in range(3):
        with pytest.raises(UnverifiedProof):
            check_inclusion((LEAVES[1], LEAVES[2])[:length], -1, 1, LEAVES[0], root)


def test_a_leaf_of_a_larger_tree_is_not_in_the_smaller_one() -> None:
    for size in range(1, 20):
        proof = inclusion_proof(READ, size, size + 1)
        with pytest.raises(UnverifiedProof):
            check_inclusion(proof, size, size, LEAVES[size], mth(0, size + 1))


@pytest.mark.parametrize(("old_size", "size"), [(-1, 1), (2, 1), (1, 0)])
def test_there_is_no_proof_that_a_tree_shrinks(old_size: int, size: int) -> None:
    with pytest.raises(Bug):
        consistency_proof(READ, old_size, size)


def test_proofs_are_read_from_perfect_subtrees_inside_the_tree() -> None:
    for size in range(1, 40):
        asked: list[tuple[int, int]] = []

        def read(level: int, index: int, asked: list[tuple[int, int]] = asked) -> bytes:
            asked.append((level, index))
            return READ(level, index)

        for at in range(size):
            inclusion_proof(read, at, size)
            consistency_proof(read, at, size)
        read_frontier(read, size)
        assert all(0 <= index << level < (index + 1) << level <= size for level, index in asked)


def test_a_frontier_grows_leaf_by_leaf_and_in_batches() -> None:
    one_by_one = Frontier()
    assert (one_by_one.size, one_by_one.hashes, one_by_one.root()) == (0, (), EMPTY_ROOT)
    for size in range(1, LARGEST + 1):
        before = one_by_one
        one_by_one = before.append(LEAVES[size - 1])
        assert before.size == size - 1
        assert one_by_one.root() == mth(0, size)
        assert one_by_one == Frontier().extend(LEAVES[:size])
        assert one_by_one == read_frontier(READ, size)
        assert one_by_one.extend(LEAVES[size:]).root() == mth(0, LARGEST)
    assert Frontier().extend(LEAVES[:6]).hashes == (mth(0, 4), mth(4, 6))
    assert one_by_one.extend(()) == one_by_one
    assert read_frontier(READ, 0) == Frontier()


@pytest.mark.parametrize(("size", "count"), [(0, 1), (1, 0), (3, 1), (4, 2)])
def test_a_frontier_has_one_hash_for_each_bit_of_its_size(size: int, count: int) -> None:
    with pytest.raises(Bug):
        Frontier(size, (LEAVES[0],) * count)
