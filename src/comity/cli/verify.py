# SPDX-License-Identifier: Apache-2.0
"""``comity verify``: is this certificate of the record whose anchor you trust, and does it hold?"""

import argparse
from pathlib import Path

from comity.cli.exits import DONE, UNANCHORED
from comity.cli.speech import Speech
from comity.record.certificate import verify_certificate

HELP = "verify a certificate offline"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what ``verify`` takes."""
    parser.add_argument("file", type=Path, help="the certificate")
    parser.add_argument("--anchor", help="SHA-256 of the genesis entry, in hexadecimal, or a file that holds it")


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Verify, and say whose word it is."""
    anchor = _anchor(arguments.anchor) if arguments.anchor else None
    verified = verify_certificate(arguments.file.read_bytes(), anchor)
    return DONE if verified.anchored else UNANCHORED


def _anchor(given: str) -> bytes:
    path = Path(given)
    text = path.read_text(encoding="ascii").strip() if path.is_file() else given
    return bytes.fromhex(text)
