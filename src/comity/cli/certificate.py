# SPDX-License-Identifier: Apache-2.0
"""``comity certificate``: the certificate of a decision, or of any entry, written to a file and verified."""

import argparse
from collections.abc import Callable
from pathlib import Path

from comity.cli.archive import Archive
from comity.cli.arguments import anchor_of, remote_of, take_source
from comity.cli.errors import NotThere
from comity.cli.exits import DONE, UNANCHORED
from comity.cli.matters import find_matter
from comity.cli.mirror import Mirror
from comity.cli.speech import Speech
from comity.record.certificate import certify, verify_certificate
from comity.rules.forum import Forum

HELP = "write the certificate of a decision or of an entry"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``certificate`` takes."""
    parser.add_argument("what", help="the index of an entry, or a proposal: symbol, number or start of its id")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write it (default: WHAT.tlog-proof here)")
    parser.add_argument(
        "--archive", type=Path, metavar="DIR", help="certify from a backup instead of asking a registry"
    )
    take_source(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Get the certificate, verify it, and only then write it."""
    anchor = anchor_of(arguments)
    if arguments.archive:
        archive = Archive.opened(arguments.archive)
        forum = archive.replayed(speech).forum
        certificate = certify(archive, forum, _index(arguments.what, lambda: forum))
    else:
        remote = remote_of(arguments)
        index = _index(arguments.what, lambda: Mirror.fetched(remote, anchor, speech).forum)
        certificate = remote.certificate(index)
    verified = verify_certificate(certificate, anchor)
    out = arguments.out or Path(f"{arguments.what.replace('/', '-')}.tlog-proof")
    with out.open("xb") as file:
        file.write(certificate)
    speech.say("certified", path=str(out), names=len(verified.confirmations), witnesses=verified.witnesses)
    if not verified.anchored:
        speech.say("consistent", anchor=verified.anchor.hex())
    return DONE if verified.anchored else UNANCHORED


def _index(what: str, forum: Callable[[], Forum]) -> int:
    """Give the index that is meant; a number costs no replay."""
    if what.isascii() and what.isdigit():
        return int(what)
    _, matter = find_matter(forum(), what)
    if not matter.outcome_index:
        raise NotThere(f"{what} has no outcome on the record yet: it is {matter.stage}")
    return matter.outcome_index
