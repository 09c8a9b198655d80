# SPDX-License-Identifier: Apache-2.0
"""A tree head is what a checkpoint says: origin, size and root, as three lines of text.

    example.com/behind-the-sofa
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

Extension lines, which the specification allows and advises against, are refused: ML-DSA-44 does not sign them.
"""

import msgspec

from comity.tlog.errors import MalformedCheckpoint
from comity.tlog.wire import format_base64, parse_base64, parse_decimal

MAX_ORIGIN_BYTES = 255
ROOT_BYTES = 32


class Checkpoint(msgspec.Struct, frozen=True):
    """The log `origin` had `size` entries under the 32-byte `root`."""

    origin: str
    size: int
    root: bytes


def parse_checkpoint(text: bytes) -> Checkpoint:
    """Read the text of a checkpoint; raises MalformedCheckpoint unless `format_checkpoint` would give it back.

    A root that does not fit its size (size 0 under another root than the empty tree's) is well formed, so that it can
    be kept as evidence: `merkle.check_consistency` refuses it.
    """
    lines = text.split(b"\n", 3)
    if len(lines) != 4 or lines[3]:
        raise MalformedCheckpoint("not three lines: origin, size, root")
    size, root = parse_decimal(lines[1]), parse_base64(lines[2])
    if size is None or root is None or len(root) != ROOT_BYTES:
        raise MalformedCheckpoint("the size is not a decimal, or the root not 32 bytes in base64")
    if not 0 < len(lines[0]) <= MAX_ORIGIN_BYTES or min(lines[0]) < 0x20:
        raise MalformedCheckpoint("the origin is empty, longer than 255 bytes or has control characters")
    try:
        return Checkpoint(lines[0].decode(), size, root)
    except UnicodeDecodeError:
        raise MalformedCheckpoint("the origin is not UTF-8") from None


def format_checkpoint(checkpoint: Checkpoint) -> bytes:
    """Write the text of a checkpoint; raises MalformedCheckpoint for values no checkpoint can carry."""
    origin = checkpoint.origin.encode(errors="replace")
    text = b"%b\n%d\n%b\n" % (origin, checkpoint.size, format_base64(checkpoint.root))
    if parse_checkpoint(text) != checkpoint:
        raise MalformedCheckpoint("the origin does not read back as it was given")
    return text
