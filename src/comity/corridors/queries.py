# SPDX-License-Identifier: Apache-2.0
"""A sweep by queries: who uses what is found on trees, what it costs them afterwards is asked of a hierarchy."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from itertools import pairwise
from typing import TypeVar

import numpy as np
from msgspec import Struct

from comity.corridors.engine import Changes
from comity.corridors.graph import Arcs, Graph, Ints
from comity.corridors.hierarchy import Hierarchy, fits, order_of
from comity.corridors.users import Users, users

__all__ = ["fits", "query_sweep"]

MOST_PAIRS = 32_000_000
"""So many affected pairs are held at once: 8 bytes each, and as much again while they are put together."""
SOURCES_AT_ONCE = 25
BATCHES = 12
"""So many batches for each processor: enough to share the work evenly and to say how far it is."""
A = TypeVar("A")
B = TypeVar("B")
Pairs = list[Ints]


class Asked(Struct, frozen=True):
    """What stays the same from batch to batch. ``key`` tells whether a process has built this hierarchy already."""

    key: str
    graph: Graph
    order: Arcs
    sources: Arcs
    targets: Arcs


def each(executor: Executor | None, function: Callable[[A], B], calls: Iterable[A]) -> Iterator[B]:
    """Call a function for each argument, here or in an executor, and give the results in order."""
    return map(function, calls) if executor is None else executor.map(function, calls)


def query_sweep(
    graph: Graph, removals: list[Arcs], sources: Arcs, targets: Arcs, executor: Executor | None, workers: int
) -> Iterator[Changes]:
    """Give what each removal changes, in their order; the order of contraction is computed beside the trees."""
    bare = Graph(graph.nodes, graph.tail, graph.head, graph.weight, graph.where)
    ordering = None if executor is None else executor.submit(order_of, bare)
    base, found = _users_of(bare, removals, sources, targets, executor)
    order = order_of(bare) if ordering is None else ordering.result()
    asked = Asked(_key(bare, order, sources, targets), bare, order, sources, targets)
    start = 0
    for pairs in found:
        some = removals[start : start + len(pairs)]
        yield from _changes(start, some, pairs, base, asked, executor, BATCHES * workers)
        start += len(pairs)


def _users_of(
    graph: Graph, removals: list[Arcs], sources: Arcs, targets: Arcs, executor: Executor | None
) -> tuple[Ints, Iterator[Pairs]]:
    """Give the base table and, for block after block of removals, the pairs that use each of them."""
    firsts = range(0, len(sources), SOURCES_AT_ONCE)
    parts = [(first, sources[first : first + SOURCES_AT_ONCE]) for first in firsts]
    most = MOST_PAIRS // max(1, len(parts))
    calls = [(graph, removals, part, targets, first, most) for first, part in parts]
    found = list(each(executor, _use, calls))
    base = np.concatenate([part.base for part in found])
    total = np.sum([part.starts for part in found], axis=0)
    if all(part.pairs is not None for part in found):
        return base, iter([_joined(found)])
    cuts = np.unique(np.searchsorted(total, np.arange(MOST_PAIRS, total[-1], MOST_PAIRS), side="right") - 1)
    edges = [0, *(cut for cut in cuts.tolist() if 0 < cut < len(removals)), len(removals)]
    blocks = [removals[a:b] for a, b in pairwise(edges)]
    everything = np.iinfo(np.int64).max
    again = ([(graph, block, part, targets, first, everything) for first, part in parts] for block in blocks)
    return base, (_joined(list(each(executor, _use, calls))) for calls in again)


def _use(call: tuple[Graph, list[Arcs], Arcs, Arcs, int, int]) -> Users:
    return users(*call)


def _joined(found: Sequence[Users]) -> Pairs:
    """Put the pairs of all parts of the sources together, removal by removal."""
    split = [np.split(part.pairs, part.starts[1:-1]) for part in found if part.pairs is not None]
    return [np.concatenate(pieces) for pieces in zip(*split, strict=True)]


def _changes(
    start: int, removals: list[Arcs], pairs: Pairs, base: Ints, asked: Asked, executor: Executor | None, batches: int
) -> Iterator[Changes]:
    work = np.cumsum([len(listed) + 50 for listed in pairs])
    edges = [0, *(np.searchsorted(work, np.linspace(0, work[-1], batches + 1)[1:-1]) + 1).tolist(), len(pairs)]
    parts = [range(a, b) for a, b in pairwise(edges) if a < b]
    calls = ((asked, [removals[i] for i in part], [pairs[i] for i in part]) for part in parts)
    flat = base.ravel()
    for part, costs in zip(parts, each(executor, _answer, calls), strict=True):
        for i, cost in zip(part, costs, strict=True):
            changed = cost != flat[pairs[i]]
            source, target = np.divmod(pairs[i][changed], base.shape[1])
            yield Changes(start + i, source.astype(np.int32), target.astype(np.int32), cost[changed])


_built: dict[str, Hierarchy] = {}
"""The hierarchy this process built last."""


def _answer(call: tuple[Asked, list[Arcs], Pairs]) -> Pairs:
    asked, removals, pairs = call
    if not any(map(len, pairs)):
        return [np.empty(0, np.int64) for _ in pairs]
    if asked.key not in _built:
        _built.clear()
        _built[asked.key] = Hierarchy(asked.graph, asked.order, asked.sources, asked.targets)
    after = _built[asked.key].after
    return [after(*one) if len(one[1]) else one[1] for one in zip(removals, pairs, strict=True)]


def _key(graph: Graph, *given: Arcs) -> str:
    digest = hashlib.blake2b(digest_size=16)
    arrays: tuple[Arcs | Ints, ...] = (graph.tail, graph.head, graph.weight, *given)
    for array in arrays:
        digest.update(array.tobytes())
    return digest.hexdigest()
