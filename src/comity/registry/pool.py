# SPDX-License-Identifier: Apache-2.0
"""The pool: acts waiting to be sequenced. A batch closes when the last has finished and nobody is at the door: no timer.

Parties take turns in a batch, so that a flood from one delays only its own. One thread writes the record; while it settles
a batch that is answered already, the next comes to the door. The signatures of a batch are checked on two more threads, for
the library lets go of the interpreter while it verifies.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from comity.bug import Bug
from comity.registry.answer import Answer, Waiting
from comity.registry.errors import RegistryError, Stopped
from comity.registry.registry import Registry

MAX_BATCH = 256
PASSES = 4
"""Passes of the loop in which an answer leaves, and the next request of whoever got it gets from its socket to its queue.

One fewer, and lodgers who were once parted into two batches stay so: each half finds the other away.
"""
A_MOMENT = 0.05
"""Seconds between two looks at a record that waits for its witnesses."""
PATIENCE_S = 20.0
"""Seconds after which a lodger is told that the record waits, rather than that nobody answers."""

T = TypeVar("T")


class Lodger(NamedTuple):
    """An act, whoever waits for its answer, and until when (seconds of the loop's clock) it waits for the witnesses."""

    note: bytes
    answered: "asyncio.Future[Answer]"
    until: float


class Pool:
    """The door through which acts reach one registry; every use of the registry goes through its one thread.

    ``stopped`` is set when the registry can go on no more, or the pool is closed: ``failure`` tells why, and the process is
    to end.
    """

    def __init__(self, registry: Registry, patience_s: float = PATIENCE_S) -> None:
        self._registry = registry
        self._patience_s = patience_s
        self._writer = ThreadPoolExecutor(1, "writer")
        self._checkers = ThreadPoolExecutor(2, "checker")
        self._queues: dict[bytes, deque[Lodger]] = {}
        self._worker: asyncio.Task[None] | None = None
        self.failure: Exception | None = None
        self.stopped = asyncio.Event()

    async def lodge(self, note: bytes) -> Answer:
        """Lodge an act and wait until its place is durable, or until it is refused.

        Raises:
            RegistryError, OSError, Bug: the registry stopped before; whether the act stands, only a restart knows.
        """
        self._check()
        loop = asyncio.get_running_loop()
        lodger = Lodger(note, loop.create_future(), loop.time() + self._patience_s)
        self._queue(note).append(lodger)
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())
        return await lodger.answered

    async def call(self, function: Callable[[], T]) -> T:
        """Run something on the registry's own thread, between two batches; raises what it raises, and as `lodge`."""
        self._check()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._writer, function)
        except (RegistryError, OSError, Bug) as error:
            self._stop(error)
            raise

    def _check(self) -> None:
        if self.failure is not None:
            raise Stopped(f"the registry has stopped: {self.failure}") from self.failure

    def _stop(self, error: Exception) -> None:
        self.failure = self.failure or error
        self.stopped.set()
        for queue in self._queues.values():
            _fail(queue, error)
        self._queues.clear()

    def _queue(self, note: bytes) -> deque[Lodger]:
        """Give the queue of the party on the first signature line: whose turn this act takes. Strangers share one."""
        words = note[note.rfind(b"\n\n") + 2 :].split(b" ", 2)
        name = words[1].partition(b"/")[0] if len(words) > 1 else b""
        known = name.isalnum() and name.decode() in self._registry.forum.parties
        return self._queues.setdefault(name if known else b"", deque())

    async def _work(self) -> None:
        batch: list[Lodger] = []
        try:
            while batch := await self._next_batch():
                await self._sequence(batch)
        except Exception as error:  # noqa: BLE001  (everybody who waits is told; whoever serves sees ``stopped``)
            self._stop(error)
            _fail(batch, error)
        finally:
            self._worker = None

    async def _let_in(self) -> None:
        """Let in who is at the door, for a batch of many costs little more than one of few: sign once, flush once."""
        before = 0
        while before < (now := sum(map(len, self._queues.values()))) < MAX_BATCH:
            before = now
            for _ in range(PASSES):
                await asyncio.sleep(0)

    async def _next_batch(self) -> list[Lodger]:
        """Take one act of each party in turn; a party with more to say stands in line again."""
        await self._let_in()
        batch: list[Lodger] = []
        while self._queues and len(batch) < MAX_BATCH:
            party = next(iter(self._queues))
            queue = self._queues.pop(party)
            batch.append(queue.popleft())
            if queue:
                self._queues[party] = queue
        return batch

    async def _sequence(self, batch: list[Lodger]) -> None:
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[list[Answer]] = loop.create_future()
        self._writer.submit(self._write, [lodger.note for lodger in batch], answered, loop)
        answers, now, waiting = await answered, loop.time(), []
        for lodger, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Waiting) and now < lodger.until:
                waiting.append(lodger)
            elif not lodger.answered.done():
                lodger.answered.set_result(answer)
        for lodger in reversed(waiting):
            self._queue(lodger.note).appendleft(lodger)
        if waiting:
            await asyncio.sleep(A_MOMENT)

    def _write(
        self, notes: list[bytes], answered: "asyncio.Future[list[Answer]]", loop: asyncio.AbstractEventLoop
    ) -> None:
        """Sequence a batch on the writer's thread. It is answered at once; while it settles, the next comes to the door."""
        try:
            loop.call_soon_threadsafe(answered.set_result, self._registry.lodge(notes, self._checkers))
            self._registry.settle()
        except Exception as error:  # noqa: BLE001  (everybody who waits is told; whoever serves sees ``stopped``)
            loop.call_soon_threadsafe(self._give_up, answered, error)

    def _give_up(self, answered: "asyncio.Future[list[Answer]]", error: Exception) -> None:
        if answered.done():
            self._stop(error)
        else:
            answered.set_exception(error)

    def close(self) -> None:
        """Let the running batch end, then stop the threads; whoever still waits is told."""
        self._stop(Stopped("the registry is closed"))
        self._writer.shutdown()
        self._checkers.shutdown()


def _fail(lodgers: Iterable[Lodger], error: Exception) -> None:
    for lodger in lodgers:
        if not lodger.answered.done():
            lodger.answered.set_exception(error)
