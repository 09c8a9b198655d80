# SPDX-License-Identifier: Apache-2.0
"""An entry as people read it: who said what, and what came of it."""

import tomllib
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from msgspec import Struct

from comity.acts.edition import Edition
from comity.acts.envelope import Act, Text
from comity.acts.parties import BodyRow, PartyRow
from comity.cli.matters import called
from comity.cli.speech import Speech
from comity.cli.zones import utc
from comity.rules.forum import Forum
from comity.rules.outcome import Effect, Outcome

TWO_WAYS = {
    "SetSeat": "seated",
    "ExamineCredentials": "accepted",
    "SponsorProposal": "sponsor",
    "RuleOnObjection": "stands",
    "Object": "amendment",
}
"""Types that read in two ways, and the field that tells which."""
PROPOSALS = frozenset({"proposal", "decision", "supersedes", "reopens"})
TOLD = frozenset(
    {
        "adopted_by_silence", "silence_ended", "held", "comment", "objection_repeated", "objection_unverified",
        "amendment_proposed", "outage_extension", "silence_revived", "enrolment_waits", "enrolment_contested",
        "key_enrolled", "deadline_on_rest_day", "witnesses",
    }
)  # fmt: skip
"""Effects that the sentence of the act does not say already."""


@cache
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads((resources.files("comity.cli") / "acts.toml").read_text(encoding="utf-8"))


def sentence(act: Act, forum: Forum, speech: Speech) -> str:
    """Say an act in one sentence; names and symbols are taken from a forum that holds it."""
    name = type(act).__name__
    key = f"{name}_{str(getattr(act, TWO_WAYS[name])).lower()}" if name in TWO_WAYS else name
    texts = _sentences()[key]
    values = {field: _plain(field, getattr(act, field), forum, speech) for field in act.__struct_fields__}
    return (texts.get(speech.language) or texts["en"]).format(**values).removesuffix(": ")


def _plain(field: str, value: Any, forum: Forum, speech: Speech) -> str:  # noqa: ANN401  (any field of any act)
    if field in PROPOSALS and isinstance(value, str):
        return called(forum, value)
    if field in {"kind", "result"}:
        key = f"position_{value}" if field == "kind" else f"result_{value}"
        return speech.phrase(key) if speech.knows(key) else str(value)
    if field == "keys":
        return ", ".join(key.rpartition("+")[0] for key in value)
    if isinstance(value, tuple):
        return ", ".join(_plain("", each, forum, speech) for each in value)
    return _single(value, forum, speech)


def _single(value: Any, forum: Forum, speech: Speech) -> str:  # noqa: ANN401
    if isinstance(value, Text):
        return speech.text(value)
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, PartyRow | BodyRow):
        return speech.text(value.name)
    if isinstance(value, Edition):
        return str(value.number)
    if isinstance(value, Struct) or value is None:
        return ""
    if isinstance(value, str) and value in forum.parties:
        return speech.text(forum.parties[value].name)
    return str(value)


def consequences(outcome: Outcome, forum: Forum, speech: Speech) -> Iterator[str]:
    """Say what came of an entry beside what its act says."""
    for effect in outcome.effects:
        if effect.kind in TOLD:
            yield speech.phrase(f"effect_{effect.kind}", **_effect(effect, forum, speech))


def _effect(effect: Effect, forum: Forum, speech: Speech) -> dict[str, str]:
    value = effect.value
    if value in forum.parties:
        value = speech.text(forum.parties[value].name)
    elif "T" in value and ":" in value:
        value = utc(datetime.fromisoformat(value))
    subject = effect.subject
    if subject in forum.parties:
        return {"subject": speech.text(forum.parties[subject].name), "value": value}
    return {"subject": called(forum, subject) if subject in forum.matters else subject, "value": value}
