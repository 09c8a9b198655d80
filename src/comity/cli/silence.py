# SPDX-License-Identifier: Apache-2.0
"""``comity silence``: place a proposal under silence, for a period or until an instant."""

import argparse
import re
from datetime import UTC, datetime, timedelta

from comity.acts.silence import PlaceUnderSilence
from comity.cli.arguments import take_hand
from comity.cli.errors import NotThere
from comity.cli.lodging import Lodging
from comity.cli.matters import find_matter
from comity.cli.speech import Speech
from comity.papers.narrative import called
from comity.papers.zones import three_zones
from comity.rules.outcome import Refused
from comity.rules.proposals import text_hash
from comity.rules.standing import chair_of, members_of

HELP = "place a proposal under silence"
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
MARGIN = timedelta(seconds=5)
"""Added to a period, so that lodging does not cut it short of what the rules ask."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``silence`` takes."""
    parser.add_argument("proposal", help="symbol of its document, or the start of its id")
    when = parser.add_mutually_exclusive_group(required=True)
    when.add_argument(
        "--period", type=period, help="such as 90s, 15m, 48h or 14d, from now, and five seconds for lodging"
    )
    when.add_argument("--deadline", type=instant, metavar="TIME", help="such as 2026-12-07T15:00:00+05:00")
    take_hand(parser, " (default: the Chair of the body)")


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Lodge the Chair's act on exactly the text that is there, wait until it is confirmed."""
    lodging = Lodging(arguments, speech)
    proposal, matter = find_matter(lodging.forum, arguments.proposal)
    body = lodging.forum.bodies[matter.body]
    chair = arguments.by or chair_of(body, lodging.now())
    if not chair:
        raise NotThere(f"{matter.body} has no Chair: say who signs with --by CODE")
    lodging.open_keys()
    deadline = arguments.deadline or _whole(lodging.now() + arguments.period + MARGIN)
    drafted = lodging.write(
        PlaceUnderSilence,
        chair,
        proposal=proposal,
        deadline_at=deadline,
        text_sha256=text_hash(lodging.forum, matter),
        notified=members_of(lodging.forum, body),
    )
    if isinstance(drafted, Refused):
        return lodging.declined(drafted)
    code = lodging.send()
    speech.say("silence_runs", proposal=called(lodging.forum, proposal), **three_zones(deadline, lodging.forum.edition))
    return code


def period(given: str) -> timedelta:
    """Read a period: a number and one of s, m, h, d."""
    match = re.fullmatch(r"([1-9][0-9]{0,8})([smhd]?)", given)
    if match is None:
        raise argparse.ArgumentTypeError(f"{given!r} is no period such as 90s, 15m, 48h or 14d")
    return timedelta(seconds=int(match[1]) * UNITS[match[2] or "s"])


def instant(given: str) -> datetime:
    """Read an instant that names its offset from UTC; whole seconds."""
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or at.microsecond:
        raise argparse.ArgumentTypeError(f"{given!r} is no instant with its offset, such as 2026-12-07T15:00:00+05:00")
    return at.astimezone(UTC)


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0) + timedelta(seconds=at.microsecond > 0)
