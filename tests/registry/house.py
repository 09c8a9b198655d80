# SPDX-License-Identifier: Apache-2.0
"""A house with open doors: the registry behind a real server in a thread of its own, asked over real HTTP."""

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import httpx
import uvicorn

from comity.registry.http import serve
from comity.registry.pool import Pool
from comity.registry.registry import Registry
from comity.tlog.note import format_note
from tests.registry.seat import Seat


class House:
    """A registry being served. ``within`` runs something where the server runs."""

    def __init__(self, seat: Seat, pool: Pool, url: str, loop: asyncio.AbstractEventLoop) -> None:
        self.seat = seat
        self.pool = pool
        self.url = url
        self._loop = loop
        self.client = httpx.Client(base_url=url)

    def within(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run a coroutine in the server's loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)

    def write(self, function: Callable[[], Any]) -> Any:
        """Run something on the registry's own thread."""
        return self.within(self.pool.call(function))


@contextmanager
def served(seat: Seat) -> Iterator[House]:
    """Serve a registry on a free port until the story ends."""
    with open_doors(seat.registry, seat.clock) as (pool, url, loop):
        house = House(seat, pool, url, loop)
        try:
            yield house
        finally:
            house.client.close()


@contextmanager
def open_doors(
    registry: Registry, clock: Callable[[], datetime]
) -> Iterator[tuple[Pool, str, asyncio.AbstractEventLoop]]:
    """Serve any registry; give its pool, its address, and the loop it is served in."""
    pool = Pool(registry, patience_s=0.0)
    # Named as TCP, so that the server switches off the waiting for acknowledgements: 40 ms an answer otherwise.
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.bind(("127.0.0.1", 0))
    door.listen(128)
    application = serve(registry, pool, clock)
    server = uvicorn.Server(uvicorn.Config(application, log_level="critical", lifespan="off", access_log=False))
    loop = asyncio.new_event_loop()
    serving = threading.Thread(target=loop.run_until_complete, args=(server.serve([door]),))
    serving.start()
    try:
        yield pool, f"http://127.0.0.1:{door.getsockname()[1]}", loop
    finally:
        loop.call_soon_threadsafe(application.state.leave)
        server.should_exit = True
        serving.join(30)
        pool.close()
        loop.close()


SIZE = 270
"""How many entries the open record of the tests has."""
LASTING = "public, max-age=604800, immutable"
PRIVATE = "private, max-age=604800, immutable"
PROBLEM = "application/problem+json"


def proposal_of(house: House) -> str:
    (proposal,) = house.seat.forum.matters
    return proposal


def lines_of(seat: Seat, *codes: str) -> bytes:
    """Cosignature lines of the pending head, as a witness posts them."""
    return b"".join(format_note(b"-\n", [line])[3:] for line in seat.lines(*codes))


def problem_of(response: httpx.Response) -> dict[str, Any]:
    """A problem document, without its detail."""
    assert response.headers["content-type"] == PROBLEM
    problem: dict[str, Any] = response.json()
    assert (problem.pop("type"), problem.pop("status")) == ("about:blank", response.status_code)
    problem.pop("detail", None)
    return problem
