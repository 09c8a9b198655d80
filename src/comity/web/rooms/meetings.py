# SPDX-License-Identifier: Apache-2.0
"""Meetings: convened, in session, closed; when, where, what about, and who attends."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from comity.acts.bodies import ConveneMeeting
from comity.acts.envelope import Text
from comity.rules.forum import Meeting
from comity.web.desk import opened_desk
from comity.web.people.access import person_of, readers_only
from comity.web.reading import entry_at, forum, is_inside, secured_size, title_of

A_PAGE = 40


class Row(Struct, frozen=True):
    """One meeting in the list."""

    key: str
    title: Text
    meeting: Meeting


@readers_only
def meetings(request: HttpRequest) -> HttpResponse:
    """List the newest meetings."""
    keys = list(opened_desk().directory.meetings)[-A_PAGE:][::-1]
    rows = [Row(each, title_of(each), forum().meetings[each]) for each in keys]
    return render(request, "rooms/meetings.html", {"rows": rows})


def convened(key: str) -> tuple[Meeting, ConveneMeeting]:
    """Give a meeting and the act that convened it; raises Http404."""
    found, place = forum().meetings.get(key), opened_desk().directory.place(key)
    notice = entry_at(place).signed.act if found and place is not None else None
    if found is None or not isinstance(notice, ConveneMeeting):
        raise Http404
    return found, notice


@readers_only
def meeting(request: HttpRequest, key: str) -> HttpResponse:
    """Show one meeting with its convening notice."""
    found, notice = convened(key)
    shown = {
        "key": key,
        "title": title_of(key),
        "meeting": found,
        "notice": notice,
        "contact": notice.contact if is_inside(person_of(request).party) else "",
        "questions": [(each, title_of(each), forum().matters[each]) for each in found.questions],
        "present": sorted(found.present, key=lambda code: forum().parties[code].order),
        "is_secured": found.index < secured_size(),
    }
    return render(request, "rooms/meeting.html", shown)
