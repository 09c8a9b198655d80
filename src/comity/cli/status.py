# SPDX-License-Identifier: Apache-2.0
"""``comity status``: how far the record is confirmed and by whom, which deadlines run, what waits."""

import argparse
from datetime import datetime

from comity.cli.arguments import anchor_of, remote_of, take_source
from comity.cli.exits import DONE, UNANCHORED
from comity.cli.mirror import Mirror
from comity.cli.speech import Speech
from comity.papers.narrative import called
from comity.papers.zones import three_zones, utc
from comity.record.certificate import Verified
from comity.record.confirmation import witness_set
from comity.rules.forum import Forum
from comity.rules.matter import Matter
from comity.tlog.checkpoint import open_checkpoint
from comity.tlog.note import parse_note

HELP = "say how far the record is confirmed, which deadlines run and what waits"
OPEN = ("proposed", "method_proposed", "held", "put", "contested")


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``status`` takes."""
    take_source(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Fetch the record, work it out, and say where it stands."""
    mirror = Mirror.fetched(remote_of(arguments), anchor_of(arguments), speech)
    ahead, pending = mirror.look_ahead()
    forum = ahead.forum
    if forum.banner is not None:
        speech.say("banner", text=speech.text(forum.banner))
    speech.say("status_record", title=speech.text(forum.title), origin=forum.origin, anchor=mirror.head.anchor.hex())
    say_word(mirror.head, speech)
    speech.say("status_newest", at=utc(mirror.forum.at))
    if ahead.frontier.size > mirror.head.checkpoint.size:
        _say_pending(pending, ahead.frontier.size, mirror.forum, speech)
    for due, kind, key in forum.clocks:
        _say_deadline(forum, due, kind, key, speech)
    for proposal, matter in sorted(forum.matters.items(), key=lambda item: item[1].index):
        _say_open(forum, proposal, matter, speech)
    if not mirror.head.anchored:
        speech.say("consistent", anchor=mirror.head.anchor.hex())
    return DONE if mirror.head.anchored else UNANCHORED


def say_word(head: Verified, speech: Speech) -> None:
    """Say whose word a confirmed checkpoint is, and whether that is enough for legal facts."""
    values = {"size": head.checkpoint.size, "names": list(head.confirmations)}
    numbers = {"confirmed": len(head.confirmations), "witnesses": head.witnesses, "quorum": head.quorum}
    if speech.json:
        speech.say("confirmed_by", **values, **numbers, root=head.checkpoint.root.hex(), provisional=head.provisional)
        return
    names = " ".join(head.confirmations)
    speech.say("confirmed_by" if head.quorum else "confirmed_by_log", **values | {"names": names}, **numbers)
    if head.provisional:
        speech.say("provisional_word", witnesses=head.witnesses, least=head.least_witnesses)


def _say_pending(note: bytes, size: int, forum: Forum, speech: Speech) -> None:
    judges = witness_set(forum)
    _, signed = open_checkpoint(parse_note(note), judges.keys)
    missing = [each.code for each in judges.witnesses if each.classic not in signed or each.quantum not in signed]
    speech.say("status_pending", size=size, missing=missing if speech.json else " ".join(missing) or "—")


def _say_deadline(forum: Forum, due: datetime, kind: str, key: str, speech: Speech) -> None:
    times = three_zones(due, forum.edition)
    if kind == "silence":
        matter = forum.matters[key]
        speech.say("status_silence", proposal=called(forum, key), id=key[:12], body=matter.body, **times)
    else:
        speech.say("status_enrolment", party=forum.enrolments[key].party, **times)


def _say_open(forum: Forum, proposal: str, matter: Matter, speech: Speech) -> None:
    values = {"proposal": called(forum, proposal), "id": proposal[:12], "body": matter.body}
    if matter.stage in OPEN:
        stage = matter.stage if speech.json else speech.phrase(f"stage_{matter.stage}")
        speech.say("status_open", **values, stage=stage)
    elif matter.result and not matter.outcome_index:
        speech.say("status_unrecorded", **values)
