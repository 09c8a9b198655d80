# SPDX-License-Identifier: Apache-2.0
"""``comity open``: open a sealed file with the party's own key. It is given out as it is read, and kept nowhere."""

import argparse
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO

from comity.cli.arguments import passphrase_of, take_dir, take_passphrase
from comity.cli.errors import NotThere, Unusable
from comity.cli.exits import DONE, WRONG
from comity.cli.speech import Speech
from comity.cli.station import Station
from comity.node.annex import opened
from comity.node.openers import parsed, read_identities
from comity.registry.attachments import Attachments
from comity.sealing.errors import NoMatch, SealingError

HELP = "open a sealed file with the key of the party"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``open`` takes."""
    parser.add_argument(
        "what", metavar="FILE|DIGEST", help="a sealed file, or one that this machine holds, by its SHA-256"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="a new file (default: the standard output)")
    parser.add_argument("--identities", type=Path, metavar="FILE", help="what opens it (default: DIR/sealing.age)")
    take_dir(parser, "the directory of the party's machine")
    take_passphrase(parser)


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Open it; of what turns out not to be whole, a file that was begun is taken away again."""
    station = Station(arguments.dir)
    path = Path(arguments.what)
    if not path.is_file():
        held = Attachments(station.attachments).path(arguments.what)
        if held is None:
            raise NotThere(f"{arguments.what} is no file, and no attachment that this machine holds")
        path = held
    if arguments.out is not None and arguments.out.exists():
        raise Unusable(f"{arguments.out} exists: nothing is written over")
    word = passphrase_of(arguments, station.settings.conference if station.exists else "")
    identities = parsed(read_identities(arguments.identities or station.sealing, word))
    try:
        if arguments.out is None:
            _pour(opened(path, identities), sys.stdout.buffer)
        else:
            with os.fdopen(os.open(arguments.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                _pour(opened(path, identities), file)
    except SealingError as error:
        if arguments.out is not None:
            with suppress(FileNotFoundError):
                arguments.out.unlink()
        speech.remark(
            "not_opened_others" if isinstance(error, NoMatch) else "not_opened", path=str(path), error=str(error)
        )
        return WRONG
    return DONE


def _pour(content: Iterable[bytes], file: IO[bytes]) -> None:
    for part in content:
        file.write(part)
    file.flush()
