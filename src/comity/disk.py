# SPDX-License-Identifier: Apache-2.0
"""The disk: names that last through a power cut, and databases whose every commit does.

SQLite turns to its log at the end of a statement, and where that fails, goes on in another way, in which a power cut may
undo a commit, while it names the log as the way it goes; nor does it say where it cannot flush the names of its files. So
both are seen to here.
"""

import os
import sqlite3
from pathlib import Path


def open_database(path: Path, *, create: bool = False, alone: bool = False) -> sqlite3.Connection:
    """Open a database that flushes its log at every commit, and whose files have names that last.

    ``alone`` keeps every other process out for as long as it is open. Transactions are begun and ended by hand.

    Raises:
        sqlite3.Error: the file is no database, is held by another process, or cannot be kept in this way.
        OSError: a directory cannot be made or flushed.
    """
    if create:
        make_directory(path.parent)
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}",
        uri=True, isolation_level=None, check_same_thread=False,
    )  # fmt: skip
    try:
        if alone:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA busy_timeout = 0")
        # To its end: only there it is done, and its failure told.
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = TRUE")
        require_flushes(connection)
        # Reading opens the log, which has a name too.
        connection.execute("SELECT * FROM sqlite_schema").fetchall()
        if not path.with_name(f"{path.name}-wal").exists():
            raise sqlite3.OperationalError("commits would not last: there is no log")
        flush_directory(path.parent)
    except BaseException:
        connection.close()
        raise
    return connection


def require_flushes(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.OperationalError unless every commit will be flushed, in a log in front of the database."""
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    (level,) = connection.execute("PRAGMA synchronous").fetchone()
    if (mode, level) != ("wal", 2):
        raise sqlite3.OperationalError(f"commits would not last: journal_mode {mode}, synchronous {level}")


def make_directory(path: Path) -> None:
    """Make a directory and its parents, flushing each parent that gained a name."""
    if path.is_dir():
        return
    make_directory(path.parent)
    path.mkdir(exist_ok=True)
    flush_directory(path.parent)


def flush_directory(path: Path) -> None:
    """Let the names in a directory last through a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_tree(path: Path) -> None:
    """Let every name below a directory last: what a killed process renamed may be seen and still not be on the disk."""
    for directory, _, _ in os.walk(path):
        flush_directory(Path(directory))
