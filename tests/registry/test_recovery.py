# SPDX-License-Identifier: Apache-2.0
"""Recovery: a record is taken up as it was left, and what is not what the lock says is found before anything is signed."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from comity.acts.entry import format_entry
from comity.acts.outcomes import Mark
from comity.registry.answer import Sequenced
from comity.registry.errors import LockLost, Misconfigured, RecordDamaged, RegistryError
from comity.registry.lock import Lock, Staged
from comity.registry.registry import Registry
from comity.rules.forum import forum_bytes
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.merkle import Frontier, leaf_hash
from comity.tlog.tile import TILE_WIDTH, encode_bundle, entries_path, tile_path
from comity.tlog.tree_head import Checkpoint
from tests.cast.forum import MEMBERS, ORIGIN
from tests.cast.keys import log_signers, note_signer
from tests.registry.disk import Disk
from tests.registry.seat import HAND, LOG, Clock, Seat, genesis, write


def fill(seat: Seat, size: int, step: int = 50) -> None:
    """Lodge statements of the members in turn until the record has this size."""
    (proposal,) = seat.forum.matters
    while (missing := size - seat.forum.size) > 0:
        count = min(missing, step)
        members = [list(MEMBERS)[number % len(MEMBERS)] for number in range(count)]
        laters = [number // len(MEMBERS) for number in range(count)]
        seat.place(*(seat.statement(proposal, by, later) for by, later in zip(members, laters, strict=True)))


def files(root: Path) -> dict[str, bytes]:
    """All files of a registry but the lock's, by path."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith("lock.db")
    }


def copy_lock(root: Path, to: Path) -> None:
    """Copy the lock of a closed registry."""
    shutil.copy(root / "lock.db", to)
    for name in ("lock.db-wal", "lock.db-shm"):
        assert not (root / name).exists()


def in_lock(seat: Seat, statement: str, *values: Any) -> None:
    """Alter the lock behind the back of a closed registry."""
    connection = sqlite3.connect(seat.root / "lock.db")
    connection.execute(statement, values)
    connection.commit()
    connection.close()


def refused_to_open(seat: Seat) -> RegistryError:
    before = files(seat.root)
    with pytest.raises(RegistryError) as caught:
        Registry.open(seat.root, LOG, HAND, seat.clock)
    assert files(seat.root) == before
    return caught.value


@pytest.mark.parametrize("size", [3, 4, 255, 256, 257, 303, 512, 600])
@pytest.mark.parametrize("step", [1, 50])
def test_a_record_is_taken_up_as_it_was_left(seat: Seat, size: int, step: int) -> None:
    fill(seat, size, step if size < 300 else 50)
    registry = seat.registry
    before = (
        registry.shelf.entries(0, size),
        forum_bytes(registry.forum),
        registry.lock.checkpoint(),
        registry.confirmed,
        registry.shelf.flushed,
    )
    progress: list[tuple[int, int]] = []
    seat.registry.close()
    registry = Registry.open(seat.root, LOG, HAND, seat.clock, lambda done, total: progress.append((done, total)))
    after = (
        registry.shelf.entries(0, size),
        forum_bytes(registry.forum),
        registry.lock.checkpoint(),
        registry.confirmed,
        registry.shelf.flushed,
    )
    assert after == before
    assert progress == [(min(done, size), size) for done in range(TILE_WIDTH, size + TILE_WIDTH, TILE_WIDTH)]
    seat.registry = registry
    fill(seat, size + 30)
    assert seat.restart().forum.size == max(3, size) + 30


def test_the_tail_keeps_what_full_tiles_do_not_hold(seat: Seat) -> None:
    fill(seat, 600)
    kept = [(staged.first, staged.width) for staged in seat.lock.tail()]
    assert kept == [(503, 50), (553, 47)]
    seat.restart()
    assert [(staged.first, staged.width) for staged in seat.lock.tail()] == kept


def test_the_registry_needs_the_tiles_a_crash_left_unwritten_no_more_than_the_lock_has_them(seat: Seat) -> None:
    fill(seat, 240)
    (proposal,) = seat.forum.matters
    answers = seat.registry.lodge([seat.statement(proposal, "ARD", later) for later in range(30)])
    assert [answer.index for answer in answers if isinstance(answer, Sequenced)] == list(range(240, 270))
    assert not (seat.root / entries_path(0)).exists()
    seat.restart()
    assert (seat.root / entries_path(0)).read_bytes() == encode_bundle(seat.registry.shelf.entries(0, 256))
    assert seat.registry.shelf.entries(240, 270) == [
        answer.entry for answer in answers if isinstance(answer, Sequenced)
    ]


@pytest.mark.parametrize("path", [entries_path(0), tile_path(0, 0), entries_path(1), tile_path(0, 1)])
@pytest.mark.parametrize("damage", ["flipped", "cut", "missing"])
def test_a_file_changed_on_disk_is_found(seat: Seat, path: str, damage: str) -> None:
    fill(seat, 600)
    seat.registry.close()
    data = (seat.root / path).read_bytes()
    (seat.root / path).unlink()
    if damage == "flipped":
        middle = len(data) // 2
        (seat.root / path).write_bytes(data[:middle] + bytes((data[middle] ^ 1,)) + data[middle + 1 :])
    elif damage == "cut":
        (seat.root / path).write_bytes(data[:-1])
    assert isinstance(refused_to_open(seat), RecordDamaged)


def test_a_tile_of_the_wrong_content_left_of_the_edge_is_named(seat: Seat) -> None:
    fill(seat, 600)
    seat.registry.close()
    bundles = [(seat.root / entries_path(number)).read_bytes() for number in (0, 1)]
    (seat.root / entries_path(0)).unlink()
    (seat.root / entries_path(0)).write_bytes(bundles[1])
    assert str(refused_to_open(seat)) == "tile/0/000 is not that of the entries"


@pytest.mark.parametrize("which", [0, 1, -1])
def test_a_row_cut_from_the_tail_is_found(seat: Seat, which: int) -> None:
    fill(seat, 230)
    cut = seat.lock.tail()[which].first
    seat.registry.close()
    in_lock(seat, "DELETE FROM tail WHERE first = ?", cut)
    assert isinstance(refused_to_open(seat), RecordDamaged)


def test_a_tail_cut_altogether_is_found(seat: Seat) -> None:
    fill(seat, 300)
    seat.registry.close()
    in_lock(seat, "DELETE FROM tail")
    assert str(refused_to_open(seat)) == "tile/0/001 is missing"


def test_rows_of_the_tail_that_are_no_bundles_or_other_entries_are_found(seat: Seat) -> None:
    fill(seat, 100)
    seat.registry.close()
    bundle = encode_bundle([b"x"] * 50)
    in_lock(seat, "UPDATE tail SET bundle = ? WHERE first = 53", bundle)
    assert str(refused_to_open(seat)) == "the tail at 53: not as many whole entries as the width of the bundle"
    in_lock(seat, "UPDATE tail SET width = 50 WHERE first = 53")
    assert str(refused_to_open(seat)) == "tiles and tail lead to 103 entries, the lock says 100 or another root"
    in_lock(seat, "UPDATE tail SET bundle = ?, width = 47 WHERE first = 53", encode_bundle([b"x"] * 47))
    assert str(refused_to_open(seat)) == "tiles and tail lead to 100 entries, the lock says 100 or another root"


def test_a_lock_older_than_the_tiles_is_found(seat: Seat, tmp_path: Path) -> None:
    fill(seat, 200)
    seat.registry.close()
    copy_lock(seat.root, tmp_path / "old.db")
    seat.restart()
    fill(seat, 300)
    seat.registry.close()
    shutil.copy(tmp_path / "old.db", seat.root / "lock.db")
    assert (
        str(refused_to_open(seat))
        == "tile/entries/000 exists, the lock ends before it: the lock is older than the tiles"
    )


def test_a_second_process_on_the_same_lock_loses_it(seat: Seat) -> None:
    (proposal,) = seat.forum.matters
    other = Seat(seat.root, seat.clock, Registry.open(seat.root, LOG, HAND, seat.clock))
    seat.place(seat.statement(proposal, "ARD"))
    for _ in range(2):
        with pytest.raises(LockLost):
            other.lodge(other.statement(proposal, "BOR"))
    assert seat.place(seat.statement(proposal, "BOR"))[0].index == 4
    other.registry.close()


def test_a_second_process_in_the_middle_of_a_write_stops_neither_reads_nor_the_first(seat: Seat) -> None:
    (proposal,) = seat.forum.matters
    writing = sqlite3.connect(seat.root / "lock.db", isolation_level=None)
    writing.execute("BEGIN IMMEDIATE")
    assert seat.lock.find("ARD", 1) == 2
    with pytest.raises(LockLost, match="whether the lock moved is unknown: database is locked"):
        seat.registry.lodge([seat.statement(proposal, "ARD")])
    writing.execute("ROLLBACK")
    writing.close()
    with pytest.raises(LockLost, match="a write before failed: only a restart knows what the lock holds"):
        seat.registry.lodge([seat.statement(proposal, "ARD")])
    seat.restart()
    assert seat.place(seat.statement(proposal, "ARD"))[0].index == 3


def test_a_lock_that_is_missing_empty_or_no_lock_begins_nothing(seat: Seat) -> None:
    seat.registry.close()
    lock = seat.root / "lock.db"
    kept = lock.read_bytes()
    lock.unlink()
    missing = refused_to_open(seat)
    assert isinstance(missing, Misconfigured)
    assert str(missing) == f"{lock} is missing: a registry without its lock must not sign (see succession)"
    lock.write_bytes(b"")
    assert str(refused_to_open(seat)) == f"{lock} holds no record: its founding did not end"
    lock.write_bytes(b"not a database, and longer than a header" * 100)
    broken = refused_to_open(seat)
    assert isinstance(broken, RecordDamaged)
    assert str(broken) == "lock.db is no lock: file is not a database"
    lock.write_bytes(kept)
    in_lock(seat, "DROP TRIGGER lock_never_leaves")
    in_lock(seat, "ALTER TABLE lock RENAME COLUMN origin TO other")
    assert str(refused_to_open(seat)) == "the lock cannot be read: no such column: origin"


def test_the_row_of_the_lock_never_leaves(seat: Seat) -> None:
    seat.registry.close()
    with pytest.raises(sqlite3.IntegrityError, match="the lock is never deleted"):
        in_lock(seat, "DELETE FROM lock")


def test_a_registry_with_other_keys_does_not_open(seat: Seat) -> None:
    seat.registry.close()
    with pytest.raises(Misconfigured) as caught:
        Registry.open(seat.root, log_signers("other.example/record"), HAND, seat.clock)
    assert str(caught.value) == "the origin or the log's keys at hand are not those on the record"
    with pytest.raises(Misconfigured) as caught:
        Registry.open(seat.root, LOG, note_signer("REG#2"), seat.clock)
    assert str(caught.value) == "the key REG at hand is not the one in force on the record"


@pytest.mark.parametrize(
    ("origin", "log", "message"),
    [
        ("other.example/record", LOG, "the origin or the log's keys at hand are not those on the record"),
        (
            ORIGIN,
            log_signers("other.example/record"),
            "the origin or the log's keys at hand are not those on the record",
        ),
    ],
)
def test_a_founding_under_another_name_signs_nothing(tmp_path: Path, origin: str, log: Any, message: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        Registry.found(tmp_path, origin, genesis(), log, HAND, Clock())
    assert str(caught.value) == message
    with pytest.raises(Misconfigured, match="its founding did not end"):
        Registry.open(tmp_path, LOG, HAND, Clock())


def test_a_founding_that_did_not_end_is_begun_again_and_one_that_did_is_not(tmp_path: Path) -> None:
    Lock.create(tmp_path / "lock.db", ORIGIN).close()
    with pytest.raises(Misconfigured, match=r"genesis is not admitted: Refused\(rule='2.6'"):
        Registry.found(tmp_path, ORIGIN, write(Mark, "REG", seq=(1,), journal="0" * 64), LOG, HAND, Clock())
    registry = Registry.found(tmp_path, ORIGIN, genesis(), LOG, HAND, Clock())
    assert registry.forum.size == 1
    registry.close()
    with pytest.raises(Misconfigured) as caught:
        Registry.found(tmp_path, ORIGIN, genesis(), LOG, HAND, Clock())
    assert str(caught.value) == f"{tmp_path}/lock.db holds the lock of {ORIGIN}: a record is begun once"


def test_a_lock_of_another_origin_is_not_taken_for_this_one(tmp_path: Path) -> None:
    Lock.create(tmp_path / "lock.db", "other.example/record").close()
    with pytest.raises(Misconfigured, match=r"holds the lock of other\.example/record: a record is begun once"):
        Registry.found(tmp_path, ORIGIN, genesis(), LOG, HAND, Clock())


@pytest.mark.parametrize("case", ["refused", "unreadable"])
def test_an_entry_that_this_software_does_not_admit_stops_it(seat: Seat, case: str) -> None:
    note = seat.write(Mark, "ARD", journal=seat.forum.journal.hex())
    entry = format_entry(seat.clock.now, note) if case == "refused" else b"2026-11-23T05:00:00.000Z\nof another time\n"
    frontier = Frontier().extend(leaf_hash(each) for each in [*seat.registry.shelf.entries(0, 3), entry])
    head = sign_checkpoint(Checkpoint(ORIGIN, 4, frontier.root()), LOG, 1)
    seat.lock.replace(seat.lock.checkpoint(), head, Staged(3, encode_bundle([entry]), 1), [])
    seat.registry.close()
    said = {
        "refused": "entry 3 is refused by rule 1.10: ARD: member",
        "unreadable": "entry 3 cannot be read any more: not a signed note: no empty line followed by 1 to 100 signature lines",
    }
    assert str(refused_to_open(seat)) == said[case]


FULL = 2
"""What SQLite calls a flush at every commit."""


def test_the_lock_flushes_at_every_commit(seat: Seat) -> None:
    assert seat.lock._rows("PRAGMA synchronous") == [(FULL,)]
    assert seat.lock._rows("PRAGMA journal_mode") == [("wal",)]
    assert seat.restart().lock._rows("PRAGMA synchronous") == [(FULL,)]


def test_every_name_a_killed_process_may_have_left_is_flushed_before_it_is_relied_on(seat: Seat) -> None:
    seat.registry.close()
    folders = 1 + sum(path.is_dir() for path in seat.root.rglob("*"))
    disk = Disk(None)
    with disk.watched():
        seat.registry = Registry.open(seat.root, LOG, HAND, seat.clock)
    # First the directory of the lock's own log, then all of them.
    assert disk.calls == ["fsync"] * (1 + folders) + ["commit"]
