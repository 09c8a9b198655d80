# SPDX-License-Identifier: Apache-2.0
"""Keys are drawn sealed, shown with fingerprints, and written as a note verbale in two languages."""

import json
import stat
from hashlib import sha256
from pathlib import Path

import pytest

from comity.cli.main import main
from comity.node.keyfile import read_keys
from comity.tlog.vkey import format_vkey, is_sound, parse_vkey


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key file of Halvern, with a cosigning pair."""
    folder = tmp_path_factory.mktemp("drawn")
    (folder / "word").write_text("a long word\n")
    words = ["keys", "HLV", "--draw", str(folder / "hlv.age"), "--witness", "--passphrase-file", str(folder / "word")]
    assert main(words) == 0
    return folder / "hlv.age"


def opened(drawn: Path) -> list[str]:
    return ["--keys", str(drawn), "--passphrase-file", str(drawn.with_name("word")), "--dir", str(drawn.parent)]


def test_drawn_keys_are_sealed_and_their_public_halves_lie_beside(drawn: Path) -> None:
    assert stat.S_IMODE(drawn.stat().st_mode) == 0o600
    public = drawn.with_name("hlv.age.pub").read_text().splitlines()
    keys = read_keys(drawn, "a long word")
    assert [format_vkey(key.vkey) for key in keys] == public
    assert [(key.vkey.name, key.vkey.kind) for key in keys] == [
        ("HLV", 1), ("HLV/recovery", 1), ("HLV/node", 1), ("HLV/witness", 4), ("HLV/witness", 6),
    ]  # fmt: skip
    assert all(is_sound(parse_vkey(line)) for line in public)


def test_keys_are_never_drawn_over_others(drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = drawn.read_bytes()
    assert main(["keys", "HLV", "--draw", str(drawn), "--passphrase-file", str(drawn.with_name("word"))]) == 2
    assert "never drawn over others" in capsys.readouterr().err
    assert drawn.read_bytes() == before


def test_a_fingerprint_is_the_digest_of_the_key_as_written(drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "HLV", "--json", *opened(drawn)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted(row["vkey"] for row in rows) == sorted(drawn.with_name("hlv.age.pub").read_text().splitlines())
    for row in rows:
        assert row["fingerprint"].replace(" ", "") == sha256(row["vkey"].encode()).hexdigest()


@pytest.mark.parametrize(
    "language,title,name", [("en", "NOTE VERBALE", "Halvern"), ("ru", "ВЕРБАЛЬНАЯ НОТА", "Халверн")]
)
def test_the_form_carries_name_purposes_and_fingerprints(
    drawn: Path, capsys: pytest.CaptureFixture[str], language: str, title: str, name: str
) -> None:
    assert main(["keys", "HLV", "--form", "--lang", language, "--anchor", "ab" * 32, *opened(drawn)]) == 0
    form = capsys.readouterr().out
    assert title in form
    assert f"{name} (HLV)" in form
    assert "ab" * 32 in form
    for line in drawn.with_name("hlv.age.pub").read_text().splitlines():
        digest = sha256(line.encode()).hexdigest()
        assert " ".join(digest[at : at + 4] for at in range(0, 64, 4)) in form


def test_what_is_missing_is_told(drawn: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "--form", *opened(drawn)]) == 2
    assert "whose keys?" in capsys.readouterr().err
    assert main(["keys", "COR", *opened(drawn)]) == 5
    assert main(["keys", "--dir", str(tmp_path / "nowhere")]) == 5
    (tmp_path / "word").write_text("a wrong word\n")
    assert main(["keys", *opened(drawn), "--passphrase-file", str(tmp_path / "word")]) == 5
    assert "--passphrase-file FILE" in capsys.readouterr().err


def test_the_recovery_key_is_kept_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, word in (("word", "a long word"), ("other", "another word")):
        (tmp_path / name).write_text(f"{word}\n")
    path, safe = tmp_path / "hlv.age", tmp_path / "recovery.age"
    opening = ["--passphrase-file", str(tmp_path / "word")]
    assert main(["keys", "HLV", "--draw", str(path), "--witness", *opening]) == 0
    before = [key.vkey for key in read_keys(path, "a long word")]
    words = [
        "keys",
        "--keys",
        str(path),
        "--apart",
        str(safe),
        *opening,
        "--apart-passphrase-file",
        str(tmp_path / "other"),
    ]
    assert main([*words, "COR"]) == 5
    assert main(words) == 2
    assert not safe.exists()
    assert main([*words, "HLV", "--json"]) == 0
    assert [key.vkey for key in read_keys(safe, "another word")] == [
        key for key in before if key.name == "HLV/recovery"
    ]
    assert [key.vkey for key in read_keys(path, "a long word")] == [key for key in before if key.name != "HLV/recovery"]
    assert [stat.S_IMODE(each.stat().st_mode) for each in (path, safe)] == [0o600, 0o600]
    capsys.readouterr()
    assert main([*words, "HLV"]) == 5
    assert "holds no key HLV/recovery" in capsys.readouterr().err


def test_a_file_for_the_recovery_key_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "word").write_text("a long word\n")
    path, opening = tmp_path / "hlv.age", ["--passphrase-file", str(tmp_path / "word")]
    assert main(["keys", "HLV", "--draw", str(path), *opening]) == 0
    before = path.read_bytes()
    assert main(["keys", "HLV", "--keys", str(path), "--apart", str(path), *opening]) == 2
    assert "never written over" in capsys.readouterr().err
    assert path.read_bytes() == before
