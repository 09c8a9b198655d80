# SPDX-License-Identifier: Apache-2.0
"""The campaign: kills and errors, power cuts, failed flushes, promises; or one planted bug, and what catches it."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from comity.tlog.vkey import verify
from tests.faults import cosigning, lodging
from tests.faults.cuts import MODELS, Cuts, Recording, flushes, record
from tests.faults.kills import Trial, attempt, spread, trials, trials_inside
from tests.faults.planted import PLANTED, Plant
from tests.faults.promises import PROMISES
from tests.faults.scene import Broken, Scene
from tests.faults.strace import strace
from tests.simulation.remembered import remembered

MEMORY = Path("/dev/shm")
"""Where disks are rebuilt, if it is there: thousands a minute wear out a real one."""
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Extent:
    """How much of everything is done; a stride of n leaves out all but every n-th point, or flush."""

    strace_trials: int
    inside_trials: int
    per_point: int
    point_stride: int
    flush_stride: int
    seed: int


LONG = Extent(strace_trials=5_900, inside_trials=700, per_point=26, point_stride=1, flush_stride=1, seed=1)
SHORT = Extent(strace_trials=42, inside_trials=14, per_point=6, point_stride=47, flush_stride=37, seed=1)


def part_of(extent: Extent, part: int) -> Extent:
    """Give one N-th of an extent, spread over every scene."""
    return replace(
        extent,
        strace_trials=extent.strace_trials // part,
        inside_trials=extent.inside_trials // part,
        point_stride=extent.point_stride * part,
        flush_stride=extent.flush_stride * part,
    )


@dataclass
class Outcome:
    """What a campaign did and found. ``possible`` counts all the faults that trials were chosen from."""

    ends: Counter[str] = field(default_factory=Counter)
    inside: Counter[str] = field(default_factory=Counter)
    possible: int = 0
    points: int = 0
    images: int = 0
    distinct: int = 0
    failed_flushes: int = 0
    promises: int = 0
    broken: list[str] = field(default_factory=list)


@contextmanager
def in_memory() -> Iterator[Path]:
    """Give a directory in memory for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="comity-faults-", dir=MEMORY if MEMORY.is_dir() else None) as name:
        yield Path(name)


def campaign(extent: Extent, outcome: Outcome, tell: Tell) -> None:
    """Do all of it, scene by scene; where strace is missing, what can be done without. The outcome grows meanwhile."""
    # The same few notes, acts and signatures are read a hundred thousand times, from disks that differ elsewhere.
    with in_memory() as folder, remembered(verify):
        for promise in PROMISES:
            _keep(outcome, promise.__name__, lambda promise=promise: promise(_fresh(folder / "promise")))  # type: ignore[misc]
            outcome.promises += 1
        scenes: list[Scene] = [*lodging.scenes(folder, interrupted=bool(strace())), *cosigning.scenes(folder)]
        share = 1 / len(scenes)
        for scene in scenes:
            _kills(scene, extent, share, folder, outcome)
            if strace():
                _cuts(scene, extent, folder, outcome)
            tell(
                f"{scene.name}: {sum((outcome.ends + outcome.inside).values()):,} kills and errors, "
                f"{outcome.images:,} images by now, {len(outcome.broken)} broken"
            )


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _keep(outcome: Outcome, name: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Broken as broken:
        outcome.broken.append(f"{name}: {broken}")


def _kills(scene: Scene, extent: Extent, share: float, folder: Path, outcome: Outcome) -> None:
    by_strace, inside = trials(scene, folder) if strace() else [], trials_inside(scene, folder)
    outcome.possible += len(by_strace) + len(inside)
    for trial in spread(by_strace, round(extent.strace_trials * share), extent.seed):
        _try(trial, folder, outcome, outcome.ends)
    for trial in spread(inside, round(extent.inside_trials * share), extent.seed):
        _try(trial, folder, outcome, outcome.inside)


def _try(trial: Trial, folder: Path, outcome: Outcome, ends: Counter[str]) -> None:
    try:
        ends[attempt(trial, folder)] += 1
    except Broken as broken:
        ends["broken"] += 1
        outcome.broken.append(f"{trial}: {broken}")


def _cuts(scene: Scene, extent: Extent, folder: Path, outcome: Outcome) -> None:
    cuts = Cuts(folder, extent.seed)
    recording = record(scene, folder)
    for model in MODELS:
        cuts.replay(recording, model, extent.per_point, extent.point_stride)
    for fault in list(flushes(recording))[:: extent.flush_stride]:
        # Few calls follow a flush that failed, so every point is looked at, or nearly.
        stride = 1 + extent.point_stride // 8
        cuts.replay(record(scene, folder, fault=fault), "strict", extent.per_point // 2, stride)
        outcome.failed_flushes += 1
    outcome.points += cuts.points
    outcome.images += cuts.images
    outcome.distinct += cuts.distinct
    outcome.broken += cuts.broken


def plant(name: str) -> str:
    """Plant a bug; give what it was caught by, or nothing."""
    planted = PLANTED[name]
    with in_memory() as folder:
        if planted.promise is not None:
            planted.apply()
            try:
                planted.promise(folder)
            except Broken as broken:
                return str(broken)
            return ""
        scene = (lodging if planted.scene in lodging.MAKERS else cosigning).scene(planted.scene, folder)
        return _hunt(planted, scene, folder)


def _hunt(planted: Plant, scene: Scene, folder: Path) -> str:
    if planted.by == "kills":
        for trial in trials(scene, folder):
            try:
                attempt(trial, folder, planted.apply)
            except Broken as broken:
                return f"{trial}: {broken}"
        return ""
    cuts = Cuts(folder, seed=1)
    recording = record(scene, folder, planted.apply)
    for stride in (12, 1):
        for each in _replayed(planted, recording, folder):
            for model in MODELS:
                cuts.replay(each, model, per_point=8, stride=stride, most_broken=1)
                if cuts.broken:
                    return cuts.broken[0]
    return ""


def _replayed(planted: Plant, recording: Recording, folder: Path) -> Iterator[Recording]:
    """Give the recording; or one for each flush that fails, those of files with long names first: texts and tiles."""
    if planted.by == "cuts":
        yield recording
        return
    found = flushes(recording)
    for fault in sorted(found, key=lambda fault: -len(found[fault])):
        yield record(recording.scene, folder, planted.apply, fault)
