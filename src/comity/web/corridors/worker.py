# SPDX-License-Identifier: Apache-2.0
"""The worker of corridors: one process beside the pages, so that a long question keeps no page waiting; answers are kept."""

import threading
import time
from collections import OrderedDict
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as TookLonger
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from comity.corridors.answers import Work
from comity.corridors.asking import Given, ask
from comity.corridors.question import Question
from comity.corridors.study import Asker

KEPT = 48
MOST_WAITING = 6
LONGEST = 300.0
"""Seconds after which a question that is not answered is given up, and whatever waits behind it."""
Key = tuple[Question, Asker]

_told: Any = None
"""In the worker's own process: how many removals are done, and of how many."""


class Busy(Exception):
    """So many questions are being worked on that another one has to wait to be asked."""


def _begin(told: Any) -> None:  # noqa: ANN401  (an array shared between processes has no public type)
    global _told  # noqa: PLW0603  (what a process is given when it begins)
    _told = told


def _tell(done: int, total: int) -> None:
    _told[0], _told[1] = done, total


def _work(question: Question, asker: Asker) -> Given:
    _tell(0, 0)
    return ask(question, asker, Work(progress=_tell))


class Worker:
    """Answers questions one after another in a process of its own, which begins with the first one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: OrderedDict[Key, Future[Given]] = OrderedDict()
        self._context = get_context("forkserver")
        self._done = self._context.Array("q", 2, lock=False)
        self._pool: ProcessPoolExecutor | None = None
        self._begun: dict[Key, float] = {}

    def ask(self, question: Question, asker: Asker, seconds: float) -> Given | None:
        """Answer, or give None where that takes longer than some seconds: the work goes on, and may be asked for again.

        Raises:
            Busy: too many questions are waiting.
        """
        key = (question, asker)
        try:
            return self._future(key).result(seconds)
        except TookLonger:
            if time.monotonic() - self._begun.get(key, time.monotonic()) > LONGEST:
                self.close()
            return None
        except (BrokenProcessPool, CancelledError):
            self.close()
            raise Busy from None

    def progress(self) -> tuple[int, int]:
        """Give how many removals are done of the question worked on, and of how many; zeros where that is not known."""
        return self._done[0], self._done[1]

    def close(self) -> None:
        """End the process, whatever it works on, and forget what was asked."""
        with self._lock:
            pool, self._pool = self._pool, None
            self._asked.clear()
            self._begun.clear()
        if pool is not None:
            processes = list((pool._processes or {}).values())  # noqa: SLF001  (public only from Python 3.14 on)
            pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.terminate()

    def _future(self, key: Key) -> Future[Given]:
        with self._lock:
            if key in self._asked:
                self._asked.move_to_end(key)
                return self._asked[key]
            if sum(not future.done() for future in self._asked.values()) >= MOST_WAITING:
                raise Busy
            if self._pool is None:
                self._pool = ProcessPoolExecutor(1, self._context, _begin, (self._done,))
            self._asked[key] = self._pool.submit(_work, *key)
            self._begun[key] = time.monotonic()
            while len(self._asked) > KEPT:
                self._forget_one()
            return self._asked[key]

    def _forget_one(self) -> None:
        done = next((key for key, future in self._asked.items() if future.done()), None)
        if done is not None:
            del self._asked[done], self._begun[done]


WORKER = Worker()
