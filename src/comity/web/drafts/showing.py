# SPDX-License-Identifier: Apache-2.0
"""A draft as people read it before it is signed: the sentence, every field in words, the text decided on, what would follow."""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from comity.acts.documents import Version
from comity.acts.envelope import Act, Blob, Text
from comity.acts.errors import ActError
from comity.papers.narrative import sentence
from comity.rules.outcome import Refused
from comity.web.desk import opened_desk
from comity.web.drafts.content import act_of, envelope, rehearse
from comity.web.drafts.kinds import BY_ACT
from comity.web.drafts.kinds.kind import Kind
from comity.web.drafts.models import Draft
from comity.web.reading import forum, title_of, told, wording
from comity.web.refusals import Problem, problem
from comity.web.rooms.decisions import Paper, papers_of
from comity.web.templatetags.times import instant
from comity.web.templatetags.words import grouped, named

LABELS = {
    "proposal": gettext_lazy("Proposal"),
    "reason": gettext_lazy("Reason"),
    "amendment": gettext_lazy("Is a proposed change"),
    "kind": gettext_lazy("Kind of statement"),
    "text": gettext_lazy("Text of the statement"),
    "language": gettext_lazy("Language"),
    "paragraphs": gettext_lazy("Paragraphs concerned"),
    "attach_to_decision": gettext_lazy("Stands with the decision"),
    "body": gettext_lazy("Body"),
    "symbols": gettext_lazy("Documents"),
    "symbol": gettext_lazy("Symbol"),
    "title": gettext_lazy("Title"),
    "recommended_by": gettext_lazy("Cleared by the body"),
    "purpose": gettext_lazy("Purpose"),
    "deadline_at": gettext_lazy("Deadline"),
    "authority_until_at": gettext_lazy("Mandate of the body lapses"),
    "notified": gettext_lazy("Notified"),
    "text_sha256": gettext_lazy("Fingerprint of the text"),
    "fault": gettext_lazy("Fault of its start"),
    "explanation": gettext_lazy("What happened"),
    "party": gettext_lazy("Objection of"),
    "stands": gettext_lazy("Stands"),
    "label": gettext_lazy("Meeting"),
    "waive_notice": gettext_lazy("Period of notice waived"),
    "opens_at": gettext_lazy("Opens"),
    "venue": gettext_lazy("Place"),
    "subject": gettext_lazy("Subject"),
    "format": gettext_lazy("Format"),
    "host": gettext_lazy("Host"),
    "participants": gettext_lazy("Participants"),
    "agenda": gettext_lazy("Agenda in short"),
    "contact": gettext_lazy("Contact, for members only"),
    "present": gettext_lazy("Present"),
    "versions": gettext_lazy("Files"),
    "distribution": gettext_lazy("Distribution"),
    "agenda_item": gettext_lazy("Item of the agenda"),
    "sponsor": gettext_lazy("Sponsor"),
    "paragraph": gettext_lazy("Where in it"),
    "on_behalf_of": gettext_lazy("On behalf of the Chair of"),
    "instruction": gettext_lazy("The Chair's instruction"),
}
ENVELOPE = frozenset({"forum", "by", "seq", "made_at", "nonce", "office", "in_reply_to"})


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


def shown(draft: Draft) -> Shown:
    """Read a draft; raises MalformedAct where its content is no act's."""
    desk, kind = opened_desk(), BY_ACT[draft.kind]
    act = act_of(draft.kind, draft.content, envelope(forum(), draft.party, "", desk.clock(), os.urandom))
    return Shown(
        kind=kind,
        sentence=sentence(act, forum(), wording()),
        fields=list(_fields(act)),
        papers=_papers(act, draft.party),
        enclosed=list(_enclosed(draft, act)),
        happens=format_html(str(kind.happens), deadline=instant(getattr(act, "deadline_at", None))),
        obstacle=_obstacle(act, desk.clock()),
    )


def _obstacle(act: Act, now: datetime) -> Problem | None:
    try:
        outcome = rehearse(act, forum(), now)
    except ActError as error:
        return problem(error)
    return problem(outcome) if isinstance(outcome, Refused) else None


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


def _fields(act: Act) -> Iterator[Told]:
    for name in act.__struct_fields__:
        value = getattr(act, name)
        if name not in ENVELOPE and value not in (None, "", ()):
            yield Told(str(LABELS.get(name, name)), _plain(name, value))


def _plain(name: str, value: Any) -> str:  # noqa: ANN401  (any field of any act)
    words = wording()
    if name == "proposal":
        return words.text(title_of(value))
    if name == "kind":
        return words.phrase(f"position_{value}")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return strip_tags(instant(value))
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
