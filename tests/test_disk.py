# SPDX-License-Identifier: Apache-2.0
"""Databases whose every commit lasts: opened in that way, or not at all."""

import sqlite3
from pathlib import Path

import pytest

from comity.disk import open_database, require_flushes
from tests.registry.disk import Disk, Fault


def test_a_database_flushes_at_every_commit_and_its_names_last(tmp_path: Path) -> None:
    disk = Disk(None)
    with disk.watched():
        connection = open_database(tmp_path / "deep" / "a.db", create=True)
    # The directory that was made, in the one above it; then the names of the database and of its log.
    assert disk.calls == ["mkdir", "fsync", "fsync"]
    assert sorted(path.name for path in (tmp_path / "deep").iterdir()) == ["a.db", "a.db-shm", "a.db-wal"]
    require_flushes(connection)
    connection.close()


@pytest.mark.parametrize(
    ("setting", "found"),
    [
        ("journal_mode = DELETE", "journal_mode delete, synchronous 2"),
        ("synchronous = NORMAL", "journal_mode wal, synchronous 1"),
        ("synchronous = OFF", "journal_mode wal, synchronous 0"),
    ],
)
def test_another_setting_is_noticed(tmp_path: Path, setting: str, found: str) -> None:
    connection = open_database(tmp_path / "a.db", create=True)
    connection.execute(f"PRAGMA {setting}")
    with pytest.raises(sqlite3.OperationalError) as caught:
        require_flushes(connection)
    assert str(caught.value) == f"commits would not last: {found}"
    connection.close()


def test_a_database_that_is_missing_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="unable to open database file"):
        open_database(tmp_path / "a.db")
    assert list(tmp_path.iterdir()) == []


def test_a_database_held_alone_is_held_by_nobody_else(tmp_path: Path) -> None:
    connection = open_database(tmp_path / "a.db", create=True, alone=True)
    for alone in (True, False):
        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            open_database(tmp_path / "a.db", alone=alone)
    connection.close()
    open_database(tmp_path / "a.db", alone=True).close()


def test_a_directory_that_cannot_be_flushed_is_no_place_for_a_database(tmp_path: Path) -> None:
    disk = Disk(Fault(1, "error after"))
    with disk.watched(), pytest.raises(OSError):
        open_database(tmp_path / "a.db", create=True)
    assert disk.calls == ["fsync"]
    open_database(tmp_path / "a.db", create=True, alone=True).close()
