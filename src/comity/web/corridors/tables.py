# SPDX-License-Identifier: Apache-2.0
"""The tables of an answer, from its statements: what a page shows and a paper prints, cell by cell the same."""

from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import gettext as _
from msgspec import Struct

from comity.corridors import statements as said
from comity.corridors.statements import Statement
from comity.web.corridors.words import band_word, link_name, mode_word, number, of, place_name, span


class Head(Struct, frozen=True):
    """A column: its name, and whether it holds numbers."""

    name: str
    is_number: bool = False


class Line(Struct, frozen=True):
    """A row. ``link`` is the link or place it is about, where it could be taken as not available; empty for others."""

    cells: tuple[str, ...]
    link: str = ""
    place: str = ""


class Table(Struct, frozen=True):
    """A table with its caption."""

    caption: str
    head: tuple[Head, ...]
    lines: tuple[Line, ...]


def tables(kind: str, statements: Sequence[Statement], state_names: dict[str, str]) -> tuple[Table, ...]:
    """Give the tables of an answer, the most important first; ``state_names`` by code."""
    return (*_TABLES[kind](statements, state_names), *_notified(statements))


def _head(*names: str, words: int = 1) -> tuple[Head, ...]:
    """Give columns of which the first few hold words and the others numbers."""
    return tuple(Head(name, place >= words) for place, name in enumerate(names))


def _route(statements: Sequence[Statement], _names: dict[str, str]) -> Iterator[Table]:
    ways = of(statements, said.Way)
    lines = tuple(
        Line(
            (
                str(way.number),
                number(len(way.links)),
                number(way.length_km),
                span(way.days_low, way.days_high, 1),
                span(way.usd_low, way.usd_high),
                number(way.cost_usd),
            )
        )
        for way in ways
    )
    head = _head(
        _("Way"),
        _("Links"),
        _("km"),
        _("Days"),
        _("US dollars per 20 t"),
        _("Time and money together, US dollars"),
        words=0,
    )
    caption = _("Ways that differ in a link, the cheapest first") if ways else _("No way leads from one to the other.")
    yield Table(caption, head, lines)
    legs = of(statements, said.Leg)
    for way in ways:
        own = tuple(_leg(leg) for leg in legs if leg.way == way.number)
        columns = _head(_("What"), _("Where"), _("Hours"), _("US dollars"), words=2)
        yield Table(
            _("Way %(number)s, leg by leg") % {"number": way.number}, (*columns, Head(_("How it is known"))), own
        )


def _leg(leg: said.Leg) -> Line:
    what = {
        "moving": _("moving"),
        "border": _("border"),
        "transfer": _("change of mode"),
        "gauge": _("change of gauge"),
    }[leg.what]
    where = f"{leg.name} ({mode_word(leg.mode)})" if leg.mode else leg.name
    known = {"published": _("published"), "assumption": _("assumption"), "none": _("nothing known")}.get(
        leg.basis, leg.basis
    )
    said_in = " ".join(part for part in (leg.sources if leg.sources != "none" else "", leg.year) if part)
    cells = (
        what,
        where,
        span(leg.hours_low, leg.hours_high, 1),
        number(leg.usd),
        f"{known}: {said_in}" if said_in else known,
    )
    return Line(cells, link=leg.at if leg.mode else "", place="" if leg.mode else leg.at)


def _reach(statements: Sequence[Statement], _names: dict[str, str]) -> Iterator[Table]:
    rows = of(statements, said.Reached)
    lines = tuple(
        Line(
            (
                each.place,
                band_word(each.band_hours),
                number(each.hours_middle, 1),
                span(each.hours_low, each.hours_high, 1),
            ),
            place=each.id,
        )
        for each in rows
    )
    count = of(statements, said.ReachedCount)[0]
    caption = _("%(count)s of %(of)s places can be reached; soonest first, whatever it costs") % {
        "count": number(count.count),
        "of": number(count.of),
    }
    yield Table(caption, _head(_("Place"), _("Reached"), _("Hours"), _("Range"), words=2), lines)


def _closure(statements: Sequence[Statement], names: dict[str, str]) -> Iterator[Table]:
    lines = tuple(line for each in statements if (line := _state(each)) is not None)
    head = _head(
        _("Member"), _("Pairs"), _("Before, US dollars"), _("Added, US dollars"), _("Added, hours"), _("Pairs that change"),
        _("Pairs cut off"), _("Separate ways left"),
    )  # fmt: skip
    yield Table(
        _("Members in the conference's order; means per load of 20 tonnes over the pairs that keep a way"), head, lines
    )
    count = of(statements, said.LostCount)[0]
    lost = tuple(
        Line((each.origin, each.goal, ", ".join(_reason(reason, names) for reason in each.reasons)))
        for each in of(statements, said.Lost)
    )
    caption = _("Pairs cut off: %(count)s; pairs without a way already before: %(before)s") % {
        "count": number(count.count),
        "before": number(count.without_before),
    }
    yield Table(caption, (Head(_("From")), Head(_("To")), Head(_("What their best way led over"))), lost)


def _state(statement: Statement) -> Line | None:
    if isinstance(statement, said.NoPlace | said.NoEnd):
        return _absent(statement, 7)
    if not isinstance(statement, said.State):
        return None
    return Line(
        (
            statement.name,
            number(statement.pairs),
            span(statement.before_usd_low, statement.before_usd_high, 1),
            span(statement.added_usd_low, statement.added_usd_high, 1),
            span(statement.added_hours_low, statement.added_hours_high, 1),
            number(statement.changed),
            number(statement.cut_off),
            _("%(left)s of %(before)s") % {"left": number(statement.ways), "before": number(statement.ways_before)},
        )
    )


def _absent(statement: said.NoPlace | said.NoEnd, cells: int) -> Line:
    why = _("no place in the data") if isinstance(statement, said.NoPlace) else _("none of the ends asked for")
    return Line((f"{statement.name}: {why}", *("—",) * cells))


def _reason(reason: str, names: dict[str, str]) -> str:
    kind, _colon, state = reason.partition(":")
    if kind == "transit":
        return _("transit: %(name)s") % {"name": names.get(state, state)}
    return link_name(reason) if "-" in reason and not _is_place(reason) else place_name(reason)


def _is_place(name: str) -> bool:
    try:
        place_name(name)
    except KeyError:
        return False
    return True


def _exposure(statements: Sequence[Statement], names: dict[str, str]) -> Iterator[Table]:
    lines = []
    for each in statements:
        if isinstance(each, said.NoPlace | said.NoEnd):
            lines.append(_absent(each, 6))
        elif isinstance(each, said.Exposed):
            through = ", ".join(
                f"{names.get(code, code)} {number(100 * share)} %" for code, share in each.through.items()
            )
            worst = f"{link_name(each.worst_link)}{_mark(changes=each.order_changes)}"
            cells = (
                each.name,
                number(each.expected_usd, 1),
                number(each.worst_usd),
                _share(each.worst_cut),
                number(each.ways),
            )
            lines.append(Line((*cells, worst, through or "—"), link=each.worst_link))
    head = _head(
        _("Member"), _("Expected, US dollars"), _("Worst case, US dollars"), _("Cut off then"), _("Separate ways")
    )
    yield Table(
        _("Members in the conference's order; what the loss of one link adds to a mean load of 20 tonnes"),
        (*head, Head(_("Link of the worst case")), Head(_("Best ways lead through (from a tenth on)"))),
        tuple(lines),
    )


def _critical(statements: Sequence[Statement], _names: dict[str, str]) -> Iterator[Table]:
    lines = tuple(
        Line(
            (
                str(each.number),
                (f"{each.name} ({mode_word(each.mode)})" if each.mode else each.name)
                + _mark(changes=each.order_changes),
                number(each.rise_usd, 1),
                span(each.rise_usd_low, each.rise_usd_high, 1),
                number(each.worst_rise_usd, 1),
                _share(each.cut),
                _share(each.worst_cut),
            ),
            link=each.id if each.mode else "",
            place="" if each.mode else each.id,
        )
        for each in of(statements, said.Critical)
    )
    count = of(statements, said.Ranked)[0]
    caption = _(
        "%(count)s computed, each lost alone; the first %(shown)s, by what they cut off and then by what they add to a load"
    ) % {"count": number(count.count), "shown": number(count.shown)}
    what = _("Place") if count.of == "places" else _("Link")
    head = _head(
        _("No."), what, _("Adds, US dollars"), _("Range"), _("For the state affected most"), _("Cut off"), _("Cut off there"),
        words=2,
    )  # fmt: skip
    yield Table(caption, head, lines)


def _pairs(statements: Sequence[Statement], _names: dict[str, str]) -> Iterator[Table]:
    lines = tuple(
        Line(
            (
                str(each.number),
                link_name(each.first),
                link_name(each.second) + _mark(changes=each.order_changes),
                number(each.rise_usd, 1),
                _share(each.cut),
                f"{number(each.first_usd, 1)}; {number(each.second_usd, 1)}",
                number(each.beyond_usd, 1),
            )
        )
        for each in of(statements, said.Pair)
    )
    count = of(statements, said.Pairs)[0]
    caption = _(
        "Exact for all %(pairs)s pairs among the %(links)s links that cost most alone; %(computed)s computed, "
        "the others cost what one of the two costs"
    ) % {"pairs": number(count.pairs), "links": number(count.links), "computed": number(count.computed)}
    head = _head(
        _("No."), _("First link"), _("Second link"), _("Together, US dollars"), _("Cut off"), _("Each alone"),
        _("Beyond their sum"), words=3,
    )  # fmt: skip
    yield Table(caption, head, lines)


def _notified(statements: Sequence[Statement]) -> Iterator[Table]:
    """Show what notices on the record say, those that contradict one another beside each other with the same weight."""
    told = of(statements, said.Notified)
    lines = tuple(Line(notice_cells(each), link=each.link if each.name else "") for each in told)
    if lines:
        head = (Head(_("Link")), Head(_("Condition")), Head(_("Days")), Head(_("Said by")), Head(_("In this answer")))
        yield Table(_("Notices on the record that speak of this day"), head, lines)


def notice_cells(notice: said.Notified) -> tuple[str, ...]:
    """Say what a notice says of which link and of which days, who said it, and what it comes to here."""
    return (
        _way_of(notice),
        _condition(notice),
        f"{notice.from_on} – {notice.to_on or '…'}",
        _("%(author)s, entry %(number)s") % {"author": notice.author_name, "number": notice.entry},
        _counted_as(notice),
    )


def _way_of(notice: said.Notified) -> str:
    name = notice.name or f"{notice.link}, {_('not in the network')}"
    return f"{name} ({mode_word(notice.mode)})" if notice.mode else name


def _condition(notice: said.Notified) -> str:
    states = {"open": _("is open"), "limited": _("is limited"), "closed": _("is closed")}
    ways = {"both": _("both directions"), "in": _("inward"), "out": _("outward")}
    return f"{states[notice.state]}, {ways[notice.direction]}"


def _counted_as(notice: said.Notified) -> str:
    counts = _("taken as not available") if notice.closes else ""
    doubted = _("another author says otherwise") if notice.contradicted else ""
    return "; ".join(filter(None, (counts, doubted))) or "—"


def _share(value: float) -> str:
    return f"{number(100 * value, 1)} %"


def _mark(*, changes: bool) -> str:
    """Mark what stands elsewhere in the order under the other weight of pairs."""
    return f" [{_('another order with the other weight of pairs')}]" if changes else ""


_TABLES: dict[str, Callable[[Sequence[Statement], dict[str, str]], Iterator[Table]]] = {
    "route": _route,
    "reach": _reach,
    "closure": _closure,
    "exposure": _exposure,
    "critical": _critical,
    "pairs": _pairs,
}
