# SPDX-License-Identifier: Apache-2.0
"""What ships: every value with a source, words that take no side, and published figures beside readings."""

import csv
import re
from importlib import resources

import pytest

from comity.conferences.conference import load
from comity.corridors import shipped
from comity.corridors.published import REASONS, compare
from comity.corridors.scenario import closed_things

DATA = resources.files("comity.corridors") / "data"
MEMBERS = [party.code for party in load("cica").parties if party.kind == "member"]
SIDES = re.compile(
    r"zangezur|зангезур|kashmir|кашмир|persian gulf|arabian gulf|персидск|line of control|\bLAC\b", re.IGNORECASE
)
ON = "2026-11-01"


def files() -> dict[str, str]:
    folders = (DATA, DATA / "scenarios")
    return {
        file.name: file.read_text(encoding="utf-8") for folder in folders for file in folder.iterdir() if file.is_file()
    }


def test_the_network_is_whole() -> None:
    network = shipped.network()
    assert (len(network.places), len(network.links)) == (473, 928)
    assert {link.built for link in network.links.values()} == {"in_service", "under_construction", "planned"}
    tags = {tag for link in network.links.values() for tag in link.corridors}
    assert tags == {corridor.tag for corridor in shipped.corridors()}


def test_every_member_has_a_place_but_those_named_here() -> None:
    network = shipped.network()
    assert [code for code in MEMBERS if not network.of_state(code)] == ["PSE"]
    ends = {place.administered_by for place in network.places.values() if place.main}
    assert [code for code in MEMBERS if code not in ends] == ["PSE"]


def test_every_value_names_a_source_that_is_listed() -> None:
    sources = set(shipped.network().sources)
    for name, text in files().items():
        if not name.endswith(".csv") or name == "sources.csv":
            continue
        for line, row in enumerate(csv.DictReader(text.splitlines()), 2):
            for column in ("source", "km_source"):
                if row.get(column):
                    assert row[column] in sources, (name, line)
            if "basis" in row:
                assert row["basis"], (name, line)
    used = {link.length_source for link in shipped.network().links.values()}
    assert used <= sources


def test_lengths_from_openstreetmap_stand_in_their_own_file_with_their_licence() -> None:
    own = {row["id"] for row in csv.DictReader(files()["lengths_osm.csv"].splitlines())}
    network = shipped.network()
    assert own == {link.id for link in network.links.values() if link.length_basis.startswith("osm")}
    assert "km" not in {row["km_basis"] for row in csv.DictReader(files()["links.csv"].splitlines())}
    assert "Open Database License" in files()["LICENCE-lengths_osm.txt"]
    assert "OpenStreetMap contributors" in network.sources["osm-roads"].title


def test_words_take_no_side() -> None:
    assert {name: SIDES.findall(text) for name, text in files().items() if SIDES.search(text)} == {}


def test_whether_a_way_is_open_is_said_by_scenarios_only() -> None:
    heads = {name: text.partition("\n")[0] for name, text in files().items() if name in {"places.csv", "links.csv"}}
    assert not [name for name, head in heads.items() if re.search(r"\b(open|closed|status)\b", head)]
    network = shipped.network()
    for code in shipped.scenarios():
        scenario = shipped.scenario(code, network)
        assert (scenario.code, scenario.basis) == (code, "as reported")
        assert all(each.sources for each in scenario.closed)
        assert all(source.title and source.address and source.date for source in scenario.source)
        places, links = closed_things(scenario.on())
        assert places or links


def test_contested_places_are_listed_and_left_out() -> None:
    network = shipped.network()
    assert [place.id for place in network.places.values() if place.contested] == ["gilgit", "sost", "khunjerab"]
    assert "gilgit" not in network.of_state("PAK")
    assert "gilgit" in network.of_state("PAK", contested=True)


def test_straits_belong_to_no_state_and_take_the_links_through_them() -> None:
    network = shipped.network()
    assert [place.id for place in network.places.values() if not place.administered_by] == ["babelmandeb", "hormuz"]
    assert "sea-bandarabbas-mumbai" in {link.id for link in network.at["hormuz"]}


def test_dwell_differs_by_direction_and_date() -> None:
    figures, network = shipped.figures(), shipped.network()
    link = network.link("road-redbridge-tbilisi")
    hours = [figures.dwell(link, "GEO", "AZE", "out", on)[0].middle for on in ("2021-06-01", "2022-06-01", ON)]
    assert hours == [2.4, 24.2, 54.9]
    rail = network.link("rail-horgos-altynkol")
    into, out = (figures.dwell(rail, "KAZ", "CHN", way, ON)[0].middle for way in ("in", "out"))
    assert (into, out) == (69.7, 6.8)


def test_published_lengths_and_times_are_all_compared() -> None:
    compared = compare(shipped.network(), shipped.figures(), shipped.rows("published.csv"), ON)
    assert len(compared) == len(shipped.rows("published.csv"))
    assert {each.reason for each in compared} <= {"", *REASONS}
    read = [each for each in compared if not each.reason]
    assert all(each.reading is not None for each in read)
    far = [each.code for each in read if not each.near]
    assert far == ["uap", "chabahar-sarakhs", "sarakhs", "lapis", "iti-days"]
    assert len(far) <= 0.2 * len(read)


@pytest.mark.parametrize("name", sorted(shipped.TABLES))
def test_every_table_reads(name: str) -> None:
    assert shipped.rows(name)
