# SPDX-License-Identifier: Apache-2.0
"""The fast engine: base trees once, then only what a removal touches, by repair or by a contraction hierarchy.

Repair costs about as much as the part of a tree that is cut off; a hierarchy costs the same for each query however much is cut
off, but has to be built. So small graphs, and graphs whose nodes have no place, are repaired.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor

import numpy as np

from comity.corridors.chains import representatives
from comity.corridors.engine import Changes, Progress
from comity.corridors.graph import Arcs, Graph, Ints
from comity.corridors.repair import repair_sweep
from comity.corridors.users import users

try:
    from comity.corridors.queries import fits, query_sweep
except ImportError:  # no wheel of RoutingKit for this machine: everything is repaired
    query_sweep = None  # type: ignore[assignment]

SMALL = 20_000
"""Up to so many nodes repair is quicker than building a hierarchy."""


class FastEngine:
    """Computes exactly what `comity.corridors.plain` computes; ``method`` follows from the graph unless it is given."""

    name = "fast"

    def __init__(self, method: str = "") -> None:
        self.method = method

    def table(self, graph: Graph, sources: Arcs, targets: Arcs) -> Ints:
        """Give least costs, shape (sources, targets)."""
        rows = [users(graph, [], sources[s : s + 1], targets, 0, 0).base for s in range(len(sources))]
        return np.concatenate([np.empty((0, len(targets)), np.int64), *rows])

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
        """Sweep the removals that stand for others, and give their changes under each number they stand for."""
        stands = representatives(graph, removals, np.union1d(sources, targets).astype(np.int32))
        order = np.argsort(stands, kind="stable")
        chosen, starts = np.unique(stands[order], return_index=True)
        behind = np.split(order, starts[1:])
        alone = [removals[number] for number in chosen]
        sweep = query_sweep if self._queries(graph) else repair_sweep
        done = 0
        for changes in sweep(graph, alone, sources, targets, executor, workers):
            for member in behind[changes.removal].tolist():
                yield Changes(member, changes.source, changes.target, changes.cost)
                done += 1
            if progress is not None:
                progress(done, len(removals))

    def _queries(self, graph: Graph) -> bool:
        if query_sweep is None or not fits(graph):
            return False
        suits = graph.where is not None and graph.nodes > SMALL
        return suits if not self.method else self.method == "hierarchy"
