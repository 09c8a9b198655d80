# SPDX-License-Identifier: Apache-2.0
"""A machine: one party's node at work in this process, and what its station fits it out with."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cached_property
from typing import NamedTuple

from comity.cli.arguments import read_anchor
from comity.cli.door import now
from comity.cli.errors import NotThere
from comity.cli.speech import Speech
from comity.cli.station import Station
from comity.cli.way_out import way_out
from comity.node.connection import Connection
from comity.node.drive import Drive, ways
from comity.node.holding import Holding, bring
from comity.node.keyfile import Keys, read_keys
from comity.node.meeting import RemoteMeetingPoint
from comity.node.node import Identity, Node
from comity.node.relay import Relay, RelayPoint
from comity.node.remote import Remote, head_of
from comity.node.store import Store
from comity.registry.attachments import Attachments
from comity.registry.reading import read_request
from comity.tlog.signer import Signer
from comity.tlog.vkey import ED25519


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
    """A node at work, what it asks, and its driver; ``store`` brings a text to the registry, ``send`` one of its attachments.

    ``keys`` are the station's.
    """

    node: Node
    relay: Relay
    points: list[RelayPoint]
    drive: Drive
    store: Callable[[bytes], str]
    keys: Keys
    attachments: Attachments
    send: Callable[[str], None]


def sender(attachments: Attachments, remote: Remote) -> Callable[[str], None]:
    """Give what brings an attachment of this machine to the registry, as it is read; raises NotThere, RemoteError."""

    def send(digest: str) -> None:
        if not attachments.holds(digest):
            raise NotThere(f"the attachment {digest} is not on this machine")
        bring(attachments, remote, digest)

    return send


@asynccontextmanager
async def at_work(station: Station, passphrase: str, speech: Speech) -> AsyncIterator[Machine]:
    """Take up a party's node and let it work.

    Raises:
        NodeError, RecordError: it cannot be taken up.
    """
    outfit = Outfit(station, passphrase)
    relay, points = ways(outfit.remote, outfit.points)
    # Folding again what is held may take long, and others are answered meanwhile.
    node = await asyncio.to_thread(lambda: Node(outfit.identity, relay, points, Store.open(station.store), now))
    attachments = Attachments(station.attachments)

    def report(text: str) -> None:
        speech.remark("node_says", code=node.code, text=text)

    holding = Holding(node.code, attachments, outfit.remote, outfit.hand, clock=now, draw=os.urandom, report=report)
    drive = Drive(node, relay, points, report, holding)
    drive.start()
    try:
        yield Machine(
            node,
            relay,
            points,
            drive,
            outfit.remote.store,
            outfit.keys,
            attachments,
            sender(attachments, outfit.remote),
        )
    finally:
        await asyncio.to_thread(drive.stop)
