# SPDX-License-Identifier: Apache-2.0
"""Returns and requests: what was filed, what was said of it, what was asked and answered, as their pages show them."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from comity.acts.requests import MakeRequest, ReplyToRequest
from comity.api import measure_shapes as shapes
from comity.api.conditional import conditional
from comity.api.keys import reading
from comity.api.lines import A_PAGE, Before, Hash, line_of, page_of
from comity.api.measures import Code
from comity.node.exchange import Said, lines
from comity.web.measures import catalogue, exchanges, files
from comity.web.measures.data import of_exchange, of_line, of_values
from comity.web.measures.lists import Asked, asked_of, lines_of, received, template_of
from comity.web.people.access import person_of
from comity.web.reading import entry_at, told, words_of

router = Router(tags=["Returns and requests"], auth=reading)
Only = Annotated[Literal["all", "waiting"], Query(description="waiting: not acknowledged by this party")]


@router.get("/inbox", response=shapes.Returns, summary="Returns addressed to this party, the newest first")
@conditional
def inbox(request: HttpRequest, before: Before = None, only: Only = "all") -> dict[str, Any]:
    """What other states sent it, whoever filed it. A page looks through a thousand returns; where it ends, go on from `older`."""
    known, party = catalogue.correspondence().returns, person_of(request).party
    page = received(known, party, before, unacknowledged=only == "waiting")
    return {"returns": [of_line(each, party) for each in page.lines], "older": page.older or None}


@router.get("/measures/{code}/returns", response=shapes.Returns, summary="Returns under a measure, the newest first")
@conditional
def under(request: HttpRequest, code: Path[Code], before: Before = None) -> dict[str, Any]:
    """A page of everything that was filed under it, exercises marked."""
    catalogue.measure_of(code)
    party = person_of(request).party
    page, older = page_of(catalogue.correspondence().under(code), before, A_PAGE)
    return {"returns": [of_line(each, party) for each in lines_of(page, party)], "older": older}


@router.get("/returns/{filed}", response=shapes.Return, summary="One return, with all that was said of it")
@conditional
def one_return(request: HttpRequest, filed: Path[Hash]) -> dict[str, Any]:
    """Every version as it was filed, every statement beside it, sealed content as far as its template shows it."""
    found, party = exchanges.exchange_of(filed), person_of(request).party
    return {**of_exchange(found, party), "entries": [line_of(told(each.place, party)) for each in found.lines]}


@router.get("/returns/{filed}/return.{form}", response={200: None}, summary="One return as a file")
def return_file(
    request: HttpRequest, filed: Path[Hash], form: Path[Literal["pdf", "txt", "csv", "json"]]
) -> HttpResponse:
    """For the capital as PDF or plain text, for a spreadsheet the version that holds, for a program all of it."""
    return files.return_file(request, filed, form)


@router.get("/requests", response=shapes.Requests, summary="Requests to and from this party, the newest first")
@conditional
def requests(request: HttpRequest, before: Before = None) -> dict[str, Any]:
    """A page of requests with when an answer is due."""
    page, older = page_of(catalogue.correspondence().asked(person_of(request).party), before, A_PAGE)
    return {"requests": [_asked(each) for each in asked_of(page)], "older": older}


def _asked(asked: Asked) -> dict[str, Any]:
    known = asked.request
    return {
        "request": asked.request_id,
        "measure": known.template,
        "version": known.version,
        "title": words_of(asked.template.title),
        "by": known.by,
        "to": known.to,
        "made_at": known.at,
        "due_at": known.due_at,
        "stage": known.stage,
        "is_exercise": known.exercise,
        "is_open": asked.is_open,
        "open_items": asked.open_items,
    }


@router.get("/requests/{asked}", response=shapes.Request, summary="One request")
@conditional
def one_request(request: HttpRequest, asked: Path[Hash]) -> dict[str, Any]:
    """What is asked, question by question, and every reply."""
    known, party = exchanges.request_of(asked), person_of(request).party
    template = template_of(known.template, known.version)
    said = lines(catalogue.correspondence().places(asked), entry_at)
    made = next(each.act for each in said if isinstance(each.act, MakeRequest))
    replies = [(each, each.act) for each in said if isinstance(each.act, ReplyToRequest)]
    return {
        **_asked(next(asked_of([asked]))),
        "values": list(of_values(template, made.values)),
        "questions": [
            {"item": item, "text": text, "state": known.items[item], "answers": list(_answers(item, replies))}
            for item, text in enumerate(made.items)
        ],
        "replies": [
            {
                "by": act.by,
                "entered_at": line.at,
                "kind": act.kind,
                "ground": act.ground or "",
                "values": list(of_values(template, act.values)),
            }
            for line, act in replies
        ],
        "entries": [line_of(told(each.place, party)) for each in said],
    }


def _answers(item: int, replies: Sequence[tuple[Said, ReplyToRequest]]) -> Iterator[dict[str, Any]]:
    for line, act in replies:
        for answer in act.answers:
            if answer.item == item:
                yield {"by": act.by, "entered_at": line.at, "state": answer.state, "text": answer.text}
