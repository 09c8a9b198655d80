# SPDX-License-Identifier: Apache-2.0
"""Figures of time and money that are not a link's own: speeds, dwell at borders, changes of gauge and mode, prices.

Every figure is a `Spread`: a low, a middle and a high value with basis and source. Money is US dollars of the source's
year for a load of 20 tonnes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from comity.corridors.network import Link, Network
from comity.corridors.table import Row

Direction = Literal["out", "in"]
ANYWHERE = "*"


class Spread(Struct, frozen=True):
    """A low, a middle and a high value, and where they come from."""

    low: float
    middle: float
    high: float
    basis: str
    source: str


class Dwell(Struct, frozen=True, kw_only=True):
    """Hours at a border on the side of ``state``, leaving it (``out``), entering it (``in``) or ``both``, in a period.

    ``place`` is empty where the figure is the state's average; ``state`` is "*" where it is the region's.
    Dates are ISO 8601, so that text order is time order.
    """

    place: str
    state: str
    mode: str
    direction: str
    hours: Spread
    from_on: str
    until_on: str


class Union(Struct, frozen=True, kw_only=True):
    """States among which no customs border stands."""

    code: str
    states: tuple[str, ...]
    hours: Spread


class Change(Struct, frozen=True):
    """Hours and dollars of a change: of mode, or of gauge where wagons change."""

    hours: Spread
    usd: Spread


class Figures(Struct, frozen=True, kw_only=True):
    """All figures. Speeds, prices and stops go by (mode, state), changes of mode by (from, to), of gauge by place."""

    speeds: Mapping[tuple[str, str], Spread]
    prices: Mapping[tuple[str, str], Spread]
    stops: Mapping[str, Spread]
    transfers: Mapping[tuple[str, str], Change]
    gauges: Mapping[str, Change]
    dwells: tuple[Dwell, ...]
    unions: tuple[Union, ...]

    def speed(self, mode: str, state: str) -> Spread:
        """Give the moving speed in km/h: the state's, else the region's."""
        return self.speeds.get((mode, state)) or self.speeds[mode, ANYWHERE]

    def price(self, mode: str, state: str) -> Spread:
        """Give US dollars per km: the state's, else the region's."""
        return self.prices.get((mode, state)) or self.prices[mode, ANYWHERE]

    def dwell(self, link: Link, state: str, other: str, direction: Direction, on: str) -> tuple[Spread, str]:
        """Give the hours at the border that a link crosses, on one side, and the year they were taken in, if any.

        What is known of the crossing comes first, then customs unions, then the state's average, then the region's.
        """
        here = [each for each in self.dwells if each.mode == link.mode and each.direction in (direction, "both")]
        chosen = _dated([each for each in here if each.place in (link.a, link.b) and each.state == state], on)
        if chosen is None:
            for union in self.unions:
                if state in union.states and other in union.states:
                    return union.hours, ""
            chosen = _dated([each for each in here if not each.place and each.state == state], on)
        if chosen is None:
            chosen = _dated([each for each in here if not each.place and each.state == ANYWHERE], on)
        if chosen is None:
            return Spread(0, 0, 0, "none", "none"), ""
        return chosen.hours, chosen.from_on[:4]


def _dated(dwells: Sequence[Dwell], on: str) -> Dwell | None:
    """Choose the figure in force on a day, else the latest before it, else the earliest after it."""
    if not dwells:
        return None
    begun = [each for each in dwells if each.from_on <= on]
    exact = [each for each in dwells if each.direction != "both"]
    if begun:
        newest = max(each.from_on for each in begun)
        newest_ones = [each for each in begun if each.from_on == newest]
        return next((each for each in newest_ones if each in exact), newest_ones[0])
    return min(dwells, key=lambda each: each.from_on)


def assemble(rows: Mapping[str, Sequence[Row]]) -> Figures:
    """Put the rows of the tables of figures together; their columns are those of ``docs/reference/corridors.md``."""
    return Figures(
        speeds={(row["mode"], row["state"]): _even(row, "km_per_hour") for row in rows["speeds.csv"]},
        prices={(row["mode"], row["state"]): _per_km(row) for row in rows["tariffs.csv"]},
        stops={row["mode"]: _spread(row, "factor") for row in rows["en_route.csv"]},
        transfers={(row["from_mode"], row["to_mode"]): _change(row) for row in rows["transfers.csv"]},
        gauges={row["place"]: _change(row) for row in rows["gauge_changes.csv"]},
        dwells=tuple(_dwells(rows["dwell.csv"])),
        unions=tuple(
            Union(code=row["code"], states=row["states"], hours=_spread(row, "hours")) for row in rows["unions.csv"]
        ),
    )


def _dwells(rows: Iterable[Row]) -> Iterable[Dwell]:
    for row in rows:
        named = {name: row[name] or "" for name in ("place", "state", "mode", "direction", "from_on", "until_on")}
        yield Dwell(**named, hours=_spread(row, "hours"))


def _spread(row: Row, column: str) -> Spread:
    return Spread(row[f"{column}_low"], row[column], row[f"{column}_high"], row["basis"], row["source"])


def _even(row: Row, column: str) -> Spread:
    return Spread(row[column], row[column], row[column], row["basis"], row["source"])


def _per_km(row: Row) -> Spread:
    spread = _spread_of_price(row)
    return Spread(spread.low / 500, spread.middle / 500, spread.high / 500, spread.basis, spread.source)


def _spread_of_price(row: Row) -> Spread:
    name = "usd_per_500_km"
    return Spread(row[f"{name}_low"], row[name], row[f"{name}_high"], row["basis"], row["source"])


def _change(row: Row) -> Change:
    return Change(_spread(row, "hours"), _spread(row, "usd"))


def moving_hours(network: Network, figures: Figures, link: Link) -> Spread:
    """Give the hours of a link without borders: length over the mean speed of both ends, times the stops on the way."""
    ends = [network.places[end].administered_by for end in (link.a, link.b)]
    speeds = [figures.speed(link.mode, state) for state in ends]
    hours = link.length_km / (sum(speed.middle for speed in speeds) / len(speeds))
    stops = figures.stops[link.mode]
    basis = "published" if {speed.basis for speed in speeds} == {"published"} else "assumption"
    sources = " ".join(dict.fromkeys([*(speed.source for speed in speeds), stops.source, link.length_source]))
    return Spread(hours * stops.low, hours * stops.middle, hours * stops.high, basis, sources)


def moving_usd(network: Network, figures: Figures, link: Link) -> Spread:
    """Give the dollars of a link: length times the mean price of both ends."""
    prices = [figures.price(link.mode, network.places[end].administered_by) for end in (link.a, link.b)]
    low, middle, high = (
        link.length_km * sum(getattr(price, each) for price in prices) / len(prices)
        for each in ("low", "middle", "high")
    )
    basis = "published" if {price.basis for price in prices} == {"published"} else "assumption"
    return Spread(low, middle, high, basis, " ".join(dict.fromkeys(price.source for price in prices)))
