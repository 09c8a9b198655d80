# SPDX-License-Identifier: Apache-2.0
"""Evidence, checked by anybody: the document, the genesis entry, and the anchor that genesis must have."""

import argparse
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from comity.cli.arguments import read_anchor
from comity.cli.errors import Unusable
from comity.cli.exits import DONE, UNANCHORED
from comity.cli.speech import Speech
from comity.record.chain import open_chain
from comity.record.confirmation import witness_set
from comity.record.errors import OtherAnchor
from comity.record.evidence import check_evidence, parse_evidence


def is_evidence(data: bytes) -> bool:
    """Tell a document of evidence from a certificate: it is one line of JSON."""
    return data.startswith(b"{")


def verify_evidence(arguments: argparse.Namespace, data: bytes, speech: Speech) -> int:
    """Say what the evidence shows, and whether it is about the record of the anchor.

    Raises:
        MalformedEvidence: it does not show what it claims; nobody is accused.
        OtherAnchor: the genesis entry is another one.
    """
    if arguments.genesis is None:
        raise Unusable("evidence is checked by the keys in the genesis entry: name a file that holds it with --genesis")
    genesis = _read(arguments.genesis)
    anchor = sha256(genesis).digest()
    if arguments.anchor and read_anchor(arguments.anchor) != anchor:
        raise OtherAnchor(anchor)
    forum = open_chain(genesis)
    finding = check_evidence(parse_evidence(data), witness_set(forum), timedelta(seconds=forum.edition.tolerance_s))
    smaller, larger = finding.sizes
    names = list(finding.witnesses) if speech.json else " ".join(finding.witnesses) or "—"
    speech.say(f"shown_{finding.kind}", origin=finding.origin, smaller=smaller, larger=larger, names=names)
    speech.say("evidence_anchored" if arguments.anchor else "consistent", anchor=anchor.hex())
    return DONE if arguments.anchor else UNANCHORED


def _read(path: Path) -> bytes:
    return path.read_bytes()
