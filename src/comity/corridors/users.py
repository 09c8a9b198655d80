# SPDX-License-Identifier: Apache-2.0
"""Which pairs use what: for each removal the pairs whose cheapest way, in its source's tree, goes over it."""

import numpy as np
from msgspec import Struct

from comity.corridors.compiled import compiled
from comity.corridors.graph import Arcs, Graph, Ints
from comity.corridors.trees import Array, arcs_to_removals, count_users, grow, list_users


class Users(Struct, frozen=True):
    """For some sources: their rows of the base table, and per removal the pairs that use it.

    ``starts`` of shape (removals + 1,) points into ``pairs``; None where more pairs were found than were wanted.
    """

    base: Ints
    starts: Ints
    pairs: Ints | None


@compiled
def grow_all(
    graph: tuple[Array, Array, Array, Array, Array], sources: Array, targets: Array, table: Array, via: Array
) -> None:
    """Grow the tree of each source: fill its row of the table and of ``via``, shape (sources, nodes)."""
    starts, arcs, _, head, weight = graph
    nodes = len(starts) - 1
    cost, heap, place = np.empty(nodes, np.int64), np.empty(nodes, np.int32), np.full(nodes, -1, np.int32)
    for s in range(len(sources)):
        grow(starts, arcs, head, weight, sources[s], cost, via[s], heap, place)
        for t in range(len(targets)):
            table[s, t] = cost[targets[t]]


@compiled
def count_all(via: Array, tail: Array, targets: Array, membership: tuple[Array, Array], counts: Array) -> None:
    """Count the pairs of each removal over all trees."""
    seen = np.full(len(counts), -1, np.int64)
    stamp = 0
    for s in range(len(via)):
        stamp = count_users(via[s], tail, targets, membership[0], membership[1], seen, stamp, counts)


@compiled
def list_all(
    via: Array, tail: Array, targets: Array, membership: tuple[Array, Array], first: int, filled: Array, pairs: Array
) -> None:
    """List the pairs of each removal over all trees, sources in their order."""
    seen = np.full(len(filled), -1, np.int64)
    stamp = 0
    for s in range(len(via)):
        row = (first + s) * len(targets)
        stamp = list_users(via[s], tail, targets, membership[0], membership[1], seen, stamp, row, filled, pairs)


def users(graph: Graph, removals: list[Arcs], sources: Arcs, targets: Arcs, first: int, most: int) -> Users:
    """Find the users of removals among the pairs of some sources, the first of which has the number ``first``."""
    via = np.empty((len(sources), graph.nodes), np.int32)
    base = np.empty((len(sources), len(targets)), np.int64)
    grow_all((*graph.out, graph.tail, graph.head, graph.weight), sources, targets, base, via)
    membership = arcs_to_removals(graph.arcs, removals)
    counts = np.zeros(len(removals), np.int64)
    count_all(via, graph.tail, targets, membership, counts)
    starts = np.concatenate([[0], np.cumsum(counts)])
    if starts[-1] > most:
        return Users(base, starts, None)
    pairs = np.empty(starts[-1], np.int64)
    list_all(via, graph.tail, targets, membership, first, starts[:-1].copy(), pairs)
    return Users(base, starts, pairs)
