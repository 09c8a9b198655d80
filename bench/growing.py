# SPDX-License-Identifier: Apache-2.0
"""Growth: does an entry cost the same at a million as at ten thousand, and what does the forum weigh?"""

import gc
import resource
from collections.abc import Iterator
from itertools import islice, pairwise
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from bench.measure import Measure, processor
from bench.mix import entries
from comity.acts.entry import parse_entry
from comity.rules.fold import apply
from comity.rules.forum import Forum

CHUNK = 1_000


def measure(*, short: bool) -> Iterator[Measure]:
    """Give the slope of the cost of an entry, and the resident size of the forum."""
    steps = (1_000, 10_000, 100_000) if short else (10_000, 100_000, 1_000_000)
    seconds, resident = _fold_all(steps)
    slopes = [(seconds[after] - seconds[before]) / (after - before) for before, after in pairwise(steps)]
    sizes = {"steps": steps, "us_an_entry": [round(slope * 1e6, 1) for slope in slopes]}
    ratio = slopes[1] / slopes[0]
    yield Measure("growth_of_cost", round(ratio, 3), "slope of the last decade over the one before", "<= 1.5", ratio <= 1.5,
                  "processor time of parsing and folding, without signatures, standard mix", sizes)  # fmt: skip
    weight = resident / steps[-1]
    yield Measure("forum_bytes_an_entry", round(weight), "bytes resident", "<= 1000", weight <= 1000,
                  "growth of the resident set from the first step to the last, nothing but the forum kept", sizes)  # fmt: skip


def _fold_all(steps: tuple[int, ...]) -> tuple[dict[int, float], int]:
    """Fold what another process writes, so that nothing but the forum grows here."""
    forum: Forum | None = None
    seconds, spent, done, first = {}, 0.0, 0, 0
    reader, writer = Pipe(duplex=False)
    scribe = Process(target=write, args=(writer, steps[-1]), daemon=True)
    scribe.start()
    for step in steps:
        while done < step:
            chunk = msgspec.msgpack.decode(reader.recv_bytes(), type=list[bytes])
            began = processor()
            for entry in chunk:
                forum, _ = apply(forum, parse_entry(entry), lambda *_: True)
            spent += processor() - began
            done += len(chunk)
        seconds[step] = spent
        first = first or _resident()
    scribe.join()
    return seconds, _resident() - first


def write(writer: Connection, count: int) -> None:
    """Write the standard mix into a pipe, a thousand entries at a time."""
    record = entries()
    for _ in range(0, count, CHUNK):
        writer.send_bytes(msgspec.msgpack.encode(list(islice(record, CHUNK))))


def _resident() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
