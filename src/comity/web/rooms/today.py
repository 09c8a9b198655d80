# SPDX-License-Identifier: Apache-2.0
"""Today: what needs this delegation by when, what changed, and the state of the record."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from comity.acts.envelope import Text
from comity.rules.matter import Matter
from comity.web.desk import opened_desk
from comity.web.measures.due import open_for
from comity.web.people.access import person_of, readers_only
from comity.web.reading import forum, newest, secured_size, title_of
from comity.web.rooms.chair import waiting_for
from comity.web.rooms.play import playbill

CHANGES = 8
SOON_S = 3 * 86_400
MEETINGS = 5
AT_THE_CHAIR = 5
OPEN_FIRST = 4
"""So much of what is open under measures stands on Today; the room of measures has more."""


class Due(Struct, frozen=True):
    """Something with a deadline that concerns the reader's delegation."""

    at: datetime
    proposal: str
    title: Text
    matter: Matter
    is_soon: bool


class Sitting(Struct, frozen=True):
    """A meeting that is to come or goes on."""

    at: datetime
    key: str
    title: Text
    body: str


@readers_only
def today(request: HttpRequest) -> HttpResponse:
    """Show what is due first."""
    party = person_of(request).party
    shown = {
        "playbill": playbill(),
        "due": due_for(party),
        "before_chair": waiting_for(party)[:AT_THE_CHAIR],
        "now": opened_desk().clock(),
        "meetings": coming_meetings(),
        "open": open_for(party)[:OPEN_FIRST],
        "changes": newest(CHANGES, party),
        "unsecured": forum().size - secured_size(),
    }
    return render(request, "rooms/today.html", shown)


def due_for(party: str) -> list[Due]:
    """Give the silences whose text a party may object to, by deadline; doing nothing is then agreement."""
    now, found = opened_desk().clock(), []
    for at, kind, proposal in forum().clocks:
        matter = forum().matters.get(proposal) if kind == "silence" else None
        if matter and matter.silence and party in matter.silence.eligible:
            is_soon = (at - now).total_seconds() < SOON_S
            found.append(Due(at, proposal, title_of(proposal), matter, is_soon))
    return found


def coming_meetings() -> list[Sitting]:
    """Give the newest meetings that are not closed, by their day."""
    found = []
    for key in reversed(opened_desk().directory.meetings):
        meeting = forum().meetings[key]
        if meeting.stage != "closed":
            found.append(Sitting(meeting.opens_at, key, title_of(key), meeting.body))
        if len(found) == MEETINGS:
            break
    return sorted(found, key=lambda each: each.at)
