# SPDX-License-Identifier: Apache-2.0
"""A sweep by repair: for each source one tree, for each removal that cuts it a search within the part cut off."""

from collections.abc import Iterator
from concurrent.futures import Executor

import numpy as np
from msgspec import Struct

from comity.corridors.compiled import compiled
from comity.corridors.engine import Changes
from comity.corridors.graph import FAR, Arcs, Graph, Ints
from comity.corridors.trees import Array, arcs_to_removals, count_users, cut_off, enter, grow, hang, spread

MOST_CHANGES = 32_000_000
"""So many changed entries are held at once, 20 bytes each."""


class Found(Struct, frozen=True):
    """Changed entries: number of the removal, of the pair (source × targets + target), and the new cost."""

    removal: Arcs
    pair: Ints
    cost: Ints


@compiled
def repair_source(
    graph: tuple[Array, Array, Array, Array, Array, Array, Array],
    tree: tuple[Array, Array, Array, Array],
    scratch: tuple[Array, Array, Array, Array, Array, Array],
    removal: int,
    removed: Array,
    wanted: Array,
    left: int,
    first: int,
    found: tuple[Array, Array, Array],
    size: int,
) -> int:
    """Repair one tree for one removal and append what changes to ``found``, from ``size`` on; gives its new size."""
    starts, arcs, into_starts, into_arcs, tail, head, weight = graph
    base, via, child, sibling = tree
    cost, heap, place, inside, gone, below = scratch
    for arc in removed:
        gone[arc] = True
    count = cut_off(removed, head, via, child, sibling, inside, below)
    entered = enter(below, count, into_starts, into_arcs, tail, weight, gone, inside, base, cost, heap, place)
    spread(starts, arcs, head, weight, gone, inside, cost, heap, place, entered, wanted, left)
    for i in range(count):
        node = below[i]
        inside[node] = False
        if wanted[node] >= 0 and cost[node] != base[node]:
            found[0][size] = removal
            found[1][size] = first + wanted[node]
            found[2][size] = cost[node]
            size += 1
    for arc in removed:
        gone[arc] = False
    return size


@compiled
def repair_all(
    graph: tuple[Array, Array, Array, Array, Array, Array, Array],
    sources: Array,
    targets: Array,
    membership: tuple[Array, Array],
    removed_starts: Array,
    removed: Array,
    room: int,
) -> tuple[Array, Array, Array, Array]:
    """Repair the trees of all sources for all removals; gives the base table and what changes.

    ``room`` is how many changes fit at first; the arrays grow.
    """
    starts, arcs, _, _, tail, head, weight = graph
    nodes, removals = len(starts) - 1, len(removed_starts) - 1
    wanted = np.full(nodes, -1, np.int32)
    for t in range(len(targets)):
        wanted[targets[t]] = t
    base, via = np.empty(nodes, np.int64), np.empty(nodes, np.int32)
    child, sibling = np.empty(nodes, np.int32), np.empty(nodes, np.int32)
    cost, heap = np.empty(nodes, np.int64), np.empty(nodes, np.int32)
    place, below = np.full(nodes, -1, np.int32), np.empty(nodes, np.int32)
    inside, gone = np.zeros(nodes, np.bool_), np.zeros(len(head), np.bool_)
    counts, seen = np.zeros(removals, np.int64), np.full(removals, -1, np.int64)
    table = np.empty((len(sources), len(targets)), np.int64)
    found = (np.empty(room, np.int32), np.empty(room, np.int64), np.empty(room, np.int64))
    size, stamp = 0, 0
    for s in range(len(sources)):
        grow(starts, arcs, head, weight, sources[s], base, via, heap, place)
        for t in range(len(targets)):
            table[s, t] = base[targets[t]]
        counts[:] = 0
        stamp = count_users(via, tail, targets, membership[0], membership[1], seen, stamp, counts)
        needed = size + counts.sum()
        if needed > len(found[0]):
            longer = max(needed, 2 * len(found[0]))
            found = (_longer(found[0], longer), _longer(found[1], longer), _longer(found[2], longer))
        hang(via, tail, child, sibling)
        for r in range(removals):
            if counts[r] > 0:
                size = repair_source(
                    graph, (base, via, child, sibling), (cost, heap, place, inside, gone, below), r,
                    removed[removed_starts[r] : removed_starts[r + 1]], wanted, counts[r], s * len(targets), found, size,
                )  # fmt: skip
    return table, found[0][:size], found[1][:size], found[2][:size]


@compiled
def _longer(values: Array, length: int) -> Array:
    longer = np.empty(length, values.dtype)
    longer[: len(values)] = values
    return longer


def repaired(graph: Graph, removals: list[Arcs], sources: Arcs, targets: Arcs) -> tuple[Ints, Found]:
    """Give the base table of some sources, and what each removal changes in it."""
    starts = np.zeros(len(removals) + 1, np.int64)
    np.cumsum([len(removal) for removal in removals], out=starts[1:])
    flat = np.concatenate([*removals, np.array([], np.int32)]).astype(np.int32)
    arrays = (*graph.out, *graph.into, graph.tail, graph.head, graph.weight)
    membership = arcs_to_removals(graph.arcs, removals)
    table, removal, pair, cost = repair_all(arrays, sources, targets, membership, starts, flat, 1024)
    return table, Found(removal, pair, np.minimum(cost, FAR))


def repair_sweep(
    graph: Graph, removals: list[Arcs], sources: Arcs, targets: Arcs, executor: Executor | None, workers: int
) -> Iterator[Changes]:
    """Give what each removal changes, in their order, in blocks of which all pairs could change and still fit."""
    block = max(1, MOST_CHANGES // max(1, len(sources) * len(targets)))
    parts = np.array_split(sources, max(1, min(len(sources), workers)))
    firsts = np.cumsum([0, *(len(part) for part in parts)])[:-1] * len(targets)
    bare = Graph(graph.nodes, graph.tail, graph.head, graph.weight)
    for start in range(0, len(removals), block):
        calls = [(bare, removals[start : start + block], part, targets) for part in parts]
        found = list(map(_repair, calls) if executor is None else executor.map(_repair, calls))
        removal = np.concatenate([each.removal for each in found])
        pair = np.concatenate([each.pair + first for each, first in zip(found, firsts, strict=True)])
        cost = np.concatenate([each.cost for each in found])
        order = np.argsort(removal, kind="stable")
        cuts = np.searchsorted(removal[order], np.arange(1, len(calls[0][1])))
        for number, members in enumerate(np.split(order, cuts)):
            source, target = np.divmod(pair[members], len(targets))
            yield Changes(start + number, source.astype(np.int32), target.astype(np.int32), cost[members])


def _repair(call: tuple[Graph, list[Arcs], Arcs, Arcs]) -> Found:
    return repaired(*call)[1]
