# SPDX-License-Identifier: Apache-2.0
"""Exposure: what each state's pairs stand to lose, how many ways it has, and through whom its ways lead.

Exposure follows Jenelius, Petersen and Mattsson (2006): expected (mean over all links, each as likely as the other) and worst
case (the one link whose loss costs most), the first utilitarian, the second egalitarian.
"""

from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np
from msgspec import Struct
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

from comity.corridors.critical import Critical, critical
from comity.corridors.demand import Demand
from comity.corridors.engine import Engine, Progress
from comity.corridors.expansion import Expansion
from comity.corridors.graph import Arcs
from comity.corridors.plain import Matrix

PLENTY = 1_000_000


class Exposure(Struct, frozen=True):
    """A state's exposure in US dollars per load, as means over its pairs, and as shares of its demand.

    ``ways`` is the number of ways out of the state to the other ends, no two of which share a link. ``through`` gives the
    share of its pairs whose cheapest way leads through places another state administers. ``order_changes``: under the
    other demand, another link is its worst.
    """

    state: str
    ends: tuple[str, ...]
    expected_usd: float
    worst_usd: float
    worst_link: str
    worst_cut: float
    ways: int
    through: tuple[tuple[str, float], ...]
    order_changes: bool


def exposures(  # noqa: PLR0913  (a study says what it is of, and with what)
    expansion: Expansion,
    demands: Sequence[Demand],
    engine: Engine,
    states: Sequence[str],
    *,
    closed: Arcs | None = None,
    executor: Executor | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> tuple[Exposure, ...]:
    """Give the exposure of states in the order given; one without ends has empty ``ends`` and zeros."""
    ranked = critical(expansion, demands, engine, closed=closed, executor=executor, workers=workers, progress=progress)
    dependence = through(expansion, demands[0], closed)
    return tuple(_exposure(expansion, demands, state, ranked, dependence, closed) for state in states)


def _exposure(
    expansion: Expansion,
    demands: Sequence[Demand],
    state: str,
    ranked: Sequence[Critical],
    dependence: dict[str, dict[str, float]],
    closed: Arcs | None,
) -> Exposure:
    if state not in demands[0].states:
        return Exposure(state, (), 0, 0, "", 0, 0, (), False)
    number = demands[0].states.index(state)
    ends = tuple(name for name, owner in zip(demands[0].names, demands[0].state, strict=True) if owner == number)
    worst = [max(ranked, key=lambda row, d=d: _of(row, d, number)) for d in range(len(demands))]  # type: ignore[misc]
    first = worst[0].losses[0]
    return Exposure(
        state,
        ends,
        float(np.mean([row.losses[0].rise_of[number] for row in ranked])),
        float(first.rise_of[number]),
        worst[0].id,
        float(first.cut_of[number]),
        disjoint_ways(expansion, demands[0], state, closed),
        tuple(dependence.get(state, {}).items()),
        worst[0].id != worst[-1].id,
    )


def _of(row: Critical, demand: int, state: int) -> tuple[float, float]:
    found = row.losses[demand]
    return round(float(found.cut_of[state]), 12), round(float(found.rise_of[state]), 9)


def disjoint_ways(expansion: Expansion, demand: Demand, state: str, closed: Arcs | None = None) -> int:
    """Count the ways from a state's ends to the ends of others of which no two share a link (Menger; a maximum flow)."""
    gone = set() if closed is None else set(closed.tolist())
    number = {name: i for i, name in enumerate(expansion.names)}
    source, sink = len(number), len(number) + 1
    tail, head, room = [], [], []
    for link, arcs in expansion.link_arcs.items():
        if not set(arcs.tolist()) <= gone:
            ends = expansion.network.links[link].a, expansion.network.links[link].b
            for a, b in (ends, ends[::-1]):
                tail.append(number[a])
                head.append(number[b])
                room.append(1)
    for name, owner in zip(demand.names, demand.state, strict=True):
        mine = demand.states[owner] == state
        tail.append(source if mine else number[name])
        head.append(number[name] if mine else sink)
        room.append(PLENTY)
    flows = coo_array((room, (tail, head)), shape=(sink + 1, sink + 1), dtype=np.int32).tocsr()
    return int(maximum_flow(flows, source, sink).flow_value)


def through(expansion: Expansion, demand: Demand, closed: Arcs | None = None) -> dict[str, dict[str, float]]:
    """Give for each state the shares of its demand whose cheapest way leads through each other state, by code."""
    graph = expansion.graph if closed is None else expansion.graph.without(closed)
    _, before = Matrix(graph).trees(graph.weight, expansion.begins(demand.names))
    owner = [expansion.network.places[name].administered_by for name in expansion.names]
    place = [expansion.number[state[0]] for state in expansion.states] + list(range(len(expansion.names)))
    found: dict[str, dict[str, float]] = {state: {} for state in demand.states}
    total = dict.fromkeys(demand.states, 0.0)
    for s, row in enumerate(before.tolist()):
        for t, name in enumerate(demand.names):
            weight = float(demand.weight[s, t])
            if not weight or row[expansion.end[name]] < 0:
                continue
            mine = {demand.states[demand.state[s]], demand.states[demand.state[t]]}
            passed = {owner[place[node]] for node in _path(row, expansion.end[name])} - mine - {""}
            for state in mine:
                total[state] += weight
                for other in passed:
                    found[state][other] = found[state].get(other, 0.0) + weight
    return {state: {other: found[state][other] / total[state] for other in sorted(found[state])} for state in found}


def _path(before: Sequence[int], node: int) -> list[int]:
    nodes = [node]
    while before[nodes[-1]] >= 0:
        nodes.append(before[nodes[-1]])
    return nodes
