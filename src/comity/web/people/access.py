# SPDX-License-Identifier: Apache-2.0
"""Who may see and do what: explicit predicates over persons and roles, asked by every page and every operation."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict

from comity.web.desk import opened_desk
from comity.web.people.models import Person
from comity.web.people.roles import Role

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def person_of(request: HttpRequest) -> Person:
    """Give whoever asks; raises PermissionDenied for somebody without an account."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def sent(request: HttpRequest) -> QueryDict | None:
    """Give what was sent with a form, also where it is empty; None where the page was only asked for."""
    return request.POST if request.method == "POST" else None


def has_role(person: Person, *roles: Role) -> bool:
    """Tell whether a person has one of these roles."""
    return not person.roles.isdisjoint(roles)


def for_roles(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Let a page be asked for by people with one of these roles, and by nobody else."""

    def guard(view: View[P]) -> View[P]:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not has_role(person_of(request), *roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast("View[P]", guarded)

    return guard


def for_parties(*kinds: str) -> Callable[[View[P]], View[P]]:
    """Let a page be asked for by people of a party of one of these kinds; stands below `for_roles`."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            forum = opened_desk().lodged
            party = forum.parties.get(person_of(request).party) if forum else None
            if party is None or party.kind not in kinds:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast("View[P]", guarded)

    return guard


readers_only = for_roles(*Role)
"""For everybody with a role in the delegation: each may read what the delegation may read."""
