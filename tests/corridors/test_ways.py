# SPDX-License-Identifier: Apache-2.0
"""Ways in order of cost, against plain enumeration, and what is paid at places."""

import numpy as np
import pytest

from comity.corridors.engine import nodes
from comity.corridors.expansion import Expansion, Weights
from comity.corridors.graph import FAR
from comity.corridors.network import Link, Network, Place
from comity.corridors.plain import PlainEngine
from comity.corridors.skim import skim
from comity.corridors.way import best_ways, through
from tests.corridors.graphs import every_way, figures, network

ON = "2026-01-01"


@pytest.mark.parametrize("seed", range(25))
def test_the_k_best_ways_are_those_of_enumeration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    expansion = Expansion(network(rng, 6, 11), figures(), on=ON)
    names = expansion.names
    for goal in names[1:]:
        every = every_way(expansion, names[0], goal)
        found = best_ways(expansion, names[0], goal, 8)
        costs = [round(100 * way.cost_usd) for way in found]
        assert costs == sorted(every.values())[: len(costs)]
        assert len(found) == min(8, len(every))
        assert [every[way.links] for way in found] == costs
        assert len({way.links for way in found}) == len(found)


@pytest.mark.parametrize("seed", range(5))
def test_skims_sum_what_the_cheapest_way_takes(seed: int) -> None:
    expansion = Expansion(network(np.random.default_rng(seed), 8, 20), figures(), on=ON)
    tables = skim(expansion, expansion.names)
    for s, origin in enumerate(expansion.names):
        for t, goal in enumerate(expansion.names):
            ways = best_ways(expansion, origin, goal, 1)
            if not ways:
                assert (tables.cost[1, s, t] == 0) if s == t else np.isinf(tables.cost[:, s, t]).all()
                continue
            assert tables.cost[1, s, t] == pytest.approx(ways[0].cost_usd)
            assert 20 * tables.hours[1, s, t] + tables.usd[1, s, t] == pytest.approx(ways[0].cost_usd, abs=0.2)


def line(*links: Link) -> Network:
    names = dict.fromkeys(end for link in links for end in (link.a, link.b))
    return Network(
        [
            Place(id=name, name=name, lat_deg=30 + i / 10, lon_deg=60, kind="city", administered_by=name[0], region="core",
                  main=True, contested=False, basis="made up", source="test")
            for i, name in enumerate(names)
        ],
        links,
    )  # fmt: skip


def rail(a: str, b: str, *gauges: str, mode: str = "rail") -> Link:
    return Link(
        id=f"{mode}-{a}-{b}", a=a, b=b, mode=mode, built="in_service", gauges_mm=gauges, length_km=50.0,  # type: ignore[arg-type]
        length_basis="made up", length_source="test", corridors=(), passes=(),
    )  # fmt: skip


def test_a_change_of_gauge_is_paid_once_and_only_where_wagons_change() -> None:
    changing = line(rail("A1", "p2", "1435"), rail("p2", "p4", "1435", "1520"), rail("p4", "A9", "1520"))
    ways = best_ways(Expansion(changing, figures(), on=ON), "A1", "A9", 5)
    assert len(ways) == 1
    assert [part.what for leg in ways[0].legs for part in leg.step.parts if part.what != "border"] == [
        "moving", "gauge", "moving", "moving",
    ]  # fmt: skip
    nowhere = line(rail("A1", "A2", "1435"), rail("A2", "A3", "1520"))
    assert best_ways(Expansion(nowhere, figures(), on=ON), "A1", "A3", 1) == []


def test_borders_changes_of_mode_and_moving_add_up_leg_by_leg() -> None:
    mixed = line(rail("A1", "A2", "1435"), rail("A2", "B1", mode="road"))
    (way,) = best_ways(Expansion(mixed, figures(), Weights(usd_per_hour=10), on=ON), "A1", "B1", 1)
    parts = [
        (part.what, part.at, part.hours.middle, part.usd.middle, part.year)
        for leg in way.legs
        for part in leg.step.parts
    ]
    expected = [
        ("moving", "rail-A1-A2", 1, 50, ""),
        ("transfer", "A2", 2, 0, ""),
        ("moving", "road-A2-B1", 1, 50, ""),
        ("border", "A2", 2, 0, "2020"),
        ("border", "B1", 2, 0, "2020"),
    ]
    assert parts == expected
    assert (way.hours, way.cost_usd) == ((1 + 1 + 1 + 1 + 1, 1 + 2 + 1 + 2 + 2, 2 + 3 + 2 + 3 + 3), 10 * 8 + 100)


def test_a_way_through_places_keeps_its_gauge_from_stop_to_stop() -> None:
    stopping = line(rail("A1", "p2", "1435"), rail("p2", "A3", "1520"), rail("p2", "A3", mode="road"))
    way = through(Expansion(stopping, figures(), on=ON), ["A1", "p2", "A3"])
    assert way
    assert way.links == ("rail-A1-p2", "rail-p2-A3")
    assert [part.what for leg in way.legs for part in leg.step.parts if part.what == "gauge"] == ["gauge"]


def test_planned_links_are_no_way_until_asked_for() -> None:
    planned = Link(**{**{f: getattr(rail("A1", "A2"), f) for f in Link.__struct_fields__}, "built": "planned"})
    there = Expansion(line(planned), figures(), on=ON, built=("in_service", "planned"))
    assert len(best_ways(there, "A1", "A2", 1)) == 1
    missing = Expansion(line(planned), figures(), on=ON)
    assert best_ways(missing, "A1", "A2", 1) == []
    table = PlainEngine().table(missing.graph, missing.begins(["A1"]), nodes([missing.end["A2"]]))
    assert table.tolist() == [[FAR]]
