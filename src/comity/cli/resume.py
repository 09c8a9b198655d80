# SPDX-License-Identifier: Apache-2.0
"""``comity resume``: let a machine go on after evidence of an inconsistent record. A person has decided what follows from it."""

import argparse

from comity.cli.arguments import take_dir
from comity.cli.exits import DONE
from comity.cli.speech import Speech
from comity.cli.station import Station, occupied
from comity.node.store import Store

HELP = "let a machine go on after evidence: a person has decided"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``resume`` takes."""
    take_dir(parser, "the machine")
    parser.add_argument("--show", action="store_true", help="show the evidence, and decide nothing")


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Show what is kept, then note that it was decided on."""
    station = Station(arguments.dir)
    code = station.settings.code
    with occupied(station.root):
        store = Store.open(station.store)
        try:
            for document, is_decided in store.all_evidence():
                speech.say("evidence_decided" if is_decided else "evidence_open", document=document.decode())
            if not arguments.show:
                store.resume()
                speech.say("resumed", code=code)
        finally:
            store.close()
    return DONE
