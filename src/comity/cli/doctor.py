# SPDX-License-Identifier: Apache-2.0
"""``comity doctor``: is this machine fit to hold a record? Each finding says what would be right."""

import argparse
import os
import shutil
import socket
import sqlite3
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from comity.acts.entry import parse_entry
from comity.acts.instant import FIRST_YEAR, LAST_YEAR
from comity.cli.arguments import passphrase_of, take_dir, take_passphrase
from comity.cli.checkup import Sign, check_up
from comity.cli.door import HOST
from comity.cli.exits import DONE, WRONG
from comity.cli.premises import EXERCISE, Premises
from comity.cli.soundness.holdings import read_holdings
from comity.cli.speech import Speech
from comity.cli.station import Station
from comity.registry.errors import Misconfigured, RegistryError
from comity.registry.registry import LEAST_FREE_BYTES

HELP = "tell whether this machine is fit to hold a record"
LEAST_PYTHON = (3, 11)
LEAST_SQLITE = (3, 37, 0)
"""The stores use STRICT tables."""
SLOW_FLUSH_MS = 50.0
PLENTY_BYTES = 20 * LEAST_FREE_BYTES
OTHERS = stat.S_IRWXG | stat.S_IRWXO
FLUSHES = 9


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``doctor`` takes."""
    take_dir(parser, "the directory of the conference, or of a party's machine")
    parser.add_argument("--port", type=int, default=8400, help="the port to be served (default: 8400)")
    take_passphrase(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Look at everything, then say whether anything is bad."""
    signs = list(_signs(Premises(arguments.dir), arguments))
    for sign in signs:
        verdict = sign.verdict if speech.json else speech.phrase(f"verdict_{sign.verdict}")
        said = speech.phrase(f"doctor_{sign.what}", found=sign.found)
        speech.say("doctor_sign", verdict=verdict, what=sign.what, text=said, found=sign.found)
    bad = sum(sign.verdict == "bad" for sign in signs)
    speech.say("doctor_unfit" if bad else "doctor_fit", count=bad)
    return WRONG if bad else DONE


def _signs(premises: Premises, arguments: argparse.Namespace) -> Iterator[Sign]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield Sign("good" if sys.version_info >= LEAST_PYTHON else "bad", "python", python)
    yield Sign("good" if sqlite3.sqlite_version_info >= LEAST_SQLITE else "bad", "sqlite", sqlite3.sqlite_version)
    folder = next(path for path in (premises.root, *premises.root.absolute().parents) if path.is_dir())
    yield _disk(folder)
    yield _flush(folder)
    yield _clock(premises)
    station = Station(arguments.dir)
    if station.exists:
        yield from check_up(
            station, lambda settings: _word(arguments, settings.conference), datetime.now(UTC).replace(microsecond=0)
        )
    else:
        yield _premises(premises)
    if premises.keys.is_file():
        mode = stat.S_IMODE(premises.keys.stat().st_mode)
        yield Sign("bad" if mode & OTHERS else "good", "keys", f"{mode:o}")
    yield _port(arguments.port)


def _word(arguments: argparse.Namespace, conference: str) -> str:
    """Give the passphrase of the keys where it is at hand; a doctor asks for none."""
    return passphrase_of(arguments, conference) if arguments.passphrase_file or conference == EXERCISE else ""


def _disk(folder: Path) -> Sign:
    free = shutil.disk_usage(folder).free
    verdict = "bad" if free < LEAST_FREE_BYTES else "poor" if free < PLENTY_BYTES else "good"
    return Sign(verdict, "disk", f"{free >> 20} MiB")


def _flush(folder: Path) -> Sign:
    """Measure how long a durable write takes: the median of a few."""
    taken = []
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            for _ in range(FLUSHES):
                file.write(b"x" * 4096)
                began = time.perf_counter()
                file.flush()
                os.fsync(file.fileno())
                taken.append((time.perf_counter() - began) * 1000)
    except OSError as error:
        return Sign("bad", "flush_impossible", str(error.strerror))
    median = sorted(taken)[FLUSHES // 2]
    return Sign("poor" if median > SLOW_FLUSH_MS else "good", "flush", f"{median:.1f} ms")


def _clock(premises: Premises) -> Sign:
    """Compare the clock with the newest entry: time on the record never goes back."""
    now = datetime.now(UTC)
    if not FIRST_YEAR <= now.year <= LAST_YEAR:
        return Sign("bad", "clock", now.isoformat())
    try:
        tail = read_holdings(premises.registry).tail if premises.registry.is_dir() else ()
    except RegistryError:
        tail = ()
    if tail and (newest := parse_entry(tail[-1]).sequenced_at) > now:
        return Sign("bad", "clock_behind", newest.isoformat())
    return Sign("good", "clock", f"{now:%Y-%m-%d %H:%M:%S} UTC")


def _premises(premises: Premises) -> Sign:
    if not premises.exists:
        begun = premises.registry.exists() or premises.keys.exists()
        return (
            Sign("bad", "half_begun", str(premises.root))
            if begun
            else Sign("good", "nothing_begun", str(premises.root))
        )
    if premises.is_restored:
        return Sign("good", "restored_copy", premises.conference)
    try:
        size = read_holdings(premises.registry).head.size
    except RegistryError as error:
        return Sign("bad", "damaged", str(error))
    try:
        with premises.occupied():
            return Sign("good", "premises", f"{premises.conference}, {size}")
    except Misconfigured:
        return Sign("good", "premises_served", f"{premises.conference}, {size}")


def _port(port: int) -> Sign:
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, port))
        except OSError:
            return Sign("poor", "port_taken", str(port))
    return Sign("good", "port", str(port))
