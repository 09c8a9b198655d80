# SPDX-License-Identifier: Apache-2.0
"""An answer said line by line: for programs as it is, for people in phrases of their language."""

from collections.abc import Callable
from typing import Any

import msgspec

from comity.cli.speech import Speech
from comity.corridors import statements as said
from comity.corridors.answers import Answer
from comity.corridors.statements import Statement
from comity.corridors.study import Study

SHOWN_LOST = 20


def tell(study: Study, answer: Answer, speech: Speech) -> None:
    """Say an answer."""
    lost = 0
    for statement in answer.statements:
        if speech.json:
            speech.pass_on(statement)
            continue
        if isinstance(statement, said.Sources | said.Asked):
            continue  # people read the keys in each leg, what they stand for in the data, and know what they asked
        lost += isinstance(statement, said.Lost)
        if lost <= SHOWN_LOST or not isinstance(statement, said.Lost):
            values = msgspec.structs.asdict(statement) | _in_words(study, statement, speech)
            speech.say(f"corridors_{statement.word}", **values)


def _in_words(study: Study, statement: Statement, speech: Speech) -> dict[str, Any]:
    """Give the values that people read otherwise than programs."""
    words = _WORDS.get(type(statement))
    return words(study, statement, speech) if words else {}


def _scenario(_study: Study, statement: said.Scenario, speech: Speech) -> dict[str, Any]:
    title = statement.title_ru if speech.language == "ru" else statement.title_en
    return {"title": title, "sources": "; ".join(statement.sources)}


def _recorded(_study: Study, statement: said.Recorded, speech: Speech) -> dict[str, Any]:
    return {"counting": speech.phrase(f"corridors_counting_{statement.counting}")}


def _notified(_study: Study, statement: said.Notified, speech: Speech) -> dict[str, Any]:
    return {
        "link": statement.name or speech.phrase("corridors_unknown_link", link=statement.link),
        "mode": speech.phrase(f"corridors_mode_{statement.mode}"),
        "state": speech.phrase(f"corridors_state_{statement.state}"),
        "direction": speech.phrase(f"corridors_direction_{statement.direction}"),
        "to_on": statement.to_on or "…",
        "contradicted": speech.phrase("corridors_contradicted") if statement.contradicted else "",
        "closes": speech.phrase("corridors_closes") if statement.closes else "",
    }


def _leg(_study: Study, statement: said.Leg, speech: Speech) -> dict[str, Any]:
    at = statement.at if statement.what == "moving" else statement.name
    return {"what": speech.phrase(f"part_{statement.what}"), "at": at}


def _lost(study: Study, statement: said.Lost, speech: Speech) -> dict[str, Any]:
    return {"reasons": ", ".join(_reason(study, reason, speech) for reason in statement.reasons)}


def _reason(study: Study, reason: str, speech: Speech) -> str:
    kind, _, state = reason.partition(":")
    if kind == "transit":
        return speech.phrase("corridors_reason_transit", name=study.state_name(state))
    return study.network.places[reason].name if reason in study.network.places else reason


def _exposed(_study: Study, statement: said.Exposed, speech: Speech) -> dict[str, Any]:
    through = ", ".join(f"{state} {share:.0%}" for state, share in statement.through.items()) or "—"
    return {"through": through, **_ordered(statement, speech)}


def _ordered(statement: said.Exposed | said.Critical | said.Pair, speech: Speech) -> dict[str, Any]:
    return {"order_changes": speech.phrase("corridors_order_changes") if statement.order_changes else ""}


_WORDS: dict[type, Callable[[Study, Any, Speech], dict[str, Any]]] = {
    said.Scenario: _scenario,
    said.Recorded: _recorded,
    said.Notified: _notified,
    said.If: lambda _study, each, _speech: {"places": _listed(each.places), "links": _listed(each.links)},
    said.Contested: lambda _study, each, _speech: {"places": _listed(each.places)},
    said.Way: lambda _study, each, _speech: {"links": len(each.links)},
    said.Leg: _leg,
    said.Reached: lambda _study, each, _speech: {"band_hours": each.band_hours or "—"},
    said.Lost: _lost,
    said.Exposed: _exposed,
    said.Critical: lambda _study, each, speech: _ordered(each, speech),
    said.Pair: lambda _study, each, speech: _ordered(each, speech),
}


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "—"
