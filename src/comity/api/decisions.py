# SPDX-License-Identifier: Apache-2.0
"""Today, and decisions: what is due for this party, every matter with its papers, its time line and what was said."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from comity.api import shapes
from comity.api.conditional import conditional
from comity.api.keys import reading
from comity.api.lines import A_PAGE, Before, Hash, line_of, meeting_line, page_of, version_of
from comity.web.desk import opened_desk
from comity.web.people.access import person_of
from comity.web.reading import forum, matter_of, newest, secured_size, title_of, told, words_of
from comity.web.rooms import capital
from comity.web.rooms.decisions import is_secured, papers_of, statements_of
from comity.web.rooms.today import CHANGES, coming_meetings, due_for
from comity.web.templatetags.words import status_word

router = Router(tags=["Decisions"], auth=reading)


@router.get("/today", response=shapes.Today, summary="What is due for this party, and what changed")
@conditional
def today(request: HttpRequest) -> dict[str, Any]:
    """Deadlines first, the next before the others; whoever does nothing until one agrees."""
    party = person_of(request).party
    return {
        "due": [
            {"deadline_at": due.at, "proposal": due.proposal, "title": words_of(due.title)} for due in due_for(party)
        ],
        "meetings": [meeting_line(sitting.key) for sitting in coming_meetings()],
        "changes": [line_of(each) for each in newest(CHANGES, party)],
        "entered": forum().size,
        "secured": secured_size(),
        "headquarters_silent_since": opened_desk().silent_since(),
    }


@router.get("/decisions", response=shapes.Decisions, summary="Matters, the newest first")
@conditional
def decisions(request: HttpRequest, before: Before = None) -> dict[str, Any]:  # noqa: ARG001
    """A page of matters at whatever stage they are."""
    page, older = page_of(opened_desk().directory.proposals, before, A_PAGE)
    return {"decisions": [_line(each) for each in page], "older": older}


def _line(proposal: str) -> dict[str, Any]:
    matter = matter_of(proposal)
    return {
        "proposal": proposal,
        "title": words_of(title_of(proposal)),
        "body": matter.body,
        "stage": matter.stage,
        "status": str(status_word(matter.stage)),
        "result": matter.result,
        "number": matter.number,
        "deadline_at": matter.silence.deadline_at if matter.silence else None,
        "is_secured": is_secured(matter),
    }


@router.get("/decisions/{proposal}", response=shapes.Decision, summary="One matter")
@conditional
def decision(request: HttpRequest, proposal: Path[Hash]) -> dict[str, Any]:
    """Its text in every language, its time line, what was said. Nobody's silence is listed or counted."""
    matter, reader = matter_of(proposal), person_of(request).party
    lines = [told(place, reader) for place in opened_desk().directory.of_matter(proposal)]
    return {
        **_line(proposal),
        "sponsors": matter.sponsors,
        "recommended_by": matter.recommended_by,
        "purpose": matter.purpose,
        "text_sha256": matter.text_sha256,
        "opened_at": matter.silence.opened_at if matter.silence else None,
        "effective_at": matter.effective_at,
        "documents": [
            {
                "symbol": paper.symbol,
                "title": words_of(paper.title),
                "is_read_out": paper.is_read_out,
                "versions": [version_of(each) for each in paper.versions],
            }
            for paper in papers_of(matter, lines)
        ],
        "statements": [
            {"kind": each.kind, "text": each.text, "entry": line_of(each.told)} for each in statements_of(lines)
        ],
        "entries": [line_of(each) for each in lines],
    }


@router.get("/decisions/{proposal}/paper.{form}", response={200: None}, summary="One matter as a paper for the capital")
def paper(request: HttpRequest, proposal: Path[Hash], form: Path[Literal["pdf", "txt"]]) -> HttpResponse:
    """As plain text to put into a cable, or as PDF; the same paper gives the same bytes."""
    return capital.decision(request, proposal, form)
