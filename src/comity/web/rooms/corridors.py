# SPDX-License-Identifier: Apache-2.0
"""Corridors: which ways connect, at what cost, and what changes if something is not available. An address is a question."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec import Struct

from comity.conferences.conference import load
from comity.corridors import shipped
from comity.corridors.asking import Given, study
from comity.corridors.errors import CorridorError
from comity.corridors.exports import features
from comity.corridors.exports import table as csv_table
from comity.corridors.map import svg
from comity.corridors.question import COUNTING, KINDS, RECORD, Question
from comity.corridors.statements import Premises, Recorded, Sources, lines
from comity.corridors.study import Asker, Member
from comity.node.notices import notices
from comity.papers.brief import pdf
from comity.web.desk import opened_desk
from comity.web.people.access import readers_only
from comity.web.reading import entry_at, forum, wording
from comity.web.rooms.corridors_brief import brief
from comity.web.rooms.corridors_form import Asking
from comity.web.rooms.corridors_tables import Table, tables
from comity.web.rooms.corridors_words import KIND_NAMES, limits, map_words, of, premises, title
from comity.web.rooms.corridors_worker import WORKER, Busy

PATIENCE = 5.0
"""Seconds a page waits for its answer before it says how far the work is, and asks again by itself."""
AGAIN = "2"
"""Seconds after which a browser asks again for what is being computed."""
FILE_PATIENCE = 60.0
"""Seconds a file waits."""
REAL = "cica"
"""Whose members the tables are for where the parties of this conference are invented and have no places."""


class Answered(Struct, frozen=True):
    """An answer with its question and in the words of its reader."""

    question: Question
    given: Given
    heading: str
    tables: tuple[Table, ...]

    @property
    def json(self) -> bytes:
        """Write the answer for programs."""
        return lines(self.given.statements)

    @property
    def fingerprint(self) -> str:
        """Digest the answer as programs read it."""
        return hashlib.sha256(self.json).hexdigest()

    @property
    def data(self) -> str:
        """Give the digest of the data it was computed from."""
        return of(self.given.statements, Premises)[0].data

    def map(self, *, alone: bool = False) -> str:
        """Draw the map."""
        picture, kind = self.given.picture, self.question.kind
        heading = self.heading if alone else str(KIND_NAMES[kind])
        words = map_words(kind, heading, self.given.statements)
        return svg(picture, shipped.network(), words, shipped.coast(), alone=alone)


class Listed(Struct, frozen=True):
    """The members tables are for, in the conference's order; other states it names; the conference, if another than ours."""

    members: tuple[Member, ...]
    others: tuple[Member, ...]
    conference: str

    @property
    def names(self) -> dict[str, str]:
        """Give names by codes."""
        return {each.code: each.name for each in (*self.members, *self.others)}


def listed() -> Listed:
    """Give the states of this conference; of the one it exercises where its own have no places."""
    placed = {place.administered_by for place in shipped.network().places.values()}
    own = sorted(forum().parties.values(), key=lambda party: party.order)
    if any(party.code in placed for party in own):
        named = [(party.kind, Member(party.code, wording().text(party.name))) for party in own]
        return _by_kind(named, "")
    real, russian = load(REAL), (get_language() or "").startswith("ru")
    parties = sorted(real.parties, key=lambda party: party.order)
    named = [(each.kind, Member(each.code, (russian and each.name_ru) or each.name_en)) for each in parties]
    return _by_kind(named, wording().text(real.name))


def _by_kind(named: Sequence[tuple[str, Member]], conference: str) -> Listed:
    members, others = (tuple(each for kind, each in named if kind == wanted) for wanted in ("member", "observer_state"))
    return Listed(members, others, conference)


@readers_only
def corridors(request: HttpRequest) -> HttpResponse:
    """Show what can be asked."""
    network = shipped.network()
    shown = {
        "kinds": _doors(""),
        "corridors": shipped.corridors(),
        "sources": list(network.sources.values()),
        "places": len(network.places),
        "links": len(network.links),
    }
    return render(request, "corridors/index.html", shown)


@readers_only
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the form of a question and, once it is asked, its answer."""
    states = listed()
    form = Asking(kind, states.names, request.GET or None)
    shown: dict[str, Any] = {
        "form": form,
        "kind": kind,
        "kinds": _doors(kind),
        "name": KIND_NAMES[kind],
        "conference": states.conference,
        "places": shipped.network().places.values(),
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "corridors/ask.html", shown, status=200 if not form.is_bound or not form.errors else 400)
    question = form.question()
    try:
        answered = answer(question, states, PATIENCE)
    except CorridorError as error:
        form.add_error(None, _plain(error))
        return render(request, "corridors/ask.html", shown, status=400)
    except Busy:
        return render(request, "corridors/busy.html", shown, status=503)
    if answered is None:
        done, total = WORKER.progress()
        response = render(request, "corridors/working.html", shown | {"done": done, "total": total}, status=202)
        response["Refresh"] = AGAIN
        return response
    return render(request, "corridors/ask.html", shown | _shown(request, answered))


@readers_only
def give(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """Give an answer as a file: JSON, CSV, GeoJSON, SVG or a page of PDF."""
    states = listed()
    asked = Asking(kind, states.names, request.GET)
    if form not in FILES or not asked.is_valid():
        raise Http404
    try:
        answered = answer(asked.question(), states, FILE_PATIENCE)
    except CorridorError:
        raise Http404 from None
    except Busy:
        answered = None
    if answered is None:
        return HttpResponse(
            _("This machine is still computing. Ask again in a minute.") + "\n", "text/plain; charset=utf-8", 503
        )
    return file_of(answered, form)


def file_of(answered: Answered, form: str) -> HttpResponse:
    """Give an answer in one of the `FILES`."""
    media, make = FILES[form]
    response = HttpResponse(make(answered), content_type=media)
    shown = "inline" if form in {"pdf", "json"} else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="corridors-{answered.question.kind}.{form}"'
    return response


FILES: dict[str, tuple[str, Callable[[Answered], bytes | str]]] = {
    "json": ("application/x-ndjson", lambda each: each.json),
    "csv": ("text/csv; charset=utf-8", lambda each: csv_table(each.question.kind, each.given.statements)),
    "geojson": ("application/geo+json", lambda each: features(each.given.picture, shipped.network())),
    "svg": ("image/svg+xml", lambda each: each.map(alone=True)),
    "pdf": ("application/pdf", lambda each: pdf(brief(each))),
}


def answer(question: Question, states: Listed, seconds: float) -> Answered | None:
    """Answer a question; None where it takes longer. Raises CorridorError where it cannot be asked, and Busy."""
    asker = _asker(question, states)
    asked = study(question, asker)
    given = WORKER.ask(question, asker, seconds)
    if given is None:
        return None
    heading = title(question.kind, given.statements, [asked.name(place) for place in asked.places])
    return Answered(question, given, heading, tables(question.kind, given.statements, states.names))


def _asker(question: Question, states: Listed) -> Asker:
    """Say who asks; what the record says of ways is read only where it is asked for."""
    desk = opened_desk()
    today = question.on or f"{desk.clock():%Y-%m-%d}"
    if RECORD not in question.scenario:
        return Asker(states.members, today, states.others)
    said, parties = notices(forum(), desk.directory, entry_at), forum().parties
    authors = {each.author for each in said} - states.names.keys()
    named = (Member(code, wording().text(parties[code].name)) for code in sorted(authors))
    return Asker(states.members, today, (*states.others, *named), said)


def _shown(request: HttpRequest, answered: Answered) -> dict[str, Any]:
    kind, said = answered.question.kind, answered.given.statements
    many = urlencode([(key, value) for key in request.GET for value in request.GET.getlist(key) if value])
    return {
        "answered": answered,
        "premises": list(premises(said)),
        "limits": list(limits(said)),
        "map": answered.map(),
        "files": [(form, f"{reverse('corridors_file', args=[kind, form])}?{many}") for form in FILES],
        "other_counting": _counted_otherwise(request, answered),
        "sources": {key: told for each in of(said, Sources) for key, told in each.titles.items()},
    }


def _counted_otherwise(request: HttpRequest, answered: Answered) -> str:
    """Give the address of the same question with the other notices counted; none where notices do not contradict."""
    if not any(each.contradicted for each in of(answered.given.statements, Recorded)):
        return ""
    asked = request.GET.copy()
    asked["counting"] = next(each for each in COUNTING if each != answered.question.counting)
    return f"?{asked.urlencode()}"


def _doors(current: str) -> list[tuple[str, str, str, bool]]:
    """Give the questions with their names and addresses."""
    return [(kind, str(KIND_NAMES[kind]), reverse("corridors_ask", args=[kind]), kind == current) for kind in KINDS]


def _plain(error: CorridorError) -> str:
    """Say what is wrong with a question; what the network does not have is named by it in English."""
    return _("The network does not know this: %(what)s") % {"what": str(error)}
