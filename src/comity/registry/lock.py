# SPDX-License-Identifier: Apache-2.0
"""The lock: the one place where the record could fork, guarded by a compare-and-swap in SQLite.

One transaction moves the checkpoint from the old bytes to the new and stores the entries that came with it (the tail), so
that no checkpoint is ever locked whose entries are not durable, at the cost of a single flush. The tail keeps what
the immutable tiles do not hold yet. The file is made once, by ``create``, and is never restored from a backup.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from comity.disk import open_database
from comity.registry.errors import LockLost, Misconfigured, RecordDamaged, RegistryError

_SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS lock (origin TEXT PRIMARY KEY, checkpoint BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS tail (first INTEGER PRIMARY KEY, bundle BLOB NOT NULL, width INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS lodged (party TEXT NOT NULL, seq INTEGER NOT NULL, entry INTEGER NOT NULL,
    PRIMARY KEY (party, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS confirmed (size INTEGER PRIMARY KEY, note BLOB NOT NULL, changes INTEGER NOT NULL) STRICT;
CREATE TRIGGER IF NOT EXISTS lock_never_leaves BEFORE DELETE ON lock
    BEGIN SELECT RAISE(ABORT, 'the lock is never deleted'); END;
COMMIT;
"""


class Staged(NamedTuple):
    """A batch of the tail: the index of its first entry, its bundle, how many entries it has."""

    first: int
    bundle: bytes
    width: int


class Lock:
    """The durable lock of one record. Every method is one transaction.

    After a write that failed in any way nothing is written any more: a second flush may report success for bytes that the
    first one lost.
    """

    def __init__(self, connection: sqlite3.Connection, origin: str) -> None:
        self._connection = connection
        self._origin = origin
        self._lost = False

    @classmethod
    def create(cls, path: Path, origin: str) -> "Lock":
        """Make the lock of a new record, or take up one whose founding did not end.

        Raises:
            Misconfigured: a record was begun there, or is to be begun under another origin.
            LockLost: whether it was made is unknown.
        """
        connection = _connect(path, create=True)
        try:
            connection.executescript(_SCHEMA)
            connection.execute("INSERT INTO lock SELECT ?, x'' WHERE NOT EXISTS (SELECT * FROM lock)", (origin,))
            held = connection.execute("SELECT origin, checkpoint FROM lock").fetchone()
        except sqlite3.Error as error:
            connection.close()
            raise LockLost(f"whether {path.name} was made is unknown: {error}") from error
        if held != (origin, b""):
            connection.close()
            raise Misconfigured(f"{path} holds the lock of {held[0]}: a record is begun once")
        return cls(connection, origin)

    @classmethod
    def open(cls, path: Path) -> "Lock":
        """Open the lock of a record; raises Misconfigured where there is none: state lost is never started anew."""
        if not path.exists():
            raise Misconfigured(f"{path} is missing: a registry without its lock must not sign (see succession)")
        lock = cls(_connect(path, create=False), "")
        try:
            begun = lock._rows("SELECT * FROM sqlite_schema WHERE name = 'lock'")
            held = lock._rows("SELECT origin FROM lock WHERE checkpoint != x''") if begun else []
            if not held:
                raise Misconfigured(f"{path} holds no record: its founding did not end")
        except RegistryError:
            lock.close()
            raise
        lock._origin = held[0][0]
        return lock

    @property
    def origin(self) -> str:
        """The origin of the record this lock guards."""
        return self._origin

    def checkpoint(self) -> bytes:
        """Give the locked checkpoint note; empty before genesis."""
        return bytes(self._rows("SELECT checkpoint FROM lock WHERE origin = ?", self._origin)[0][0])

    def replace(self, old: bytes, new: bytes, staged: Staged, lodged: Iterable[tuple[str, int, int]]) -> None:
        """Swap the checkpoint and store its entries, durably.

        Raises:
            LockLost: the lock did not hold ``old``, or the outcome of the write is unknown. The process must stop.
        """
        with self._transaction() as connection:
            swapped = connection.execute(
                "UPDATE lock SET checkpoint = ? WHERE origin = ? AND checkpoint = ?", (new, self._origin, old)
            )
            if swapped.rowcount != 1:
                raise LockLost("the lock holds another checkpoint: a second registry runs, or a backup was restored")
            connection.execute("INSERT INTO tail VALUES (?, ?, ?)", staged)
            connection.executemany("INSERT INTO lodged VALUES (?, ?, ?)", lodged)

    def tail(self) -> list[Staged]:
        """Give the batches that the tiles may not hold yet, in order."""
        rows = self._rows("SELECT first, bundle, width FROM tail ORDER BY first")
        return [Staged(first, bytes(bundle), width) for first, bundle, width in rows]

    def drop_tail(self, below: int) -> None:
        """Forget the batches that lie wholly below an index: full tiles hold them durably."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM tail WHERE first + width <= ?", (below,))

    def find(self, party: str, seq: int) -> int | None:
        """Give the index of the entry that holds a party's act number ``seq``."""
        rows = self._rows("SELECT entry FROM lodged WHERE party = ? AND seq = ?", party, seq)
        return int(rows[0][0]) if rows else None

    def confirm(self, size: int, note: bytes, *, changes: bool) -> None:
        """Keep a confirmed head: the newest, and for ever those that close a change of the witness set."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM confirmed WHERE changes = 0 AND size <= ?", (size,))
            connection.execute(
                "INSERT INTO confirmed VALUES (?, ?, ?) ON CONFLICT (size) DO UPDATE SET note = excluded.note",
                (size, note, int(changes)),
            )

    def confirmed(self) -> bytes:
        """Give the newest confirmed head; empty where there is none."""
        rows = self._rows("SELECT note FROM confirmed ORDER BY size DESC LIMIT 1")
        return bytes(rows[0][0]) if rows else b""

    def changes(self) -> list[bytes]:
        """Give the confirmed heads that close changes of the witness set, by size."""
        return [bytes(note) for (note,) in self._rows("SELECT note FROM confirmed WHERE changes = 1 ORDER BY size")]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _rows(self, query: str, *values: str | int) -> list[Any]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise RecordDamaged(f"the lock cannot be read: {error}") from None

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """One immediate transaction: committed on success; after anything else only a restart knows."""
        if self._lost:
            raise LockLost("a write before failed: only a restart knows what the lock holds")
        self._lost = True
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise LockLost(f"whether the lock moved is unknown: {error}") from error
        finally:
            # After a failed commit too: a transaction left open would stop the process that is in the right.
            if self._connection.in_transaction:
                self._connection.rollback()
        self._lost = False


def _connect(path: Path, *, create: bool) -> sqlite3.Connection:
    try:
        return open_database(path, create=create)
    except sqlite3.Error as error:
        raise RecordDamaged(f"{path.name} is no lock: {error}") from None
