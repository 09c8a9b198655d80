# SPDX-License-Identifier: Apache-2.0
"""``comity seal``: seal a file to parties on their machine's own disk, and bring it to the headquarters where that is asked for.

What is sealed here is named in a return by its digest; the plain file stays where it was, and is copied nowhere.
"""

import argparse
import sys
from functools import partial
from pathlib import Path

import msgspec

from comity.cli.arguments import anchor_of, remote_of, take_source
from comity.cli.errors import NotThere, Unusable
from comity.cli.exits import DONE
from comity.cli.machine import sender
from comity.cli.mirror import Mirror
from comity.cli.speech import Speech
from comity.cli.station import Station
from comity.node.annex import seal_annex
from comity.registry.attachments import BLOCK_BYTES, Attachments

HELP = "seal a file to parties, as an annex of a return"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``seal`` takes."""
    parser.add_argument(
        "file", metavar="FILE", help="the file; - reads it from another program, so that no disk holds it"
    )
    parser.add_argument("--to", action="append", default=[], metavar="CODE", help="a party that may open it; repeat it")
    parser.add_argument("--send", action="store_true", help="bring the sealed file to the headquarters at once")
    take_source(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Seal it, and say how a return names it."""
    station = Station(arguments.dir)
    code = station.settings.code
    if not arguments.to:
        raise Unusable("to whom? name each party with --to CODE; your own party can always open it")
    if arguments.file != "-" and not Path(arguments.file).is_file():
        raise NotThere(f"there is no file {arguments.file}")
    arguments.reader = arguments.reader or code
    remote = remote_of(arguments)
    forum, attachments = Mirror.fetched(remote, anchor_of(arguments), speech).forum, Attachments(station.attachments)
    with sys.stdin.buffer if arguments.file == "-" else Path(arguments.file).open("rb") as file:
        content = seal_annex(attachments, forum, code, arguments.to, iter(partial(file.read, BLOCK_BYTES), b""))
    if arguments.send:
        sender(attachments, remote)(content.blob.sha256)
    speech.say(
        "annex_sealed", sha256=content.blob.sha256, size=content.blob.size, recipients=" ".join(content.recipients),
        content=msgspec.json.encode(content).decode(),
    )  # fmt: skip
    return DONE
