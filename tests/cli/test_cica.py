# SPDX-License-Identifier: Apache-2.0
"""A real conference opens with genesis alone: its lists, no act of any state, read by right."""

from pathlib import Path

import pytest

from comity.conferences.conference import load
from tests.cli.house import comity, serving


@pytest.fixture
def word(tmp_path: Path) -> Path:
    """A file with the passphrase under which `run` seals keys."""
    path = tmp_path / "word"
    path.write_text("exercise\n")
    return path


def test_its_lists_are_open_with_genesis_alone(tmp_path: Path) -> None:
    with serving(tmp_path / "run", "run", "--conference", "cica") as served:
        drawn = tmp_path / "run" / "passphrase"
        reader = ("--reader", "SECRETARIAT", "--passphrase-file", drawn, "--json")
        said = served.verb("parties", *reader)
        assert said.code == 0
        listed = [(row["kind"], row["code"], row["name"]) for row in said.lines]
        tables = [(party.kind, party.code, party.name_en) for party in load("cica").parties]
        assert listed[: len(tables)] == tables
        assert [row["code"] for row in said.lines if row["keys"]] == ["SECRETARIAT", "REGISTRY"]
        log = served.verb("log", *reader)
        assert [row["act"]["type"] for row in log.lines] == ["Genesis"]
        status = served.verb("status", *reader)
        assert (status.said("confirmed_by")[0]["size"], status.said("confirmed_by")[0]["provisional"]) == (1, True)
        closed = served.verb("parties")
        assert (closed.code, "--reader CODE" in closed.err) == (5, True)
        stranger = served.verb("parties", "--reader", "KAZ", "--passphrase-file", drawn)
        assert (stranger.code, "holds no key KAZ/node" in stranger.err) == (5, True)


def test_only_fictional_parties_play(tmp_path: Path) -> None:
    said = comity("run", "--conference", "cica", "--play", "silence", "--dir", tmp_path, "--port", "0", "--exit")
    assert (said.code, "only fictional parties play" in said.err) == (5, True)
    assert list(tmp_path.glob("play/*")) == []


def test_a_directory_holds_one_conference(tmp_path: Path, word: Path) -> None:
    assert comity("init", "--dir", tmp_path, "--conference", "cica", "--passphrase-file", word).code == 0
    for words in (("run", "--conference", "exercise", "--exit"), ("init",)):
        said = comity(*words, "--dir", tmp_path)
        assert (said.code, "holds" in said.err) == (5, True)
    wrong = tmp_path / "wrong"
    wrong.write_text("another\n")
    said = comity("serve", "--dir", tmp_path, "--port", "0", "--passphrase-file", wrong)
    assert (said.code, "--passphrase-file FILE" in said.err) == (5, True)
    asked = comity("serve", "--dir", tmp_path, "--port", "0")
    assert (asked.code, "--passphrase-file" in asked.err) == (2, True)
