# SPDX-License-Identifier: Apache-2.0
"""``python -m tests.simulation --seeds 9000 --witnesses 4-7 [--jobs 2] [--real-keys]``, or one: ``--seed N --trace``."""

import argparse
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice

from tests.faults.planted import PLANTED
from tests.simulation.loaded import OCCASIONS
from tests.simulation.play import Result, play


def main() -> int:
    """Play, and tell."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--seed", type=int, help="this one alone")
    parser.add_argument("--witnesses", default="4-7", help="N, or a range of N through which the seeds go in turn")
    parser.add_argument("--real-keys", action="store_true", help="Ed25519 and ML-DSA-44 in the place of keyed hashes")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument(
        "--planted", metavar="BUG", choices=OCCASIONS, help="with this bug, on its occasions, until a flaw"
    )
    parser.add_argument("--trace", action="store_true", help="tell what happens, in words")
    asked = parser.parse_args()
    if asked.planted:
        return hunt(asked.planted, range(asked.first, asked.first + asked.seeds), asked.witnesses)
    if asked.seed is not None:
        return show(
            play(asked.seed, witnesses_of(asked.seed, asked.witnesses), real=asked.real_keys, traced=asked.trace)
        )
    tasks = [
        (seed, witnesses_of(seed, asked.witnesses), asked.real_keys)
        for seed in range(asked.first, asked.first + asked.seeds)
    ]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    began, results, ended = time.monotonic(), [], False
    try:
        for result in played(tasks, asked.jobs):
            results.append(result)
            tell(result)
            if len(results) % 100 == 0:
                print(
                    f"{len(results)} of {len(tasks)} seeds, {time.monotonic() - began:.0f} s",
                    file=sys.stderr,
                    flush=True,
                )
        ended = True
    except KeyboardInterrupt:
        print("interrupted: what was played until then")
    print(table(results, time.monotonic() - began))
    return 1 if not ended or any(result.flaw for result in results) else 0


def tell(result: Result) -> None:
    """Name a seed with a flaw, and an honest one without an outcome."""
    if result.flaw:
        print(f"FLAW --seed {result.seed} --witnesses {result.witnesses}: {result.flaw}", flush=True)
    if result.plan.is_honest and not result.outcome:
        print(f"--seed {result.seed} --witnesses {result.witnesses}: {unsettled(result)}", flush=True)


def witnesses_of(seed: int, asked: str) -> int:
    """How many witnesses a seed has: each of the range in turn."""
    least, _, most = asked.partition("-")
    return int(least) + seed % (int(most or least) - int(least) + 1)


def played(tasks: list[tuple[int, int, bool]], jobs: int) -> Iterator[Result]:
    """Play seeds on so many processes; results come in order."""
    if jobs == 1:
        yield from map(_play, tasks)
        return
    with ProcessPoolExecutor(jobs) as executor:
        yield from executor.map(_play, tasks, chunksize=8)


def _play(task: tuple[int, int, bool]) -> Result:
    seed, witnesses, real = task
    return play(seed, witnesses, real=real)


def unsettled(result: Result) -> str:
    """Say why an honest seed has no outcome."""
    if result.stands_still:
        return "held by a seen-at"
    return "no successor opened" if result.has_no_successor else "not settled by its end"


def table(results: list[Result], seconds: float) -> str:
    """What became of the seeds, by the conduct of the registry."""
    lines = [
        "| registry | seeds | adopted | objected | none | held by a seen-at | headless | confirmed | longest wait, s | flaws |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for conduct in sorted({result.plan.conduct for result in results}):
        ours = [result for result in results if result.plan.conduct == conduct]
        came = Counter(result.outcome for result in ours)
        waited = max(result.longest_wait for result in ours)
        lines.append(
            f"| {conduct} | {len(ours)} | {came['adopted_by_silence']} | {came['objected']} | {came['']} "
            f"| {sum(result.stands_still for result in ours)} | {sum(result.has_no_successor for result in ours)} "
            f"| {sum(result.confirmed for result in ours)} "
            f"| {f'{waited:.1f}' if conduct == 'honest' else ''} | {sum(bool(result.flaw) for result in ours)} |"
        )
    events = sum(result.events for result in results)
    lines.append(f"\n{len(results)} seeds, {events:,} events, {seconds:.0f} s: {len(results) / seconds:.1f} seeds/s")
    return "\n".join(lines)


def hunt(name: str, seeds: range, witnesses: str) -> int:
    """Plant a bug in this process and play its occasions until a flaw shows it; 1 where it does."""
    PLANTED[name].apply()
    for number, seed in enumerate(seeds, 1):
        result = play(seed, witnesses_of(seed, witnesses), plan=OCCASIONS[name].plan)
        if result.flaw:
            print(f"caught with seed {seed}, the {number}. played: {result.flaw}")
            return 1
    print(f"not caught in {len(seeds)} seeds")
    return 0


def show(result: Result) -> int:
    """Tell one seed."""
    print("\n".join(islice(result.trace, 100_000)))
    print(
        f"seed {result.seed}, {result.witnesses} witnesses: {result.outcome or 'no outcome'}, {result.confirmed} heads confirmed"
    )
    print(f"FLAW: {result.flaw}" if result.flaw else "no flaw")
    return 1 if result.flaw else 0


if __name__ == "__main__":
    sys.exit(main())
