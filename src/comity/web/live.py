# SPDX-License-Identifier: Apache-2.0
"""Live: a page that shows something which may change is told that something did, never what; it then asks again.

The ticket is signed by a page for whoever is signed in, because this door stands outside Django's sessions.
"""

import asyncio
from collections.abc import AsyncIterator, Callable

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from comity.web.desk import opened_desk
from comity.web.people.models import Person
from comity.web.policy import CONTENT

PATH = "/live"
SINCE = "comity.since"
"""Where `Moment` notes it, under a name that no request header has."""
LASTS_S = 12 * 3600
LOOK_S = 0.5
"""Seconds between two looks at whether something changed."""
BEAT_S = 15
"""A line without meaning goes out so often, so that what lies between keeps the connection."""
_signer = TimestampSigner(salt="comity.live")


def state() -> str:
    """Give what changes whenever a page may: how much is entered, and how much of it is secured."""
    desk = opened_desk()
    return f"{len(desk.directory)}.{desk.forum.size if desk.forum else 0}"


class Moment:
    """Notes, before a page is made, how far the record is: what changes while it is made is told afterwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and let the page know since when."""
        request.META[SINCE] = state()
        return self._get_response(request)


def address(person: Person, request: HttpRequest) -> str:
    """Give the address at which this person's page learns of changes after what it shows."""
    return f"{PATH}?{urlencode({'ticket': _signer.sign(str(person.pk)), 'seen': request.META[SINCE]})}"


async def live(request: Request, is_leaving: Callable[[], bool]) -> Response:
    """Tell of changes until the page goes or the server ends."""
    try:
        _signer.unsign(request.query_params.get("ticket", ""), max_age=LASTS_S)
    except BadSignature:
        return PlainTextResponse("this page is too old: load it again\n", 403, {"content-security-policy": CONTENT})
    seen = request.headers.get("last-event-id") or request.query_params.get("seen", "")
    headers = {"cache-control": "no-store", "x-accel-buffering": "no", "content-security-policy": CONTENT}
    return StreamingResponse(_changes(seen, is_leaving), media_type="text/event-stream", headers=headers)


async def _changes(seen: str, is_leaving: Callable[[], bool]) -> AsyncIterator[str]:
    beat = asyncio.get_running_loop().time
    spoke = beat()
    yield "retry: 3000\n\n"
    while not is_leaving():
        if (now := state()) != seen:
            seen, spoke = now, beat()
            yield f"event: changed\nid: {now}\ndata: {now}\n\n"
        elif beat() - spoke >= BEAT_S:
            spoke = beat()
            yield ": here\n\n"
        await asyncio.sleep(LOOK_S)
