# SPDX-License-Identifier: Apache-2.0
"""The answers, said line by line: states in the conference's order, only ways, links and places by what they cost."""

from collections.abc import Callable, Sequence
from typing import Any

from comity.cli.corridors.study import Study
from comity.cli.speech import Speech
from comity.corridors.closure import Row, close
from comity.corridors.critical import Critical
from comity.corridors.critical import critical as rank
from comity.corridors.exposure import Exposure, exposures
from comity.corridors.pairs import worst_pairs
from comity.corridors.reach import reach as reached
from comity.corridors.way import Leg, best_ways

HOURS = 24
SHOWN_LOST = 20
LEAST_SHARE = 0.05


def route(study: Study, speech: Speech) -> None:
    """Say the best ways between two places, leg by leg, with sources."""
    origin, goal = (study.network.place(name).id for name in study.asked.place)
    _premises(study, speech)
    ways = best_ways(study.expansion, origin, goal, max(1, study.asked.best), study.gone_between(origin, goal))
    for number, way in enumerate(ways, 1):
        speech.say(
            "corridors_way",
            number=number,
            links=list(way.links) if speech.json else len(way.links),
            length_km=round(way.length_km),
            cost_usd=round(way.cost_usd),
            **_three("days", [hours / HOURS for hours in way.hours], 1),
            **_three("usd", way.usd, 0),
        )
        for leg in way.legs:
            _leg(study, leg, speech)
    if not ways:
        speech.say("corridors_no_way", origin=_name(study, origin), goal=_name(study, goal))
    _limits(study, speech)


def _leg(study: Study, leg: Leg, speech: Speech) -> None:
    for part in leg.step.parts:
        at = part.at if part.what == "moving" else _name(study, part.at)
        what = part.what if speech.json else speech.phrase(f"part_{part.what}")
        hours = (part.hours.low, part.hours.middle, part.hours.high)
        said = {"basis": part.hours.basis, "sources": part.hours.source, "year": part.year}
        speech.say("corridors_leg", what=what, at=at, **_three("hours", hours, 1), usd=round(part.usd.middle), **said)


def reach(study: Study, speech: Speech) -> None:
    """Say how soon each place can be reached."""
    origin = study.network.place(study.asked.place[0]).id
    _premises(study, speech)
    found = reached(study.expansion, origin, study.gone_between(origin))
    for each in found:
        band = each.band_hours if each.band_hours < float("inf") else None
        speech.say(
            "corridors_reached",
            place=_name(study, each.place),
            id=each.place,
            band_hours=band if speech.json or band else "—",
            **_three("hours", each.hours, 1),
        )
    speech.say("corridors_reached_count", count=len(found), of=len(study.network.places) - 1)
    _limits(study, speech)


def closure(study: Study, speech: Speech) -> None:
    """Say for every member what a closure adds, and which pairs it cuts off."""
    _premises(study, speech)
    result = close(study.expansion, study.demand, study.closed, [party.code for party in study.members])
    for party, row in zip(study.members, result.rows, strict=True):
        _state(study, party.code, _party(study, party.code, speech), row, speech)
    lost = [pair for pair in result.lost if pair.reasons]
    speech.say("corridors_lost_count", count=len(lost), without_before=len(result.lost) - len(lost))
    for pair in lost if speech.json else lost[:SHOWN_LOST]:
        names = {"origin": _name(study, pair.origin), "goal": _name(study, pair.target)}
        reasons = [_reason(study, reason, speech) for reason in pair.reasons]
        speech.say("corridors_lost", **names, reasons=list(pair.reasons) if speech.json else ", ".join(reasons))
    _limits(study, speech)


def _state(study: Study, code: str, name: str, row: Row, speech: Speech) -> None:
    if not row.ends:
        placed = bool(study.network.of_state(code, contested=True))
        speech.say("corridors_no_end" if placed else "corridors_no_place", state=code, name=name)
        return
    values = {
        "pairs": row.pairs,
        "changed": row.changed,
        "cut_off": row.cut_off,
        **_two("before_usd", row.before_usd),
        **_two("added_usd", row.added_usd),
        **_two("added_hours", row.added_hours),
    }
    speech.say("corridors_state", state=code, name=name, **values)


def exposure(study: Study, speech: Speech) -> None:
    """Say each member's exposure, the ways it has and through whom they lead."""
    _premises(study, speech)
    codes = [party.code for party in study.members]
    with study.executor() as executor:
        rows = exposures(
            study.expansion, study.demands, study.engine, codes, closed=study.gone, executor=executor,
            workers=study.asked.jobs, progress=_progress(speech),
        )  # fmt: skip
    for row in rows:
        name = _party(study, row.state, speech)
        if row.ends:
            _exposed(study, row, name, speech)
        else:
            placed = bool(study.network.of_state(row.state, contested=True))
            speech.say("corridors_no_end" if placed else "corridors_no_place", state=row.state, name=name)
    _limits(study, speech)


def _exposed(study: Study, row: Exposure, name: str, speech: Speech) -> None:
    order = {party.code: party.order for party in study.members}
    listed = sorted(row.through, key=lambda each: (order.get(each[0], len(order) + 1), each[0]))
    through = {state: round(share, 3) for state, share in listed if share >= LEAST_SHARE}
    speech.say(
        "corridors_exposed",
        state=row.state,
        name=name,
        expected_usd=round(row.expected_usd, 1),
        worst_usd=round(row.worst_usd),
        worst_cut=round(row.worst_cut, 4),
        worst_link=row.worst_link,
        ways=row.ways,
        through=through
        if speech.json
        else ", ".join(f"{state} {share:.0%}" for state, share in through.items()) or "—",
        order_changes=_changes(row.order_changes, speech),
    )


def critical(study: Study, speech: Speech) -> None:
    """Say which links or places cost most to lose."""
    _premises(study, speech)
    ranked = _ranked(study, speech, places=study.asked.of == "places")
    speech.say("corridors_ranked", count=len(ranked), of=study.asked.of, shown=min(study.asked.count, len(ranked)))
    for number, row in enumerate(ranked[: study.asked.count], 1):
        first = row.losses[0]
        speech.say(
            "corridors_critical",
            number=number,
            kind=row.kind,
            id=row.id,
            rise_usd=round(first.rise, 1),
            **_two("rise_usd", row.rise_usd),
            worst_rise_usd=round(first.worst_rise, 1),
            cut=round(first.cut, 5),
            worst_cut=round(first.worst_cut, 5),
            order_changes=_changes(row.order_changes, speech),
        )
    _limits(study, speech)


def _ranked(study: Study, speech: Speech, *, places: bool) -> Sequence[Critical]:
    with study.executor() as executor:
        return rank(
            study.expansion, study.demands, study.engine, places=places, closed=study.gone, executor=executor,
            workers=study.asked.jobs, progress=_progress(speech),
        )  # fmt: skip


def pairs(study: Study, speech: Speech) -> None:
    """Say which two links, lost together, cost most."""
    _premises(study, speech)
    ranked = _ranked(study, speech, places=False)
    links = [row.id for row in ranked[: study.asked.among]]
    found = worst_pairs(
        study.expansion,
        study.demand,
        study.engine,
        links,
        study.asked.count,
        closed=study.gone,
        progress=_progress(speech),
    )
    speech.say("corridors_pairs", pairs=found.pairs, computed=found.computed, links=len(links), of=len(ranked))
    for number, pair in enumerate(found.worst, 1):
        speech.say(
            "corridors_pair",
            number=number,
            first=pair.first,
            second=pair.second,
            rise_usd=round(pair.both.rise, 1),
            cut=round(pair.both.cut, 5),
            first_usd=round(pair.alone[0].rise, 1),
            second_usd=round(pair.alone[1].rise, 1),
            beyond_usd=round(pair.beyond, 1),
        )
    _limits(study, speech)


def _premises(study: Study, speech: Speech) -> None:
    """Say what is computed: the network, the day, and what is taken as not available."""
    closed = study.closed
    sizes = {"places": len(study.network.places), "links": len(study.expansion.links)}
    speech.say("corridors_premises", **sizes, on=study.on, ends=len(study.ends), demand=study.asked.demand,
               engine=study.engine.name, usd_per_hour=study.asked.usd_per_hour)  # fmt: skip
    for scenario in study.scenarios:
        title = scenario.title.ru if speech.language == "ru" else scenario.title.en
        sources = "; ".join(f"{source.title}, {source.date}" for source in scenario.source)
        speech.say("corridors_scenario", code=scenario.code, title=title, as_of=scenario.as_of, sources=sources)
    for state in closed.transit_of:
        speech.say("corridors_if_transit", state=state, name=_party(study, state, speech))
    if closed.places or closed.links:
        things = {"places": list(closed.places), "links": list(closed.links)}
        speech.say(
            "corridors_if", **things if speech.json else {key: ", ".join(each) or "—" for key, each in things.items()}
        )
    contested = [place.name for place in study.network.places.values() if place.contested]
    if closed.transit_of and contested and not closed.contested:
        speech.say("corridors_contested", places=contested if speech.json else ", ".join(contested))


def _limits(study: Study, speech: Speech) -> None:
    if any(link.length_basis.startswith("osm") for link in study.expansion.links):
        speech.say("corridors_osm")
    speech.say("corridors_limits")


def _name(study: Study, place: str) -> str:
    return study.network.places[place].name


def _party(study: Study, code: str, speech: Speech) -> str:
    party = next((party for party in study.members if party.code == code), None)
    return code if party is None else str(getattr(party, f"name_{speech.language}") or party.name_en)


def _reason(study: Study, reason: str, speech: Speech) -> str:
    kind, _, state = reason.partition(":")
    if kind == "transit":
        return speech.phrase("corridors_reason_transit", name=_party(study, state, speech))
    return study.network.places[reason].name if reason in study.network.places else reason


def _changes(changes: bool, speech: Speech) -> Any:  # noqa: ANN401, FBT001  (a flag for programs, words for people)
    if speech.json:
        return changes
    return speech.phrase("corridors_order_changes") if changes else ""


def _two(name: str, values: tuple[float, float]) -> dict[str, float]:
    return {f"{name}_low": round(values[0], 1), f"{name}_high": round(values[1], 1)}


def _three(name: str, values: Sequence[float], digits: int) -> dict[str, float]:
    return {
        f"{name}_{each}": round(value, digits) for each, value in zip(("low", "middle", "high"), values, strict=True)
    }


def _progress(speech: Speech) -> Callable[[int, int], None]:
    return lambda done, total: speech.progress("corridors_progress", done, total)
