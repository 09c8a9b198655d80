# SPDX-License-Identifier: Apache-2.0
"""The record: its state for everybody; entries, certificates and evidence for those who may read them."""

from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Router

from comity.acts.signed import format_signed_act
from comity.api import shapes
from comity.api.conditional import conditional
from comity.api.keys import reading
from comity.api.lines import Before, Place, line_of
from comity.papers.narrative import sentence
from comity.record.certificate import MAX_CERTIFICATE_BYTES
from comity.record.errors import MalformedCertificate
from comity.web.desk import opened_desk
from comity.web.people.access import person_of
from comity.web.proof import capitals_of, certificate_of, checked, proof
from comity.web.reading import entry_at, forum, newest, secured_size, told, wording
from comity.web.rooms.entries import A_PAGE
from comity.web.rooms.entries import evidence as evidence_page

router = Router(tags=["Record"], auth=reading)
OCTETS: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/record", response=shapes.StateOfRecord, summary="The state of the record, open to everybody", auth=None)
@conditional
def state_of_record(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    """The newest secured head with its signatures, and nothing of what the record says."""
    known = proof()
    return {
        "origin": forum().origin,
        "anchor": known.anchor,
        "secured": known.size,
        "head": known.head,
        "capitals": known.capitals,
        "needed": known.needed,
    }


@router.get("/entries", response=shapes.Entries, summary="Entries, the newest first")
@conditional
def entries(request: HttpRequest, before: Before = None, *, marks: bool = False) -> dict[str, Any]:
    """A page of entries; marks, by which the registry lets time pass, only where they are asked for."""
    lines = newest(A_PAGE, person_of(request).party, before, marks=marks)
    return {
        "entered": forum().size,
        "secured": secured_size(),
        "entries": [line_of(each) for each in lines],
        "older": (lines[-1].place or None) if lines else None,
    }


@router.get("/entries/{place}", response=shapes.Entry, summary="One entry")
@conditional
def entry(request: HttpRequest, place: Path[Place]) -> dict[str, Any]:
    """The sentence, the act as it was signed, the leaf hash."""
    shown, parsed = told(place, person_of(request).party), entry_at(place)
    note = format_signed_act(parsed.signed).decode() if shown.is_whole else ""
    return {**line_of(shown), "note": note, "leaf": parsed.leaf.hex()}


@router.get("/entries/{place}/certificate", response={200: None}, summary="The certificate of an entry")
def certificate(request: HttpRequest, place: Path[Place]) -> HttpResponse:
    """What anybody can check against the anchor without this machine; not there before the entry is secured."""
    if not told(place, person_of(request).party).is_whole:
        raise Http404
    return HttpResponse(certificate_of(place), content_type="application/octet-stream")


@router.post("/certificates/check", response=shapes.Checked, summary="Check a certificate", openapi_extra=OCTETS)
def check(request: HttpRequest) -> dict[str, Any]:
    """Check the bytes sent against this machine's own anchor; they are kept nowhere."""
    if len(request.body) > MAX_CERTIFICATE_BYTES:
        raise MalformedCertificate("longer than any certificate")
    verified = checked(request.body)
    return {
        "place": verified.index,
        "size": verified.checkpoint.size,
        "sentence": str(sentence(verified.act, forum(), wording())),
        "capitals": capitals_of(verified),
    }


@router.get("/evidence", response=list[shapes.Evidence], summary="Evidence of an inconsistent record held here")
def evidence(request: HttpRequest) -> list[dict[str, Any]]:  # noqa: ARG001
    """What this machine holds; empty where nothing contradicts itself."""
    kept = opened_desk().node.store.all_evidence()
    return [
        {"number": number, "sha256": sha256(document).hexdigest(), "size": len(document)}
        for number, (document, _decided) in enumerate(kept)
    ]


@router.get("/evidence/{number}", response={200: None}, summary="One piece of evidence")
def piece(request: HttpRequest, number: Path[Place]) -> HttpResponse:
    """The document, which any third party can check."""
    return evidence_page(request, number)
