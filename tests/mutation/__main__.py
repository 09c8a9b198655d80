# SPDX-License-Identifier: Apache-2.0
"""Run the campaign over rooms of the house; the report goes to build/mutation-report.txt."""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.mutation.campaign import Broken, Result, Room, run
from tests.mutation.operators import Mutant
from tests.mutation.report import EQUIVALENT, read_equivalent, score, write

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "build" / "mutation-report.txt"
EVERY = 100


def room(name: str) -> Room:
    """Give a room of the house, whose tests stand under its own name."""
    sources = sorted((ROOT / "src" / "comity" / name).glob("*.py"))
    return Room(name, ROOT, ROOT / "src", tuple(sources), (ROOT / "tests" / name,), (ROOT / "src", ROOT / "tests"))


def drawn(
    files: Sequence[str], sample: int | None, seed: int, tasks: list[tuple[Path, Mutant]]
) -> list[tuple[Path, Mutant]]:
    """Choose the mutants of these files (of all, if none is named), and a sample of them drawn by the seed."""
    named = [task for task in tasks if not files or task[0].name in files]
    return named if sample is None or sample >= len(named) else random.Random(seed).sample(named, sample)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print progress and scores; exit 1 only if the campaign itself cannot run."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description="Would the tests notice a fault?")
    parser.add_argument("--rooms", nargs="+", default=["tlog", "rules"])
    parser.add_argument(
        "--files", nargs="+", default=[], metavar="NAME", help="only these source files, such as note.py"
    )
    parser.add_argument("--sample", type=int, metavar="N", help="only N mutants of each room, drawn by chance")
    parser.add_argument("--seed", type=int, default=0, help="of that chance")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(arguments)
    reasons = read_equivalent(EQUIVALENT.read_text())
    reports = []
    for name in options.rooms:
        counts: Counter[str] = Counter()

        def told(result: Result, name: str = name, counts: Counter[str] = counts) -> None:
            counts[result.verdict.value] += 1
            if counts.total() % EVERY == 0:
                print(name, dict(counts), flush=True)

        try:
            chosen = partial(drawn, options.files, options.sample, options.seed)
            results = run(room(name), chosen, options.jobs, told)
        except Broken as broken:
            print(f"no campaign: {broken}", file=sys.stderr)
            return 1
        reports.append(write(room(name), results, reasons))
        print(f"{name}: {score(results)} noticed")
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text("\n".join(reports))
    print(f"survivors are listed in {REPORT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
