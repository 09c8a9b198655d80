# SPDX-License-Identifier: Apache-2.0
"""A machine: one party's node at work in this process, and the doors for its own people; perhaps a meeting point beside it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from typing import NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from comity.cli.arguments import read_anchor
from comity.cli.door import now, served
from comity.cli.exits import DONE
from comity.cli.speech import Speech
from comity.cli.station import Station
from comity.cli.way_out import way_out
from comity.meet.http import MeetingPoint
from comity.meet.known_keys import KnownKeys
from comity.meet.mailbox import Mailbox, Quota
from comity.node.connection import Connection
from comity.node.drive import Drive, ways
from comity.node.keyfile import Keys, read_keys
from comity.node.meeting import RemoteMeetingPoint
from comity.node.node import Identity, Node
from comity.node.relay import Relay, RelayPoint
from comity.node.remote import Remote, head_of
from comity.node.serving import serve
from comity.node.store import Store
from comity.registry.reading import read_request
from comity.tlog.signer import Signer
from comity.tlog.vkey import ED25519

DAILY = Quota(20_000, 256 << 20)
"""Letters of one kind that a key may leave at a meeting point in a day, and how much they may weigh."""


class Outfit:
    """What a station is fitted out with: its keys, its way out, the registry and the meeting points it asks."""

    def __init__(self, station: Station, passphrase: str) -> None:
        self.settings = station.settings
        self.keys: Keys = read_keys(station.keys, passphrase)
        self.anchor = read_anchor(str(station.anchor))
        self._connection: Connection = way_out(os.environ)

    @property
    def identity(self) -> Identity:
        """Who the node is. Of several cosigning pairs the newest counts."""
        name = f"{self.settings.code}/witness"
        pair: tuple[Signer, ...] = tuple(key for key in self.keys if key.vkey.name == name)[-2:]
        return Identity(self.settings.code, self.anchor, self.hand, pair)

    @property
    def hand(self) -> Signer | None:
        """The key for letters and requests."""
        name = f"{self.settings.code}/node"
        found = [key for key in self.keys if (key.vkey.name, key.vkey.kind) == (name, ED25519)]
        return found[-1] if found else None

    @cached_property
    def _origin(self) -> str:
        """The origin of the record: as its heads say, which anyone may read."""
        head = head_of(Remote(self.settings.registry, connection=self._connection).pending())
        return head.origin

    def _authorization(self) -> str:
        return read_request(self._origin, self.hand, int(now().timestamp())) if self.hand else ""

    @property
    def remote(self) -> Remote:
        """The registry, each request signed with the node's key."""
        return Remote(self.settings.registry, self._authorization, self._connection)

    @property
    def points(self) -> list[RemoteMeetingPoint]:
        """The meeting points."""
        return [RemoteMeetingPoint(url, self._connection) for url in self.settings.points]

    def node(self, station: Station) -> Node:
        """Take up the node for one thing to do, waiting for nothing."""
        return Node(self.identity, self.remote, self.points, Store.open(station.store), now)


class Machine(NamedTuple):
    """A node at work, what it asks, and its driver."""

    node: Node
    relay: Relay
    points: list[RelayPoint]
    drive: Drive


@asynccontextmanager
async def at_work(station: Station, passphrase: str, speech: Speech) -> AsyncIterator[Machine]:
    """Take up a party's node and let it work.

    Raises:
        NodeError, RecordError: it cannot be taken up.
    """
    outfit = Outfit(station, passphrase)
    relay, points = ways(outfit.remote, outfit.points)
    node = Node(outfit.identity, relay, points, Store.open(station.store), now)
    drive = Drive(node, relay, points, lambda text: speech.remark("node_says", code=node.code, text=text))
    drive.start()
    try:
        yield Machine(node, relay, points, drive)
    finally:
        await asyncio.to_thread(drive.stop)


async def serve_station(station: Station, passphrase: str, port: int, speech: Speech, *, with_parent: bool) -> int:
    """Serve one party's machine, say ``ready URL``, and stay until told to stop; raises what stops the node for good."""
    point = _point(station)
    try:
        async with at_work(station, passphrase, speech) as machine:
            application = serve(machine.node, machine.drive.call)
            doors = _Doors(application, point) if point else application
            async with served(doors, port, point.leave if point else lambda: None) as (url, serving):
                station.address.write_text(url + "\n", encoding="ascii")
                speech.say("node_serving", code=machine.node.code)
                print(f"ready {url}", flush=True)
                await _until_one_ends(serving, machine, point, with_parent=with_parent)
            if machine.drive.failure is not None:
                raise machine.drive.failure
    finally:
        if point is not None:
            point.close()
        station.address.unlink(missing_ok=True)
    return DONE


async def _until_one_ends(
    serving: asyncio.Task[None], machine: Machine, point: MeetingPoint | None, *, with_parent: bool
) -> None:
    """Wait until the door is closed, the node stops, the meeting point stops, or the parent process ends."""
    ends: set[asyncio.Future[object]] = {
        serving,  # type: ignore[arg-type]  # what a task gives does not count here, only that it ends
        asyncio.ensure_future(asyncio.to_thread(lambda: machine.drive.stopped.wait())),  # noqa: PLW0108  (typed so)
    }
    if point is not None:
        ends.add(asyncio.ensure_future(point.stopped.wait()))
    if with_parent:
        ends.add(asyncio.ensure_future(_until_parent_ends()))
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    machine.drive.stopped.set()
    for each in ends - {serving}:
        each.cancel()


def _point(station: Station) -> MeetingPoint | None:
    if not station.letters.is_file():
        return None
    return MeetingPoint(Mailbox.open(station.letters, DAILY), KnownKeys(station.known_keys), station.root, now)


async def _until_parent_ends() -> None:
    """Wait for the end of the standard input, which the process that started this one holds open."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


class _Doors:
    """A node's doors, and beside them those of the meeting point kept on the same machine."""

    def __init__(self, node: ASGIApp, point: MeetingPoint) -> None:
        self._node = node
        self._point = point.application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer letters at the meeting point, everything else at the node."""
        is_letter = str(scope.get("path", "")).startswith("/letters")
        await (self._point if is_letter else self._node)(scope, receive, send)
