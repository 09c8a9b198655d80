# SPDX-License-Identifier: Apache-2.0
"""``comity corridors`` as people and programs meet it: answers in both languages, a clear end where there is none."""

import json
from pathlib import Path
from typing import Any

import pytest

from comity.cli.exits import DONE, UNREACHABLE, USAGE, WRONG
from comity.cli.main import main
from comity.conferences.conference import load

ON = ("--on", "2026-11-01")
SMALL = ("--ends", "almaty,baku,tehran")
QUESTIONS = (
    ("route", "Almaty", "Baku"), ("reach", "Almaty"), ("closure", "--transit-of", "IRN", *SMALL), ("exposure", *SMALL),
    ("critical", *SMALL, "--count", "3"), ("critical", *SMALL, "--of", "places"), ("pairs", *SMALL, "--among", "5"),
    ("closure", "--scenario", "2025-10-torkham", *SMALL),
    ("route", "Yerevan", "Baku", "--close-mode", "road", "--close-mode", "rail"),
)  # fmt: skip
PLACES = """\
id,name,lat_deg,lon_deg,kind,administered_by,main
arden_gate,Arden Gate,40.0,60.0,city,ARD,yes
borea_port,Borea Port,40.5,61.0,city,BOR,yes
"""
LINKS = "a,b,mode,km\narden_gate,borea_port,road,130\n"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["corridors", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def told(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def own(folder: Path, places: str = PLACES, links: str = LINKS) -> tuple[str, str]:
    (folder / "places.csv").write_text(places, encoding="utf-8")
    (folder / "links.csv").write_text(links, encoding="utf-8")
    return "--network", str(folder)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: "-".join(each[:2]))
def test_every_question_is_answered_in_both_languages_and_to_programs(
    capsys: pytest.CaptureFixture[str], question: tuple[str, ...]
) -> None:
    said = {}
    for language in ("en", "ru"):
        code, said[language], error = run(capsys, *question, *ON, "--lang", language)
        assert (code, error) == (DONE, "")
    assert len(said["en"].splitlines()) == len(said["ru"].splitlines()) > 2
    code, out, error = run(capsys, *question, *ON, "--json")
    assert (code, error) == (DONE, "")
    assert [told(out)[0]["said"], told(out)[-1]["said"]] == ["corridors_premises", "corridors_limits"]


def test_a_closure_of_transit_names_every_member_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "closure", "--transit-of", "IRN", "--json")
    kinds = {"corridors_state", "corridors_no_place", "corridors_no_end"}
    parties = sorted((each for each in load("cica").parties if each.kind == "member"), key=lambda each: each.order)
    assert [each["state"] for each in told(out) if each["said"] in kinds] == [party.code for party in parties]


def test_a_network_of_ones_own_and_its_notices_are_taken(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    network = own(tmp_path)
    code, out, _ = run(capsys, "route", "Arden Gate", "Borea Port", *network, "--json")
    ways = [each for each in told(out) if each["said"] == "corridors_way"]
    assert (code, [way["length_km"] for way in ways]) == (DONE, [130])
    notices = tmp_path / "notices.csv"
    notices.write_text("link,state,from,to,author,entry\nroad-arden_gate-borea_port,closed,2026-01-01,,ARD,7\n")
    closed = ("--scenario", str(notices), "--conference", "exercise")
    _, out, _ = run(capsys, "closure", *network, *closed, "--on", "2026-02-01", "--json")
    states = {each["state"]: each["cut_off"] for each in told(out) if each["said"] == "corridors_state"}
    assert states == {"ARD": 2, "BOR": 2}
    _, out, _ = run(capsys, "closure", *network, *closed, "--on", "2025-02-01", "--json")
    assert {each["cut_off"] for each in told(out) if each["said"] == "corridors_state"} == {0}


@pytest.mark.parametrize(
    ("places", "links", "where"),
    [
        (PLACES, LINKS.replace("130", "-1"), {"file": "links.csv", "line": 2, "column": "km"}),
        (PLACES, LINKS.replace("130", "nan"), {"file": "links.csv", "line": 2, "column": "km"}),
        (PLACES, LINKS.replace("borea_port", "delmar"), {"file": "links.csv", "line": 2, "column": "b"}),
        (PLACES.replace("40.5,61.0", "61.0,40.5"), LINKS, {"file": "places.csv", "line": 3, "column": "lat_deg"}),
        (
            PLACES.splitlines()[0] + "\n" + PLACES.splitlines()[1],
            "a,b,mode\n",
            {"file": "places.csv", "line": 1, "column": ""},
        ),
    ],
    ids=["negative", "nan", "unknown", "swapped", "one-place"],
)
def test_a_network_that_cannot_be_taken_is_refused_whole_with_line_and_column(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, places: str, links: str, where: dict[str, Any]
) -> None:
    code, out, error = run(capsys, "critical", *own(tmp_path, places, links), "--json")
    *defects, last = told(error)
    assert (code, out) == (WRONG, "")
    assert where in [{key: each[key] for key in where} for each in defects]
    assert last["said"] == "corridors_refused"


def test_what_cannot_be_asked_ends_as_such(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    asked = {
        ("route", "Almaty"): USAGE,
        ("closure", "--on", "yesterday"): USAGE,
        ("critical", "--count", "0"): USAGE,
        ("route", "Almaty", "Atlantis"): UNREACHABLE,
        ("closure", "--transit-of", "ATL"): UNREACHABLE,
        ("closure", "--scenario", "atlantis"): UNREACHABLE,
        ("critical", "--network", str(tmp_path / "nothing")): UNREACHABLE,
        ("critical", "--conference", "atlantis"): UNREACHABLE,
    }
    met = {}
    for arguments in asked:
        met[arguments], out, error = run(capsys, *arguments)
        assert (out, bool(error)) == ("", True)
    assert met == asked
