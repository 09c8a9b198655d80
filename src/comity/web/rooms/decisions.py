# SPDX-License-Identifier: Apache-2.0
"""Decisions: drafts, texts under silence, adopted texts, those ended by an objection; and one of them with all that proves it."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from comity.acts.consensus import ReviseOrally
from comity.acts.envelope import Text
from comity.acts.outcomes import Mark
from comity.acts.proposals import MakeStatement
from comity.acts.silence import Object
from comity.rules.matter import OPEN_TO_STATEMENTS, Matter
from comity.web.desk import opened_desk
from comity.web.people.access import person_of, readers_only
from comity.web.proof import proof
from comity.web.reading import Shown, Told, document_of, matter_of, secured_size, title_of, told, versions_of
from comity.web.rooms.documents import is_general

A_PAGE = 40
OBJECTION = "objection"
GROUPS: tuple[tuple[str, "str | Promise", frozenset[str]], ...] = (
    ("under_silence", _("Under silence"), frozenset({"method_proposed", "under_silence", "held"})),
    ("proposed", _("Drafts before a body"), frozenset({"proposed", "put", "contested"})),
    ("adopted", _("Adopted"), frozenset({"adopted", "recorded", "announced"})),
    ("ended", _("Ended without adoption"), frozenset({"objected", "closed", "withdrawn"})),
)
"""Groups of stages with their headings, in the order of the page."""


class Row(Struct, frozen=True):
    """One matter in the list."""

    proposal: str
    title: Text
    matter: Matter
    is_secured: bool


class Group(Struct, frozen=True):
    """Matters of like stage under one heading."""

    key: str
    name: "str | Promise"
    rows: Sequence[Row]


@readers_only
def decisions(request: HttpRequest) -> HttpResponse:
    """List the newest matters, those that need attention first."""
    newest = opened_desk().directory.proposals[-A_PAGE:][::-1]
    rows = [Row(each, title_of(each), matter_of(each), is_secured(matter_of(each))) for each in newest]
    groups = [Group(key, name, [row for row in rows if row.matter.stage in stages]) for key, name, stages in GROUPS]
    return render(request, "rooms/decisions.html", {"groups": [group for group in groups if group.rows]})


def is_secured(matter: Matter) -> bool:
    """Tell whether the outcome of a matter stands on the record and is secured."""
    return 0 < matter.outcome_index < secured_size()


class Paper(Struct, frozen=True):
    """One document of a matter, as it stands for decision: as circulated, or as read out at the meeting."""

    symbol: str
    title: Text
    versions: Sequence[Shown]
    is_read_out: bool


class Statement(Struct, frozen=True):
    """What a party put on record about a matter: a position, or an objection as far as the edition discloses it."""

    told: Told
    kind: str
    text: str


@readers_only
def decision(request: HttpRequest, proposal: str) -> HttpResponse:
    """Show one matter: its text, its time line, what was said, and how it is proven."""
    matter, reader = matter_of(proposal), person_of(request).party
    lines = [told(place, reader) for place in opened_desk().directory.of_matter(proposal)]
    silence = matter.silence
    shown = {
        "proposal": proposal,
        "title": title_of(proposal),
        "matter": matter,
        "now": opened_desk().clock(),
        "papers": list(papers_of(matter, lines)),
        "lines": [line for line in lines if not isinstance(line.act, Mark)],
        "statements": list(statements_of(lines)),
        "may_object": silence is not None and matter.stage == "under_silence" and reader in silence.eligible,
        "may_state": matter.stage in OPEN_TO_STATEMENTS,
        "is_secured": is_secured(matter),
        "is_general": is_general(matter.symbols),
        "seal": matter.text_sha256 or proposal,
        "proof": proof(),
    }
    return render(request, "rooms/decision.html", shown)


def papers_of(matter: Matter, lines: Sequence[Told]) -> Iterator[Paper]:
    """Give the documents of a matter; what was read out in place of one is told in the matter's lines."""
    read_out = {line.act.symbol: line.place for line in lines if isinstance(line.act, ReviseOrally)}
    oral = {symbol for symbol, _language, _digest in matter.oral}
    for symbol in matter.symbols:
        is_read_out = symbol in oral and symbol in read_out
        place = read_out[symbol] if is_read_out else document_of(symbol).index
        yield Paper(symbol, title_of(symbol), tuple(versions_of(place, symbol)), is_read_out)


def statements_of(lines: Sequence[Told]) -> Iterator[Statement]:
    """Give positions as they were put; of objections what the reader may learn."""
    for line in lines:
        if isinstance(line.act, MakeStatement):
            yield Statement(line, line.act.kind, line.act.text)
        elif isinstance(line.act, Object):
            yield Statement(line, OBJECTION, line.act.reason if line.is_whole else "")
