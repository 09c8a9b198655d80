# SPDX-License-Identifier: Apache-2.0
"""Random graphs, small networks, and what plain enumeration says of them."""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.spatial import Delaunay

from comity.corridors.engine import Changes
from comity.corridors.expansion import Expansion
from comity.corridors.figures import Change, Dwell, Figures, Spread
from comity.corridors.graph import FAR, Arcs, Graph, Ints
from comity.corridors.network import MODES, Link, Network, Place
from comity.corridors.plain import PlainEngine

GAUGES = ("1435", "1520")


def planar(rng: np.random.Generator, nodes: int, kept: float) -> tuple[Graph, list[Arcs]]:
    """A planar graph of points in a square, with a share of Delaunay's edges; one link in ten costs more one way."""
    points = rng.random((nodes, 2))
    corners = Delaunay(points).simplices
    edges = np.unique(np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), 1), axis=0)
    edges = edges[rng.random(len(edges)) < kept]
    weight = np.rint(1000 * np.hypot(*(points[edges[:, 0]] - points[edges[:, 1]]).T)).astype(np.int64)
    there = np.where(rng.random(len(edges)) < 0.1, weight * rng.integers(1, 4, len(edges)), weight)
    tail, head = np.stack([edges[:, 0], edges[:, 1]], 1).ravel(), np.stack([edges[:, 1], edges[:, 0]], 1).ravel()
    graph = Graph(nodes, tail, head, np.stack([there, weight], 1).ravel(), 40 * points)
    return graph, links_of(graph)


def links_of(graph: Graph) -> list[Arcs]:
    """Arcs 2i and 2i + 1 are link i."""
    return [np.array([2 * i, 2 * i + 1], np.int32) for i in range(graph.arcs // 2)]


def tangled(rng: np.random.Generator) -> Graph:
    """Any graph: loops, parallel arcs, arcs that cost nothing, arcs that are absent."""
    nodes, arcs = int(rng.integers(2, 40)), int(rng.integers(1, 120))
    weight = rng.integers(0, 6, arcs).astype(np.int64)
    weight[rng.random(arcs) < 0.05] = FAR
    return Graph(nodes, rng.integers(0, nodes, arcs), rng.integers(0, nodes, arcs), weight, rng.random((nodes, 2)))


def some(rng: np.random.Generator, graph: Graph, count: int) -> Arcs:
    return rng.permutation(graph.nodes)[:count].astype(np.int32)


class Tally:
    """What a comparison found: results that changed, of them unreachable, and results that disagree."""

    def __init__(self) -> None:
        self.changed = self.unreachable = self.removals = self.wrong = 0

    def compare(
        self, graph: Graph, removals: Sequence[Arcs], ends: tuple[Arcs, Arcs], found: Iterator[Changes]
    ) -> "Tally":
        """Compare each whole table after a removal with plain recomputation of the graph without it."""
        plain = PlainEngine()
        base = plain.table(graph, *ends)
        missing = set(range(len(removals)))
        for changes in found:
            missing.remove(changes.removal)
            self.add(changes, base, plain.table(graph.without(removals[changes.removal]), *ends))
        self.wrong += len(missing)
        return self

    def add(self, changes: Changes, base: Ints, truth: Ints) -> None:
        self.removals += 1
        self.changed += int((truth != base).sum())
        self.unreachable += int(((truth >= FAR) & (base < FAR)).sum())
        self.wrong += int((changes.applied(base) != truth).sum())
        self.wrong += int((truth < base).sum())


def figures() -> Figures:
    """Round figures for small networks."""
    one, zero = Spread(1, 2, 3, "made up", "test"), Spread(0, 0, 0, "made up", "test")
    modes = ("rail", "road", "sea", "ferry")
    speed, price = Spread(50, 50, 50, "made up", "test"), Spread(1, 1, 1, "made up", "test")
    dwell = Dwell(
        place="", state="*", mode="road", direction="both", hours=one, from_on="2020-01-01", until_on="2020-12-31"
    )
    return Figures(
        speeds={(mode, "*"): speed for mode in modes},
        prices={(mode, "*"): price for mode in modes},
        stops=dict.fromkeys(modes, Spread(1, 1, 2, "made up", "test")),
        transfers={pair: Change(one, zero) for pair in itertools.permutations(modes, 2)},
        gauges={f"p{i}": Change(one, one) for i in range(0, 40, 2)},
        dwells=(dwell,),
        unions=(),
    )


def network(rng: np.random.Generator, places: int, links: int) -> Network:
    """A small network of fictional states with roads, lines of two gauges and sea ways."""
    stations = [
        Place(
            id=f"p{i}",
            name=f"Place {i}",
            lat_deg=float(rng.uniform(30, 31)),
            lon_deg=float(rng.uniform(60, 61)),
            kind="city",
            administered_by=("ARD", "BOR", "COR", "DEL")[i % 4],
            region="core",
            main=True,
            contested=False,
            basis="made up",
            source="test",
        )
        for i in range(places)
    ]
    ways = {}
    for _ in range(links):
        a, b = rng.choice(places, 2, replace=False).tolist()
        mode = MODES[int(rng.integers(3))]
        gauges = tuple(rng.choice(GAUGES, int(rng.integers(1, 3)), replace=False)) if mode == "rail" else ()
        ways[f"{mode}-p{a}-p{b}"] = Link(
            id=f"{mode}-p{a}-p{b}",
            a=f"p{a}",
            b=f"p{b}",
            mode=mode,
            built="in_service",
            gauges_mm=gauges,
            length_km=float(rng.integers(10, 300)),
            length_basis="made up",
            length_source="test",
            corridors=(),
            passes=(),
        )
    return Network(stations, ways.values())


def every_way(expansion: Expansion, origin: str, goal: str) -> dict[tuple[str, ...], int]:
    """All ways that come to no place twice, by their links, each with its least cost in cents: by plain enumeration."""
    graph = expansion.graph
    starts, order = graph.out
    owner = [name for name, _ in expansion.states] + expansion.names
    found: dict[tuple[str, ...], int] = {}

    def walk(node: int, cost: int, nodes: set[int], places: set[str], links: tuple[str, ...]) -> None:
        if node == expansion.end[goal]:
            found[links] = min(cost, found.get(links, FAR))
            return
        for arc in order[starts[node] : starts[node + 1]].tolist():
            head, link = int(graph.head[arc]), expansion.steps[arc].link
            if graph.weight[arc] >= FAR or head in nodes or (link and owner[head] in places):
                continue
            further = (*links, link) if link else links
            walk(head, cost + int(graph.weight[arc]), nodes | {head}, places | {owner[head]}, further)

    begin = expansion.begin[origin]
    walk(begin, 0, {begin}, {origin}, ())
    return found
