# SPDX-License-Identifier: Apache-2.0
"""An entry as people read it: who said what, and what came of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct

from comity.acts.edition import Edition
from comity.acts.envelope import Act, Text
from comity.acts.parties import BodyRow, PartyRow
from comity.acts.template import Template
from comity.papers.values import told_fault
from comity.papers.wording import Wording
from comity.papers.zones import utc
from comity.rules.forum import Forum
from comity.rules.outcome import Effect, Outcome

TWO_WAYS = {
    "SetSeat": "seated",
    "ExamineCredentials": "accepted",
    "SponsorProposal": "sponsor",
    "RuleOnObjection": "stands",
    "Object": "amendment",
    "RetireWitness": "decision",
    "GrantMandate": "granted",
    "AssessReply": "satisfied",
}
"""Types that read in two ways, and the field that tells which: whether it is true, or there at all."""
PROPOSALS = frozenset({"proposal", "decision", "supersedes", "reopens"})
IDS = frozenset({"filed", "request", "ping"})
"""Fields that name a return, a request or a call by the id of its act."""
TOLD = frozenset(
    {
        "adopted_by_silence", "silence_ended", "held", "comment", "objection_repeated", "objection_unverified",
        "amendment_proposed", "outage_extension", "silence_revived", "enrolment_waits", "enrolment_contested",
        "key_enrolled", "deadline_on_rest_day", "witnesses", "threshold_reached", "return_incomplete", "return_due",
        "recipients_differ", "mandate_missing", "reply_due", "quota_used", "gap_noted", "contact_unconfirmed", "line_at_fault",
    }
)  # fmt: skip
"""Effects that the sentence of the act does not say already."""


def sentence(act: Act, forum: Forum, wording: Wording) -> str:
    """Say an act in one sentence; names and symbols are taken from a forum that holds it."""
    name = type(act).__name__
    key = f"{name}_{str(bool(getattr(act, TWO_WAYS[name]))).lower()}" if name in TWO_WAYS else name
    values = {field: _plain(field, getattr(act, field), forum, wording) for field in act.__struct_fields__}
    return wording.sentence(key, **values).removesuffix(": ")


def _plain(field: str, value: Any, forum: Forum, wording: Wording) -> str:  # noqa: ANN401  (any field of any act)
    if field in PROPOSALS and isinstance(value, str):
        return _proposed(forum, value)
    if field in IDS:
        return _referred(forum, value)
    if field in {"kind", "result"}:
        key = f"position_{value}" if field == "kind" else f"result_{value}"
        return wording.phrase(key) if wording.knows(key) else str(value)
    if field == "keys":
        return ", ".join(key.rpartition("+")[0] for key in value)
    if isinstance(value, tuple):
        return ", ".join(_plain("", each, forum, wording) for each in value)
    return _single(value, forum, wording)


def _single(value: Any, forum: Forum, wording: Wording) -> str:  # noqa: ANN401
    if isinstance(value, Text):
        return wording.text(value)
    if isinstance(value, Template):
        return wording.text(value.title)
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, PartyRow | BodyRow):
        return wording.text(value.name)
    if isinstance(value, Edition):
        return str(value.number)
    if isinstance(value, Struct) or value is None:
        return ""
    if isinstance(value, str) and value in forum.parties:
        return wording.text(forum.parties[value].name)
    return str(value)


def consequences(outcome: Outcome, forum: Forum, wording: Wording) -> Iterator[str]:
    """Say what came of an entry beside what its act says."""
    for effect in outcome.effects:
        if effect.kind in TOLD:
            yield wording.phrase(f"effect_{effect.kind}", **_effect(effect, forum, wording))


def _effect(effect: Effect, forum: Forum, wording: Wording) -> dict[str, str]:
    value = _noted(effect, forum, wording)
    if value in forum.parties:
        value = wording.text(forum.parties[value].name)
    elif "T" in value and ":" in value:
        value = utc(datetime.fromisoformat(value))
    subject = effect.subject
    if subject in forum.parties:
        return {"subject": wording.text(forum.parties[subject].name), "value": value}
    return {"subject": called(forum, subject) if subject in forum.matters else subject, "value": value}


def _noted(effect: Effect, forum: Forum, wording: Wording) -> str:
    """Say what is noted of a return by the labels of its template, and parties by name; else what the effect says."""
    if effect.kind in {"recipients_differ", "mandate_missing"}:
        return ", ".join(wording.text(forum.parties[code].name) for code in effect.value.split())
    measure = forum.measures.templates.get(_measure_of(effect.subject, forum))
    if measure is None:
        return effect.value
    template = measure.newest
    if effect.kind == "threshold_reached":
        labels = {
            each.key: wording.text(each.label) for _at, version in measure.versions for each in version.thresholds
        }
        return labels.get(effect.value, effect.value)
    if effect.kind == "return_incomplete":
        return "; ".join(told_fault(template, fault, wording) for fault in effect.value.split("; "))
    return effect.value


def _measure_of(subject: str, forum: Forum) -> str:
    """Give the measure of a return by its number, of a request by its act."""
    request = forum.measures.requests.get(subject)
    return request.template if request is not None else subject.partition("/")[0]


def _referred(forum: Forum, act: str) -> str:
    """Give what people call a return, a request or a call: number; measure, both states and day; measure."""
    book = forum.measures
    filing, request = book.filings.get(act), book.requests.get(act)
    if filing is not None:
        return filing.ref
    if request is not None:
        return f"{request.template} {request.by}–{request.to}, {request.at:%Y-%m-%d}"
    return book.pings.get(act, act[:12]).partition(" ")[0]


def _proposed(forum: Forum, proposal: str) -> str:
    """Give the symbols under which a text lay when things were said of it: it had no number yet."""
    matter = forum.matters.get(proposal)
    return proposal[:12] if matter is None else ", ".join(matter.symbols) or called(forum, proposal)


def called(forum: Forum, proposal: str) -> str:
    """Give what people call a proposal: its number, else the symbols of its documents."""
    matter = forum.matters.get(proposal)
    return proposal[:12] if matter is None else matter.number or ", ".join(matter.symbols)
