# SPDX-License-Identifier: Apache-2.0
"""fsck names the very file in which a bit was changed, in premises and in archives; what is sound it calls sound."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from comity.acts.entry import parse_entry
from comity.cli.main import main
from comity.cli.premises import Premises
from comity.registry.lock import Lock
from comity.tlog.note import parse_note
from comity.tlog.tile import decode_bundle
from comity.tlog.tree_head import parse_checkpoint
from tests.cli.shop import flip, furnish


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("sound")).root


@pytest.fixture(scope="module")
def kept(sound: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    out = tmp_path_factory.mktemp("kept") / "backup"
    assert main(["backup", str(sound), str(out)]) == 0
    return out


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "copy"))


@pytest.fixture
def backup(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "backup"))


def findings(root: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """The exit code of fsck, and the files it names."""
    capsys.readouterr()
    code = main(["fsck", str(root), "--json"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return code, [line["path"] for line in lines if line["said"] == "fsck_finding"]


def blob(root: Path, folder: str) -> str:
    return min(path for path in (root / folder).rglob("*") if path.is_file()).relative_to(root).as_posix()


def test_what_is_sound_is_called_sound(sound: Path, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert findings(sound, capsys) == (0, [])
    assert findings(kept, capsys) == (0, [])
    assert main(["fsck", str(sound), "--lang", "ru"]) == 0
    assert "Исправно: записей 540" in capsys.readouterr().out


FILES = ("registry/tile/0/000", "registry/tile/0/001", "registry/tile/entries/000", "registry/tile/entries/001")


@pytest.mark.parametrize("name", [*FILES, "keys.age", "play/zero.tlog-proof"])
def test_a_changed_file_is_named(copy: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    flip(copy / name)
    assert findings(copy, capsys) == (1, [name])


@pytest.mark.parametrize("name", [*FILES, "anchor"])
def test_a_missing_file_is_named(copy: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / name).unlink()
    assert findings(copy, capsys) == (1, [name])


def test_several_changed_files_are_all_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (FILES[1], FILES[2]):
        flip(copy / name)
    text = blob(copy, "registry/blobs")
    flip(copy / text)
    assert findings(copy, capsys) == (1, [FILES[2], FILES[1], text])


def test_when_neither_leads_to_the_root_both_are_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (FILES[0], FILES[2]):
        flip(copy / name)
    code, named = findings(copy, capsys)
    assert (code, named) in [(1, [FILES[2]]), (1, [FILES[2], FILES[0]])]


def test_a_changed_or_missing_text_is_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = blob(copy, "registry/blobs")
    flip(copy / text)
    assert findings(copy, capsys) == (1, [text])
    (copy / text).unlink()
    assert findings(copy, capsys) == (1, [f"registry/blobs/{Path(text).name}"])


def test_another_anchor_is_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "anchor").write_text("00" * 32 + "\n")
    code, named = findings(copy, capsys)
    assert (code, named) == (1, ["anchor"])


def nonce(entry: bytes) -> bytes:
    """Bytes that stand in this entry alone."""
    return parse_entry(entry).signed.act.nonce.encode()


def lock_parts(root: Path) -> dict[str, bytes]:
    """Bytes that stand in the lock: of its checkpoint, of the tail, of the confirmed head."""
    lock = Lock.open(root / "registry" / "lock.db")
    note, tail, confirmed = lock.checkpoint(), lock.tail(), lock.confirmed()
    lock.close()
    return {
        "root": note.split(b"\n")[2],
        "log signature": note.split(b"\n")[-2][-40:],
        "tail": nonce(decode_bundle(tail[-1].bundle, tail[-1].width)[-1]),
        "cosignature": confirmed.split(b"\n")[-2][-40:],
    }


@pytest.mark.parametrize("part", ["root", "log signature", "tail", "cosignature"])
def test_a_changed_bit_in_the_lock_is_named(copy: Path, part: str, capsys: pytest.CaptureFixture[str]) -> None:
    flip(copy / "registry" / "lock.db", lock_parts(copy)[part])
    code, named = findings(copy, capsys)
    assert (code, set(named)) == (1, {"registry/lock.db"})


def test_the_index_of_acts_is_compared(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(copy / "registry" / "lock.db") as connection:
        connection.execute("UPDATE lodged SET entry = entry + 1 WHERE party = 'BOR'")
    connection.close()
    assert findings(copy, capsys) == (1, ["registry/lock.db"])


def test_a_lock_that_is_no_database_is_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "registry" / "lock.db").write_bytes(b"not a database" * 1000)
    assert findings(copy, capsys) == (1, ["registry/lock.db"])
    assert main(["serve", "--dir", str(copy), "--port", "0"]) == 1
    assert "`comity fsck` names" in capsys.readouterr().err


def test_a_changed_store_of_a_witness_is_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = copy / "nodes" / "COR" / "store.db"
    with sqlite3.connect(store) as connection:
        entry = bytes(connection.execute("SELECT entry FROM entries WHERE number = 300").fetchone()[0])
    connection.close()
    flip(store, nonce(entry))
    assert findings(copy, capsys) == (1, ["nodes/COR/store.db"])


def test_a_lock_older_than_a_witness_is_told(copy: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    older = furnish(tmp_path / "older", 20)
    shutil.copytree(copy / "nodes", older.root / "nodes", dirs_exist_ok=True)
    code, named = findings(older.root, capsys)
    assert code == 1
    assert {f"nodes/{witness}/store.db" for witness in ("ARD", "BOR", "COR", "DEL")} <= set(named)
    assert main(["serve", "--dir", str(older.root), "--port", "0"]) == 5
    assert "the lock is older than the record" in capsys.readouterr().err


ARCHIVED = (
    "record/checkpoint", "record/policy", "record/policy-pq", "record/tile/0/001", "record/tile/0/002.p/28",
    "record/tile/1/000.p/2", "record/tile/entries/000", "record/tile/entries/002.p/28", "certificate/0",
)  # fmt: skip


@pytest.mark.parametrize("name", ARCHIVED)
def test_a_changed_file_of_a_backup_is_named(backup: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    flip(backup / name)
    code, named = findings(backup, capsys)
    assert (code, name in named) == (1, True)
    assert set(named) <= {name, "certificate/0"} if name == "record/checkpoint" else named == [name]


@pytest.mark.parametrize("name", [name for name in ARCHIVED if name != "record/checkpoint"])
def test_a_missing_file_of_a_backup_is_named(backup: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (backup / name).unlink()
    assert findings(backup, capsys) == (1, [name])


def test_a_changed_text_of_a_backup_is_named(backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = blob(backup, "blobs")
    flip(backup / text)
    assert findings(backup, capsys) == (1, [text])


def test_a_directory_with_neither_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fsck", str(tmp_path)]) == 5
    assert "neither a conference nor a backup" in capsys.readouterr().err


def test_a_backup_of_damaged_premises_is_not_written(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flip(copy / FILES[0])
    assert main(["backup", str(copy), str(tmp_path / "out")]) == 1
    assert FILES[0] in capsys.readouterr().err
    assert not (tmp_path / "out" / "record" / "checkpoint").exists()


def test_the_head_of_a_backup_is_the_confirmed_one(sound: Path, kept: Path) -> None:
    lock = Lock.open(Premises(sound).registry / "lock.db")
    confirmed = lock.confirmed()
    lock.close()
    assert (kept / "record" / "checkpoint").read_bytes() == confirmed
    assert parse_checkpoint(parse_note(confirmed).text).size == 540
