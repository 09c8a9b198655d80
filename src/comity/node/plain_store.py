# SPDX-License-Identifier: Apache-2.0
"""What a third-party witness has cosigned: for each log the latest head, moved by compare-and-swap, in one SQLite file.

The file belongs to one pair of keys. Whoever loses it, or puts it back from a copy, never signs with them again.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from comity.disk import open_database
from comity.node.errors import Raced, StateLost
from comity.tlog.merkle import EMPTY_ROOT

_SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE heads (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL,
    cosigned_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE evidence (origin TEXT PRIMARY KEY, document BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE witness (vkeys TEXT NOT NULL) STRICT;
CREATE TRIGGER heads_never_leave BEFORE DELETE ON heads BEGIN SELECT RAISE(ABORT, 'a head is never forgotten'); END;
CREATE TRIGGER heads_never_shrink BEFORE UPDATE ON heads WHEN new.origin != old.origin OR new.size < old.size
    OR new.cosigned_at < old.cosigned_at OR (new.size = old.size AND new.root != old.root)
    BEGIN SELECT RAISE(ABORT, 'a head never goes back'); END;
CREATE TRIGGER witness_stays BEFORE UPDATE ON witness BEGIN SELECT RAISE(ABORT, 'a store has one witness'); END;
CREATE TRIGGER witness_never_leaves BEFORE DELETE ON witness BEGIN SELECT RAISE(ABORT, 'a store has one witness'); END;
"""


class Latest(NamedTuple):
    """The latest head of a log that was cosigned: with the log's lines, and when (POSIX seconds)."""

    size: int = 0
    root: bytes = EMPTY_ROOT
    note: bytes = b""
    cosigned_at: int = 0


class PlainStore:
    """The store of one witness; for any thread.

    After a write that failed in any way nothing is written any more: a second flush may report success for bytes that the
    first one lost.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._turn = Lock()
        self._lost = False

    @classmethod
    def create(cls, path: Path, vkeys: str) -> None:
        """Make the empty store of a witness with these keys; raises StateLost where there is a store already."""
        connection = _connect(path, create=True)
        try:
            if _is_store(connection):
                raise StateLost(f"{path} exists: a store is begun once")
            connection.executescript(_SCHEMA)
            connection.execute("INSERT INTO witness VALUES (?)", (vkeys,))
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise StateLost(f"whether {path} was made is unknown: {error}") from error
        finally:
            connection.close()

    @classmethod
    def open(cls, path: Path, vkeys: str) -> "PlainStore":
        """Open the store of the witness with these keys; raises StateLost where it is missing or another witness's."""
        if not path.exists():
            raise StateLost(f"{path} is missing: draw new keys; the old ones must never sign again")
        connection = _connect(path, create=False)
        if not _is_store(connection):
            connection.close()
            raise StateLost(f"{path} holds nothing: its making did not end")
        if connection.execute("SELECT vkeys FROM witness").fetchall() != [(vkeys,)]:
            connection.close()
            raise StateLost(f"{path} belongs to other keys: what these have signed is not known here")
        return cls(connection)

    def latest(self, origin: str) -> Latest:
        """Give the latest head of a log, which is durable; size 0 and no note where none was cosigned.

        Raises:
            Raced: a write failed, and what is read might not be on the disk.
        """
        with self._turn:
            self._check()
            row = self._connection.execute(
                "SELECT size, root, note, cosigned_at FROM heads WHERE origin = ?", (origin,)
            ).fetchone()
        return Latest(*row) if row else Latest()

    def advance(self, origin: str, old: Latest, new: Latest) -> bool:
        """Put the new head in the place of the old, durably; False where another one has taken its place.

        Raises:
            Raced: whether it was put there is unknown.
        """
        with self._transaction() as connection:
            if old.note:
                swapped = connection.execute(
                    "UPDATE heads SET size = ?, root = ?, note = ?, cosigned_at = ? "
                    "WHERE origin = ? AND size = ? AND note = ? AND cosigned_at = ?",
                    (*new, origin, old.size, old.note, old.cosigned_at),
                )
            else:
                swapped = connection.execute(
                    "INSERT INTO heads VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", (origin, *new)
                )
            return swapped.rowcount == 1

    def accuse(self, origin: str, document: bytes) -> None:
        """Keep evidence against a log, the first there is; raises Raced where it may not have been kept."""
        with self._transaction() as connection:
            connection.execute("INSERT INTO evidence VALUES (?, ?) ON CONFLICT DO NOTHING", (origin, document))

    def evidence(self) -> list[bytes]:
        """Give the evidence kept, a document for each log there is any against."""
        with self._turn:
            rows = self._connection.execute("SELECT document FROM evidence ORDER BY origin").fetchall()
        return [document for (document,) in rows]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _check(self) -> None:
        if self._lost:
            raise Raced("a write before failed: only a restart knows what the store holds")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """One immediate transaction: committed on success; after anything else only a restart knows."""
        with self._turn:
            self._check()
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


def _connect(path: Path, *, create: bool) -> sqlite3.Connection:
    try:
        # A second process, or a copy taken meanwhile, would be a second memory of what was signed.
        return open_database(path, create=create, alone=True)
    except sqlite3.Error as error:
        raise StateLost(f"{path} is no store, or another process holds it: {error}") from None


def _is_store(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT * FROM sqlite_schema WHERE name = 'heads'").fetchone() is not None
