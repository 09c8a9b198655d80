# SPDX-License-Identifier: Apache-2.0
"""Receipts and evidence as targets."""

from datetime import timedelta
from random import Random

from msgspec.structs import replace

from comity.acts.entry import parse_entry
from comity.acts.instant import format_instant
from comity.record.confirmation import witness_set
from comity.record.errors import MalformedEvidence, MalformedReceipt, Unconfirmed
from comity.record.evidence import (
    Backdating,
    Evidence,
    ForkAtOneSize,
    ForkAtTwoSizes,
    check_evidence,
    find_backdating,
    find_fork,
    format_evidence,
    parse_evidence,
)
from comity.record.receipt import Receipt, check_receipt, format_receipt, parse_receipt
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.merkle import hash_reader, inclusion_proof, leaf_hash, tree_root
from comity.tlog.signer import Signer
from comity.tlog.tree_head import Checkpoint
from tests.cast.keys import log_signers, witness_signers
from tests.fuzz.acts import rebuild_entry
from tests.fuzz.notes import ORIGIN
from tests.fuzz.octets import flip_bit
from tests.fuzz.target import Broken, Target, Verdict
from tests.fuzz.trees import edited_json
from tests.record.stories import adopted

_RECORD = adopted()
_WITNESSED = witness_set(_RECORD.state)
_TOLERANCE = timedelta(seconds=2)
_NOW = int(_RECORD.at.timestamp())
_LEAVES = _RECORD.leaves
_OTHER = [*_LEAVES[:3], leaf_hash(b"another entry"), *_LEAVES[4:]]
_CODES = ("ARD", "BOR", "COR", "DEL")
_ACT = 2
_NOTE = _RECORD.entries[_ACT].split(b"\n", 1)[1]
_ENTRY = parse_entry(_RECORD.entries[_ACT])


def _head(leaves: list[bytes], *codes: str, at: int = _NOW) -> bytes:
    signers: list[Signer] = [*log_signers(ORIGIN), *(signer for code in codes for signer in witness_signers(code))]
    return sign_checkpoint(Checkpoint(ORIGIN, len(leaves), tree_root(leaves)), signers, at)


def _backdating() -> Backdating:
    """Entry 6 stands on the record, and a quorum had cosigned size 4 an hour after its date."""
    late = _head(_LEAVES[:4], *_CODES[:3], at=_NOW + 3600)
    return find_backdating(late, _head(_LEAVES), _RECORD.entries[6], 6, hash_reader(_LEAVES))


def _fork() -> ForkAtTwoSizes:
    found = find_fork(_head(_OTHER[:5], "COR"), _head(_LEAVES, "COR"), hash_reader(_LEAVES))
    if found is None:
        raise AssertionError("the two records agree")
    return found


_RECEIPT = Receipt(
    act=_ENTRY.signed.id,
    checkpoint=_RECORD.checkpoint(*_CODES[:3]).decode(),
    index=_ACT,
    sequenced_at=format_instant(_ENTRY.sequenced_at),
    proof=inclusion_proof(_RECORD.read, _ACT, len(_LEAVES)),
)
RECEIPTS = [format_receipt(each) for each in (_RECEIPT, replace(_RECEIPT, proof=None))]
EVIDENCE = [
    format_evidence(ForkAtOneSize(_head(_LEAVES, "COR").decode(), _head(_OTHER, "COR").decode())),
    format_evidence(_fork()),
    format_evidence(_backdating()),
]
_TRUE_SIZES = {
    ("fork_at_one_size", (7, 7)),
    ("fork_at_two_sizes", (5, 7)),
    ("backdating", (4, 7)),
}


def judge_receipt(data: bytes, *, keys_at_hand: bool) -> Verdict:
    try:
        receipt = parse_receipt(data)
        if format_receipt(receipt) != data:
            raise Broken("a receipt was accepted in a second form")
        standing = check_receipt(receipt, _NOTE, _WITNESSED)
    except Unconfirmed:
        return Verdict.EARLY
    except MalformedReceipt as error:
        # The leaf is that of the act with the instant of the receipt: nothing but the proof is left to judge.
        late = ("the leaf", "a proof of", "no such leaf", "the receipt is for")
        return Verdict.LAST if str(error).startswith(late) else Verdict.EARLY
    if standing == "confirmed" and not keys_at_hand and receipt.index != _ACT:
        raise Broken("a receipt is confirmed where its act does not stand")
    return Verdict.ACCEPTED


def rebuild_receipt(rng: Random, data: bytes) -> bytes:
    """Another receipt in its canonical form, one in two under another checkpoint of the log."""
    receipt = parse_receipt(data)
    if not rng.randrange(3):
        leaves = rng.choice((_LEAVES, _OTHER))[: rng.randrange(8)]
        return format_receipt(replace(receipt, checkpoint=_head(leaves, *_CODES[: rng.randrange(5)]).decode()))
    if rng.randrange(2):
        proof = rng.choice(
            (None, (), receipt.proof, (*(receipt.proof or ()), rng.randbytes(32)), (receipt.proof or ())[1:])
        )
        index = rng.choice((_ACT, _ACT + 1, 0, 6, 7, 2**53 - 1))
        return format_receipt(replace(receipt, proof=proof, index=index))
    return edited_json(rng, data) + b"\n"


def judge_evidence(data: bytes, *, keys_at_hand: bool) -> Verdict:
    try:
        evidence = parse_evidence(data)
        if format_evidence(evidence) != data:
            raise Broken("evidence was accepted in a second form")
        finding = check_evidence(evidence, _WITNESSED, _TOLERANCE)
    except MalformedEvidence as error:
        late = ("the two checkpoints", "the larger checkpoint", "no key of the log", "the entry is not")
        return Verdict.LAST if str(error).startswith(late) else Verdict.EARLY
    if not keys_at_hand and (finding.kind, finding.sizes) not in _TRUE_SIZES:
        raise Broken("evidence accuses of what the log never signed")
    return Verdict.ACCEPTED


def _some_head(rng: Random) -> str:
    leaves = rng.choice((_LEAVES, _OTHER))[: rng.choice((7, 7, 7, 5, 4, rng.randrange(9)))]
    at = rng.choice((1, _NOW, _NOW, _NOW + 3600, 2**40, 2**62, 2**63 - 1))
    return _head(leaves, *rng.sample(_CODES, rng.choice((0, 1, 3, 3, 4))), at=at).decode()


def rebuild_evidence(rng: Random, data: bytes) -> bytes:
    """Another accusation: other checkpoints, signed by the log and some witnesses at some time, or other proofs."""
    evidence: Evidence = parse_evidence(data)
    if not rng.randrange(8):
        return edited_json(rng, data) + b"\n"
    match evidence:
        case ForkAtOneSize():
            evidence = replace(evidence, **{rng.choice(("first", "second")): _some_head(rng)})
        case ForkAtTwoSizes() if rng.randrange(2):
            evidence = replace(evidence, **{rng.choice(("larger", "smaller")): _some_head(rng)})
        case ForkAtTwoSizes(root=root):
            evidence = replace(evidence, root=rng.choice((flip_bit(rng, root), root[1:], tree_root(_LEAVES[:5]))))
        case Backdating() if rng.randrange(2):
            evidence = replace(evidence, **{rng.choice(("checkpoint", "cosigned")): _some_head(rng)})
        case Backdating(entry=entry):
            entry = rng.choice((_RECORD.entries[rng.randrange(7)], rebuild_entry(rng, entry.encode()))).decode(
                errors="replace"
            )
            evidence = replace(
                evidence, **rng.choice(({"entry": entry}, {"index": rng.choice((0, 3, 5, 6, 7, 2**62, -1))}))
            )
    return format_evidence(evidence)


TARGETS = (
    Target("receipt", "the inclusion proof", 2, RECEIPTS, judge_receipt, rebuild_receipt),
    Target("evidence", "whether it accuses", 2, EVIDENCE, judge_evidence, rebuild_evidence),
)
