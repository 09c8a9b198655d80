# SPDX-License-Identifier: Apache-2.0
"""A customizable contraction hierarchy (Dibbelt, Strasser, Wagner 2016) by RoutingKit: tables after small changes, fast.

RoutingKit counts in 31 bits. Where a way could be longer than that, what it calls unreachable is looked at again, and what can
be reached is asked of a tree.
"""

import numpy as np
from routingkit_cch import (
    CCH,
    CCHManyToOne,
    CCHMetric,
    CCHMetricPartialUpdater,
    CCHOneToMany,
    CCHQuery,
    compute_order_degree,
    compute_order_inertial,
)

from comity.corridors.cover import COLUMN, ROW, SINGLE, cover
from comity.corridors.graph import FAR, Arcs, Graph, Ints
from comity.corridors.reachable import Reachable
from comity.corridors.trees import Array, grow

NEVER = 2**31 - 1
"""RoutingKit's infinity."""
WORTH = 32
"""A row costs about as much as so many pairs one at a time (measured on the road graph)."""


def order_of(graph: Graph) -> Arcs:
    """Give an order of contraction: by nested dissection where the nodes' places are known."""
    tail, head = graph.tail.tolist(), graph.head.tolist()
    if graph.where is None:
        return np.array(compute_order_degree(graph.nodes, tail, head), np.int32)
    lat, lon = graph.where.T.tolist()
    return np.array(compute_order_inertial(graph.nodes, tail, head, lat, lon), np.int32)


def fits(graph: Graph) -> bool:
    """Tell whether every weight can be counted by RoutingKit."""
    present = graph.weight[graph.weight < FAR]
    return not len(present) or int(present.max()) < NEVER


class Hierarchy:
    """A hierarchy over one graph, answering what its ends cost after one removal at a time."""

    def __init__(self, graph: Graph, order: Arcs, sources: Arcs, targets: Arcs) -> None:
        self.graph, self.sources, self.targets = graph, sources.tolist(), targets.tolist()
        self.cch = CCH(order.tolist(), graph.tail.tolist(), graph.head.tolist(), False)
        self.metric = CCHMetric(self.cch, np.minimum(graph.weight, NEVER).tolist())
        self.updater = CCHMetricPartialUpdater(self.cch)
        self.reachable = None if _longest(graph) < NEVER else Reachable(graph)

    def after(self, removal: Arcs, pairs: Ints) -> Ints:
        """Give the costs of some pairs (source × targets + target) after a removal, and undo it."""
        self.updater.apply(self.metric, dict.fromkeys(removal.tolist(), NEVER))
        try:
            cost = self._ask(pairs)
        finally:
            kept = np.minimum(self.graph.weight[removal], NEVER).tolist()
            self.updater.apply(self.metric, dict(zip(removal.tolist(), kept, strict=True)))
        if self.reachable is not None and (cost >= FAR).any():
            self._make_certain(self.reachable, removal, pairs, cost)
        return cost

    def _ask(self, pairs: Ints) -> Ints:
        # Each query is let go by hand: RoutingKit takes no update while one lives, and this frame may outlive its call, for
        # while it compiles `cover` for the first time Numba catches errors, and keeps their frames.
        across = len(self.targets)
        answer = cover(pairs, len(self.sources), across, WORTH)
        source, target = np.divmod(pairs, across)
        cost = np.empty(len(pairs), np.float64)
        if (answer == ROW).any():
            rows = CCHOneToMany(self.metric, self.targets)
            for s, chosen in _groups(answer == ROW, source):
                cost[chosen] = np.array(rows.distances_from(self.sources[s]), np.float64)[target[chosen]]
            del rows
        if (answer == COLUMN).any():
            columns = CCHManyToOne(self.metric, self.sources)
            for t, chosen in _groups(answer == COLUMN, target):
                cost[chosen] = np.array(columns.distances_to(self.targets[t]), np.float64)[source[chosen]]
            del columns
        singles = np.flatnonzero(answer == SINGLE)
        if len(singles):
            ask = CCHQuery(self.metric).run
            ends = zip(source[singles].tolist(), target[singles].tolist(), strict=True)
            cost[singles] = np.array([ask(self.sources[s], self.targets[t]).distance for s, t in ends], np.float64)
            del ask
        return np.where(np.isnan(cost), FAR, np.nan_to_num(cost)).astype(np.int64)

    def _make_certain(self, reachable: Reachable, removal: Arcs, pairs: Ints, cost: Ints) -> None:
        graph = self.graph.without(removal)
        source, target = np.divmod(pairs, len(self.targets))
        unsure = np.flatnonzero(cost >= FAR).tolist()
        far = [i for i in unsure if reachable.joins(graph.weight, self.sources[source[i]], self.targets[target[i]])]
        for s in sorted(set(source[far].tolist())):
            chosen = [i for i in far if source[i] == s]
            cost[chosen] = costs_from(graph, self.sources[s])[np.array(self.targets)[target[chosen]]]


def _groups(chosen: Array, key: Ints) -> list[tuple[int, Ints]]:
    """Give the chosen indices by their key."""
    indices = np.flatnonzero(chosen)
    order = indices[np.argsort(key[indices], kind="stable")]
    keys, starts = np.unique(key[order], return_index=True)
    return list(zip(keys.tolist(), np.split(order, starts[1:]), strict=True))


def _longest(graph: Graph) -> int:
    """Bound the length of any way: each node is left at most once."""
    most = np.zeros(graph.nodes, np.int64)
    present = graph.weight < FAR
    np.maximum.at(most, graph.tail[present], graph.weight[present])
    return int(most.sum())


def costs_from(graph: Graph, source: int) -> Ints:
    """Give the costs from a node to all."""
    cost, via = np.empty(graph.nodes, np.int64), np.empty(graph.nodes, np.int32)
    heap, place = np.empty(graph.nodes, np.int32), np.full(graph.nodes, -1, np.int32)
    grow(*graph.out, graph.head, graph.weight, source, cost, via, heap, place)
    return cost
