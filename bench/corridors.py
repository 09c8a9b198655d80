# SPDX-License-Identifier: Apache-2.0
"""Removing each of 2,000 links of the road graph between 200 × 200 ends, against loops over SciPy and AequilibraE.

``python -m bench.corridors`` (``make bench-corridors``). Both sides get the same processors. The loops would take hours, so 20
seeded links are timed, in pieces between pieces of our runs, and multiplied: every such figure says ``extrapolated``. Our time
includes all preparation; the JIT's cache is warm. AequilibraE runs in an environment of its own (``.venv-bench``).
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import nullcontext
from itertools import islice
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import msgspec
import numpy as np

from bench.measure import Measure
from comity.corridors import shipped
from comity.corridors.engine import Changes
from comity.corridors.fast import FastEngine
from comity.corridors.graph import FAR, Arcs, Graph, Ints
from comity.corridors.plain import Matrix
from comity.corridors.users import users

BOX = (12, 62, 26, 104)
ENDS, LINKS, SAMPLE = 200, 2_000, 20
GOALS = {"random": 300.0, "most used": 150.0}
"""Goals are for `LINKS` removals: with fewer, preparation weighs more, and nothing is judged."""
GOAL_MB = 2_048
TIMES = "times faster (extrapolated)"
OTHER = Path(__file__).with_name("aequilibrae_loop.py")
OTHER_PYTHON = Path(".venv-bench/bin/python")
T = TypeVar("T")


def directed(
    name: str, box: tuple[float, float, float, float] | None, rng: np.random.Generator
) -> tuple[Graph, list[Arcs]]:
    """The largest part of a road graph within a box, or all of its parts, a tenth of its links weighing more one way."""
    roads = shipped.roads(name)
    roads = roads.cut(*box) if box else roads
    there = np.where(rng.random(roads.links) < 0.1, rng.uniform(1.05, 2.0, roads.links), 1.0)
    return roads.graph(there=there), roads.removals(range(roads.links))


def usage(graph: Graph, removals: list[Arcs], ends: Arcs) -> Ints:
    """How many pairs use each link."""
    counts = [np.diff(users(graph, removals, part, ends, 0, 0).starts) for part in np.array_split(ends, 8)]
    return np.asarray(np.sum(counts, axis=0))


class InTurns(Executor):
    """A pool that is given as many calls as it has processes, and the next when these are done: held still, it rests."""

    def __init__(self, pool: Executor, workers: int) -> None:
        self.pool, self.workers = pool, workers

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:  # noqa: ANN401
        return self.pool.submit(fn, *args, **kwargs)

    def map(self, fn: Callable[..., T], *iterables: Iterable[Any], **_: Any) -> Iterator[T]:  # noqa: ANN401
        calls = zip(*iterables, strict=True)
        while group := [self.pool.submit(fn, *call) for call in islice(calls, self.workers)]:
            yield from [future.result() for future in group]


class Loop:
    """SciPy's Dijkstra from every end, on as many processors as we get, for one removal at a time."""

    def __init__(self, graph: Graph, ends: Arcs, executor: Executor | None, workers: int) -> None:
        self.matrix, self.ends, self.executor = Matrix(graph), ends, executor
        self.parts = np.array_split(ends, workers)

    def table(self, removal: Arcs) -> tuple[Ints, float]:
        weight = self.matrix.graph.weight.copy()
        weight[removal] = FAR
        calls = [(self.matrix, weight, part, self.ends) for part in self.parts]
        began = time.perf_counter()
        rows = list(map(_rows, calls) if self.executor is None else self.executor.map(_rows, calls))
        return np.concatenate(rows), time.perf_counter() - began


def _rows(call: tuple[Matrix, Ints, Arcs, Arcs]) -> Ints:
    matrix, weight, part, ends = call
    costs = matrix.costs(weight, part)[:, ends]
    return np.where(np.isfinite(costs), np.nan_to_num(costs, posinf=0), FAR).astype(np.int64)


class Ours:
    """Our sweep, held still while somebody else is timed."""

    def __init__(self, found: Iterator[Changes], base: Ints, kept: Sequence[int]) -> None:
        self.found, self.base, self.kept = found, base, {int(number): None for number in kept}
        self.seconds, self.tables, self.changed, self.done = 0.0, {}, 0, False  # type: ignore[var-annotated]

    def run(self, until: int) -> None:
        """Run until so many removals are done, or to the end."""
        began = time.perf_counter()
        while not self.done:
            changes = next(self.found, None)
            if changes is None:
                self.done = True
                break
            self.changed += len(changes.cost)
            if changes.removal in self.kept:
                self.tables[changes.removal] = changes.applied(self.base)
            until -= 1
            if until == 0:
                break
        self.seconds += time.perf_counter() - began


def case(name: str, graph: Graph, removals: list[Arcs], ends: Arcs, workers: int) -> Iterator[Measure]:
    """One case: our sweep in pieces, between them one sampled removal by each loop."""
    sample = np.random.default_rng(20).permutation(len(removals))[:SAMPLE].tolist()
    context = get_context("forkserver")
    with (
        ProcessPoolExecutor(workers, mp_context=context) if workers > 1 else nullcontext() as mine,
        ProcessPoolExecutor(workers, mp_context=context) if workers > 1 else nullcontext() as theirs,
    ):
        for pool in (mine, theirs):
            warm(pool, workers)
        loop = Loop(graph, ends, theirs, workers)
        base, _ = loop.table(np.array([], np.int32))
        turns = None if mine is None else InTurns(mine, workers)
        sweep = FastEngine().sweep(graph, removals, ends, ends, executor=turns, workers=workers)
        ours, wrong, seconds = Ours(sweep, base, sample), 0, []
        truth = {}
        for number in sample:
            truth[number], taken = loop.table(removals[number])
            seconds.append(taken)
            ours.run(len(removals) // SAMPLE)
        ours.run(-1)
        wrong = sum(int((ours.tables[number] != truth[number]).sum()) for number in sample)
    extrapolated = float(np.median(seconds)) * len(removals)
    sizes: dict[str, float] = {
        "nodes": graph.nodes,
        "links": graph.arcs // 2,
        "removals": len(removals),
        "ends": len(ends),
        "workers": workers,
    }
    sizes.update(
        {"changed": ours.changed, "sample_wrong": wrong, "scipy_s_per_link": round(float(np.median(seconds)), 3)}
    )
    method = f"median of {SAMPLE} seeded links interleaved with ours, extrapolated to {len(removals):,}; preparation included"
    yield Measure(f"sweep seconds, {name}", round(ours.seconds, 2), "s", "", None, "wall clock", sizes)
    scipy = Measure(
        f"sweep against SciPy, {name}", round(extrapolated / ours.seconds, 1), TIMES, "", None, method, sizes
    )
    other = against_aequilibrae(
        name, graph, [removals[number] for number in sample], truth, sample, ends, ours.seconds, len(removals), workers
    )
    loops = [scipy] if other is None else [scipy, other]
    yield from loops
    faster = min(loops, key=lambda each: each.value)
    goal = GOALS.get(name) if len(removals) >= LINKS else None
    yield Measure(
        f"sweep against the faster loop, {name}", faster.value, TIMES, f">= {goal:g}" if goal else "",
        None if goal is None else faster.value >= goal and not wrong, faster.name, sizes,
    )  # fmt: skip


def warm(pool: Executor | None, workers: int) -> None:
    """Start the processes and load what is compiled, on a graph of three nodes: neither side pays for that."""
    if pool is not None:
        list(pool.map(_warm, range(4 * workers)))


def _warm(_: int) -> int:
    tiny = Graph(3, [0, 1, 1, 2], [1, 0, 2, 1], [1, 1, 1, 1], [[0, 0], [0, 1], [0, 2]])
    ends = np.arange(3, dtype=np.int32)
    return sum(len(each.cost) for each in FastEngine("hierarchy").sweep(tiny, [ends[:2]], ends, ends))


def against_aequilibrae(  # noqa: PLR0913, PLR0917
    name: str, graph: Graph, removals: list[Arcs], truth: dict[int, Ints], sample: list[int], ends: Arcs, ours: float,
    links: int, workers: int,
) -> Measure | None:  # fmt: skip
    """The same sampled removals by AequilibraE, where its environment has been made."""
    if not OTHER_PYTHON.exists():
        return None
    with TemporaryDirectory() as folder:
        case_file, answer_file = Path(folder) / "case.npz", Path(folder) / "answer.npz"
        removed = np.stack(removals)
        np.savez(case_file, tail=graph.tail, head=graph.head, weight=graph.weight, nodes=graph.nodes, ends=ends,
                 removed=removed, workers=workers)  # fmt: skip
        subprocess.run([OTHER_PYTHON, OTHER, case_file, answer_file], check=True, stderr=subprocess.DEVNULL)
        answer = np.load(answer_file)
    seconds = float(np.median(answer["seconds"]))
    wrong = sum(int((answer["tables"][i] != truth[number]).sum()) for i, number in enumerate(sample))
    sizes = {"links": links, "workers": workers, "s_per_link": round(seconds, 3), "disagreeing": wrong}
    return Measure(
        f"sweep against AequilibraE, {name}", round(seconds * links / ours, 1), TIMES, "", None,
        f"median of {len(sample)} seeded links right after ours, extrapolated", sizes,
    )  # fmt: skip


def measure(*, workers: int, links: int, world: bool) -> Iterator[Measure]:
    """Every measurement."""
    rng = np.random.default_rng(7)
    graph, removals = directed("world_highways", BOX, rng)
    ends = rng.permutation(graph.nodes)[:ENDS].astype(np.int32)
    used = usage(graph, removals, ends)
    chosen = {"random": rng.permutation(len(removals))[:links], "most used": np.argsort(-used, kind="stable")[:links]}
    for name, numbers in chosen.items():
        yield from case(name, graph, [removals[number] for number in numbers], ends, workers)
    yield all_links("all links", graph, removals, ends, workers)
    yield peak("peak memory", workers, GOAL_MB)
    if world:
        graph, removals = directed("world_highways", None, rng)
        ends = rng.permutation(graph.nodes)[:ENDS].astype(np.int32)
        yield all_links("all links of the world's roads", graph, removals, ends, workers)
        yield peak("peak memory with the world's roads", workers)


def peak(name: str, workers: int, goal: int | None = None) -> Measure:
    """The largest resident size of this process so far, and that of its largest child for each worker."""
    mine, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    megabytes = round((mine + workers * child) / 1024)
    return Measure(
        name, megabytes, "MB", f"<= {goal:,}" if goal else "", None if goal is None else megabytes <= goal,
        "largest resident size of this process plus that of its largest child for each worker", {"workers": workers},
    )  # fmt: skip


def all_links(name: str, graph: Graph, removals: list[Arcs], ends: Arcs, workers: int) -> Measure:
    """Every link of a graph in one call."""
    began, changed = time.perf_counter(), 0
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
        progress = show if sys.stderr.isatty() else None
        for each in FastEngine().sweep(graph, removals, ends, ends, executor=pool, workers=workers, progress=progress):
            changed += len(each.cost)
    sizes = {"nodes": graph.nodes, "links": len(removals), "ends": len(ends), "changed": changed, "workers": workers}
    return Measure(f"sweep seconds, {name}", round(time.perf_counter() - began, 1), "s", "", None, "one call", sizes)


def show(done: int, total: int) -> None:
    """A progress bar."""
    filled = 40 * done // total
    print(f"\r[{'#' * filled}{'.' * (40 - filled)}] {done:,} / {total:,}", end="", file=sys.stderr, flush=True)


def main() -> int:
    """Measure, print, write; exit 1 where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.corridors")
    parser.add_argument("--out", type=Path, default=Path("bench-corridors.json"))
    parser.add_argument("--workers", type=int, default=cpu_count() or 1)
    parser.add_argument("--links", type=int, default=LINKS)
    parser.add_argument(
        "--world", action=argparse.BooleanOptionalAction, default=True, help="also every link of the world's roads"
    )
    arguments = parser.parse_args()
    measures = []
    for each in measure(workers=arguments.workers, links=arguments.links, world=arguments.world):
        measures.append(each)
        verdict = {True: "met", False: "MISSED", None: ""}[each.met]
        print(f"{each.name:44} {each.value:>10} {each.unit:30} {each.goal:9} {verdict} {each.sizes}", flush=True)
    arguments.out.write_bytes(msgspec.json.format(msgspec.json.encode(measures)))
    return int(any(each.met is False for each in measures))


if __name__ == "__main__":
    sys.exit(main())
