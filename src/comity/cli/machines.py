# SPDX-License-Identifier: Apache-2.0
"""The machines of the exercise beside its headquarters: that of the secretariat in this process, each state's in its own.

Some of them keep a meeting point too, so that what the registry hides can be told without it.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Mapping
from concurrent.futures import CancelledError
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from urllib.parse import urlsplit

from msgspec.structs import replace

from comity.cli.door import HOST, free_ports
from comity.cli.fleet import Fleet, Ship
from comity.cli.machine import Machine, at_work
from comity.cli.premises import Premises
from comity.cli.speech import Speech
from comity.cli.station import Station
from comity.conferences.conference import load
from comity.node.connection import RemoteError
from comity.node.errors import NodeError
from comity.tlog.signer import Signer

A_BEAT = 1.0
"""Seconds between two looks at what is to be entered."""


@asynccontextmanager
async def machines(
    premises: Premises, passphrase: str, url: str, speech: Speech, hand: Signer
) -> AsyncIterator[list[Ship]]:
    """Start every machine that was set up beside a headquarters served at an address, and let them end with it.

    ``hand`` is the registry's key for acts: what a quorum saw in time and the record lacks is entered with it.

    Raises:
        Unstarted: one did not come up.
        NodeError, RecordError: the secretariat's cannot be taken up.
    """
    own = premises.station(load(premises.conference).secretariat)
    others = [station for station in premises.stations if station.root != own.root]
    ports = free_ports(len(others), (urlsplit(url).port or 0) + 1)
    _introduce([own, *others], dict(zip(others, ports, strict=True)), url)
    fleet = Fleet()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(fleet.close)
        await asyncio.gather(*(_launch(fleet, station, port) for station, port in zip(others, ports, strict=True)))
        if own.exists:
            machine = await stack.enter_async_context(at_work(own, passphrase, speech))
            entering = asyncio.create_task(_enter(machine, hand))
            stack.callback(entering.cancel)
        for ship in sorted(fleet.ships, key=lambda each: each.name):
            speech.say("machine_up", code=ship.name, url=ship.url)
        yield fleet.ships


async def _enter(machine: Machine, hand: Signer) -> None:
    """Enter objections that came late to the headquarters though a quorum of capitals had seen them in time."""
    while True:
        await asyncio.sleep(A_BEAT)
        with suppress(CancelledError, RemoteError, NodeError):
            await asyncio.wrap_future(machine.drive.call(lambda: machine.node.enter(hand, os.urandom)))


def _introduce(stations: Iterable[Station], ports: Mapping[Station, int], url: str) -> None:
    """Tell each machine where the registry and the meeting points are this time."""
    points = tuple(f"http://{HOST}:{port}" for station, port in ports.items() if station.letters.is_file())
    for station in stations:
        if station.exists:
            station.write(replace(station.settings, registry=url, points=points))


async def _launch(fleet: Fleet, station: Station, port: int) -> None:
    words = ("serve", "--dir", str(station.root), "--port", str(port))
    await fleet.launch(station.settings.code, words, station.root / "log")
