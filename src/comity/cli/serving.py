# SPDX-License-Identifier: Apache-2.0
"""Serving a conference on this machine: one process, one port, until it is told to stop."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from comity.cli.exits import DONE, INTERRUPTED
from comity.cli.local import Local
from comity.cli.outside import telling
from comity.cli.premises import Premises
from comity.cli.soundness.stores import cosigned_size, store_paths
from comity.cli.speech import Speech
from comity.registry.errors import Misconfigured
from comity.registry.http import serve
from comity.registry.lock import Lock
from comity.registry.outside import OutsideWitness
from comity.registry.recovery import locked_head

HOST = "127.0.0.1"


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
    application: ASGIApp, port: int, leaving: Callable[[], None] = lambda: None
) -> AsyncIterator[tuple[str, asyncio.Task[None]]]:
    """Serve an application; give its address and the task that ends when the server does.

    ``leaving`` is called when that is about to end, so that answers held back are given first.

    Raises:
        OSError: the port cannot be had.
    """
    door = _bound(port)
    server = Server(uvicorn.Config(application, log_level="warning", lifespan="off", access_log=False), leaving)
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


Then = Callable[[Local, str], Coroutine[None, None, int]]
"""What comes once a conference is served at an address; gives an exit code."""


async def serve_conference(
    premises: Premises, passphrase: str, port: int, speech: Speech, then: Then | None = None, *, stay: bool = True,
    outside: Sequence[OutsideWitness] = (),
) -> int:  # fmt: skip
    """Take up a conference, serve it, say ``ready URL``, do what comes then, and ``stay`` until told to stop.

    Raises:
        RegistryError, NodeError: the record cannot be taken up, or can no longer be written: nothing is signed any more.
    """
    _check_age(premises)
    local = Local(premises, passphrase, now, lambda done, total: speech.progress("folding", done, total))
    try:
        async with (
            telling(local.registry, outside, speech) as telling_,
            served(serve(local.registry, local.pool, now), port) as (url, serving),
        ):
            beating = local.start()
            greet(local, premises, speech)
            print(f"ready {url}", flush=True)
            code = await _followed(then(local, url), beating, serving) if then else DONE
            if stay and not serving.done():
                await asyncio.wait((beating, telling_, serving), return_when=asyncio.FIRST_COMPLETED)
            for ended in (beating, telling_):
                if ended.done():
                    ended.result()
            return code
    finally:
        await local.close()


def _check_age(premises: Premises) -> None:
    """Refuse a lock that is older than what a witness here has vouched for: it was put back from a copy."""
    lock = Lock.open(premises.registry / "lock.db")
    size = locked_head(lock).size
    lock.close()
    for store in store_paths(premises.nodes):
        if (vouched := cosigned_size(store)) > size:
            raise Misconfigured(
                f"{store} has vouched for {vouched} entries, the lock ends at {size}: the lock is older than the record, "
                "and a registry that went on from it would sign a second history"
            )


async def _followed(then: Coroutine[None, None, int], *ending: asyncio.Task[None]) -> int:
    """Wait for what comes then, unless the registry or the server ends before it."""
    following = asyncio.create_task(then)
    await asyncio.wait((following, *ending), return_when=asyncio.FIRST_COMPLETED)
    if following.done():
        return following.result()
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    return INTERRUPTED


def greet(local: Local, premises: Premises, speech: Speech) -> None:
    """Say which conference it is, under which anchor, and whether its facts are legal yet."""
    forum = local.registry.forum
    if forum.banner is not None:
        speech.say("banner", text=speech.text(forum.banner))
    speech.say("opened", title=speech.text(forum.title), anchor=premises.anchor.read_text(encoding="ascii").strip())
    if len(forum.witnesses) < forum.edition.least_witnesses:
        members, least = len(forum.eligible), forum.edition.least_witnesses
        speech.say("provisional", witnesses=len(forum.witnesses), members=members, least=least)
