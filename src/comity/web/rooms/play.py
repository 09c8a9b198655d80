# SPDX-License-Identifier: Apache-2.0
"""The exercise played by itself: fictional states take a decision while whoever looks on reads every page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from msgspec import Struct

from comity.web.desk import opened_desk
from comity.web.people.access import for_parties, for_roles
from comity.web.people.roles import Role

PLAYS: tuple[tuple[str, "str | Promise"], ...] = (
    ("silence", gettext_lazy("Play: silence adopted")),
    ("objection", gettext_lazy("Play: ended by an objection")),
)
"""Plays with the words of their buttons."""


class Playbill(Struct, frozen=True):
    """What can be played here, and what is on."""

    plays: tuple[tuple[str, "str | Promise"], ...]
    running: "str | Promise"


def playbill() -> Playbill | None:
    """Give what can be played at this desk; None where nothing can."""
    plays = opened_desk().plays
    return Playbill(PLAYS, dict(PLAYS).get(plays.running, "")) if plays is not None else None


@require_POST
@for_roles(Role.DRAFTER, Role.SIGNATORY)
@for_parties("secretariat")
def play(request: HttpRequest) -> HttpResponse:
    """Begin a play, unless one is on."""
    plays, name = opened_desk().plays, request.POST.get("play", "")
    if plays is None or name not in dict(PLAYS):
        raise Http404
    if plays.begin(name):
        messages.success(request, _("The play begins. Every step stands on the record; this page follows it."))
    else:
        messages.warning(request, _("A play is on already. Wait until it has ended."))
    return redirect("today")
