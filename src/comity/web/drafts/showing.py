# SPDX-License-Identifier: Apache-2.0
"""A draft as people read it before it is signed: the sentence, every field in words, the text decided on, what would follow."""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from msgspec import Struct

from comity.acts.documents import Version
from comity.acts.envelope import Act, Blob, Text
from comity.acts.errors import ActError
from comity.acts.template import Template
from comity.papers.narrative import consequences, sentence
from comity.papers.values import told_values
from comity.rules.outcome import Refused
from comity.web.desk import opened_desk
from comity.web.drafts.content import act_of, rehearse, rehearsed
from comity.web.drafts.forms.earlier import questions_of
from comity.web.drafts.kinds import BY_ACT
from comity.web.drafts.kinds.kind import Kind
from comity.web.drafts.labels import label_of
from comity.web.drafts.measured import referred, template_of
from comity.web.drafts.models import Draft
from comity.web.reading import forum, title_of, told, wording
from comity.web.refusals import Problem, problem
from comity.web.rooms.decisions import Paper, papers_of
from comity.web.templatetags.times import in_zones, instant
from comity.web.templatetags.words import grouped, named

ENVELOPE = frozenset({"forum", "by", "seq", "made_at", "nonce", "office"})
WORDS = {"kind": "position", "channel": "channel", "machine": "machine", "fault": "fault_of"}
"""Fields whose value is a word of the rules, and how its phrases begin."""


class Told(Struct, frozen=True):
    """One field of an act in words."""

    label: str
    value: str


class Enclosed(Struct, frozen=True):
    """A file of a draft: its digest, kind and size, the language it is in, and its paragraphs where it is plain text."""

    digest: str
    media_type: str
    size: int
    language: str
    paragraphs: tuple[str, ...]


class Shown(Struct, frozen=True):
    """A draft as it is shown. ``obstacle`` is what the rules would say to it now; None where they would admit it."""

    kind: Kind
    sentence: str
    fields: Sequence[Told]
    papers: Sequence[Paper]
    enclosed: Sequence[Enclosed]
    happens: SafeString
    obstacle: Problem | None
    remarks: tuple[str, ...]
    """What its author should see beside it, such as a threshold that is reached; it stands in the way of nothing."""


def shown(draft: Draft) -> Shown:
    """Read a draft; raises MalformedAct where its content is no act's."""
    desk, kind = opened_desk(), BY_ACT[draft.kind]
    act = act_of(draft.kind, draft.content, rehearsed(forum(), draft.party, desk.clock(), os.urandom))
    obstacle, remarks = _outcome(act, desk.clock())
    return Shown(
        kind=kind,
        sentence=sentence(act, forum(), wording()),
        fields=list(fields_of(act)),
        papers=_papers(act, draft.party),
        enclosed=list(_enclosed(draft, act)),
        happens=format_html(str(kind.happens), deadline=instant(getattr(act, "deadline_at", None))),
        obstacle=obstacle,
        remarks=remarks,
    )


def _outcome(act: Act, now: datetime) -> tuple[Problem | None, tuple[str, ...]]:
    try:
        outcome = rehearse(act, forum(), now)
    except ActError as error:
        return problem(error), ()
    if isinstance(outcome, Refused):
        return problem(outcome), ()
    return None, tuple(consequences(outcome, forum(), wording()))


def _papers(act: Act, party: str) -> Sequence[Paper]:
    proposal = getattr(act, "proposal", "")
    matter = forum().matters.get(proposal)
    if matter is None:
        return ()
    return list(papers_of(matter, [told(place, party) for place in opened_desk().directory.of_matter(proposal)]))


def _enclosed(draft: Draft, act: Act) -> Iterator[Enclosed]:
    languages = {each.blob.sha256: each.language for each in getattr(act, "versions", ())}
    for each in draft.enclosures.all():
        content = bytes(each.content)
        text = content.decode(errors="replace") if each.media_type.startswith("text/plain") else ""
        paragraphs = tuple(part for part in text.split("\n") if part.strip())
        yield Enclosed(each.digest, each.media_type, len(content), languages.get(each.digest, ""), paragraphs)


def fields_of(act: Act) -> Iterator[Told]:
    """Give what an act says, field by field, in the words of pages; what every act carries is left out."""
    for name in act.__struct_fields__:
        value = getattr(act, name)
        if name in ENVELOPE or value in (None, "", (), False):
            continue
        if name == "values":
            yield from (Told(*each) for each in _values(act))
        elif name == "answers":
            yield from (Told(*each) for each in _answers(act))
        else:
            yield Told(label_of(type(act).__name__, name), _plain(name, value))


def _values(act: Act) -> Iterator[tuple[str, str]]:
    template = template_of(act, forum())
    for each in told_values(template, getattr(act, "values", ()), forum(), wording(), in_zones) if template else ():
        yield each.label, f"{each.text} ({each.basis})" if each.basis else each.text


def _answers(act: Act) -> Iterator[tuple[str, str]]:
    questions = questions_of(getattr(act, "request", ""))
    for each in getattr(act, "answers", ()):
        question = questions[each.item] if each.item < len(questions) else ""
        state = wording().phrase(f"answer_{each.state}")
        yield f"{each.item + 1}. {question}", f"{state}: {each.text}" if each.text else state


def _plain(name: str, value: Any) -> str:  # noqa: ANN401  (any field of any act)
    words = wording()
    if name == "proposal":
        return words.text(title_of(value))
    if name in WORDS and words.knows(key := f"{WORDS[name]}_{value}"):
        return words.phrase(key)
    if name in {"filed", "in_reply_to", "request", "ping"}:
        return referred(value, forum(), words)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return in_zones(value)
    if isinstance(value, Template):
        return f"{value.code}, {value.version}: {words.text(value.title)}. {words.text(value.purpose)}"
    if isinstance(value, Text):
        return " / ".join(each for each in (value.en, value.ru) if each)
    if isinstance(value, tuple):
        return ", ".join(_plain("", each) for each in value)
    return _single(name, value)


def _single(name: str, value: Any) -> str:  # noqa: ANN401
    if isinstance(value, Version):
        return f"{value.language}: {value.blob.media_type}, {grouped(value.blob.sha256[:16])}…"
    if isinstance(value, Blob):
        return f"{value.media_type}, {grouped(value.sha256[:16])}…"
    if name == "text_sha256":
        return str(grouped(str(value)))
    return str(named(str(value)))
