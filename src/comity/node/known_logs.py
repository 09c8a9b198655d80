# SPDX-License-Identifier: Apache-2.0
"""The logs a third-party witness cosigns: a file with a key of a log a line, and its origin where that is not the key's name.

# the record of the exercise
comity.example/exercise+6d5a…
sum.golang.org+033de0ae+Ac4zctda… go.sum database tree
"""

from collections.abc import Mapping
from pathlib import Path

from comity.node.errors import NodeError
from comity.tlog.errors import MalformedCheckpoint, MalformedKey
from comity.tlog.merkle import EMPTY_ROOT
from comity.tlog.policy import LOG_KINDS
from comity.tlog.tree_head import Checkpoint, format_checkpoint
from comity.tlog.vkey import VerifierKey, is_sound, parse_vkey

Logs = Mapping[str, tuple[VerifierKey, ...]]
"""Origin → the keys of which one must have signed."""


class NoLogs(NodeError):
    """The file of logs cannot be read, or a line in it is no key of a log."""


def read_logs(path: Path) -> Logs:
    """Read a file of logs; a log with several keys has several lines.

    Raises:
        NoLogs: it cannot be read, holds none, or a line is malformed.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise NoLogs(f"{path} cannot be read: {error}") from None
    logs: dict[str, tuple[VerifierKey, ...]] = {}
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        try:
            key, origin = _log(line)
        except (MalformedKey, MalformedCheckpoint) as error:
            raise NoLogs(f"{path}, line {number}: {error}") from None
        logs[origin] = (*logs.get(origin, ()), key)
    if not logs:
        raise NoLogs(f"{path} names no log: nothing would be cosigned")
    return logs


def _log(line: str) -> tuple[VerifierKey, str]:
    encoded, _, origin = line.partition(" ")
    key = parse_vkey(encoded)
    if key.kind not in LOG_KINDS or not is_sound(key):
        raise MalformedKey("not a key with which a log signs: Ed25519 (0x01) or ML-DSA-44 (0x06)")
    format_checkpoint(Checkpoint(origin or key.name, 0, EMPTY_ROOT))
    return key, origin or key.name
