# SPDX-License-Identifier: Apache-2.0
"""A watch: one witness with its store and clock, and what a registry shows it, true or not."""

from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import pytest

from comity.acts.documents import CirculateDocument
from comity.acts.entry import format_entry, parse_entry
from comity.acts.signed import format_signed_act
from comity.node.connection import RemoteError
from comity.node.copy import head_in
from comity.node.errors import Contradicted
from comity.node.store import Store
from comity.node.witness import Witness
from comity.record.confirmation import Confirmation, WitnessSet, confirmed, signed_by_log
from comity.record.evidence import Evidence
from comity.registry.registry import Registry
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.merkle import leaf_hash, tree_root
from comity.tlog.note import SignatureLine, format_note, parse_note
from comity.tlog.signer import Signer
from comity.tlog.tree_head import Checkpoint, parse_checkpoint
from tests.cast.archive import Archivist
from tests.cast.forum import EDITION, ORIGIN
from tests.cast.keys import log_signers, witness_signers
from tests.registry.seat import Clock


@dataclass
class Shown:
    """What a registry shows: a head, entries, confirmed changes. Nothing says that they belong together.

    A ``stubborn`` one shows its head whatever was asked for.
    """

    pended: bytes = b""
    held: list[bytes] = field(default_factory=list)
    changed: list[bytes] = field(default_factory=list)
    asked: list[tuple[int, int, int]] = field(default_factory=list)
    stubborn: bool = True

    def pending(self, after: int) -> bytes:
        return self.pended if self.stubborn or not self.pended or head_in(self.pended).size > after else b""

    def changes(self, after: int) -> bytes:
        return next((note for note in self.changed if head_in(note).size > after), b"")

    def entries(self, start: int, size: int, skip: int = 0) -> list[bytes]:
        self.asked.append((start, size, skip))
        return self.held[start:size]

    def blob(self, digest: str) -> bytes:
        for entry in self.held:
            act = parse_entry(entry).signed.act
            if isinstance(act, CirculateDocument):
                for each in act.versions:
                    if each.blob.sha256 == digest:
                        return f"{act.symbol} {each.language} ".encode()
        raise RemoteError("no such text", {"status": 404})


def shown(record: Archivist, size: int | None = None) -> Shown:
    """A record as it is, or was at a size, with the log's signatures alone on its head."""
    return Shown(record.checkpoint(size=size), list(record.entries), list(record.changes))


@dataclass
class Here:
    """A registry in this process."""

    registry: Registry

    def pending(self, after: int) -> bytes:  # noqa: ARG002  (as a registry would whose lock was put back)
        head = self.registry.board.pending
        return head.bare if head else b""

    def changes(self, after: int) -> bytes:
        return next((note for note in self.registry.changes if head_in(note).size > after), b"")

    def entries(self, start: int, size: int, skip: int = 0) -> list[bytes]:  # noqa: ARG002  (nothing is sent twice here)
        return self.registry.shelf.entries(start, size)

    def blob(self, digest: str) -> bytes:
        content = self.registry.blobs.get(digest)
        if content is None:
            raise RemoteError("no such text", {"status": 404})
        return content


@dataclass
class Watch:
    """A witness of ARD unless said otherwise."""

    path: Path
    clock: Clock
    witness: Witness
    pair: tuple[Signer, Signer]
    anchor: bytes

    @classmethod
    def begun(
        cls, path: Path, clock: Clock, genesis: bytes, code: str = "ARD", pair: tuple[Signer, Signer] | None = None
    ) -> Self:
        """A witness that trusts a genesis entry and holds nothing yet."""
        anchor, signers = sha256(genesis).digest(), pair or witness_signers(code)
        return cls(path, clock, Witness(code, Store.create(path), signers, anchor, clock), signers, anchor)

    def restart(self, pair: tuple[Signer, Signer] | None = None) -> Self:
        """Let go of the store and take it up again, perhaps with another pair of keys."""
        self.witness.close()
        self.pair = pair or self.pair
        self.witness = Witness(self.witness.code, Store.open(self.path), self.pair, self.anchor, self.clock)
        return self

    def cosign(self, source: Shown | Here) -> tuple[SignatureLine, ...]:
        """Cosign at the time of the clock, or say again what was said of this very head."""
        note, held = source.pending(0), self.witness.copy.note
        if held and self.witness.copy.is_cosigned and note.split(b"\n\n")[0] == held.split(b"\n\n")[0]:
            return self.witness.lines()
        return self.witness.cosign(source)

    def keep_up(self, source: Shown) -> tuple[SignatureLine, ...]:
        """Cosign at the time of the newest entry under the pending head."""
        size = parse_checkpoint(parse_note(source.pended).text).size
        self.clock.now = parse_entry(source.held[size - 1]).sequenced_at
        return self.cosign(source)

    @property
    def size(self) -> int:
        """How many entries are held, durably."""
        store = Store.open(self.path)
        try:
            size, note, _ = store.head()
            assert len(list(store.entries())) == size
            assert not size or parse_checkpoint(parse_note(note).text).size == size
        finally:
            store.close()
        assert size == (self.witness.held.frontier.size if self.witness.held else 0)
        return size


def dated(
    note: bytes, lines: tuple[SignatureLine, ...], witnesses: WitnessSet
) -> tuple[int, dict[str, int], dict[str, int]]:
    """The size these lines cosign under a note, and when, by party, with each kind of key; they are verified."""
    signed_by_log(note, witnesses)
    parsed = parse_note(note)
    nobody = WitnessSet(witnesses.log, witnesses.witnesses, 0)
    found: Confirmation = confirmed(format_note(parsed.text, [*parsed.lines, *lines]), nobody)
    return found.checkpoint.size, found.classic, found.quantum


TOLERANCE = timedelta(seconds=EDITION.tolerance_s)


def record(length: int = 3) -> Archivist:
    """Genesis, documents by the secretariat, one a second."""
    archivist = Archivist.opened()
    for number in range(1, length):
        archivist.wait(seconds=1).circulate(f"CICA/SOC/2026/L.{number}")
    return archivist


def other(archive: Archivist, length: int) -> Archivist:
    """A record with the same beginning, that goes on in another way."""
    fork = Archivist.opened()
    for number in range(1, length):
        fork.wait(seconds=1).circulate(f"CICA/SOC/2026/L.{number}", languages=("en",) if number == 2 else ("en", "ru"))
    assert fork.entries[:2] == archive.entries[:2]
    assert fork.entries[2] != archive.entries[2]
    return fork


def clock_of(archive: Archivist) -> Clock:
    return Clock(archive.at)


def seconds(clock: Clock) -> int:
    return int(clock.now.timestamp())


def broken(archive: Archivist, entry: bytes) -> Shown:
    """A record that goes on with this entry, under a head the log signed."""
    entries = [*archive.entries, entry]
    head = Checkpoint(ORIGIN, len(entries), tree_root([leaf_hash(each) for each in entries]))
    return Shown(sign_checkpoint(head, log_signers(ORIGIN), int(archive.at.timestamp())), entries)


def entry_of(archive: Archivist, *args: Any, **fields: Any) -> bytes:
    """An entry that was never judged."""
    return format_entry(archive.at, format_signed_act(archive.write(*args, **fields)))


def accused(watch: Watch, source: Shown) -> Evidence:
    with pytest.raises(Contradicted) as caught:
        watch.cosign(source)
    assert str(caught.value) == "the log signed two records that do not agree"
    return caught.value.evidence
