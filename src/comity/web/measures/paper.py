# SPDX-License-Identifier: Apache-2.0
"""The paper that a return came on, for those who may have it: the state that confirms it reads what the secretariat took in."""

from typing import cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from comity.web.desk import opened_desk
from comity.web.measures.exchanges import exchange_of, paper_of
from comity.web.people.access import person_of, readers_only
from comity.web.rooms.documents import SAFE, SUFFIXES


@never_cache
@readers_only
def paper(request: HttpRequest, filed: str) -> HttpResponse:
    """Hand out the paper of a return, as what it is where that is harmless; to others it does not exist."""
    found, attachments = exchange_of(filed), opened_desk().attachments
    scan, path = found.act.scan, None
    if scan is not None and attachments is not None and paper_of(found, person_of(request).party) == "here":
        path = attachments.path(scan.sha256)
    if scan is None or path is None:
        raise Http404
    kind = scan.media_type.partition(";")[0].strip()
    given = FileResponse(
        path.open("rb"),
        as_attachment=kind not in SAFE,
        filename=f"{found.filing.ref.replace('/', '_')}{SUFFIXES.get(kind, '')}",
        content_type=SAFE.get(kind, "application/octet-stream"),
        headers={"X-Content-Type-Options": "nosniff"},
    )
    return cast("HttpResponse", given)
