# SPDX-License-Identifier: Apache-2.0
"""The mailbox: begun once, never back, whole letters only, and nothing after a write that failed."""

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.meet.errors import MailboxLost
from comity.meet.mailbox import Mailbox, Posted, Quota, Sender, Spent
from tests.registry.disk import KINDS, Disk, Fault

NOW = datetime(2026, 11, 23, 22, tzinfo=UTC)
ARD = Sender("ARD/node", "head")
QUOTA = Quota(10, 1_000)
FULL = 2
"""What SQLite calls a flush at every commit."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "deep" / "letters.db"
    Mailbox.create(path)
    return path


def held(path: Path) -> tuple[int, list[tuple[int, bytes]]]:
    mailbox = Mailbox.open(path, QUOTA)
    found = mailbox.newest, list(mailbox.letters(0))
    mailbox.close()
    return found


def test_a_mailbox_flushes_at_every_commit(path: Path) -> None:
    mailbox = Mailbox.open(path, QUOTA)
    assert mailbox._connection.execute("PRAGMA synchronous").fetchone() == (FULL,)
    assert mailbox._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    mailbox.close()


def test_a_mailbox_is_begun_once_and_never_by_opening_it(path: Path, tmp_path: Path) -> None:
    with pytest.raises(MailboxLost) as caught:
        Mailbox.create(path)
    assert str(caught.value) == f"{path} exists: a mailbox is begun once"
    nowhere = tmp_path / "nowhere.db"
    with pytest.raises(MailboxLost, match="is missing: a mailbox begun anew would give letters numbers"):
        Mailbox.open(nowhere, QUOTA)
    assert not nowhere.exists()


def test_one_whose_making_did_not_end_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "letters.db"
    path.write_bytes(b"")
    with pytest.raises(MailboxLost) as caught:
        Mailbox.open(path, QUOTA)
    assert str(caught.value) == f"{path} holds nothing: its making did not end"
    Mailbox.create(path)
    assert held(path) == (0, [])


def test_what_is_no_mailbox_is_none(tmp_path: Path) -> None:
    path = tmp_path / "letters.db"
    path.write_bytes(b"not a database, and longer than a header" * 100)
    with pytest.raises(MailboxLost) as caught:
        Mailbox.open(path, QUOTA)
    assert str(caught.value) == f"{path} is no mailbox, or another process holds it: file is not a database"


def test_two_never_hold_one_mailbox(path: Path) -> None:
    mailbox = Mailbox.open(path, QUOTA)
    mailbox.post(b"letter", ARD, NOW)
    with pytest.raises(MailboxLost, match="is no mailbox, or another process holds it: database is locked"):
        Mailbox.open(path, QUOTA)
    mailbox.close()
    assert held(path) == (1, [(1, b"letter")])


def test_letters_that_differ_in_one_bit_are_two(path: Path) -> None:
    mailbox = Mailbox.open(path, QUOTA)
    assert [mailbox.post(letter, ARD, NOW) for letter in (b"a", b"a\x00", b"a", b"")] == [
        Posted(1), Posted(2), Posted(1, again=True), Posted(3),
    ]  # fmt: skip
    digests = mailbox._connection.execute("SELECT length(digest) FROM letters").fetchall()
    assert digests == [(32,)] * 3
    mailbox.close()


def test_what_is_over_the_quota_leaves_no_trace(path: Path) -> None:
    mailbox = Mailbox.open(path, Quota(2, 10))
    assert [mailbox.post(letter, ARD, NOW) for letter in (b"12345", b"123456", b"54321", b"x")] == [
        Posted(1), Spent(Quota(2, 10)), Posted(2), Spent(Quota(2, 10)),
    ]  # fmt: skip
    assert mailbox._connection.execute("SELECT * FROM spent").fetchall() == [("ARD/node", "head", 20780, 2, 10)]
    mailbox.close()
    assert held(path) == (2, [(1, b"12345"), (2, b"54321")])


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DELETE FROM letters", "a letter is never dropped"),
        ("UPDATE letters SET letter = x'00'", "a letter never changes"),
        ("INSERT INTO letters SELECT 7, digest, letter FROM letters", "UNIQUE constraint failed: letters.digest"),
    ],
)
def test_the_file_itself_refuses_what_must_never_happen(path: Path, statement: str, message: str) -> None:
    mailbox = Mailbox.open(path, QUOTA)
    mailbox.post(b"letter", ARD, NOW)
    mailbox.close()
    behind = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError) as caught:
        behind.execute(statement)
    assert str(caught.value) == message
    behind.close()


@pytest.mark.parametrize("kind", ["error before", "error after"])
def test_after_a_write_that_failed_only_a_restart_knows(path: Path, kind: str) -> None:
    # Opening is the first call: the names of the files are flushed.
    with Disk(Fault(3, kind)).watched():
        mailbox = Mailbox.open(path, QUOTA)
        assert mailbox.post(b"one", ARD, NOW) == Posted(1)
        with pytest.raises(MailboxLost, match="whether the letter is held is unknown: disk I/O error"):
            mailbox.post(b"two", ARD, NOW)
    for letter in (b"one", b"two", b"three"):
        with pytest.raises(MailboxLost, match="a write before failed: only a restart knows what the mailbox holds"):
            mailbox.post(letter, ARD, NOW)
    with pytest.raises(MailboxLost, match="a write before failed"):
        list(mailbox.letters(0))
    mailbox.close()
    kept = [(1, b"one")] if kind == "error before" else [(1, b"one"), (2, b"two")]
    assert held(path) == (len(kept), kept)


LETTERS = [b"%d" % number * 40_000 for number in range(4)]
CHILD = """
import sys
from pathlib import Path
from tests.meet import test_mailbox as test
test.post_all(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
"""


def post_all(path: Path, call: int, kind: str) -> None:
    """Post the letters, saying the number of each, and be killed at a call that reaches the disk."""
    with Disk(Fault(1 + call, kind)).watched():
        mailbox = Mailbox.open(path, Quota(10, 2**20))
        for letter in LETTERS:
            posted = mailbox.post(letter, ARD, NOW)
            if isinstance(posted, Posted):
                print(posted.number, flush=True)


@pytest.mark.parametrize("call", range(1, len(LETTERS) + 1))
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.startswith("kill")])
def test_killed_at_any_write_it_keeps_whole_letters_and_all_it_told_of(path: Path, call: int, kind: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, path, str(call), kind],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, check=False, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, "")
    told = list(map(int, done.stdout.split()))
    assert told == list(range(1, call))
    kept = LETTERS[: call if kind == "kill after" else call - 1]
    assert held(path) == (len(kept), list(enumerate(kept, 1)))
    mailbox = Mailbox.open(path, Quota(10, 2**20))
    again = [mailbox.post(letter, ARD, NOW) for letter in LETTERS]
    assert again == [Posted(number, again=number <= len(kept)) for number in range(1, len(LETTERS) + 1)]
    mailbox.close()
