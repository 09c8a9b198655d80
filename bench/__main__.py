# SPDX-License-Identifier: Apache-2.0
"""Measure everything and write ``bench.json``; exit 1 where a goal is missed."""

import argparse
import sys
from pathlib import Path

import msgspec

from bench import attachment, decade, following, growing, lodging, pages, replaying

MODULES = (replaying, lodging, growing, following, pages, decade, attachment)


def main() -> int:
    """Run every measurement and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--short", action="store_true", help="within three minutes")
    parser.add_argument("--out", type=Path, default=Path("bench.json"))
    parser.add_argument(
        "--only", choices=[module.__name__.rpartition(".")[2] for module in MODULES], action="append", default=[]
    )
    arguments = parser.parse_args()
    measures = []
    for module in MODULES:
        if arguments.only and module.__name__.rpartition(".")[2] not in arguments.only:
            continue
        for measure in module.measure(short=arguments.short):
            measures.append(measure)
            verdict = {True: "met", False: "MISSED", None: ""}[measure.met]
            print(f"{measure.name:34} {measure.value:>10} {measure.unit:40} {measure.goal:9} {verdict}", flush=True)
    arguments.out.write_bytes(msgspec.json.format(msgspec.json.encode(measures)))
    return int(any(measure.met is False for measure in measures))


if __name__ == "__main__":
    sys.exit(main())
