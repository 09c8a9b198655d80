# SPDX-License-Identifier: Apache-2.0
"""The Chair's room: what is before the bodies that the delegation chairs, and what the Chair can do about each now.

The secretariat finds every body here, and acts only on the Chair's behalf with the instruction enclosed.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from comity.acts.envelope import Text
from comity.rules.forum import Meeting
from comity.rules.matter import Matter
from comity.rules.standing import chair_of
from comity.web.desk import opened_desk
from comity.web.people.access import person_of, readers_only
from comity.web.reading import forum, title_of

LIVE = frozenset({"proposed", "method_proposed", "under_silence", "held", "put", "contested", "recorded"})
"""Stages at which something is left for the Chair to do."""
NEWEST = 60


class Question(Struct, frozen=True):
    """One proposal before a body."""

    proposal: str
    title: Text
    matter: Matter


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
    told = {"bodies": bodies, "questions": questions, "sittings": sittings[:NEWEST], "is_secretariat": is_secretariat}
    return render(request, "rooms/chair.html", told)
