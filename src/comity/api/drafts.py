# SPDX-License-Identifier: Apache-2.0
"""Drafts by programs: written, changed, withdrawn, cleared with the clearer's own secret. To sign one there is no operation."""

import os
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Router

from comity.acts.errors import ActError
from comity.api import shapes
from comity.api.conditional import TAG
from comity.api.enclosures import files_of
from comity.api.keys import clearing, drafting, inside
from comity.api.lines import Hash
from comity.api.problems import PreconditionFailed, answered, problem_of
from comity.papers.narrative import sentence
from comity.rules.outcome import Refused
from comity.web.desk import opened_desk
from comity.web.drafts.clearing import clear as clear_draft
from comity.web.drafts.content import act_of, content_of, rehearse, rehearsed
from comity.web.drafts.errors import Changed
from comity.web.drafts.kinds import BY_ACT
from comity.web.drafts.kinds.offering import about_of
from comity.web.drafts.models import Draft
from comity.web.drafts.views import MOST_LISTED, draft_of, open_draft_of, place_of, require_offered
from comity.web.people.access import person_of
from comity.web.people.keys import open_clearer
from comity.web.people.models import Person
from comity.web.reading import forum, secured_size, wording
from comity.web.uploads import Upload

router = Router(tags=["Drafts"], auth=inside)


@router.get("/drafts", response=list[shapes.DraftLine], summary="The delegation's drafts, the one changed last first")
def drafts(request: HttpRequest) -> list[dict[str, Any]]:
    """Those that wait, were withdrawn, or were signed."""
    own = Draft.objects.filter(party=person_of(request).party).select_related("created_by", "signed")
    return [_line(each) for each in own.order_by("-changed_at")[:MOST_LISTED]]


def _line(draft: Draft) -> dict[str, Any]:
    state = "signed" if draft.is_signed else "withdrawn" if draft.is_withdrawn else "waiting"
    return {
        "id": draft.pk,
        "type": draft.kind,
        "about": draft.about,
        "fingerprint": draft.fingerprint,
        "created_by": draft.created_by.get_full_name(),
        "created_at": draft.created_at,
        "changed_at": draft.changed_at,
        "state": state,
    }


@router.post("/drafts", response={201: shapes.Draft}, auth=drafting, summary="Write a draft")
def write(request: HttpRequest, body: shapes.Writing) -> dict[str, Any]:
    """Keep what the delegation is about to say. Whether the rules would admit it now, ``obstacle`` says."""
    person, now = person_of(request), opened_desk().clock()
    content, about, files = _read(body, person)
    draft = Draft(party=person.party, kind=body.type, about=about, created_by=person, created_at=now)
    draft.keep(content, files, now)
    return _shown(request, draft)


@router.post("/drafts/rehearsal", response={204: None}, auth=drafting, summary="Ask what the rules would say")
def rehearsal(request: HttpRequest, body: shapes.Writing) -> HttpResponse:
    """Keep nothing: 204 where the rules would admit the act now, else 409 with the paragraph and the field."""
    person = person_of(request)
    content, _about, _files = _read(body, person)
    outcome = rehearse(_act(body.type, content, person.party), forum(), opened_desk().clock())
    return answered(problem_of(outcome, body.type)) if isinstance(outcome, Refused) else HttpResponse(status=204)


@router.get("/drafts/{draft}", response=shapes.Draft, summary="One draft")
def read(request: HttpRequest, draft: Path[UUID]) -> dict[str, Any]:
    """What it says, who cleared it, what became of it. Its tag is its fingerprint."""
    return _shown(request, draft_of(person_of(request), draft))


@router.put("/drafts/{draft}", response=shapes.Draft, auth=drafting, summary="Change a draft")
def change(request: HttpRequest, draft: Path[UUID], body: shapes.Writing) -> dict[str, Any]:
    """Write it anew; the type stays. Whatever was cleared is cleared no more. ``If-Match`` guards against another's change."""
    person = person_of(request)
    found = open_draft_of(person, draft)
    if body.type != found.kind:
        raise Http404
    _require_seen(request, found)
    content, found.about, files = _read(body, person)
    found.keep(content, files, opened_desk().clock())
    return _shown(request, found)


@router.delete("/drafts/{draft}", response={204: None}, auth=drafting, summary="Withdraw a draft")
def withdraw(request: HttpRequest, draft: Path[UUID]) -> HttpResponse:
    """It stays in the list, and is signed no more."""
    found = open_draft_of(person_of(request), draft)
    _require_seen(request, found)
    Draft.objects.filter(pk=found.pk, signed=None).update(is_withdrawn=True)
    return HttpResponse(status=204)


@router.post("/drafts/{draft}/clearances", response={201: shapes.Draft}, auth=clearing, summary="Clear a draft")
def clear(request: HttpRequest, draft: Path[UUID], body: shapes.Clearing) -> dict[str, Any]:
    """Clear exactly what was read, by the clearer's own sealed key; a later change needs a new clearance."""
    person, desk = person_of(request), opened_desk()
    found = open_draft_of(person, draft)
    if found.fingerprint != body.seen:
        raise Changed
    clear_draft(found, person, open_clearer(desk.keys, person.pk, body.secret), desk.clock())
    return _shown(request, found)


@router.get("/drafts/{draft}/files/{digest}", response={200: None}, summary="One file of a draft")
def enclosure(request: HttpRequest, draft: Path[UUID], digest: Path[Hash]) -> HttpResponse:
    """The bytes; they leave this machine when the draft is signed, not before."""
    found = draft_of(person_of(request), draft).enclosures.filter(digest=digest).first()
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.content), content_type="application/octet-stream")


def _act(kind: str, content: str, party: str) -> Any:  # noqa: ANN401  (an act of any type)
    return act_of(kind, content, rehearsed(forum(), party, opened_desk().clock(), os.urandom))


def _read(body: shapes.Writing, person: Person) -> tuple[str, str, Sequence[Upload]]:
    """Read what a draft is to say: its content, what it is about, its files.

    Raises:
        Http404: no act of this type is written at a desk, or what it is about is not on the record.
        PermissionDenied: it is not this party's to say now.
        MalformedAct: no act can say this.
        FaultyFields: a file is not what the act names.
    """
    kind = BY_ACT.get(body.type)
    if kind is None:
        raise Http404
    content = content_of(body.fields)
    act = _act(kind.act, content, person.party)
    about = about_of(kind, act)
    require_offered(kind, person, about)
    return content, about, files_of(act, body.files)


def _require_seen(request: HttpRequest, draft: Draft) -> None:
    wanted = request.headers.get("If-Match", "*")
    if wanted != "*" and draft.fingerprint not in {
        each.strip().removeprefix("W/").strip('"') for each in wanted.split(",")
    }:
        raise PreconditionFailed


def _shown(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    request.META[TAG] = f'"{draft.fingerprint}"'
    signed = draft.signed if draft.is_signed else None
    place = place_of(signed) if signed else None
    return {
        **_line(draft),
        **_said(draft),
        "fields": msgspec.json.decode(draft.content),
        "clearances": [
            {"by": each.cleared_by.get_full_name(), "at": each.cleared_at}
            for each in draft.clearances.select_related("cleared_by")
        ],
        "files": [
            {"sha256": each.digest, "size": len(each.content), "media_type": each.media_type}
            for each in draft.enclosures.all()
        ],
        "act": signed.act if signed else "",
        "place": place,
        "is_secured": place is not None and place < secured_size(),
    }


def _said(draft: Draft) -> dict[str, Any]:
    """Give the sentence that the act would be, and what the rules would say to it; of a signed one nothing more."""
    try:
        act = _act(draft.kind, draft.content, draft.party)
        words = str(sentence(act, forum(), wording()))
        outcome = None if draft.is_signed else rehearse(act, forum(), opened_desk().clock())
    except ActError as error:
        return {"sentence": "", "obstacle": problem_of(error)}
    return {
        "sentence": words,
        "obstacle": problem_of(outcome, draft.kind) if isinstance(outcome, Refused) else None,
    }
