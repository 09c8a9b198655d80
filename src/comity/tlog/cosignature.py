# SPDX-License-Identifier: Apache-2.0
r"""A cosignature states that at a time the cosigner knew no larger tree of this origin, and that all it saw agrees.

The signature field of its line is a big-endian 64-bit POSIX timestamp (seconds) and the raw signature. What is signed:

    type 0x04, Ed25519     "cosignature/v1\n" "time <decimal>\n" and the text of the checkpoint
    type 0x06, ML-DSA-44   "subtree/v1\n\0", u8 length and cosigner name, u64 timestamp, u8 length and origin,
                           u64 start = 0, u64 end = size, 32-byte root (integers big-endian)

A log signs its own checkpoints with 0x06 too. Timestamp 0 makes no statement about time; Comity never signs it.
"""

from struct import pack

from comity.bug import Bug
from comity.tlog.errors import MalformedCosignature, UnverifiedCosignature
from comity.tlog.note import SignatureLine
from comity.tlog.signer import Signer
from comity.tlog.tree_head import parse_checkpoint
from comity.tlog.vkey import COSIGNATURE_ED25519, COSIGNATURE_MLDSA44, VerifierKey, verify
from comity.tlog.wire import MAX_INT

TIMESTAMP_BYTES = 8
SIGNATURE_BYTES = {COSIGNATURE_ED25519: 64, COSIGNATURE_MLDSA44: 2420}
"""Length of the raw signature, by signature type."""


def cosigned_message(vkey: VerifierKey, text: bytes, timestamp: int) -> bytes:
    """Give the bytes that a key of type 0x04 or 0x06 signs for a checkpoint's text; raises MalformedCheckpoint.

    Any other key is our bug.
    """
    checkpoint = parse_checkpoint(text)
    if vkey.kind == COSIGNATURE_ED25519:
        return b"cosignature/v1\ntime %d\n%b" % (timestamp, text)
    if vkey.kind != COSIGNATURE_MLDSA44:
        raise Bug("only keys of signature types 0x04 and 0x06 cosign")
    name, origin = vkey.name.encode(), checkpoint.origin.encode()
    return b"".join((
        b"subtree/v1\n\0",
        pack(">B", len(name)) + name,
        pack(">Q", timestamp),
        pack(">B", len(origin)) + origin,
        pack(">QQ", 0, checkpoint.size) + checkpoint.root,
    ))  # fmt: skip


def cosign(signer: Signer, text: bytes, timestamp: int) -> SignatureLine:
    """Cosign the text of a checkpoint at a POSIX time in seconds; raises MalformedCheckpoint.

    Whether the checkpoint may be cosigned is the caller's to decide, and to make durable, before.
    """
    if not 0 < timestamp <= MAX_INT:
        raise Bug("a cosignature's time must be after 1970 and fit 63 bits")
    signature = signer.sign(cosigned_message(signer.vkey, text, timestamp))
    return SignatureLine(signer.vkey.name, signer.vkey.key_id, pack(">Q", timestamp) + signature)


def verify_cosignature(vkey: VerifierKey, text: bytes, line: SignatureLine) -> int:
    """Give the POSIX timestamp (seconds; 0 for none) at which this key cosigned the checkpoint's text.

    Raises MalformedCheckpoint, MalformedCosignature, and UnverifiedCosignature if it did not.
    """
    if (line.name, line.key_id) != (vkey.name, vkey.key_id):
        raise UnverifiedCosignature("the line is another key's")
    timestamp = int.from_bytes(line.signature[:TIMESTAMP_BYTES], "big")
    message = cosigned_message(vkey, text, timestamp)
    if len(line.signature) != TIMESTAMP_BYTES + SIGNATURE_BYTES[vkey.kind] or timestamp > MAX_INT:
        raise MalformedCosignature("not a timestamp of at most 2^63 - 1 and a signature")
    if not verify(vkey, message, line.signature[TIMESTAMP_BYTES:]):
        raise UnverifiedCosignature(f"{vkey.name} did not cosign this checkpoint at {timestamp}")
    return timestamp
