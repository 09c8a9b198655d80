# SPDX-License-Identifier: Apache-2.0
"""A way from place to place: the cheapest, the next cheapest, and each explained leg by leg with its sources.

The k best ways follow Yen (1971) in the form of Lawler (1972): the ways not yet given are split into sets, each with a common
beginning and some next arcs forbidden, and the cheapest of each set waits in a heap. A way never comes to a place twice.
"""

import heapq
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct

from comity.corridors.expansion import CENTS, Expansion, Step
from comity.corridors.graph import FAR, Arcs, Graph


class Leg(Struct, frozen=True):
    """A step of a way with what it costs: hours and dollars low, middle, high."""

    step: Step
    hours: tuple[float, float, float]
    usd: tuple[float, float, float]


class Way(Struct, frozen=True):
    """A way: its legs, and their sums; ``cost_usd`` is the generalised cost in the middle of the range."""

    legs: tuple[Leg, ...]
    cost_usd: float
    hours: tuple[float, float, float]
    usd: tuple[float, float, float]
    length_km: float

    @property
    def links(self) -> tuple[str, ...]:
        """Give the links of the way in their order."""
        return tuple(leg.step.link for leg in self.legs if leg.step.link)

    @property
    def places(self) -> tuple[str, ...]:
        """Give the places of the way in their order."""
        ends = [self.legs[0].step.origin[0], *(leg.step.target[0] for leg in self.legs)] if self.legs else []
        return tuple(dict.fromkeys(ends))


class Search:
    """Least-cost search on a graph that is small enough to walk in Python, with nodes and arcs forbidden."""

    def __init__(self, graph: Graph) -> None:
        starts, order = graph.out
        present = graph.weight < FAR
        self.out = [
            [(int(graph.head[arc]), int(graph.weight[arc]), int(arc)) for arc in order[a:b] if present[arc]]
            for a, b in pairwise(starts)
        ]

    def cheapest(
        self,
        start: int,
        goal: int,
        banned_nodes: frozenset[int] = frozenset(),
        banned_arcs: frozenset[int] = frozenset(),
    ) -> tuple[int, list[int]] | None:
        """Give the cost and the arcs of a cheapest way, or None where there is none."""
        best, via = {start: 0}, {start: (-1, -1)}
        heap, done = [(0, start)], set(banned_nodes)
        while heap:
            cost, node = heapq.heappop(heap)
            if node == goal:
                return cost, _walked(via, goal)
            if node in done:
                continue
            done.add(node)
            for head, weight, arc in self.out[node]:
                further = cost + weight
                if head not in done and arc not in banned_arcs and further < best.get(head, FAR):
                    best[head], via[head] = further, (node, arc)
                    heapq.heappush(heap, (further, head))
        return None


def _walked(via: dict[int, tuple[int, int]], goal: int) -> list[int]:
    arcs = []
    node, arc = via[goal]
    while arc >= 0:
        arcs.append(arc)
        node, arc = via[node]
    return arcs[::-1]


def best_ways(expansion: Expansion, origin: str, goal: str, count: int, closed: Arcs | None = None) -> list[Way]:
    """Give the ``count`` cheapest ways that differ in a link, cheapest first; fewer where there are no more."""
    graph = expansion.graph if closed is None else expansion.graph.without(closed)
    found: dict[tuple[str, ...], Way] = {}
    if origin == goal:
        return []
    for arcs in _in_order(expansion, graph, expansion.begin[origin], expansion.end[goal]):
        way = explain(expansion, arcs)
        if _comes_twice(expansion, arcs):
            continue
        found.setdefault(way.links, way)
        if len(found) == count:
            break
    return list(found.values())


def _in_order(expansion: Expansion, graph: Graph, start: int, goal: int) -> Iterator[list[int]]:
    """Give all ways without a repeated node, cheapest first."""
    search = Search(graph)
    mates = _mates(expansion)
    first = search.cheapest(start, goal)
    heap = [] if first is None else [(first[0], 0, first[1], 0, frozenset[int]())]
    made = 1
    while heap:
        _, _, arcs, kept, banned = heapq.heappop(heap)
        yield arcs
        for i in range(kept, len(arcs)):
            node = int(graph.tail[arcs[i]])
            visited = frozenset(
                mate for arc in arcs[:i] for mate in mates[int(graph.tail[arc])] if not _same_place(mates, mate, node)
            ) | {int(graph.tail[arc]) for arc in arcs[:i]}
            forbidden = (banned if i == kept else frozenset()) | {arcs[i]}
            rest = search.cheapest(node, goal, visited, forbidden)
            if rest is not None:
                begun = sum(int(graph.weight[arc]) for arc in arcs[:i])
                heapq.heappush(heap, (begun + rest[0], made, arcs[:i] + rest[1], i, forbidden))
                made += 1


def _mates(expansion: Expansion) -> list[tuple[int, ...]]:
    """Give for each node the nodes of its place."""
    of_place: dict[str, list[int]] = {name: [expansion.end[name]] for name in expansion.names}
    for state, node in expansion.state.items():
        of_place[state[0]].append(node)
    mates: list[tuple[int, ...]] = [()] * expansion.graph.nodes
    for nodes in map(tuple, of_place.values()):
        for node in nodes:
            mates[node] = nodes
    return mates


def _same_place(mates: Sequence[tuple[int, ...]], one: int, other: int) -> bool:
    return mates[one] is mates[other]


def _comes_twice(expansion: Expansion, arcs: Sequence[int]) -> bool:
    came = [expansion.steps[arc].target[0] for arc in arcs if expansion.steps[arc].link]
    came.append(expansion.steps[arcs[0]].origin[0])
    return len(set(came)) < len(came)


def explain(expansion: Expansion, arcs: Sequence[int]) -> Way:
    """Turn arcs into a way with its legs and sums."""
    legs = [
        Leg(expansion.steps[arc], _three(expansion.hours[:, arc]), _three(expansion.usd[:, arc]))
        for arc in arcs
        if expansion.steps[arc].parts
    ]
    chosen = np.array(arcs, np.int64)
    lengths = (expansion.network.links[leg.step.link].length_km for leg in legs if leg.step.link)
    return Way(
        tuple(legs),
        float(expansion.weight[1, chosen].sum()) / CENTS,
        _three(expansion.hours[:, chosen].sum(1)),
        _three(expansion.usd[:, chosen].sum(1)),
        sum(lengths),
    )


def _three(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[float, float, float]:
    low, middle, high = (float(value) for value in values)
    return low, middle, high


def through(expansion: Expansion, stops: Sequence[str], closed: Arcs | None = None) -> Way | None:
    """Give the cheapest way that visits places in this order, changing mode and gauge only where it pays for it."""
    graph = expansion.graph if closed is None else expansion.graph.without(closed)
    search = Search(graph)
    fronts: dict[int, tuple[int, list[int]]] = {expansion.begin[stops[0]]: (0, [])}
    for stop in stops[1:-1]:
        goals = [node for (name, layer), node in expansion.state.items() if name == stop and layer]
        fronts = _next_front(search, fronts, goals)
    found = _next_front(search, fronts, [expansion.end[stops[-1]]])
    return explain(expansion, found[expansion.end[stops[-1]]][1]) if found else None


def _next_front(
    search: Search, fronts: dict[int, tuple[int, list[int]]], goals: Sequence[int]
) -> dict[int, tuple[int, list[int]]]:
    reached: dict[int, tuple[int, list[int]]] = {}
    for node, (cost, arcs) in fronts.items():
        for goal in goals:
            found = search.cheapest(node, goal)
            if found is not None and (goal not in reached or cost + found[0] < reached[goal][0]):
                reached[goal] = (cost + found[0], arcs + found[1])
    return reached
