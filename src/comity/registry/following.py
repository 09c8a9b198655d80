# SPDX-License-Identifier: Apache-2.0
"""Following a registry: what nodes wait for, sent once, and bundles from where they were left.

GET /record/pending/<size>        the pending head with the log's lines alone, once its size is above ``<size>``; 204 none came
GET /record/cosignatures/<size>   the witnesses' lines of the head of this size, once confirmed; 204 not yet, 404 passed over
GET /record/changes/<size>        the first confirmed head that closes a change at a size above ``<size>``; 404 none

The first two wait for at most 20 seconds, or ``?wait=`` fewer. Entry bundles are sent from a byte on: ``Range: bytes=N-``.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import lru_cache

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from comity.registry.registry import Registry
from comity.tlog.note import format_note, parse_note
from comity.tlog.tree_head import parse_checkpoint
from comity.tlog.wire import parse_decimal

LONGEST_WAIT_S = 20
BRIEF = {"cache-control": "no-cache"}
NO_CONTENT, PARTIAL, NOT_FOUND, UNSATISFIABLE = 204, 206, 404, 416
_FROM = re.compile(r"bytes=(0|[1-9][0-9]{0,8})-")
_NOTHING = b"-\n"
"""A text of no meaning: lines are written as parts of a note."""

Door = Callable[[Request], Awaitable[Response]]


def following(doors: "Following") -> list[Route]:
    """Give the routes for nodes that follow a registry."""
    return [
        Route("/record/pending/{size}", doors.pending),
        Route("/record/cosignatures/{size}", doors.cosignatures),
        Route("/record/changes/{size}", doors.changes),
    ]


def ranged(door: Door) -> Door:
    """Let a door give what it gives from a byte on, where it is asked so."""

    async def part(request: Request) -> Response:
        response = await door(request)
        asked = _FROM.fullmatch(request.headers.get("range", ""))
        if asked is None or response.status_code != 200:
            return response
        whole, first = bytes(response.body), int(asked[1])
        if first >= len(whole):
            return Response(status_code=UNSATISFIABLE, headers={"content-range": f"bytes */{len(whole)}"})
        headers = {
            "cache-control": response.headers["cache-control"],
            "content-range": f"bytes {first}-{len(whole) - 1}/{len(whole)}",
        }
        return Response(whole[first:], PARTIAL, headers, response.media_type)

    return part


class Following:
    """One method a route. Whoever waits is woken by the board, which the registry's own thread moves, or told to `leave`."""

    def __init__(self, registry: Registry) -> None:
        self._board = registry.board
        self._moved = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = False
        self._board.tell = self._ring

    def _ring(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()

    def leave(self) -> None:
        """Let nobody wait any more: the server is to stop."""
        self._closing = True
        self._wake()

    async def pending(self, request: Request) -> Response:
        """Give the pending head beyond a size."""
        after = _number(request)

        def look() -> bytes | None:
            head = self._board.pending
            return head.bare if head is not None and head.checkpoint.size > after else None

        return _noted(await self._waited(request, look))

    async def cosignatures(self, request: Request) -> Response:
        """Give the witnesses' lines of a confirmed head."""
        size = _number(request)

        def look() -> bytes | None:
            pending = self._board.pending
            if pending is None or size > pending.checkpoint.size:
                return None
            if size == pending.checkpoint.size:
                return _lines_of(pending.note) if pending.is_confirmed else None
            for note in (self._board.confirmed, *reversed(self._board.changes)):
                if note and _size_of(note) == size:
                    return _lines_of(note)
            raise HTTPException(NOT_FOUND, f"the head of size {size} was passed over")

        return _noted(await self._waited(request, look))

    async def changes(self, request: Request) -> Response:
        """Give the first confirmed change beyond a size."""
        after = _number(request)
        for note in self._board.changes:
            if _size_of(note) > after:
                return _noted(note)
        raise HTTPException(NOT_FOUND, f"no change is confirmed above size {after}")

    async def _waited(self, request: Request, look: Callable[[], bytes | None]) -> bytes | None:
        """Look again whenever the board moved, for as long as the request waits."""
        self._loop = asyncio.get_running_loop()
        until = self._loop.time() + _wait_of(request)
        while True:
            moved = self._moved
            if (found := look()) is not None or self._closing:
                return found
            try:
                await asyncio.wait_for(moved.wait(), until - self._loop.time())
            except TimeoutError:
                return None


@lru_cache(maxsize=16)
def _size_of(note: bytes) -> int:
    return parse_checkpoint(parse_note(note).text).size


@lru_cache(maxsize=4)
def _lines_of(note: bytes) -> bytes:
    """Give the witnesses' lines of a head: those that stand under another name than its origin."""
    parsed = parse_note(note)
    origin = parse_checkpoint(parsed.text).origin
    lines = [line for line in parsed.lines if line.name != origin]
    return format_note(_NOTHING, lines)[len(_NOTHING) + 1 :] if lines else b""


def _number(request: Request) -> int:
    size = parse_decimal(request.path_params["size"].encode())
    if size is None:
        raise HTTPException(NOT_FOUND, "the size is no number")
    return size


def _wait_of(request: Request) -> int:
    asked = parse_decimal(request.query_params.get("wait", str(LONGEST_WAIT_S)).encode())
    return LONGEST_WAIT_S if asked is None else min(asked, LONGEST_WAIT_S)


def _noted(note: bytes | None) -> Response:
    return PlainTextResponse(note, headers=BRIEF) if note else Response(status_code=NO_CONTENT, headers=BRIEF)
