# SPDX-License-Identifier: Apache-2.0
"""What a registry holds on disk, read without changing anything, while it serves or not."""

import sqlite3
from pathlib import Path
from typing import NamedTuple

from comity.registry.errors import RecordDamaged
from comity.registry.lock import Lock
from comity.tlog.errors import TlogError
from comity.tlog.note import parse_note
from comity.tlog.tile import TILE_WIDTH, decode_bundle
from comity.tlog.tree_head import Checkpoint, parse_checkpoint

ATTEMPTS = 20


class Holdings(NamedTuple):
    """The lock of a registry as it is now.

    Full tiles and bundles lie on disk up to ``flushed`` entries; ``tail`` are the entries from there on. ``confirmed`` is the
    newest confirmed head (empty where there is none), ``changes`` those that close a change of the witness set.
    """

    head: Checkpoint
    note: bytes
    flushed: int
    tail: tuple[bytes, ...]
    confirmed: bytes
    changes: list[bytes]


def read_holdings(registry: Path) -> Holdings:
    """Read the lock.

    Raises:
        RecordDamaged: it is no database, or what it holds is no checkpoint and no tail.
        Misconfigured: there is none.
    """
    path = registry / "lock.db"
    try:
        lock = Lock.open(path)
        try:
            if problem := page_problem(path):
                raise RecordDamaged(f"{path.name}: {problem}")
            return _read(lock)
        finally:
            lock.close()
    except (sqlite3.Error, TlogError, IndexError) as error:
        raise RecordDamaged(f"{path.name}: {error}") from None


def page_problem(path: Path) -> str:
    """Tell what is wrong with the pages of a database; empty where nothing is. Raises sqlite3.Error where it is none."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    finally:
        connection.close()
    return "" if verdict == "ok" else str(verdict)


def _read(lock: Lock) -> Holdings:
    for _ in range(ATTEMPTS):
        note, staged = lock.checkpoint(), lock.tail()
        if lock.checkpoint() == note:
            break
    head = parse_checkpoint(parse_note(note).text)
    # The first batch kept is the one that reaches over the last full tile, or begins where it ends.
    flushed = -(-(staged[0].first if staged else head.size) // TILE_WIDTH) * TILE_WIDTH
    tail: list[bytes] = []
    for batch in staged:
        entries = decode_bundle(batch.bundle, batch.width)
        tail += entries[max(0, flushed + len(tail) - batch.first) :]
    if flushed + len(tail) != head.size:
        raise RecordDamaged(f"the tail leads to {flushed + len(tail)} entries, the checkpoint says {head.size}")
    return Holdings(head, note, flushed, tuple(tail), lock.confirmed(), lock.changes())
