# SPDX-License-Identifier: Apache-2.0
"""A network: places, the links between them, and what is said of where each value comes from.

What is built is said here; whether a way is open never is: that comes from a notice or from a scenario.
"""

import math
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal

from msgspec import Struct

from comity.corridors.errors import NotInNetwork

Mode = Literal["rail", "road", "sea", "ferry"]
Built = Literal["in_service", "under_construction", "planned"]
MODES: tuple[Mode, ...] = ("rail", "road", "sea", "ferry")
BUILT: tuple[Built, ...] = ("in_service", "under_construction", "planned")
KINDS = ("city", "border", "port", "terminal", "strait")
EARTH_KM = 6371.0
DETOUR = 1.25
"""Length over great circle where no length is known; marked as an estimate."""


class Place(Struct, frozen=True, kw_only=True):
    """A place. ``administered_by`` serves computing only and is never printed beside the name; empty for straits.

    ``region`` is ``core``, or ``rim`` where the network is too sparse to rank its links. ``main`` places are the ends of
    journeys unless others are asked for.
    """

    id: str
    name: str
    lat_deg: float
    lon_deg: float
    kind: str
    administered_by: str
    region: str
    main: bool
    contested: bool
    basis: str
    source: str


class Link(Struct, frozen=True, kw_only=True):
    """A way between two places, used in both directions. ``passes`` names straits it goes through.

    ``gauges_mm`` is empty except for rail; several gauges mean that trains of each can run.
    """

    id: str
    a: str
    b: str
    mode: Mode
    built: Built
    gauges_mm: tuple[str, ...]
    length_km: float
    length_basis: str
    length_source: str
    corridors: tuple[str, ...]
    passes: tuple[str, ...]


class Source(Struct, frozen=True, kw_only=True):
    """Where a value was read; ``date`` is the source's own, or "retrieved" and when."""

    key: str
    title: str
    address: str
    date: str


class Network:
    """Places and links that fit together: every end of a link is a place, every id stands once."""

    def __init__(self, places: Iterable[Place], links: Iterable[Link], sources: Iterable[Source] = ()) -> None:
        self.places: Mapping[str, Place] = {place.id: place for place in places}
        self.links: Mapping[str, Link] = {link.id: link for link in links}
        self.sources: Mapping[str, Source] = {source.key: source for source in sources}

    @cached_property
    def at(self) -> Mapping[str, tuple[Link, ...]]:
        """Give the links that end at each place or go through it."""
        found: dict[str, list[Link]] = {place: [] for place in self.places}
        for link in self.links.values():
            for place in {link.a, link.b, *link.passes}:
                found[place].append(link)
        return {place: tuple(links) for place, links in found.items()}

    def place(self, name: str) -> Place:
        """Give the place of an id or a name; raises NotInNetwork."""
        if name in self.places:
            return self.places[name]
        wanted = name.casefold()
        named = [place for place in self.places.values() if place.name.casefold() == wanted]
        if len(named) == 1:
            return named[0]
        near = [place.id for place in self.places.values() if wanted in f"{place.id} {place.name}".casefold()]
        raise NotInNetwork(f"no place {name!r}" + (f"; there are {', '.join(near[:8])}" if near else ""))

    def link(self, name: str) -> Link:
        """Give the link of an id; raises NotInNetwork."""
        if name in self.links:
            return self.links[name]
        near = [link for link in self.links if all(part in link for part in name.casefold().split("-"))]
        raise NotInNetwork(f"no link {name!r}" + (f"; there are {', '.join(near[:8])}" if near else ""))

    def of_state(self, code: str, *, contested: bool = False) -> tuple[str, ...]:
        """Give the places a state administers; those whose status is disputed only if asked for."""
        return tuple(
            place.id
            for place in self.places.values()
            if place.administered_by == code and (contested or not place.contested)
        )

    def crosses(self, link: Link) -> bool:
        """Tell whether a link leads by land from one administration to another."""
        a, b = self.places[link.a].administered_by, self.places[link.b].administered_by
        return bool(a and b and a != b and link.mode in {"rail", "road"})

    def ranked(self, link: Link) -> bool:
        """Tell whether a link may stand in a ranking: both ends in the core."""
        return self.places[link.a].region == self.places[link.b].region == "core"


def great_circle_km(a: Place, b: Place) -> float:
    """Measure the great circle between two places."""
    lat1, lat2 = math.radians(a.lat_deg), math.radians(b.lat_deg)
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(b.lon_deg - a.lon_deg) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))
