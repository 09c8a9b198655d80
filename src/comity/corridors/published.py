# SPDX-License-Identifier: Apache-2.0
"""Published lengths and times of corridors beside what the network gives for the same way, none left out."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from comity.corridors.expansion import Expansion
from comity.corridors.figures import Figures
from comity.corridors.network import BUILT, Link, Network
from comity.corridors.table import Row
from comity.corridors.way import through

NEAR = {"km": 0.12, "days": 0.35}
"""How far a reading may lie from what is published and still count as near."""
HOURS = 24
REASONS = {
    "basis": "it is the length or the wait of a link here, so there is nothing to compare",
    "ends": "the source names neither the ends nor the way it compares with",
    "network": "it is the length of all branches of a corridor together, of which this network holds the main ones",
}


class Compared(Struct, frozen=True, kw_only=True):
    """A published figure (km or days, low to high) and the reading; ``off`` is its relative distance from the range.

    ``reason`` says why a figure is not compared, or which code of `REASONS`; ``reading`` is then None.
    """

    code: str
    kind: str
    said: str
    low: float
    high: float
    source: str
    reading: float | None
    off: float
    reason: str

    @property
    def near(self) -> bool:
        """Tell whether the reading is near enough."""
        return self.reading is not None and abs(self.off) <= NEAR[self.kind]


def compare(network: Network, figures: Figures, rows: Sequence[Row], on: str) -> tuple[Compared, ...]:
    """Compare every published figure, in the order of the table."""
    return tuple(_compare(network, figures, row, on) for row in rows)


def _compare(network: Network, figures: Figures, row: Row, on: str) -> Compared:
    reading = None if row["reason"] else _reading(network, figures, row, on)
    return Compared(
        code=row["code"],
        kind=row["kind"],
        said=row["said"],
        low=row["low"],
        high=row["high"],
        source=row["source"],
        reading=reading,
        off=0.0 if reading is None else _off(reading, row["low"], row["high"]),
        reason=row["reason"] or "",
    )


def _off(reading: float, low: float, high: float) -> float:
    nearest = float(np.clip(reading, low, high))
    return (reading - nearest) / nearest


def _reading(network: Network, figures: Figures, row: Row, on: str) -> float | None:
    built = BUILT if row["built"] == "all" else ("in_service",)
    links = [link for link in network.links.values() if link.mode in row["modes"] and link.built in built]
    part = Network(network.places.values(), links, network.sources.values())
    expansion = Expansion(part, figures, on=on, built=built)
    if row["kind"] == "km":
        return _shortest_km(expansion, links, row["via"])
    way = through(expansion, row["via"])
    return None if way is None else way.hours[1] / HOURS


def _shortest_km(expansion: Expansion, links: Sequence[Link], via: Sequence[str]) -> float | None:
    """Give the shortest way over places in order, by length alone, gauge and mode taken as they come."""
    metres = {link.id: round(1000 * link.length_km) for link in links}
    weight = np.array([metres.get(step.link, 0) for step in expansion.steps], np.int64)
    expansion.graph = expansion.graph.weighing(weight)
    way = through(expansion, via)
    return None if way is None else way.length_km
