# SPDX-License-Identifier: Apache-2.0
"""AequilibraE's shortest paths for some removals, run by `bench.corridors` in an environment of its own.

AequilibraE (https://www.aequilibrae.com) is under the MIT licence with a clause that asks to be named; it is no dependency.
"""

import sys
import time
from typing import Any

import numpy as np
import pandas as pd
from aequilibrae.paths import Graph, NetworkSkimming

ABSENT = 1e12
"""AequilibraE has no absent links: a removed one costs more than any way."""


def main(case_file: str, answer_file: str) -> None:
    """Read a case, compute each table, write tables and seconds; making a graph for each removal is not timed."""
    case = np.load(case_file)
    workers = int(case["workers"])
    skims(prepared(case, np.array([], np.int64)), workers)
    tables, seconds = [], []
    order = np.searchsorted(np.sort(case["ends"]), case["ends"])
    for removed in case["removed"]:
        graph = prepared(case, removed)
        began = time.perf_counter()
        found = skims(graph, workers)
        seconds.append(time.perf_counter() - began)
        tables.append(whole(found, order))
    np.savez(answer_file, tables=np.stack(tables), seconds=np.array(seconds))


def prepared(case: Any, removed: np.ndarray) -> Graph:  # noqa: ANN401
    """A graph without some arcs."""
    cost = case["weight"].astype(float)
    cost[removed] = ABSENT
    arcs = len(cost)
    graph = Graph()
    graph.network = pd.DataFrame(
        {"link_id": np.arange(1, arcs + 1), "a_node": case["tail"] + 1, "b_node": case["head"] + 1,
         "direction": np.ones(arcs, np.int8), "cost": cost}
    )  # fmt: skip
    graph.prepare_graph(np.sort(case["ends"]) + 1)
    graph.set_graph("cost")
    graph.set_skimming(["cost"])
    graph.set_blocked_centroid_flows(False)
    return graph


def skims(graph: Graph, workers: int) -> np.ndarray:
    """One table."""
    skimming = NetworkSkimming(graph)
    skimming.set_cores(workers)
    skimming.execute()
    return np.asarray(skimming.results.skims.cost)


def whole(found: np.ndarray, order: np.ndarray) -> np.ndarray:
    """The table in the order of the ends, as our integers."""
    table = found[np.ix_(order, order)]
    np.fill_diagonal(table, 0)
    far = ~np.isfinite(table) | (table >= ABSENT)
    return np.where(far, 1 << 60, np.where(far, 0, table).round()).astype(np.int64)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
