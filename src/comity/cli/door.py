# SPDX-License-Identifier: Apache-2.0
"""A door: one port of this machine at which an application is served, until it is told to stop."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

HOST = "127.0.0.1"
GRACE_S = 2
"""Seconds for requests that are being answered when the server is to end."""


class Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, leaving: Callable[[], None]) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()
        self._leaving = leaving

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end: nobody is to be kept waiting any more."""
        self._leaving()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self.listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let an interrupt or a request to end stop the server alone: what it serves is closed in order after it."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield


def now() -> datetime:
    """Give the machine's time."""
    return datetime.now(UTC)


@asynccontextmanager
async def served(
    application: ASGIApp, port: int, leaving: Callable[[], None] = lambda: None, inherited: int | None = None
) -> AsyncIterator[tuple[str, asyncio.Task[None]]]:
    """Serve an application; give its address and the task that ends when the server does.

    ``leaving`` is called when that is about to end, so that answers held back are given first. ``inherited`` is the descriptor
    of a socket that the process which started this one holds for it.

    Raises:
        OSError: the port cannot be had.
    """
    door = _bound(port) if inherited is None else socket.socket(fileno=inherited)
    config = uvicorn.Config(
        application, log_level="warning", lifespan="off", access_log=False, timeout_graceful_shutdown=GRACE_S
    )
    server = Server(config, leaving)
    serving = asyncio.create_task(server.serve([door]))
    try:
        await server.listening.wait()
        yield f"http://{HOST}:{door.getsockname()[1]}", serving
    finally:
        leaving()
        server.should_exit = True
        await asyncio.gather(serving, return_exceptions=True)


def _bound(port: int) -> socket.socket:
    # Named as TCP: the event loop lets small answers go at once only on sockets that say so, otherwise 40 ms later.
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, port))
    except OSError as error:
        door.close()
        raise OSError(
            f"port {port} cannot be had ({error.strerror}): choose another with --port, or 0 for any"
        ) from None
    return door


def held_doors(count: int, first: int) -> list[socket.socket]:
    """Hold ports for processes to be started, from a number on as far as they can be had, else any.

    They are held until whoever is to serve there has them: let go, they would be taken by the next connection anybody makes.
    """
    doors: list[socket.socket] = []
    for place in range(count):
        try:
            doors.append(_bound(first + place))
        except OSError:
            doors.append(_bound(0))
    return doors
