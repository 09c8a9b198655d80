# SPDX-License-Identifier: Apache-2.0
"""The machines of the exercise beside its headquarters: that of the secretariat in this process, each state's in its own.

Some of them keep a meeting point too, so that what the registry hides can be told without it.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import NamedTuple
from urllib.parse import urlsplit

from msgspec.structs import replace

from comity.cli.capital import open_pages
from comity.cli.desk import Front, desk_of, site_of
from comity.cli.door import HOST, held_doors
from comity.cli.fleet import Fleet, Ship
from comity.cli.machine import Machine, at_work
from comity.cli.playing import Playing
from comity.cli.premises import Premises
from comity.cli.speech import Speech
from comity.cli.station import Station
from comity.conferences.conference import load
from comity.node.connection import RemoteError
from comity.node.errors import NodeError
from comity.node.serving import serve
from comity.tlog.signer import Signer
from comity.web.site import Site
from comity.web.start import start

A_BEAT = 1.0
"""Seconds between two looks at what is to be entered."""


class Reached(NamedTuple):
    """Where a headquarters is reached: its address here, what answers there, the addresses under which browsers reach it.

    ``plays`` is what can be played there; None outside the exercise.
    """

    url: str
    front: Front
    addresses: Sequence[str]
    plays: Playing | None


class Beside(NamedTuple):
    """What stands beside a headquarters: the machines of states, and the links by which somebody comes in at each desk."""

    ships: list[Ship]
    links: list[tuple[str, str]]
    plays: Playing | None


@asynccontextmanager
async def machines(
    premises: Premises, passphrase: str, reached: Reached, speech: Speech, hand: Signer
) -> AsyncIterator[Beside]:
    """Start every machine that was set up beside a headquarters served at an address, and let them end with it.

    ``hand`` is the registry's key for acts: what a quorum saw in time and the record lacks is entered with it.

    Raises:
        Unstarted: one did not come up.
        NodeError, RecordError: the secretariat's cannot be taken up.
    """
    own = premises.station(load(premises.conference).secretariat)
    others = [station for station in premises.stations if station.root != own.root]
    doors = held_doors(len(others), (urlsplit(reached.url).port or 0) + 1)
    ports = [door.getsockname()[1] for door in doors]
    _introduce([own, *others], dict(zip(others, ports, strict=True)), reached.url)
    fleet = Fleet()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(fleet.close)
        reached.front.leaving.append(fleet.leave)
        launches = [_launch(fleet, station, door) for station, door in zip(others, doors, strict=True)]
        site = site_of(own, reached.addresses or (reached.url,)) if own.exists else None
        await asyncio.gather(*launches, *([asyncio.to_thread(start, site)] if site else []))
        link = await _own(stack, own, passphrase, reached, site, speech, hand) if site else ""
        ships = sorted(fleet.ships, key=lambda each: each.name)
        for ship in ships:
            speech.say("machine_up", code=ship.name, url=ship.url)
        links = [(own.settings.code, link)] if link else []
        yield Beside(ships, [*links, *((ship.name, ship.desk) for ship in ships if ship.desk)], reached.plays)


async def _own(
    stack: AsyncExitStack, own: Station, passphrase: str, reached: Reached, site: Site, speech: Speech, hand: Signer
) -> str:
    """Take up the secretariat's own machine and open its desk; give the link of whoever comes in first."""
    machine = await stack.enter_async_context(at_work(own, passphrase, speech))
    entering = asyncio.create_task(_enter(machine, hand))
    stack.callback(entering.cancel)
    own.address.write_text(reached.url + "\n", encoding="ascii")
    stack.callback(own.address.unlink, missing_ok=True)
    desk, doors = desk_of(machine, own, reached.plays), {"state": serve(machine.node, machine.drive.call)}
    return await asyncio.to_thread(open_pages, desk, reached.front, site, machine.keys, reached.url, doors)


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


async def _launch(fleet: Fleet, station: Station, door: socket.socket) -> None:
    await fleet.launch(station.settings.code, ("serve", "--dir", str(station.root)), station.root / "log", door)
