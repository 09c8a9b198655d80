# SPDX-License-Identifier: Apache-2.0
"""``comity corridors``: what programs read and people see."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from comity.cli.exits import DONE, UNREACHABLE, USAGE, WRONG
from comity.cli.main import main
from comity.conferences.conference import load
from comity.corridors import shipped

ON = ("--on", "2026-11-01")
MEMBERS = [party.code for party in load("cica").parties if party.kind == "member"]


def asked(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = DONE) -> list[dict[str, Any]]:
    assert main(["corridors", *arguments, "--json"]) == code
    captured = capsys.readouterr()
    return [json.loads(line) for line in (captured.out + captured.err).splitlines()]


def said(lines: list[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
    return [line for line in lines if line["said"].removeprefix("corridors_") in keys]


def test_a_closure_answers_for_every_member_in_the_conferences_order(capsys: pytest.CaptureFixture[str]) -> None:
    lines = asked(capsys, "closure", "--transit-of", "IRN", *ON)
    rows = said(lines, "state", "no_place")
    assert [row["state"] for row in rows] == MEMBERS
    assert [row["name"] for row in said(lines, "no_place")] == ["Palestine"]
    by_state = {row["state"]: row for row in rows}
    assert (by_state["IRN"]["changed"], by_state["IRN"]["added_usd_high"]) == (0, 0)
    assert 0 < by_state["AZE"]["added_usd_low"] < by_state["AZE"]["added_usd_high"]
    assert said(lines, "contested")[0]["places"] == ["Gilgit", "Sost dry port", "Khunjerab pass"]


def test_pairs_cut_off_are_named_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    lines = asked(capsys, "closure", "--close-place", "Tbilisi", "--ends", "tbilisi,baku", *ON)
    assert [(pair["origin"], pair["goal"], pair["reasons"]) for pair in said(lines, "lost")] == [
        ("Tbilisi", "Baku", ["tbilisi"]),
        ("Baku", "Tbilisi", ["tbilisi"]),
    ]


def test_a_route_is_explained_leg_by_leg_with_sources(capsys: pytest.CaptureFixture[str]) -> None:
    lines = asked(capsys, "route", "almaty", "Poti port", "--best", "2", *ON)
    ways = said(lines, "way")
    assert [way["number"] for way in ways] == [1, 2]
    assert ways[0]["cost_usd"] <= ways[1]["cost_usd"]
    legs = said(lines[: lines.index(ways[1])], "leg")
    assert sum(leg["usd"] for leg in legs) == pytest.approx(ways[0]["usd_middle"], rel=0.01)
    assert [leg["at"] for leg in legs if leg["what"] == "moving"] == ways[0]["links"]
    sources = shipped.network().sources
    assert all(set(leg["sources"].split()) <= {*sources, "none"} for leg in legs)


def test_what_is_avoided_is_not_used(capsys: pytest.CaptureFixture[str]) -> None:
    (way,) = said(asked(capsys, "route", "almaty", "poti", "--best", "1", "--close-mode", "road", *ON), "way")
    assert not [link for link in way["links"] if link.startswith("road")]
    (other,) = said(
        asked(capsys, "route", "almaty", "poti", "--best", "1", "--close-link", way["links"][0], *ON), "way"
    )
    assert way["links"][0] not in other["links"]


def test_a_journey_from_a_state_is_no_transit_through_it(capsys: pytest.CaptureFixture[str]) -> None:
    closed = ("--transit-of", "IRN", "--best", "1", *ON)
    (own,) = said(asked(capsys, "route", "tehran", "baku", *closed), "way")
    (free,) = said(asked(capsys, "route", "tehran", "baku", "--best", "1", *ON), "way")
    assert own == free
    (around,) = said(asked(capsys, "route", "ashgabat", "ankara", *closed), "way")
    iran = set(shipped.network().of_state("IRN"))
    ends = {end for name in around["links"] for end in (shipped.network().link(name).a, shipped.network().link(name).b)}
    assert not ends & iran


def test_reach_counts_places_in_bands(capsys: pytest.CaptureFixture[str]) -> None:
    lines = asked(capsys, "reach", "almaty", *ON)
    found = said(lines, "reached")
    assert [row["hours_middle"] for row in found] == sorted(row["hours_middle"] for row in found)
    assert {row["band_hours"] for row in found} <= {24, 48, 96, 168, 336, None}
    assert said(lines, "reached_count")[0]["count"] == len(found)


def test_links_are_ranked_and_say_where_the_order_hangs_on_demand(capsys: pytest.CaptureFixture[str]) -> None:
    rows = said(asked(capsys, "critical", "--count", "30", *ON), "critical")
    assert [(row["cut"], row["rise_usd"]) for row in rows] == sorted(
        ((row["cut"], row["rise_usd"]) for row in rows), reverse=True
    )
    assert {row["order_changes"] for row in rows} == {True, False}
    ranked = {link.id for link in shipped.network().links.values() if shipped.network().ranked(link)}
    assert {row["id"] for row in rows} <= ranked


def test_states_are_never_ordered_by_a_figure(capsys: pytest.CaptureFixture[str]) -> None:
    for question in ("closure", "exposure"):
        lines = asked(capsys, question, "--ends", "almaty,kabul,tehran,baku,ankara,karachi", *ON)
        assert [row["state"] for row in said(lines, "state", "exposed", "no_place", "no_end")] == MEMBERS


def test_pairs_say_of_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    lines = asked(capsys, "pairs", "--among", "12", "--count", "4", *ON)
    assert said(lines, "pairs")[0]["pairs"] == 66
    assert len(said(lines, "pair")) == 4


def test_a_scenario_says_as_reported_and_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    lines = asked(capsys, "closure", "--scenario", "2025-10-torkham", "--ends", "kabul,karachi", *ON)
    (scenario,) = said(lines, "scenario")
    assert any(source.startswith("AZERTAC") for source in scenario["sources"])
    assert "road-torkham-torkham_pk" in said(lines, "if")[0]["links"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("route", "almaty"), USAGE),
        (("route", "almaty", "atlantis"), UNREACHABLE),
        (("closure", "--transit-of", "XXX"), UNREACHABLE),
        (("closure", "--close-link", "road-nowhere"), UNREACHABLE),
        (("closure", "--scenario", "2020-nothing"), UNREACHABLE),
        (("closure", "--on", "tomorrow"), USAGE),
        (("closure", "--network", "/nowhere"), UNREACHABLE),
    ],
)
def test_what_cannot_be_asked_is_told(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int
) -> None:
    assert asked(capsys, *arguments, code=code)


def test_an_own_network_is_taken_whole_or_refused_line_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = "id,name,lat_deg,lon_deg,kind,administered_by\na,Alpha,40,60,city,ARD\nb,Beta,40,61,city,BOR\n"
    (tmp_path / "places.csv").write_text(places, encoding="utf-8")
    (tmp_path / "links.csv").write_text("a,b,mode,km\na,b,road,100\n", encoding="utf-8")
    own = ("--network", str(tmp_path), "--conference", "exercise", *ON)
    (row, *_) = said(asked(capsys, "closure", "--close-link", "road-a-b", *own), "state")
    assert (row["state"], row["pairs"], row["cut_off"]) == ("ARD", 2, 2)
    (tmp_path / "links.csv").write_text("a,b,mode,km\na,b,road,-1\n", encoding="utf-8")
    lines = asked(capsys, "closure", *own, code=WRONG)
    assert [(line["file"], line["line"], line["column"]) for line in said(lines, "defect")] == [("links.csv", 2, "km")]


@pytest.mark.parametrize(
    "question", [("closure",), ("exposure",), ("critical",), ("route", "almaty", "poti"), ("reach", "baku")]
)
def test_people_read_it_in_both_languages(capsys: pytest.CaptureFixture[str], question: tuple[str, ...]) -> None:
    told = {}
    for language in ("en", "ru"):
        assert main(["corridors", *question, *ON, "--ends", "almaty,kabul,tehran,baku", "--lang", language]) == DONE
        told[language] = capsys.readouterr().out
    assert told["en"].count("\n") == told["ru"].count("\n")
    assert re.search("[а-я]", told["ru"])
    assert not re.search("[а-я]", told["en"])
