# SPDX-License-Identifier: Apache-2.0
"""A node's store: every entry and the newest head it vouches for, in one SQLite file, moved by compare-and-swap."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from comity.node.errors import Raced, StateLost

_SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE entries (number INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT;
CREATE TABLE head (only INTEGER PRIMARY KEY CHECK (only = 0), size INTEGER NOT NULL, note BLOB NOT NULL,
    cosigned_at INTEGER NOT NULL) STRICT;
CREATE TABLE evidence (document BLOB NOT NULL) STRICT;
CREATE TRIGGER head_never_leaves BEFORE DELETE ON head BEGIN SELECT RAISE(ABORT, 'a head is never forgotten'); END;
CREATE TRIGGER head_never_shrinks BEFORE UPDATE ON head WHEN new.size < old.size OR new.cosigned_at < old.cosigned_at
    BEGIN SELECT RAISE(ABORT, 'a head never goes back'); END;
CREATE TRIGGER entries_never_leave BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'an entry is never dropped'); END;
CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'an entry never changes'); END;
INSERT INTO head VALUES (0, 0, x'', 0);
COMMIT;
"""


class Store:
    """One node's copy of one record.

    After a write that failed in any way nothing is written any more: a second flush may report success for bytes that the
    first one lost.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lost = False

    @classmethod
    def create(cls, path: Path) -> "Store":
        """Make an empty store; raises StateLost where there is one already."""
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(path, "rwc")
        if _is_store(connection):
            connection.close()
            raise StateLost(f"{path} exists: a store is begun once")
        connection.executescript(_SCHEMA)
        return cls(connection)

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Open a store; raises StateLost where there is none: the cosigning key is then burnt."""
        if not path.exists():
            raise StateLost(f"{path} is missing: enrol a new cosigning key; the old one must never sign again")
        connection = _connect(path, "rw")
        if not _is_store(connection):
            connection.close()
            raise StateLost(f"{path} holds nothing: its making did not end")
        return cls(connection)

    def head(self) -> tuple[int, bytes, int]:
        """Give size and note of the newest head this node vouched for, and the POSIX time of its newest cosignature.

        Before the first they are 0, ``b""`` and 0.
        """
        size, note, cosigned_at = self._connection.execute("SELECT size, note, cosigned_at FROM head").fetchone()
        return int(size), bytes(note), int(cosigned_at)

    def advance(self, old: bytes, note: bytes, size: int, cosigned_at: int, entries: Sequence[bytes]) -> None:
        """Store entries and head in one durable transaction, before anything is signed.

        Raises:
            Raced: the head is not ``old`` any more, or the outcome of the write is unknown.
        """
        with self._transaction() as connection:
            swapped = connection.execute(
                "UPDATE head SET note = ?, size = ?, cosigned_at = ? WHERE note = ?", (note, size, cosigned_at, old)
            )
            if swapped.rowcount != 1:
                raise Raced("the head in the store is another one: another process writes here")
            connection.executemany("INSERT INTO entries VALUES (?, ?)", enumerate(entries, size - len(entries)))

    def entries(self, start: int = 0) -> Iterator[bytes]:
        """Give the entries from an index on, in order."""
        rows = self._connection.execute("SELECT entry FROM entries WHERE number >= ? ORDER BY number", (start,))
        return (bytes(entry) for (entry,) in rows)

    def accuse(self, document: bytes) -> None:
        """Keep evidence against the log, for good; raises Raced where it may not have been kept."""
        with self._transaction() as connection:
            connection.execute("INSERT INTO evidence VALUES (?)", (document,))

    def evidence(self) -> bytes:
        """Give the first evidence that was kept; empty where there is none."""
        row = self._connection.execute("SELECT document FROM evidence ORDER BY rowid").fetchone()
        return bytes(row[0]) if row else b""

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """One immediate transaction: committed on success; after anything else only a restart knows."""
        if self._lost:
            raise Raced("a write before failed: only a restart knows what the store holds")
        self._lost = True
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise Raced(f"whether the store took the step is unknown: {error}") from error
        finally:
            if self._connection.in_transaction:
                self._connection.rollback()
        self._lost = False


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = TRUE")
        connection.execute("PRAGMA busy_timeout = 0")
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StateLost(f"{path} is no store: {error}") from None
    return connection


def _is_store(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT * FROM sqlite_schema WHERE name = 'head'").fetchone() is not None
