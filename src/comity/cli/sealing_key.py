# SPDX-License-Identifier: Apache-2.0
"""``comity sealing-key``: show to which key content for a party is sealed, draw another, name it on the record."""

import argparse

from comity.acts.sealed import NameSealingKey
from comity.cli.arguments import passphrase_of, take_hand
from comity.cli.exits import DONE
from comity.cli.lodging import Lodging
from comity.cli.premises import EXERCISE
from comity.cli.speech import Speech
from comity.cli.station import Station
from comity.node.openers import draw_identity, read_identities, write_identities
from comity.rules.outcome import Refused
from comity.sealing.passphrase import WORK
from comity.sealing.recipients import parse_identity

HELP = "show, draw or name on the record the key to which content for a party is sealed"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``sealing-key`` takes."""
    parser.add_argument("--draw", action="store_true", help="draw another; what was sealed to those before still opens")
    parser.add_argument(
        "--name", action="store_true", help="name the newest on the record; others seal to it from then on"
    )
    take_hand(parser, " (default: the party of the machine)")


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Draw where that is asked for, show the newest, name it where that is asked for."""
    station = Station(arguments.dir)
    settings = station.settings
    word = passphrase_of(arguments, settings.conference)
    known = read_identities(station.sealing, word) if station.sealing.exists() else ()
    if arguments.draw or not known:
        known = (*known, str(draw_identity()))
        write_identities(station.sealing, known, word, 10 if settings.conference == EXERCISE else WORK)
    recipient = str(parse_identity(known[-1]).recipient)
    speech.say("sealing_key", code=settings.code, recipient=recipient, path=str(station.sealing), count=len(known))
    if not arguments.name:
        return DONE
    arguments.by = arguments.by or settings.code
    arguments.reader = arguments.reader or settings.code
    lodging = Lodging(arguments, speech)
    drafted = lodging.write(NameSealingKey, arguments.by, recipient=recipient)
    return lodging.declined(drafted) if isinstance(drafted, Refused) else lodging.send()
