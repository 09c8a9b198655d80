# SPDX-License-Identifier: Apache-2.0
"""Decisions: drafts, texts under silence, adopted texts, those ended by an objection; and one of them with all that proves it."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from comity.acts.envelope import Text
from comity.acts.proposals import MakeStatement
from comity.acts.silence import Object
from comity.rules.matter import OPEN_TO_STATEMENTS, Matter
from comity.web.desk import opened_desk
from comity.web.people.access import readers_only
from comity.web.reading import Shown, Told, document_of, forum, matter_of, secured_size, title_of, told, versions_of

A_PAGE = 40
GROUPS = (
    ("under_silence", frozenset({"method_proposed", "under_silence", "held"})),
    ("proposed", frozenset({"proposed", "put", "contested"})),
    ("adopted", frozenset({"adopted", "recorded", "announced"})),
    ("ended", frozenset({"objected", "closed", "withdrawn"})),
)
"""Groups of stages, in the order of the page."""


class Row(Struct, frozen=True):
    """One matter in the list."""

    proposal: str
    title: Text
    matter: Matter


@readers_only
def decisions(request: HttpRequest) -> HttpResponse:
    """List the newest matters, those that need attention first."""
    rows = [Row(each, title_of(each), forum().matters[each]) for each in opened_desk().directory.proposals[-A_PAGE:]]
    groups = [(name, [row for row in reversed(rows) if row.matter.stage in stages]) for name, stages in GROUPS]
    return render(request, "rooms/decisions.html", {"groups": [group for group in groups if group[1]]})


class Paper(Struct, frozen=True):
    """One document of a matter."""

    symbol: str
    title: Text
    versions: Sequence[Shown]


class Statement(Struct, frozen=True):
    """What a party put on record about a matter: a position, or an objection as far as the edition discloses it."""

    told: Told
    kind: str
    text: str


@readers_only
def decision(request: HttpRequest, proposal: str) -> HttpResponse:
    """Show one matter: its text, its time line, what was said, and how it is proven."""
    matter = matter_of(proposal)
    lines = [told(place) for place in opened_desk().directory.of_matter(proposal)]
    papers = [Paper(each, title_of(each), tuple(versions_of(document_of(each).index))) for each in matter.symbols]
    person = request.user
    shown = {
        "proposal": proposal,
        "title": title_of(proposal),
        "matter": matter,
        "papers": papers,
        "lines": lines,
        "statements": list(_statements(lines, matter)),
        "may_object": matter.silence is not None
        and matter.stage == "under_silence"
        and getattr(person, "party", "") in matter.silence.eligible,
        "may_state": matter.stage in OPEN_TO_STATEMENTS,
        "is_secured": 0 < matter.outcome_index < secured_size(),
        "seal": matter.text_sha256 or proposal,
    }
    return render(request, "rooms/decision.html", shown)


def _statements(lines: Sequence[Told], matter: Matter) -> list[Statement]:
    """Give positions as they were put; of objections only that there was one where the edition names nobody."""
    is_disclosed = matter.silence is None or matter.silence.terms.disclose != "chair"
    found = []
    for line in lines:
        if isinstance(line.act, MakeStatement):
            found.append(Statement(line, line.act.kind, line.act.text))
        elif isinstance(line.act, Object) and is_disclosed:
            found.append(Statement(line, "objection", line.act.reason))
    return found
