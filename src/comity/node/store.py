# SPDX-License-Identifier: Apache-2.0
"""A node's store: every entry and the newest head it vouches for, in one SQLite file, moved by compare-and-swap."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from comity.node.errors import Raced, StateLost

_SCHEMA = """
CREATE TABLE entries (number INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT;
CREATE TABLE head (only INTEGER PRIMARY KEY CHECK (only = 0), size INTEGER NOT NULL, note BLOB NOT NULL,
    cosigned_at INTEGER NOT NULL) STRICT;
CREATE TRIGGER head_never_leaves BEFORE DELETE ON head BEGIN SELECT RAISE(ABORT, 'a head is never forgotten'); END;
CREATE TRIGGER head_never_shrinks BEFORE UPDATE ON head WHEN new.size < old.size OR new.cosigned_at < old.cosigned_at
    BEGIN SELECT RAISE(ABORT, 'a head never goes back'); END;
CREATE TRIGGER entries_never_leave BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'an entry is never dropped'); END;
CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'an entry never changes'); END;
INSERT INTO head VALUES (0, 0, x'', 0);
"""


class Store:
    """One node's copy of one record."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def create(cls, path: Path) -> "Store":
        """Make an empty store; raises StateLost where there is one already."""
        if path.exists():
            raise StateLost(f"{path} exists: a store is begun once")
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(path, "rwc")
        connection.executescript(_SCHEMA)
        return cls(connection)

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Open a store; raises StateLost where there is none: the cosigning key is then burnt."""
        if not path.exists():
            raise StateLost(f"{path} is missing: enrol a new cosigning key; the old one must never sign again")
        return cls(_connect(path, "rw"))

    def head(self) -> tuple[int, bytes, int]:
        """Give size, note and POSIX time of the newest head this node vouched for; (0, b"", 0) before the first."""
        size, note, cosigned_at = self._connection.execute("SELECT size, note, cosigned_at FROM head").fetchone()
        return int(size), bytes(note), int(cosigned_at)

    def advance(self, old: bytes, note: bytes, size: int, cosigned_at: int, entries: Sequence[bytes]) -> None:
        """Store entries and head in one durable transaction, before anything is signed.

        Raises:
            Raced: the head is not ``old`` any more.
        """
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            swapped = self._connection.execute(
                "UPDATE head SET note = ?, size = ?, cosigned_at = ? WHERE note = ?", (note, size, cosigned_at, old)
            )
            if swapped.rowcount != 1:
                raise Raced("the head in the store is another one")
            first = size - len(entries)
            self._connection.executemany("INSERT INTO entries VALUES (?, ?)", enumerate(entries, first))
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def entries(self, start: int = 0) -> Iterator[bytes]:
        """Give the entries from an index on, in order."""
        rows = self._connection.execute("SELECT entry FROM entries WHERE number >= ? ORDER BY number", (start,))
        return (bytes(entry) for (entry,) in rows)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection
