# SPDX-License-Identifier: Apache-2.0
"""The lock: the one place where the record could fork, guarded by a compare-and-swap in SQLite.

One transaction moves the checkpoint from the old bytes to the new and stores the entries that came with it (the tail), so
that no checkpoint is ever locked whose entries are not durable, at the cost of a single flush. The tail keeps what
the immutable tiles do not hold yet. The file is made once, by ``create``, and is never restored from a backup.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from comity.registry.errors import LockLost, Misconfigured

_SCHEMA = """
CREATE TABLE lock (origin TEXT PRIMARY KEY, checkpoint BLOB NOT NULL) STRICT;
CREATE TABLE tail (first INTEGER PRIMARY KEY, bundle BLOB NOT NULL, width INTEGER NOT NULL) STRICT;
CREATE TABLE lodged (party TEXT NOT NULL, seq INTEGER NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (party, seq))
    STRICT, WITHOUT ROWID;
CREATE TABLE confirmed (size INTEGER PRIMARY KEY, note BLOB NOT NULL, changes INTEGER NOT NULL) STRICT;
CREATE TRIGGER lock_never_leaves BEFORE DELETE ON lock BEGIN SELECT RAISE(ABORT, 'the lock is never deleted'); END;
"""


class Staged(NamedTuple):
    """A batch of the tail: the index of its first entry, its bundle, how many entries it has."""

    first: int
    bundle: bytes
    width: int


class Lock:
    """The durable lock of one record. Every method is one transaction."""

    def __init__(self, connection: sqlite3.Connection, origin: str) -> None:
        self._connection = connection
        self._origin = origin

    @classmethod
    def create(cls, path: Path, origin: str) -> "Lock":
        """Make the lock of a new record; raises Misconfigured where there is one already."""
        if path.exists():
            raise Misconfigured(f"{path} exists: a record is begun once")
        connection = _connect(path, create=True)
        connection.executescript(_SCHEMA)
        connection.execute("INSERT INTO lock VALUES (?, x'')", (origin,))
        return cls(connection, origin)

    @classmethod
    def open(cls, path: Path) -> "Lock":
        """Open the lock of a record; raises Misconfigured where there is none: state lost is never started anew."""
        if not path.exists():
            raise Misconfigured(f"{path} is missing: a registry without its lock must not sign (see succession)")
        connection = _connect(path, create=False)
        row = connection.execute("SELECT origin FROM lock").fetchone()
        if row is None:
            raise Misconfigured(f"{path} names no record")
        return cls(connection, row[0])

    @property
    def origin(self) -> str:
        """The origin of the record this lock guards."""
        return self._origin

    def checkpoint(self) -> bytes:
        """Give the locked checkpoint note; empty before genesis."""
        row = self._connection.execute("SELECT checkpoint FROM lock WHERE origin = ?", (self._origin,)).fetchone()
        return bytes(row[0])

    def replace(self, old: bytes, new: bytes, staged: Staged, lodged: Iterable[tuple[str, int, int]]) -> None:
        """Swap the checkpoint and store its entries, durably.

        Raises:
            LockLost: the lock did not hold ``old``, or the outcome of the write is unknown. The process must stop.
        """
        try:
            with self._transaction():
                swapped = self._connection.execute(
                    "UPDATE lock SET checkpoint = ? WHERE origin = ? AND checkpoint = ?", (new, self._origin, old)
                )
                if swapped.rowcount != 1:
                    raise LockLost(
                        "the lock holds another checkpoint: a second registry runs, or a backup was restored"
                    )
                self._connection.execute("INSERT INTO tail VALUES (?, ?, ?)", staged)
                self._connection.executemany("INSERT INTO lodged VALUES (?, ?, ?)", lodged)
        except sqlite3.Error as error:
            raise LockLost(f"whether the lock moved is unknown: {error}") from error

    def tail(self) -> list[Staged]:
        """Give the batches that the tiles may not hold yet, in order."""
        rows = self._connection.execute("SELECT first, bundle, width FROM tail ORDER BY first")
        return [Staged(first, bytes(bundle), width) for first, bundle, width in rows]

    def drop_tail(self, below: int) -> None:
        """Forget the batches that lie wholly below an index: full tiles hold them durably."""
        with self._transaction():
            self._connection.execute("DELETE FROM tail WHERE first + width <= ?", (below,))

    def find(self, party: str, seq: int) -> int | None:
        """Give the index of the entry that holds a party's act number ``seq``."""
        row = self._connection.execute("SELECT entry FROM lodged WHERE party = ? AND seq = ?", (party, seq)).fetchone()
        return None if row is None else int(row[0])

    def confirm(self, size: int, note: bytes, *, changes: bool) -> None:
        """Keep a confirmed head: the newest, and for ever those that close a change of the witness set."""
        with self._transaction():
            self._connection.execute("DELETE FROM confirmed WHERE changes = 0 AND size <= ?", (size,))
            self._connection.execute(
                "INSERT INTO confirmed VALUES (?, ?, ?) ON CONFLICT (size) DO UPDATE SET note = excluded.note",
                (size, note, int(changes)),
            )

    def confirmed(self) -> bytes:
        """Give the newest confirmed head; empty where there is none."""
        row = self._connection.execute("SELECT note FROM confirmed ORDER BY size DESC LIMIT 1").fetchone()
        return b"" if row is None else bytes(row[0])

    def changes(self) -> list[bytes]:
        """Give the confirmed heads that close changes of the witness set, by size."""
        rows = self._connection.execute("SELECT note FROM confirmed WHERE changes = 1 ORDER BY size")
        return [bytes(note) for (note,) in rows]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._connection)


class _Transaction:
    """One immediate transaction: committed on success, rolled back on any error."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._connection.execute("COMMIT" if kind is None else "ROLLBACK")


def _connect(path: Path, *, create: bool) -> sqlite3.Connection:
    mode = "rwc" if create else "rw"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = TRUE")
    connection.execute("PRAGMA busy_timeout = 0")
    return connection
