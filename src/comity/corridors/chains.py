# SPDX-License-Identifier: Apache-2.0
"""Links that stand or fall together: along a chain of nodes with two neighbours each, where no journey begins or ends.

Whoever comes into such a node by one side leaves it by the other, so taking out either side takes the same ways away.
"""

from collections.abc import Sequence

import numpy as np

from comity.corridors.compiled import compiled
from comity.corridors.graph import FAR, Arcs, Graph
from comity.corridors.trees import Array


@compiled
def two_sides(starts: Array, arcs: Array, one: Array, other: Array, present: Array, sides: Array) -> None:
    """Note for each node up to two neighbours over present arcs, and in the third column whether there are more."""
    for node in range(len(starts) - 1):
        for i in range(starts[node], starts[node + 1]):
            arc = arcs[i]
            far = other[arc] if one[arc] == node else one[arc]
            if not present[arc] or far == node or far in (sides[node, 0], sides[node, 1]):
                continue
            if sides[node, 0] < 0:
                sides[node, 0] = far
            elif sides[node, 1] < 0:
                sides[node, 1] = far
            else:
                sides[node, 2] = 1


@compiled
def count_between(starts: Array, arcs: Array, head: Array, present: Array, a: int, b: int) -> int:
    """Count the present arcs from one node to another."""
    count = 0
    for i in range(starts[a], starts[a + 1]):
        if present[arcs[i]] and head[arcs[i]] == b:
            count += 1
    return count


def representatives(graph: Graph, removals: Sequence[Arcs], ends: Arcs) -> Arcs:
    """Give for each removal the number of the removal that stands for it: itself, or another of its chain.

    A removal takes part if it is all arcs between two nodes, both directions.
    """
    present = graph.weight < FAR
    sides = np.full((graph.nodes, 3), -1, np.int32)
    sides[:, 2] = 0
    two_sides(*graph.out, graph.tail, graph.head, present, sides)
    two_sides(*graph.into, graph.tail, graph.head, present, sides)
    through = (sides[:, 1] >= 0) & (sides[:, 2] == 0)
    through[ends] = False
    stands = np.arange(len(removals), dtype=np.int32)
    waiting: dict[int, int] = {}
    for number, removal in enumerate(removals):
        joint = _joint(graph, removal, present)
        for node in joint if joint is not None else ():
            if through[node]:
                _unite(stands, number, waiting.setdefault(node, number))
    return np.array([_root(stands, number) for number in range(len(removals))], np.int32)


def _joint(graph: Graph, removal: Arcs, present: Array) -> tuple[int, int] | None:
    """Give the two nodes a removal lies between, if it is all there is between them."""
    if not 0 < len(removal) <= 8 or not present[removal].all():
        return None
    a, b = int(graph.tail[removal[0]]), int(graph.head[removal[0]])
    nodes = {*graph.tail[removal].tolist(), *graph.head[removal].tolist()}
    if nodes != {a, b} or a == b:
        return None
    starts, arcs = graph.out
    between = sum(count_between(starts, arcs, graph.head, present, *each) for each in ((a, b), (b, a)))
    return (a, b) if between == len(removal) else None


def _root(stands: Arcs, number: int) -> int:
    while stands[number] != number:
        stands[number] = stands[stands[number]]
        number = int(stands[number])
    return number


def _unite(stands: Arcs, one: int, other: int) -> None:
    first, second = sorted((_root(stands, one), _root(stands, other)))
    stands[second] = first
