# SPDX-License-Identifier: Apache-2.0
"""The record: entries as people read them, copies in capitals, and how any of it is proven."""

from hashlib import sha256

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from comity.acts.signed import format_signed_act
from comity.papers.narrative import sentence
from comity.record.certificate import MAX_CERTIFICATE_BYTES
from comity.record.errors import MalformedCertificate, OtherAnchor, Unconfirmed
from comity.web.desk import opened_desk
from comity.web.drafts.kinds import BY_ACT
from comity.web.drafts.showing import fields_of
from comity.web.people.access import person_of, readers_only
from comity.web.proof import capitals_of, certificate_of, checked, proof
from comity.web.reading import entry_at, forum, newest, secured_size, told, wording

A_PAGE = 30
FAR = 10
"""A place with more digits than this is beyond every record."""


@readers_only
def entries(request: HttpRequest) -> HttpResponse:
    """Show the newest entries, or those before a place."""
    before = request.GET.get("before", "")
    start = int(before) if before.isascii() and before.isdecimal() and len(before) < FAR else None
    marks = "marks" in request.GET
    lines = newest(A_PAGE, person_of(request).party, start, marks=marks)
    shown = {
        "lines": lines,
        "start": start,
        "marks": marks,
        "older": lines[-1].place if lines and lines[-1].place else None,
        "size": forum().size,
        "secured": secured_size(),
        "witnesses": sorted((each.code for each in forum().witnesses), key=lambda code: forum().parties[code].order),
        "is_provisional": len(forum().witnesses) < forum().edition.least_witnesses,
        "evidence": [number for number, _ in enumerate(opened_desk().node.store.all_evidence())],
        "proof": proof(),
    }
    return render(request, "rooms/entries.html", shown)


@readers_only
def entry(request: HttpRequest, place: int) -> HttpResponse:
    """Show one entry whole: the sentence, the act as it was signed, and its fingerprints."""
    shown_as = told(place, person_of(request).party)
    parsed = entry_at(place)
    is_written_here = type(parsed.signed.act).__name__ in BY_ACT
    shown = {
        "told": shown_as,
        "fields": list(fields_of(parsed.signed.act)) if shown_as.is_whole and is_written_here else [],
        "note": format_signed_act(parsed.signed).decode() if shown_as.is_whole else "",
        "leaf": parsed.leaf.hex(),
        "seal": sha256(parsed.signed.text).hexdigest(),
        "proposal": getattr(parsed.signed.act, "proposal", "")
        or (parsed.signed.id if _is_proposal(parsed.signed.id) else ""),
        "proof": proof(),
    }
    return render(request, "rooms/entry.html", shown)


def _is_proposal(act_id: str) -> bool:
    return act_id in forum().matters


@readers_only
def certificate(request: HttpRequest, place: int) -> HttpResponse:
    """Hand out the certificate of an entry, which anybody can check against the anchor without this machine."""
    if not told(place, person_of(request).party).is_whole:
        raise Http404
    try:
        data = certificate_of(place)
    except Unconfirmed:
        return render(request, "rooms/unsecured.html", {"place": place}, status=409)
    name = f"{forum().origin.replace('/', '_')}-{place}.tlog-proof"
    return HttpResponse(
        data, content_type="application/octet-stream", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@readers_only
def evidence(_request: HttpRequest, number: int) -> HttpResponse:
    """Hand out evidence of an inconsistent record, which any third party can check."""
    kept = opened_desk().node.store.all_evidence()
    if number >= len(kept):
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="evidence-{number}.json"'}
    return HttpResponse(kept[number][0], content_type="application/octet-stream", headers=headers)


class Brought(forms.Form):
    """A certificate that somebody brings."""

    certificate = forms.FileField(
        label=_("Certificate"),
        help_text=_("A file that ends in .tlog-proof. It is checked on this machine and kept nowhere."),
    )

    def clean_certificate(self) -> bytes:
        """Read the file; one that is larger than any certificate is not read."""
        brought: UploadedFile[bytes] = self.cleaned_data["certificate"]
        if brought.size is None or brought.size > MAX_CERTIFICATE_BYTES:
            raise forms.ValidationError(_("This file is larger than any certificate. Nothing was kept."))
        return bytes(brought.read())


@readers_only
def check(request: HttpRequest) -> HttpResponse:
    """Check a certificate against this machine's own anchor."""
    form = Brought(request.POST, request.FILES) if request.method == "POST" else Brought()
    shown: dict[str, object] = {"form": form, "capitals": []}
    if form.is_bound and form.is_valid():
        try:
            verified = checked(form.cleaned_data["certificate"])
            shown |= {"verified": verified, "sentence": sentence(verified.act, forum(), wording())}
            shown["capitals"] = capitals_of(verified)
        except OtherAnchor:
            shown["problem"] = _("This certificate is of another record than the one this machine keeps.")
        except MalformedCertificate as error:
            shown |= {
                "problem": _("This file proves nothing: it is no certificate, or it was altered."),
                "detail": str(error),
            }
    return render(request, "rooms/check.html", shown)
