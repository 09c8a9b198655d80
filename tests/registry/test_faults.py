# SPDX-License-Identifier: Apache-2.0
"""The short form of the campaign of faults; ``python -m tests.registry.faults --kills N`` runs the long one."""

import os
import subprocess
import sys

TRIALS = 36


def test_a_registry_killed_anywhere_loses_nothing_it_acknowledged() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.registry.faults", "--kills", str(TRIALS)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, check=False, text=True, timeout=300,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    words = done.stdout.split()
    ends = dict(zip(words[::2], map(int, words[1::2]), strict=True))
    assert sum(ends.values()) == TRIALS
    assert ends["killed"] >= TRIALS // 3
    assert ends["stopped"] >= TRIALS // 4
