# SPDX-License-Identifier: Apache-2.0
"""``python -m tests.fuzz --count 1000000 [--seconds S] [--seed N]``: exit 1 on any finding."""

import argparse
import sys
import time
from base64 import b64encode
from zlib import compress

from tests.fuzz.campaign import LEAST_LAST, TARGETS, Finding, Tally, made, run
from tests.fuzz.target import Verdict

SHOWN_FINDINGS = 5


def main() -> int:
    """Run the campaign, print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000, help="how many inputs over all parsers")
    parser.add_argument("--seconds", type=float, help="stop after this time")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other inputs")
    parser.add_argument("--only", metavar="PARSER:NUMBER", help="make and judge one input again, and show it")
    asked = parser.parse_args()
    if asked.only:
        return show_one(asked.seed, asked.only)
    start = time.monotonic()
    shown = Progress(asked.count)
    tally = run(asked.seed, asked.count, asked.seconds, shown.show)
    print(table(tally, time.monotonic() - start))
    for finding in tally.findings[:SHOWN_FINDINGS]:
        print(report(finding, asked.seed))
    reached = tally.last(*TARGETS)
    if reached < LEAST_LAST:
        print(f"only {reached:.0%} reached the last check of their parser, {LEAST_LAST:.0%} are needed")
    return 1 if tally.findings or reached < LEAST_LAST else 0


class Progress:
    """A line on the terminal, now and then."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.shown_at = 0.0

    def show(self, tally: Tally) -> None:
        """Say how far the campaign is, twice a second on a terminal, else every ten seconds."""
        now = time.monotonic()
        if now - self.shown_at < (0.5 if sys.stderr.isatty() else 10):
            return
        self.shown_at = now
        end = "\r" if sys.stderr.isatty() else "\n"
        print(
            f"{tally.count:,} of {self.count:,} inputs, {len(tally.findings)} findings",
            end=end,
            file=sys.stderr,
            flush=True,
        )


def table(tally: Tally, seconds: float) -> str:
    """What became of the inputs, by parser."""
    lines = [f"{'parser':<12} {'inputs':>9} {'last check':>10} {'accepted':>9} {'slowest':>16}  the last check"]
    for name, target in TARGETS.items():
        verdicts = [tally.verdicts[name, verdict] for verdict in Verdict]
        seconds_taken, number = tally.slowest.get(name, (0.0, 0))
        slowest = f"{seconds_taken * 1000:.1f} ms #{number}"
        accepted = tally.verdicts[name, Verdict.ACCEPTED]
        lines.append(
            f"{name:<12} {sum(verdicts):>9,} {tally.last(name):>10.1%} {accepted:>9,} {slowest:>16}  {target.last_check}"
        )
    findings = len(tally.findings)
    lines.append(
        f"{'all':<12} {tally.count:>9,} {tally.last(*TARGETS):>10.1%}   in {seconds:,.0f} s, {findings} findings"
    )
    return "\n".join(lines)


def report(finding: Finding, seed: int) -> str:
    """A finding with what it takes to look at it."""
    packed = b64encode(compress(finding.data)).decode()
    return (
        f"\nFINDING --seed {seed} --only {finding.name}:{finding.number}\n{finding.report}"
        f"zlib, base64: {packed[:2000]}{'…' if len(packed) > 2000 else ''}"
    )


def show_one(seed: int, only: str) -> int:
    """Make one input again, show it, judge it."""
    name, _, number = only.partition(":")
    data, rebuilt = made(TARGETS[name], seed, int(number))
    print(data)
    print(TARGETS[name].judge(data, keys_at_hand=rebuilt).value)
    return 0


if __name__ == "__main__":
    sys.exit(main())
