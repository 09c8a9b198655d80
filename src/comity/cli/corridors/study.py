# SPDX-License-Identifier: Apache-2.0
"""A study: the network, the day, the analyst's weights, the ends and what is closed, as the command line says."""

import argparse
import re
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path

from comity.cli.errors import NotThere, Unusable
from comity.conferences.conference import CODES, Party, load
from comity.corridors import shipped
from comity.corridors.closure import Closed, arcs
from comity.corridors.demand import KINDS, Demand, demand
from comity.corridors.engine import Engine, best
from comity.corridors.expansion import Expansion, Weights
from comity.corridors.geojson import load_geojson
from comity.corridors.graph import Arcs
from comity.corridors.loading import load as load_tables
from comity.corridors.network import BUILT, Network
from comity.corridors.scenario import Scenario, closed_things, read_scenario

LEVELS = {"now": 1, "soon": 2, "ever": 3}
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Study:
    """What a question is asked of."""

    def __init__(self, network: Network, arguments: argparse.Namespace) -> None:
        self.network, self.asked = network, arguments
        self.on = _day(arguments.on)
        self.scenarios = tuple(_scenario(each, network) for each in arguments.scenario)
        self.closed = self._closed()
        self.engine: Engine = best()

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> "Study":
        """Load what the command line names; raises NetworkRefused."""
        network = shipped.network() if arguments.network is None else _own(arguments.network)
        return cls(network, arguments)

    @cached_property
    def members(self) -> tuple[Party, ...]:
        """Give the members of the conference in its order."""
        if self.asked.conference not in CODES:
            raise NotThere(f"no conference {self.asked.conference!r}; there are {', '.join(CODES)}")
        parties = [party for party in load(self.asked.conference).parties if party.kind == "member"]
        return tuple(sorted(parties, key=lambda party: party.order))

    @cached_property
    def expansion(self) -> Expansion:
        """Expand the network."""
        built = BUILT[: LEVELS[self.asked.built]]
        weights = Weights(usd_per_hour=self.asked.usd_per_hour)
        return Expansion(self.network, shipped.figures(), weights, on=self.on, built=built)

    @cached_property
    def ends(self) -> tuple[str, ...]:
        """Give the ends of journeys."""
        places = self.network.places.values()
        if self.asked.ends == "all":
            return tuple(place.id for place in places if place.kind in {"city", "port", "terminal"})
        if self.asked.ends == "main":
            return tuple(place.id for place in places if place.main) or tuple(self.network.places)
        return tuple(self.network.place(name.strip()).id for name in self.asked.ends.split(","))

    @cached_property
    def demand(self) -> Demand:
        """Give the demand asked for."""
        return demand(self.network, self.ends, self.asked.demand)

    @cached_property
    def demands(self) -> tuple[Demand, Demand]:
        """Give the demand asked for and the other one, to see whether an order hangs on it."""
        other = next(kind for kind in KINDS if kind != self.asked.demand)
        return self.demand, demand(self.network, self.ends, other)

    @cached_property
    def gone(self) -> Arcs:
        """Give the arcs that are closed to every pair alike."""
        return arcs(self.expansion, self.closed)

    def gone_between(self, *places: str) -> Arcs:
        """Give the arcs closed to a journey between places: transit through their own states is none."""
        owners = [self.network.places[place].administered_by for place in places]
        return arcs(self.expansion, self.closed, but=owners)

    @contextmanager
    def executor(self) -> Iterator[Executor | None]:
        """Give processes for a sweep, if more than one is wanted."""
        if self.asked.jobs <= 1:
            yield None
        else:
            with ProcessPoolExecutor(self.asked.jobs, mp_context=get_context("forkserver")) as pool:
                yield pool

    def _closed(self) -> Closed:
        reported = [each for scenario in self.scenarios for each in scenario.on(self.asked.on)]
        places, links = closed_things(reported)
        modes = set(self.asked.close_mode)
        chosen = [self.network.place(name).id for name in self.asked.close_place]
        lines = [self.network.link(name).id for name in self.asked.close_link]
        lines += [link.id for link in self.network.links.values() if link.mode in modes]
        return Closed(
            places=tuple(dict.fromkeys([*chosen, *sorted(places)])),
            links=tuple(dict.fromkeys([*lines, *sorted(links)])),
            transit_of=tuple(dict.fromkeys(self._state(code) for code in self.asked.transit_of)),
            contested=self.asked.contested,
        )

    def _state(self, code: str) -> str:
        states = {place.administered_by for place in self.network.places.values()} | {
            party.code for party in self.members
        }
        if code.upper() not in states:
            raise NotThere(f"no state {code!r} in the network; codes are those of ISO 3166, three letters")
        return code.upper()


def _own(path: Path) -> Network:
    if path.is_dir():
        names = [name for name in shipped.NETWORK if (path / name).is_file()]
        if not {"places.csv", "links.csv"} <= set(names):
            raise NotThere(f"{path} holds no places.csv and links.csv")
        return load_tables({name: (path / name).read_bytes() for name in names})
    if not path.is_file():
        raise NotThere(f"{path} is neither a directory nor a file")
    return load_geojson(path.read_bytes(), path.name)


def _scenario(name: str, network: Network) -> Scenario:
    path = Path(name)
    return read_scenario(path.read_bytes(), network) if path.is_file() else shipped.scenario(name, network)


def _day(given: str) -> str:
    if not given:
        return datetime.now(UTC).date().isoformat()
    try:
        datetime.strptime(given, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise Unusable(f"--on {given}: a day is YYYY-MM-DD") from None
    if not DAY.fullmatch(given):
        raise Unusable(f"--on {given}: a day is YYYY-MM-DD")
    return given
