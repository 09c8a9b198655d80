# SPDX-License-Identifier: Apache-2.0
"""Networks that are refused, with line and column; nothing of them is loaded."""

import json
from typing import Any

import numpy as np
import pytest

from comity.corridors.errors import NetworkRefused, ScenarioRefused
from comity.corridors.geojson import load_geojson
from comity.corridors.loading import load
from comity.corridors.network import Network
from comity.corridors.roads import read_roads
from comity.corridors.scenario import read_scenario
from comity.corridors.table import MOST_LINES

PLACES = """\
id,name,lat_deg,lon_deg,kind,administered_by
arden_gate,Arden Gate,40.0,60.0,border,ARD
borea_port,Borea Port,40.5,61.0,port,BOR
corvia,Corvia,41.0,62.0,city,COR
"""
LINKS = """\
a,b,mode,km,gauge_mm
arden_gate,borea_port,rail,110,1435/1520
borea_port,corvia,road,130,
corvia,arden_gate,road,,
"""


NO_COLUMN = (
    "links.csv, line 1: no such column; there are id, a, b, mode, built, gauge_mm, km, km_basis, km_source, corridors, "
    "passes ('kilometres')"
)


def network(places: str | bytes = PLACES, links: str | bytes = LINKS, **others: str) -> Network:
    tables = {"places.csv": places, "links.csv": links, **{f"{name}.csv": text for name, text in others.items()}}
    return load({name: text.encode() if isinstance(text, str) else text for name, text in tables.items()})


def refused(**tables: str | bytes) -> list[str]:
    with pytest.raises(NetworkRefused) as caught:
        network(**tables)  # type: ignore[arg-type]
    return [str(defect) for defect in caught.value.defects]


def test_a_network_with_a_cycle_loads_whole() -> None:
    loaded = network()
    assert list(loaded.places) == ["arden_gate", "borea_port", "corvia"]
    assert list(loaded.links) == ["rail-arden_gate-borea_port", "road-borea_port-corvia", "road-corvia-arden_gate"]
    assert loaded.links["rail-arden_gate-borea_port"].gauges_mm == ("1435", "1520")
    estimated = loaded.links["road-corvia-arden_gate"]
    assert (estimated.length_km, estimated.length_basis) == (253.0, "estimate")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("110", "-5", "links.csv, line 2, column km: not between 0.05 and 30000 ('-5')"),
        ("110", "nan", "links.csv, line 2, column km: not a finite number ('nan')"),
        ("110", "inf", "links.csv, line 2, column km: not a finite number ('inf')"),
        ("110", "1 100", "links.csv, line 2, column km: not a number (decimal point, no grouping) ('1 100')"),
        ("road,130", "roads,130", "links.csv, line 3, column mode: not one of rail, road, sea, ferry ('roads')"),
        ("borea_port,corvia", "borea,corvia", "links.csv, line 3, column a: no such place in places.csv ('borea')"),
        ("corvia,arden_gate", "corvia,corvia", "links.csv, line 4, column b: a link leads from a place to itself ('corvia')"),
        ("130,", "130,1520", "links.csv, line 3, column gauge_mm: only rail has a gauge ('1520')"),
        ("130,", "130", "links.csv, line 3: 4 cells, the head has 5"),
        ("mode,km", "mode,kilometres", NO_COLUMN),
        ("a,b,mode", "a,c,mode", "links.csv, line 1, column b: this column is missing"),
        ("110", "10", "links.csv, line 2, column km: shorter than the great circle between its ends (101 km) ('10')"),
        ("road,130", '"road,130', "links.csv, line 4: not CSV: unexpected end of data"),
    ],
)  # fmt: skip
def test_a_link_that_cannot_be_is_named(old: str, new: str, why: str) -> None:
    assert refused(links=LINKS.replace(old, new, 1))[0] == why


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("40.0,60.0", "140.0,60.0", "places.csv, line 2, column lat_deg: not between -90 and 90 ('140.0')"),
        (
            "40.0,60.0",
            "60.0,40.0",
            "places.csv, line 2, column lat_deg: latitude and longitude look swapped ('60.0, 40.0')",
        ),
        (
            "corvia,Corvia",
            "borea_port,Corvia",
            "places.csv, line 4, column id: stands already in line 3 ('borea_port')",
        ),
        ("Corvia,", ",", "places.csv, line 4, column name: empty"),
        (
            "city,COR",
            "town,COR",
            "places.csv, line 4, column kind: not one of city, border, port, terminal, strait ('town')",
        ),
    ],
)
def test_a_place_that_cannot_be_is_named(old: str, new: str, why: str) -> None:
    links = LINKS if "borea_port,Corvia" not in new else LINKS.replace("corvia", "borea_port")
    assert refused(places=PLACES.replace(old, new, 1), links=links)[0] == why


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (PLACES.encode("utf-16"), "places.csv, line 1: this is UTF-16; save it as CSV in UTF-8"),
        (PLACES.replace("Corvia", "Корвия").encode("cp1251"),
         "places.csv, line 4, column name: bytes that are not UTF-8; save the file in UTF-8 ('������')"),
        (b"PK\x03\x04 and so on", "places.csv, line 1: this is a spreadsheet or archive; save it as CSV in UTF-8"),
        (b"", "places.csv, line 1: empty"),
        (PLACES.replace("Corvia", "Cor\0via").encode(), "places.csv, line 4, column name: not text of at most 2000 letters"),
        (PLACES.replace("Corvia", "C" * 3000).encode(), "places.csv, line 4, column name: not text of at most 2000 letters"),
        (b"id,name,lat_deg,lon_deg,kind\nalone,Alone,40,60,city\n", "places.csv, line 1: a network needs two places"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_table_are_told(data: bytes, why: str) -> None:
    links = "a,b,mode\n" if b"Alone" in data else LINKS
    assert refused(places=data, links=links)[0].startswith(why)


def test_a_file_marked_as_utf_8_loads() -> None:
    assert len(network(places=b"\xef\xbb\xbf" + PLACES.encode()).places) == 3


def test_a_table_of_ten_million_lines_is_refused_without_reading_it_out() -> None:
    line = b"arden_gate,borea_port,road,130,\n"
    data = b"a,b,mode,km,gauge_mm\n" + line * 10_000_000
    assert refused(links=data) == [f"links.csv, line {MOST_LINES + 1}: more than 1 000 000 lines"]


def test_defects_are_gathered_and_stop_at_a_hundred() -> None:
    found = refused(links=LINKS + "nowhere,corvia,road,10,\n" * 5)
    assert len(found) == 9
    assert len(refused(links=LINKS + "corvia,arden_gate,road,-1,\n" * 500)) == 100


def test_lengths_of_their_own_licence_stand_in_their_own_table() -> None:
    lengths = "id,km,basis,source\nroad-corvia-arden_gate,230,osm,osm-roads\n"
    assert network(lengths_osm=lengths).links["road-corvia-arden_gate"].length_km == 230
    unknown = lengths.replace("corvia-arden", "corvia-erden")
    assert refused(lengths_osm=unknown) == [
        "lengths_osm.csv, line 2, column id: no such link in links.csv ('road-corvia-erden_gate')"
    ]


def collection(**changed: Any) -> bytes:
    point = {"type": "Point", "coordinates": [60.0, 40.0]}
    line = {"type": "LineString", "coordinates": [[60.0, 40.0], [60.5, 40.5], [61.0, 40.0]]}
    features = [
        {"type": "Feature", "geometry": point, "properties": {"id": "g", "name": "Gate", "kind": "border"}},
        {"type": "Feature", "geometry": point | {"coordinates": [61.0, 40.0]},
         "properties": {"id": "p", "name": "Port", "kind": "port"}},
        {"type": "Feature", "geometry": line, "properties": {"a": "g", "b": "p", "mode": "road"}},
    ]  # fmt: skip
    features[1] = features[1] | changed
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_geojson_gives_the_same_network_and_measures_its_lines() -> None:
    loaded = load_geojson(collection(), "ways.geojson")
    assert list(loaded.places) == ["g", "p"]
    assert loaded.links["road-g-p"].length_km == pytest.approx(140.0, abs=1)
    assert loaded.links["road-g-p"].length_basis == "geometry"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"{", "w.geojson, line 1: not JSON: Expecting property name enclosed in double quotes"),
        (b'{"type": "Feature"}', "w.geojson, line 1, column features: not a FeatureCollection"),
        (b"\n\xff", "w.geojson, line 2: bytes that are not UTF-8; save the file in UTF-8"),
        (collection().replace(b"61.0, 40.0]}", b"NaN, 40.0]}"), "w.geojson, line 1: not JSON: NaN is no number of JSON"),
        (b"[" * 200_000, "w.geojson, line 1: not JSON: "),
        (collection(geometry={"type": "Point", "coordinates": [40.0, 161.0]}),
         "w.geojson, line 2, column coordinates: latitude and longitude look swapped"),
        (collection(geometry={"type": "Polygon", "coordinates": []}), "w.geojson, line 2, column geometry: not a Point"),
        (collection(geometry={"type": "Point", "coordinates": ["a", 1]}), "w.geojson, line 2, column coordinates: a position"),
        (collection(properties={"id": "p", "kind": "port"}), "w.geojson, line 2, column name: missing"),
        (collection(properties={"id": "q", "name": "Port", "kind": "port"}), "links.csv, line 3, column b: no such place"),
    ],
)  # fmt: skip
def test_geojson_that_cannot_be_is_named(data: bytes, why: str) -> None:
    with pytest.raises(NetworkRefused) as caught:
        load_geojson(data, "w.geojson")
    assert str(caught.value.defects[0]).startswith(why)


ROADS = b"graph=[{1: 1.5, 2: 2.0}, {0: 1.5}, {0: 2.0}]\nnodes=[[40.0, 60.0], [40.1, 60.0], [40.0, 60.1]]\n"


def test_a_road_graph_is_read_as_data() -> None:
    roads = read_roads(b"from somewhere import Something\n" + ROADS, "roads")
    assert (roads.a.tolist(), roads.b.tolist(), roads.metres.tolist()) == ([0, 0], [1, 2], [1500, 2000])
    graph = roads.graph(there=np.array([1.0, 2.0]))
    assert graph.weight.tolist() == [1500, 1500, 4000, 2000]
    assert roads.cut(39, 41, 59, 60.05).links == 1


def test_a_link_named_from_one_end_or_twice_or_from_a_node_to_itself_is_told_apart() -> None:
    roads = read_roads(ROADS.replace(b"{1: 1.5, 2: 2.0}, {0: 1.5}", b"{2: 3.0, 0: 0.5}, {0: 1.5}"), "roads")
    assert (roads.a.tolist(), roads.b.tolist(), roads.metres.tolist()) == ([0, 0], [1, 2], [1500, 2000])
    assert roads.left_out == 1


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b"graph=", b"graf=", "no line graph=… or no line nodes=…"),
        (b"{0: 2.0}", b"{9: 2.0}", "it does not hold that neighbours are nodes"),
        (b"{0: 2.0}", b"{0: -2.0}", "it does not hold that lengths are finite and not negative"),
        (b"{0: 2.0}", b"{0: exit()}", "not a literal of numbers"),
        (b", [40.0, 60.1]", b"", "it does not hold that as many nodes have neighbours as have coordinates"),
        (b"[40.0, 60.1]", b"[140.0, 60.1]", "it does not hold that latitudes and longitudes are degrees"),
    ],
)
def test_a_road_graph_that_cannot_be_is_refused(old: bytes, new: bytes, why: str) -> None:
    with pytest.raises(NetworkRefused) as caught:
        read_roads(ROADS.replace(old, new, 1), "roads")
    assert [defect.why for defect in caught.value.defects] == [why]


SCENARIO = """\
code = "2026-01-gate"
as_of = 2026-01-10
basis = "as reported"
title = { en = "Gate", ru = "Ворота" }
[[closed]]
places = ["arden_gate"]
from_on = 2026-01-01
until_on = 2026-01-09
sources = ["press"]
[[source]]
key = "press"
title = "Press"
address = ""
date = 2026-01-10
"""


def test_a_scenario_holds_on_its_days_only() -> None:
    scenario = read_scenario(SCENARIO.encode(), network())
    assert [len(scenario.on(day)) for day in ("2025-12-31", "2026-01-01", "2026-01-09", "2026-01-10", "")] == [
        0,
        1,
        1,
        0,
        1,
    ]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('["arden_gate"]', '["erden_gate"]', "no place 'erden_gate'"),
        ('sources = ["press"]', "sources = []", "each closure names its sources"),
        ('sources = ["press"]', 'sources = ["wire"]', "each closure names its sources"),
        ("2026-01-09", "2025-01-09", "closed until 2025-01-09, before 2026-01-01"),
        ("basis", "basic", "unknown field `basic`"),
        ("[[source]]", "[[source", "not a scenario"),
    ],
)
def test_a_scenario_that_cannot_be_is_refused(old: str, new: str, why: str) -> None:
    with pytest.raises(ScenarioRefused, match=why.replace("[", r"\[")):
        read_scenario(SCENARIO.replace(old, new, 1).encode(), network())
