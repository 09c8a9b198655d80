# SPDX-License-Identifier: Apache-2.0
"""Answers: a study answered in statements; states in the conference's order, only ways, links and places by what they cost."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor

from msgspec import Struct

from comity.corridors import statements as said
from comity.corridors.closure import Result, Row, arcs, close
from comity.corridors.critical import Critical
from comity.corridors.critical import critical as rank
from comity.corridors.engine import Progress
from comity.corridors.exposure import Exposure, disjoint_ways, exposures
from comity.corridors.notices import Word
from comity.corridors.pairs import Study as WorstPairs
from comity.corridors.pairs import worst_pairs
from comity.corridors.reach import Reached
from comity.corridors.reach import reach as reached
from comity.corridors.statements import Statement
from comity.corridors.study import Study
from comity.corridors.way import Leg, Way, best_ways

HOURS = 24
LEAST_SHARE = 0.1
"""A smaller share of a member's best ways through another state is not named."""


class Work(Struct, frozen=True):
    """With what long work is done: processes, how many, and who is told how far it is."""

    executor: Executor | None = None
    workers: int = 1
    progress: Progress | None = None


class Answer(Struct, frozen=True):
    """Statements, and what they were made from; of the latter only what the question was about is there."""

    statements: tuple[Statement, ...]
    ways: tuple[Way, ...] = ()
    reached: tuple[Reached, ...] = ()
    closure: Result | None = None
    critical: tuple[Critical, ...] = ()
    exposed: tuple[Exposure, ...] = ()
    pairs: WorstPairs | None = None


def answer(study: Study, work: Work | None = None) -> Answer:
    """Answer a study."""
    found = _ANSWERS[study.question.kind](study, work or Work())
    whole = (*_premises(study), *found.statements, *_limits(study, found.ways))
    return Answer(whole, found.ways, found.reached, found.closure, found.critical, found.exposed, found.pairs)


def _route(study: Study, _work: Work) -> Answer:
    origin, goal = study.places
    ways = best_ways(study.expansion, origin, goal, study.question.best, study.gone_between(origin, goal))
    lines: list[Statement] = []
    for number, way in enumerate(ways, 1):
        lines += [_way(number, way), *(line for leg in way.legs for line in _legs(study, number, leg))]
    if not ways:
        lines.append(said.NoWay(origin=study.name(origin), goal=study.name(goal)))
    return Answer(tuple(lines), ways=tuple(ways))


def _way(number: int, way: Way) -> said.Way:
    low, middle, high = (round(hours / HOURS, 1) for hours in way.hours)
    return said.Way(
        number=number,
        links=way.links,
        length_km=round(way.length_km),
        cost_usd=round(way.cost_usd),
        days_low=low,
        days_middle=middle,
        days_high=high,
        usd_low=round(way.usd[0]),
        usd_middle=round(way.usd[1]),
        usd_high=round(way.usd[2]),
    )


def _legs(study: Study, way: int, leg: Leg) -> Iterator[said.Leg]:
    for part in leg.step.parts:
        moving = part.what == "moving"
        yield said.Leg(
            way=way,
            what=part.what,
            at=part.at,
            name=study.link_name(part.at) if moving else study.name(part.at),
            mode=study.network.links[part.at].mode if moving else "",
            hours_low=round(part.hours.low, 1),
            hours_middle=round(part.hours.middle, 1),
            hours_high=round(part.hours.high, 1),
            usd=round(part.usd.middle),
            basis=part.hours.basis,
            sources=part.hours.source,
            year=part.year,
        )


def _reach(study: Study, _work: Work) -> Answer:
    origin = study.places[0]
    found = reached(study.expansion, origin, study.gone_between(origin))
    lines: list[Statement] = [
        said.Reached(
            place=study.name(each.place),
            id=each.place,
            band_hours=each.band_hours if each.band_hours < float("inf") else None,
            hours_low=round(each.hours[0], 1),
            hours_middle=round(each.hours[1], 1),
            hours_high=round(each.hours[2], 1),
        )
        for each in found
    ]
    lines.append(said.ReachedCount(count=len(found), of=len(study.network.places) - 1))
    return Answer(tuple(lines), reached=found)


def _closure(study: Study, _work: Work) -> Answer:
    result = close(study.expansion, study.demand, study.closed, [member.code for member in study.members])
    lines: list[Statement] = [_state(study, row) for row in result.rows]
    lost = [pair for pair in result.lost if pair.reasons]
    lines.append(said.LostCount(count=len(lost), without_before=len(result.lost) - len(lost)))
    lines += [
        said.Lost(origin=study.name(pair.origin), goal=study.name(pair.target), reasons=pair.reasons) for pair in lost
    ]
    return Answer(tuple(lines), closure=result)


def _state(study: Study, row: Row) -> Statement:
    if not row.ends:
        return _absent(study, row.state)
    low, high = 0, 1
    return said.State(
        state=row.state,
        name=study.state_name(row.state),
        pairs=row.pairs,
        changed=row.changed,
        cut_off=row.cut_off,
        before_usd_low=_tenths(row.before_usd[low]),
        before_usd_high=_tenths(row.before_usd[high]),
        added_usd_low=_tenths(row.added_usd[low]),
        added_usd_high=_tenths(row.added_usd[high]),
        added_hours_low=_tenths(row.added_hours[low]),
        added_hours_high=_tenths(row.added_hours[high]),
        ways_before=disjoint_ways(study.expansion, study.demand, row.state),
        ways=disjoint_ways(
            study.expansion, study.demand, row.state, arcs(study.expansion, study.closed, but=(row.state,))
        ),
    )


def _tenths(value: float) -> float:
    return round(value, 1) + 0.0  # no negative zero


def _absent(study: Study, code: str) -> Statement:
    name = study.state_name(code)
    if study.network.of_state(code, contested=True):
        return said.NoEnd(state=code, name=name)
    return said.NoPlace(state=code, name=name)


def _exposure(study: Study, work: Work) -> Answer:
    codes = [member.code for member in study.members]
    rows = exposures(
        study.expansion, study.demands, study.engine, codes, closed=study.gone, executor=work.executor,
        workers=work.workers, progress=work.progress,
    )  # fmt: skip
    lines = [_exposed(study, row) if row.ends else _absent(study, row.state) for row in rows]
    return Answer(tuple(lines), exposed=rows)


def _exposed(study: Study, row: Exposure) -> said.Exposed:
    order = {member.code: number for number, member in enumerate(study.members)}
    listed = sorted(row.through, key=lambda each: (order.get(each[0], len(order)), each[0]))
    return said.Exposed(
        state=row.state,
        name=study.state_name(row.state),
        expected_usd=round(row.expected_usd, 1),
        worst_usd=round(row.worst_usd),
        worst_cut=round(row.worst_cut, 4),
        worst_link=row.worst_link,
        worst_name=study.link_name(row.worst_link),
        ways=row.ways,
        through={state: round(share, 3) for state, share in listed if share >= LEAST_SHARE},
        order_changes=row.order_changes,
    )


def _critical(study: Study, work: Work) -> Answer:
    ranked = _ranked(study, work, places=study.question.of == "places")
    shown = ranked[: study.question.count]
    count = said.Ranked(count=len(ranked), of=study.question.of, shown=len(shown))
    lines = (_lost_alone(study, number, row) for number, row in enumerate(shown, 1))
    return Answer((count, *lines), critical=tuple(ranked))


def _ranked(study: Study, work: Work, *, places: bool) -> Sequence[Critical]:
    return rank(
        study.expansion, study.demands, study.engine, places=places, closed=study.gone, executor=work.executor,
        workers=work.workers, progress=work.progress,
    )  # fmt: skip


def _lost_alone(study: Study, number: int, row: Critical) -> said.Critical:
    first, is_place = row.losses[0], row.kind == "place"
    return said.Critical(
        number=number,
        kind=row.kind,
        id=row.id,
        name=study.name(row.id) if is_place else study.link_name(row.id),
        mode="" if is_place else study.network.links[row.id].mode,
        rise_usd=round(first.rise, 1),
        rise_usd_low=round(row.rise_usd[0], 1),
        rise_usd_high=round(row.rise_usd[1], 1),
        worst_rise_usd=round(first.worst_rise, 1),
        cut=round(first.cut, 5),
        worst_cut=round(first.worst_cut, 5),
        order_changes=row.order_changes,
    )


def _pairs(study: Study, work: Work) -> Answer:
    ranked = _ranked(study, work, places=False)
    links = [row.id for row in ranked[: study.question.among]]
    found = worst_pairs(
        study.expansion,
        study.demands,
        study.engine,
        links,
        study.question.count,
        closed=study.gone,
        progress=work.progress,
    )
    count = said.Pairs(pairs=found.pairs, computed=found.computed, links=len(links), of=len(ranked))
    lines = (
        said.Pair(
            number=number,
            first=pair.first,
            second=pair.second,
            first_name=study.link_name(pair.first),
            second_name=study.link_name(pair.second),
            rise_usd=round(pair.both.rise, 1),
            cut=round(pair.both.cut, 5),
            first_usd=round(pair.alone[0].rise, 1),
            second_usd=round(pair.alone[1].rise, 1),
            beyond_usd=round(pair.beyond, 1),
            order_changes=pair.order_changes,
        )
        for number, pair in enumerate(found.worst, 1)
    )
    return Answer((count, *lines), pairs=found)


_ANSWERS: dict[str, Callable[[Study, Work], Answer]] = {
    "route": _route,
    "reach": _reach,
    "closure": _closure,
    "exposure": _exposure,
    "critical": _critical,
    "pairs": _pairs,
}


def _premises(study: Study) -> Iterator[Statement]:
    """Say what is computed: the network, the day, and what is taken as not available."""
    closed = study.closed
    yield said.Premises(
        places=len(study.network.places),
        links=len(study.expansion.links),
        on=study.on,
        ends=len(study.ends),
        demand=study.question.demand,
        usd_per_hour=study.question.usd_per_hour,
        data=study.fingerprint,
    )
    yield said.Asked(question=study.question)
    for scenario in study.scenarios:
        yield said.Scenario(
            code=scenario.code,
            title_en=scenario.title.en,
            title_ru=scenario.title.ru,
            as_of=scenario.as_of,
            sources=tuple(f"{source.title}, {source.date}" for source in scenario.source),
        )
    if study.is_notified:
        yield said.Recorded(
            on=study.on,
            notices=sum(len(word.notices) for word in (*study.words, *study.elsewhere)),
            contradicted=len(study.contradicted),
            counting=study.question.counting,
        )
    for word in (*study.words, *study.elsewhere):
        yield from _notified(study, word)
    for state in closed.transit_of:
        yield said.IfTransit(state=state, name=study.state_name(state))
    if closed.places or closed.links:
        yield said.If(places=closed.places, links=closed.links)
    contested = tuple(place.name for place in study.network.places.values() if place.contested)
    if closed.transit_of and contested and not closed.contested:
        yield said.Contested(places=contested)


def _notified(study: Study, word: Word) -> Iterator[said.Notified]:
    """Say what an author says of a link on the day, whether it counts or not."""
    known, contradicts = word.link in study.network.links, word.closes or word.denies
    for notice in word.notices:
        yield said.Notified(
            link=word.link,
            name=study.link_name(word.link) if known else "",
            mode=study.network.links[word.link].mode if known else notice.mode,
            state=notice.state,
            direction=notice.direction,
            from_on=notice.from_on,
            to_on=notice.to_on,
            author=notice.author,
            author_name=study.state_name(notice.author),
            entry=notice.entry,
            contradicted=contradicts and word.link in study.contradicted,
            closes=word.closes and word.link in study.notified,
        )


def _limits(study: Study, ways: Sequence[Way]) -> Iterator[Statement]:
    steps = [leg.step for way in ways for leg in way.legs] or study.expansion.steps
    keys = {
        key
        for step in steps
        for part in step.parts
        for spread in (part.hours, part.usd)
        for key in spread.source.split()
    }
    known = (source for source in study.network.sources.values() if source.key in keys)
    yield said.Sources(titles={source.key: f"{source.title}, {source.date}" for source in known})
    if any(link.length_basis.startswith("osm") for link in study.expansion.links):
        yield said.Osm()
    yield said.Limits()
