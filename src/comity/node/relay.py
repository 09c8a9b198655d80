# SPDX-License-Identifier: Apache-2.0
"""A registry and meeting points as a running node asks them: what watchers waited for and fetched is not fetched again."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from comity.node.connection import RemoteError
from comity.node.copy import head_in
from comity.node.meeting import MeetingPoint
from comity.node.remote import Remote

T = TypeVar("T")


def _now() -> datetime:
    return datetime.now(UTC)


class Relay:
    """A registry. ``waiting`` is asked by threads that wait for news, ``remote`` by the node, which waits for nothing.

    ``silent_since`` is since when nobody answers there; None while somebody does, whatever the answer.
    """

    def __init__(self, remote: Remote, waiting: Remote, clock: Callable[[], datetime] = _now) -> None:
        self._remote = remote
        self._waiting = waiting
        self._clock = clock
        self.silent_since: datetime | None = None
        self._head = (0, b"")
        self._lines: tuple[int, bytes | None] = (0, b"")

    def _asked(self, ask: Callable[[], T]) -> T:
        """Ask, and take note of whether there is an answer at all."""
        try:
            answer = ask()
        except RemoteError as error:
            self.silent_since = None if error.problem else self.silent_since or self._clock()
            raise
        self.silent_since = None
        return answer

    # For threads that wait.

    def await_pending(self, after: int) -> bool:
        """Wait until a head beyond a size is pending; tell whether one is."""
        note = self._asked(lambda: self._waiting.pending(after))
        if note:
            self._head = head_in(note).size, note
        return bool(note)

    def await_cosignatures(self, size: int) -> bool:
        """Wait until a head is confirmed, or passed over; tell whether it is."""
        lines = self._asked(lambda: self._waiting.cosignatures(size))
        if lines != b"":
            self._lines = size, lines
        return lines != b""

    # For the node (`comity.node.link.RegistryLink`).

    def pending(self, after: int) -> bytes:
        """Give the pending head, asking again where none was seen beyond a size."""
        size, note = self._head
        return note if size > after else self._asked(lambda: self._remote.pending(after))

    def forget(self) -> None:
        """Ask anew for the pending head: the one seen last was refused."""
        self._head = 0, b""

    def cosignatures(self, size: int) -> bytes | None:
        """Give the lines that were waited for; of other sizes nothing is known yet."""
        known, lines = self._lines
        return lines if known == size else b""

    def changes(self, after: int) -> bytes:
        """Ask the registry."""
        return self._remote.changes(after)

    def entries(self, start: int, size: int, skip: int = 0) -> list[bytes]:
        """Ask the registry."""
        return self._remote.entries(start, size, skip)

    def blob(self, digest: str) -> bytes:
        """Ask the registry."""
        return self._remote.blob(digest)

    def checkpoint(self) -> bytes:
        """Ask the registry."""
        return self._remote.checkpoint()

    def cosign(self, size: int, lines: bytes) -> None:
        """Tell the registry."""
        self._remote.cosign(size, lines)

    def lodge(self, note: bytes) -> dict[str, Any]:
        """Ask the registry."""
        return self._asked(lambda: self._remote.lodge(note))


class RelayPoint:
    """A meeting point: ``waiting`` is asked by a thread that waits, ``point`` by the node."""

    def __init__(self, url: str, point: MeetingPoint, waiting: MeetingPoint) -> None:
        self.url = url
        self._point = point
        self._waiting = waiting
        self._letters: list[tuple[int, bytes]] = []
        self._read = threading.Event()
        self._after = 0

    def await_letters(self) -> bool:
        """Wait until there are letters beyond those the node has read; tell whether there are."""
        if not self._read.is_set():
            return False
        letters = self._waiting.letters(self._after)
        self._letters = letters
        return bool(letters)

    def post(self, letter: bytes) -> None:
        """Leave a letter."""
        self._point.post(letter)

    def letters(self, after: int) -> list[tuple[int, bytes]]:
        """Give letters beyond a number: those that were waited for, else what there is now."""
        letters, self._letters = self._letters, []
        if not letters or letters[0][0] != after + 1:
            letters = self._point.letters(after)
        self._after = letters[-1][0] if letters else after
        self._read.set()
        return letters
