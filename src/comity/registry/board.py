# SPDX-License-Identifier: Apache-2.0
"""The board: which head is pending, and which is confirmed. One head is pending at a time.

A new head takes the place of the pending one when that is confirmed, or when it has waited two seconds; a head that closes a
change of the witness set is passed over by another headquarters only, and at once: whoever signed for that one cosigns nothing
more of the log before. Cosignatures then meet at one size instead of chasing each other.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from comity.registry.heads import Head
from comity.registry.lock import Lock
from comity.tlog.note import SignatureLine, parse_note
from comity.tlog.tree_head import parse_checkpoint
from comity.tlog.wire import MAX_INT

PATIENCE = timedelta(seconds=2)


class Board:
    """The heads of one record. Not for two threads at once; reading what is public is for any.

    ``confirmed`` is the newest confirmed head, empty where there is none; ``changes`` are those that close changes of the
    witness set, oldest first. ``tell`` is called whenever a head is published or confirmed.
    """

    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self._next: Head | None = None
        self._published_at: datetime | None = None
        self.tell: Callable[[], None] = _nobody
        self.pending: Head | None = None
        self.confirmed: bytes = lock.confirmed()
        self.changes: tuple[bytes, ...] = tuple(lock.changes())

    def offer(self, head: Head, now: datetime) -> None:
        """Take in the newest head; publish it at once, or when the pending one gives way."""
        self._next = head
        self.refresh(now)

    def resume(self, head: Head, now: datetime) -> None:
        """Take in the head that a record was left with, and the cosignatures under which it was confirmed, if it was.

        Those who confirmed a change need not be there any more to confirm it again.
        """
        confirmed = parse_note(self.confirmed) if self.confirmed else None
        if confirmed is not None and parse_checkpoint(confirmed.text) == head.checkpoint:
            head.gather(confirmed.lines, MAX_INT)
        self.offer(head, now)

    def refresh(self, now: datetime) -> None:
        """Publish the newest head if its time has come."""
        waiting, pending = self._next, self.pending
        if waiting is None:
            return
        stays = pending is not None and not pending.is_confirmed
        impatient = self._published_at is not None and now - self._published_at >= PATIENCE
        if stays and pending is not None and pending.log == waiting.log and (not impatient or pending.changes):
            return
        self.pending, self._next, self._published_at = waiting, None, now
        self._settle(waiting)
        self.tell()

    def gather(self, size: int, lines: tuple[SignatureLine, ...], latest: int) -> list[str]:
        """Add cosignatures to the pending head; name those refused, all of them where another head is pending.

        ``latest`` is the POSIX time in seconds after which none may be dated.
        """
        head = self.pending
        if head is None or head.checkpoint.size != size:
            return [line.name for line in lines]
        refused = head.gather(lines, latest)
        self._settle(head)
        return refused

    def _settle(self, head: Head) -> None:
        if not head.is_confirmed or head.note == self.confirmed:
            return
        if head.changes or head.judges.witnesses:
            # Without witnesses the head in the lock is all there is to keep.
            self._lock.confirm(head.checkpoint.size, head.note, changes=head.changes)
        self.confirmed = head.note
        if head.changes:
            self.changes = tuple(self._lock.changes())
        self.tell()


def _nobody() -> None:
    """Tell nobody."""
