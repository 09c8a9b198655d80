# SPDX-License-Identifier: Apache-2.0
"""``python -m tests.model [--short]``: search every model to its end and print the table; exit 1 where a claim does not hold."""

import argparse
import sys
import time

from tests.model.claims import CLAIMS, SHORTCUTS, Claim, standing_still
from tests.model.explorer import explore


def main() -> int:
    """Search, print, tell."""
    parser = argparse.ArgumentParser(prog="python -m tests.model", description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer witnesses: seconds instead of minutes")
    asked = parser.parse_args()
    print("| claim | N | cases within the bound | states | cases beyond it | states until a flaw | s |")
    print("|---|---|---|---|---|---|---|", flush=True)
    wrong = sum([row(claim, short=asked.short) for claim in CLAIMS])
    for name, model in SHORTCUTS.items():
        found = explore(model)
        print(f"\n{name}, N = {model.witnesses}, K = {model.quorum}: {found}", flush=True)
        wrong += not found.flaw
    print("\n| N | K | absent | notes needed | an honest registry that got the act late |\n|---|---|---|---|---|")
    for still, found in standing_still(range(4, 5 if asked.short else 8)):
        said = found.flaw or "always goes on"
        print(
            f"| {still.witnesses} | {still.quorum} | {still.absent} | {still.enough} | {said} ({found.states} states) |"
        )
    print(f"\n{wrong} claims do not hold" if wrong else "\nevery claim holds")
    return 1 if wrong else 0


def row(claim: Claim, *, short: bool) -> int:
    """Search all cases of a claim, print a line, give how many came out otherwise than the bound says."""
    began, wrong = time.monotonic(), 0
    cases, states = {True: 0, False: 0}, {True: 0, False: 0}
    for model in claim.models(short=short):
        found = explore(model)
        cases[model.within] += 1
        states[model.within] += found.states
        if bool(found.flaw) == model.within:
            wrong += 1
            print(f"NOT SO: {model}: {found}")
    print(
        f"| {claim.words} | 1-{claim.short if short else claim.most} | {cases[True]} | {states[True]:,} "
        f"| {cases[False]} | {states[False]:,} | {time.monotonic() - began:.0f} |",
        flush=True,
    )
    return wrong


if __name__ == "__main__":
    sys.exit(main())
