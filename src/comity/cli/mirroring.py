# SPDX-License-Identifier: Apache-2.0
"""``comity mirror``: keep a checked copy of a record, without keys: every entry verified, folded and held durably.

Such a copy cosigns nothing; it shows what a registry shows, and keeps proof where that does not agree with what it held.
"""

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime

from comity.cli.arguments import anchor_of, read_anchor, remote_of, take_source
from comity.cli.errors import Unusable
from comity.cli.exits import DONE, NOT_YET
from comity.cli.speech import Speech
from comity.cli.station import Station, occupied
from comity.node.checking import check_on
from comity.node.node import Identity, Node
from comity.node.store import Store

HELP = "keep a checked copy of a record, without keys"
A_MOMENT = 1.0
"""Seconds between two questions for something new."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``mirror`` takes."""
    take_source(parser)
    parser.add_argument("--stay", action="store_true", help="go on following until told to stop")


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Fetch, check and hold what there is; then go on, or say how far the copy reaches."""
    station, anchor = Station(arguments.dir), anchor_of(arguments)
    if anchor is None:
        raise Unusable("no anchor: a copy of just any record proves nothing; give --anchor")
    if station.exists:
        raise Unusable(f"{station.root} is a party's machine: serve it, it mirrors by itself")
    cores = os.cpu_count() or 1
    with occupied(station.root), ProcessPoolExecutor(cores) as pool:
        if station.anchor.is_file() and read_anchor(str(station.anchor)) != anchor:
            raise Unusable(f"{station.root} holds a copy of another record: its anchor is in {station.anchor}")
        station.anchor.write_text(anchor.hex() + "\n", encoding="ascii")
        store = Store.open(station.store) if station.store.exists() else Store.create(station.store)
        node = Node(
            Identity("", anchor),
            remote_of(arguments),
            (),
            store,
            lambda: datetime.now(UTC),
            check=check_on(pool, cores),
        )
        try:
            return _follow(node, speech, stay=arguments.stay)
        finally:
            node.close()


def _follow(node: Node, speech: Speech, *, stay: bool) -> int:
    while True:
        moved = node.follow() | node.confirmed()
        held, secured = (each.size if each else 0 for each in (node.lodged, node.forum))
        if moved or not stay:
            speech.say("mirrored", size=held, secured=secured)
        if not stay:
            return DONE if held and held == secured else NOT_YET
        time.sleep(A_MOMENT)
