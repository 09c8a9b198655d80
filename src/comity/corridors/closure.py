# SPDX-License-Identifier: Apache-2.0
"""A closure: what changes for each state's pairs when places, links or transit through states are not available."""

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct

from comity.corridors.demand import Demand
from comity.corridors.expansion import Expansion, Floats
from comity.corridors.graph import Arcs
from comity.corridors.skim import Skim, skim
from comity.corridors.way import best_ways


class Closed(Struct, frozen=True, kw_only=True):
    """What is not available. Transit through a state is a way that neither begins nor ends there.

    Places whose status is disputed do not count as a state's unless ``contested`` says so.
    """

    places: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    transit_of: tuple[str, ...] = ()
    contested: bool = False


class Row(Struct, frozen=True):
    """A state's pairs, in either direction: how many, what they cost before, what is added, how many have no way left.

    Dollars and hours are means over the pairs that still have a way, each as (low, high) of the analyst's range.
    """

    state: str
    ends: tuple[str, ...]
    pairs: int
    changed: int
    cut_off: int
    before_usd: tuple[float, float]
    added_usd: tuple[float, float]
    added_hours: tuple[float, float]


class LostPair(Struct, frozen=True):
    """A pair without a way, and what closed thing stood on its cheapest way before (nothing: it had none before)."""

    origin: str
    target: str
    reasons: tuple[str, ...]


class Result(Struct, frozen=True):
    """Before and after, state by state in the order asked for, and the pairs cut off."""

    rows: tuple[Row, ...]
    lost: tuple[LostPair, ...]
    before: Skim
    after: Skim


def close(expansion: Expansion, demand: Demand, closed: Closed, states: Sequence[str]) -> Result:
    """Compute a closure between the ends of the demand, for states in the order given."""
    before = skim(expansion, demand.names)
    after = skim_closed(expansion, demand, closed)
    rows = tuple(_row(state, demand, before, after) for state in states)
    return Result(rows, tuple(_lost(expansion, demand, closed, before, after)), before, after)


def skim_closed(expansion: Expansion, demand: Demand, closed: Closed) -> Skim:
    """Compute the tables of a closure; a pair that begins or ends in a state may use that state's places."""
    result: Skim | None = None
    for rows, columns, but in groups(demand, closed):
        table = skim(expansion, demand.names, arcs(expansion, closed, but=but))
        where = np.ix_(np.arange(3), np.flatnonzero(rows), np.flatnonzero(columns))
        result = table if result is None else _patched(result, table, where)
    return skim(expansion, demand.names) if result is None else result


Chosen = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def groups(demand: Demand, closed: Closed) -> Iterator[tuple[Chosen, Chosen, tuple[str, str]]]:
    """Give the pairs by whose places are open to them: origins, targets, and the two states whose transit they make none of."""
    owners = np.array([demand.states[number] for number in demand.state])
    for origin in (*closed.transit_of, ""):
        for target in (*closed.transit_of, ""):
            rows, columns = (_owned(owners, state, closed.transit_of) for state in (origin, target))
            if rows.any() and columns.any():
                yield rows, columns, (origin, target)


def _owned(owners: np.ndarray[tuple[int, ...], np.dtype[np.str_]], state: str, closed: Sequence[str]) -> Chosen:
    return owners == state if state else ~np.isin(owners, list(closed))


def _patched(whole: Skim, part: Skim, where: tuple[np.ndarray[tuple[int, ...], np.dtype[np.intp]], ...]) -> Skim:
    for mine, other in ((whole.cost, part.cost), (whole.hours, part.hours), (whole.usd, part.usd)):
        mine[where] = other[where]
    return whole


def arcs(expansion: Expansion, closed: Closed, but: Sequence[str] = ()) -> Arcs:
    """Give the arcs a closure takes out for pairs that begin or end in the states ``but``."""
    network = expansion.network
    passed = [
        place
        for state in closed.transit_of
        if state not in but
        for place in network.of_state(state, contested=closed.contested)
    ]
    return expansion.arcs_of([*closed.places, *passed], closed.links)


def _row(state: str, demand: Demand, before: Skim, after: Skim) -> Row:
    ends = tuple(
        name for name, number in zip(demand.names, demand.state, strict=True) if demand.states[number] == state
    )
    if not ends:
        return Row(state, (), 0, 0, 0, (0, 0), (0, 0), (0, 0))
    weight = demand.of_state(demand.states.index(state))
    had = np.isfinite(before.cost).all(0) & (weight > 0)
    kept = had & np.isfinite(after.cost).all(0)
    return Row(
        state,
        ends,
        int(had.sum()),
        int((kept & (after.cost != before.cost).any(0)).sum()),
        int((had & ~kept).sum()),
        _range(_means(before.cost, kept, weight)),
        _range(_means(after.cost, kept, weight) - _means(before.cost, kept, weight)),
        _range(_means(after.hours, kept, weight) - _means(before.hours, kept, weight)),
    )


def _means(values: Floats, kept: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], weight: Floats) -> Floats:
    weights = weight[kept]
    total = max(float(weights.sum()), np.finfo(float).tiny)
    return np.asarray((values[:, kept] * weights).sum(1) / total)


def _range(values: Floats) -> tuple[float, float]:
    return float(values.min()), float(values.max())


def _lost(expansion: Expansion, demand: Demand, closed: Closed, before: Skim, after: Skim) -> Iterator[LostPair]:
    counted = demand.weight > 0
    for s, t in np.argwhere(counted & ~np.isfinite(after.cost[1])).tolist():
        origin, target = demand.names[s], demand.names[t]
        reasons: tuple[str, ...] = ()
        if np.isfinite(before.cost[1, s, t]):
            reasons = _reasons(expansion, closed, origin, target)
        yield LostPair(origin, target, reasons)


def _reasons(expansion: Expansion, closed: Closed, origin: str, target: str) -> tuple[str, ...]:
    """Name what is closed on the cheapest way a pair had."""
    way = best_ways(expansion, origin, target, 1)[0]
    passed = {*way.places, *(strait for link in way.links for strait in expansion.network.links[link].passes)}
    found = [place for place in closed.places if place in passed]
    found += [link for link in closed.links if link in way.links]
    for state in closed.transit_of:
        if passed & set(expansion.network.of_state(state, contested=closed.contested)):
            found.append(f"transit:{state}")
    return tuple(found)
