# SPDX-License-Identifier: Apache-2.0
"""Opening sealed content: by the secret of somebody who may, streamed to the reader, kept nowhere on the way."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from comity.node.annex import opened
from comity.node.keyfile import Locked
from comity.node.openers import parsed
from comity.rules.measures.sealed import entitled_to
from comity.sealing.errors import NoMatch, SealingError
from comity.web.desk import opened_desk
from comity.web.drafts.secrets import EXERCISE_WORD, secret_field
from comity.web.people.access import person_of, readers_only, sent
from comity.web.people.keys import open_opener, opener_file
from comity.web.reading import forum
from comity.web.refusals import Problem, problem
from comity.web.site import opened_site

SUFFIXES = {b"%PDF-": ".pdf", b"PK\x03\x04": ".docx"}
"""How files that people send begin; the name of a sealed file stands nowhere."""


class OpeningForm(forms.Form):
    """The secret."""

    secret = secret_field(gettext_lazy("Your secret"), first=True)


@never_cache
@readers_only
def open_annex(request: HttpRequest, digest: str) -> HttpResponse:
    """Ask for the secret, then give the content; to a delegation it is not sealed to, it does not exist."""
    person, known, desk = person_of(request), forum(), opened_desk()
    if person.party not in entitled_to(known, digest):
        raise Http404
    form, refusal, status = OpeningForm(sent(request)), None, 200
    path = desk.attachments.path(digest) if desk.attachments else None
    if request.method == "POST" and form.is_valid() and path is not None:
        try:
            given = _given(path, digest, open_opener(desk.keys, person.pk, form.cleaned_data["secret"]))
            return cast("HttpResponse", given)
        except Locked as error:
            refusal, form = problem(error), OpeningForm()
        except SealingError as error:
            refusal, form = _sealed(error), OpeningForm()
    if refusal is not None or form.errors:
        status = 422
    shown = {
        "digest": digest,
        "filed": known.measures.files[digest].filed,
        "is_return": known.measures.files[digest].filed in known.measures.filings,
        "form": form,
        "refusal": refusal,
        "is_erased": digest in known.measures.erased,
        "is_here": path is not None,
        "has_file": opener_file(desk.keys, person.pk).exists(),
        "word": EXERCISE_WORD if opened_site().is_exercise else "",
        "holders": known.attachments.get(digest, ()),
    }
    return render(request, "measures/open.html", shown, status=status)


def _sealed(error: SealingError) -> Problem:
    if isinstance(error, NoMatch):
        return Problem(
            _(
                "None of your delegation's keys opens it. Ask its sender to seal it anew to the key your state names now."
            )
        )
    return Problem(_("The file is not a sealed one, or was damaged before it was sent. Its sender can seal it anew."))


def _given(path: Path, digest: str, identities: tuple[str, ...]) -> StreamingHttpResponse:
    """Give content as it is opened. The first part is opened before anything is answered, so that a refusal can be said."""
    parts: Iterator[bytes] = opened(path, parsed(identities))
    first = next(parts, b"")
    suffix = next((end for begin, end in SUFFIXES.items() if first.startswith(begin)), "")
    response = StreamingHttpResponse(chain((first,), parts), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{digest[:12]}{suffix}"'
    response["Content-Encoding"] = "identity"
    response["X-Content-Type-Options"] = "nosniff"
    return response
