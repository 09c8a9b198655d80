# SPDX-License-Identifier: Apache-2.0
"""Statements: what an answer is made of, one type for each kind; on the wire ``said`` names the kind.

A number stands here as it is printed, so that page, paper, table and program say the same. Where a name stands beside a code
or an id, the name is for people. What has no bound is null.
"""

import msgspec
from msgspec import Struct

from comity.corridors.question import Question


def _word(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


class Said(Struct, frozen=True, kw_only=True, tag_field="said", tag=lambda name: f"corridors_{_word(name)}"):
    """The root of all statements."""

    @property
    def word(self) -> str:
        """Name the kind of statement in one word."""
        return _word(type(self).__name__)


class Premises(Said, frozen=True, kw_only=True):
    """What is computed: the network as built, the day of the figures, the ends, the weights; ``data`` is a digest of the data."""

    places: int
    links: int
    on: str
    ends: int
    demand: str
    usd_per_hour: float
    data: str


class Asked(Said, frozen=True, kw_only=True):
    """What was asked, part by part: with the day and the data of the premises it can be asked anew."""

    question: Question


class Scenario(Said, frozen=True, kw_only=True):
    """What a scenario reports is taken as not available."""

    code: str
    title_en: str
    title_ru: str
    as_of: str
    sources: tuple[str, ...]


class Recorded(Said, frozen=True, kw_only=True):
    """Notices are computed with: how many speak of the day, of how many links they contradict one another, which count then."""

    on: str
    notices: int
    contradicted: int
    counting: str


class Notified(Said, frozen=True, kw_only=True):
    """What a notice on the record says of a link on the day asked for, who said it and where; ``closes`` where it counts.

    ``contradicted`` where another author says otherwise. Without a name the network has no such link.
    """

    link: str
    name: str
    mode: str
    state: str
    direction: str
    from_on: str
    to_on: str
    author: str
    author_name: str
    entry: int
    contradicted: bool
    closes: bool


class IfTransit(Said, frozen=True, kw_only=True):
    """Transit through a state is taken as not available."""

    state: str
    name: str


class If(Said, frozen=True, kw_only=True):
    """Places and links are taken as not available."""

    places: tuple[str, ...]
    links: tuple[str, ...]


class Contested(Said, frozen=True, kw_only=True):
    """Places whose status is disputed, left out of what is closed with a state."""

    places: tuple[str, ...]


class Way(Said, frozen=True, kw_only=True):
    """A way with its sums; its legs follow."""

    number: int
    links: tuple[str, ...]
    length_km: int
    cost_usd: int
    days_low: float
    days_middle: float
    days_high: float
    usd_low: int
    usd_middle: int
    usd_high: int


class Leg(Said, frozen=True, kw_only=True):
    """A part of a way: moving, a border, a change of mode or gauge; ``at`` is a link or a place."""

    way: int
    what: str
    at: str
    name: str
    mode: str
    hours_low: float
    hours_middle: float
    hours_high: float
    usd: int
    basis: str
    sources: str
    year: str


class NoWay(Said, frozen=True, kw_only=True):
    """No way leads from one place to the other."""

    origin: str
    goal: str


class Reached(Said, frozen=True, kw_only=True):
    """A place that can be reached, how soon, and in which band of hours."""

    place: str
    id: str
    band_hours: float | None
    hours_low: float
    hours_middle: float
    hours_high: float


class ReachedCount(Said, frozen=True, kw_only=True):
    """How many places can be reached, of how many."""

    count: int
    of: int


class State(Said, frozen=True, kw_only=True):
    """What a closure adds for a member's pairs, as means over the pairs that keep a way; and how many keep none.

    ``ways_before`` and ``ways`` count the ways out of the member no two of which share a link.
    """

    state: str
    name: str
    pairs: int
    changed: int
    cut_off: int
    before_usd_low: float
    before_usd_high: float
    added_usd_low: float
    added_usd_high: float
    added_hours_low: float
    added_hours_high: float
    ways_before: int
    ways: int


class NoPlace(Said, frozen=True, kw_only=True):
    """A member that has no place in the data."""

    state: str
    name: str


class NoEnd(Said, frozen=True, kw_only=True):
    """A member that has places in the data, none of them among the ends asked for."""

    state: str
    name: str


class LostCount(Said, frozen=True, kw_only=True):
    """How many pairs are cut off, and how many had no way already before."""

    count: int
    without_before: int


class Lost(Said, frozen=True, kw_only=True):
    """A pair cut off, and what closed thing its best way led over."""

    origin: str
    goal: str
    reasons: tuple[str, ...]


class Exposed(Said, frozen=True, kw_only=True):
    """A member's exposure, the ways it has, and through whom its best ways lead, in the conference's order."""

    state: str
    name: str
    expected_usd: float
    worst_usd: int
    worst_cut: float
    worst_link: str
    worst_name: str
    ways: int
    through: dict[str, float]
    order_changes: bool


class Ranked(Said, frozen=True, kw_only=True):
    """How many links or places were computed, each lost alone, and how many are shown."""

    count: int
    of: str
    shown: int


class Critical(Said, frozen=True, kw_only=True):
    """What the loss of a link or a place costs: over all demand, and for the state affected most."""

    number: int
    kind: str
    id: str
    name: str
    mode: str
    rise_usd: float
    rise_usd_low: float
    rise_usd_high: float
    worst_rise_usd: float
    cut: float
    worst_cut: float
    order_changes: bool


class Pairs(Said, frozen=True, kw_only=True):
    """Of how many pairs the worst are shown, and how many of these were computed."""

    pairs: int
    computed: int
    links: int
    of: int


class Pair(Said, frozen=True, kw_only=True):
    """What the loss of two links together costs, of each alone, and what is beyond their sum."""

    number: int
    first: str
    second: str
    first_name: str
    second_name: str
    rise_usd: float
    cut: float
    first_usd: float
    second_usd: float
    beyond_usd: float
    order_changes: bool


class Sources(Said, frozen=True, kw_only=True):
    """Where the figures come from: by key, as legs name them, what was read and of when."""

    titles: dict[str, str]


class Osm(Said, frozen=True, kw_only=True):
    """Lengths were measured on data of OpenStreetMap, whose contributors are to be named."""


class Limits(Said, frozen=True, kw_only=True):
    """What ranges are, and what is not in the data."""


Statement = (
    Premises | Asked | Scenario | Recorded | Notified | IfTransit | If | Contested | Way | Leg | NoWay | Reached | ReachedCount
    | State | NoPlace | NoEnd | LostCount | Lost | Exposed | Ranked | Critical | Pairs | Pair | Sources | Osm | Limits
)  # fmt: skip


def lines(statements: tuple[Statement, ...]) -> bytes:
    """Write an answer for programs: one object of JSON a line."""
    return b"".join(msgspec.json.encode(each) + b"\n" for each in statements)
