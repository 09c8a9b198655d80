# SPDX-License-Identifier: Apache-2.0
"""Corridors: which ways connect, at what cost, and what changes if something is not available. An address is a question."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.corridors import shipped
from comity.corridors.errors import CorridorError
from comity.corridors.question import COUNTING, KINDS
from comity.corridors.statements import Recorded, Sources
from comity.web.corridors.answered import Answered, answer, listed
from comity.web.corridors.files import FILE_PATIENCE, FILES, file_of
from comity.web.corridors.form import Asking
from comity.web.corridors.words import KIND_NAMES, limits, of, premises
from comity.web.corridors.worker import WORKER, Busy
from comity.web.people.access import readers_only

PATIENCE = 5.0
"""Seconds a page waits for its answer before it says how far the work is, and asks again by itself."""
AGAIN = "2"
"""Seconds after which a browser asks again for what is being computed."""


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
