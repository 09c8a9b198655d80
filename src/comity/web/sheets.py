# SPDX-License-Identifier: Apache-2.0
"""Sheets: a decision or the notice of a meeting as one paper for the capital, in the words of the reader's language."""

from datetime import datetime

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from comity.acts.bodies import ConveneMeeting
from comity.acts.edition import Edition
from comity.papers.paper import Column, Fact, Paper, paragraphs
from comity.papers.zones import three_zones
from comity.rules.forum import Meeting
from comity.rules.matter import Matter
from comity.web.desk import opened_desk
from comity.web.proof import proof
from comity.web.reading import Told, forum, secured_size, title_of, wording
from comity.web.rooms.decisions import papers_of
from comity.web.rooms.documents import is_general
from comity.web.templatetags.words import SEAL_SENTENCE, named, status_word


def decision_paper(proposal: str, matter: Matter, lines: list[Told]) -> Paper:
    """Set a matter as one paper: what it is, where it stands, its text in every language held, how it is proven."""
    words, papers = wording(), list(papers_of(matter, lines))
    columns = [
        Column(
            shown.version.language,
            f"{words.phrase('version_' + shown.version.status)} ({words.phrase('language_' + shown.version.language)})"
            if words.knows(f"language_{shown.version.language}")
            else words.phrase(f"version_{shown.version.status}"),
            shown.paragraphs or (_("This version is a file; it is on the page of the document."),),
        )
        for paper in papers
        for shown in paper.versions
    ]
    return Paper(
        language=_language(),
        conference=words.text(opened_desk().conference.name),
        banner=_banner(),
        symbol=matter.number or ", ".join(matter.symbols),
        distribution=words.phrase(f"distribution_{'general' if is_general(matter.symbols) else 'limited'}"),
        dated=_dated(matter.effective_at or lines[-1].at),
        status=_standing(matter),
        title=words.text(title_of(proposal)),
        facts=tuple(_facts(matter)),
        columns=tuple(columns[:2]) or (Column("en", "", ("",)),),
        proof=_proof(matter, proposal),
        notes=(str(SEAL_SENTENCE),),
        fingerprint=bytes.fromhex(matter.text_sha256 or proposal),
    )


def notice_paper(key: str, meeting: Meeting, notice: ConveneMeeting, contact: str) -> Paper:
    """Set the notice that convenes a meeting as one paper; ``contact`` is what its reader may know of whom to ask."""
    words = wording()
    when = three_zones(meeting.opens_at, _edition())
    said = {
        _("Body"): named(meeting.body),
        _("Opens"): f"{when['seat']} · {when['utc']}",
        _("Place"): words.text(notice.venue),
        _("Format"): words.phrase(f"format_{notice.format}"),
        _("Host"): words.text(notice.host) if notice.host else "",
        _("Participants"): words.text(notice.participants) if notice.participants else "",
        _("Contact, for members only"): contact,
        _("Convened by"): ", ".join(named(code) for code in notice.by),
    }
    agenda = words.text(notice.agenda) if notice.agenda else ""
    return Paper(
        language=_language(),
        conference=words.text(opened_desk().conference.name),
        banner=_banner(),
        symbol=key,
        distribution=words.phrase("distribution_limited"),
        dated=_dated(notice.made_at),
        status=status_word(meeting.stage),
        title=words.text(title_of(key)),
        facts=tuple(Fact(label, value) for label, value in said.items() if value),
        columns=(
            Column(_language(), _("Agenda"), paragraphs(agenda))
            if agenda
            else Column(_language(), pgettext("of a meeting", "Subject"), (words.text(notice.subject),)),
        ),
    )


def _facts(matter: Matter) -> list[Fact]:
    facts = [Fact(_("Decided by"), named(matter.body)), Fact(_("Sponsors"), ", ".join(map(named, matter.sponsors)))]
    if matter.silence is not None:
        when = three_zones(matter.silence.deadline_at, _edition())
        facts.append(Fact(_("Deadline"), f"{when['seat']} · {when['utc']}"))
    if matter.effective_at is not None:
        when = three_zones(matter.effective_at, _edition())
        facts.append(Fact(_("As of"), f"{when['seat']} · {when['utc']}"))
    return facts


def _proof(matter: Matter, proposal: str) -> tuple[Fact, ...]:
    facts = [Fact(_("Fingerprint of the text"), matter.text_sha256 or "—"), Fact(_("Proposal"), proposal)]
    if matter.outcome_index:
        facts.append(Fact(_("Entry"), str(matter.outcome_index)))
    return (*facts, Fact(_("State of the record"), proof().head.split("\n")[2] if proof().head else "—"))


def _standing(matter: Matter) -> str:
    words = wording()
    result = words.phrase(f"result_{matter.result}") if matter.result else status_word(matter.stage)
    if not matter.outcome_index:
        return result
    return f"{result} · {_('secured') if matter.outcome_index < secured_size() else _('entered, not yet secured')}"


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


def _edition() -> Edition:
    return forum().edition


def _banner() -> str:
    banner = forum().banner
    return wording().text(banner) if banner else ""


def _dated(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
