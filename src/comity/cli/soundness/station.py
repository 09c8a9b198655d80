# SPDX-License-Identifier: Apache-2.0
"""A party's own machine, checked against nothing but itself and the anchor: entries, heads, texts, and what it is bound by."""

import sqlite3
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from comity.acts.blobs import texts_of
from comity.acts.entry import parse_entry
from comity.acts.errors import ActError
from comity.acts.letter import parse_letter
from comity.acts.signed import parse_signed_act
from comity.cli.soundness.finding import Finding
from comity.cli.soundness.holdings import page_problem
from comity.cli.soundness.record import check_anchor, check_meaning
from comity.cli.speech import Speech
from comity.cli.station import Station
from comity.meet.errors import MeetError
from comity.meet.mailbox import Mailbox, Quota
from comity.node.errors import NodeError
from comity.node.store import Store
from comity.record.confirmation import confirmed, signed_by_log
from comity.record.errors import MalformedEvidence, RecordError
from comity.record.evidence import TwoSuccessors, check_evidence, parse_evidence
from comity.record.history import History
from comity.registry.errors import Misconfigured
from comity.rules.forum import Forum
from comity.tlog.errors import TlogError
from comity.tlog.merkle import leaf_hash, tree_root
from comity.tlog.note import parse_note
from comity.tlog.tree_head import parse_checkpoint

STORE = "store.db"
LETTERS = "letters.db"
WRONG_BYTES = (TlogError, ActError, RecordError)


def check_station(station: Station, speech: Speech) -> tuple[int, list[Finding]]:
    """Give how many entries are held, and everything that is wrong with the files of a party's machine."""
    findings = list(_check_settings(station))
    entries: list[bytes] = []
    try:
        if problem := page_problem(station.store):
            findings.append(Finding(STORE, "unreadable", problem))
        store = Store.open(station.store)
        try:
            entries = list(store.entries())
            findings += check_copy(store, entries, speech)
        finally:
            store.close()
    except (sqlite3.Error, NodeError) as error:
        findings.append(Finding(STORE, "unreadable", str(error)))
    if entries:
        findings += check_anchor(station.root, station.anchor, entries[0])
    elif not station.anchor.is_file():
        findings.append(Finding("anchor", "missing"))
    if station.letters.is_file():
        findings += check_letters(station.letters, station.root)
    return len(entries), findings


def _check_settings(station: Station) -> Iterator[Finding]:
    try:
        _ = station.settings
    except Misconfigured as error:
        yield Finding("station.toml", "unreadable", str(error))


def check_copy(store: Store, entries: Sequence[bytes], speech: Speech) -> Iterator[Finding]:
    """Hash and fold every entry of a node's store, verify its heads, its texts and what it has signed beside the record."""
    size, note, _ = store.head()
    if len(entries) != size:
        yield Finding(STORE, "other_size", f"{len(entries)} / {size}")
        return
    yield from _check_texts(store, entries)
    if not size:
        return
    forum, broken = check_meaning(entries, speech)
    yield from broken
    if forum is None:
        return
    try:
        history = History(entries[0])
        history.grow(entries[1:])
    except WRONG_BYTES as error:
        yield Finding(STORE, "broken", str(error))
        return
    yield from _check_heads(store, [leaf_hash(entry) for entry in entries], note, history)
    yield from _check_bonds(store, forum, history)


def _check_texts(store: Store, entries: Sequence[bytes]) -> Iterator[Finding]:
    for digest in store.altered_texts():
        yield Finding(STORE, "altered_text", digest)
    named = {
        blob.sha256 for entry in entries if b'"sha256":"' in entry for blob in texts_of(parse_entry(entry).signed.act)
    }
    for digest in sorted(named):
        if not store.holds(digest):
            yield Finding(STORE, "missing_text", digest)


def _check_heads(store: Store, leaves: Sequence[bytes], note: bytes, history: History) -> Iterator[Finding]:
    """Compare every head with the entries, and the confirmed ones with the quorum of their day."""
    newest, last = store.confirmed()
    heads = [(size, each, True) for size, each in (*store.changes(), *([(newest, last)] if newest else []))]
    for size, each, is_confirmed in (*heads, (len(leaves), note, False)):
        try:
            head = parse_checkpoint(parse_note(each).text)
            if (head.size, head.root) != (size, tree_root(leaves[:size])):
                yield Finding(STORE, "other_root", str(size))
                continue
            (confirmed if is_confirmed else signed_by_log)(each, history.at(head.origin, size))
        except WRONG_BYTES as error:
            yield Finding(STORE, "unconfirmed" if is_confirmed else "unsigned", str(error))


def _check_bonds(store: Store, forum: Forum, history: History) -> Iterator[Finding]:
    """Read what the node has signed beside the record, and judge the evidence it keeps."""
    for duty in store.duties():
        try:
            if parse_signed_act(duty.note).id != duty.act:
                yield Finding(STORE, "other_duty", duty.act)
        except ActError as error:
            yield Finding(STORE, "other_duty", f"{duty.act}: {error}")
    for document, _ in store.all_evidence():
        try:
            evidence = parse_evidence(document)
            # About two successors: the state may have changed its key since, and what was kept then was true then.
            if not isinstance(evidence, TwoSuccessors):
                check_evidence(evidence, history, history.tolerance, forum.keys)
        except MalformedEvidence as error:
            yield Finding(STORE, "no_evidence", f"{sha256(document).hexdigest()}: {error}")


def check_letters(path: Path, root: Path) -> Iterator[Finding]:
    """Read every letter of a mailbox: numbered without a gap, each in its form."""
    name = path.relative_to(root).as_posix()
    try:
        mailbox = Mailbox.open(path, Quota(0, 0))
    except (sqlite3.Error, MeetError) as error:
        yield Finding(name, "unreadable", str(error))
        return
    try:
        for expected, (number, letter) in enumerate(mailbox.letters(1), 1):
            if number != expected:
                yield Finding(name, "missing_letter", str(expected))
                return
            try:
                parse_letter(parse_note(letter).text)
            except (TlogError, ActError) as error:
                yield Finding(name, "altered_letter", f"{number}: {error}")
    except (sqlite3.Error, MeetError) as error:
        yield Finding(name, "unreadable", str(error))
    finally:
        mailbox.close()
