# SPDX-License-Identifier: Apache-2.0
"""``comity init``: begin a conference in an empty directory, or set up one party's own machine that follows one."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from comity.acts.edition import MeetingPoint
from comity.cli.arguments import anchor_of, passphrase_of, take_anchor, take_passphrase
from comity.cli.errors import Unusable
from comity.cli.exits import DONE
from comity.cli.headquarters import begin, set_up
from comity.cli.premises import EXERCISE, Premises
from comity.cli.speech import Speech
from comity.cli.station import Settings, Station, occupied
from comity.conferences.conference import CODES
from comity.node.keyfile import draw_keys
from comity.node.mail import LEAST_POINTS
from comity.registry.errors import Misconfigured
from comity.tlog.vkey import format_vkey

HELP = "begin a conference, or set up a party's own machine"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``init`` takes."""
    parser.add_argument(
        "what", nargs="?", choices=("conference", "node"), default="conference",
        help="a conference with its headquarters (default), or the machine of one party",
    )  # fmt: skip
    parser.add_argument(
        "--dir",
        type=Path,
        default=Path("run"),
        metavar="DIR",
        help="where; nothing may have been begun there (default: run)",
    )
    parser.add_argument(
        "--conference", choices=CODES, help=f"which conference (default: {EXERCISE}; of a node: none of these)"
    )
    parser.add_argument("--code", metavar="CODE", help="of a node: the party whose machine it is")
    parser.add_argument("--registry", metavar="URL", help="of a node: the address of the registry it follows")
    parser.add_argument(
        "--point",
        action="append",
        default=[],
        metavar="URL",
        help="a meeting point, at least three; of a conference WHO=URL, as its edition names who runs it",
    )
    take_anchor(parser, "of a node: which record it trusts")
    take_passphrase(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Begin it, and say what others need to know of it."""
    return _node(arguments, speech) if arguments.what == "node" else _conference(arguments, speech)


def _conference(arguments: argparse.Namespace, speech: Speech) -> int:
    premises, code = Premises(arguments.dir), arguments.conference or EXERCISE
    if premises.exists or premises.registry.exists() or premises.keys.exists():
        raise Misconfigured(f"{premises.root} holds a conference, or part of one: begin in an empty directory")
    points = tuple(map(_named, arguments.point))
    passphrase = passphrase_of(arguments, code, new=True)
    with premises.occupied():
        speech.say("founding", dir=str(premises.root))
        begin(premises, code, passphrase, lambda: datetime.now(UTC), points)
    speech.say("founded", dir=str(premises.root), anchor=premises.anchor.read_text(encoding="ascii").strip())
    return DONE


def _named(point: str) -> MeetingPoint:
    """Read a meeting point as an edition names it."""
    run_by, _, address = point.partition("=")
    if not run_by or not address.startswith(("http://", "https://")):
        raise Unusable(f"--point {point}: of a conference, say who runs it: CODE=https://…")
    return MeetingPoint(address=address, run_by=run_by)


def _node(arguments: argparse.Namespace, speech: Speech) -> int:
    station, anchor = Station(arguments.dir), anchor_of(arguments)
    if not arguments.code or not arguments.registry or anchor is None:
        raise Unusable(
            "a node needs --code CODE, --registry URL and --anchor HEX: whose it is, whom it asks, what it trusts"
        )
    if station.exists or station.keys.exists() or station.store.exists():
        raise Misconfigured(f"{station.root} holds a machine, or part of one: set it up in an empty directory")
    keys = draw_keys(arguments.code, witness=True)
    passphrase = passphrase_of(arguments, arguments.conference or "", new=True)
    settings = Settings(
        code=arguments.code,
        registry=arguments.registry,
        points=tuple(arguments.point),
        conference=arguments.conference or "",
    )
    with occupied(station.root):
        set_up(station, settings, anchor, keys, passphrase)
    speech.say("node_set_up", dir=str(station.root), code=arguments.code)
    for key in keys:
        speech.say("node_key", vkey=format_vkey(key.vkey))
    if (count := len(set(arguments.point))) < LEAST_POINTS:
        speech.say("doctor_points_few", found=str(count))
    return DONE
