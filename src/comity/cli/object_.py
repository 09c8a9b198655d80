# SPDX-License-Identifier: Apache-2.0
"""``comity object``: object to a proposal that is under silence or put to a meeting."""

import argparse

from comity.acts.silence import Object
from comity.cli.arguments import take_hand
from comity.cli.lodging import Lodging
from comity.cli.matters import find_matter
from comity.cli.speech import Speech
from comity.rules.outcome import Refused

HELP = "object to a proposal"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``object`` takes."""
    parser.add_argument("proposal", help="symbol of its document, or the start of its id")
    parser.add_argument("--reason", default="", help="why; some editions of the rules ask for it")
    parser.add_argument("--amendment", action="store_true", help="propose a change of the text; the reason says which")
    take_hand(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Lodge the objection, wait until it is confirmed."""
    lodging = Lodging(arguments, speech)
    proposal, _ = find_matter(lodging.forum, arguments.proposal)
    drafted = lodging.write(
        Object, arguments.by, proposal=proposal, reason=arguments.reason, amendment=arguments.amendment
    )
    return lodging.declined(drafted) if isinstance(drafted, Refused) else lodging.send()
