# SPDX-License-Identifier: Apache-2.0
"""A meeting point with open doors: behind a real server in a thread of its own, asked over real HTTP."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp

from comity.acts.letter import Kind, Letter, format_letter
from comity.meet.http import MeetingPoint
from comity.meet.known_keys import KnownKeys
from comity.meet.mailbox import Mailbox, Quota
from comity.tlog.note import sign_note
from tests.cast.forum import ORIGIN
from tests.cast.keys import note_signer, vkey_of

NODES = ("ARD/node", "BOR/node")
GENEROUS = Quota(1_000, 2**24)


def letter_of(number: int = 0, kind: Kind = "head", name: str = "ARD/node", payload: bytes = b"payload") -> bytes:
    """A letter, another one for each number."""
    text = format_letter(Letter(ORIGIN, kind, 1_795_000_000 + number, payload))
    return sign_note(text, [note_signer(name)])


class Clock:
    """A clock that stands until it is told to go on; whoever reads it may have to ``meet`` others first."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 22, tzinfo=UTC)
        self.meet: Callable[[], object] = lambda: None

    def __call__(self) -> datetime:
        self.meet()
        return self.now

    def wait(self, **much: int) -> None:
        """Let time pass."""
        self.now += timedelta(**much)


class House:
    """A meeting point being served; ``client`` asks it."""

    def __init__(self, point: MeetingPoint, clock: Clock, root: Path, client: httpx.Client, url: str,
                 loop: asyncio.AbstractEventLoop) -> None:  # fmt: skip
        self.point = point
        self.clock = clock
        self.root = root
        self._loop = loop
        self.url = url
        self.client = client

    def leave(self) -> None:
        """Let nobody wait any more."""
        self._loop.call_soon_threadsafe(self.point.leave)

    def post(self, letter: bytes) -> tuple[int, Any]:
        """Leave a letter; give status and answer."""
        answer = self.client.post("/letters", content=letter)
        return answer.status_code, answer.json()


def write_keys(root: Path, *names: str) -> None:
    """Write the file of keys."""
    (root / "keys").write_text("# nodes\n\n" + "".join(f"{vkey_of(note_signer(name))}\n" for name in names))


@contextmanager
def listening(application: ASGIApp) -> Iterator[tuple[str, asyncio.AbstractEventLoop]]:
    """Serve an application on a free port until the story ends; give its address and its loop."""
    # Named as TCP, so that the server switches off the waiting for acknowledgements: 40 ms an answer otherwise.
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.bind(("127.0.0.1", 0))
    door.listen(128)
    server = uvicorn.Server(uvicorn.Config(application, log_level="critical", lifespan="off", access_log=False))
    loop = asyncio.new_event_loop()
    serving = threading.Thread(target=loop.run_until_complete, args=(server.serve([door]),))
    serving.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}", loop
    finally:
        server.should_exit = True
        serving.join(30)
        loop.close()


@contextmanager
def served(root: Path, quota: Quota = GENEROUS) -> Iterator[House]:
    """Serve the meeting point of a folder, made where there is none."""
    if not (root / "letters.db").exists():
        Mailbox.create(root / "letters.db")
        write_keys(root, *NODES)
    clock = Clock()
    mailbox = Mailbox.open(root / "letters.db", quota)
    point = MeetingPoint(mailbox, KnownKeys(root / "keys"), root, clock)
    try:
        with listening(point.application) as (url, loop), httpx.Client(base_url=url, timeout=30) as client:
            house = House(point, clock, root, client, url, loop)
            yield house
            house.leave()
    finally:
        point.close()
