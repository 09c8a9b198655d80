# SPDX-License-Identifier: Apache-2.0
"""Whether any way is left from one node to another, whatever it costs: what a count of 31 bits cannot always tell.

Searched from both ends in turns, so that a part that is cut off is found out by its own size, not by that of the graph.
"""

import numpy as np

from comity.corridors.compiled import compiled
from comity.corridors.graph import FAR, Graph, Ints
from comity.corridors.trees import Array


@compiled
def spread_one(
    node: int,
    side: tuple[Array, Array, Array],
    weight: Array,
    seen: Array,
    stamps: tuple[int, int],
    queue: Array,
    size: int,
) -> int:
    """Stamp the neighbours of a node and queue the new ones; gives the queue's size, or -1 at one stamped by the other side."""
    starts, arcs, far = side
    own, other = stamps
    for i in range(starts[node], starts[node + 1]):
        arc = arcs[i]
        if weight[arc] >= FAR:
            continue
        neighbour = far[arc]
        if seen[neighbour] == other:
            return -1
        if seen[neighbour] != own:
            seen[neighbour] = own
            queue[size] = neighbour
            size += 1
    return size


@compiled
def joined(
    out: tuple[Array, Array, Array], into: tuple[Array, Array, Array], weight: Array, ends: tuple[int, int], seen: Array,
    stamp: int, queues: tuple[Array, Array],
) -> bool:  # fmt: skip
    """Tell whether a way leads from the first end to the second; ``seen`` knows neither ``stamp`` nor the number after it."""
    source, target = ends
    ahead, behind = queues
    seen[source], ahead[0], sources, s = stamp, source, 1, 0
    if source == target:
        return True
    seen[target], behind[0], targets, t = stamp + 1, target, 1, 0
    while s < sources and t < targets:
        sources = spread_one(ahead[s], out, weight, seen, (stamp, stamp + 1), ahead, sources)
        s += 1
        if sources < 0:
            return True
        targets = spread_one(behind[t], into, weight, seen, (stamp + 1, stamp), behind, targets)
        t += 1
        if targets < 0:
            return True
    return False


class Reachable:
    """Answers for graphs that differ in weights alone."""

    def __init__(self, graph: Graph) -> None:
        self._out, self._into = (*graph.out, graph.head), (*graph.into, graph.tail)
        self._seen, self._stamp = np.zeros(graph.nodes, np.int64), 1
        self._queues = np.empty(graph.nodes, np.int32), np.empty(graph.nodes, np.int32)

    def joins(self, weight: Ints, source: int, target: int) -> bool:
        """Tell whether a way leads from a source to a target over arcs of these weights."""
        self._stamp += 2
        return bool(joined(self._out, self._into, weight, (source, target), self._seen, self._stamp, self._queues))
