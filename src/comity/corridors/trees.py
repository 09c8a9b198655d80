# SPDX-License-Identifier: Apache-2.0
"""Shortest-path trees, the pairs whose path uses what is removed, and the repair of the part of a tree that is cut off.

Taking out an arc that no path of a source's tree uses changes nothing for that source: the tree stays a tree of cheapest
ways. An arc that is used changes costs below it only; there the search runs again, entered from the part that stays.
"""

from typing import Any

import numpy as np

from comity.corridors.compiled import compiled
from comity.corridors.graph import FAR

Array = Any
"""An array of int32, int64 or bool, as numba takes it."""
ARITY = 4


@compiled
def sift_up(heap: Array, place: Array, cost: Array, at: int) -> None:
    """Move a node up a heap of four children each until its parent costs no more."""
    node = heap[at]
    while at > 0:
        parent = (at - 1) // ARITY
        if cost[heap[parent]] <= cost[node]:
            break
        heap[at] = heap[parent]
        place[heap[at]] = at
        at = parent
    heap[at] = node
    place[node] = at


@compiled
def take_least(heap: Array, place: Array, cost: Array, size: int) -> int:
    """Take the cheapest node off a heap of ``size`` nodes and mend it."""
    least = heap[0]
    place[least] = -1
    last = heap[size - 1]
    size -= 1
    if size == 0:
        return int(least)
    at = 0
    while True:
        child = ARITY * at + 1
        if child >= size:
            break
        small = child
        for other in range(child + 1, min(child + ARITY, size)):
            if cost[heap[other]] < cost[heap[small]]:
                small = other
        if cost[heap[small]] >= cost[last]:
            break
        heap[at] = heap[small]
        place[heap[at]] = at
        at = small
    heap[at] = last
    place[last] = at
    return int(least)


@compiled
def grow(
    starts: Array,
    arcs: Array,
    head: Array,
    weight: Array,
    source: int,
    cost: Array,
    via: Array,
    heap: Array,
    place: Array,
) -> None:
    """Fill ``cost`` and ``via`` (the arc each node is reached by, -1 at the root and where none leads) from a source.

    ``heap`` and ``place`` are scratch of one entry per node; ``place`` holds -1 throughout before and after.
    """
    cost[:] = FAR
    via[:] = -1
    cost[source] = 0
    heap[0] = source
    place[source] = 0
    size = 1
    while size > 0:
        node = take_least(heap, place, cost, size)
        size -= 1
        for i in range(starts[node], starts[node + 1]):
            arc = arcs[i]
            if weight[arc] >= FAR:
                continue
            further = cost[node] + weight[arc]
            other = head[arc]
            if further < cost[other]:
                if place[other] < 0:
                    place[other] = size
                    heap[size] = other
                    size += 1
                cost[other] = further
                via[other] = arc
                sift_up(heap, place, cost, place[other])


@compiled
def count_users(
    via: Array, tail: Array, targets: Array, starts: Array, removals: Array, seen: Array, stamp: int, counts: Array
) -> int:
    """Count for each removal the targets whose path uses it; gives the next stamp.

    ``starts`` and ``removals`` say which removals each arc belongs to; ``seen`` of one entry per removal holds stamps.
    """
    for t in range(len(targets)):
        arc = via[targets[t]]
        while arc >= 0:
            for i in range(starts[arc], starts[arc + 1]):
                removal = removals[i]
                if seen[removal] != stamp:
                    seen[removal] = stamp
                    counts[removal] += 1
            arc = via[tail[arc]]
        stamp += 1
    return stamp


@compiled
def list_users(
    via: Array,
    tail: Array,
    targets: Array,
    starts: Array,
    removals: Array,
    seen: Array,
    stamp: int,
    first: int,
    filled: Array,
    pairs: Array,
) -> int:
    """List for each removal the pairs (``first`` + index of the target) whose path uses it; gives the next stamp."""
    for t in range(len(targets)):
        arc = via[targets[t]]
        while arc >= 0:
            for i in range(starts[arc], starts[arc + 1]):
                removal = removals[i]
                if seen[removal] != stamp:
                    seen[removal] = stamp
                    pairs[filled[removal]] = first + t
                    filled[removal] += 1
            arc = via[tail[arc]]
        stamp += 1
    return stamp


@compiled
def hang(via: Array, tail: Array, child: Array, sibling: Array) -> None:
    """Fill ``child`` (first child of each node of a tree) and ``sibling`` (its next one), -1 where there is none."""
    child[:] = -1
    for node in range(len(via)):
        if via[node] >= 0:
            parent = tail[via[node]]
            sibling[node] = child[parent]
            child[parent] = node


@compiled
def cut_off(removed: Array, head: Array, via: Array, child: Array, sibling: Array, inside: Array, below: Array) -> int:
    """Mark and list the nodes below the tree's arcs among ``removed``; gives how many there are."""
    count = 0
    for arc in removed:
        if via[head[arc]] == arc and not inside[head[arc]]:
            inside[head[arc]] = True
            below[count] = head[arc]
            count += 1
    at = 0
    while at < count:
        node = child[below[at]]
        while node >= 0:
            if not inside[node]:
                inside[node] = True
                below[count] = node
                count += 1
            node = sibling[node]
        at += 1
    return count


@compiled
def enter(
    below: Array, count: int, into_starts: Array, into_arcs: Array, tail: Array, weight: Array, gone: Array,
    inside: Array, base: Array, cost: Array, heap: Array, place: Array,
) -> int:  # fmt: skip
    """Give each cut-off node its cheapest entry from the part that stays; gives the size of the heap of those entered."""
    size = 0
    for i in range(count):
        node = below[i]
        best = FAR
        for j in range(into_starts[node], into_starts[node + 1]):
            arc = into_arcs[j]
            if not gone[arc] and not inside[tail[arc]] and weight[arc] < FAR and base[tail[arc]] < FAR:
                best = min(best, base[tail[arc]] + weight[arc])
        cost[node] = best
        if best < FAR:
            heap[size] = node
            place[node] = size
            size += 1
            sift_up(heap, place, cost, size - 1)
    return size


@compiled
def spread(
    starts: Array, arcs: Array, head: Array, weight: Array, gone: Array, inside: Array, cost: Array, heap: Array,
    place: Array, size: int, wanted: Array, left: int,
) -> None:  # fmt: skip
    """Search on within the cut-off part until its ``left`` targets (``wanted``) are settled, and empty the heap."""
    while size > 0:
        node = take_least(heap, place, cost, size)
        size -= 1
        if wanted[node] >= 0:
            left -= 1
            if left == 0:
                break
        for i in range(starts[node], starts[node + 1]):
            arc = arcs[i]
            other = head[arc]
            if gone[arc] or not inside[other] or weight[arc] >= FAR:
                continue
            further = cost[node] + weight[arc]
            if further < cost[other]:
                if place[other] < 0:
                    place[other] = size
                    heap[size] = other
                    size += 1
                cost[other] = further
                sift_up(heap, place, cost, place[other])
    for i in range(size):
        place[heap[i]] = -1


def arcs_to_removals(arcs: int, removals: list[Array]) -> tuple[Array, Array]:
    """Give for each arc the removals it belongs to: starts of shape (arcs + 1,) into their numbers."""
    flat = np.concatenate([*removals, np.array([], np.int32)]).astype(np.int32)
    number = np.repeat(np.arange(len(removals), dtype=np.int32), [len(removal) for removal in removals])
    starts = np.zeros(arcs + 1, np.int64)
    np.cumsum(np.bincount(flat, minlength=arcs), out=starts[1:])
    return starts, number[np.argsort(flat, kind="stable")]
