# SPDX-License-Identifier: Apache-2.0
"""A study: a question put to a network for the members of a conference, with all it takes to answer."""

import hashlib
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from comity.corridors.closure import Closed, arcs
from comity.corridors.demand import KINDS, Demand, demand
from comity.corridors.engine import Engine, best
from comity.corridors.errors import NotInNetwork
from comity.corridors.expansion import Expansion, Weights
from comity.corridors.figures import Figures
from comity.corridors.graph import Arcs
from comity.corridors.network import BUILT, Link, Network
from comity.corridors.notices import Notice, closed, contradicted, placed, words
from comity.corridors.question import LEVELS, Question
from comity.corridors.scenario import Scenario, closed_things


class Member(Struct, frozen=True):
    """A member as tables name it: its code (ISO 3166, three letters, where it has places) and its name to the reader."""

    code: str
    name: str


class Asker(Struct, frozen=True):
    """Who asks, and when: the members tables are for, in the conference's order; the day; others with names; notices.

    ``notices`` are those the question is to be computed with, of a record or of a table of one's own; None: without any.
    """

    members: tuple[Member, ...]
    today: str
    others: tuple[Member, ...] = ()
    notices: tuple[Notice, ...] | None = None


class Study:
    """What a question is asked of; ``scenarios`` are read already. Figures are those of the day asked for, or of today.

    Raises:
        QuestionRefused: a part of the question cannot be taken.
        NotInNetwork: it names what the network does not have.
    """

    def __init__(
        self,
        question: Question,
        network: Network,
        figures: Figures,
        asker: Asker,
        scenarios: Sequence[Scenario] = (),
    ) -> None:
        question.check()
        self.question, self.network, self.figures = question, network, figures
        self._names = {each.code: each.name for each in (*asker.others, *asker.members)}
        self.members, self.on = asker.members, question.on or asker.today
        self.is_notified = asker.notices is not None
        of_links, elsewhere = placed(asker.notices or (), network)
        self.words, self.elsewhere = words(of_links, self.on), words(elsewhere, self.on)
        self.contradicted = contradicted(self.words)
        self.notified = closed(self.words, question.counting)
        self.scenarios = tuple(scenarios)
        self.places = tuple(network.place(name).id for name in question.places)
        self.engine: Engine = best()
        self.closed = self._closed()

    @cached_property
    def expansion(self) -> Expansion:
        """Expand the network."""
        built = BUILT[: LEVELS[self.question.built]]
        weights = Weights(usd_per_hour=self.question.usd_per_hour)
        return Expansion(self.network, self.figures, weights, on=self.on, built=built)

    @cached_property
    def ends(self) -> tuple[str, ...]:
        """Give the ends of journeys."""
        places = self.network.places.values()
        if self.question.ends == "all":
            return tuple(place.id for place in places if place.kind in {"city", "port", "terminal"})
        if self.question.ends == "main":
            return tuple(place.id for place in places if place.main) or tuple(self.network.places)
        named = [self.network.place(name.strip()).id for name in self.question.ends.split(",")]
        return tuple(dict.fromkeys(named))

    @cached_property
    def demand(self) -> Demand:
        """Give the demand asked for."""
        return demand(self.network, self.ends, self.question.demand)

    @cached_property
    def demands(self) -> tuple[Demand, Demand]:
        """Give the demand asked for and the other one, to see whether an order hangs on it."""
        other = next(kind for kind in KINDS if kind != self.question.demand)
        return self.demand, demand(self.network, self.ends, other)

    @cached_property
    def gone(self) -> Arcs:
        """Give the arcs that are closed to every pair alike."""
        return arcs(self.expansion, self.closed)

    def gone_between(self, *places: str) -> Arcs:
        """Give the arcs closed to a journey between places: transit through their own states is none."""
        owners = [self.network.places[place].administered_by for place in places]
        return arcs(self.expansion, self.closed, but=owners)

    @cached_property
    def fingerprint(self) -> str:
        """Digest the network and the figures: two answers of one fingerprint were computed from the same data."""
        said = (list(self.network.places.values()), list(self.network.links.values()), self.figures)
        return hashlib.sha256(repr(said).encode()).hexdigest()

    @cached_property
    def closed_links(self) -> tuple[Link, ...]:
        """Give the links no journey can use that neither begins nor ends in a state whose transit is closed."""
        gone = set(self.gone.tolist())
        return tuple(
            self.network.links[link] for link, own in self.expansion.link_arcs.items() if set(own.tolist()) <= gone
        )

    def name(self, place: str) -> str:
        """Name a place."""
        return self.network.places[place].name

    def link_name(self, link: str) -> str:
        """Name a link by its ends."""
        found = self.network.links[link]
        return f"{self.name(found.a)} – {self.name(found.b)}"

    def state_name(self, code: str) -> str:
        """Name a state as the conference does; one it has no name for by its code."""
        return self._names.get(code, code)

    def _closed(self) -> Closed:
        asked = self.question
        reported = [each for scenario in self.scenarios for each in scenario.on(asked.on)]
        places, links = closed_things(reported)
        modes = set(asked.close_mode)
        chosen = [self.network.place(name).id for name in asked.close_place]
        lines = [self.network.link(name).id for name in asked.close_link]
        lines += [link.id for link in self.network.links.values() if link.mode in modes]
        return Closed(
            places=tuple(dict.fromkeys([*chosen, *sorted(places)])),
            links=tuple(dict.fromkeys([*lines, *sorted(links), *self.notified])),
            transit_of=tuple(dict.fromkeys(self._state(code) for code in asked.transit_of)),
            contested=asked.contested,
        )

    def _state(self, code: str) -> str:
        states = {place.administered_by for place in self.network.places.values()} - {""}
        if code.upper() not in states | {member.code for member in self.members}:
            raise NotInNetwork(f"no state {code!r} in the network; codes are those of ISO 3166, three letters")
        return code.upper()
