# SPDX-License-Identifier: Apache-2.0
"""Evidence, checked by anybody: the document, and something of the record that says who had to sign in its day.

A genesis entry suffices while neither the witnesses nor the log have changed. A certificate of the record carries the chain of
those changes. The record itself, from a copy here or from who serves it, also says which keys the parties have.
"""

import argparse
import os
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from comity.cli.archive import Archive
from comity.cli.arguments import read_anchor
from comity.cli.errors import NotThere, Unusable
from comity.cli.exits import DONE, UNANCHORED
from comity.cli.mirror import Mirror
from comity.cli.premises import Premises
from comity.cli.speech import Speech
from comity.cli.station import Station
from comity.cli.way_out import way_out
from comity.node.copy import Copy
from comity.node.remote import Remote
from comity.node.store import Store
from comity.record.certificate import Body, verify_certificate
from comity.record.chain import anchor_of, open_chain, places_of
from comity.record.errors import Mismatch, OtherAnchor
from comity.record.evidence import check_evidence, parse_evidence
from comity.record.history import History
from comity.record.replay import check_here
from comity.tlog.proof import parse_proof
from comity.tlog.vkey import VerifierKey

SCHEMES = ("http://", "https://")


class Known(NamedTuple):
    """What is known of a record: its anchor, who answered for which size, and the keys of the parties by name."""

    anchor: bytes
    history: History
    keys: Mapping[str, VerifierKey]

    @property
    def tolerance(self) -> timedelta:
        """How far clocks may differ."""
        return self.history.tolerance


def is_evidence(data: bytes) -> bool:
    """Tell a document of evidence from a certificate: it is one line of JSON."""
    return data.startswith(b"{")


def verify_evidence(arguments: argparse.Namespace, data: bytes, speech: Speech) -> int:
    """Say what the evidence shows, and whether it is about the record of the anchor.

    Raises:
        MalformedEvidence: it does not show what it claims; nobody is accused.
        OtherAnchor: the record named is another one.
        RecordError: what was named is no record.
    """
    known = _known(arguments, speech)
    if arguments.anchor and read_anchor(arguments.anchor) != known.anchor:
        raise OtherAnchor(known.anchor)
    finding = check_evidence(parse_evidence(data), known.history, known.tolerance, known.keys)
    smaller, larger = finding.sizes
    names = list(finding.witnesses) if speech.json else " ".join(finding.witnesses) or "—"
    speech.say(f"shown_{finding.kind}", origin=finding.origin, smaller=smaller, larger=larger, names=names)
    speech.say("evidence_anchored" if arguments.anchor else "consistent", anchor=known.anchor.hex())
    return DONE if arguments.anchor else UNANCHORED


def _known(arguments: argparse.Namespace, speech: Speech) -> Known:
    record = str(arguments.record or "")
    if record.startswith(SCHEMES):
        return _served(record, arguments.anchor, speech)
    if record and Path(record).is_file():
        return _certified(Path(record).read_bytes(), arguments.anchor)
    if record:
        return _held(Path(record), speech)
    if arguments.genesis is None:
        raise Unusable(
            "evidence is checked by the keys on the record: name a file with its genesis entry (--genesis), or a "
            "certificate, a directory or the address that has the record (--record)"
        )
    return _from_entries([arguments.genesis.read_bytes()])


def _from_entries(entries: list[bytes], keys: Mapping[str, VerifierKey] | None = None) -> Known:
    history = History(entries[0])
    history.grow(entries[1:])
    return Known(sha256(entries[0]).digest(), history, keys if keys is not None else open_chain(entries[0]).keys)


def _served(url: str, anchor: str | None, speech: Speech) -> Known:
    remote = Remote(url, connection=way_out(os.environ))
    mirror = Mirror.fetched(remote, read_anchor(anchor) if anchor else None, speech)
    return _from_entries(mirror.entries, mirror.forum.keys)


def _certified(data: bytes, anchor: str | None) -> Known:
    """Take the chain of changes from a certificate; the parties' keys are those in genesis."""
    verify_certificate(data, read_anchor(anchor) if anchor else None)
    chain = msgspec.json.decode(parse_proof(data).extra, type=Body).chain
    genesis = chain.genesis.entry.encode()
    history = History(genesis)
    for size, link in places_of(chain):
        history.change(size, link.entry.encode())
    return Known(anchor_of(genesis), history, open_chain(genesis).keys)


def _held(root: Path, speech: Speech) -> Known:
    """Take a copy that lies here: a machine, a mirror, a backup, or a restored conference."""
    if (store := Station(root).store).exists():
        return _mirrored(store)
    archive = Archive.opened(Premises(root).archive if Premises(root).archive.is_dir() else root)
    if verify_certificate(archive.certificate(0), None).checkpoint != archive.checkpoint:
        raise Mismatch("the certificate of genesis is of another checkpoint than the one the copy ends with")
    forum = archive.replayed(speech).forum
    return _from_entries(list(archive.entries(0, archive.size)), forum.keys)


def _mirrored(path: Path) -> Known:
    store = Store.open(path)
    try:
        held = Copy(store, check_here).confirmed
        if held is None:
            raise NotThere(f"{path} holds no confirmed head yet")
        return _from_entries(list(store.entries())[: held.frontier.size], held.forum.keys)
    finally:
        store.close()
