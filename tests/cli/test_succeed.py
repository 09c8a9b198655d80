# SPDX-License-Identifier: Apache-2.0
"""The headquarters is lost: another is drawn, states sign for it at their machines, and it goes on, by the verbs alone."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from msgspec.structs import replace

from comity.cli.premises import Premises
from comity.node.remote import Remote, head_of
from comity.node.store import Store
from tests.cli.house import Said, comity, propose_plan, serving

SIGNERS = ("ARD", "BOR", "COR")


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premises]:
    """An exercise whose headquarters has ended, and three meeting points that others keep."""
    folder = tmp_path_factory.mktemp("lost")
    premises = Premises(folder / "run")
    assert comity("init", "--dir", premises.root).code == 0
    with serving(premises.root, "serve") as served:
        propose_plan(served)
        assert served.end() == 0
    with ExitStack() as stack:
        points = []
        for number in range(3):
            root, keys = folder / f"point-{number}", premises.station("ARD").known_keys
            assert comity("meet", "--begin", "--dir", root, "--vkeys", keys).code == 0
            points.append(stack.enter_context(serving(root, "meet")).url)
        for station in premises.stations:
            station.write(replace(station.settings, points=tuple(points)))
        yield premises


def sign(lost: Premises, code: str, next_: Path, epoch: int = 2) -> Said:
    return comity(
        "succeed", "sign", "--dir", lost.station(code).root, "--epoch", str(epoch),
        "--successor", next_ / "successor.json", "--json",
    )  # fmt: skip


def drawn(next_: Path, epoch: int = 2) -> str:
    """Draw the keys of a next headquarters; give the digest that is to be compared."""
    said = comity("succeed", "draw", "--dir", next_, "--epoch", str(epoch), "--json")
    assert (said.code, said.err) == (0, "")
    return str(said.said("successor_drawn")[0]["digest"])


def test_three_states_name_another_headquarters_and_it_goes_on(lost: Premises, tmp_path: Path) -> None:
    next_, other = tmp_path / "next", tmp_path / "other"
    digest = drawn(next_)
    for code in (*SIGNERS, "COR"):
        said = sign(lost, code, next_)
        assert (said.code, said.err) == (0, "")
        assert said.said("succession_signed") == [
            {"said": "succession_signed", "code": code, "epoch": 2, "digest": digest}
        ]
    drawn(other)
    twice = sign(lost, "ARD", other)
    assert (twice.code, "epoch 2 does not follow on 2" in twice.err) == (5, True)
    early = comity("succeed", "open", "--dir", next_, "--epoch", "2", "--from", lost.station("DEL").root)
    assert (early.code, "no state has signed for it" in early.err) == (5, True)
    store = Store.open(lost.station("COR").store)
    size = store.head()[0]
    store.close()
    opened = comity("succeed", "open", "--dir", next_, "--epoch", "2", "--from", lost.station("COR").root, "--json")
    assert (opened.code, opened.err) == (0, "")
    assert opened.said("succeeded") == [
        {"said": "succeeded", "dir": str(next_), "epoch": 2, "size": size + 1, "statements": 3}
    ]
    with serving(next_, "serve") as served:
        head = head_of(Remote(served.url).pending())
        assert (head.origin, head.size) == ("comity.example/exercise/2", size + 1)


def test_what_is_missing_is_told(lost: Premises, tmp_path: Path) -> None:
    said = comity("succeed", "sign", "--dir", lost.station("DEL").root, "--epoch", "2")
    assert (said.code, "--successor FILE" in said.err) == (2, True)
    wrong = tmp_path / "successor.json"
    wrong.write_text("{}")
    assert sign(lost, "DEL", tmp_path).code == 2
    said = comity("succeed", "open", "--dir", tmp_path, "--epoch", "2")
    assert (said.code, "--from DIR" in said.err) == (2, True)
    said = comity("succeed", "draw", "--dir", lost.root, "--epoch", "2")
    assert (said.code, "begin in an empty directory" in said.err) == (5, True)
