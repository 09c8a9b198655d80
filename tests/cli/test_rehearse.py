# SPDX-License-Identifier: Apache-2.0
"""A rehearsal stands beside the real conference and changes nothing of it; its machines can be taken elsewhere."""

from hashlib import sha256
from pathlib import Path

import pytest

from comity.cli.main import main
from comity.cli.premises import EXERCISE_PASSPHRASE, Premises
from comity.cli.station import Station
from comity.node.keyfile import read_keys
from tests.cli.house import comity, folded, serving


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real conference, begun; no test changes it."""
    folder = tmp_path_factory.mktemp("beside")
    word = folder / "word"
    word.write_text("a long word\n")
    root = folder / "real"
    assert main(["init", "--dir", str(root), "--conference", "cica", "--passphrase-file", str(word)]) == 0
    return root


def files(root: Path) -> dict[str, str]:
    """Every file under a directory by its digest."""
    return {
        str(path.relative_to(root)): sha256(path.read_bytes()).hexdigest() for path in root.rglob("*") if path.is_file()
    }


def test_a_rehearsal_leaves_the_real_conference_as_it_is(real: Path, tmp_path: Path) -> None:
    before = files(real)
    with serving(real, "rehearse") as served:
        forum = folded(served)
        exercise = Premises(real.with_name("real-rehearsal"))
        assert forum.banner is not None
        assert (forum.origin, forum.banner.en[:9]) == ("comity.example/exercise", "Exercise.")
        out = tmp_path / "halvern"
        packed = comity(
            "rehearse", "machine", "--dir", real, "--code", "HLV", "--out", out, "--registry", served.url,
        )  # fmt: skip
        assert (packed.code, packed.err) == (0, "")
        station = Station(out)
        assert (station.settings.code, station.settings.registry) == ("HLV", served.url)
        assert station.anchor.read_text() == exercise.anchor.read_text()
        keys = read_keys(station.keys, EXERCISE_PASSPHRASE)
        assert [(key.vkey.name, key.vkey.kind) for key in keys] == [
            ("HLV", 1), ("HLV/recovery", 1), ("HLV/node", 1), ("HLV/witness", 4), ("HLV/witness", 6),
        ]  # fmt: skip
        assert keys[0].vkey == forum.keys["HLV"]
        enrolled = comity("enrol", "--dir", out)
        assert (enrolled.code, enrolled.err) == (0, "")
        assert [witness.code for witness in folded(served).witnesses] == ["ARD", "BOR", "COR", "DEL", "HLV"]
    assert files(real) == before


def test_what_would_mix_the_two_is_refused(real: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(real)
    for place in (real, real / "inside", real.parent):
        assert main(["rehearse", "--dir", str(real), "--at", str(place)]) == 2
        assert "a directory of its own" in capsys.readouterr().err
    assert main(["rehearse", "--dir", str(tmp_path / "nowhere")]) == 5
    other = tmp_path / "other"
    other.mkdir()
    (other / "conference").write_text("cica\n")
    assert main(["rehearse", "--dir", str(real), "--at", str(other)]) == 2
    (other / "conference").write_text("exercise\n")
    assert main(["rehearse", "--dir", str(other)]) == 2
    assert "is an exercise itself" in capsys.readouterr().err
    assert files(real) == before


def test_what_cannot_be_packed_is_told(real: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["rehearse", "machine", "--dir", str(real), "--registry", "http://127.0.0.1:1"]
    out = ["--out", str(tmp_path / "out")]
    exercise = tmp_path / "exercise"
    words += ["--at", str(exercise)]
    assert main([*words, "--code", "HLV"]) == 2
    assert main([*words, "--code", "HLV", *out]) == 5
    assert "holds no exercise yet" in capsys.readouterr().err
    assert comity("init", "--dir", exercise).code == 0
    assert main([*words, "--code", "XYZ", *out]) == 5
    assert main([*words, "--code", "ARD", *out]) == 2
    assert "two would cosign with one pair of keys" in capsys.readouterr().err
    assert main([*words, "--code", "HLV", "--out", str(real / "inside")]) == 2
    assert main([*words, "--code", "HLV", *out]) == 0
    assert main([*words, "--code", "HLV", *out]) == 2
