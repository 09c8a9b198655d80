# SPDX-License-Identifier: Apache-2.0
"""What recorded decisions release to the public: adopted texts that bear ``Distr.: general``, and nothing else.

A body that adopts a text under that mark decides with it that the text is open. What was said on the way, by whom, stays inside.
"""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from msgspec import Struct

from comity.acts.envelope import Text
from comity.rules.matter import Matter
from comity.web.desk import opened_desk
from comity.web.reading import forum, matter_of, title_of, told
from comity.web.rooms.decisions import Paper, is_secured, papers_of
from comity.web.rooms.documents import handed_out, is_general

NEWEST = 100
"""So many of the newest proposals are looked through for whoever asks."""
NOBODY = ""


class Released(Struct, frozen=True):
    """One adopted text that is open to everybody."""

    proposal: str
    title: Text
    matter: Matter


def is_released(matter: Matter) -> bool:
    """Tell whether a decision to adopt, recorded and secured, released its text."""
    return matter.result.startswith("adopted") and is_secured(matter) and is_general(matter.symbols)


def all_released() -> Iterator[Released]:
    """Give what is released, the newest first."""
    for proposal in reversed(opened_desk().directory.proposals[-NEWEST:]):
        matter = forum().matters[proposal]
        if is_released(matter):
            yield Released(proposal, title_of(proposal), matter)


def _opened(proposal: str) -> tuple[Matter, list[Paper]]:
    matter = matter_of(proposal)
    if not is_released(matter):
        raise Http404
    return matter, list(
        papers_of(matter, [told(place, NOBODY) for place in opened_desk().directory.of_matter(proposal)])
    )


@require_safe
def released(request: HttpRequest, proposal: str) -> HttpResponse:
    """Show everybody one released text; anything else does not exist here."""
    matter, papers = _opened(proposal)
    shown = {"proposal": proposal, "title": title_of(proposal), "matter": matter, "papers": papers}
    return render(request, "rooms/released.html", shown)


@require_safe
def released_file(request: HttpRequest, proposal: str, digest: str) -> HttpResponse:  # noqa: ARG001
    """Hand out a file of a released text."""
    for paper in _opened(proposal)[1]:
        if any(shown.version.blob.sha256 == digest for shown in paper.versions):
            return handed_out(paper.symbol, digest)
    raise Http404
