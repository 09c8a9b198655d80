# SPDX-License-Identifier: Apache-2.0
"""The store of a third-party witness: begun once for one pair of keys, never back, and nothing after a failed write."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from comity.node.errors import Raced, StateLost
from comity.node.known_logs import NoLogs, read_logs
from comity.node.plain_store import Latest, PlainStore
from tests.cast.keys import log_signers, note_signer, vkey_of, witness_signers
from tests.registry.disk import Disk, Fault

VKEYS = "one\nother\n"
LOG = "log.example"
NONE = Latest()
ONE = Latest(1, b"1" * 32, b"head 1", 100)
TWO = Latest(2, b"2" * 32, b"head 2", 101)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "deep" / "heads.db"
    PlainStore.create(path, VKEYS)
    return path


def held(path: Path, origin: str = LOG) -> Latest:
    store = PlainStore.open(path, VKEYS)
    latest = store.latest(origin)
    store.close()
    return latest


def test_heads_are_held_for_each_log_and_last(path: Path) -> None:
    store = PlainStore.open(path, VKEYS)
    assert store.latest(LOG) == NONE
    assert [store.advance(LOG, NONE, ONE), store.advance("other", NONE, TWO), store.advance(LOG, ONE, TWO)] == [
        True
    ] * 3
    store.close()
    assert [held(path), held(path, "other"), held(path, "third")] == [TWO, TWO, NONE]


def test_a_step_from_another_head_is_not_taken_and_nothing_is_lost(path: Path) -> None:
    store = PlainStore.open(path, VKEYS)
    assert store.advance(LOG, NONE, ONE)
    later = ONE._replace(cosigned_at=101)
    for old in (NONE, TWO, later, ONE._replace(note=b"another")):
        assert not store.advance(LOG, old, TWO)
    assert store.latest(LOG) == ONE
    assert store.advance(LOG, ONE, later)
    store.close()
    assert held(path) == later


@pytest.mark.parametrize(
    "new",
    [TWO._replace(size=0), TWO._replace(size=1), TWO._replace(cosigned_at=99)],
    ids=["a smaller size", "another root", "an earlier time"],
)
def test_a_step_back_stops_the_store(path: Path, new: Latest) -> None:
    store = PlainStore.open(path, VKEYS)
    store.advance(LOG, NONE, ONE)
    with pytest.raises(Raced, match="whether the store took the step is unknown: a head never goes back"):
        store.advance(LOG, ONE, new)
    with pytest.raises(Raced, match="a write before failed: only a restart knows what the store holds"):
        store.advance(LOG, ONE, TWO)
    store.close()
    assert held(path) == ONE


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DELETE FROM heads", "a head is never forgotten"),
        ("UPDATE heads SET size = 0", "a head never goes back"),
        ("UPDATE heads SET origin = 'another'", "a head never goes back"),
        ("UPDATE witness SET vkeys = ''", "a store has one witness"),
        ("DELETE FROM witness", "a store has one witness"),
    ],
)
def test_the_file_itself_refuses_what_must_never_happen(path: Path, statement: str, message: str) -> None:
    store = PlainStore.open(path, VKEYS)
    store.advance(LOG, NONE, ONE)
    store.close()
    behind = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError) as caught:
        behind.execute(statement)
    assert str(caught.value) == message
    behind.close()


def test_a_store_belongs_to_its_keys_and_is_begun_once(path: Path, tmp_path: Path) -> None:
    with pytest.raises(StateLost) as caught:
        PlainStore.open(path, "one\nanother\n")
    assert str(caught.value) == f"{path} belongs to other keys: what these have signed is not known here"
    with pytest.raises(StateLost) as caught:
        PlainStore.create(path, VKEYS)
    assert str(caught.value) == f"{path} exists: a store is begun once"
    nowhere = tmp_path / "nowhere.db"
    with pytest.raises(StateLost) as caught:
        PlainStore.open(nowhere, VKEYS)
    assert str(caught.value) == f"{nowhere} is missing: draw new keys; the old ones must never sign again"
    assert not nowhere.exists()
    nowhere.write_bytes(b"")
    with pytest.raises(StateLost) as caught:
        PlainStore.open(nowhere, VKEYS)
    assert str(caught.value) == f"{nowhere} holds nothing: its making did not end"
    PlainStore.create(nowhere, VKEYS)
    assert held(nowhere) == NONE


def test_one_process_holds_a_store(path: Path) -> None:
    store = PlainStore.open(path, VKEYS)
    with pytest.raises(StateLost, match="is no store, or another process holds it: database is locked"):
        PlainStore.open(path, VKEYS)
    assert store._connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert store._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()


@pytest.mark.parametrize("kind", ["error before", "error after"])
def test_of_a_step_whose_flush_failed_only_a_restart_knows(path: Path, kind: str) -> None:
    with Disk(Fault(2, kind)).watched():
        store = PlainStore.open(path, VKEYS)
        with pytest.raises(Raced, match="whether the store took the step is unknown: disk I/O error"):
            store.advance(LOG, NONE, ONE)
    uses: list[Callable[[], object]] = [
        lambda: store.advance(LOG, NONE, ONE),
        lambda: store.accuse(LOG, b"evidence"),
        lambda: store.latest(LOG),
    ]
    for use in uses:
        with pytest.raises(Raced, match="a write before failed: only a restart knows what the store holds"):
            use()
    store.close()
    assert held(path) == (NONE if kind == "error before" else ONE)


def test_the_first_evidence_against_a_log_is_kept(path: Path) -> None:
    store = PlainStore.open(path, VKEYS)
    for origin, document in ((LOG, b"first"), (LOG, b"second"), ("another", b"other")):
        store.accuse(origin, document)
    assert store.evidence() == [b"other", b"first"]
    store.close()


def test_logs_are_read_with_all_their_keys(tmp_path: Path) -> None:
    one, other = log_signers(LOG)
    third = note_signer("sum.example")
    path = tmp_path / "logs"
    path.write_text(f"# logs\n{vkey_of(one)}\n\n{vkey_of(third)} a tree of go\n{vkey_of(other)}\n")
    assert read_logs(path) == {LOG: (one.vkey, other.vkey), "a tree of go": (third.vkey,)}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("no key", "line 1: not a verifier key"),
        (vkey_of(witness_signers("ARD")[0]), "line 1: not a key with which a log signs: Ed25519 (0x01) or ML-DSA-44 (0x06)"),
        (vkey_of(log_signers(LOG)[0]) + " " + "x" * 256,
         "line 1: the origin is empty, longer than 255 bytes or has control characters"),
        (vkey_of(log_signers(LOG)[0]) + "\tx", "line 1: not a verifier key"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_log_is_told(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "logs"
    path.write_text(line + "\n")
    with pytest.raises(NoLogs) as caught:
        read_logs(path)
    assert str(caught.value) == f"{path}, {message}"


def test_a_file_without_logs_is_told(tmp_path: Path) -> None:
    path = tmp_path / "logs"
    with pytest.raises(NoLogs, match=f"^{path} cannot be read: "):
        read_logs(path)
    path.write_text("# none\n")
    with pytest.raises(NoLogs, match=f"^{path} names no log: nothing would be cosigned$"):
        read_logs(path)
