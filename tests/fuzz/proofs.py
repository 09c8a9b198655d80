# SPDX-License-Identifier: Apache-2.0
"""tlog-proofs as a target."""

from base64 import b64encode
from random import Random

from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.errors import TlogError, UnverifiedProof
from comity.tlog.merkle import hash_reader, inclusion_proof, leaf_hash, tree_root
from comity.tlog.note import parse_note
from comity.tlog.policy import parse_policy
from comity.tlog.proof import Proof, format_proof, parse_proof, verify_proof
from comity.tlog.tree_head import Checkpoint, parse_checkpoint
from tests.cast.keys import log_signers, vkey_of, witness_signers
from tests.fuzz.notes import ORIGIN, TIME
from tests.fuzz.target import Broken, Target, Verdict

_LEAVES = [leaf_hash(b"%d" % number) for number in range(11)]
_LOG, _WITNESSES = log_signers(ORIGIN)[0], [witness_signers(code)[0] for code in ("ARD", "BOR", "COR")]
_POLICY = parse_policy(
    "\n".join((
        f"log {vkey_of(_LOG)}",
        *(f"witness {signer.vkey.name} {vkey_of(signer)}" for signer in _WITNESSES),
        "group members 2 ARD/witness BOR/witness COR/witness",
        "quorum members\n",
    )).encode()
)  # fmt: skip
_START = b"c2sp.org/tlog-proof@v1"


def _head(size: int, root: bytes, witnesses: int = 3) -> bytes:
    return sign_checkpoint(Checkpoint(ORIGIN, size, root), (_LOG, *_WITNESSES[:witnesses]), TIME)


def _proof(index: int, size: int, extra: bytes = b"") -> bytes:
    hashes = inclusion_proof(hash_reader(_LEAVES), index, size)
    return format_proof(Proof(index, hashes, parse_note(_head(size, tree_root(_LEAVES[:size]))), extra))


SEEDS = [_proof(0, 1), _proof(5, 8), _proof(10, 11), _proof(6, 11, b"more"), _proof(3, 7, bytes(range(256)))]


def judge(data: bytes, *, keys_at_hand: bool) -> Verdict:
    try:
        proof = parse_proof(data)
        if format_proof(proof) != data:
            raise Broken("a proof was accepted in a second form")
        head = verify_proof(proof, _LEAVES[proof.index % len(_LEAVES)], _POLICY)
    except UnverifiedProof:
        return Verdict.LAST
    except TlogError:
        return Verdict.EARLY
    if not keys_at_hand and head.root != tree_root(_LEAVES[: head.size]):
        raise Broken("a leaf was shown in a tree that nobody signed")
    return Verdict.ACCEPTED


def rebuild(rng: Random, data: bytes) -> bytes:
    """Another index, other hashes or another checkpoint, signed by the log and some witnesses."""
    proof = parse_proof(data)
    index, hashes, extra = proof.index, [*proof.hashes], proof.extra
    size = parse_checkpoint(proof.note.text).size
    signed = data.partition(b"\n\n")[2]
    match rng.randrange(6):
        case 0:
            index = rng.choice((index + 1, max(0, index - 1), rng.randrange(size), size, 2**62))
        case 1 if hashes:
            hashes[rng.randrange(len(hashes))] = rng.randbytes(rng.choice((32, 32, 31)))
        case 2:
            hashes.insert(rng.randrange(len(hashes) + 1), rng.randbytes(32))
        case 3 if hashes:
            del hashes[rng.randrange(len(hashes))]
        case 4:
            extra = rng.randbytes(rng.randrange(40))
        case _:
            size = rng.choice((size + 1, size - 1, rng.randrange(12), 2**62))
            root = tree_root(_LEAVES[: min(size, len(_LEAVES))]) if rng.randrange(2) else rng.randbytes(32)
            signed = _head(size, root, rng.randrange(1, 4))
    lines = [_START, *([b"extra " + b64encode(extra)] if extra else []), b"index %d" % index, *map(b64encode, hashes)]
    return b"\n".join(lines) + b"\n\n" + signed


TARGETS = (Target("tlog-proof", "that the leaf leads to the root", 11, SEEDS, judge, rebuild),)
