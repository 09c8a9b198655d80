# SPDX-License-Identifier: Apache-2.0
"""One registry: lock, shelf, blobs, sequencer and board of a record, opened together and closed together."""

import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rpds import HashTrieSet

from comity.acts.envelope import Act
from comity.acts.signed import format_signed_act, sign_act
from comity.bug import Bug
from comity.disk import make_directory
from comity.record.confirmation import witness_set
from comity.registry.answer import Answer, Sequenced
from comity.registry.blobs import Blobs, NoRoom
from comity.registry.board import Board
from comity.registry.errors import DiskLow, Misconfigured
from comity.registry.heads import Head
from comity.registry.lock import Lock
from comity.registry.outside import Outside
from comity.registry.recovery import Progress, take_up_forum, take_up_shelf
from comity.registry.sequencer import Sequencer, check_identity
from comity.registry.shelf import Shelf
from comity.registry.sweep import Sweep
from comity.registry.timekeeper import owed_act
from comity.rules.forum import Forum
from comity.tlog.merkle import HashReader
from comity.tlog.note import SignatureLine
from comity.tlog.signer import Signer

LEAST_FREE_BYTES = 64 * 2**20


class Registry:
    """The registry of one record. Every method is for one thread at a time; reading `shelf` is for any."""

    def __init__(self, root: Path, lock: Lock, signers: Sequence[Signer], hand: Signer, clock: Callable[[], datetime],
                 progress: Progress | None = None) -> None:  # fmt: skip
        self._root = root
        self._hand = hand
        self._clock = clock
        self.lock = lock
        self.blobs = Blobs(root / "blobs")
        self.shelf: Shelf = take_up_shelf(root, lock)
        folded = take_up_forum(self.shelf, progress)
        self._sequencer = Sequencer(lock, self.shelf, self.blobs, folded, signers, clock)
        self.board = Board(lock)
        self.outside = Outside()
        self._erased: HashTrieSet[str] = HashTrieSet()
        self._erasing: list[tuple[int, list[str]]] = []
        self.blobs.files.drop_unfinished()
        self._sweep = Sweep(self.shelf, self.blobs.files)
        if folded.forum is not None:
            self.board.resume(self._head(), clock())
            self._release()

    @classmethod
    def found(cls, root: Path, origin: str, genesis: bytes, signers: Sequence[Signer], hand: Signer,
              clock: Callable[[], datetime]) -> "Registry":  # fmt: skip
        """Begin a record with its genesis; raises Misconfigured where one was begun, or where genesis is refused."""
        make_directory(root)
        lock = Lock.create(root / "lock.db", origin)
        try:
            registry = cls(root, lock, signers, hand, clock)
            answer = registry.lodge([genesis])[0]
            if not isinstance(answer, Sequenced):
                raise Misconfigured(f"genesis is not admitted: {answer}")
            registry.settle()
        except BaseException:
            lock.close()
            raise
        return registry

    @classmethod
    def open(cls, root: Path, signers: Sequence[Signer], hand: Signer, clock: Callable[[], datetime],
             progress: Progress | None = None) -> "Registry":  # fmt: skip
        """Take up a record where it was left.

        Raises:
            Misconfigured: no record was begun there, or it was begun with other keys.
            RecordDamaged: lock and files do not agree.
        """
        lock = Lock.open(root / "lock.db")
        try:
            registry = cls(root, lock, signers, hand, clock, progress)
            check_identity(lock.origin, signers, registry.forum)
            if registry.forum.keys.get(hand.vkey.name) != hand.vkey:
                raise Misconfigured(f"the key {hand.vkey.name} at hand is not the one in force on the record")
        except BaseException:
            lock.close()
            raise
        return registry

    @property
    def forum(self) -> Forum:
        """The forum of everything sequenced, confirmed or not."""
        if self._sequencer.forum is None:
            raise Bug("a registry without genesis was asked for its forum")
        return self._sequencer.forum

    @property
    def waiting_for(self) -> int:
        """The size of the head that must be confirmed before anything follows; 0 when nothing waits."""
        return self._sequencer.waits_at

    def lodge(self, notes: Sequence[bytes], executor: Executor | None = None) -> list[Answer]:
        """Sequence a batch; the answers are durable. Call `settle` before the next batch.

        Raises:
            RegistryError: the process must stop.
        """
        if shutil.disk_usage(self._root).free < LEAST_FREE_BYTES:
            raise DiskLow(f"less than {LEAST_FREE_BYTES >> 20} MiB are free under {self._root}")
        return self._sequencer.sequence(notes, executor)

    def has_room(self, size: int) -> bool:
        """Tell whether there is room for content beside the record: long before there is none for acts there is not."""
        return shutil.disk_usage(self._root).free >= 2 * LEAST_FREE_BYTES + size

    def store(self, content: bytes) -> str:
        """Store a text durably; give its digest. Raises TooLarge and NoRoom."""
        if not self.has_room(0):
            raise NoRoom(f"less than {2 * LEAST_FREE_BYTES >> 20} MiB are free")
        digest = self.blobs.put(content)
        self._sweep.brought(digest)
        return digest

    def brought(self, digest: str) -> None:
        """Know that a file was brought which lies here: it waits anew for the act that names it."""
        self._sweep.brought(digest)

    def sweep(self) -> list[str]:
        """Let go of files that no act named for a week; give their digests. Between two batches, as `lodge`."""
        return self._sweep.go(self._clock())

    def _erase(self) -> None:
        """Let go of what senders had erased, once the acts that say so are confirmed: what is gone does not come back."""
        erased = self.forum.measures.erased
        if erased is not self._erased:
            self._erasing.append((self.shelf.size, [digest for digest in erased if digest not in self._erased]))
            self._erased = erased
        pending = self.board.pending
        confirmed = pending.checkpoint.size if pending is not None and pending.is_confirmed else 0
        while self._erasing and self._erasing[0][0] <= confirmed:
            self.blobs.drop(self._erasing.pop(0)[1])

    def settle(self) -> None:
        """After a batch: write the tiles it filled, publish the head it led to."""
        before = self.board.pending
        self._sequencer.shelve()
        if before is None or before.checkpoint.size < self.shelf.size:
            self._publish()

    def _publish(self) -> None:
        self.board.offer(self._head(), self._clock())
        self._release()

    def _head(self) -> Head:
        closing = self._sequencer.closing
        return Head(self._sequencer.checkpoint, closing or witness_set(self.forum), changes=closing is not None)

    def gather(self, size: int, lines: tuple[SignatureLine, ...]) -> list[str]:
        """Take in cosignatures of the pending head; name those refused."""
        now = self._clock()
        latest = now + timedelta(seconds=self.forum.edition.tolerance_s)
        refused = self.board.gather(size, lines, int(latest.timestamp()))
        self.board.refresh(now)
        self._release()
        return refused

    def _release(self) -> None:
        pending = self.board.pending
        if pending is not None and pending.is_confirmed:
            self._sequencer.release(pending.checkpoint.size)
        self._erase()

    def keep_time(self) -> Answer | None:
        """Lodge the act the registry owes the record now, if it owes one."""
        self.board.refresh(self._clock())
        owed = owed_act(self.forum, self._sequencer.unrecorded, self.board.pending, self._clock())
        if owed is None or self.waiting_for:
            return None
        answer = self.lodge([self._write(*owed)])[0]
        self.settle()
        return answer

    def _write(self, kind: type[Act], fields: dict[str, Any]) -> bytes:
        code = self._hand.vkey.name
        act = kind(
            forum=self.forum.origin,
            by=(code,),
            seq=(self.forum.parties[code].seq + 1,),
            made_at=self._clock().replace(microsecond=0),
            nonce=os.urandom(16).hex(),
            **fields,
        )
        return format_signed_act(sign_act(act, [self._hand]))

    # What certificates are made from (``comity.record.certificate.Archive``).

    def entry(self, index: int) -> bytes:
        """Give one entry."""
        return self.shelf.entry(index)

    @property
    def read(self) -> HashReader:
        """The tree as it is."""
        return self.shelf.reader(self.shelf.size)

    @property
    def confirmed(self) -> bytes:
        """The newest confirmed head; empty where there is none."""
        return self.board.confirmed

    @property
    def changes(self) -> list[bytes]:
        """The confirmed heads that close changes of the witness set, oldest first."""
        return list(self.board.changes)

    def close(self) -> None:
        """Let go of the lock."""
        self.lock.close()
