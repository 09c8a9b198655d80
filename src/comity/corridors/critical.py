# SPDX-License-Identifier: Apache-2.0
"""Critical links and places: what the loss of each alone costs, computed exactly for every one of them."""

from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np
from msgspec import Struct

from comity.corridors.demand import Demand, order_changes
from comity.corridors.engine import Engine, Progress
from comity.corridors.expansion import Expansion
from comity.corridors.graph import Arcs
from comity.corridors.loss import Loss, loss


class Critical(Struct, frozen=True):
    """A link or a place with its loss under each demand; ``order_changes``: its rank is another under the second.

    ``rise_usd`` is the range over low, middle and high costs of the mean rise under the first demand.
    """

    kind: str
    id: str
    losses: tuple[Loss, ...]
    rise_usd: tuple[float, float]
    order_changes: bool


def links_of(expansion: Expansion) -> list[str]:
    """Give the links that may be ranked."""
    return [link.id for link in expansion.links if expansion.network.ranked(link)]


def places_of(expansion: Expansion) -> list[str]:
    """Give the places that may be ranked: those in the core."""
    return [name for name in expansion.names if expansion.network.places[name].region == "core"]


def critical(  # noqa: PLR0913  (a study says what it is of, and with what)
    expansion: Expansion,
    demands: Sequence[Demand],
    engine: Engine,
    *,
    places: bool = False,
    closed: Arcs | None = None,
    executor: Executor | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> tuple[Critical, ...]:
    """Rank links, or places, by what their loss cuts off and then by what it adds, worst first.

    A place that is itself an end takes its own pairs with it; they count as cut off.
    """
    names = places_of(expansion) if places else links_of(expansion)
    removals = [expansion.arcs_of([name]) if places else expansion.arcs_of((), [name]) for name in names]
    sources, targets = expansion.begins(demands[0].names), expansion.ends(demands[0].names)
    losses: list[list[list[Loss]]] = [[[] for _ in demands] for _ in names]
    for which in range(3):
        graph = expansion.weighing(which) if closed is None else expansion.weighing(which).without(closed)
        base = engine.table(graph, sources, targets)
        sweep = engine.sweep(graph, removals, sources, targets, executor=executor, workers=workers, progress=progress)
        for changes in sweep:
            for found, demand in zip(losses[changes.removal], demands, strict=True):
                found.append(loss(changes, base, demand))
    moved = order_changes(*([each[d][1].value for each in losses] for d in (0, -1)))
    kind = "place" if places else "link"
    rows = [
        Critical(kind, name, tuple(each[1] for each in found), _range(found[0]), changed)
        for name, found, changed in zip(names, losses, moved, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: row.losses[0].order, reverse=True))


def _range(found: Sequence[Loss]) -> tuple[float, float]:
    rises = np.array([each.rise for each in found])
    return float(rises.min()), float(rises.max())
