# SPDX-License-Identifier: Apache-2.0
"""Skim tables: between ends, the least generalised cost and what hours and dollars the cheapest way takes."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from comity.corridors.expansion import CENTS, Expansion, Floats
from comity.corridors.graph import FAR, Arcs, Graph
from comity.corridors.plain import Matrix

RANGE = ("low", "middle", "high")


class Skim(Struct, frozen=True):
    """Cost in US dollars, hours, and dollars of freight; shape (3, ends, ends) each, infinite where there is no way.

    The first axis is the analyst's range: all figures low, all in the middle, all high, each with its own cheapest way.
    """

    cost: Floats
    hours: Floats
    usd: Floats


def skim(expansion: Expansion, names: Sequence[str], closed: Arcs | None = None) -> Skim:
    """Compute the tables between places, without some arcs."""
    tables = [_one(expansion, which, names, closed) for which in range(len(RANGE))]
    return Skim(*(np.stack([table[i] for table in tables]) for i in range(3)))


def _one(expansion: Expansion, which: int, names: Sequence[str], closed: Arcs | None) -> tuple[Floats, Floats, Floats]:
    graph = expansion.weighing(which)
    if closed is not None and len(closed):
        graph = graph.without(closed)
    sources, targets = expansion.begins(names), expansion.ends(names)
    costs, before = Matrix(graph).trees(graph.weight, sources)
    cost = costs[:, targets] / CENTS
    np.fill_diagonal(cost, 0)
    arcs = tree_arcs(graph, before)
    found = [_along(before, arcs, values[which])[:, targets] for values in (expansion.hours, expansion.usd)]
    for table in found:
        table[~np.isfinite(cost)] = np.inf
        np.fill_diagonal(table, 0)
    return cost, found[0], found[1]


def tree_arcs(graph: Graph, before: Arcs) -> Arcs:
    """Give for each node of each tree the arc it is reached by, -1 where none: of parallel arcs the cheapest."""
    key = graph.tail.astype(np.int64) * graph.nodes + graph.head
    order = np.lexsort((graph.weight, key))
    keys = key[order]
    wanted = before.astype(np.int64) * graph.nodes + np.arange(graph.nodes)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    arcs = order[place].astype(np.int32)
    arcs[(before < 0) | (keys[place] != wanted) | (graph.weight[arcs] >= FAR)] = -1
    return arcs


def _along(before: Arcs, arcs: Arcs, values: Floats) -> Floats:
    """Sum values of arcs from each root to each node, halving what is left to walk at each turn."""
    total = np.where(arcs >= 0, values[arcs], 0.0)
    up = np.where(before >= 0, before, np.arange(before.shape[1]))
    while True:
        total += np.where(up == np.arange(up.shape[1]), 0.0, np.take_along_axis(total, up, 1))
        further = np.take_along_axis(up, up, 1)
        if np.array_equal(further, up):
            return total
        up = further
