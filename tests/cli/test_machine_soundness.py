# SPDX-License-Identifier: Apache-2.0
"""fsck of a party's own machine: what is altered in its store, its letters or its keys is named."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from comity.acts.letter import Letter, format_letter
from comity.cli.headquarters import KNOWN_WORD_WORK, set_up
from comity.cli.main import main
from comity.cli.premises import EXERCISE_PASSPHRASE
from comity.cli.station import Settings, Station, occupied
from comity.meet.mailbox import Mailbox, Quota, Sender
from comity.node.store import Duty, Store
from comity.record.chain import anchor_of
from comity.tlog.note import sign_note
from tests.cast.archive import Archivist
from tests.cast.forum import ORIGIN
from tests.cast.keys import note_signer, witness_signers
from tests.cli.shop import flip
from tests.record.stories import continued, mark

TEXT = b"A text that is held."


@pytest.fixture
def station(tmp_path: Path) -> Station:
    """The machine of Arden: a record over two epochs with a change of keys, a text, a duty, a mailbox of two letters."""
    return furnished(tmp_path / "ard", continued()[0])


def furnished(root: Path, record: Archivist) -> Station:
    station, keys = Station(root), (note_signer("ARD"), note_signer("ARD/node"), *witness_signers("ARD"))
    settings = Settings(code="ARD", registry="http://127.0.0.1:9", conference="exercise")
    set_up(station, settings, anchor_of(record.entries[0]), keys, EXERCISE_PASSPHRASE, KNOWN_WORD_WORK)
    store = Store.open(station.store)
    store.advance(b"", record.confirmed, len(record.entries), 0, record.entries, "confirmed")
    for note in record.changes:
        store.confirm(int(note.split(b"\n")[1]), note, changes=True)
    store.keep([TEXT])
    note = record.entries[1].partition(b"\n")[2]
    store.vow(Duty(sha256(note.partition(b"\n\n")[0] + b"\n").hexdigest(), note, b"seen"))
    store.close()
    Mailbox.create(station.letters)
    with mailbox(station) as letters:
        for seconds in (1_800_000_000, 1_800_000_001):
            text = format_letter(Letter(ORIGIN, "act", seconds, b"x"))
            letters.post(sign_note(text, [note_signer("ARD/node")]), Sender("k", "act"), datetime.now(UTC))
    return station


@contextmanager
def mailbox(station: Station) -> Iterator[Mailbox]:
    opened = Mailbox.open(station.letters, Quota(9, 9999))
    try:
        yield opened
    finally:
        opened.close()


def findings(root: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[tuple[str, str]]]:
    """The exit code of fsck, and what it names with what it says first of it."""
    capsys.readouterr()
    code = main(["fsck", str(root), "--json"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return code, [(line["path"], line["problem"].partition(":")[0]) for line in lines if line["said"] == "fsck_finding"]


def altered(path: Path, *statements: str) -> None:
    """Write to a database what its triggers forbid."""
    connection = sqlite3.connect(path)
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_sound_machine_is_called_sound(station: Station, capsys: pytest.CaptureFixture[str]) -> None:
    # The documents of this record are names without texts.
    code, found = findings(station.root, capsys)
    assert (code, {each[1] for each in found}) == (1, {"missing_text"})
    other = Archivist.opened()
    mark(other)
    other.confirm()
    sound = furnished(station.root.with_name("sound"), other)
    assert findings(sound.root, capsys) == (0, [])
    assert main(["fsck", str(sound.root), "--lang", "ru"]) == 0
    assert "хранится записей 2" in capsys.readouterr().out


ALTERED = [
    ("UPDATE entries SET entry = (SELECT entry FROM entries WHERE number = 3) WHERE number = 4", "entry 4", "broken"),
    ("DELETE FROM entries WHERE number = 4", "store.db", "other_size"),
    ("UPDATE head SET note = (SELECT note FROM confirmed ORDER BY size LIMIT 1)", "store.db", "other_root"),
    ("UPDATE confirmed SET size = size - 1 WHERE changes = 1", "store.db", "other_root"),
    ("UPDATE texts SET content = x'00'", "store.db", "altered_text"),
    ("UPDATE duties SET act = 'another'", "store.db", "other_duty"),
    ("UPDATE duties SET note = x'00'", "store.db", "other_duty"),
    ("INSERT INTO evidence VALUES (x'7b7d0a', 0)", "store.db", "no_evidence"),
]


@pytest.mark.parametrize(("statement", "path", "problem"), ALTERED)
def test_what_is_altered_in_the_store_is_named(
    station: Station, capsys: pytest.CaptureFixture[str], statement: str, path: str, problem: str
) -> None:
    altered(station.store, statement)
    code, found = findings(station.root, capsys)
    assert code == 1
    assert [each for each in found if each[1] != "missing_text"] == [(path, problem)]


def test_a_confirmed_head_without_its_quorum_is_named(station: Station, capsys: pytest.CaptureFixture[str]) -> None:
    record = continued()[0]
    lonely = record.checkpoint("ARD", "BOR")
    connection = sqlite3.connect(station.store)
    connection.execute("UPDATE confirmed SET note = ? WHERE changes = 0", (lonely,))
    connection.commit()
    connection.close()
    assert ("store.db", "unconfirmed") in findings(station.root, capsys)[1]


@pytest.mark.parametrize("statement,problem", [
    ("DELETE FROM letters WHERE number = 1", "missing_letter"),
    ("UPDATE letters SET letter = x'00' WHERE number = 2", "altered_letter"),
])  # fmt: skip
def test_what_is_altered_in_the_mailbox_is_named(
    station: Station, capsys: pytest.CaptureFixture[str], statement: str, problem: str
) -> None:
    altered(station.letters, statement)
    assert ("letters.db", problem) in findings(station.root, capsys)[1]


def test_settings_anchor_and_keys_are_looked_at(station: Station, capsys: pytest.CaptureFixture[str]) -> None:
    station.anchor.write_text("ab" * 32 + "\n")
    flip(station.keys)
    found = findings(station.root, capsys)[1]
    assert [each for each in found if each[1] != "missing_text"] == [
        ("anchor", "other_anchor"),
        ("keys.age", "unreadable"),
    ]
    (station.root / "station.toml").write_text("code = 7\n")
    station.anchor.unlink()
    station.keys.unlink()
    found = findings(station.root, capsys)[1]
    assert [each for each in found if each[1] != "missing_text"] == [
        ("station.toml", "unreadable"), ("anchor", "missing"), ("keys.age", "missing"),
    ]  # fmt: skip


def test_a_store_that_is_none_is_named(station: Station, capsys: pytest.CaptureFixture[str]) -> None:
    station.store.write_bytes(b"no database" * 1000)
    assert ("store.db", "unreadable") in findings(station.root, capsys)[1]
    station.store.unlink()
    assert ("store.db", "unreadable") in findings(station.root, capsys)[1]


def test_a_machine_that_is_served_is_left_alone(station: Station, capsys: pytest.CaptureFixture[str]) -> None:
    with occupied(station.root):
        assert main(["fsck", str(station.root)]) == 5
    assert "another process serves" in capsys.readouterr().err
