# SPDX-License-Identifier: Apache-2.0
"""Kills and errors: one child a trial, ended by SIGKILL or given an error at the n-th of its calls of one name.

Strace does it to the child's system calls. A second kind of trial does it inside the child, to the functions that make them
(`tests.registry.disk`): with it an error can be reported of work that was done, and it needs no strace.
"""

import random
import re
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.faults.lodging import STORING
from tests.faults.scene import Broken, Scene
from tests.faults.strace import GOES_ON, READING, STOPPED, WRITING, End, Fault, Say, run
from tests.registry import disk

_NAME = re.compile(r"^\d+ +(\w+)\(", re.MULTILINE)
ERRORS = ("EIO", "ENOSPC")


class Trial(NamedTuple):
    """A scene, and the fault that hits it."""

    scene: Scene
    fault: Fault | disk.Fault

    def __str__(self) -> str:
        return f"{self.scene.name}, {self.fault}"

    @property
    def kills(self) -> bool:
        """Tell whether the child is to be killed."""
        return (self.fault.how if isinstance(self.fault, Fault) else self.fault.kind).lower().startswith("kill")


def trials(scene: Scene, folder: Path) -> list[Trial]:
    """Count the calls of a scene; give every fault it can meet."""
    root = folder / "counted"
    shutil.copytree(scene.base, root)
    end = run(lambda say: scene.play(root, say), folder / "log", recorded=False)
    shutil.rmtree(root)
    if end.code != 0:
        raise Broken(f"{scene.name} ends with {end.code} where nothing fails: {end.said[-1:]}")
    counted = Counter(_NAME.findall(end.log))
    kills = [Fault(name, nth + 1, "KILL") for name in WRITING for nth in range(counted[name])]
    errors = [
        Fault(name, nth + 1, how)
        for name in (*WRITING, *READING)
        for nth in range(counted[name])
        for how in (ERRORS if name in WRITING else ERRORS[:1])
    ]
    return [Trial(scene, fault) for fault in (*kills, *errors)]


def trials_inside(scene: Scene, folder: Path) -> list[Trial]:
    """As `trials`, of the functions that reach the disk."""
    root = folder / "counted"
    shutil.copytree(scene.base, root)
    seen = disk.Disk(None)

    def work(say: Say) -> int:
        with seen.watched():
            code = scene.play(root, say)
        say(f"calls {len(seen.calls)}")
        return code

    end = run(work, None)
    shutil.rmtree(root)
    count = int(end.said[-1].removeprefix("calls "))
    return [Trial(scene, disk.Fault(call, kind)) for call in range(1, count + 1) for kind in disk.KINDS]


def spread(all_of_them: Sequence[Trial], count: int, seed: int) -> list[Trial]:
    """Choose so many trials, one by chance from each of as many equal parts."""
    chance, number = random.Random(seed), min(count, len(all_of_them))
    step = len(all_of_them) / max(1, number)
    return [all_of_them[int((place + chance.random()) * step)] for place in range(number)]


def attempt(trial: Trial, folder: Path, plant: Callable[[], None] | None = None) -> str:
    """Carry out one trial; give what became of the child: killed, stopped, in spite of it, missed. Raises Broken."""
    scene, root = trial.scene, folder / "trial"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(scene.base, root)

    def work(say: Say) -> int:
        if plant is not None:
            plant()
        if isinstance(trial.fault, Fault):
            return scene.play(root, say)
        with disk.Disk(trial.fault).watched():
            return scene.play(root, say)

    end = run(work, folder / "log", trial.fault, recorded=False) if isinstance(trial.fault, Fault) else run(work, None)
    ended = _ended(trial, end)
    for whole in (True, False):
        scene.recover(root, whole=whole).judge([*scene.before, *end.said])
    return ended


def _ended(trial: Trial, end: End) -> str:
    if trial.kills and end.code == -signal.SIGKILL:
        return "killed"
    if end.code not in {0, STOPPED}:
        raise Broken(f"the child ended with {end.code} after {end.said[-1:]}")
    if GOES_ON in end.said:
        place = end.said.index(GOES_ON)
        after = [line for line in end.said[place:] if line.startswith("sequenced")]
        writes = not isinstance(trial.fault, Fault) or trial.fault.call in WRITING
        # A text that could not be stored, or an answer that could not be read, leaves the record alone.
        if after and writes and end.said[place - 1] != STORING:
            raise Broken(f"it went on after an error: {after[0]}")
    if trial.kills or (isinstance(trial.fault, Fault) and "INJECTED" not in end.log):
        return "missed"
    return "stopped" if end.code == STOPPED else "in spite of it"
