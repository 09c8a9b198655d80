# SPDX-License-Identifier: Apache-2.0
"""``comity fsck``: hash every file of a record anew, fold it with all signatures, and name each file that is damaged."""

import argparse
from pathlib import Path

from comity.cli.arguments import passphrase_of, take_passphrase
from comity.cli.exits import DONE, WRONG
from comity.cli.premises import EXERCISE, Premises
from comity.cli.soundness.finding import Finding
from comity.cli.soundness.premises import check_archive, check_premises
from comity.cli.soundness.station import check_station
from comity.cli.speech import Speech
from comity.cli.station import Station, occupied
from comity.node.errors import NodeError
from comity.node.keyfile import read_keys
from comity.registry.errors import Misconfigured

HELP = "check every file of a conference, a party's machine, a backup or a restored copy"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``fsck`` takes."""
    parser.add_argument("dir", type=Path, nargs="?", default=Path("run"), metavar="DIR",
                        help="a conference, a party's machine, a backup or restored premises (default: run)")  # fmt: skip
    take_passphrase(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Check, and name what is damaged."""
    premises, station = Premises(arguments.dir), Station(arguments.dir)
    if station.exists:
        with occupied(station.root):
            size, findings = check_station(station, speech)
            findings += _check_keys(station.keys, _word_of(station), arguments, speech)
    elif premises.registry.is_dir():
        size, findings = check_premises(premises, speech)
        code = premises.conference if premises.exists else ""
        findings += _check_keys(premises.keys, code, arguments, speech)
    elif premises.archive.is_dir():
        size, findings = check_archive(premises.archive, speech)
    elif (arguments.dir / "record").is_dir():
        size, findings = check_archive(arguments.dir, speech)
    else:
        raise Misconfigured(f"{arguments.dir} holds neither a conference nor a backup, and no party's machine")
    for finding in findings:
        speech.say("fsck_finding", path=finding.path, problem=_problem(finding, speech))
    sound = "fsck_machine_sound" if station.exists else "fsck_sound"
    speech.say("fsck_damaged" if findings else sound, size=size, count=len(findings))
    return WRONG if findings else DONE


def _problem(finding: Finding, speech: Speech) -> str:
    if speech.json:
        return f"{finding.key}: {finding.detail}".removesuffix(": ")
    return speech.phrase(f"fsck_{finding.key}", detail=finding.detail).removesuffix(": ").removesuffix(" ()")


def _word_of(station: Station) -> str:
    try:
        return station.settings.conference
    except Misconfigured:
        return ""


def _check_keys(path: Path, code: str, arguments: argparse.Namespace, speech: Speech) -> list[Finding]:
    """Open the key file, where the passphrase is at hand; whether it can be opened is all that can be told."""
    if not path.is_file():
        return [Finding(path.name, "missing")]
    if code != EXERCISE and not arguments.passphrase_file:
        speech.say("fsck_keys_closed")
        return []
    try:
        read_keys(path, passphrase_of(arguments, code))
    except NodeError as error:
        return [Finding(path.name, "unreadable", str(error))]
    return []
