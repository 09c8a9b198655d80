# SPDX-License-Identifier: Apache-2.0
"""A witness: fetch the pending head, check and fold every new entry, hold them durably, and only then cosign.

What is refused here is refused for now: the witness asks again. A head that does not agree with what it holds is never
cosigned, whatever time passes.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Protocol

from comity.acts.entry import parse_entry
from comity.acts.errors import ActError
from comity.node.errors import Contradicted, NodeError, NotYet, OtherRecord, StateLost
from comity.node.store import Store
from comity.record.confirmation import signed_by_log, witness_set
from comity.record.errors import Mismatch, Unconfirmed
from comity.record.evidence import Evidence, ForkAtOneSize, find_fork, format_evidence, parse_evidence
from comity.record.follow import Held, follow, hold, time_refusal
from comity.record.replay import check_here
from comity.tlog.cosignature import cosign
from comity.tlog.errors import TlogError
from comity.tlog.merkle import hash_reader, leaf_hash, tree_root
from comity.tlog.note import SignatureLine, parse_note
from comity.tlog.signer import Signer
from comity.tlog.tree_head import Checkpoint, parse_checkpoint

FIRST_TOLERANCE = timedelta(seconds=120)
"""How far clocks may differ before the record has said so itself."""


class Source(Protocol):
    """Where a witness reads the record: a registry in this process, or one behind HTTP."""

    def pending(self) -> bytes:
        """Give the head that waits for cosignatures; empty where there is none."""

    def changes(self) -> Sequence[bytes]:
        """Give the confirmed heads that close changes of the witness set, oldest first."""

    def entries(self, start: int, size: int) -> list[bytes]:
        """Give the entries of [start, size)."""


class Witness:
    """One state's witness of one record, known by its anchor. Not for two threads at once.

    Raises:
        StateLost: the store does not hold what it vouched for.
        RecordError: what it holds is not a record, or needs another version of this software.
    """

    def __init__(
        self, code: str, store: Store, pair: tuple[Signer, Signer], anchor: bytes, clock: Callable[[], datetime]
    ) -> None:
        self.code = code
        self._store = store
        self._pair = pair
        self._anchor = anchor
        self._clock = clock
        self._evidence = parse_evidence(store.evidence()) if store.evidence() else None
        size, self._note, self._cosigned_at = store.head()
        entries = list(store.entries())
        if len(entries) != size:
            raise StateLost(
                f"the store of {code} holds {len(entries)} entries of {size}: its key must never sign again"
            )
        self.held: Held | None = hold(entries, self._note, check_here) if size else None

    def cosign(self, source: Source) -> tuple[SignatureLine, ...]:
        """Cosign the pending head with both keys, once its entries are held durably.

        Raises:
            NotYet: there is no head, it is older than what is held, or its time is not right.
            Contradicted: the log signed two records; from then on always.
            NodeError, RecordError: the head or an entry is not what this witness may vouch for.
        """
        if self._evidence is not None:
            raise Contradicted(self._evidence)
        note = source.pending()
        if not note:
            raise NotYet("no head is pending")
        now = self._clock()
        self._check_clock(now)
        size = _head_of(note).size
        if self.held is not None and size < self._size:
            raise self._older(self.held, note, size)
        for change in source.changes():
            if self._is_needed(_head_of(change).size, size):
                self._step(source, change, now, self._cosigned_at)
        self._step(source, note, now, max(int(now.timestamp()), self._cosigned_at))
        text = parse_note(note).text
        return tuple(cosign(signer, text, self._cosigned_at) for signer in self._pair)

    @property
    def _size(self) -> int:
        return self.held.frontier.size if self.held else 0

    @property
    def _tolerance(self) -> timedelta:
        return timedelta(seconds=self.held.forum.edition.tolerance_s) if self.held else FIRST_TOLERANCE

    def _is_needed(self, change: int, size: int) -> bool:
        """Tell whether a change lies on the way to a size, or is held and has yet to be seen confirmed."""
        waits = self.held is not None and self.held.before is not None
        return self._size < change < size or (waits and change == self._size < size)

    def _step(self, source: Source, note: bytes, now: datetime, cosigned_at: int) -> None:
        """Go to a head: check it and every entry on the way, then hold them durably."""
        first, size = self._size, _head_of(note).size
        entries = source.entries(first, size)
        self._check_time(entries, now)
        if self.held is None and (not entries or sha256(entries[0]).digest() != self._anchor):
            raise OtherRecord(f"the record does not begin with the genesis of anchor {self._anchor.hex()}")
        try:
            held = follow(self.held, note, entries, check_here, read=self._read)
        except Mismatch:
            self._look_for_fork(source, note)
            raise
        if isinstance(held, ForkAtOneSize):
            raise self._accuse(held)
        self._store.advance(self._note, note, size, cosigned_at, entries)
        self.held, self._note, self._cosigned_at = held, note, cosigned_at

    def _older(self, held: Held, note: bytes, size: int) -> NodeError:
        """Tell a late answer from a head that is not the beginning of what is held."""
        signed_by_log(note, witness_set(held.forum))
        if fork := find_fork(note, self._note, self._read):
            return self._accuse(fork)
        return NotYet(f"size {size} is older than the {self._size} entries held here")

    def _look_for_fork(self, source: Source, note: bytes) -> None:
        """Fetch the whole record once more: if it leads to a head that the log signed, it is another one than is held."""
        head = _head_of(note)
        leaves = [leaf_hash(entry) for entry in source.entries(0, head.size)] if self.held else []
        if tree_root(leaves) == head.root and (fork := find_fork(self._note, note, hash_reader(leaves))):
            raise self._accuse(fork)

    def _accuse(self, evidence: Evidence) -> Contradicted:
        self._store.accuse(format_evidence(evidence))
        self._evidence = evidence
        return Contradicted(evidence)

    def _read(self, level: int, index: int) -> bytes:
        """Read the tree held so far from its entries: only an outcome that rests on an older head asks for it."""
        return tree_root(map(leaf_hash, islice(self._store.entries(index << level), 1 << level)))

    def _check_clock(self, now: datetime) -> None:
        """Refuse to date a cosignature ahead of the clock, which a cosignature of before may ask for."""
        if now.timestamp() < self._cosigned_at - self._tolerance.total_seconds():
            raise NotYet(f"the clock here says {now.isoformat()}, this node has cosigned at {self._cosigned_at}")

    def _check_time(self, entries: list[bytes], now: datetime) -> None:
        last = datetime.fromtimestamp(self._cosigned_at, UTC) if self._cosigned_at else None
        if reason := time_refusal(_instants(entries), last, now, self._tolerance):
            raise NotYet(reason)

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()


def _instants(entries: list[bytes]) -> list[datetime]:
    """Read when the first and the last entry were sequenced; none where one cannot be read: following refuses it."""
    try:
        return [parse_entry(entry).sequenced_at for entry in (entries[:1] + entries[-1:])]
    except ActError:
        return []


def _head_of(note: bytes) -> Checkpoint:
    try:
        return parse_checkpoint(parse_note(note).text)
    except TlogError as error:
        raise Unconfirmed(str(error)) from None
