# SPDX-License-Identifier: Apache-2.0
"""``comity state``: the forum, worked out by this process from the record, as JSON."""

import argparse

import msgspec

from comity.cli.arguments import anchor_of, remote_of, take_source
from comity.cli.exits import DONE, UNANCHORED
from comity.cli.mirror import Mirror
from comity.cli.speech import Speech
from comity.rules.forum import forum_bytes

HELP = "work out the forum from the record and print it as JSON"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``state`` takes."""
    parser.add_argument("--pending", action="store_true", help="with what is lodged and not yet confirmed")
    take_source(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Fetch, check, fold and print; with ``--json`` the canonical bytes, which equal forums share."""
    mirror = Mirror.fetched(remote_of(arguments), anchor_of(arguments), speech)
    forum = mirror.look_ahead()[0].forum if arguments.pending else mirror.forum
    plain = forum_bytes(forum)
    print((plain if speech.json else msgspec.json.format(plain, indent=2)).decode())
    if not mirror.head.anchored:
        speech.remark("consistent", anchor=mirror.head.anchor.hex())
    return DONE if mirror.head.anchored else UNANCHORED
