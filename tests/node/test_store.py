# SPDX-License-Identifier: Apache-2.0
"""The store: begun once, never back, all of a step or nothing of it."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.node.errors import DiskLow, Raced, StateLost
from comity.node.store import Duty, Store
from tests.registry.disk import Disk, Fault


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store.create(path)
    yield store
    store.close()


def contents(store: Store) -> tuple[tuple[int, bytes, int], list[bytes], bytes]:
    return store.head(), list(store.entries()), store.evidence()


def test_a_new_store_holds_nothing(store: Store) -> None:
    assert contents(store) == ((0, b"", 0), [], b"")


def test_steps_are_held_whole_and_last(store: Store, path: Path) -> None:
    store.advance(b"", b"head 2", 2, 100, [b"zero", b"one"])
    store.advance(b"head 2", b"head 2, refreshed", 2, 101, [])
    store.advance(b"head 2, refreshed", b"head 3", 3, 101, [b"two"])
    store.accuse(b"first")
    store.accuse(b"second")
    held = ((3, b"head 3", 101), [b"zero", b"one", b"two"], b"first")
    assert contents(store) == held
    assert [list(store.entries(start)) for start in (1, 3, 4)] == [[b"one", b"two"], [], []]
    again = Store.open(path)
    assert contents(again) == held
    again.close()


def test_a_step_from_another_head_is_not_taken(store: Store) -> None:
    store.advance(b"", b"head 1", 1, 100, [b"zero"])
    with pytest.raises(Raced, match="the store is not as it was left: another process writes here"):
        store.advance(b"", b"head 2", 2, 100, [b"one"])
    assert contents(store) == ((1, b"head 1", 100), [b"zero"], b"")
    with pytest.raises(Raced, match="a write before failed: only a restart knows what the store holds"):
        store.advance(b"head 1", b"head 2", 2, 100, [b"one"])


@pytest.mark.parametrize(
    ("size", "cosigned_at", "entries"),
    [(0, 100, []), (1, 99, []), (1, 100, [b"other"]), (3, 100, [b"x", b"x", b"x"])],
    ids=["a smaller size", "an earlier time", "an entry that is there", "entries that overlap"],
)
def test_a_step_back_is_not_taken(store: Store, size: int, cosigned_at: int, entries: list[bytes]) -> None:
    store.advance(b"", b"head 1", 1, 100, [b"zero"])
    with pytest.raises(Raced, match="whether the store took the step is unknown: "):
        store.advance(b"head 1", b"another head", size, cosigned_at, entries)
    assert contents(store) == ((1, b"head 1", 100), [b"zero"], b"")


def test_of_two_processes_one_takes_the_step(store: Store, path: Path) -> None:
    other = Store.open(path)
    store.advance(b"", b"head 1", 1, 100, [b"zero"])
    with pytest.raises(Raced):
        other.advance(b"", b"head 1 of another tree", 1, 100, [b"nought"])
    other.close()
    store.advance(b"head 1", b"head 2", 2, 100, [b"one"])
    assert contents(store) == ((2, b"head 2", 100), [b"zero", b"one"], b"")


def test_while_another_process_writes_nothing_is_written_and_nothing_waits(store: Store, path: Path) -> None:
    writing = sqlite3.connect(path, isolation_level=None)
    writing.execute("BEGIN IMMEDIATE")
    with pytest.raises(Raced, match="whether the store took the step is unknown: database is locked"):
        store.advance(b"", b"head 1", 1, 100, [b"zero"])
    writing.execute("ROLLBACK")
    writing.close()
    with pytest.raises(Raced, match="a write before failed"):
        store.accuse(b"evidence")
    assert contents(store) == ((0, b"", 0), [], b"")


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DELETE FROM head", "a head is never forgotten"),
        ("UPDATE head SET size = 0", "a head never goes back"),
        ("UPDATE head SET cosigned_at = 99", "a head never goes back"),
        ("DELETE FROM entries", "an entry is never dropped"),
        ("UPDATE entries SET entry = x'00'", "an entry never changes"),
        ("INSERT INTO entries VALUES (0, x'00')", "UNIQUE constraint failed: entries.number"),
        ("INSERT INTO head VALUES (1, 0, x'', 0, 0, 0)", "CHECK constraint failed: only = 0"),
    ],
)
def test_the_file_itself_refuses_what_must_never_happen(store: Store, path: Path, statement: str, message: str) -> None:
    store.advance(b"", b"head 1", 1, 100, [b"zero"])
    behind = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError) as caught:
        behind.execute(statement)
    assert str(caught.value) == message
    behind.close()


def test_a_store_is_begun_once(store: Store, path: Path) -> None:
    store.advance(b"", b"head 1", 1, 100, [b"zero"])
    with pytest.raises(StateLost) as caught:
        Store.create(path)
    assert str(caught.value) == f"{path} exists: a store is begun once"
    assert contents(store) == ((1, b"head 1", 100), [b"zero"], b"")


def test_a_store_whose_making_did_not_end_is_made_again(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"")
    with pytest.raises(StateLost) as caught:
        Store.open(path)
    assert str(caught.value) == f"{path} holds nothing: its making did not end"
    store = Store.create(path)
    assert contents(store) == ((0, b"", 0), [], b"")
    store.close()


def test_a_missing_store_is_never_made_anew_by_opening_it(path: Path) -> None:
    with pytest.raises(StateLost) as caught:
        Store.open(path)
    assert str(caught.value) == f"{path} is missing: enrol a new cosigning key; the old one must never sign again"
    assert not path.exists()


def test_what_is_no_store_is_none(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database, and longer than a header" * 100)
    for begin in (Store.open, Store.create):
        with pytest.raises(StateLost) as caught:
            begin(path)
        assert str(caught.value) == f"{path} is no store: file is not a database"


FULL = 2
"""What SQLite calls a flush at every commit."""


def test_a_store_flushes_at_every_commit(store: Store, path: Path) -> None:
    again = Store.open(path)
    for each in (store, again):
        assert each._connection.execute("PRAGMA synchronous").fetchone() == (FULL,)
        assert each._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    again.close()


@pytest.mark.parametrize("kind", ["error before", "error after"])
def test_of_a_step_whose_flush_failed_only_a_restart_knows(path: Path, kind: str) -> None:
    Store.create(path).close()
    with Disk(Fault(2, kind)).watched():
        store = Store.open(path)
        with pytest.raises(Raced, match="whether the store took the step is unknown: disk I/O error"):
            store.advance(b"", b"head 1", 1, 100, [b"zero"])
    with pytest.raises(Raced, match="a write before failed: only a restart knows what the store holds"):
        store.advance(b"", b"head 1", 1, 100, [b"zero"])
    store.close()
    again = Store.open(path)
    held = ((0, b"", 0), [], b"") if kind == "error before" else ((1, b"head 1", 100), [b"zero"], b"")
    assert contents(again) == held
    again.close()


def test_a_disk_that_is_nearly_full_is_told_and_does_not_stop_what_must_not_be_forgotten(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.require_room()
    total = shutil.disk_usage(path.parent).total
    monkeypatch.setattr("comity.node.store.LEAST_FREE_BYTES", total)
    with pytest.raises(DiskLow, match=f"nothing is held or cosigned below {total >> 20} MiB"):
        store.require_room()
    store.vow(Duty("a", b"note", b"seen"))
    assert store.duties() == [Duty("a", b"note", b"seen")]
    memory = Store.in_memory()
    memory.require_room()
    assert memory.free_bytes() is None
