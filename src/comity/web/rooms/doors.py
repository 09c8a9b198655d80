# SPDX-License-Identifier: Apache-2.0
"""The doors: where somebody comes in, what the public sees, and what is said where a page cannot be shown."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from comity.web.people.models import Person
from comity.web.proof import proof
from comity.web.reading import forum
from comity.web.rooms.released import all_released


def front(request: HttpRequest) -> HttpResponse:
    """Lead to the first page in the reader's own language, else in the one the browser asks for."""
    person = request.user
    language = person.language if isinstance(person, Person) else (get_language() or "en")
    return HttpResponseRedirect(f"/{language}/")


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Show everybody the secured state of the record: its checkpoint and hashes, and what recorded decisions released."""
    shown = {"proof": proof(), "origin": forum().origin, "released": list(all_released())}
    return render(request, "rooms/public.html", shown)


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that a request cannot be read."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that this person may not see or do that."""
    return render(request, "errors/403.html", status=403)


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  (Django names its reason in English)
    """Say that a form did not come from a page of this machine, or from one that was too old."""
    return render(request, "errors/stale.html", status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that there is no such page."""
    return render(request, "errors/404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that this machine made a mistake; what it was stands in its logbook."""
    return render(request, "errors/500.html", status=500)
