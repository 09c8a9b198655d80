# SPDX-License-Identifier: Apache-2.0
"""A node's store: every entry and text, the newest head it vouches for, and all it has bound itself to, in one SQLite file.

Whatever bears on what may be signed (head, entries, the date of the newest cosignature, seen-at duties, succession, burnt
keys, evidence) is moved by one compare-and-swap: a ``version`` that another process moved meanwhile stops this one.
"""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, NamedTuple

from comity.disk import open_database
from comity.node.errors import DiskLow, Raced, StateLost

LEAST_FREE_BYTES = 64 * 2**20
"""Below this nothing more is held or cosigned. What is left is for what a node must not forget."""
_SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE entries (number INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT;
CREATE TABLE head (only INTEGER PRIMARY KEY CHECK (only = 0), size INTEGER NOT NULL, note BLOB NOT NULL,
    cosigned_at INTEGER NOT NULL, cosigned_size INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;
CREATE TABLE confirmed (size INTEGER PRIMARY KEY, note BLOB NOT NULL, changes INTEGER NOT NULL) STRICT;
CREATE TABLE texts (digest TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT;
CREATE TABLE duties (act TEXT PRIMARY KEY, note BLOB NOT NULL, seen BLOB NOT NULL) STRICT;
CREATE TABLE successions (epoch INTEGER PRIMARY KEY, statement BLOB NOT NULL) STRICT;
CREATE TABLE burnt (key_id TEXT PRIMARY KEY, reason TEXT NOT NULL) STRICT;
CREATE TABLE evidence (document BLOB PRIMARY KEY, decided INTEGER NOT NULL) STRICT;
CREATE TABLE awaited (act TEXT PRIMARY KEY, note BLOB NOT NULL, since INTEGER NOT NULL, own INTEGER NOT NULL) STRICT;
CREATE TABLE gathered (kind TEXT NOT NULL, subject TEXT NOT NULL, party TEXT NOT NULL, note BLOB NOT NULL,
    PRIMARY KEY (kind, subject, party)) STRICT;
CREATE TABLE mail (point TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT;
CREATE TRIGGER head_never_leaves BEFORE DELETE ON head BEGIN SELECT RAISE(ABORT, 'a head is never forgotten'); END;
CREATE TRIGGER head_never_shrinks BEFORE UPDATE ON head WHEN new.size < old.size OR new.cosigned_at < old.cosigned_at
    OR new.version <= old.version BEGIN SELECT RAISE(ABORT, 'a head never goes back'); END;
CREATE TRIGGER entries_never_leave BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'an entry is never dropped'); END;
CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'an entry never changes'); END;
CREATE TRIGGER duties_never_leave BEFORE DELETE ON duties BEGIN SELECT RAISE(ABORT, 'a seen-at is never forgotten'); END;
CREATE TRIGGER successions_stand BEFORE UPDATE ON successions BEGIN SELECT RAISE(ABORT, 'one successor an epoch'); END;
CREATE TRIGGER successions_never_leave BEFORE DELETE ON successions
    BEGIN SELECT RAISE(ABORT, 'a succession is never forgotten'); END;
INSERT INTO head VALUES (0, 0, x'', 0, 0, 0);
COMMIT;
"""


Step = Literal["cosigned", "held", "confirmed", "change"]
"""What a head is to this node when it is stored: to be cosigned, only held, or confirmed by a quorum (kept as the newest such
head, and for ever where it closes a change)."""


class Duty(NamedTuple):
    """An act this node has signed seen-at for: its id, its note, the seen-at note."""

    act: str
    note: bytes
    seen: bytes


class Awaited(NamedTuple):
    """An act that has yet to stand on the record: id, note, since when (POSIX seconds), and whether it was lodged here."""

    act: str
    note: bytes
    since: int
    own: bool


class Store:
    """One node's copy of one record.

    After a write that failed in any way nothing is written any more: a second flush may report success for bytes that the
    first one lost.
    """

    def __init__(self, connection: sqlite3.Connection, folder: Path | None = None) -> None:
        self._connection = connection
        self._folder = folder
        self._lost = False
        self._version: int = self._one("SELECT version FROM head")[0]

    @classmethod
    def create(cls, path: Path) -> "Store":
        """Make an empty store; raises StateLost where there is one already."""
        connection = _connect(path, create=True)
        try:
            if _is_store(connection):
                raise StateLost(f"{path} exists: a store is begun once")
            connection.executescript(_SCHEMA)
            return cls(connection, path.parent)
        except sqlite3.Error as error:
            connection.close()
            raise Raced(f"whether {path} was made is unknown: {error}") from error
        except StateLost:
            connection.close()
            raise

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Open a store; raises StateLost where there is none: the cosigning key is then burnt."""
        if not path.exists():
            raise StateLost(f"{path} is missing: enrol a new cosigning key; the old one must never sign again")
        connection = _connect(path, create=False)
        try:
            if not _is_store(connection):
                raise StateLost(f"{path} holds nothing: its making did not end")
            return cls(connection, path.parent)
        except sqlite3.Error as error:
            connection.close()
            raise StateLost(f"{path} cannot be read: {error}") from error
        except StateLost:
            connection.close()
            raise

    @classmethod
    def in_memory(cls, image: bytes = b"") -> "Store":
        """Make a store that ends with the process, from the image of another where one is given: for rehearsals."""
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        if image:
            connection.deserialize(image)
        else:
            connection.executescript(_SCHEMA)
        return cls(connection)

    def image(self) -> bytes:
        """Give the whole store as bytes, as a backup would hold it."""
        return self._connection.serialize()

    def free_bytes(self) -> int | None:
        """Give the room that is left on its disk; None where it lies on none."""
        return shutil.disk_usage(self._folder).free if self._folder else None

    def require_room(self) -> None:
        """Raise DiskLow where there is too little room to hold more of the record."""
        free = self.free_bytes()
        if free is not None and free < LEAST_FREE_BYTES:
            least = f"{LEAST_FREE_BYTES >> 20} MiB"
            raise DiskLow(f"{free >> 20} MiB are free under {self._folder}: nothing is held or cosigned below {least}")

    # What is vouched for.

    def head(self) -> tuple[int, bytes, int]:
        """Give size and note of the newest head this node vouched for, and the POSIX time of its newest cosignature.

        Before the first they are 0, ``b""`` and 0.
        """
        size, note, cosigned_at = self._one("SELECT size, note, cosigned_at FROM head")
        return int(size), bytes(note), int(cosigned_at)

    def cosigned_size(self) -> int:
        """Give the size of the newest head that was cosigned; what is held may reach further."""
        return int(self._one("SELECT cosigned_size FROM head")[0])

    def advance(
        self, old: bytes, note: bytes, size: int, cosigned_at: int, entries: Sequence[bytes], step: Step = "cosigned"
    ) -> None:
        """Store entries and head in one durable transaction, before anything is signed.

        Raises:
            Raced: the store is not as this process left it, the head is not ``old``, or the outcome of the write is unknown.
        """
        setting = "note = ?, size = ?, cosigned_at = ?" + (", cosigned_size = ?" if step == "cosigned" else "")
        values = (note, size, cosigned_at, *((size,) if step == "cosigned" else ()))
        with self._bound(setting, values, old) as connection:
            connection.executemany("INSERT INTO entries VALUES (?, ?)", enumerate(entries, size - len(entries)))
            if step in {"confirmed", "change"}:
                _confirm(connection, size, note, changes=step == "change")

    def confirm(self, size: int, note: bytes, *, changes: bool) -> None:
        """Keep a confirmed head: the newest, and for ever those that close a change."""
        with self._transaction() as connection:
            _confirm(connection, size, note, changes=changes)

    def confirmed(self) -> tuple[int, bytes]:
        """Give size and note of the newest confirmed head; 0 and ``b""`` where there is none."""
        row = self._one("SELECT size, note FROM confirmed ORDER BY size DESC LIMIT 1")
        return (row[0], bytes(row[1])) if row else (0, b"")

    def changes(self) -> list[tuple[int, bytes]]:
        """Give size and note of the confirmed heads that close changes, by size."""
        rows = self._rows("SELECT size, note FROM confirmed WHERE changes = 1 ORDER BY size")
        return [(size, bytes(note)) for size, note in rows]

    def entries(self, start: int = 0) -> Iterator[bytes]:
        """Give the entries from an index on, in order."""
        rows = self._rows("SELECT entry FROM entries WHERE number >= ? ORDER BY number", start)
        return (bytes(entry) for (entry,) in rows)

    def bundled(self, start: int, end: int) -> int:
        """Count the bytes that the entries of [start, end) take up in a bundle."""
        row = self._one("SELECT sum(length(entry) + 2) FROM entries WHERE number >= ? AND number < ?", start, end)
        return row[0] or 0

    def entry(self, index: int) -> bytes:
        """Give one entry; raises IndexError where it is not held."""
        row = self._one("SELECT entry FROM entries WHERE number = ?", index)
        if row is None:
            raise IndexError(f"entry {index} is not held")
        return bytes(row[0])

    # Texts beside the record.

    def keep(self, texts: Iterable[bytes]) -> None:
        """Hold texts durably, each under its digest; nothing is written where there are none."""
        rows = [(sha256(text).hexdigest(), text) for text in texts]
        if rows:
            with self._transaction() as connection:
                connection.executemany("INSERT OR IGNORE INTO texts VALUES (?, ?)", rows)

    def text(self, digest: str) -> bytes | None:
        """Give a text by its digest, or nothing."""
        row = self._one("SELECT content FROM texts WHERE digest = ?", digest)
        return bytes(row[0]) if row else None

    def holds(self, digest: str) -> bool:
        """Tell whether a text is held."""
        return self._one("SELECT 1 FROM texts WHERE digest = ?", digest) is not None

    def texts(self) -> Iterator[bytes]:
        """Give every text held."""
        return (bytes(content) for (content,) in self._rows("SELECT content FROM texts ORDER BY digest"))

    def altered_texts(self) -> list[str]:
        """Give the digests under which something else lies than the text they are of."""
        rows = self._rows("SELECT digest, content FROM texts ORDER BY digest")
        return [digest for digest, content in rows if sha256(content).hexdigest() != digest]

    # What this node has bound itself to.

    def vow(self, duty: Duty) -> None:
        """Take on the duty that a seen-at note brings, before the note leaves this machine; raises Raced as `advance`."""
        with self._bound() as connection:
            connection.execute("INSERT INTO duties VALUES (?, ?, ?)", duty)

    def duties(self) -> list[Duty]:
        """Give every seen-at ever signed here, in the order of signing; whether it still binds is for `duties` to say."""
        rows = self._rows("SELECT act, note, seen FROM duties ORDER BY rowid")
        return [Duty(act, bytes(note), bytes(seen)) for act, note, seen in rows]

    def pledge(self, epoch: int, statement: bytes) -> None:
        """Keep the succession statement of an epoch, before it leaves this machine; raises Raced as `advance`."""
        with self._bound() as connection:
            connection.execute("INSERT INTO successions VALUES (?, ?)", (epoch, statement))
            connection.execute("UPDATE evidence SET decided = 1")

    def pledged(self) -> tuple[int, bytes]:
        """Give the newest epoch for which a succession statement was signed here, and the statement; 0 and ``b""`` before."""
        row = self._one("SELECT epoch, statement FROM successions ORDER BY epoch DESC LIMIT 1")
        return (row[0], bytes(row[1])) if row else (0, b"")

    def burn(self, key_ids: Iterable[bytes], reason: str) -> None:
        """Never sign with these keys again: what was signed with them is not all known here; raises Raced as `advance`."""
        with self._bound() as connection:
            rows = [(key_id.hex(), reason) for key_id in key_ids]
            connection.executemany("INSERT OR IGNORE INTO burnt VALUES (?, ?)", rows)

    def burnt(self, key_id: bytes) -> str:
        """Tell why a key must not sign any more; empty where it may."""
        row = self._one("SELECT reason FROM burnt WHERE key_id = ?", key_id.hex())
        return str(row[0]) if row else ""

    def accuse(self, document: bytes, *, decided: bool = False) -> None:
        """Keep evidence, for good; on one that stops nothing nobody has to decide. Raises Raced as `advance`."""
        with self._bound() as connection:
            connection.execute("INSERT OR IGNORE INTO evidence VALUES (?, ?)", (document, int(decided)))

    def evidence(self) -> bytes:
        """Give the first evidence of which no person has decided what follows; empty where there is none."""
        row = self._one("SELECT document FROM evidence WHERE decided = 0 ORDER BY rowid")
        return bytes(row[0]) if row else b""

    def all_evidence(self) -> list[tuple[bytes, bool]]:
        """Give all evidence ever kept, and whether a person has decided what follows."""
        rows = self._rows("SELECT document, decided FROM evidence ORDER BY rowid")
        return [(bytes(document), bool(decided)) for document, decided in rows]

    def resume(self) -> None:
        """A person has decided what follows from the evidence kept so far: it stops this node no more."""
        with self._bound() as connection:
            connection.execute("UPDATE evidence SET decided = 1")

    # Letters, and acts on their way.

    def heard(self, point: str) -> int:
        """Give the number of the newest letter read at a meeting point; 0 before the first."""
        row = self._one("SELECT number FROM mail WHERE point = ?", point)
        return int(row[0]) if row else 0

    def hear(self, point: str, number: int) -> None:
        """Keep how far the letters of a meeting point are read."""
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO mail VALUES (?, ?)", (point, number))

    def gather(self, kind: str, subject: str, party: str, note: bytes) -> None:
        """Keep what a party's node signed about a subject; a later note takes the place of the one before."""
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO gathered VALUES (?, ?, ?, ?)", (kind, subject, party, note))

    def gathered(self, kind: str, subject: str) -> dict[str, bytes]:
        """Give what parties' nodes signed about a subject, by party."""
        rows = self._rows(
            "SELECT party, note FROM gathered WHERE kind = ? AND subject = ? ORDER BY party", kind, subject
        )
        return {party: bytes(note) for party, note in rows}

    def subjects(self, kind: str) -> list[str]:
        """Name the subjects about which notes of a kind were gathered."""
        rows = self._rows("SELECT DISTINCT subject FROM gathered WHERE kind = ? ORDER BY subject", kind)
        return [subject for (subject,) in rows]

    def wait_for(self, awaited: Awaited) -> None:
        """Keep an act that is to stand on the record; one that is kept already keeps its time."""
        with self._transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO awaited VALUES (?, ?, ?, ?)", awaited)

    def awaited(self) -> list[Awaited]:
        """Give the acts that have yet to stand on the record, oldest first."""
        rows = self._rows("SELECT act, note, since, own FROM awaited ORDER BY since, act")
        return [Awaited(act, bytes(note), since, bool(own)) for act, note, since, own in rows]

    def wait_no_more(self, acts: Iterable[str]) -> None:
        """Forget acts that stand on the record, or can no longer."""
        if rows := [(act,) for act in acts]:
            with self._transaction() as connection:
                connection.executemany("DELETE FROM awaited WHERE act = ?", rows)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _one(self, query: str, *values: str | int) -> Any:  # noqa: ANN401  (a row as SQLite gives it)
        return next(self._rows(query, *values), None)

    def _rows(self, query: str, *values: str | int) -> Iterator[Any]:
        try:
            yield from self._connection.execute(query, values)
        except sqlite3.Error as error:
            raise StateLost(f"the store cannot be read: {error}") from error

    @contextmanager
    def _bound(
        self, setting: str = "", values: tuple[Any, ...] = (), old: bytes | None = None
    ) -> Iterator[sqlite3.Connection]:
        """A transaction that takes a step from the very state this process knows: the one compare-and-swap."""
        with self._transaction() as connection:
            swapped = connection.execute(
                f"UPDATE head SET version = version + 1{setting and ', '}{setting} "  # noqa: S608  (of this file alone)
                "WHERE version = ? AND note = coalesce(?, note)",
                (*values, self._version, old),
            )
            if swapped.rowcount != 1:
                raise Raced("the store is not as it was left: another process writes here")
            yield connection
        self._version += 1

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


def _confirm(connection: sqlite3.Connection, size: int, note: bytes, *, changes: bool) -> None:
    connection.execute("DELETE FROM confirmed WHERE changes = 0 AND size <= ?", (size,))
    connection.execute(
        "INSERT INTO confirmed VALUES (?, ?, ?) ON CONFLICT (size) DO UPDATE SET note = excluded.note",
        (size, note, int(changes)),
    )


def _connect(path: Path, *, create: bool) -> sqlite3.Connection:
    try:
        return open_database(path, create=create)
    except sqlite3.Error as error:
        raise StateLost(f"{path} is no store: {error}") from None


def _is_store(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT * FROM sqlite_schema WHERE name = 'head'").fetchone() is not None
