# SPDX-License-Identifier: Apache-2.0
"""A capital: one party's machine served at one port, with its desk, the node's doors, and perhaps a meeting point."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import NamedTuple

from starlette.types import ASGIApp

from comity.cli.desk import Front, desk_of, first_link, site_of
from comity.cli.door import now, served
from comity.cli.exits import DONE
from comity.cli.machine import Machine, at_work
from comity.cli.speech import Speech
from comity.cli.station import Station
from comity.meet.http import MeetingPoint
from comity.meet.known_keys import KnownKeys
from comity.meet.mailbox import Mailbox, Quota
from comity.node.keyfile import Keys
from comity.node.serving import serve
from comity.web.desk import Desk
from comity.web.site import Site
from comity.web.start import start

DAILY = Quota(20_000, 256 << 20)
"""Letters of one kind that a key may leave at a meeting point in a day, and how much they may weigh."""
DOORS = ("acts", "state", "record", "blobs")
"""First parts of the paths at which a node answers."""


class Serving(NamedTuple):
    """How a machine is served: the port, the addresses under which browsers reach it, whether it ends with its parent.

    ``door`` is the descriptor of a socket that the parent holds for it, in the place of the port. A headquarters that ``opens``
    its exercise has a text circulated before anybody is let in.
    """

    port: int
    addresses: Sequence[str] = ()
    with_parent: bool = False
    door: int | None = None
    opens: bool = False


async def serve_station(station: Station, passphrase: str, serving: Serving, speech: Speech) -> int:
    """Serve one party's machine, say ``ready URL``, and stay until told to stop; raises what stops the node for good."""
    point = _point(station)
    try:
        async with at_work(station, passphrase, speech) as machine:
            application = serve(machine.node, machine.drive.call)
            doors: dict[str, ASGIApp] = dict.fromkeys(DOORS, application)
            made = Front(doors | ({"letters": point.application} if point else {}), *([point.leave] if point else []))
            with closing(made) as front:
                async with served(front, serving.port, front.leave, serving.door) as (url, task):
                    station.address.write_text(url + "\n", encoding="ascii")
                    await _greet(station, machine, front, url, serving, speech)
                    print(f"ready {url}", flush=True)
                    await _until_one_ends(task, machine, point, with_parent=serving.with_parent)
            if machine.drive.failure is not None:
                raise machine.drive.failure
    finally:
        if point is not None:
            point.close()
        station.address.unlink(missing_ok=True)
    return DONE


async def _greet(station: Station, machine: Machine, front: Front, url: str, serving: Serving, speech: Speech) -> None:
    """Open the pages, where the tables of the conference are known, and say by which link somebody comes in first."""

    def opened() -> str:
        site = site_of(station, serving.addresses or (url,))
        start(site)
        return open_pages(desk_of(machine, station), front, site, machine.keys, url, {})

    if not station.settings.conference:
        speech.remark("desk_closed", code=machine.node.code)
    elif link := await asyncio.to_thread(opened):
        speech.say("desk_first")
        speech.say("desk", code=machine.node.code, url=link)
    speech.say("node_serving", code=machine.node.code)


def open_pages(desk: Desk, front: Front, site: Site, keys: Keys, url: str, more: Mapping[str, ASGIApp]) -> str:
    """Open the pages of a site that was started; give the link of whoever comes in first. Not for the loop that serves."""
    front.open(desk, more)
    return first_link(desk, site, keys, url)


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
