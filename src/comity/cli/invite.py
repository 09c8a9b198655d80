# SPDX-License-Identifier: Apache-2.0
"""``comity invite``: let somebody in at a machine's desk by a new link, also somebody whose link was lost."""

import argparse

from comity.cli.arguments import passphrase_of, take_dir, take_passphrase
from comity.cli.desk import key_of, site_of
from comity.cli.door import now
from comity.cli.errors import NotThere, Unusable
from comity.cli.exits import DONE
from comity.cli.premises import Premises
from comity.cli.speech import Speech
from comity.cli.station import Station
from comity.conferences.conference import load
from comity.node.keyfile import read_keys
from comity.node.openers import read_identities
from comity.web.start import start

HELP = "let somebody in at a desk by a link that works once"
ROLES = ("reader", "drafter", "clearer", "signatory", "administrator")
DEFAULT_URL = "http://127.0.0.1:8400"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``invite`` takes."""
    take_dir(parser, "the directory of the party's machine, or of the headquarters")
    parser.add_argument("--code", metavar="CODE", help="of a headquarters: whose desk (default: the secretariat's)")
    parser.add_argument("--name", required=True, help="user name; one that is known is let in again")
    parser.add_argument("--role", action="append", default=[], choices=ROLES, help="a role to give; may be repeated")
    parser.add_argument(
        "--entrust",
        action="store_true",
        help="leave the act key of the machine's key file for this signatory to take over",
    )
    parser.add_argument(
        "--opens", action="store_true", help="let this person open what is sealed to the party, by a word shown once"
    )
    take_passphrase(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Make the link, and say it; and the word that opens an act key left for its first signatory."""
    if arguments.entrust and "signatory" not in arguments.role:
        raise Unusable("an act key is entrusted to a signatory: add --role signatory")
    station = _station(arguments)
    settings, url = station.settings, _address(station)
    if not settings.conference:
        raise Unusable(f"{station.root} opens no desk: its station.toml names no conference")
    start(site_of(station), pages=False)
    from comity.web.people.invitations import Newcomer  # noqa: PLC0415  (Django is not ready before)
    from comity.web.people.models import Person  # noqa: PLC0415
    from comity.web.people.roles import Role  # noqa: PLC0415
    from comity.web.people.welcome import entrust, let_open, link_for  # noqa: PLC0415

    if not arguments.role and not Person.objects.filter(username=arguments.name).exists():
        raise Unusable(f"nobody is called {arguments.name}: say with --role what a new person may do")
    roles = tuple(Role(each) for each in arguments.role)
    path = link_for(Newcomer(arguments.name, settings.code, roles), now())
    speech.say("desk_invited", name=arguments.name)
    speech.say("desk", code=settings.code, url=f"{url}{path}")
    if arguments.entrust:
        keys = read_keys(station.keys, passphrase_of(arguments, settings.conference))
        word = entrust(station.desk / "keys", arguments.name, key_of(keys, settings.code))
        speech.say("desk_entrusted", name=arguments.name, word=word)
    if arguments.opens:
        identities = read_identities(station.sealing, passphrase_of(arguments, settings.conference))
        speech.say("desk_opens", name=arguments.name, word=let_open(station.desk / "keys", arguments.name, identities))
    return DONE


def _station(arguments: argparse.Namespace) -> Station:
    """Give the machine at whose desk somebody is let in."""
    station, premises = Station(arguments.dir), Premises(arguments.dir)
    if not station.exists and premises.exists:
        station = premises.station(arguments.code or load(premises.conference).secretariat)
    if not station.exists:
        raise NotThere(f"{station.root} is no party's machine: name its directory with --dir, or its party with --code")
    return station


def _address(station: Station) -> str:
    """Give where the machine is served now, or would be by itself."""
    if station.address.is_file():
        return station.address.read_text(encoding="ascii").strip()
    return DEFAULT_URL
