# SPDX-License-Identifier: Apache-2.0
"""The mailbox: letters in the order in which they came, in one SQLite file that only grows.

A letter is held durably before anyone hears its number. The same letter, by the full SHA-256 of its bytes, is held once. What
a key may post in a UTC day is limited for each kind of letter apart, so that no flood of heads keeps out an act.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from comity.disk import open_database
from comity.meet.errors import MailboxLost

_SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE letters (number INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, letter BLOB NOT NULL) STRICT;
CREATE TABLE spent (key TEXT NOT NULL, kind TEXT NOT NULL, day INTEGER NOT NULL, letters INTEGER NOT NULL,
    bytes INTEGER NOT NULL, PRIMARY KEY (key, kind, day)) STRICT, WITHOUT ROWID;
CREATE TRIGGER letters_never_leave BEFORE DELETE ON letters BEGIN SELECT RAISE(ABORT, 'a letter is never dropped'); END;
CREATE TRIGGER letters_never_change BEFORE UPDATE ON letters BEGIN SELECT RAISE(ABORT, 'a letter never changes'); END;
COMMIT;
"""


class Quota(NamedTuple):
    """What one key may post of one kind in one UTC day: so many letters, so many bytes."""

    letters: int
    size: int


class Sender(NamedTuple):
    """Whose quota a letter counts in: the verifier key as it is written, and the kind of the letter."""

    key: str
    kind: str


class Posted(NamedTuple):
    """The letter is held under ``number``; ``again`` when it was held before."""

    number: int
    again: bool = False


class Spent(NamedTuple):
    """The letter was not taken: the sender's quota of the day is used up."""

    quota: Quota


class Mailbox:
    """One mailbox, for one thread at a time; ``newest`` may be read from any.

    After a write that failed in any way nothing is written any more: a second flush may report success for bytes that the
    first one lost.
    """

    def __init__(self, connection: sqlite3.Connection, quota: Quota) -> None:
        self._connection = connection
        self._quota = quota
        self._lost = False
        self.newest: int = self._rows("SELECT coalesce(max(number), 0) FROM letters")[0][0]

    @classmethod
    def create(cls, path: Path) -> None:
        """Make an empty mailbox; raises MailboxLost where there is one already."""
        connection = _connect(path, create=True)
        try:
            if _is_mailbox(connection):
                raise MailboxLost(f"{path} exists: a mailbox is begun once")
            connection.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise MailboxLost(f"whether {path} was made is unknown: {error}") from error
        finally:
            connection.close()

    @classmethod
    def open(cls, path: Path, quota: Quota) -> "Mailbox":
        """Open a mailbox; raises MailboxLost where there is none, or where another process holds it."""
        if not path.exists():
            raise MailboxLost(
                f"{path} is missing: a mailbox begun anew would give letters numbers that were given before"
            )
        connection = _connect(path, create=False)
        try:
            if not _is_mailbox(connection):
                raise MailboxLost(f"{path} holds nothing: its making did not end")
            return cls(connection, quota)
        except MailboxLost:
            connection.close()
            raise

    def post(self, letter: bytes, sender: Sender, now: datetime) -> Posted | Spent:
        """Hold a letter durably, or tell why not.

        Raises:
            MailboxLost: whether it is held is unknown, or a write before failed.
        """
        self._check()
        digest = sha256(letter).digest()
        if held := self._rows("SELECT number FROM letters WHERE digest = ?", digest):
            return Posted(held[0][0], again=True)
        day = int(now.astimezone(UTC).timestamp()) // 86_400
        with self._transaction() as connection:
            connection.execute("DELETE FROM spent WHERE day < ?", (day,))
            letters, size = connection.execute(
                "INSERT INTO spent VALUES (?, ?, ?, 1, ?) ON CONFLICT DO UPDATE "
                "SET letters = letters + 1, bytes = bytes + excluded.bytes RETURNING letters, bytes",
                (*sender, day, len(letter)),
            ).fetchone()
            fits = letters <= self._quota.letters and size <= self._quota.size
            if fits:
                number = self.newest + 1
                connection.execute("INSERT INTO letters VALUES (?, ?, ?)", (number, digest, letter))
            else:
                connection.execute("ROLLBACK")
        if not fits:
            return Spent(self._quota)
        self.newest = number
        return Posted(number)

    def letters(self, first: int) -> Iterator[tuple[int, bytes]]:
        """Give the letters with their numbers, from ``first`` on; raises MailboxLost where they cannot be read."""
        self._check()
        try:
            yield from self._connection.execute(
                "SELECT number, letter FROM letters WHERE number >= ? ORDER BY number", (first,)
            )
        except sqlite3.Error as error:
            raise MailboxLost(f"the mailbox cannot be read: {error}") from None

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _rows(self, query: str, *values: bytes) -> list[tuple[int]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise MailboxLost(f"the mailbox cannot be read: {error}") from None

    def _check(self) -> None:
        if self._lost:
            raise MailboxLost("a write before failed: only a restart knows what the mailbox holds")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """One immediate transaction: committed on success; after anything else only a restart knows."""
        self._check()
        self._lost = True
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise MailboxLost(f"whether the letter is held is unknown: {error}") from error
        finally:
            if self._connection.in_transaction:
                self._connection.rollback()
        self._lost = False


def _connect(path: Path, *, create: bool) -> sqlite3.Connection:
    try:
        # Two processes that give out numbers would give one number twice.
        return open_database(path, create=create, alone=True)
    except sqlite3.Error as error:
        raise MailboxLost(f"{path} is no mailbox, or another process holds it: {error}") from None


def _is_mailbox(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT * FROM sqlite_schema WHERE name = 'letters'").fetchone() is not None
