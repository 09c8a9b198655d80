# SPDX-License-Identifier: Apache-2.0
"""The plays end with a certificate, and only the right anchor makes it hold."""

import re
from pathlib import Path

import pytest

from tests.cli.house import PLAY, Said, comity

NODES = ["ARD", "BOR", "COR", "DEL"]
NO_POSITION = (
    "A node's signature says only that this copy of the record is complete and unaltered; "
    "it expresses no position on any entry and no recognition of any party."
)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The premises of a conference whose play has ended with an objection."""
    root = tmp_path_factory.mktemp("played") / "run"
    said = comity("run", "--dir", root, "--port", "0", "--play", "objection", "--exit")
    assert (said.code, said.err) == (0, "")
    assert sum(line.startswith("ready http://127.0.0.1:") for line in said.out.splitlines()) == 1
    return root


@pytest.fixture(scope="module")
def counterfeit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A complete conference of the same name, tables and states, made by somebody else."""
    root = tmp_path_factory.mktemp("counterfeit") / "run"
    assert comity("run", "--dir", root, "--port", "0", "--play", "objection", "--exit").code == 0
    return root


def certificate(root: Path) -> Path:
    return root / "play" / "objection.tlog-proof"


def verify(root: Path, *words: str | Path) -> Said:
    return comity("verify", certificate(root), *words)


def test_with_the_anchor_the_certificate_holds(played: Path) -> None:
    said = verify(played, "--anchor", played / "anchor")
    assert said.code == 0
    assert verify(played, "--anchor", (played / "anchor").read_text().strip()) == said
    assert re.search(r"^[34] of 4 nodes state \(K = 3 are needed;", said.out, re.MULTILINE)
    assert "Outcome stated: an objection was received" in said.out
    assert NO_POSITION in said.out
    assert "nobody objected" not in said.out.lower()


def test_in_russian_it_speaks_of_an_objection_received(played: Path) -> None:
    said = verify(played, "--anchor", played / "anchor", "--lang", "ru")
    assert said.code == 0
    assert "поступило возражение" in said.out
    assert "не выражает позиции" in said.out


def test_without_an_anchor_it_is_only_consistent(played: Path) -> None:
    said = verify(played)
    assert said.code == 3
    assert (played / "anchor").read_text().strip() in said.out


def test_programs_are_told_the_same(played: Path) -> None:
    said = verify(played, "--anchor", played / "anchor", "--json")
    assert said.said("verified") == [{"said": "verified", "anchor": (played / "anchor").read_text().strip()}]
    word = said.said("whose_word")[0]
    assert (word["witnesses"], word["quorum"]) == (4, 3)
    assert word["confirmed"] == len(word["names"]) >= 3
    assert word["names"] == [code for code in NODES if code in word["names"]]
    assert [text["language"] for text in said.said("decision_text")] == ["en", "ru"]
    assert said.said("decision_position")[0]["party"] == "COR"


@pytest.mark.parametrize("name,code", [("contacts.en.txt", 0), ("contacts.ru.txt", 0), ("plan.en.txt", 1)])
def test_a_file_is_told_to_be_the_text_or_not(played: Path, name: str, code: int) -> None:
    assert verify(played, "--anchor", played / "anchor", "--text", PLAY / name).code == code


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.75, 0.9, 0.999])
def test_a_changed_certificate_is_wrong(played: Path, tmp_path: Path, place: float) -> None:
    data = bytearray(certificate(played).read_bytes())
    at = int(len(data) * place)
    data[at] ^= 1
    (tmp_path / "changed").write_bytes(data)
    assert comity("verify", tmp_path / "changed", "--anchor", played / "anchor").code == 1
    assert comity("verify", tmp_path / "changed").code == 1


def test_a_counterfeit_conference_never_holds(played: Path, counterfeit: Path) -> None:
    assert verify(counterfeit, "--anchor", counterfeit / "anchor").code == 0
    said = verify(counterfeit, "--anchor", played / "anchor")
    assert said.code == 1
    assert (counterfeit / "anchor").read_text().strip() in said.err
    assert verify(played, "--anchor", counterfeit / "anchor").code == 1


def test_what_is_no_anchor_and_no_file_is_said(played: Path) -> None:
    assert verify(played, "--anchor", "beef").code == 2
    assert "64 hexadecimal digits" in verify(played, "--anchor", "beef").err
    assert comity("verify", played / "nothing").code == 5
    assert comity("verify", played / "anchor").code == 1


# The rules ask for a minute of silence: this is the one test that waits for it.
def test_a_text_under_silence_is_adopted_and_certified(tmp_path: Path) -> None:
    said = comity("run", "--dir", tmp_path, "--port", "0", "--play", "silence", "--exit")
    assert (said.code, said.err) == (0, "")
    proof = tmp_path / "play" / "silence.tlog-proof"
    held = comity("verify", proof, "--anchor", tmp_path / "anchor", "--text", PLAY / "plan.ru.txt")
    assert held.code == 0
    assert "Outcome stated: adopted by silence" in held.out
    assert comity("fsck", tmp_path).code == 0
