# SPDX-License-Identifier: Apache-2.0
"""The largest attachment, sealed at the machine of one state and opened at another's: what memory it takes of each process.

A run of the exercise as people start it: headquarters and machines are processes that speak HTTP, the content comes in by a pipe
and goes out by one. Peaks of the resident set are taken over those of a file of one byte that went the same way before.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.cli.house import folded, serving
from tests.cli.large import carry
from tests.cli.sealing import Hands

from bench.measure import Measure
from comity.node.annex import MOST_CONTENT_BYTES

GOAL = 16
"""Mebibytes, whatever the file has."""


def measure(*, short: bool) -> Iterator[Measure]:
    """Give the growth of the process that grew most."""
    mebibytes = 24 if short else MOST_CONTENT_BYTES >> 20
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "run", "run") as served:
        hands = Hands(served, folded)
        hands.prepare()
        carried = carry(hands, mebibytes)
    grown = {name: round(grown / 2**20, 1) for name, grown in carried.grown.items()}
    seconds = {name: round(each, 1) for name, each in carried.seconds.items()}
    sizes = {"mib": mebibytes, "sealed_bytes": carried.sealed_bytes, "grown_mib": grown, "seconds": seconds}
    method = "peak resident set of each process over that of a file of one byte: sealed, sent, fetched, opened, digests equal"
    most = max(grown.values())
    yield Measure("attachment_memory", most, "MiB that a process grew at most", "<= 16",
                  carried.arrived and most <= GOAL, method, sizes)  # fmt: skip
