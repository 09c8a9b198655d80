# SPDX-License-Identifier: Apache-2.0
"""``python -m tests.faults [--short | --part N] [--seed N]``, or ``--plant NAME``: exit 1 where a promise was broken."""

import argparse
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from tests.faults.campaign import LONG, SHORT, Extent, Outcome, campaign, part_of, plant
from tests.faults.planted import PLANTED
from tests.faults.strace import strace

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Run the campaign and report, or plant one bug and say what caught it."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="what the tests run")
    parser.add_argument("--part", type=int, default=1, metavar="N", help="one N-th of the long form, over all scenes")
    parser.add_argument("--seed", type=int, default=1, help="another seed leaves other disks behind")
    parser.add_argument("--plant", choices=PLANTED, help="plant this bug alone; exit 1 where it is caught")
    asked = parser.parse_args()
    if asked.plant:
        caught = plant(asked.plant)
        print(f"caught: {caught}" if caught else "not caught")
        return 1 if caught else 0
    extent = replace(SHORT if asked.short else part_of(LONG, asked.part), seed=asked.seed)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    start, outcome, ended = time.monotonic(), Outcome(), False
    try:
        campaign(extent, outcome, lambda line: print(line, file=sys.stderr, flush=True))
        ended = True
    except KeyboardInterrupt:
        print("interrupted: what was done until then")
    _report(extent, outcome, time.monotonic() - start)
    all_caught = asked.short or not ended or _plant_all() == len(PLANTED)
    return 0 if ended and all_caught and not outcome.broken else 1


def _report(extent: Extent, outcome: Outcome, seconds: float) -> None:
    if not strace():
        print(
            "strace is missing, or may not watch here: no fault at system calls, no power cut; only those inside a process"
        )
    done, inside = outcome.ends, outcome.inside
    print(f"commit {_commit()}, seed {extent.seed}, {seconds:,.0f} s")
    print(f"kills and errors at system calls: {_listed(done)}")
    print(f"kills and errors inside the process: {_listed(inside)}; chosen from {outcome.possible:,} in all")
    print(
        f"power cuts: {outcome.images:,} images, {outcome.distinct:,} different, at {outcome.points:,} points; "
        f"{outcome.failed_flushes} recordings with a flush that failed"
    )
    print(f"promises put to the test without a disk fault: {outcome.promises}")
    print(f"broken: {len(outcome.broken)}")
    for line in outcome.broken[:20]:
        print(f"  {line}")


def _listed(ends: "dict[str, int]") -> str:
    hit = sum(number for end, number in ends.items() if end != "missed")
    return f"{hit:,} (" + ", ".join(f"{end} {number:,}" for end, number in sorted(ends.items())) + ")"


def _plant_all() -> int:
    """Plant every bug in a process of its own; give how many were caught."""
    caught = 0
    for name in PLANTED:
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults", "--plant", name], capture_output=True, check=False, text=True
        )
        caught += done.returncode == 1 and done.stdout.startswith("caught: ")
        print(f"planted: {name}: {done.stdout.strip()[:200] or done.stderr.strip()[-200:]}")
    print(f"planted bugs caught: {caught} of {len(PLANTED)}")
    return caught


def _commit() -> str:
    if (git := shutil.which("git")) is None:
        return "unknown"
    asked = [git, "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=12"]
    return subprocess.run(asked, capture_output=True, check=False, text=True).stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())
