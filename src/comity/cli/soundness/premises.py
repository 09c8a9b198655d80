# SPDX-License-Identifier: Apache-2.0
"""All findings of premises where a registry works, and of an archive: files first, then what they mean."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from comity.acts.entry import parse_entry
from comity.cli.archive import Archive
from comity.cli.premises import Premises
from comity.cli.soundness.blobs import check_blobs, named_blobs
from comity.cli.soundness.finding import Finding
from comity.cli.soundness.holdings import read_holdings
from comity.cli.soundness.record import Papers, check_anchor, check_certificates, check_heads, check_meaning
from comity.cli.soundness.stores import check_store, store_paths
from comity.cli.soundness.tree import Tree, check_tree
from comity.cli.speech import Speech
from comity.record.certificate import verify_certificate
from comity.record.chain import anchor_of
from comity.record.errors import RecordError
from comity.record.policy import policies
from comity.registry.errors import RegistryError
from comity.registry.lock import Lock
from comity.rules.forum import Forum
from comity.tlog.errors import TlogError

LOCK = "registry/lock.db"


def check_premises(premises: Premises, speech: Speech) -> tuple[int, list[Finding]]:
    """Give how many entries there are, and everything that is wrong with the files of a registry and its witnesses."""
    try:
        holdings = read_holdings(premises.registry)
    except RegistryError as error:
        return 0, [Finding(LOCK, "unreadable", str(error))]
    tree = Tree(premises.root, "registry", holdings.head, LOCK, holdings.flushed, holdings.tail)
    entries, findings = check_tree(tree)
    if entries is None:
        return 0, [*findings, *check_blobs(premises.root, "registry/blobs", {})]
    forum, broken = check_meaning(entries, speech)
    findings += broken
    findings += check_anchor(premises.root, premises.anchor, entries[0])
    findings += check_blobs(premises.root, "registry/blobs", named_blobs(entries))
    findings += _check_lodged(premises, entries)
    if forum is not None:
        papers = Papers(entries, holdings.confirmed, holdings.changes)
        findings += check_heads(papers, holdings.note, LOCK, forum)
    for path in store_paths(premises.nodes):
        findings += check_store(premises.root, path, entries)
    findings += check_certificates(premises.root, premises.play, anchor_of(entries[0]))
    return len(entries), findings


def _check_lodged(premises: Premises, entries: Sequence[bytes]) -> Iterator[Finding]:
    """Compare the lock's index of acts with the entries."""
    lock = Lock.open(premises.registry / "lock.db")
    try:
        for index, entry in enumerate(entries):
            act = parse_entry(entry).signed.act
            for code, seq in zip(act.by, act.seq, strict=True):
                if lock.find(code, seq) != index:
                    yield Finding(LOCK, "other_place", f"{code} {seq}: {lock.find(code, seq)} / {index}")
    except sqlite3.Error as error:
        yield Finding(LOCK, "unreadable", str(error))
    finally:
        lock.close()


def check_archive(root: Path, speech: Speech) -> tuple[int, list[Finding]]:
    """Give how many entries there are, and everything that is wrong with the files of an archive."""
    checkpoint = "record/checkpoint"
    try:
        archive = Archive.opened(root)
    except TlogError as error:
        return 0, [Finding(checkpoint, "unreadable", str(error))]
    entries, findings = check_tree(Tree(root, "record", archive.checkpoint, checkpoint, archive.size, (), partial=True))
    if entries is None:
        return 0, [*findings, *check_blobs(root, "blobs", {})]
    forum, broken = check_meaning(entries, speech)
    findings += broken
    findings += check_anchor(root, archive.anchor, entries[0])
    findings += check_blobs(root, "blobs", named_blobs(entries))
    if forum is not None:
        findings += _check_papers(archive, entries, forum)
    return len(entries), findings


def _check_papers(archive: Archive, entries: Sequence[bytes], forum: Forum) -> Iterator[Finding]:
    try:
        changes = archive.changes
    except (TlogError, RegistryError, ValueError) as error:
        yield Finding("certificate/0", "altered", str(error))
        changes = []
    else:
        yield from _check_certificate_of_genesis(archive, entries[0])
        yield from check_heads(
            Papers(entries, archive.confirmed, changes), archive.confirmed, "record/checkpoint", forum
        )
    for name, right in zip(("policy", "policy-pq"), policies(forum), strict=True):
        path = archive.root / "record" / name
        if not path.is_file():
            yield Finding(f"record/{name}", "missing")
        elif path.read_bytes() != right:
            yield Finding(f"record/{name}", "altered")


def _check_certificate_of_genesis(archive: Archive, genesis: bytes) -> Iterator[Finding]:
    try:
        verified = verify_certificate(archive.certificate(0), anchor_of(genesis))
    except RecordError as error:
        yield Finding("certificate/0", "altered", str(error))
        return
    if verified.checkpoint != archive.checkpoint:
        yield Finding("certificate/0", "other_root", str(verified.checkpoint.size))
