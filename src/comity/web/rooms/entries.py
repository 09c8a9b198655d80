# SPDX-License-Identifier: Apache-2.0
"""The record: entries as people read them, copies in capitals, and how any of it is proven."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comity.acts.signed import format_signed_act
from comity.web.desk import opened_desk
from comity.web.people.access import readers_only
from comity.web.reading import entry_at, forum, newest, secured_size, told

A_PAGE = 30


@readers_only
def entries(request: HttpRequest) -> HttpResponse:
    """Show the newest entries, or those before a place."""
    before = request.GET.get("before", "")
    start = int(before) if before.isdecimal() and len(before) < 10 else None
    lines = newest(A_PAGE, start)
    desk = opened_desk()
    shown = {
        "lines": lines,
        "older": lines[-1].place if lines and lines[-1].place else None,
        "size": len(desk.directory),
        "secured": secured_size(),
        "witnesses": [each.code for each in forum().witnesses],
        "least": forum().edition.least_witnesses,
        "head": desk.node.witness.copy.note.decode(),
    }
    return render(request, "rooms/entries.html", shown)


@readers_only
def entry(request: HttpRequest, place: int) -> HttpResponse:
    """Show one entry whole: the sentence, the act as it was signed, and its fingerprints."""
    parsed = entry_at(place)
    shown = {
        "told": told(place),
        "note": format_signed_act(parsed.signed).decode(),
        "leaf": parsed.leaf.hex(),
        "seal": sha256(parsed.signed.text).hexdigest(),
    }
    return render(request, "rooms/entry.html", shown)
