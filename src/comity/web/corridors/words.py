# SPDX-License-Identifier: Apache-2.0
"""The words of an answer on a page, a map and a paper: titles, premises, parts of a map, numbers as people read them."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from comity.corridors import shipped
from comity.corridors import statements as said
from comity.corridors.statements import Said, Statement

KIND_NAMES = {
    "route": gettext_lazy("Ways"),
    "reach": gettext_lazy("Reach"),
    "closure": gettext_lazy("Closure"),
    "exposure": gettext_lazy("Exposure"),
    "critical": gettext_lazy("Critical links and places"),
    "pairs": gettext_lazy("Pairs of links"),
}
COUNTING_WORDS = {
    "closed": gettext_lazy("those that say closed"),
    "open": gettext_lazy("those that do not say closed"),
}
S = TypeVar("S", bound=Said)


def of(statements: Sequence[Statement], kind: type[S]) -> list[S]:
    """Give the statements of a kind."""
    return [each for each in statements if isinstance(each, kind)]


def number(value: float, digits: int = 0) -> str:
    """Write a number as people of the reader's language do."""
    return number_format(value, digits, force_grouping=True)


def span(low: float, high: float, digits: int = 0) -> str:
    """Write a range; both ends even where they are one."""
    between = " … " if low < 0 or high < 0 else "–"
    return f"{number(low, digits)}{between}{number(high, digits)}"


def title(kind: str, statements: Sequence[Statement], names: Sequence[str]) -> str:
    """Name an answer by what was asked; ``names`` are the places it was asked of."""
    if kind == "route":
        return _("Ways from %(origin)s to %(goal)s") % {"origin": names[0], "goal": names[1]}
    if kind == "reach":
        return _("What can be reached from %(origin)s") % {"origin": names[0]}
    if kind == "closure":
        transit = [each.name for each in of(statements, said.IfTransit)]
        if transit:
            return _("If transit were not available: %(names)s") % {"names": ", ".join(transit)}
        told = [_scenario_title(each) for each in of(statements, said.Scenario)]
        told += [_("By the notices on the record") for _each in of(statements, said.Recorded)]
        return told[0] if told else _("If places or links were not available")
    return {
        "exposure": _("What each member depends on"),
        "critical": _("What the loss of one link or place costs"),
        "pairs": _("What the loss of two links costs"),
    }[kind]


def _scenario_title(statement: said.Scenario) -> str:
    return statement.title_ru if (get_language() or "").startswith("ru") else statement.title_en


def premises(statements: Sequence[Statement]) -> Iterator[str]:
    """Say what was computed, and what was taken as not available."""
    for each in of(statements, said.Premises):
        yield _(
            "Network of %(places)s places and %(links)s links as built; figures of %(on)s; an hour of 20 tonnes counts as "
            "%(usd)s US dollars. Every way that is built is taken as available, but for what is named here."
        ) % {
            "places": number(each.places),
            "links": number(each.links),
            "on": each.on,
            "usd": number(each.usd_per_hour),
        }
    for told in of(statements, said.Scenario):
        values = {"title": _scenario_title(told), "as_of": told.as_of, "sources": "; ".join(told.sources)}
        yield _("As reported, %(as_of)s: %(title)s. Sources: %(sources)s.") % values
    yield from _recorded(statements)
    for transit in of(statements, said.IfTransit):
        yield _("Taken as not available: transit through %(name)s; ways that begin or end there stay.") % {
            "name": transit.name
        }
    for closed in of(statements, said.If):
        if closed.places:
            yield _("Taken as not available: %(names)s.") % {"names": ", ".join(map(place_name, closed.places))}
        if closed.links:
            yield _("Links taken as not available: %(names)s.") % {"names": ", ".join(map(link_name, closed.links))}
    for contested in of(statements, said.Contested):
        yield _("Places of disputed status are left out of it: %(names)s.") % {"names": ", ".join(contested.places)}


def _recorded(statements: Sequence[Statement]) -> Iterator[str]:
    for each in of(statements, said.Recorded):
        yield _("Notices on the record that speak of %(on)s: %(count)s; each is listed with its author and its entry.") % {
            "on": each.on, "count": number(each.notices)
        }  # fmt: skip
        if each.contradicted:
            counted = COUNTING_WORDS[each.counting]
            yield _("Links of which authors say different things: %(count)s. Here %(counted)s count.") % {
                "count": number(each.contradicted), "counted": counted
            }  # fmt: skip


def limits(statements: Sequence[Statement]) -> Iterator[str]:
    """Say what the figures do not say."""
    yield _(
        "Ranges: all figures of the analyst low, and all high, each with its own best way. Capacities, trade and prices of a "
        "day are not in the data."
    )
    for each in of(statements, said.Premises):
        if each.demand == "equal":
            yield _(
                "Every pair of ends in different states counts alike; that is a convention and no measure of trade."
            )
        else:
            yield _("Near pairs count more, by a rule that is declared and no measure of trade.")
    if any(isinstance(each, said.Ranked | said.Pairs | said.Exposed) for each in statements):
        yield _("Links at the rim, where the network is too sparse, are used by ways but not counted among those lost.")
    yield _("What is built is said by the network; whether it is open, only by a notice or a scenario with its source.")
    yield str(MAP_NOTE)
    if of(statements, said.Osm):
        yield _("Lengths: © OpenStreetMap contributors, Open Database License 1.0.")


MAP_NOTE = gettext_lazy(
    "The map shows coast, places and links, each link drawn straight; it shows no states and no boundaries and takes no "
    "position on any."
)


def map_words(kind: str, heading: str, statements: Sequence[Statement]) -> dict[str, str]:
    """Give the words of a map."""
    words = {
        "title": heading,
        "about": _("Places and links on a map of coasts; the tables beside it say the same in words and numbers."),
        "in_service": _("in service"),
        "under_construction": _("under construction"),
        "planned": _("planned"),
        "closed": _("taken as not available"),
        "closed_place": _("place taken as not available"),
        "before": _("best way if everything were available"),
        "left": _("used before, by the pairs that change"),
        "taken": _("used instead; the wider, the more cost is added there"),
        "critical": _("the wider, the more its loss adds; number as in the table"),
        "cutting": _("its loss leaves pairs without a way; number as in the table"),
        "critical_place": _("place; number as in the table"),
        "worst": _("link of some member's worst case"),
        "end": _("end of journeys"),
        "stop": _("place asked for"),
        "passed": _("place on the way"),
        "width": _("Width: {least} to {most} US dollars per load, mean of all pairs"),
        "point": number(0.5, 1)[1],
    }
    words |= {f"way_{n}": _("way %(number)s") % {"number": n} for n in range(1, 6)}
    if kind == "reach":
        words |= _bands(statements)
    return words


def _bands(statements: Sequence[Statement]) -> dict[str, str]:
    bands = sorted({each.band_hours or float("inf") for each in of(statements, said.Reached)})
    return {f"band_{place}": band_word(band) for place, band in enumerate(bands, 1)}


def band_word(hours: float | None) -> str:
    """Name a band of time."""
    if hours is None or hours == float("inf"):
        return _("later")
    return _("within %(hours)s hours") % {"hours": number(hours)}


def place_name(name: str) -> str:
    """Name a place of the shipped network."""
    return shipped.network().places[name].name


def link_name(name: str) -> str:
    """Name a link of the shipped network by its ends and its mode."""
    link = shipped.network().links[name]
    return f"{place_name(link.a)} – {place_name(link.b)} ({mode_word(link.mode)})"


def mode_word(mode: str) -> str:
    """Name a mode."""
    return {
        "rail": _("rail"), "road": _("road"), "sea": _("sea"), "ferry": _("ferry"), "river": _("river"), "air": _("air")
    }[mode]  # fmt: skip
