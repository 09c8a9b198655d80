# SPDX-License-Identifier: Apache-2.0
"""The pool: acts waiting to be sequenced. A batch closes when the last one has finished; there is no timer.

Parties take turns in a batch, so that a flood from one delays only its own. One thread writes the record; the signatures
of a batch are checked on two more, for the library lets go of the interpreter while it verifies.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from comity.registry.answer import Answer, Waiting
from comity.registry.registry import Registry

MAX_BATCH = 256
A_MOMENT = 0.05
"""Seconds between two looks at a record that waits for its witnesses."""

T = TypeVar("T")
Lodger = tuple[bytes, "asyncio.Future[Answer]"]


class Pool:
    """The door through which acts reach one registry; every use of the registry goes through its one thread."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._writer = ThreadPoolExecutor(1, "writer")
        self._checkers = ThreadPoolExecutor(2, "checker")
        self._queues: dict[bytes, deque[Lodger]] = {}
        self._worker: asyncio.Task[None] | None = None

    async def lodge(self, note: bytes) -> Answer:
        """Lodge an act and wait until its place is durable, or until it is refused."""
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(_party(note), deque()).append((note, answered))
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())
        return await answered

    async def call(self, function: Callable[[], T]) -> T:
        """Run something on the registry's own thread, between two batches."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, function)

    async def _work(self) -> None:
        try:
            while batch := self._next_batch():
                await self._sequence(batch)
        finally:
            self._worker = None

    def _next_batch(self) -> list[Lodger]:
        """Take one act of each party in turn."""
        batch: list[Lodger] = []
        while self._queues and len(batch) < MAX_BATCH:
            for party in list(self._queues):
                queue = self._queues[party]
                batch.append(queue.popleft())
                if not queue:
                    del self._queues[party]
        return batch

    async def _sequence(self, batch: list[Lodger]) -> None:
        notes = [note for note, _ in batch]
        try:
            answers = await self.call(lambda: self._registry.lodge(notes, self._checkers))
        except BaseException as error:
            for _, answered in batch:
                _fail(answered, error)
            raise
        waiting = [
            (note, answered)
            for (note, answered), answer in zip(batch, answers, strict=True)
            if isinstance(answer, Waiting)
        ]
        for (_, answered), answer in zip(batch, answers, strict=True):
            if not isinstance(answer, Waiting) and not answered.cancelled():
                answered.set_result(answer)
        await self.call(self._registry.settle)
        for note, answered in reversed(waiting):
            self._queues.setdefault(_party(note), deque()).appendleft((note, answered))
        if waiting:
            await asyncio.sleep(A_MOMENT)

    def close(self) -> None:
        """Let the running batch end, then stop the threads."""
        self._writer.shutdown()
        self._checkers.shutdown()


def _party(note: bytes) -> bytes:
    """Give the name on the first signature line: whose turn this act takes."""
    words = note[note.rfind(b"\n\n") + 2 :].split(b" ", 2)
    return words[1] if len(words) > 1 else b""


def _fail(answered: "asyncio.Future[Answer]", error: BaseException) -> None:
    if not answered.done():
        answered.set_exception(error)
