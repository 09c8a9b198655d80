# SPDX-License-Identifier: Apache-2.0
"""``comity restore``: take a backup into a directory, for reading, checking and certifying; never for signing.

A registry that signed after its lock was restored could sign a second history, and so could a witness. So no key and no lock
is in a backup, and none is made here: to go on from a backup takes new keys and the states' word (succession).
"""

import argparse
import shutil
import sqlite3
from pathlib import Path

from comity.cli.archive import Archive
from comity.cli.arguments import read_anchor, take_anchor
from comity.cli.exits import DONE, UNANCHORED, WRONG
from comity.cli.premises import Premises
from comity.cli.soundness.premises import check_archive
from comity.cli.soundness.stores import check_store, cosigned_size, store_paths
from comity.cli.speech import Speech
from comity.node.errors import StateLost
from comity.record.certificate import verify_certificate
from comity.registry.errors import Misconfigured, RecordDamaged

HELP = "take a backup into a directory, for reading and certifying"
KEPT = frozenset({"nodes"})
"""What may stand in the directory: the stores of witnesses that outlived the registry."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``restore`` takes."""
    parser.add_argument("out", type=Path, metavar="OUT", help="the backup")
    parser.add_argument("dir", type=Path, metavar="DIR", help="where to; empty but for the stores of witnesses")
    take_anchor(parser, "without it the exit code is 3 at best")


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Verify everything, compare with the witnesses that are here, copy, verify the copy."""
    premises = Premises(arguments.dir)
    strange = sorted({path.name for path in premises.root.iterdir()} - KEPT) if premises.root.is_dir() else []
    if strange:
        raise Misconfigured(f"{premises.root} holds {', '.join(strange)}: a restore never writes over anything")
    archive = Archive.opened(arguments.out)
    if not _is_sound(archive.root, speech):
        return WRONG
    anchor = read_anchor(arguments.anchor) if arguments.anchor else None
    verified = verify_certificate(archive.certificate(0), anchor)
    for store in store_paths(premises.nodes):
        _check_store(premises, store, archive)
    shutil.copytree(archive.root, premises.archive)
    if not _is_sound(premises.archive, speech):
        return WRONG
    premises.found((archive.root / "conference").read_text(encoding="ascii").strip(), verified.anchor)
    speech.say("restored", dir=str(premises.root), size=archive.size)
    speech.say("never_sign_again")
    if not verified.anchored:
        speech.say("consistent", anchor=verified.anchor.hex())
    return DONE if verified.anchored else UNANCHORED


def _is_sound(root: Path, speech: Speech) -> bool:
    size, findings = check_archive(root, speech)
    for finding in findings:
        speech.say("fsck_finding", path=f"{root}/{finding.path}", problem=finding.key)
    if findings:
        speech.say("fsck_damaged", size=size, count=len(findings))
    return not findings


def _check_store(premises: Premises, store: Path, archive: Archive) -> None:
    """Refuse a backup older than what a witness here has vouched for, or another record than it holds."""
    try:
        size = cosigned_size(store)
    except (sqlite3.Error, StateLost) as error:
        raise RecordDamaged(f"{store}: {error}") from None
    if size > archive.size:
        raise Misconfigured(
            f"{store} has vouched for {size} entries, the backup ends at {archive.size}: "
            f"it is older than the record; the missing {size - archive.size} are in that store"
        )
    findings = list(check_store(premises.root, store, list(archive.entries(0, archive.size))))
    if findings:
        raise RecordDamaged(f"{store} holds another record than the backup: {findings[0].key} {findings[0].detail}")
