# SPDX-License-Identifier: Apache-2.0
"""A problem: what a door answers when it does not do what it was asked, as RFC 9457 writes it."""

from http import HTTPStatus

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from comity.bug import Bug
from comity.registry.errors import RegistryError

RAISED = (HTTPException, RegistryError, OSError, Bug)
"""What a door may raise that is told to whoever asked; of all but the first the registry has stopped."""


def problem(status: int, title: str, **members: object) -> Response:
    """Give a problem document."""
    body = msgspec.json.encode({"type": "about:blank", "title": title, "status": status, **members})
    return Response(body, status, media_type="application/problem+json")


def problem_of(error: Exception) -> Response:
    """Give the problem document of something that a door raised."""
    if isinstance(error, HTTPException):
        refused = problem(error.status_code, HTTPStatus(error.status_code).phrase, detail=error.detail)
        refused.headers.update(error.headers or {})
        return refused
    return problem(503, "the registry has stopped", detail=str(error))


async def told(_: Request, error: Exception) -> Response:
    """Tell whoever asked (a handler of Starlette's)."""
    return problem_of(error)
