# SPDX-License-Identifier: Apache-2.0
"""The meeting points that an edition names: given at the founding, and compared with those that a machine asks."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from comity.acts.entry import parse_entry
from comity.acts.parties import Genesis
from comity.cli.main import main
from comity.cli.premises import Premises
from comity.cli.soundness.holdings import read_holdings
from comity.node.store import Store

POINTS = {code: f"http://127.0.0.1:9/{code.lower()}" for code in ("ARD", "BOR", "Corridor Institute")}


def begun(root: Path, points: dict[str, str]) -> int:
    return main(["init", "--dir", str(root), *(f"--point={who}={url}" for who, url in points.items())])


def test_the_genesis_act_names_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert begun(tmp_path / "run", POINTS) == 0
    premises = Premises(tmp_path / "run")
    held = read_holdings(premises.registry)
    act = parse_entry(held.tail[0]).signed.act
    assert isinstance(act, Genesis)
    assert {point.run_by: point.address for point in act.edition.meeting_points} == POINTS
    assert act.edition.succession_consented

    station = premises.station("ARD")
    asked, *_ = POINTS.values()
    station.write(replace(station.settings, points=(asked,)))
    store = Store.open(station.store)
    store.advance(b"", held.note, 1, 0, held.tail, "confirmed")
    store.close()
    capsys.readouterr()
    main(["doctor", "--dir", str(station.root), "--port", "0", "--json"])
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = [line["found"] for line in said if line.get("what") == "point_not_asked"]
    assert told == [f"{url} ({who})" for who, url in POINTS.items() if url != asked]
    assert not any(line.get("what") == "points_unnamed" for line in said)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ({"ARD": POINTS["ARD"], "BOR": POINTS["BOR"]}, "meeting points: 2 2; right: 2 >= 3 hands (rule 11.10)"),
        ({"ARD": "ftp://127.0.0.1"}, "--point ARD=ftp://127.0.0.1: of a conference, say who runs it: CODE=https://…"),
        ({"": POINTS["ARD"]}, f"--point ={POINTS['ARD']}: of a conference, say who runs it: CODE=https://…"),
    ],
)
def test_too_few_or_unreadable_ones_found_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], points: dict[str, str], said: str
) -> None:
    assert begun(tmp_path / "run", points) == 2
    assert said in capsys.readouterr().err
    assert not Premises(tmp_path / "run").exists
