# SPDX-License-Identifier: Apache-2.0
"""What a log sends a witness with ``add-checkpoint`` (tlog-witness): the size the witness knew, a proof, the checkpoint.

old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=      (0 to 63 hashes: a consistency proof from the old size)

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq[...]cTOAYQ8=
"""

import msgspec

from comity.tlog.errors import MalformedProof
from comity.tlog.merkle import HASH_BYTES, MAX_PROOF_HASHES
from comity.tlog.note import Note, format_note, parse_note
from comity.tlog.wire import format_base64, parse_base64, parse_decimal

_OLD = b"old "


class AddCheckpoint(msgspec.Struct, frozen=True):
    """The checkpoint in `note` is offered to a witness that last cosigned `old_size`; `proof` joins the two."""

    old_size: int
    proof: tuple[bytes, ...]
    note: Note


def parse_add_checkpoint(data: bytes) -> AddCheckpoint:
    """Read a request, without looking at the text of the note: unknown logs may write other checkpoints than we read.

    Raises MalformedProof for what stands before the empty line, MalformedNote for what stands after it.
    """
    head, _, signed = data.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    old_size = parse_decimal(first.removeprefix(_OLD)) if first.startswith(_OLD) else None
    if old_size is None or len(lines) > MAX_PROOF_HASHES:
        raise MalformedProof("no line with the old size as a decimal, or more hashes than a tree can need")
    proof = tuple(node for line in lines if (node := parse_base64(line)) is not None and len(node) == HASH_BYTES)
    if len(proof) != len(lines):
        raise MalformedProof("a line of the proof is not 32 bytes in base64")
    return AddCheckpoint(old_size, proof, parse_note(signed))


def format_add_checkpoint(request: AddCheckpoint) -> bytes:
    """Write a request; raises a Malformed error for values that `parse_add_checkpoint` refuses."""
    lines = [b"%b%d" % (_OLD, request.old_size), *map(format_base64, request.proof)]
    data = b"\n".join(lines) + b"\n\n" + format_note(request.note.text, request.note.lines)
    parse_add_checkpoint(data)
    return data
