# SPDX-License-Identifier: Apache-2.0
"""Closures, critical links, pairs and exposure, against plain recomputation on small networks."""

import itertools

import numpy as np
import pytest

from comity.corridors.closure import Closed, close
from comity.corridors.critical import critical
from comity.corridors.demand import Demand, demand, order_changes
from comity.corridors.engine import Engine, best
from comity.corridors.expansion import Expansion
from comity.corridors.exposure import disjoint_ways, exposures
from comity.corridors.graph import FAR
from comity.corridors.network import Network
from comity.corridors.pairs import worst_pairs
from comity.corridors.plain import PlainEngine
from comity.corridors.reach import reach
from comity.corridors.skim import skim
from comity.corridors.way import best_ways
from tests.corridors.graphs import figures, network

ON = "2026-01-01"
STATES = ("ARD", "BOR", "COR", "DEL", "XYZ")
ENGINES: list[Engine] = [PlainEngine(), best()]


def study(seed: int, places: int = 9, links: int = 16) -> tuple[Expansion, Demand]:
    expansion = Expansion(network(np.random.default_rng(seed), places, links), figures(), on=ON)
    return expansion, demand(expansion.network, expansion.names)


def plain_loss(expansion: Expansion, wanted: Demand, links: tuple[str, ...]) -> tuple[float, float]:
    """Rise and share cut off, pair by pair, from the skims alone."""
    before = skim(expansion, wanted.names).cost[1]
    after = skim(expansion, wanted.names, expansion.arcs_of((), links)).cost[1]
    had = np.isfinite(before)
    gone = had & ~np.isfinite(after)
    kept = had & ~gone
    return float(((after - before)[kept] * wanted.weight[kept]).sum()), float(wanted.weight[gone].sum())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(4))
def test_every_link_is_ranked_by_exactly_what_its_loss_costs(engine: Engine, seed: int) -> None:
    expansion, wanted = study(seed)
    ranked = critical(expansion, (wanted, demand(expansion.network, expansion.names, "gravity")), engine)
    assert {row.id for row in ranked} == {link.id for link in expansion.links}
    for row in ranked:
        rise, cut = plain_loss(expansion, wanted, (row.id,))
        assert (row.losses[0].rise, row.losses[0].cut) == pytest.approx((rise, cut))
        assert row.losses[0].worst_rise >= row.losses[0].rise - 1e-9
    assert [row.losses[0].order for row in ranked] == sorted((row.losses[0].order for row in ranked), reverse=True)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(4))
def test_the_worst_pairs_are_those_of_all_pairs(engine: Engine, seed: int) -> None:
    expansion, wanted = study(seed, 8, 13)
    links = [link.id for link in expansion.links]
    losses = (plain_loss(expansion, wanted, pair) for pair in itertools.combinations(links, 2))
    every = sorted(((round(cut, 9), round(rise, 6)) for rise, cut in losses), reverse=True)
    near = demand(expansion.network, expansion.names, "gravity")
    found = worst_pairs(expansion, (wanted, near), engine, links, 12)
    assert found.pairs == len(every)
    assert found.computed <= found.pairs
    assert [(pair.both.cut, pair.both.rise) for pair in found.worst] == [pytest.approx(each) for each in every[:12]]
    moved = _moved(expansion, (wanted, near), links)
    assert [pair.order_changes for pair in found.worst] == [moved[pair.first, pair.second] for pair in found.worst]
    for pair in found.worst:
        assert plain_loss(expansion, wanted, (pair.first, pair.second)) == pytest.approx(
            (pair.both.rise, pair.both.cut)
        )


def _moved(expansion: Expansion, demands: tuple[Demand, Demand], links: list[str]) -> dict[tuple[str, str], bool]:
    """Rank all pairs by plain recomputation under two demands; tell whether each stands elsewhere."""
    pairs = list(itertools.combinations(links, 2))
    values = [
        [round(cut, 9) * 1e12 + round(rise, 6) for rise, cut in (plain_loss(expansion, each, pair) for pair in pairs)]
        for each in demands
    ]
    told = dict(zip(pairs, order_changes(*values), strict=True))
    return told | {(second, first): moved for (first, second), moved in told.items()}


@pytest.mark.parametrize("seed", range(6))
def test_transit_through_a_state_is_closed_to_others_and_open_to_itself(seed: int) -> None:
    expansion, wanted = study(seed, 10, 22)
    result = close(expansion, wanted, Closed(transit_of=("BOR", "COR")), STATES)
    owner = {name: place.administered_by for name, place in expansion.network.places.items()}
    for (s, origin), (t, goal) in itertools.product(enumerate(wanted.names), repeat=2):
        allowed = {owner[origin], owner[goal], "ARD", "DEL"}
        barred = expansion.arcs_of([name for name in wanted.names if owner[name] not in allowed])
        ways = best_ways(expansion, origin, goal, 1, barred)
        expected = ways[0].cost_usd if ways else (0.0 if origin == goal else np.inf)
        assert result.after.cost[1, s, t] == pytest.approx(expected)


def test_a_closure_answers_state_by_state_in_the_order_asked_and_names_what_is_cut_off() -> None:
    expansion, wanted = study(3)
    ranked = critical(expansion, (wanted,), PlainEngine())
    worst = next(row for row in ranked if row.losses[0].cut > 0)
    result = close(expansion, wanted, Closed(links=(worst.id,)), STATES)
    assert [row.state for row in result.rows] == list(STATES)
    assert result.rows[-1].ends == ()
    assert all(row.added_usd[0] >= -1e-9 for row in result.rows)
    gone = [pair for pair in result.lost if pair.reasons]
    assert sum(row.cut_off for row in result.rows) == 2 * len(gone)
    assert {pair.reasons for pair in gone} == {(worst.id,)}


def test_contested_places_stay_out_of_a_state_unless_asked_for() -> None:
    expansion, wanted = study(1)
    places = [
        type(place)(**{f: getattr(place, f) for f in place.__struct_fields__} | {"contested": place.id == "p1"})
        for place in expansion.network.places.values()
    ]
    disputed = Network(places, expansion.network.links.values())
    assert "p1" not in disputed.of_state("BOR")
    assert "p1" in disputed.of_state("BOR", contested=True)
    again = Expansion(disputed, figures(), on=ON)
    some, more = (close(again, wanted, Closed(transit_of=("BOR",), contested=each), STATES) for each in (False, True))
    assert (more.after.cost >= some.after.cost).all()


def test_reach_counts_time_alone_and_sorts_it_into_bands() -> None:
    expansion, _ = study(2)
    seconds = np.rint(3600 * expansion.hours[1]).astype(np.int64)
    found = reach(expansion, "p0", bands=(5, 10))
    truth = PlainEngine().table(
        expansion.graph.weighing(seconds), expansion.begins(["p0"]), expansion.ends(expansion.names)
    )[0]
    assert {each.place: round(3600 * each.hours[1]) for each in found} == {
        name: cost for name, cost in zip(expansion.names, truth.tolist(), strict=True) if cost < FAR and name != "p0"
    }
    for each in found:
        assert each.band_hours == (5 if each.hours[1] <= 5 else 10 if each.hours[1] <= 10 else np.inf)
        assert each.hours[0] <= each.hours[1] <= each.hours[2]


def test_exposure_is_the_mean_and_the_worst_of_what_each_link_costs_a_state() -> None:
    expansion, wanted = study(4)
    ranked = critical(expansion, (wanted,), PlainEngine())
    for row in exposures(expansion, (wanted,), best(), STATES):
        if not row.ends:
            assert row.state == "XYZ"
            continue
        number = wanted.states.index(row.state)
        rises = [each.losses[0].rise_of[number] for each in ranked]
        assert row.expected_usd == pytest.approx(np.mean(rises))
        cut = max(float(each.losses[0].cut_of[number]) for each in ranked)
        assert row.worst_cut == pytest.approx(cut)
        assert all(0 < share <= 1 and state != row.state for state, share in row.through)


def test_disjoint_ways_are_as_many_links_as_must_go_to_cut_a_state_off() -> None:
    expansion, wanted = study(5, 8, 12)
    links = [link.id for link in expansion.links]
    for number, state in enumerate(wanted.states):
        ways = disjoint_ways(expansion, wanted, state)
        cuts = (
            count
            for count in range(len(links) + 1)
            for gone in itertools.combinations(links, count)
            if cut_off(expansion.network, wanted, number, set(gone))
        )
        assert ways == next(cuts)


def cut_off(network_: Network, wanted: Demand, state: int, gone: set[str]) -> bool:
    """Tell whether no way at all leads from a state's ends to any other's."""
    reached = {name for name, owner in zip(wanted.names, wanted.state, strict=True) if owner == state}
    others = set(wanted.names) - reached
    grown = True
    while grown:
        ends = [(link.a, link.b) for link in network_.links.values() if link.id not in gone]
        new = {b for pair in ends for a, b in (pair, pair[::-1]) if a in reached} - reached
        reached |= new
        grown = bool(new)
    return not reached & others


def test_an_order_that_hangs_on_the_demand_says_so() -> None:
    assert order_changes([3, 2, 1], [30, 20, 10]) == [False, False, False]
    assert order_changes([3, 2, 1], [30, 10, 20]) == [False, True, True]
    assert order_changes([1, 1, 0], [5, 5, 5]) == [False, False, True]


def test_equal_demand_counts_pairs_alike_and_none_within_a_state() -> None:
    expansion, wanted = study(0)
    owners = [place.administered_by for place in expansion.network.places.values()]
    values = {round(float(value), 12) for value in np.unique(wanted.weight)}
    assert values == {0.0, round(float(wanted.weight.max()), 12)}
    assert all(
        (wanted.weight[i, j] == 0) == (owners[i] == owners[j])
        for i, j in itertools.product(range(len(owners)), repeat=2)
    )
    assert wanted.weight.sum() == pytest.approx(1)
