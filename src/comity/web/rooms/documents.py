# SPDX-License-Identifier: Apache-2.0
"""Documents: what was circulated under which symbol, in which languages, and the files themselves."""

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from comity.acts.documents import CirculateDocument
from comity.acts.envelope import Text
from comity.rules.forum import Document
from comity.web.desk import opened_desk
from comity.web.people.access import person_of, readers_only
from comity.web.reading import document_of, entry_at, forum, title_of, told, versions_of

A_PAGE = 40
SAFE = {"text/plain": "text/plain; charset=utf-8", "application/pdf": "application/pdf"}
"""Media types handed to a browser as what they are; every other file is saved, never opened."""

SUFFIXES = {
    "text/plain": ".txt",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}


class Row(Struct, frozen=True):
    """One document in the list."""

    symbol: str
    title: Text
    document: Document
    distribution: str
    original_on: date | None
    languages: list[str]


@readers_only
def documents(request: HttpRequest) -> HttpResponse:
    """List the newest documents."""
    newest = list(opened_desk().directory.documents)[-A_PAGE:][::-1]
    rows = [_row(each, forum().documents[each]) for each in newest if each in forum().documents]
    return render(request, "rooms/documents.html", {"rows": rows})


def _row(symbol: str, document: Document) -> Row:
    languages = sorted({language for language, _status, _digest in document.versions})
    return Row(symbol, title_of(symbol), document, distribution_of(document), original_date(document), languages)


def distribution_of(document: Document) -> str:
    """Tell to whom a document goes, ``limited`` or ``general``; what was not circulated as one is limited."""
    act = entry_at(document.index).signed.act
    return act.distribution if isinstance(act, CirculateDocument) else "limited"


def is_general(symbols: Sequence[str]) -> bool:
    """Tell whether each of these documents, and there is one, goes to the public once a decision adopts it."""
    return bool(symbols) and all(distribution_of(document_of(each)) == "general" for each in symbols)


def original_date(document: Document) -> date | None:
    """Give the date of a document of the back catalogue, which was entered later than issued; None of any other."""
    act = entry_at(document.index).signed.act
    return act.original_on if isinstance(act, CirculateDocument) else None


@readers_only
def document(request: HttpRequest, symbol: str) -> HttpResponse:
    """Show one document in its languages."""
    found = document_of(symbol)
    act = entry_at(found.index).signed.act
    shown = {
        "symbol": symbol,
        "title": title_of(symbol),
        "document": found,
        "distribution": distribution_of(found),
        "original_on": original_date(found),
        "told": told(found.index, person_of(request).party),
        "matters": [(each, title_of(each)) for each in matters_on(symbol)],
        "agenda_item": getattr(act, "agenda_item", ""),
        "reason": getattr(act, "reason", ""),
        "versions": list(versions_of(found.index)),
    }
    return render(request, "rooms/document.html", shown)


def matters_on(symbol: str) -> list[str]:
    """Find the newest proposals that rest on a document, or that were announced under its symbol."""
    newest = opened_desk().directory.proposals[-A_PAGE:]
    matters = forum().matters
    return [each for each in newest if symbol in matters[each].symbols or symbol == matters[each].number]


@readers_only
def file(_request: HttpRequest, symbol: str, digest: str) -> HttpResponse:
    """Hand out one version of a document to a reader."""
    return handed_out(symbol, digest)


def handed_out(symbol: str, digest: str) -> HttpResponse:
    """Give one version of a document as what it is where that is harmless; raises Http404."""
    version = next(
        (each.version for each in versions_of(document_of(symbol).index) if each.version.blob.sha256 == digest), None
    )
    content = opened_desk().node.store.text(digest) if version else None
    if version is None or content is None:
        raise Http404
    kind = version.blob.media_type.partition(";")[0].strip()
    response = HttpResponse(content, content_type=SAFE.get(kind, "application/octet-stream"))
    name = f"{symbol.replace('/', '_')}.{version.language}{SUFFIXES.get(kind, '')}"
    response["Content-Disposition"] = f'{"inline" if kind in SAFE else "attachment"}; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
