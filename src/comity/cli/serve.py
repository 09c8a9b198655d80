# SPDX-License-Identifier: Apache-2.0
"""``comity serve``: serve a conference from its headquarters, a party's own machine, or a restored copy for reading."""

import argparse
import asyncio
from pathlib import Path

from comity.cli.archive import Archive
from comity.cli.arguments import passphrase_of, take_dir, take_passphrase
from comity.cli.capital import Serving, serve_station
from comity.cli.door import served
from comity.cli.exits import DONE
from comity.cli.premises import Premises
from comity.cli.reading_room import reading_room
from comity.cli.serving import serve_conference
from comity.cli.speech import Speech
from comity.cli.station import Station, occupied
from comity.registry.outside import read_outside

HELP = "serve a headquarters, a party's machine, or a restored copy for reading"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``serve`` takes."""
    take_dir(parser)
    parser.add_argument("--port", type=int, default=8400, help="port on this machine (default: 8400; 0 for any)")
    parser.add_argument(
        "--outside",
        type=Path,
        metavar="FILE",
        help="tell the third-party witnesses of this tlog-policy of confirmed heads",
    )
    parser.add_argument(
        "--address", action="append", default=[], metavar="URL",
        help="address under which browsers reach the desk, where something stands before it; may be repeated",
    )  # fmt: skip
    parser.add_argument("--with-parent", action="store_true", help="end when the standard input ends")
    parser.add_argument("--door", type=int, metavar="FD", help="a socket that whoever starts this holds for it")
    take_passphrase(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Serve until told to stop."""
    station, serving = (
        Station(arguments.dir),
        Serving(arguments.port, arguments.address, arguments.with_parent, arguments.door),
    )
    if station.exists:
        with occupied(station.root):
            passphrase = passphrase_of(arguments, station.settings.conference)
            return asyncio.run(serve_station(station, passphrase, serving, speech))
    premises = Premises(arguments.dir)
    code = premises.conference
    with premises.occupied():
        if premises.is_restored:
            return asyncio.run(_read_only(premises, arguments.port, speech))
        outside = read_outside(arguments.outside.read_bytes()) if arguments.outside else ()
        passphrase = passphrase_of(arguments, code)
        return asyncio.run(serve_conference(premises, passphrase, serving, speech, outside=outside))


async def _read_only(premises: Premises, port: int, speech: Speech) -> int:
    archive = Archive.opened(premises.archive)
    forum = archive.replayed(speech).forum
    async with served(reading_room(archive, forum), port) as (url, serving):
        speech.say("read_only", size=archive.size)
        print(f"ready {url}", flush=True)
        await serving
    return DONE
