# SPDX-License-Identifier: Apache-2.0
"""Every engine gives what plain recomputation gives, on every pair, after every removal."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from comity.corridors.engine import Changes, Engine, Progress, best
from comity.corridors.graph import FAR, Arcs, Graph, Ints
from comity.corridors.plain import PlainEngine
from tests.corridors.graphs import Tally, planar, some, tangled

fast = pytest.importorskip("comity.corridors.fast", reason="the fast engine has no wheel for this machine")
reach = pytest.importorskip("comity.corridors.reachable", reason="nor has what it rests on")
METHODS = ("repair", "hierarchy")


class Lazy:
    """A sweep that says nothing ever changes: it must not pass for an engine."""

    name = "lazy"

    def table(self, graph: Graph, sources: Arcs, targets: Arcs) -> Ints:
        return PlainEngine().table(graph, sources, targets)

    def sweep(
        self,
        graph: Graph,  # noqa: ARG002
        removals: Sequence[Arcs],
        sources: Arcs,  # noqa: ARG002
        targets: Arcs,  # noqa: ARG002
        *,
        executor: Executor | None = None,  # noqa: ARG002
        workers: int = 1,  # noqa: ARG002
        progress: Progress | None = None,  # noqa: ARG002
    ) -> Iterator[Changes]:
        nothing = np.empty(0, np.int32)
        return (Changes(i, nothing, nothing, nothing.astype(np.int64)) for i in range(len(removals)))


def campaign(engine: Engine, **kept: Any) -> Tally:
    """Sparse planar graphs, where links hang on one another, and dense ones, where many ways are alike."""
    rng, tally = np.random.default_rng(20261101), Tally()
    for nodes, share in ((30, 0.4), (100, 0.4), (300, 0.45), (300, 0.9)):
        graph, removals = planar(rng, nodes, share)
        ends = some(rng, graph, 30), some(rng, graph, 30)
        tally.compare(graph, removals, ends, engine.sweep(graph, removals, *ends, **kept))
    return tally


@pytest.mark.parametrize("method", METHODS)
def test_a_sweep_is_what_recomputation_gives(method: str) -> None:
    tally = campaign(fast.FastEngine(method))
    assert tally.wrong == 0
    assert tally.changed > 15_000
    assert tally.unreachable > 1_000


def test_the_reference_agrees_with_itself() -> None:
    assert campaign(PlainEngine()).wrong == 0


def test_a_sweep_that_returns_the_base_table_fails() -> None:
    tally = campaign(Lazy())
    assert tally.wrong == tally.changed > 15_000


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(12))
def test_any_graph_and_any_set_of_arcs(method: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    graph = tangled(rng)
    count = int(rng.integers(1, graph.nodes + 1))
    ends = some(rng, graph, count), some(rng, graph, count)
    removals = [np.unique(rng.integers(0, graph.arcs, rng.integers(0, 6))).astype(np.int32) for _ in range(15)]
    engine = fast.FastEngine(method)
    assert np.array_equal(engine.table(graph, *ends), PlainEngine().table(graph, *ends))
    assert Tally().compare(graph, removals, ends, engine.sweep(graph, removals, *ends)).wrong == 0


@pytest.mark.parametrize("make", [PlainEngine, lambda: fast.FastEngine("repair"), lambda: fast.FastEngine("hierarchy")])
def test_several_processes_give_the_same(make: Callable[[], Engine]) -> None:
    rng = np.random.default_rng(5)
    graph, removals = planar(rng, 200, 0.5)
    ends = some(rng, graph, 30), some(rng, graph, 30)
    told: list[tuple[int, int]] = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = make().sweep(
            graph, removals, *ends, executor=pool, workers=2, progress=lambda done, of: told.append((done, of))
        )
        assert Tally().compare(graph, removals, ends, found).wrong == 0
    assert told[-1] == (len(removals), len(removals))


@pytest.mark.parametrize("engine", [PlainEngine(), *map(fast.FastEngine, METHODS)])
def test_removing_never_lowers_a_cost_and_giving_back_restores(engine: Engine) -> None:
    rng = np.random.default_rng(11)
    graph, removals = planar(rng, 120, 0.6)
    ends = some(rng, graph, 20), some(rng, graph, 20)
    base = engine.table(graph, *ends)
    for changes in engine.sweep(graph, removals[:60], *ends):
        assert (changes.applied(base) >= base).all()
        assert (changes.cost > base[changes.source, changes.target]).all()
    without = graph.without(removals[3])
    restored = without.weighing(np.where(np.isin(np.arange(graph.arcs), removals[3]), graph.weight, without.weight))
    assert np.array_equal(engine.table(restored, *ends), base)


SWEEP = """
import numpy as np
from comity.corridors.fast import FastEngine
from comity.corridors.graph import Graph
ends = np.arange(3, dtype=np.int32)
line = Graph(3, [0, 1, 1, 2], [1, 0, 2, 1], [1, 1, 1, 1], [[0, 0], [0, 1], [0, 2]])
print([len(each.cost) for each in FastEngine("hierarchy").sweep(line, [ends[:2], ends[2:]], ends, ends)])
"""


def test_a_process_that_compiles_first_gives_the_same(tmp_path: Path) -> None:
    fresh = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    found = subprocess.run([sys.executable, "-c", SWEEP], env=fresh, capture_output=True, text=True, check=False)
    assert (found.stdout, found.stderr[-300:]) == ("[4, 2]\n", "")
    assert list(tmp_path.rglob("*.nbc"))


def test_little_room_for_pairs_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.corridors.queries.MOST_PAIRS", 500)
    monkeypatch.setattr("comity.corridors.repair.MOST_CHANGES", 2_000)
    for method in METHODS:
        assert campaign(fast.FastEngine(method)).wrong == 0


def test_ways_longer_than_the_hierarchy_counts_are_asked_again() -> None:
    graph, removals = planar(np.random.default_rng(3), 80, 0.5)
    heavy = graph.weighing(graph.weight * 2_000_000)
    ends = np.arange(40, dtype=np.int32), np.arange(40, 80, dtype=np.int32)
    tally = Tally().compare(heavy, removals, ends, fast.FastEngine("hierarchy").sweep(heavy, removals, *ends))
    assert (PlainEngine().table(heavy, *ends) % FAR > 2**31).any()
    assert tally.wrong == 0


def test_the_fast_engine_is_chosen_where_it_is() -> None:
    assert best().name == "fast"


@pytest.mark.parametrize("seed", range(6))
def test_whether_a_way_is_left_is_what_plain_search_finds(seed: int) -> None:
    graph = tangled(np.random.default_rng(seed))
    ends = np.arange(graph.nodes, dtype=np.int32)
    reachable, table = reach.Reachable(graph), PlainEngine().table(graph, ends, ends)
    found = [[reachable.joins(graph.weight, s, t) for t in range(graph.nodes)] for s in range(graph.nodes)]
    assert np.array_equal(np.array(found), table < FAR)
