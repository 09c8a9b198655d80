# SPDX-License-Identifier: Apache-2.0
"""The play of a record in two versions: the capitals find out by their letters alone, and anybody can check the proof."""

from pathlib import Path

from comity.node.store import Store
from tests.cli.house import comity


def test_a_record_shown_in_two_versions_is_caught_and_proved(tmp_path: Path) -> None:
    root = tmp_path / "run"
    said = comity("run", "--dir", root, "--port", "0", "--play", "split", "--exit")
    assert said.code == 0
    proof = root / "play" / "split.evidence"
    words = ("verify", proof, "--genesis", root / "play" / "genesis")
    assert comity(*words, "--anchor", root / "anchor").code == 0
    assert comity(*words, "--anchor", "00" * 32).code == 1
    altered = root / "play" / "altered.evidence"
    altered.write_bytes(proof.read_bytes().replace(b"A", b"B", 1))
    assert comity("verify", altered, *words[2:], "--anchor", root / "anchor").code == 1
    for code in ("ARD", "BOR", "COR", "DEL"):
        store = Store.open(root / "nodes" / code / "store.db")
        try:
            assert store.evidence()
        finally:
            store.close()
