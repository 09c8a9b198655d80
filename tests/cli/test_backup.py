# SPDX-License-Identifier: Apache-2.0
"""A backup can be read by any web server and restored for reading; nothing that was restored signs."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from comity.cli.main import main
from tests.cli.house import comity, serving
from tests.cli.shop import furnish


@pytest.fixture(scope="module")
def premises(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("premises")).root


@pytest.fixture(scope="module")
def backup(premises: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("backup") / "out"
    assert main(["backup", str(premises), str(out)]) == 0
    return out


@contextmanager
def web_server(folder: Path) -> Iterator[str]:
    """Any web server, which knows files and nothing else."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_backup_has_the_layout_of_a_tiled_log_and_no_key(backup: Path) -> None:
    names = {name for name in files(backup) if not name.startswith("blobs/")}
    assert names == {
        "anchor", "conference", "certificate/0", "record/checkpoint", "record/policy", "record/policy-pq",
        *(f"record/tile/{level}/{tile}" for level in ("0", "entries") for tile in ("000", "001", "002.p/28")),
        "record/tile/1/000.p/2",
    }  # fmt: skip
    assert not any(b"PRIVATE+KEY" in content or b"age-encryption" in content for content in files(backup).values())


def test_any_web_server_shows_it_and_the_reader_checks_it(premises: Path, backup: Path) -> None:
    with web_server(backup) as url:
        from_server = comity("state", "--json", "--url", url, "--anchor", premises / "anchor")
        log = comity("log", "--url", url, "--anchor", premises / "anchor", "--from", "538")
    assert from_server.code == 0
    assert log.out.count("leaves the symbol") == 2


def test_a_web_server_that_changes_a_byte_is_found_out(premises: Path, backup: Path, tmp_path: Path) -> None:
    changed = Path(shutil.copytree(backup, tmp_path / "changed"))
    bundle = changed / "record" / "tile" / "entries" / "001"
    bundle.chmod(0o644)
    bundle.write_bytes(bundle.read_bytes().replace(b"left unused", b"LEFT UNUSED", 1))
    with web_server(changed) as url:
        said = comity("state", "--url", url, "--anchor", premises / "anchor")
    assert (said.code, said.out) == (1, "")


def test_a_backup_is_never_written_over_another(premises: Path, backup: Path) -> None:
    before = files(backup)
    assert main(["backup", str(premises), str(backup)]) == 5
    assert files(backup) == before


@pytest.fixture(scope="module")
def restored(premises: Path, backup: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("restored") / "run"
    said = comity("restore", backup, root, "--anchor", premises / "anchor")
    assert said.code == 0
    assert "must not sign again" in said.out
    return root


def test_what_was_restored_is_sound_and_certified_from(premises: Path, restored: Path, tmp_path: Path) -> None:
    assert main(["fsck", str(restored)]) == 0
    words = ["certificate", "300", "--archive", str(restored / "archive"), "--dir", str(restored)]
    assert main([*words, "--out", str(tmp_path / "proof")]) == 0
    assert main(["verify", str(tmp_path / "proof"), "--anchor", str(premises / "anchor")]) == 0


def test_what_was_restored_is_served_for_reading_alone(premises: Path, restored: Path, tmp_path: Path) -> None:
    with serving(restored, "serve") as served:
        state = served.verb("state", "--json")
        assert state.code == 0
        assert served.verb("certificate", "539", "--out", tmp_path / "proof").code == 0
        keys = ("--keys", premises / "keys.age", "--passphrase-file", _word(tmp_path))
        said = served.verb("object", "EXERCISE/SOC/2026/L.1", "--by", "ARD", *keys)
        assert (said.code, "nothing can be lodged here" in said.err, "Nothing was put on" in said.err) == (
            5,
            True,
            True,
        )
        assert served.end() == 0
    refused = comity("run", "--dir", restored, "--exit", "--port", "0")
    assert (refused.code, "restored copy" in refused.err) == (5, True)


def _word(folder: Path) -> Path:
    path = folder / "word"
    path.write_text("exercise\n")
    return path


def test_nothing_is_restored_over_anything(premises: Path, backup: Path, restored: Path, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("keep me")
    for root in (tmp_path, restored, premises):
        before = files(root)
        assert main(["restore", str(backup), str(root), "--anchor", str(premises / "anchor")]) == 5
        assert files(root) == before


def test_without_the_anchor_a_restore_is_only_consistent(backup: Path, tmp_path: Path) -> None:
    assert main(["restore", str(backup), str(tmp_path / "run")]) == 3
    other = tmp_path / "anchor"
    other.write_text("11" * 32)
    assert main(["restore", str(backup), str(tmp_path / "other"), "--anchor", str(other)]) == 1
    assert not (tmp_path / "other").exists()


def test_a_damaged_backup_is_not_restored(backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damaged = Path(shutil.copytree(backup, tmp_path / "damaged"))
    (damaged / "record" / "tile" / "entries" / "000").unlink()
    assert main(["restore", str(damaged), str(tmp_path / "run")]) == 1
    assert "record/tile/entries/000" in capsys.readouterr().out
    assert not (tmp_path / "run").exists()


def test_witnesses_that_outlived_the_registry_are_asked(
    premises: Path, backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--anchor", str(premises / "anchor")]
    same = tmp_path / "same"
    shutil.copytree(premises / "nodes", same / "nodes")
    assert main(["restore", str(backup), str(same), *words]) == 0
    # The witnesses have vouched for 540 entries, another backup of the same record ends at fewer.
    stranger = furnish(tmp_path / "stranger", 20)
    assert main(["backup", str(stranger.root), str(tmp_path / "short")]) == 0
    newer = tmp_path / "newer"
    shutil.copytree(premises / "nodes", newer / "nodes")
    assert main(["restore", str(tmp_path / "short"), str(newer), "--anchor", str(stranger.anchor)]) == 5
    assert "older than the record" in capsys.readouterr().err
    assert sorted(path.name for path in newer.iterdir()) == ["nodes"]
    foreign = tmp_path / "foreign"
    shutil.copytree(stranger.nodes, foreign / "nodes")
    assert main(["restore", str(backup), str(foreign), *words]) == 1
    assert "holds another record than the backup" in capsys.readouterr().err
