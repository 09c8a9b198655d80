# SPDX-License-Identifier: Apache-2.0
"""Pairs of links: which two, lost together, cost most; exact, with what cannot matter left out for a stated reason.

If no cheapest way uses the second link once the first is gone, losing both costs what losing the first costs. So for each first
link only those second links are computed that some way uses then, and a first link no way uses is never computed at all.
"""

from collections.abc import Sequence
from concurrent.futures import Executor

from msgspec import Struct

from comity.corridors.demand import Demand, order_changes
from comity.corridors.engine import Changes, Engine, Progress
from comity.corridors.expansion import Expansion
from comity.corridors.graph import Arcs, Ints
from comity.corridors.loss import Loss, loss


class Pair(Struct, frozen=True):
    """Two links with the loss of both and of each alone. ``order_changes``: under the other demand its rank is another."""

    first: str
    second: str
    both: Loss
    alone: tuple[Loss, Loss]
    order_changes: bool

    @property
    def beyond(self) -> float:
        """Give what the two cost together beyond the sum of each, in US dollars per load."""
        return self.both.rise - self.alone[0].rise - self.alone[1].rise


class Study(Struct, frozen=True):
    """The worst pairs, worst first; of how many pairs, and how many of these were computed: the rest follow from one loss."""

    worst: tuple[Pair, ...]
    pairs: int
    computed: int


def worst_pairs(  # noqa: PLR0913  (a study says what it is of, and with what)
    expansion: Expansion,
    demands: Sequence[Demand],
    engine: Engine,
    links: Sequence[str],
    count: int,
    *,
    closed: Arcs | None = None,
    executor: Executor | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Study:
    """Find the ``count`` worst pairs among links under the first demand; every pair is ranked under each."""
    graph = expansion.graph if closed is None else expansion.graph.without(closed)
    ends = expansion.begins(demands[0].names), expansion.ends(demands[0].names)
    removals = [expansion.arcs_of((), [link]) for link in links]
    base = engine.table(graph, *ends)
    alone: list[Changes] = sorted(
        engine.sweep(graph, removals, *ends, executor=executor, workers=workers), key=lambda each: each.removal
    )
    single = [[loss(changes, base, demand) for demand in demands] for changes in alone]
    ranked, computed = _Ranked(count), 0
    used = {i: None for i, changes in enumerate(alone) if len(changes.cost)}
    for done, i in enumerate(used, 1):
        without = graph.without(removals[i])
        seconds = [j for j in range(len(links)) if j != i]
        told = set()
        sweep = engine.sweep(without, [removals[j] for j in seconds], *ends, executor=executor, workers=workers)
        for changes in sweep:
            j = seconds[changes.removal]
            if len(changes.cost):
                told.add(j)
                if i < j or j not in used:
                    computed += 1
                    both = _together(changes, alone[i], base)
                    ranked.take(i, j, [loss(both, base, demand) for demand in demands])
        for j in seconds:
            if j not in told and (i < j or j not in used):
                ranked.take(i, j, single[i])
        if progress is not None:
            progress(done, len(used))
    moved = ranked.moved()
    worst = tuple(
        Pair(links[i], links[j], both, (single[i][0], single[j][0]), (i, j) in moved) for i, j, both in ranked.worst
    )
    return Study(worst, len(links) * (len(links) - 1) // 2, computed)


class _Ranked:
    """Pairs as they are found: the losses of the worst are kept, of the others only what they are ordered by."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.values: dict[tuple[int, int], tuple[float, float]] = {}
        self.found: list[tuple[int, int, Loss]] = []

    def take(self, i: int, j: int, losses: Sequence[Loss]) -> None:
        """Take a pair with its loss under each demand."""
        self.values[i, j] = losses[0].value, losses[-1].value
        self.found.append((i, j, losses[0]))
        if len(self.found) > 2 * self.count + 1_000:
            self.found = list(self.worst)

    @property
    def worst(self) -> tuple[tuple[int, int, Loss], ...]:
        """The worst pairs, worst first; of equal ones the first found."""
        return tuple(sorted(self.found, key=lambda each: each[2].order, reverse=True)[: self.count])

    def moved(self) -> frozenset[tuple[int, int]]:
        """Give the pairs whose rank differs between the demands."""
        one, other = zip(*self.values.values(), strict=True) if self.values else ((), ())
        return frozenset(pair for pair, differs in zip(self.values, order_changes(one, other), strict=True) if differs)


def _together(second: Changes, first: Changes, base: Ints) -> Changes:
    """Join what the first removal changes with what the second changes after it."""
    table = first.applied(base)
    table[second.source, second.target] = second.cost
    source, target = (table != base).nonzero()
    return Changes(0, source.astype("int32"), target.astype("int32"), table[source, target])
