# SPDX-License-Identifier: Apache-2.0
"""The Chair's room: what is before the bodies that the delegation chairs, and what the Chair can do about each now.

The secretariat finds every body here, and acts only on the Chair's behalf with the instruction enclosed.
"""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from msgspec import Struct

from comity.acts.envelope import Text
from comity.rules.forum import Meeting
from comity.rules.matter import Matter
from comity.rules.outcome import Refused
from comity.rules.standing import chair_of, is_member
from comity.rules.symbol import parse_symbol
from comity.web.desk import opened_desk
from comity.web.people.access import person_of, readers_only
from comity.web.reading import forum, title_of
from comity.web.rooms.documents import original_date

LIVE = frozenset({"proposed", "method_proposed", "under_silence", "held", "put", "contested", "recorded"})
"""Stages at which something is left for the Chair to do."""
NEWEST = 60
DRAFTS = "/L"
"""How the series of texts to be decided on ends."""


class Question(Struct, frozen=True):
    """One proposal before a body."""

    proposal: str
    title: Text
    matter: Matter


class Waiting(Struct, frozen=True):
    """A text that waits for the next step towards a decision; ``about`` is its symbol, or its proposal once it has one."""

    about: str
    address: str
    title: Text
    stage: str
    symbols: tuple[str, ...]
    body: str


class Sitting(Struct, frozen=True):
    """One meeting that is not closed."""

    key: str
    title: Text
    meeting: Meeting


def chaired(party: str) -> list[str]:
    """Give the bodies a party chairs now; to the secretariat all that have a Chair."""
    now, known = opened_desk().clock(), forum().parties.get(party)
    chairs = {code: chair_of(body, now) for code, body in sorted(forum().bodies.items())}
    if known is not None and known.kind == "secretariat":
        return [code for code, chair in chairs.items() if chair]
    return [code for code, chair in chairs.items() if chair == party]


def circulated_to(bodies: Sequence[str]) -> list[Waiting]:
    """Give the texts that were circulated as drafts to these bodies and that nobody has proposed yet, newest first."""
    desk, found = opened_desk(), []
    proposed = {each for key in desk.directory.proposals[-NEWEST:] for each in forum().matters[key].symbols}
    for text in reversed(desk.directory.documents[-NEWEST:]):
        known, symbol = forum().documents.get(text), parse_symbol(forum(), text)
        if known is None or isinstance(symbol, Refused) or known.stage != "issued" or text in proposed:
            continue
        if symbol.series.endswith(DRAFTS) and symbol.body in bodies and original_date(known) is None:
            address = reverse("document", args=[text])
            found.append(Waiting(text, address, title_of(text), known.stage, (text,), symbol.body))
    return found


def waiting_for(party: str) -> list[Waiting]:
    """Give what waits for a party that has the chair: texts circulated to its bodies, and those proposed and not taken up."""
    bodies = chaired(party) if is_member(forum(), party) else []
    proposed = [
        Waiting(key, reverse("decision", args=[key]), title_of(key), matter.stage, matter.symbols, matter.body)
        for key in reversed(opened_desk().directory.proposals[-NEWEST:])
        if (matter := forum().matters[key]).stage == "proposed" and matter.body in bodies
    ]
    return [*proposed, *circulated_to(bodies)]


@readers_only
def chair(request: HttpRequest) -> HttpResponse:
    """Show what is before the bodies; to nobody but their Chair and the secretariat."""
    party = person_of(request).party
    bodies = chaired(party)
    if not bodies:
        raise PermissionDenied
    questions = [
        Question(each, title_of(each), matter)
        for each in reversed(opened_desk().directory.proposals[-NEWEST:])
        if (matter := forum().matters[each]).stage in LIVE and {matter.body, matter.recommended_by} & set(bodies)
    ]
    sittings = [
        Sitting(each, title_of(each), meeting)
        for each in reversed(opened_desk().directory.meetings)
        if (meeting := forum().meetings[each]).stage != "closed" and meeting.body in bodies
    ]
    is_secretariat = forum().parties[party].kind == "secretariat"
    told = {
        "bodies": bodies,
        "waiting": circulated_to(bodies),
        "questions": questions,
        "sittings": sittings[:NEWEST],
        "is_secretariat": is_secretariat,
    }
    return render(request, "rooms/chair.html", told)
