# SPDX-License-Identifier: Apache-2.0
"""What ships with the package: network, figures, names of corridors, published lengths and times, scenarios, road graphs.

The one file of this room that reads: from packages, through ``importlib.resources``.
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from msgspec import Struct

from comity.corridors import figures as figure_tables
from comity.corridors.errors import NetworkRefused, NotInNetwork
from comity.corridors.figures import Figures
from comity.corridors.loading import load
from comity.corridors.network import Network
from comity.corridors.roads import Roads, read_roads
from comity.corridors.scenario import Scenario, read_scenario
from comity.corridors.table import Column, Row, number, read_table, words

NETWORK = ("places.csv", "links.csv", "lengths_osm.csv", "contested.csv", "sources.csv")
_TEXT, _MAYBE, _NUMBER = Column(str), Column(str, needed=False), Column(number(0))
_SAID = {"basis": _TEXT, "source": _TEXT}


def _three(name: str) -> dict[str, Column]:
    return {f"{name}_low": _NUMBER, name: _NUMBER, f"{name}_high": _NUMBER}


TABLES: Mapping[str, Mapping[str, Column]] = {
    "speeds.csv": {"mode": _TEXT, "state": _TEXT, "km_per_hour": _NUMBER, **_SAID},
    "tariffs.csv": {"mode": _TEXT, "state": _TEXT, **_three("usd_per_500_km"), **_SAID},
    "en_route.csv": {"mode": _TEXT, **_three("factor"), **_SAID},
    "transfers.csv": {"from_mode": _TEXT, "to_mode": _TEXT, **_three("hours"), **_three("usd"), **_SAID},
    "gauge_changes.csv": {"place": _TEXT, **_three("hours"), **_three("usd"), **_SAID},
    "dwell.csv": {
        "place": _MAYBE,
        "state": _TEXT,
        "mode": _TEXT,
        "direction": _TEXT,
        **_three("hours"),
        "from_on": _TEXT,
        "until_on": _TEXT,
        "range_basis": _TEXT,
        **_SAID,
    },
    "unions.csv": {"code": _TEXT, "states": Column(words), **_three("hours"), **_SAID},
    "corridors.csv": {"tag": _TEXT, "name_en": _TEXT, "name_ru": _TEXT},
    "published.csv": {
        "code": _TEXT,
        "kind": _TEXT,
        "low": _NUMBER,
        "high": _NUMBER,
        "via": Column(words, needed=False),
        "modes": Column(words),
        "built": _TEXT,
        "said": _TEXT,
        "source": _TEXT,
        "reason": _MAYBE,
    },
}
"""The tables beside the network, with their columns."""
FIGURES = ("speeds.csv", "tariffs.csv", "en_route.csv", "transfers.csv", "gauge_changes.csv", "dwell.csv", "unions.csv")


class Corridor(Struct, frozen=True):
    """A named corridor, as links are tagged with it."""

    tag: str
    name_en: str
    name_ru: str


def _folder() -> Traversable:
    return resources.files("comity.corridors") / "data"


@cache
def network() -> Network:
    """Load the network that ships with the package."""
    return load({name: (_folder() / name).read_bytes() for name in NETWORK})


@cache
def figures() -> Figures:
    """Load the figures that ship with the package."""
    return figure_tables.assemble({name: rows(name) for name in FIGURES})


def rows(name: str) -> list[Row]:
    """Read one of the `TABLES`; raises NetworkRefused."""
    found, defects = read_table((_folder() / name).read_bytes(), name, TABLES[name])
    if defects:
        raise NetworkRefused(tuple(defects))
    return found


def corridors() -> tuple[Corridor, ...]:
    """Give the corridors that links are tagged with."""
    return tuple(Corridor(row["tag"], row["name_en"], row["name_ru"]) for row in rows("corridors.csv"))


def scenarios() -> tuple[str, ...]:
    """List the codes of the scenarios that ship with the package."""
    folder = _folder() / "scenarios"
    return tuple(sorted(each.name.removesuffix(".toml") for each in folder.iterdir() if each.name.endswith(".toml")))


def scenario(code: str, of: Network) -> Scenario:
    """Read a scenario that ships with the package; raises NotInNetwork."""
    if code not in scenarios():
        raise NotInNetwork(f"no scenario {code!r}; there are {', '.join(scenarios())}")
    return read_scenario((_folder() / "scenarios" / f"{code}.toml").read_bytes(), of)


def roads(name: str = "world_highways") -> Roads:
    """Read a graph of the package ``scgraph-data`` (ODbL 1.0), as data only: nothing of it is run.

    Raises:
        ModuleNotFoundError: the package is not there.
    """
    return read_roads((resources.files("scgraph_data") / f"{name}.py").read_bytes(), name)


@cache
def coast() -> tuple[tuple[tuple[float, float], ...], ...]:
    """Give coastlines as closed lines of (latitude, longitude) in degrees; none where the set-up could not make them."""
    file = _folder() / "coast.txt"
    if not file.is_file():
        return ()
    lines = (line.split() for line in file.read_text(encoding="ascii").splitlines())
    return tuple(tuple(_position(point) for point in line) for line in lines)


def _position(point: str) -> tuple[float, float]:
    lon, _, lat = point.partition(",")
    return int(lat) / 100, int(lon) / 100
