# SPDX-License-Identifier: Apache-2.0
"""A witness: fetch the pending head, check and fold every new entry, hold them durably, and only then cosign.

What is refused here is refused for now: the witness asks again. A head that does not agree with what it holds is never
cosigned, whatever time passes.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Protocol

from comity.acts.entry import parse_entry
from comity.node.errors import Contradicted, NotYet, OtherRecord
from comity.node.store import Store
from comity.record.evidence import ForkAtOneSize
from comity.record.follow import Held, follow, hold, time_refusal
from comity.record.replay import check_here
from comity.tlog.cosignature import cosign
from comity.tlog.merkle import leaf_hash, tree_root
from comity.tlog.note import SignatureLine, parse_note
from comity.tlog.signer import Signer
from comity.tlog.tree_head import parse_checkpoint

FIRST_TOLERANCE = timedelta(seconds=120)
"""How far clocks may differ before the record has said so itself."""


class Source(Protocol):
    """Where a witness reads the record: a registry in this process, or one behind HTTP."""

    def pending(self) -> bytes:
        """Give the head that waits for cosignatures; empty where there is none."""

    def confirmed(self) -> bytes:
        """Give the newest confirmed head; empty where there is none."""

    def entries(self, start: int, size: int) -> list[bytes]:
        """Give the entries of [start, size)."""


class Witness:
    """One state's witness of one record, known by its anchor. Not for two threads at once."""

    def __init__(
        self, code: str, store: Store, pair: tuple[Signer, Signer], anchor: bytes, clock: Callable[[], datetime]
    ) -> None:
        self.code = code
        self._store = store
        self._pair = pair
        self._anchor = anchor
        self._clock = clock
        size, self._note, self._cosigned_at = store.head()
        self.held: Held | None = hold(list(store.entries()), self._note, check_here) if size else None

    def cosign(self, source: Source) -> tuple[SignatureLine, ...]:
        """Cosign the pending head with both keys, once its entries are held durably.

        Raises:
            NotYet: there is no head, it is older than what is held, or its time is not right.
            NodeError, RecordError: the head or an entry is not what this witness may vouch for.
        """
        note = source.pending()
        if not note:
            raise NotYet("no head is pending")
        text = parse_note(note).text
        size = parse_checkpoint(text).size
        first = self.held.frontier.size if self.held else 0
        if size < first:
            raise NotYet(f"size {size} is older than the {first} entries held here")
        entries = source.entries(first, size)
        self._check_time(entries)
        held = self._step(source, note, entries)
        now_s = max(int(self._clock().timestamp()), self._cosigned_at)
        self._store.advance(self._note, note, size, now_s, entries)
        self.held, self._note, self._cosigned_at = held, note, now_s
        return tuple(cosign(signer, text, now_s) for signer in self._pair)

    def _step(self, source: Source, note: bytes, entries: list[bytes]) -> Held:
        held = self.held
        if held is None:
            if not entries or sha256(entries[0]).digest() != self._anchor:
                raise OtherRecord(f"the record does not begin with the genesis of anchor {self._anchor.hex()}")
        elif held.before is not None and entries:
            held = _agreed(follow(held, source.confirmed(), (), check_here))
        return _agreed(follow(held, note, entries, check_here, read=self._read))

    def _read(self, level: int, index: int) -> bytes:
        """Read the tree held so far from its entries: only an outcome that rests on an older head asks for it."""
        return tree_root(map(leaf_hash, islice(self._store.entries(index << level), 1 << level)))

    def _check_time(self, entries: list[bytes]) -> None:
        times = [parse_entry(entry).sequenced_at for entry in entries]
        tolerance = timedelta(seconds=self.held.forum.edition.tolerance_s) if self.held else FIRST_TOLERANCE
        last = datetime.fromtimestamp(self._cosigned_at, UTC) if self._cosigned_at else None
        if reason := time_refusal(times, last, self._clock(), tolerance):
            raise NotYet(reason)

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()


def _agreed(step: Held | ForkAtOneSize) -> Held:
    if isinstance(step, ForkAtOneSize):
        raise Contradicted(step)
    return step
