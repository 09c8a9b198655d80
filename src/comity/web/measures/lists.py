# SPDX-License-Identifier: Apache-2.0
"""Returns and requests in lists: the newest first, a page of them at a time."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.http import Http404, HttpRequest
from msgspec import Struct

from comity.acts.template import Template
from comity.rules.measures.book import Filing, Request
from comity.web.desk import opened_desk
from comity.web.measures.words import period_words
from comity.web.reading import forum, secured_size

A_PAGE = 25
RECENT = 50
"""So many requests of a party are listed."""
WINDOW = 1_000
"""So many exchanges are looked through for those that concern a reader before a page ends."""


class Line(Struct, frozen=True):
    """A return in a list. ``awaits`` tells whether the reader's state received it and has not acknowledged it."""

    filed: str
    filing: Filing
    template: Template
    period: str
    is_secured: bool
    awaits: bool


class Asked(Struct, frozen=True):
    """A request in a list. ``is_open`` tells whether an answer is still to come, ``open_items`` how many questions wait."""

    request_id: str
    request: Request
    template: Template
    due_at: datetime
    is_open: bool
    open_items: int


class Page(Struct, frozen=True):
    """A page of a list, and where the next older one begins (0: nowhere)."""

    lines: Sequence[Line]
    older: int


def template_of(code: str, version: int) -> Template:
    """Give a version of a measure."""
    return forum().measures.templates[code].versions[version - 1][1]


def recipients_of(filing: Filing, party: str) -> tuple[str, ...]:
    """Give to whom a return goes, as far as its template shows that to a party."""
    is_shown = template_of(filing.template, filing.version).recipients_shown
    return filing.recipients if is_shown or party in {filing.state, *filing.recipients} else ()


def lines_of(ids: Iterable[str], party: str) -> list[Line]:
    """Give returns as lines."""
    return [line_of(each, party) for each in ids]


def line_of(filed: str, party: str) -> Line:
    """Give a return as a line; raises Http404 where there is none."""
    filing = forum().measures.filings.get(filed)
    if filing is None:
        raise Http404
    awaits = party in filing.recipients and party not in filing.acknowledged and filing.stage == "stands"
    template = template_of(filing.template, filing.version)
    return Line(filed, filing, template, period_words(filing.period), filing.index < secured_size(), awaits)


def received(ids: Sequence[str], party: str, before: int | None, *, unacknowledged: bool) -> Page:
    """Give a page of the returns addressed to a party, newest first, from before a place in the list."""
    start = len(ids) if before is None else min(before, len(ids))
    found: list[Line] = []
    at = start
    while at > max(0, start - WINDOW) and len(found) < A_PAGE:
        at -= 1
        filing = forum().measures.filings[ids[at]]
        if party in filing.recipients:
            line = line_of(ids[at], party)
            found += [line] if line.awaits or not unacknowledged else []
    return Page(found, at)


def before_of(request: HttpRequest) -> int | None:
    """Give the place before which a page begins, as asked; raises Http404 where it is none."""
    asked = request.GET.get("before", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        raise Http404
    return int(asked)


def asked_lately(party: str) -> list[Asked]:
    """Give the newest requests of a party, made by it or to it, the newest first."""
    return list(asked_of(opened_desk().directory.correspondence.asked(party)[-RECENT:][::-1]))


def asked_of(ids: Iterable[str]) -> Iterator[Asked]:
    """Give requests as lines."""
    for each in ids:
        request = forum().measures.requests[each]
        waiting = sum(state == "open" for state in request.items)
        template = template_of(request.template, request.version)
        is_open = request.stage in {"sent", "answered"}
        yield Asked(each, request, template, request.due_at, is_open, waiting)
