# SPDX-License-Identifier: Apache-2.0
"""Conditional requests: a program that holds an answer asks whether it still is the one; nothing is worked out where it is.

What an answer is depends on how much is entered and secured, on who asks in which language, and on who has the chairs now.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from comity.rules.standing import chair_of
from comity.web.desk import opened_desk
from comity.web.live import state
from comity.web.people.models import Person

P = ParamSpec("P")
TAG = "comity.etag"
"""Where a request carries the tag of its answer until that is written."""


def tag_of(request: HttpRequest) -> str:
    """Give the tag of every answer that is made from the record for this party, in this language, now."""
    desk = opened_desk()
    now, forum = desk.clock(), desk.lodged
    chairs = sorted((code, chair_of(body, now)) for code, body in forum.bodies.items()) if forum else []
    party = request.user.party if isinstance(request.user, Person) else ""
    seen = (state(), get_language(), party, chairs, desk.silent_since())
    return f'"{sha256(repr(seen).encode()).hexdigest()[:24]}"'


def conditional(view: Callable[Concatenate[HttpRequest, P], Any]) -> Callable[Concatenate[HttpRequest, P], Any]:
    """Let an operation that reads the record answer that nothing changed."""

    @wraps(view)
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> object:
        tag = tag_of(request)
        request.META[TAG] = tag
        return get_conditional_response(request, etag=tag) or view(request, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], Any]", answered)


def tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Write the tag on an answer that has one."""
    if TAG in request.META and response.status_code in {200, 201, 304}:
        response["ETag"] = request.META[TAG]
    return response
