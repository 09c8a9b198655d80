# SPDX-License-Identifier: Apache-2.0
"""Power cuts: a scene is recorded once; at every point of it disks are rebuilt as a cut there may leave them, and taken up.

Also recorded are scenes in which one flush reports an error; what it should have written stays in doubt (see `platter`).
"""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.faults.calls import Call, parse
from tests.faults.platter import Image, Platter
from tests.faults.scene import Broken, Found, Scene
from tests.faults.strace import Fault, Say, run

MODELS = {"ordered": False, "strict": True}
WHOLE_EVERY = 64
"""Every so many different images the whole scene is carried out again on one."""


class Recording(NamedTuple):
    """A scene and every call of it, perhaps with a flush that failed; ``start`` is the first point that is looked at."""

    scene: Scene
    calls: list[Call]
    fault: Fault | None = None
    start: int = 0

    def __str__(self) -> str:
        return f"{self.scene.name}, {self.fault}" if self.fault else self.scene.name


def record(
    scene: Scene, folder: Path, plant: Callable[[], None] | None = None, fault: Fault | None = None
) -> Recording:
    """Play a scene once and record it."""
    root = folder / "played"
    shutil.copytree(scene.base, root)

    def work(say: Say) -> int:
        if plant is not None:
            plant()
        return scene.play(root, say)

    end = run(work, folder / "log", fault)
    shutil.rmtree(root)
    calls = parse(end.log, str(root))
    if fault is None:
        return Recording(scene, calls)
    failed = [number for number, call in enumerate(calls) if call.failed]
    return Recording(scene, calls, fault, failed[0] + 1 if failed else len(calls))


def flushes(recording: Recording) -> dict[Fault, str]:
    """Every flush of a recording, as a fault, with what is flushed."""
    found: dict[Fault, str] = {}
    counts = {"fsync": 0, "fdatasync": 0}
    for call in recording.calls:
        if call.name == "sync":
            counts[call.how] += 1
            found[Fault(call.how, counts[call.how], "EIO")] = call.paths[0]
    return found


@dataclass
class Cuts:
    """Images of one scene, made and judged. What was recovered from an image is kept by its digest: as is the disk, so is that.

    ``images`` counts pairs of a point and a set of steps that arrived there; ``distinct`` those with other bytes.
    """

    folder: Path
    seed: int
    images: int = 0
    distinct: int = 0
    points: int = 0
    broken: list[str] = field(default_factory=list)
    _found: dict[bytes, Found | Broken] = field(default_factory=dict)

    def replay(self, recording: Recording, model: str, per_point: int, stride: int = 1, most_broken: int = 100) -> None:
        """Rebuild up to so many disks at every point (or every so many points), and judge each; end where enough is broken."""
        chance = random.Random(f"{self.seed} {recording} {model}")
        for number, image, said in self._cuts(recording, model, per_point, stride, chance):
            try:
                self._recovered(recording.scene, image).judge(said)
            except Broken as broken:
                self.broken.append(f"{recording}, {model}, call {number}: {broken}")
                if len(self.broken) >= most_broken:
                    return

    def _cuts(
        self, recording: Recording, model: str, per_point: int, stride: int, chance: random.Random
    ) -> Iterator[tuple[int, Image, list[str]]]:
        platter = Platter(recording.scene.base, strict=MODELS[model])
        said = list(recording.scene.before)
        offset = chance.randrange(stride)
        for number, call in enumerate(recording.calls):
            platter.do(call)
            if call.name == "say":
                said.append(call.data.decode())
            if number < recording.start or (number + offset) % stride:
                continue
            self.points += 1
            for choice in platter.choices(per_point, chance):
                self.images += 1
                yield number, platter.image(choice), said

    def _recovered(self, scene: Scene, image: Image) -> Found:
        if image.digest not in self._found:
            self.distinct += 1
            self._found[image.digest] = self._recover(scene, image)
        found = self._found[image.digest]
        if isinstance(found, Broken):
            raise found
        return found

    def _recover(self, scene: Scene, image: Image) -> Found | Broken:
        root = self.folder / "image"
        shutil.rmtree(root, ignore_errors=True)
        image.write(root)
        try:
            return scene.recover(root, whole=self.distinct % WHOLE_EVERY == 0)
        except Broken as broken:
            return broken
