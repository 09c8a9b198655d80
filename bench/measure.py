# SPDX-License-Identifier: Apache-2.0
"""A measurement: a ratio or a size, its goal, how it was taken and on how much."""

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any

from msgspec import Struct


class Measure(Struct, frozen=True):
    """One line of ``bench.json``. ``met`` tells whether the goal was reached; None where there is none to reach."""

    name: str
    value: float
    unit: str
    goal: str
    met: bool | None
    method: str
    sizes: dict[str, Any]


Clock = Callable[[], float]


def interleaved(rounds: int, clock: Clock, **works: Callable[[], object]) -> dict[str, float]:
    """Run works in turn, each ``rounds`` times, and give the median seconds of each by this clock.

    Interleaving lets a disturbance of the machine fall on all of them.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            gc.collect()
            began = clock()
            work()
            taken[name].append(clock() - began)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def wall() -> float:
    """Seconds as a person waits them."""
    return time.perf_counter()


def processor() -> float:
    """Seconds of this process on the processor: other programs do not count."""
    return time.process_time()
