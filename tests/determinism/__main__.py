# SPDX-License-Identifier: Apache-2.0
"""``python -m tests.determinism --records 10000 [--hash-seeds 20] [--seed N]``: exit 1 where two digests differ."""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from comity.acts.catalogue import ACTS
from tests.determinism.campaign import Failed, Written, replay_everywhere, write_records
from tests.determinism.environments import ROOT, environments, make_locales, other_pythons, prepared

KEPT_PYTHONS = ROOT / ".venv" / "pythons"


def main() -> int:
    """Write the records, replay them everywhere, print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.determinism", description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--hash-seeds", type=int, default=20, help="under this Python; three more under each other one")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other records")
    asked = parser.parse_args()
    start = time.monotonic()
    pythons = _prepare_pythons()
    with tempfile.TemporaryDirectory(prefix="comity-determinism-") as folder:
        file, locales = Path(folder) / "records", Path(folder) / "locales"
        locales.mkdir()
        make_locales(locales)
        written = write_records(file, asked.seed, asked.records, lambda count: _say(f"{count:,} records written"))
        _say(f"{_described(written)}, {file.stat().st_size / 1e6:,.0f} MB, in {time.monotonic() - start:,.0f} s\n")
        try:
            digests = _replay_all(file, environments(pythons, asked.hash_seeds), locales)
        except Failed as error:
            print(f"\nFAILED {error}")
            return 1
    print(f"{len(digests)} environments, {len(set(digests))} digest(s), {time.monotonic() - start:,.0f} s")
    return 0 if len(set(digests)) == 1 else 1


def _say(line: str) -> None:
    print(f"\r{line}", end="", file=sys.stderr, flush=True)


def _described(written: Written) -> str:
    missing = sorted(set(ACTS) - written.kinds)
    return (
        f"{written.records:,} records: {written.kept:,} entries of {len(written.kinds)} of {len(ACTS)} types, "
        f"{written.refused:,} refused acts beside them" + (f"; never admitted: {' '.join(missing)}" if missing else "")
    )


def _prepare_pythons() -> list[Path]:
    ready = []
    for version, python in other_pythons().items():
        try:
            ready.append(prepared(python, KEPT_PYTHONS / version))
        except subprocess.CalledProcessError as error:
            print(f"Python {version} is left out: {error.stderr[-300:].decode(errors='replace')}")
    return ready


def _replay_all(file: Path, listed: list[Any], locales: Path) -> list[str]:
    print(f"{'Python':<9}{'Unicode':<9}{'hash seed':>9}  {'locale':<13}{'zone':<20}{'signatures':<12}{'s':>5}  digest")
    digests = []
    for environment, row in replay_everywhere(file, listed, locales):
        print(
            f"{row['python']:<9}{row['unicode']:<9}{row['hash_seed']:>9}  {row['locale']:<13}{environment.zone:<20}"
            f"{row['signatures']:<12}{row['seconds']:>5.0f}  {row['digest']}",
            flush=True,
        )
        digests.append(row["digest"])
    return digests


if __name__ == "__main__":
    sys.exit(main())
