# SPDX-License-Identifier: Apache-2.0
"""What moves choose among. Maps are asked in an order that does not depend on hashes."""

from hashlib import sha256
from typing import Any, Literal

from comity.acts.envelope import Act, Blob, Text
from comity.rules.matter import ADOPTED
from comity.rules.standing import chair_of
from comity.rules.symbol import local_year
from tests.determinism.chronicle import Chronicle, Said

WORDS = (
    "Arden agrees.",
    "Пункт 4 требует уточнения.",
    "The period is short.\nCapitals need time.",
    "می\u200cپذیرد",
    "同意",
    'a "b" \\c',
)
KINDS: tuple[Literal["text", "attachment"], ...] = ("text", "attachment")
BODIES = ("SOC", "SOC", "SOC", "MC", "SWG")


def newest(told: Chronicle, *stages: str) -> str | None:
    """The newest matter of these stages, or any: map order is never asked."""
    found = sorted((matter.index, key) for key, matter in told.state.matters.items() if matter.stage in stages)
    if not found:
        return None
    return found[-1][1] if told.chance(0.7) else str(told.pick(found)[1])


def body_of(told: Chronicle, proposal: str) -> str:
    return told.state.matters[proposal].body


def chair_or_secretariat(told: Chronicle, body: str) -> dict[str, Any]:
    """Who speaks for the Chair: the Chair, or the secretariat on the Chair's instruction."""
    found = told.state.bodies.get(body)
    chair = chair_of(found, told.at) if found else ""
    if told.chance(0.15) or not chair:
        digest, kind = sha256(body.encode()).hexdigest(), told.pick(KINDS)
        letter = Blob(sha256=digest, size=100, media_type="text/plain", kind=kind)
        return {"by": ("SEC",), "on_behalf_of": body, "instruction": letter}
    return {"by": (chair,)}


def by_chair(told: Chronicle, kind: type[Act], body: str, /, **fields: Any) -> Said:
    chair = chair_or_secretariat(told, body)
    return Said(kind, chair.pop("by"), {**chair, **fields})


def meeting_of(told: Chronicle, *stages: str) -> tuple[str, str] | None:
    """The body and label of a meeting."""
    found = sorted(key for key, meeting in told.state.meetings.items() if meeting.stage in stages)
    key = told.pick(found)
    if key is None:
        return None
    body, _, label = key.partition("/")
    return body, label


def open_label(told: Chronicle, body: str) -> str:
    found = [key for key, meeting in told.state.meetings.items() if meeting.stage == "open" and meeting.body == body]
    return max(found).partition("/")[2] if found else "2026/1"


def decision_of(told: Chronicle) -> str | None:
    return newest(told, *sorted(ADOPTED))


def documents_of(told: Chronicle, *, free: bool = True) -> list[str]:
    documents = sorted(told.state.documents.items(), key=lambda item: item[1].index)
    return [symbol for symbol, each in documents if each.stage == "issued" and not (free and each.frozen_by)]


def next_symbol(told: Chronicle, body: str, series: str) -> str:
    stem = f"CICA/{body}/{local_year(told.state, told.at)}/{series}"
    return f"{stem}.{told.state.series.get(stem, 0) + 1}"


def text_in_two_languages(told: Chronicle) -> Text:
    return Text(en=told.pick(WORDS), ru=told.pick(("", "Текст")))
