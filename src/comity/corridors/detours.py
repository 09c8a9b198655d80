# SPDX-License-Identifier: Apache-2.0
"""Detours of a closure: where the cheapest ways of the pairs it changes led before, and what they add where they lead after.

Each changed pair gives its weight in the demand to the links it leaves, and its weight times what it costs more to the links it
takes up instead; both in the middle of the range.
"""

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from comity.corridors.closure import Closed, Result, arcs, groups
from comity.corridors.demand import Demand
from comity.corridors.expansion import Expansion
from comity.corridors.graph import Arcs, Graph
from comity.corridors.plain import Matrix
from comity.corridors.skim import tree_arcs


class Detours(Struct, frozen=True):
    """By link: the share of all demand that leaves it, and US dollars per load, averaged over all demand, that it takes up."""

    left: dict[str, float]
    taken: dict[str, float]


class Trees(Struct, frozen=True):
    """Cheapest ways from each end, as the node before and the arc into each node; shape (ends, nodes)."""

    before: Arcs
    arcs: Arcs

    def links(self, expansion: Expansion, source: int, node: int) -> set[str]:
        """Give the links of the way to a node."""
        found = set()
        while self.before[source, node] >= 0:
            found.add(expansion.steps[self.arcs[source, node]].link)
            node = int(self.before[source, node])
        return found - {""}


def detours(expansion: Expansion, demand: Demand, closed: Closed, result: Result) -> Detours:
    """Follow every pair that a closure changes and does not cut off."""
    whole = _trees(expansion, demand, expansion.graph)
    left: dict[str, float] = {}
    taken: dict[str, float] = {}
    for rows, columns, but in groups(demand, closed):
        after = _trees(expansion, demand, expansion.graph.without(arcs(expansion, closed, but=but)))
        for s, t, added in _changed(demand, result, np.outer(rows, columns)):
            node, weight = expansion.end[demand.names[t]], float(demand.weight[s, t])
            old, new = whole.links(expansion, s, node), after.links(expansion, s, node)
            for link in old - new:
                left[link] = left.get(link, 0.0) + weight
            for link in new - old:
                taken[link] = taken.get(link, 0.0) + weight * added
    return Detours(left, taken)


def _trees(expansion: Expansion, demand: Demand, graph: Graph) -> Trees:
    _, before = Matrix(graph).trees(graph.weight, expansion.begins(demand.names))
    return Trees(before, tree_arcs(graph, before))


def _changed(
    demand: Demand, result: Result, of: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> Iterator[tuple[int, int, float]]:
    before, after = result.before.cost[1], result.after.cost[1]
    kept = of & (demand.weight > 0) & np.isfinite(before) & np.isfinite(after)
    for s, t in np.argwhere(kept & (np.where(kept, after, 0) != np.where(kept, before, 0))).tolist():
        yield s, t, float(after[s, t] - before[s, t])
