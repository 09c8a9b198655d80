# SPDX-License-Identifier: Apache-2.0
"""Members: who takes part, in the conference's own order; the bodies and who chairs them now; its glossary."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comity.rules.standing import chair_of
from comity.web.desk import opened_desk
from comity.web.people.access import readers_only
from comity.web.reading import forum, wording

KINDS = ("member", "observer_state", "observer_organization", "secretariat")


@readers_only
def members(request: HttpRequest) -> HttpResponse:
    """List parties by kind, never by anything they did."""
    listed = sorted(
        forum().parties.values(), key=lambda each: (KINDS.index(each.kind) if each.kind in KINDS else 9, each.order)
    )
    groups = [(kind, list(group)) for kind, group in groupby(listed, key=lambda each: each.kind) if kind in KINDS]
    now = opened_desk().clock()
    order = {each.code: each.order for each in opened_desk().conference.bodies}
    known = sorted(forum().bodies.values(), key=lambda each: (order.get(each.code, len(order) + 1), each.code))
    bodies = [(each, chair_of(each, now)) for each in known]
    formal = {each.code: {"en": each.formal_en, "ru": each.formal_ru} for each in opened_desk().conference.parties}
    names = {code: each.get(wording().language) or "" for code, each in formal.items()}
    return render(request, "rooms/members.html", {"groups": groups, "bodies": bodies, "formal": names})


@readers_only
def terms(request: HttpRequest) -> HttpResponse:
    """Show the glossary of the conference."""
    return render(request, "rooms/terms.html", {"terms": opened_desk().conference.glossary})
