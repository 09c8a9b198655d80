# SPDX-License-Identifier: Apache-2.0
"""The engine port: tables of least cost, and sweeps that say what changes when arcs are taken out, one set at a time.

Two implementations stand behind it: `comity.corridors.plain` (SciPy: the reference and the fallback) and
`comity.corridors.fast` (numba, contraction hierarchies). They give the same numbers.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from typing import Protocol

import numpy as np
from msgspec import Struct

from comity.corridors.graph import Arcs, Graph, Ints

Progress = Callable[[int, int], None]
"""Told how many removals are done, of how many."""


class Changes(Struct, frozen=True):
    """What a removal changes: pairs (indices into sources and targets) and their new costs, `FAR` where no way is left.

    Pairs whose cost stays are not listed.
    """

    removal: int
    source: Arcs
    target: Arcs
    cost: Ints

    def applied(self, base: Ints) -> Ints:
        """Give the table after the removal."""
        table = base.copy()
        table[self.source, self.target] = self.cost
        return table


class Engine(Protocol):
    """Computes tables and sweeps exactly."""

    name: str

    def table(self, graph: Graph, sources: Arcs, targets: Arcs) -> Ints:
        """Give least costs, shape (sources, targets), `FAR` where there is no way."""

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
        """Take out each set of arcs alone and give what changes against the whole graph: each removal once, in any order.

        Sources and targets each are distinct nodes. The executor, if any, runs picklable functions on ``workers``
        processors.
        """


def best() -> Engine:
    """Give the fast engine where its packages are, else the plain one."""
    try:
        from comity.corridors.fast import FastEngine  # noqa: PLC0415  (its packages may be missing)
    except ImportError:
        from comity.corridors.plain import PlainEngine  # noqa: PLC0415

        return PlainEngine()
    return FastEngine()


def nodes(indices: Sequence[int]) -> Arcs:
    """Give node or arc numbers as the array engines take."""
    return np.asarray(indices, np.int32)
