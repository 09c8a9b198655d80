# SPDX-License-Identifier: Apache-2.0
"""A campaign: write the records, replay them everywhere, compare."""

import json
import multiprocessing
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, NamedTuple

from tests.determinism.chronicle import Line
from tests.determinism.environments import ROOT, Environment, variables
from tests.determinism.records import chronicle, write_record

_CHUNK = 50


class Written(NamedTuple):
    """What a file of records holds."""

    records: int
    kept: int
    refused: int
    kinds: frozenset[str]


class Failed(Exception):
    """A replay did not come to its end."""


def cores() -> int:
    """How many processes run at a time."""
    return len(os.sched_getaffinity(0))


def _chunk(job: tuple[int, range]) -> tuple[list[list[Line]], set[str]]:
    seed, numbers = job
    told = [chronicle(seed, number) for number in numbers]
    return [each.lines for each in told], set().union(*(each.kinds for each in told))


def write_records(file: Path, seed: int, records: int, progress: Callable[[int], None]) -> Written:
    """Write random records, on every core; the file depends on the seed alone."""
    jobs = [(seed, range(start, min(records, start + _CHUNK))) for start in range(0, records, _CHUNK)]
    count = kept = refused = 0
    kinds: set[str] = set()
    with file.open("wb") as out, multiprocessing.get_context("fork").Pool(cores()) as pool:
        for chunk, found in pool.imap(_chunk, jobs):
            kinds |= found
            for lines in chunk:
                write_record(out, lines)
                count += 1
                kept += sum(line.kept for line in lines)
                refused += sum(not line.kept for line in lines)
            progress(count)
    return Written(count, kept, refused, frozenset(kinds))


def _replayed(environment: Environment, file: Path, locales: Path) -> dict[str, Any]:
    asked = [str(environment.python), "-m", "tests.determinism.replay", str(file)]
    asked += ["--check-signatures"] if environment.check_signatures else []
    done = subprocess.run(
        asked, capture_output=True, text=True, check=False, cwd=ROOT, env=variables(environment, locales)
    )
    if done.returncode:
        raise Failed(f"{environment}: {done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result | {"signatures": "checked" if environment.check_signatures else "taken"}


def replay_everywhere(
    file: Path, listed: Sequence[Environment], locales: Path
) -> Iterator[tuple[Environment, dict[str, Any]]]:
    """Replay the file in every environment, as many at a time as there are cores; give results as they come.

    Raises:
        Failed: an environment could not replay it.
    """
    with ThreadPoolExecutor(cores()) as threads:
        running = {threads.submit(_replayed, each, file, locales): each for each in listed}
        try:
            for done in as_completed(running):
                yield running[done], done.result()
        finally:
            for waiting in running:
                waiting.cancel()
