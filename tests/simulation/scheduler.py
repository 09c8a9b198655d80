# SPDX-License-Identifier: Apache-2.0
"""The scheduler: a virtual clock, a heap of what is due, and all the chance there is, from one seed."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from random import Random

from tests.cast.forum import START

Due = tuple[float, int, Callable[[], None]]


class Scheduler:
    """Time in seconds since the start. Two things due at one instant happen in the order in which they were arranged."""

    def __init__(self, seed: int, *, traced: bool = False) -> None:
        self.seed = seed
        self.random = Random(seed)
        self.now = 0.0
        self.events = 0
        self.trace: list[str] | None = [] if traced else None
        self._due: list[Due] = []
        self._order = count()

    def after(self, delay: float, action: Callable[[], None]) -> None:
        """Let something happen so many seconds from now."""
        heapq.heappush(self._due, (self.now + delay, next(self._order), action))

    def every(self, period: float, action: Callable[[], None]) -> None:
        """Let something happen again and again, first within the period, then with a tenth of it as jitter."""

        def again() -> None:
            action()
            self.after(period * self.random.uniform(0.9, 1.1), again)

        self.after(self.random.uniform(0, period), again)

    def run(self, until: float, check: Callable[[], None], is_over: Callable[[], bool]) -> None:
        """Let everything happen that is due by an instant, or until it is over, checking after each."""
        while self._due and self._due[0][0] <= until and not is_over():
            self.now, _, action = heapq.heappop(self._due)
            self.events += 1
            action()
            check()

    def clock(self, skew: Callable[[], float]) -> Callable[[], datetime]:
        """Give a machine's clock, which is off by so many seconds."""
        return lambda: START + timedelta(microseconds=round((self.now + skew()) * 1_000_000))

    def chance(self, probability: float) -> bool:
        """Throw a coin that falls so often."""
        return probability > 0 and self.random.random() < probability

    def tell(self, words: str) -> None:
        """Note what happened, where somebody reads it."""
        if self.trace is not None:
            self.trace.append(f"{self.now:9.3f}  {words}")
