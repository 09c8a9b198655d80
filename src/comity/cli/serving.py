# SPDX-License-Identifier: Apache-2.0
"""Serving a conference on this machine: one process, one port, until it is told to stop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import uvicorn
from starlette.types import ASGIApp

from comity.cli.local import Local
from comity.cli.premises import Premises
from comity.cli.speech import Speech
from comity.registry.http import serve

HOST = "127.0.0.1"


class Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen; where that fails, uvicorn ends the server."""
        await super().startup(sockets)
        self.listening.set()


def now() -> datetime:
    """Give the machine's time."""
    return datetime.now(UTC)


@asynccontextmanager
async def served(application: ASGIApp, port: int) -> AsyncIterator[tuple[str, asyncio.Task[None]]]:
    """Serve an application; give its address and the task that ends when the server does.

    Raises:
        OSError: the port cannot be had.
    """
    config = uvicorn.Config(application, HOST, port, log_level="warning", lifespan="off", access_log=False)
    server = Server(config)
    serving = asyncio.create_task(server.serve())
    listening = asyncio.create_task(server.listening.wait())
    try:
        await asyncio.wait((serving, listening), return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            raise OSError(f"port {port} cannot be served: another process has it, or it is not allowed here")
        yield f"http://{HOST}:{server.servers[0].sockets[0].getsockname()[1]}", serving
    finally:
        listening.cancel()
        server.should_exit = True
        await asyncio.gather(serving, listening, return_exceptions=True)


async def serve_conference(
    premises: Premises,
    passphrase: str,
    port: int,
    speech: Speech,
    then: Callable[[Local, str], Awaitable[int | None]],
) -> int:
    """Take up a conference, serve it, say ``ready URL``, and do what comes then; a code ends it, nothing lets it serve on.

    Raises:
        RegistryError, NodeError: the record cannot be taken up, or can no longer be written: nothing is signed any more.
    """
    local = Local(premises, passphrase, now, lambda done, total: speech.progress("folding", done, total))
    try:
        async with served(serve(local.registry, local.pool, now), port) as (url, serving):
            local.start()
            greet(local, premises, speech)
            print(f"ready {url}", flush=True)
            code = await then(local, url)
            if code is None:
                await serving
        return code or 0
    finally:
        await local.close()


def greet(local: Local, premises: Premises, speech: Speech) -> None:
    """Say which conference it is, under which anchor, and whether its facts are legal yet."""
    forum = local.registry.forum
    if forum.banner is not None:
        speech.say("banner", text=speech.text(forum.banner))
    speech.say("opened", title=speech.text(forum.title), anchor=premises.anchor.read_text(encoding="ascii").strip())
    if len(forum.witnesses) < forum.edition.least_witnesses:
        members, least = len(forum.eligible), forum.edition.least_witnesses
        speech.say("provisional", witnesses=len(forum.witnesses), members=members, least=least)
