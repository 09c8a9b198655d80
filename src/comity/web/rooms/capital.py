# SPDX-License-Identifier: Apache-2.0
"""For the capital: a decision or a notice as plain text to put into a cable, and as one page of PDF."""

from django.http import Http404, HttpRequest, HttpResponse

from comity.papers.paper import Paper
from comity.papers.plain import plain_text
from comity.papers.sheet import pdf
from comity.web.desk import opened_desk
from comity.web.people.access import person_of, readers_only
from comity.web.reading import is_inside, matter_of, told
from comity.web.rooms.meetings import convened
from comity.web.sheets import decision_paper, notice_paper


@readers_only
def decision(request: HttpRequest, proposal: str, form: str) -> HttpResponse:
    """Give a matter as a paper."""
    matter, reader = matter_of(proposal), person_of(request).party
    lines = [told(place, reader) for place in opened_desk().directory.of_matter(proposal)]
    return _given(decision_paper(proposal, matter, lines), form)


@readers_only
def notice(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """Give the notice of a meeting as a paper, with whom to ask for those who may know."""
    meeting, act = convened(key)
    contact = act.contact if is_inside(person_of(request).party) else ""
    return _given(notice_paper(key, meeting, act, contact), form)


def _given(paper: Paper, form: str) -> HttpResponse:
    name = paper.symbol.split(",", 1)[0].replace("/", "_")
    if form == "txt":
        response = HttpResponse(plain_text(paper), content_type="text/plain; charset=utf-8")
    elif form == "pdf":
        response = HttpResponse(pdf(paper), content_type="application/pdf")
    else:
        raise Http404
    response["Content-Disposition"] = f'inline; filename="{name}.{form}"'
    return response
