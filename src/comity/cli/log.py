# SPDX-License-Identifier: Apache-2.0
"""``comity log``: the entries of the record as people read them, each with what came of it."""

import argparse
import time

from comity.acts.entry import Entry
from comity.cli.arguments import anchor_of, remote_of, take_source
from comity.cli.exits import DONE, UNANCHORED
from comity.cli.mirror import Mirror
from comity.cli.speech import Speech
from comity.papers.narrative import consequences, sentence
from comity.papers.zones import utc
from comity.rules.outcome import Outcome

HELP = "print the entries of the record as people read them"
A_MOMENT = 1.0
"""Seconds between two looks at the record."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``log`` takes."""
    parser.add_argument("--from", dest="start", type=int, default=0, metavar="INDEX", help="begin here (default: 0)")
    parser.add_argument("--follow", action="store_true", help="go on as entries are confirmed, until interrupted")
    parser.add_argument("--marks", action="store_true", help="also the marks by which the registry lets time pass")
    take_source(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Print what is confirmed, oldest first."""
    told: list[tuple[int, Entry, Outcome]] = []

    def observe(index: int, entry: Entry, outcome: Outcome) -> None:
        if index >= arguments.start:
            told.append((index, entry, outcome))

    mirror = Mirror.fetched(remote_of(arguments), anchor_of(arguments), speech, observe)
    while True:
        for index, entry, outcome in told:
            _say_entry(index, entry, outcome, mirror, speech, marks=arguments.marks)
        told.clear()
        if not arguments.follow:
            break
        time.sleep(A_MOMENT)
        mirror.advance()
    if not mirror.head.anchored:
        speech.remark("consistent", anchor=mirror.head.anchor.hex())
    return DONE if mirror.head.anchored else UNANCHORED


def _say_entry(index: int, entry: Entry, outcome: Outcome, mirror: Mirror, speech: Speech, *, marks: bool) -> None:
    act, at = entry.signed.act, entry.sequenced_at
    if speech.json:
        speech.say("entry", index=index, sequenced_at=at, id=entry.signed.id, act=act, outcome=outcome)
        return
    results = list(consequences(outcome, mirror.forum, speech))
    if type(act).__name__ == "Mark" and not results and not marks:
        return
    speech.say("entry", index=index, at=utc(at), text=sentence(act, mirror.forum, speech))
    for result in results:
        speech.say("entry_result", text=result)
