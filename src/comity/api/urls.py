# SPDX-License-Identifier: Apache-2.0
"""The addresses of the API, below ``/api/``: its operations, its description, and a problem document for everything else."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, re_path
from django.utils.cache import patch_vary_headers

from comity.api.conditional import tagged
from comity.api.description import Desk
from comity.api.problems import LANGUAGES, not_allowed, stopped

app_name = "api"
api = Desk()


def _elsewhere(request: HttpRequest, **_rest: str) -> HttpResponse:
    """Say that there is nothing here."""
    return stopped(request, Http404())


def _dressed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give every answer what programs rely on: its tag, what it varies by, and a problem document where ninja says a word."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401  (whatever the path holds)
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            return not_allowed(response["Allow"])
        patch_vary_headers(response, LANGUAGES.split(", "))
        return tagged(request, response)

    return answer


def _patterns() -> list[URLPattern | URLResolver]:
    known: list[URLPattern | URLResolver] = [
        URLPattern(each.pattern, _dressed(each.callback), each.default_args, each.name)
        for each in api.urls[0]
        if isinstance(each, URLPattern) and each.name != "api-root"
    ]
    return [*known, re_path(r"^(?P<rest>.*)\Z", _elsewhere, name="elsewhere")]


urlpatterns = _patterns()
