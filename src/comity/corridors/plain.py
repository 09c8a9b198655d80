# SPDX-License-Identifier: Apache-2.0
"""The reference engine: SciPy's Dijkstra over the whole graph, anew for every removal."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from comity.corridors.engine import Changes, Progress
from comity.corridors.graph import FAR, Arcs, Graph, Ints


class Matrix:
    """A graph as SciPy takes it: of parallel arcs the cheapest, absent ones infinite; float64 holds integers to 2^53."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        order = np.lexsort((graph.head, graph.tail))
        tail, head = graph.tail[order], graph.head[order]
        first = np.ones(len(order), bool)
        first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
        self.order, self.first = order, np.flatnonzero(first)
        self.columns = head[self.first].astype(np.int32)
        starts = np.zeros(graph.nodes + 1, np.int32)
        np.cumsum(np.bincount(tail[self.first], minlength=graph.nodes), out=starts[1:])
        self.starts = starts

    def costs(self, weight: Ints, sources: Arcs) -> NDArray[np.float64]:
        """Give least costs to all nodes, shape (sources, nodes), infinite where there is no way."""
        return np.asarray(dijkstra(self._weighing(weight), indices=sources)).reshape(len(sources), self.graph.nodes)

    def trees(self, weight: Ints, sources: Arcs) -> tuple[NDArray[np.float64], Arcs]:
        """Give costs and, for each node, the node before it on the cheapest way, negative where there is none."""
        costs, before = dijkstra(self._weighing(weight), indices=sources, return_predecessors=True)
        shape = (len(sources), self.graph.nodes)
        return np.asarray(costs).reshape(shape), np.asarray(before).reshape(shape)

    def _weighing(self, weight: Ints) -> csr_array:
        if not len(self.order):
            return csr_array((self.graph.nodes, self.graph.nodes))
        least = np.minimum.reduceat(weight[self.order], self.first).astype(np.float64)
        least[least >= FAR] = np.inf
        return csr_array((least, self.columns, self.starts), shape=(self.graph.nodes, self.graph.nodes))


class PlainEngine:
    """Computes every table anew: nothing is kept from one removal to the next, so nothing can be kept wrongly."""

    name = "scipy"

    def table(self, graph: Graph, sources: Arcs, targets: Arcs) -> Ints:
        """Give least costs, shape (sources, targets)."""
        return _table(Matrix(graph), graph.weight, sources, targets)

    def sweep(
        self,
        graph: Graph,
        removals: Sequence[Arcs],
        sources: Arcs,
        targets: Arcs,
        *,
        executor: Executor | None = None,
        workers: int = 1,
        progress: Progress | None = None,
    ) -> Iterator[Changes]:
        """Recompute for each removal, on one processor or, with an executor, on several."""
        matrix = Matrix(graph)
        base = _table(matrix, graph.weight, sources, targets)
        chunk = 1 if executor is None else max(1, min(16, len(removals) // (4 * workers)))
        parts = [range(i, min(i + chunk, len(removals))) for i in range(0, len(removals), chunk)]
        calls = [(matrix, [removals[i] for i in part], sources, targets) for part in parts]
        results = map(_tables, calls) if executor is None else executor.map(_tables, calls)
        for part, tables in zip(parts, results, strict=True):
            for i, table in zip(part, tables, strict=True):
                source, target = np.nonzero(table != base)
                yield Changes(i, source.astype(np.int32), target.astype(np.int32), table[source, target])
            if progress is not None:
                progress(part.stop, len(removals))


def _tables(call: tuple[Matrix, list[Arcs], Arcs, Arcs]) -> list[Ints]:
    matrix, removals, sources, targets = call
    tables = []
    for removal in removals:
        weight = matrix.graph.weight.copy()
        weight[removal] = FAR
        tables.append(_table(matrix, weight, sources, targets))
    return tables


def _table(matrix: Matrix, weight: Ints, sources: Arcs, targets: Arcs) -> Ints:
    costs = matrix.costs(weight, sources)[:, targets]
    table = np.full(costs.shape, FAR, np.int64)
    reached = np.isfinite(costs)
    table[reached] = costs[reached].astype(np.int64)
    return table
