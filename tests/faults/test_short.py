# SPDX-License-Identifier: Apache-2.0
"""The short form of the campaign; ``python -m tests.faults`` runs the long one."""

import os
import re
import subprocess
import sys

from tests.faults.promises import PROMISES
from tests.faults.strace import strace


def number(pattern: str, report: str) -> int:
    found = re.search(pattern, report)
    assert found, report
    return int(found[1].replace(",", ""))


def test_no_fault_of_a_disk_breaks_a_promise() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--short"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, check=False, text=True, timeout=300,
    )  # fmt: skip
    report = done.stdout
    assert (done.returncode, number(r"broken: ([\d,]+)", report)) == (0, 0), report + done.stderr
    assert number(r"without a disk fault: ([\d,]+)", report) == len(PROMISES)
    assert number(r"inside the process: ([\d,]+)", report) >= 10
    if not strace():
        assert report.startswith("strace is missing")
        return
    assert number(r"killed ([\d,]+)", report) >= 10
    assert number(r"stopped ([\d,]+)", report) >= 10
    assert number(r"([\d,]+) different", report) >= 300
