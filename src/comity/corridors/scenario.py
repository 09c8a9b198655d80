# SPDX-License-Identifier: Apache-2.0
"""A scenario: what was not available when, as reported, with dates and sources; the network itself never says that."""

import tomllib
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from comity.corridors.errors import NotInNetwork, ScenarioRefused
from comity.corridors.network import Network, Source


class Names(Struct, frozen=True, forbid_unknown_fields=True):
    """A title in two languages."""

    en: str
    ru: str


class Closed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Places and links that were not available from a day, until and with another; an empty end means: not known."""

    sources: tuple[str, ...]
    from_on: str
    until_on: str = ""
    places: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    def on(self, day: str) -> bool:
        """Tell whether it holds on a day."""
        return self.from_on <= day and (not self.until_on or day <= self.until_on)


class Scenario(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scenario. ``basis`` says how it is known; ``as_of`` is the day its newest source was written."""

    code: str
    title: Names
    basis: str
    as_of: str
    closed: tuple[Closed, ...]
    source: tuple[Source, ...]

    def on(self, day: str = "") -> tuple[Closed, ...]:
        """Give what is closed on a day, or ever."""
        return tuple(each for each in self.closed if not day or each.on(day))


def read_scenario(data: bytes, network: Network) -> Scenario:
    """Read a scenario of a network.

    Raises:
        ScenarioRefused: it is not TOML of this form, names what the network lacks, or lacks a source.
    """
    try:
        plain = _dates_as_text(tomllib.loads(data.decode("utf-8")))
        scenario = msgspec.convert(plain, Scenario)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ScenarioRefused(f"not a scenario: {error}") from error
    try:
        _check(scenario, network)
    except NotInNetwork as error:
        raise ScenarioRefused(f"{scenario.code}: {error}") from error
    return scenario


def _check(scenario: Scenario, network: Network) -> None:
    named = {source.key for source in scenario.source}
    for each in scenario.closed:
        for link in each.links:
            network.link(link)
        for place in each.places:
            network.place(place)
        if not each.sources or not set(each.sources) <= named:
            raise ScenarioRefused(f"{scenario.code}: each closure names its sources, and each source is listed")
        if each.until_on and each.until_on < each.from_on:
            raise ScenarioRefused(f"{scenario.code}: closed until {each.until_on}, before {each.from_on}")


def _dates_as_text(value: Any) -> Any:  # noqa: ANN401  (whatever TOML holds)
    if isinstance(value, dict):
        return {key: _dates_as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_dates_as_text(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def closed_things(closures: Iterable[Closed]) -> tuple[frozenset[str], frozenset[str]]:
    """Give the places and the links of closures."""
    listed = tuple(closures)
    places = frozenset(place for each in listed for place in each.places)
    return places, frozenset(link for each in listed for link in each.links)
