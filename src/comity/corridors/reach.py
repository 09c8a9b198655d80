# SPDX-License-Identifier: Apache-2.0
"""Reach: how soon a load can be at each place, whatever it costs, and in which band of time that is."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from comity.corridors.expansion import Expansion
from comity.corridors.graph import FAR, Arcs, Ints
from comity.corridors.plain import PlainEngine

SECONDS = 3600
BANDS_HOURS = (24, 48, 96, 168, 336)


class Reached(Struct, frozen=True):
    """A place with the least hours to it, low, middle and high; ``band_hours`` is the first band the middle lies in."""

    place: str
    hours: tuple[float, float, float]
    band_hours: float


def reach(
    expansion: Expansion, origin: str, closed: Arcs | None = None, bands: Sequence[float] = BANDS_HOURS
) -> tuple[Reached, ...]:
    """Give the places that can be reached, soonest first; beyond the last band ``band_hours`` is infinite."""
    rows = [_row(expansion, origin, which, closed) for which in range(3)]
    found = []
    for name, *seconds in zip(expansion.names, *rows, strict=True):
        if seconds[1] < FAR and name != origin:
            low, middle, high = (each / SECONDS for each in seconds)
            band = next((float(band) for band in sorted(bands) if middle <= band), np.inf)
            found.append(Reached(name, (low, middle, high), band))
    return tuple(sorted(found, key=lambda each: each.hours[1]))


def _row(expansion: Expansion, origin: str, which: int, closed: Arcs | None) -> list[int]:
    seconds: Ints = np.rint(SECONDS * expansion.hours[which]).astype(np.int64)
    graph = expansion.graph.weighing(seconds)
    if closed is not None:
        graph = graph.without(closed)
    table = PlainEngine().table(graph, expansion.begins([origin]), expansion.ends(expansion.names))
    return [int(value) for value in table[0]]
