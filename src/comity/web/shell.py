# SPDX-License-Identifier: Apache-2.0
"""The shell: one ASGI application for everything a node answers on its port.

first part of a path named in ``machines``    the node's own doors and, at headquarters, the registry's
/health, /ready     whether this process lives, and whether it has a record to show
/live               tells open pages that something changed
/assets/…           styles, scripts, fonts
everything else     the pages, by Django in a few threads that stay, so that connections to its database stay too
"""

from collections.abc import Mapping
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from comity.web.assets import Assets
from comity.web.corridors.worker import WORKER
from comity.web.desk import opened_desk
from comity.web.live import PATH as LIVE
from comity.web.live import live
from comity.web.policy import CONTENT

THREADS = 4
PLAIN = {"content-security-policy": CONTENT, "cache-control": "no-store"}


class Shell:
    """Made after `comity.web.start.start` and `comity.web.desk.open_desk`.

    ``machines`` maps the first part of a path to what answers there.
    """

    def __init__(self, machines: Mapping[str, ASGIApp] | None = None) -> None:
        self._machines = dict(machines or {})
        self._assets = Assets(settings.STATIC_ROOT)
        self._pages = WSGIMiddleware(cast("Any", get_wsgi_application()), workers=THREADS)
        self._is_leaving = False

    def leave(self) -> None:
        """Let open streams end: the server is about to."""
        self._is_leaving = True

    def close(self) -> None:
        """Let the threads end; nobody waits for what they still do."""
        WORKER.close()
        self._pages.executor.shutdown(wait=False, cancel_futures=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or take part in the life of the server."""
        if scope["type"] != "http":
            await _live_along(scope, receive, send)
            return
        first, _, rest = scope["path"].lstrip("/").partition("/")
        if first in self._machines:
            await self._machines[first](scope, receive, send)
        elif first == settings.STATIC_URL.strip("/"):
            await (await self._assets.answer(Request(scope), rest))(scope, receive, send)
        elif scope["path"] == LIVE:
            await (await live(Request(scope), lambda: self._is_leaving))(scope, receive, send)
        elif scope["path"] in {"/health", "/ready"}:
            await _state(scope["path"])(scope, receive, send)
        else:
            await self._pages(cast("Any", scope), cast("Any", receive), cast("Any", send))


def _state(path: str) -> Response:
    """Say that this process lives; or whether there is a record to show."""
    if path == "/ready" and opened_desk().lodged is None:
        return PlainTextResponse("no record yet\n", 503, PLAIN)
    return PlainTextResponse("serving\n", 200, PLAIN)


async def _live_along(scope: Scope, receive: Receive, send: Send) -> None:
    """Agree to begin and to end; nothing here is opened by upgrading a request."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close"})
        return
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
