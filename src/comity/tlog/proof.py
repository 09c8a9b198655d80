# SPDX-License-Identifier: Apache-2.0
"""A tlog-proof shows a stranger, offline, that an entry is in a log under a checkpoint that witnesses cosigned.

    c2sp.org/tlog-proof@v1
    extra <base64>                 (absent when there is no extra data)
    index <decimal>
    <base64 hash>                  (one line each, from the leaf's sibling up)

    <checkpoint, a signed note>

Extra data is signed by nobody: what is taken from it must be shown true by something else.
"""

import msgspec

from comity.tlog.checkpoint import Checkpoint, parse_checkpoint
from comity.tlog.errors import MalformedProof
from comity.tlog.merkle import HASH_BYTES, MAX_PROOF_HASHES, check_inclusion
from comity.tlog.note import Note, format_note, parse_note
from comity.tlog.policy import Policy, satisfied
from comity.tlog.wire import format_base64, parse_base64, parse_decimal

_FIRST_LINE = b"c2sp.org/tlog-proof@v1"
_EXTRA = b"extra "
_INDEX = b"index "


class Proof(msgspec.Struct, frozen=True):
    """The entry at `index` hashes with `hashes` into the root of the checkpoint in `note`."""

    index: int
    hashes: tuple[bytes, ...]
    note: Note
    extra: bytes = b""


def parse_proof(data: bytes) -> Proof:
    """Read a tlog-proof without verifying it, unless `format_proof` would not give the same bytes back.

    Raises MalformedProof, and MalformedNote or MalformedCheckpoint for the checkpoint in it.
    """
    head, _, signed = data.partition(b"\n\n")
    lines = head.split(b"\n")
    if lines.pop(0) != _FIRST_LINE:
        raise MalformedProof("not a tlog-proof@v1")
    extra: bytes | None = b""
    if lines and lines[0].startswith(_EXTRA):
        extra = parse_base64(lines.pop(0).removeprefix(_EXTRA)) or None
    index = parse_decimal(lines.pop(0).removeprefix(_INDEX)) if lines and lines[0].startswith(_INDEX) else None
    if extra is None or index is None or len(lines) > MAX_PROOF_HASHES:
        raise MalformedProof("empty or malformed extra data, no index, or more hashes than a tree can need")
    note = parse_note(signed)
    if index >= parse_checkpoint(note.text).size:
        raise MalformedProof("an index beyond the size of the checkpoint")
    return Proof(index, tuple(map(_parse_hash, lines)), note, extra)


def _parse_hash(line: bytes) -> bytes:
    node = parse_base64(line)
    if node is None or len(node) != HASH_BYTES:
        raise MalformedProof("a hash that is not 32 bytes in base64")
    return node


def format_proof(proof: Proof) -> bytes:
    """Write a tlog-proof; raises a Malformed error for values that `parse_proof` refuses."""
    lines = [_FIRST_LINE]
    if proof.extra:
        lines.append(_EXTRA + format_base64(proof.extra))
    lines.append(b"%b%d" % (_INDEX, proof.index))
    lines += map(format_base64, proof.hashes)
    data = b"\n".join(lines) + b"\n\n" + format_note(proof.note.text, proof.note.lines)
    parse_proof(data)
    return data


def verify_proof(proof: Proof, leaf: bytes, policy: Policy) -> Checkpoint:
    """Give the checkpoint that shows the leaf hash at the proof's index, once the policy is satisfied by it.

    Raises the errors of `policy.satisfied`, and UnverifiedProof if the leaf is not in that tree at that index.
    """
    satisfied(policy, proof.note)
    checkpoint = parse_checkpoint(proof.note.text)
    check_inclusion(proof.hashes, proof.index, checkpoint.size, leaf, checkpoint.root)
    return checkpoint
