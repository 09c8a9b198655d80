# SPDX-License-Identifier: Apache-2.0
"""Documents: what was circulated under which symbol, in which languages, and the files themselves."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from comity.acts.envelope import Text
from comity.rules.forum import Document
from comity.web.desk import opened_desk
from comity.web.people.access import readers_only
from comity.web.reading import document_of, forum, title_of, told, versions_of

A_PAGE = 40
SAFE = {"text/plain": "text/plain; charset=utf-8", "application/pdf": "application/pdf"}
"""Media types handed to a browser as what they are; every other file is saved, never opened."""


class Row(Struct, frozen=True):
    """One document in the list."""

    symbol: str
    title: Text
    document: Document


@readers_only
def documents(request: HttpRequest) -> HttpResponse:
    """List the newest documents."""
    newest = list(opened_desk().directory.documents)[-A_PAGE:][::-1]
    rows = [Row(each, title_of(each), forum().documents[each]) for each in newest if each in forum().documents]
    return render(request, "rooms/documents.html", {"rows": rows})


@readers_only
def document(request: HttpRequest, symbol: str) -> HttpResponse:
    """Show one document in its languages."""
    found = document_of(symbol)
    shown = {
        "symbol": symbol,
        "title": title_of(symbol),
        "document": found,
        "told": told(found.index),
        "versions": list(versions_of(found.index)),
    }
    return render(request, "rooms/document.html", shown)


@readers_only
def file(_request: HttpRequest, symbol: str, digest: str) -> HttpResponse:
    """Hand out one version of a document, as what it is where that is harmless."""
    version = next(
        (each.version for each in versions_of(document_of(symbol).index) if each.version.blob.sha256 == digest), None
    )
    content = opened_desk().node.store.text(digest) if version else None
    if version is None or content is None:
        raise Http404
    kind = version.blob.media_type.partition(";")[0].strip()
    response = HttpResponse(content, content_type=SAFE.get(kind, "application/octet-stream"))
    name = f"{symbol.replace('/', '_')}.{version.language}"
    response["Content-Disposition"] = f'{"inline" if kind in SAFE else "attachment"}; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
