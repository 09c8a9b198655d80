# SPDX-License-Identifier: Apache-2.0
"""``comity init``: begin a conference in an empty directory: keys, genesis, the stores of its first witnesses."""

import argparse
from datetime import UTC, datetime

from comity.cli.arguments import passphrase_of, take_dir, take_passphrase
from comity.cli.exits import DONE
from comity.cli.local import begin
from comity.cli.premises import EXERCISE, Premises
from comity.cli.speech import Speech
from comity.conferences.conference import CODES
from comity.registry.errors import Misconfigured

HELP = "begin a conference in a directory"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``init`` takes."""
    take_dir(parser, "where to begin it; nothing may have been begun there")
    parser.add_argument("--conference", choices=CODES, default=EXERCISE, help="which conference (default: exercise)")
    take_passphrase(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Begin it, and say its anchor."""
    premises = Premises(arguments.dir)
    if premises.exists or premises.registry.exists() or premises.keys.exists():
        raise Misconfigured(f"{premises.root} holds a conference, or part of one: begin in an empty directory")
    passphrase = passphrase_of(arguments, arguments.conference, new=True)
    with premises.occupied():
        speech.say("founding", dir=str(premises.root))
        begin(premises, arguments.conference, passphrase, lambda: datetime.now(UTC))
    speech.say("founded", dir=str(premises.root), anchor=premises.anchor.read_text(encoding="ascii").strip())
    return DONE
