# SPDX-License-Identifier: Apache-2.0
"""``comity parties``: who belongs to the conference, in the conference's own order, and who has keys and a witness."""

import argparse

from comity.cli.arguments import anchor_of, remote_of, take_source
from comity.cli.exits import DONE, UNANCHORED
from comity.cli.mirror import Mirror
from comity.cli.speech import Speech
from comity.rules.forum import Forum, Party

HELP = "list the parties in the conference's order"
KINDS = ("member", "observer_state", "observer_organization", "secretariat", "registry")


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``parties`` takes."""
    parser.add_argument("--kind", choices=KINDS, help="only these")
    take_source(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """List them from the record."""
    mirror = Mirror.fetched(remote_of(arguments), anchor_of(arguments), speech)
    forum = mirror.forum
    for kind in KINDS:
        if arguments.kind in {None, kind}:
            parties = sorted(
                (each for each in forum.parties.values() if each.kind == kind), key=lambda each: each.order
            )
            if parties and not speech.json:
                speech.say(f"parties_{kind}", count=len(parties))
            for party in parties:
                _say_party(party, forum, speech)
    return DONE if mirror.head.anchored else UNANCHORED


def _say_party(party: Party, forum: Forum, speech: Speech) -> None:
    witnesses = {witness.code for witness in forum.witnesses}
    facts = {"keys": party.code in forum.keys, "witness": party.code in witnesses}
    remarks = [speech.phrase(f"party_{fact}") for fact, holds in facts.items() if holds]
    if party.standing != "seated":
        remarks.append(speech.phrase(f"party_{party.standing}"))
    values = {"code": party.code, "order": party.order, "name": speech.text(party.name)}
    if speech.json:
        speech.say("party", **values, kind=party.kind, standing=party.standing, **facts)
    else:
        speech.say("party", **values, remarks=", ".join(remarks))
