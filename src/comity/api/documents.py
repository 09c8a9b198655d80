# SPDX-License-Identifier: Apache-2.0
"""Documents, meetings, members: what was circulated, who meets where, who takes part, as their pages show them."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router
from pydantic import Field

from comity.acts.envelope import Text
from comity.api import shapes
from comity.api.conditional import conditional
from comity.api.keys import reading
from comity.api.lines import A_PAGE, Before, Hash, line_of, meeting_line, page_of, version_of
from comity.rules.standing import chair_of
from comity.web.desk import opened_desk
from comity.web.people.access import person_of
from comity.web.reading import (
    document_of,
    entry_at,
    forum,
    is_inside,
    secured_size,
    title_of,
    told,
    versions_of,
    words_of,
)
from comity.web.rooms import capital
from comity.web.rooms import documents as room
from comity.web.rooms.meetings import convened
from comity.web.rooms.members import KINDS

router = Router(tags=["Documents, meetings, members"], auth=reading)
Symbol = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9./]{2,79}$")]
BodyCode = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{1,11}$")]
Form = Literal["pdf", "txt"]
Year = Annotated[int, Field(ge=2000, lt=2200)]
Number = Annotated[int, Field(ge=1, lt=10_000)]


@router.get("/documents", response=shapes.Documents, summary="Documents, the newest first")
@conditional
def documents(request: HttpRequest, before: Before = None) -> dict[str, Any]:  # noqa: ARG001
    """A page of documents, those whose number was spent without one among them."""
    page, older = page_of(opened_desk().directory.documents, before, A_PAGE)
    return {"documents": [_line(each) for each in page if each in forum().documents], "older": older}


def _line(symbol: str) -> dict[str, Any]:
    document = forum().documents[symbol]
    return {
        "symbol": symbol,
        "title": words_of(title_of(symbol)),
        "by": document.by,
        "issued_at": document.issued_at,
        "stage": document.stage,
        "distribution": room.distribution_of(document),
        "original_on": room.original_date(document),
        "languages": sorted({language for language, _status, _digest in document.versions}),
    }


@router.get("/files/{digest}", response={200: None}, summary="One file of a document")
def file(request: HttpRequest, digest: Path[Hash], symbol: Symbol) -> HttpResponse:
    """The bytes, as what they are where that is harmless to open."""
    return room.file(request, symbol, digest)


@router.get("/documents/{symbol:symbol}", response=shapes.Document, summary="One document")
@conditional
def document(request: HttpRequest, symbol: Path[Symbol]) -> dict[str, Any]:
    """Its versions, and the proposals that rest on it."""
    found = document_of(symbol)
    act = entry_at(found.index).signed.act
    return {
        **_line(symbol),
        "agenda_item": getattr(act, "agenda_item", ""),
        "reason": getattr(act, "reason", ""),
        "proposals": room.matters_on(symbol),
        "versions": [version_of(each) for each in versions_of(found.index)],
        "entry": line_of(told(found.index, person_of(request).party)),
    }


@router.get("/meetings", response=shapes.Meetings, summary="Meetings, the newest first")
@conditional
def meetings(request: HttpRequest, before: Before = None) -> dict[str, Any]:  # noqa: ARG001
    """A page of meetings at whatever stage they are."""
    page, older = page_of(opened_desk().directory.meetings, before, A_PAGE)
    return {"meetings": [meeting_line(each) for each in page], "older": older}


def _both(text: Text | None) -> dict[str, str] | None:
    return words_of(text) if text else None


@router.get("/meetings/{body}/{year}/{number}", response=shapes.Meeting, summary="One meeting")
@conditional
def meeting(request: HttpRequest, body: Path[BodyCode], year: Path[Year], number: Path[Number]) -> dict[str, Any]:
    """Its notice; whom to ask is told to members and the secretariat alone."""
    key = f"{body}/{year}/{number}"
    found, notice = convened(key)
    return {
        **meeting_line(key),
        "venue": words_of(notice.venue),
        "format": notice.format,
        "host": _both(notice.host),
        "participants": _both(notice.participants),
        "agenda": _both(notice.agenda),
        "contact": notice.contact if is_inside(person_of(request).party) else "",
        "questions": list(found.questions),
        "present": sorted(found.present, key=lambda code: forum().parties[code].order),
        "is_secured": found.index < secured_size(),
    }


@router.get(
    "/meetings/{body}/{year}/{number}/notice.{form}",
    response={200: None},
    summary="One notice as a paper for the capital",
)
def notice(
    request: HttpRequest, body: Path[BodyCode], year: Path[Year], number: Path[Number], form: Path[Form]
) -> HttpResponse:
    """As plain text to put into a cable, or as PDF."""
    return capital.notice(request, f"{body}/{year}/{number}", form)


@router.get("/members", response=shapes.Members, summary="Parties and bodies in the conference's own order")
@conditional
def members(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    """Parties by kind and place in the list, bodies with who has their chair now."""
    now, known = opened_desk().clock(), [each for each in forum().parties.values() if each.kind in KINDS]
    order = {each.code: each.order for each in opened_desk().conference.bodies}
    bodies = sorted(forum().bodies.values(), key=lambda each: (order.get(each.code, len(order) + 1), each.code))
    return {
        "parties": [
            {
                "code": each.code,
                "kind": each.kind,
                "name": words_of(each.name),
                "standing": each.standing,
                "host": each.host,
            }
            for each in sorted(known, key=lambda each: (KINDS.index(each.kind), each.order))
        ],
        "bodies": [{"code": each.code, "name": words_of(each.name), "chair": chair_of(each, now)} for each in bodies],
    }
