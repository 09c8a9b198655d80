# SPDX-License-Identifier: Apache-2.0
"""A fifth witness: a machine set up beside the conference by the verbs of the how-to."""

import json
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.cli.house import Serving, comity, serving

TRIES = 60


@pytest.fixture
def machine(house: Serving, tmp_path: Path) -> Path:
    """Halvern's machine, with its keys of the exercise in place of those drawn."""
    root = tmp_path / "hlv"
    (tmp_path / "word").write_text("exercise\n")
    words = ("--code", "HLV", "--registry", house.url, "--anchor", house.root / "anchor")
    said = comity("init", "node", "--dir", root, *words, "--passphrase-file", tmp_path / "word")
    assert (said.code, said.err) == (0, "")
    shutil.copyfile(house.root / "keys.age", root / "keys.age")
    return root


def test_a_state_becomes_a_witness_and_its_node_cosigns(house: Serving, machine: Path, tmp_path: Path) -> None:
    word = ("--passphrase-file", tmp_path / "word")
    bare = comity("enrol", "--dir", machine, *word, "--url", house.url)
    assert (bare.code, "draw them with --fresh" in bare.err) == (5, True)
    with serving(machine, "serve", *map(str, word)) as node:
        second = comity("enrol", "--dir", machine, *word, "--url", house.url, "--fresh")
        assert (second.code, "another process serves" in second.err) == (5, True)
        assert node.end() == 0
    said = comity("enrol", "--dir", machine, *word, "--url", house.url, "--fresh", "--json")
    assert (said.code, said.said("confirmed")[0]["witnesses"]) == (0, 4)
    act, out = tmp_path / "void.json", tmp_path / "proof"
    series = f"EXERCISE/SOC/{datetime.now(timezone(timedelta(hours=5))).year}/INF"
    act.write_text(json.dumps({"type": "VoidSymbol", "symbol": f"{series}.1", "reason": "the first that five judge"}))
    with serving(machine, "serve", *map(str, word)):
        assert house.verb("lodge", act, "--by", "SECRETARIAT").code == 0
        # A status takes a second to ask; how many it takes until the node has read its keys is not ours to say.
        asked = (house.verb("status", "--json").said("confirmed_by")[0] for _ in range(TRIES))
        confirmed = next(each for each in asked if "HLV" in each["names"])
        assert (confirmed["witnesses"], confirmed["quorum"]) == (5, 4)
        assert house.verb("certificate", "1", "--out", out).code == 0
    held = comity("verify", out, "--anchor", house.root / "anchor", "--json")
    assert (held.code, held.said("whose_word")[0]["witnesses"]) == (0, 5)
