# SPDX-License-Identifier: Apache-2.0
"""A campaign: inputs made from a seed, judged on every core, counted by parser and verdict."""

import multiprocessing
import os
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from tests.fuzz import acts, certificates, documents, notes, proofs, tiles
from tests.fuzz.octets import mutated
from tests.fuzz.target import Target, Verdict

TARGETS: dict[str, Target] = {
    target.name: target for module in (notes, tiles, acts, proofs, documents, certificates) for target in module.TARGETS
}
LEAST_LAST = 0.30
"""The part of all inputs that must reach the last check of their parser, or the campaign says little."""
_CHUNK = 500


@dataclass
class Finding:
    """An input that broke a property: ``seed:name:number`` makes it again (but for ML-DSA-44 signatures, which are hedged)."""

    name: str
    number: int
    data: bytes
    report: str


@dataclass
class Tally:
    """What became of inputs."""

    verdicts: Counter[tuple[str, Verdict]] = field(default_factory=Counter)
    slowest: dict[str, tuple[float, int]] = field(default_factory=dict)
    """Parser → the most CPU seconds that an input took, and which input."""
    findings: list[Finding] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.verdicts += other.verdicts
        self.findings += other.findings
        for name, slow in other.slowest.items():
            self.slowest[name] = max(slow, self.slowest.get(name, slow))

    @property
    def count(self) -> int:
        return self.verdicts.total() + len(self.findings)

    def last(self, *names: str) -> float:
        """The part of the inputs of these parsers that reached the last check."""
        counted = {key: count for key, count in self.verdicts.items() if key[0] in names}
        early = sum(count for (_, verdict), count in counted.items() if verdict is Verdict.EARLY)
        return 1 - early / max(1, sum(counted.values()))


def made(target: Target, seed: int, number: int) -> tuple[bytes, bool]:
    """The input of this number, and whether keys were at hand when it was made.

    Three of five are rebuilt with lengths, encodings and signatures that fit, and one in eight of these is then mutated;
    the others are mutated as octets.
    """
    rng = Random(f"{seed} {target.name} {number}")
    data = rng.choice(target.seeds)
    rebuilt = rng.randrange(5) < 3
    if rebuilt:
        data = target.rebuild(rng, data)
    if not rebuilt or not rng.randrange(8):
        data = mutated(rng, data or b"\n", rng.choice((*target.seeds, *target.kin)))
    return data, rebuilt


def judged(target: Target, seed: int, numbers: range) -> Tally:
    """Judge these inputs of one parser."""
    tally = Tally()
    for number in numbers:
        data, rebuilt = made(target, seed, number)
        start = time.process_time()
        try:
            verdict = target.judge(data, keys_at_hand=rebuilt)
        except Exception:  # noqa: BLE001  (whatever a parser raises outside its tree is what is looked for)
            tally.findings.append(Finding(target.name, number, data, traceback.format_exc(limit=-6)))
            continue
        taken = (time.process_time() - start, number)
        tally.verdicts[target.name, verdict] += 1
        tally.slowest[target.name] = max(taken, tally.slowest.get(target.name, taken))
    return tally


def _judged(job: tuple[str, int, range]) -> Tally:
    name, seed, numbers = job
    return judged(TARGETS[name], seed, numbers)


def jobs(seed: int, count: int) -> Iterator[tuple[str, int, range]]:
    """``count`` inputs, shared out among the parsers, in chunks that go round."""
    shares = sum(target.share for target in TARGETS.values())
    left = {name: round(count * target.share / shares) for name, target in TARGETS.items()}
    chunk = {name: max(1, _CHUNK * target.share // 10) for name, target in TARGETS.items()}
    done = dict.fromkeys(TARGETS, 0)
    while any(done[name] < left[name] for name in TARGETS):
        for name in TARGETS:
            if done[name] < left[name]:
                end = min(left[name], done[name] + chunk[name])
                yield name, seed, range(done[name], end)
                done[name] = end


def run(seed: int, count: int, seconds: float | None, progress: Callable[[Tally], None]) -> Tally:
    """Run a campaign on every core, until ``count`` inputs are judged or the time is over."""
    tally = Tally()
    end = None if seconds is None else time.monotonic() + seconds

    def in_time() -> Iterator[tuple[str, int, range]]:
        for job in jobs(seed, count):
            if end is not None and time.monotonic() > end:
                return
            yield job

    cores = len(os.sched_getaffinity(0))
    with multiprocessing.get_context("fork").Pool(cores) as pool:
        for part in pool.imap_unordered(_judged, in_time()):
            tally.add(part)
            progress(tally)
    return tally
