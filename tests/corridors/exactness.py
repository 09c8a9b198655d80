# SPDX-License-Identifier: Apache-2.0
"""The long form: sweeps against plain recomputation on random planar graphs and on the road graph, counted.

``python -m tests.corridors.exactness``; what counts are results whose cost changed, since most removals change little.
"""

import argparse
import sys
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from comity.corridors import shipped
from comity.corridors.fast import FastEngine
from comity.corridors.graph import Arcs, Graph
from comity.corridors.users import users
from tests.corridors.graphs import Tally, planar, some

GOAL = {"planar": 1_000_000, "road": 100_000, "unreachable": 10_000}
SIZES = ((100, 0.4, 40), (300, 0.45, 60), (1_000, 0.45, 80), (1_000, 0.8, 120), (10_000, 0.6, 100), (100_000, 0.7, 60))
"""Nodes, share of Delaunay's edges kept, ends."""
MOST_REMOVALS = {100: 1_000, 300: 1_000, 1_000: 700, 10_000: 60, 100_000: 6}
BOX = (12, 62, 26, 104)


class Case(Struct, frozen=True):
    """A graph, what is taken out of it, and the ends."""

    name: str
    graph: Graph
    removals: list[Arcs]
    ends: tuple[Arcs, Arcs]


def busiest(graph: Graph, removals: Sequence[Arcs], ends: tuple[Arcs, Arcs], count: int) -> list[Arcs]:
    """The removals that most pairs use."""
    used = np.diff(users(graph, list(removals), *ends, 0, 0).starts)
    return [removals[i] for i in np.argsort(-used, kind="stable")[:count]]


def planar_cases(rng: np.random.Generator, rounds: int) -> list[Case]:
    cases = []
    for number in range(rounds):
        for nodes, kept, count in SIZES if number == 0 else SIZES[1:4]:
            graph, links = planar(rng, nodes, kept)
            ends = some(rng, graph, count), some(rng, graph, count)
            links = busiest(graph, links, ends, MOST_REMOVALS[nodes])
            cases.append(Case(f"planar {nodes:,}", graph, links, ends))
    return cases


def road_case(rng: np.random.Generator, count: int) -> Case:
    roads = shipped.roads().cut(*BOX)
    graph = roads.graph(there=np.where(rng.random(roads.links) < 0.1, rng.uniform(1.05, 2, roads.links), 1.0))
    ends = some(rng, graph, 200), some(rng, graph, 200)
    links = roads.removals(rng.permutation(roads.links).tolist())
    chosen = [*busiest(graph, links, ends, count), *links[: count // 4]]
    return Case("road", graph, chosen, ends)


def check(case: Case, engines: Sequence[FastEngine]) -> Tally:
    """Compare each engine on a case; the counts of the first stand for all, since all are compared with the same truth."""
    tallies = [
        Tally().compare(case.graph, case.removals, case.ends, engine.sweep(case.graph, case.removals, *case.ends))
        for engine in engines
    ]
    for engine, tally in zip(engines, tallies, strict=True):
        print(
            f"{case.name:16} {engine.method:10} removals {tally.removals:6} changed {tally.changed:9,} "
            f"unreachable {tally.unreachable:8,} wrong {tally.wrong}",
            flush=True,
        )
    tallies[0].wrong = sum(tally.wrong for tally in tallies)
    return tallies[0]


def main() -> int:
    """Run the campaign; exit 1 where a result is wrong or too few changed."""
    parser = argparse.ArgumentParser(prog="python -m tests.corridors.exactness")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--road", type=int, default=40, help="so many of the most used links of the road graph")
    parser.add_argument("--seed", type=int, default=20261101)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    both = [FastEngine("repair"), FastEngine("hierarchy")]
    planars = [check(case, both) for case in planar_cases(rng, arguments.rounds)]
    road = check(road_case(rng, arguments.road), both[1:])
    counts = {
        "planar": sum(tally.changed for tally in planars),
        "road": road.changed,
        "unreachable": sum(tally.unreachable for tally in [*planars, road]),
    }
    wrong = sum(tally.wrong for tally in [*planars, road])
    print(f"changed results compared: {counts}; wrong: {wrong}")
    return int(wrong > 0 or any(counts[name] < goal for name, goal in GOAL.items()))


if __name__ == "__main__":
    sys.exit(main())
