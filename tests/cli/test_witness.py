# SPDX-License-Identifier: Apache-2.0
"""A fifth witness, outside the process that serves, by the how-to's own program."""

import json
import re
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from comity.tlog.vkey import parse_vkey
from tests.cli.house import Serving, comity

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-witness.md"
TRIES = 60
SERIES = f"EXERCISE/SOC/{datetime.now(timezone(timedelta(hours=5))).year}/INF"


def program() -> str:
    """The program in the how-to, and a call of it with the words of the command line."""
    (block,) = re.findall(r"^```python\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return f"{block}\nimport sys\nwitness(sys.argv[1], sys.argv[2], Path(sys.argv[3]), 'a word', Path(sys.argv[4]))\n"


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    (tmp_path / "word").write_text("a word\n")
    drawn = tmp_path / "hlv.age"
    said = comity("keys", "HLV", "--draw", drawn, "--witness", "--passphrase-file", tmp_path / "word")
    assert said.code == 0
    return drawn


def test_a_state_becomes_a_witness_and_its_node_cosigns(house: Serving, keys: Path, tmp_path: Path) -> None:
    pair = [line for line in keys.with_name("hlv.age.pub").read_text().splitlines() if line.startswith("HLV/witness+")]
    assert [parse_vkey(line).kind for line in pair] == [4, 6]
    act = tmp_path / "witness.json"
    act.write_text(json.dumps({"type": "EnrolWitness", "keys": pair, "quorum_before": 3, "quorum": 3}))
    refused = house.verb("lodge", act, "--by", "HLV")
    assert (refused.code, "rule 3.10" in refused.err) == (4, True)
    act.write_text(json.dumps({"type": "EnrolWitness", "keys": pair, "quorum_before": 3, "quorum": 4}))
    assert house.verb("lodge", act, "--by", "HLV").code == 0
    act.write_text(
        json.dumps({"type": "VoidSymbol", "symbol": f"{SERIES}.1", "reason": "the first entry that five judge"})
    )
    assert house.verb("lodge", act, "--by", "SECRETARIAT").code == 0
    anchor = (house.root / "anchor").read_text().strip()
    store = tmp_path / "store.db"
    node = subprocess.Popen([sys.executable, "-c", program(), house.url, anchor, str(keys), str(store)])
    try:
        # A status takes a second to ask; how many it takes until the node has read its keys is not ours to say.
        asked = (house.verb("status", "--json").said("confirmed_by")[0] for _ in range(TRIES))
        word = next(word for word in asked if "HLV" in word["names"])
    finally:
        node.kill()
        node.wait()
    assert (word["witnesses"], word["quorum"]) == (5, 4)
    out = tmp_path / "proof"
    assert house.verb("certificate", "1", "--out", out).code == 0
    held = comity("verify", out, "--anchor", house.root / "anchor", "--json")
    assert (held.code, held.said("whose_word")[0]["witnesses"]) == (0, 5)
