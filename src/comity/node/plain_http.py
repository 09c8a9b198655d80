# SPDX-License-Identifier: Apache-2.0
"""A third-party witness over HTTP, as the tlog-witness specification of July 2026 says.

POST /add-checkpoint           200 cosignature lines; 400 malformed, 403 not signed by the log, 404 unknown log, 409 another old
                               size (the body is the right one, ``text/x.tlog.size``), 422 not consistent; 503 stopped
GET  /<origin hash>/checkpoint the latest checkpoint cosigned, with the log's lines and the cosignatures; 404 none
GET  /health                   whether it cosigns
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from comity.node.errors import Raced
from comity.node.plain_witness import (
    ClockBehind,
    Impossible,
    Inconsistent,
    NotCosigned,
    Outdated,
    PlainWitness,
    UnknownLog,
    Unsigned,
)
from comity.tlog.errors import Malformed

MAX_REQUEST_BYTES = 2**19
"""A checkpoint with a hundred lines of ML-DSA-44 and the longest proof has fewer."""
THREADS = 4
SIZE = "text/x.tlog.size"
BRIEF = {"cache-control": "no-cache"}
STATUS: dict[type[NotCosigned], int] = {
    UnknownLog: 404,
    Unsigned: 403,
    Impossible: 400,
    Outdated: 409,
    Inconsistent: 422,
    ClockBehind: 503,
}

T = TypeVar("T")


class PlainDoors:
    """One witness behind its doors. ``application`` is to be served; when ``stopped`` is set, the process is to end."""

    def __init__(self, witness: PlainWitness) -> None:
        self._witness = witness
        self._threads = ThreadPoolExecutor(THREADS, "witness")
        self.stopped = asyncio.Event()
        self.application = Starlette(
            routes=[
                Route("/add-checkpoint", self._add_checkpoint, methods=["POST"]),
                Route("/{digest}/checkpoint", self._checkpoint),
                Route("/health", self._health),
            ],
            exception_handlers={Raced: _stopped},
        )

    async def _add_checkpoint(self, request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return _said(400, f"a request that broke off, or has more than {MAX_REQUEST_BYTES} bytes")
        try:
            return PlainTextResponse(await self._run(lambda: self._witness.add_checkpoint(body)), headers=BRIEF)
        except Malformed as error:
            return _said(400, str(error))
        except Outdated as error:
            # As a header: the library would add a charset to the type, which is to be this one exactly.
            return Response(f"{error.size}\n", 409, headers={"content-type": SIZE, **BRIEF})
        except NotCosigned as error:
            return _said(STATUS[type(error)], str(error))

    async def _checkpoint(self, request: Request) -> Response:
        digest = request.path_params["digest"]
        note = await self._run(lambda: self._witness.checkpoint(digest))
        return _said(404, "no checkpoint of this log was cosigned here") if note is None else PlainTextResponse(
            note, headers=BRIEF
        )  # fmt: skip

    async def _health(self, _: Request) -> Response:
        if self.stopped.is_set():
            return _said(503, "the store has failed: nothing is signed until a restart")
        return PlainTextResponse("serving\n", headers=BRIEF)

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except Raced:
            self.stopped.set()
            raise

    def close(self) -> None:
        """Let the running requests end."""
        self._threads.shutdown()


async def _body(request: Request) -> bytes | None:
    """Read a request; None where it is too long or breaks off."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > MAX_REQUEST_BYTES:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)


def _said(status: int, reason: str) -> Response:
    return PlainTextResponse(f"{reason}\n", status, headers=BRIEF)


async def _stopped(_: Request, error: Exception) -> Response:
    return _said(503, str(error))
