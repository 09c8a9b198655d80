# SPDX-License-Identifier: Apache-2.0
"""A network expanded for search: a node for each place, mode and gauge, so that what is paid at a place is an arc.

Each place has besides one node where journeys begin and one where they end; both are free to leave and to reach. A border
is paid on the arc that crosses it, a change of mode or of gauge on an arc within the place, so that it is paid once.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from comity.corridors.figures import Figures, Spread, moving_hours, moving_usd
from comity.corridors.graph import Arcs, Graph, Ints
from comity.corridors.network import Link, Network

CENTS = 100
Floats = NDArray[np.float64]
FREE = Spread(0, 0, 0, "none", "none")


class Weights(Struct, frozen=True):
    """What an hour of 20 tonnes is worth to the analyst, in US dollars, and how much a dollar of freight counts."""

    usd_per_hour: float = 20.0
    usd: float = 1.0


class Part(Struct, frozen=True):
    """A part of what a step costs: ``what`` is moving, border, transfer or gauge; ``year`` of the figure where it is dated."""

    what: str
    at: str
    hours: Spread
    usd: Spread
    year: str = ""


class Step(Struct, frozen=True):
    """An arc: from place and layer to place and layer, with the link it uses, if any, and its parts."""

    origin: tuple[str, str]
    target: tuple[str, str]
    link: str
    parts: tuple[Part, ...]


class Expansion:
    """The expanded graph of a network for one analyst's weights, one day and what counts as built.

    ``hours`` and ``usd`` have shape (3, arcs): low, middle, high; ``weight`` likewise, in cents of generalised cost.
    """

    def __init__(
        self,
        network: Network,
        figures: Figures,
        weights: Weights | None = None,
        *,
        on: str,
        built: Sequence[str] = ("in_service",),
    ) -> None:
        self.network, self.figures, self.weights, self.on = network, figures, weights or Weights(), on
        self.links = [link for link in network.links.values() if link.built in built]
        self.names = list(network.places)
        self.number = {name: i for i, name in enumerate(self.names)}
        self.layers = self._layers()
        self.states = [(name, layer) for name in self.names for layer in ("", *sorted(self.layers[name]))]
        self.state = {state: i for i, state in enumerate(self.states)}
        self.begin = {name: self.state[name, ""] for name in self.names}
        self.end = {name: len(self.states) + i for i, name in enumerate(self.names)}
        self.steps = tuple(self._steps())
        self._weigh()

    def _layers(self) -> dict[str, set[str]]:
        layers: dict[str, set[str]] = {name: set() for name in self.names}
        for link in self.links:
            for end in (link.a, link.b):
                layers[end].update(layers_of(link))
        return layers

    def _steps(self) -> Iterator[Step]:
        for name in self.names:
            for layer in sorted(self.layers[name]):
                yield Step((name, ""), (name, layer), "", ())
                yield Step((name, layer), (name, "end"), "", ())
            yield from self._changes(name)
        for link in self.links:
            for origin, target in ((link.a, link.b), (link.b, link.a)):
                parts = tuple(self._parts(link, origin, target))
                for layer in layers_of(link):
                    yield Step((origin, layer), (target, layer), link.id, parts)

    def _changes(self, name: str) -> Iterator[Step]:
        """Give the changes of mode and of gauge that can be made at a place."""
        here = sorted(self.layers[name])
        for one in here:
            for other in here:
                modes = one.partition(" ")[0], other.partition(" ")[0]
                if modes[0] != modes[1] and modes in self.figures.transfers:
                    change = self.figures.transfers[modes]
                    yield Step((name, one), (name, other), "", (Part("transfer", name, change.hours, change.usd),))
                elif one != other and modes[0] == modes[1] and name in self.figures.gauges:
                    change = self.figures.gauges[name]
                    yield Step((name, one), (name, other), "", (Part("gauge", name, change.hours, change.usd),))

    def _parts(self, link: Link, origin: str, target: str) -> Iterator[Part]:
        yield Part(
            "moving",
            link.id,
            moving_hours(self.network, self.figures, link),
            moving_usd(self.network, self.figures, link),
        )
        if self.network.crosses(link):
            left, entered = (self.network.places[name].administered_by for name in (origin, target))
            hours, year = self.figures.dwell(link, left, entered, "out", self.on)
            yield Part("border", origin, hours, FREE, year)
            hours, year = self.figures.dwell(link, entered, left, "in", self.on)
            yield Part("border", target, hours, FREE, year)

    def _weigh(self) -> None:
        ends = {(name, "end"): node for name, node in self.end.items()}
        tail = [self.state[step.origin] for step in self.steps]
        head = [ends[step.target] if step.target in ends else self.state[step.target] for step in self.steps]
        self.hours, self.usd = (_sums(self.steps, what) for what in ("hours", "usd"))
        cost = self.weights.usd_per_hour * self.hours + self.weights.usd * self.usd
        self.weight: Ints = np.rint(CENTS * cost).astype(np.int64)
        self.graph = Graph(len(self.states) + len(self.names), tail, head, self.weight[1])

    @cached_property
    def link_arcs(self) -> dict[str, Arcs]:
        """Give the arcs of each link, both directions and all gauges."""
        found: dict[str, list[int]] = {link.id: [] for link in self.links}
        for i, step in enumerate(self.steps):
            if step.link:
                found[step.link].append(i)
        return {link: np.array(arcs, np.int32) for link, arcs in found.items()}

    @cached_property
    def place_arcs(self) -> dict[str, Arcs]:
        """Give the arcs that begin or end at each place, or whose link goes through it."""
        found: dict[str, list[int]] = {name: [] for name in self.names}
        for i, step in enumerate(self.steps):
            through = self.network.links[step.link].passes if step.link else ()
            for name in {step.origin[0], step.target[0], *through}:
                found[name].append(i)
        return {name: np.array(arcs, np.int32) for name, arcs in found.items()}

    def arcs_of(self, places: Iterable[str] = (), links: Iterable[str] = ()) -> Arcs:
        """Give the arcs that a closure of places and links takes out; links that are not built have none."""
        chosen = [self.place_arcs[name] for name in places]
        chosen += [self.link_arcs[name] for name in links if name in self.link_arcs]
        return np.unique(np.concatenate([np.array([], np.int32), *chosen]))

    def weighing(self, which: int) -> Graph:
        """Give the graph with low (0), middle (1) or high (2) costs."""
        return self.graph.weighing(self.weight[which])

    def begins(self, names: Iterable[str]) -> Arcs:
        """Give the nodes where journeys from places begin."""
        return np.array([self.begin[name] for name in names], np.int32)

    def ends(self, names: Iterable[str]) -> Arcs:
        """Give the nodes where journeys to places end."""
        return np.array([self.end[name] for name in names], np.int32)


def layers_of(link: Link) -> tuple[str, ...]:
    """Give the layers a link runs in: its mode, for rail one for each gauge."""
    return tuple(f"rail {gauge}" for gauge in link.gauges_mm) if link.gauges_mm else (link.mode,)


def _sums(steps: Sequence[Step], what: str) -> Floats:
    values = np.zeros((3, len(steps)))
    for i, step in enumerate(steps):
        for part in step.parts:
            spread = getattr(part, what)
            values[:, i] += spread.low, spread.middle, spread.high
    return values
