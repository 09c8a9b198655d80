# SPDX-License-Identifier: Apache-2.0
"""A copy of the record without keys: fetched, checked and held by a verb, from a registry or from a member's machine."""

from pathlib import Path

from comity.node.store import Store
from tests.cli.house import Serving, comity


def entries(path: Path) -> list[bytes]:
    store = Store.open(path)
    try:
        return list(store.entries())
    finally:
        store.close()


def test_a_copy_reaches_as_far_as_what_is_confirmed_and_goes_on(house: Serving, tmp_path: Path) -> None:
    root, anchor = tmp_path / "copy", house.root / "anchor"
    words = ("mirror", "--dir", root, "--anchor", anchor, "--json")
    said = comity(*words, "--url", house.url)
    assert (said.code, said.err) == (0, "")
    (told,) = said.said("mirrored")
    held = entries(root / "store.db")
    assert told["size"] == told["secured"] == len(held) >= 1
    again = comity(*words, "--url", house.url)
    assert (again.code, entries(root / "store.db")[: len(held)]) == (0, held)
    machine = next(line.split()[-1] for line in house.said.splitlines() if line.split()[:1] == ["BOR"])
    other = comity("mirror", "--dir", tmp_path / "other", "--anchor", anchor, "--url", machine)
    assert (other.code, entries(tmp_path / "other" / "store.db")[: len(held)]) == (0, held)


def test_a_copy_of_just_any_record_is_refused(house: Serving, tmp_path: Path) -> None:
    root, wrong = tmp_path / "copy", "00" * 32
    said = comity("mirror", "--dir", root, "--anchor", wrong, "--url", house.url)
    assert said.code != 0
    assert entries(root / "store.db") == []
    mixed = comity("mirror", "--dir", root, "--anchor", house.root / "anchor", "--url", house.url)
    assert (mixed.code, "holds a copy of another record" in mixed.err) == (2, True)
    bare = comity("mirror", "--dir", tmp_path / "bare", "--url", house.url)
    assert (bare.code, "no anchor" in bare.err) == (2, True)
    machine = comity("mirror", "--dir", house.root / "nodes" / "ARD", "--anchor", house.root / "anchor")
    assert (machine.code, "is a party's machine" in machine.err) == (2, True)
