# SPDX-License-Identifier: Apache-2.0
"""A checkpoint is a tree head in a signed note: the log's own signatures, then those of cosigners.

    example.com/behind-the-sofa
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGz[...]cTOAYQ8=

The text is the work of `tree_head`, the cosignatures that of `cosignature`.
"""

from collections.abc import Iterable

from comity.tlog.cosignature import cosign, verify_cosignature
from comity.tlog.errors import UnverifiedNote
from comity.tlog.note import Note, format_note, known_lines, sign_line
from comity.tlog.signer import Signer
from comity.tlog.tree_head import Checkpoint, format_checkpoint, parse_checkpoint
from comity.tlog.vkey import ED25519, VerifierKey, verify

__all__ = ["Checkpoint", "format_checkpoint", "open_checkpoint", "parse_checkpoint", "sign_checkpoint"]


def sign_checkpoint(checkpoint: Checkpoint, signers: Iterable[Signer], timestamp: int) -> bytes:
    """Write the signed note of a checkpoint with one line per signer, in their order.

    Keys of type 0x01 sign the text; keys of types 0x04 and 0x06 sign it together with the POSIX timestamp (seconds).
    Raises MalformedCheckpoint for values no checkpoint can carry. Never sign two that are inconsistent.
    """
    text = format_checkpoint(checkpoint)
    return format_note(
        text,
        [
            sign_line(text, signer) if signer.vkey.kind == ED25519 else cosign(signer, text, timestamp)
            for signer in signers
        ],
    )


def open_checkpoint(note: Note, vkeys: Iterable[VerifierKey]) -> tuple[Checkpoint, dict[VerifierKey, int]]:
    """Give the checkpoint and, for each known key that signed it, its POSIX timestamp (seconds; 0 for none).

    Keys may be of types 0x01, 0x04 and 0x06. Which of them must have signed is the caller's to ask of the result.
    Raises Malformed errors, and Unverified errors if any known key's signature is wrong or no known key signed.
    """
    checkpoint = parse_checkpoint(note.text)
    signed: dict[VerifierKey, int] = {}
    for vkey, line in known_lines(note.lines, vkeys):
        if vkey.kind != ED25519:
            signed[vkey] = verify_cosignature(vkey, note.text, line)
        elif verify(vkey, note.text, line.signature):
            signed[vkey] = 0
        else:
            raise UnverifiedNote(f"{vkey.name} did not sign this checkpoint")
    if not signed:
        raise UnverifiedNote("no known key signed this checkpoint")
    return checkpoint, signed
