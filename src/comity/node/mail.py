# SPDX-License-Identifier: Apache-2.0
"""A node's letters: left at meeting points run by others than the registry, and read from all of them.

A letter counts as left once a majority of the points took it, and this node knows its own newest letters once a majority was
read to the end: two majorities share a point, so one that is down, or forgets, hides nothing.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from comity.acts.letter import Kind, Letter, format_letter
from comity.node.connection import RemoteError
from comity.node.meeting import MeetingPoint
from comity.node.store import Store
from comity.tlog.note import sign_note
from comity.tlog.signer import Signer

A_WHILE = timedelta(seconds=30)
"""A point that did not answer is asked again after so long, or sooner where a majority needs it."""
MOST_KEPT = 256
"""So many letters are kept for a point that does not answer; the oldest are dropped."""
LEAST_POINTS = 3
"""So many meeting points, run by different hands, a node should have: with three, one that is down or lies changes nothing."""
REFUSED = frozenset({400, 403, 413})
"""Answers that asking again will not change: malformed, not by a node it knows, too large."""


class Box:
    """One meeting point, what it has yet to take, and how far it is read. ``is_read`` once it was read to its end."""

    def __init__(self, name: str, point: MeetingPoint) -> None:
        self.name = name
        self.point = point
        self.is_read = False
        self._unsent: deque[bytes] = deque(maxlen=MOST_KEPT)
        self._silent_until: datetime | None = None

    def is_silent(self, now: datetime) -> bool:
        """Tell whether it did not answer a moment ago."""
        return self._silent_until is not None and now < self._silent_until

    def silence(self, now: datetime) -> None:
        """It did not answer."""
        self._silent_until = now + A_WHILE

    def keep(self, letter: bytes) -> None:
        """Keep a letter for later."""
        self._unsent.append(letter)

    def send(self, now: datetime) -> bool:
        """Leave what it has yet to take, in order; tell whether it took the last of it. What it refuses is dropped."""
        taken = True
        while self._unsent:
            try:
                self.point.post(self._unsent[0])
                taken = True
            except RemoteError as error:
                if error.problem.get("status") not in REFUSED:
                    self.silence(now)
                    return False
                taken = False
            self._unsent.popleft()
        self._silent_until = None
        return taken


class Mail:
    """All meeting points of a node. Without a key there is nothing to leave, only to read."""

    def __init__(
        self, points: Sequence[MeetingPoint], store: Store, hand: Signer | None, clock: Callable[[], datetime]
    ) -> None:
        # Under its address where it has one: how far it is read outlives another order of the list.
        self.boxes = [Box(str(getattr(point, "url", number)), point) for number, point in enumerate(points)]
        self._store = store
        self._hand = hand
        self._clock = clock

    @property
    def majority(self) -> int:
        """How many points are a majority; 0 where there are none."""
        return len(self.boxes) // 2 + 1 if self.boxes else 0

    @property
    def is_read(self) -> bool:
        """Tell whether a majority was read to its end since the start."""
        return sum(box.is_read for box in self.boxes) >= self.majority

    def post(self, origin: str, kind: Kind, payload: bytes) -> None:
        """Leave a letter at all points; those that do not answer are sent it later.

        Raises:
            RemoteError: not even a majority took it.
        """
        if self._hand is None or not self.boxes:
            return
        now = self._clock()
        letter = sign_note(format_letter(Letter(origin, kind, int(now.timestamp()), payload)), [self._hand])
        taken = 0
        for box in sorted(self.boxes, key=lambda box: box.is_silent(now)):
            box.keep(letter)
            if (taken < self.majority or not box.is_silent(now)) and box.send(now):
                taken += 1
        if taken < self.majority:
            raise RemoteError(f"only {taken} of {len(self.boxes)} meeting points took a letter")

    def send(self) -> None:
        """Leave what points that did not answer have yet to take."""
        now = self._clock()
        for box in self.boxes:
            if not box.is_silent(now):
                box.send(now)

    def unread(self, *, keep: bool = True) -> Iterator[bytes]:
        """Give letters not read before, point by point; with ``keep`` they are not given again.

        How far a point is read is kept after its letters were given, so that a letter is read twice rather than never.
        """
        for box in self.boxes:
            if box.is_silent(self._clock()) and box.is_read:
                continue
            yield from self._from(box, keep=keep)

    def _from(self, box: Box, *, keep: bool) -> Iterator[bytes]:
        after = self._store.heard(box.name)
        while True:
            try:
                letters = box.point.letters(after)
            except RemoteError:
                box.silence(self._clock())
                return
            if not letters:
                box.is_read = True
                return
            for number, letter in letters:
                yield letter
                after = number
            if keep:
                self._store.hear(box.name, after)
