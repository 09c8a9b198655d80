# SPDX-License-Identifier: Apache-2.0
"""One seed: the world is built, everything happens, the invariants are judged. The same seed always plays the same."""

import os
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from tests.simulation.capital import Capital
from tests.simulation.checks import Flaw, Watcher
from tests.simulation.colluder import Colluder
from tests.simulation.conference import CHAIR, Conference
from tests.simulation.headquarters import Headquarters
from tests.simulation.keyed import keyed_hash
from tests.simulation.mishaps import Mishaps
from tests.simulation.network import Network, Point
from tests.simulation.plan import CALM_AT, END, Plan, plan_of
from tests.simulation.remembered import remembered
from tests.simulation.scheduler import Scheduler
from tests.simulation.story import Story
from tests.simulation.succeeding import Succeeding

MEMORY_DISK = Path("/dev/shm")
PERIODS = (("follow", 4.0), ("hear", 3.0), ("confirmed", 4.0), ("watch", 15.0), ("refresh", 30.0))
"""How often a node does each thing, in seconds, beside what it does when the board moves."""
LINGER_S = 12.0
"""A seed goes on for so long after the outcome is confirmed."""
AFTERMATH_S = 40.0
"""A seed ends so long after the deadline, whatever came of it."""


@dataclass
class Result:
    """What became of a seed."""

    seed: int
    witnesses: int
    plan: Plan
    events: int = 0
    confirmed: int = 0
    outcome: str = ""
    seen: int = 0
    longest_wait: float = 0.0
    flaw: str = ""
    stands_still: bool = False
    has_no_successor: bool = False
    trace: list[str] = field(default_factory=list)


def play(
    seed: int,
    witnesses: int,
    *,
    real: bool = False,
    traced: bool = False,
    plan: Callable[[Random, int], Plan] = plan_of,
) -> Result:
    """Play one seed with so many witnesses; ``plan`` draws what goes wrong."""
    with nullcontext() if real else keyed_hash(), remembered(), _disk() as root, _entropy(Random(f"entropy {seed}")):
        world = World(Scheduler(seed, traced=traced), Conference(witnesses, real), root, plan)
        try:
            world.run()
        except Flaw as flaw:
            world.result.flaw = str(flaw)
        except Exception as error:  # noqa: BLE001  (whatever stops a process is a flaw, and its seed is to be named)
            world.result.flaw = f"{type(error).__name__}: {error}"
            world.scheduler.tell(traceback.format_exc())
        finally:
            world.close()
        return world.result


class World:
    """Everything there is in one seed."""

    def __init__(self, scheduler: Scheduler, conference: Conference, root: Path,
                 plan: Callable[[Random, int], Plan]) -> None:  # fmt: skip
        self.scheduler = scheduler
        self.conference = conference
        random = scheduler.random
        self.plan = plan(random, conference.witnesses)
        self.result = Result(scheduler.seed, conference.witnesses, self.plan)
        self.network = Network(self.scheduler)
        self.headquarters = Headquarters(self.scheduler, conference, root, random.uniform(-0.5, 0.5))
        self.points = [Point(self.scheduler, f"point {number}") for number in (1, 2, 3)]
        self.capitals = {
            code: Capital(self.network, self.headquarters, self.points, code, random.uniform(-0.5, 0.5))
            for code in conference.members
        }
        others = [code for code in conference.enrolled if code not in {CHAIR, "ARD"}]
        colluding = frozenset(random.sample(others, min(self.plan.colluding, len(others))))
        self.colluders = [Colluder(conference, self.headquarters, code) for code in sorted(colluding)]
        self.watcher = Watcher(self.scheduler, self.headquarters, self.capitals, colluding, self.plan.is_honest)
        self.story = Story(self.scheduler, self.headquarters, self.capitals)
        self.mishaps = Mishaps(self.network, self.headquarters, self.points, self.capitals, self.story)
        self.succeeding = Succeeding(self.scheduler, self.headquarters, self.capitals, root, self.plan.split)
        self._waking = False
        self._over_at: float | None = None
        self._ends = False
        for code, capital in self.capitals.items():
            capital.is_mute = code in colluding
            capital.on_sign, capital.on_letter = self.watcher.sign, self.watcher.hear
        self.scheduler.tell(f"{conference.witnesses} witnesses; {self.plan}")

    def run(self) -> None:
        """Let it all happen."""
        self.headquarters.wake = self._wake
        for capital in self.capitals.values():
            capital.start()
            for name, period in PERIODS:
                self.scheduler.every(period, partial(capital.do, name))
        self.scheduler.every(1.0, self.headquarters.keep_time)
        self.scheduler.every(0.5, self._look)
        for colluder in self.colluders:
            self.scheduler.every(0.7, colluder.sign)
        self.story.begin()
        self.mishaps.arrange(self.plan)
        if self.plan.deposed_at:
            self.scheduler.after(self.plan.deposed_at, self.succeeding.begin)
        self.scheduler.run(END, self._step, lambda: self._ends)
        if not self.headquarters.is_up:
            self.headquarters.start()
        self._judge()

    def _step(self) -> None:
        heads = self.watcher.confirmed_heads
        self.watcher.step()
        is_new = self.watcher.confirmed_heads > heads
        if is_new and 0 < self.plan.lost_at <= self.scheduler.now and self.succeeding.epoch == 1:
            self.succeeding.lose()

    def _look(self) -> None:
        """Measure; and end the seed once the outcome has been confirmed for a while, in a network that is whole."""
        self.watcher.look()
        now = self.scheduler.now
        if self._over_at is None and any(map(_has_outcome, self.capitals.values())):
            self._over_at = max(now, CALM_AT) + LINGER_S
        is_late = self.story.deadline > 0 and now > max(self.story.deadline, CALM_AT) + AFTERMATH_S
        self._ends = is_late or (self._over_at is not None and now >= self._over_at)

    def _judge(self) -> None:
        self.watcher.judge()
        result, watcher = self.result, self.watcher
        result.events, result.confirmed = self.scheduler.events, len(watcher.roots)
        result.longest_wait = watcher.longest_wait
        result.seen = max((len(by) for by in watcher.seen.values()), default=0)
        outcomes = [outcome for capital in self.capitals.values() if (outcome := _has_outcome(capital))]
        result.outcome = outcomes[0] if outcomes else ""
        result.has_no_successor = self.succeeding.at_work
        result.stands_still = not outcomes and any(capital.owes for capital in self.capitals.values())

    def _wake(self) -> None:
        """The board moved: whoever waits for an answer gets it, each after a moment."""
        if self._waking:
            return
        self._waking = True
        self.scheduler.after(0.01, self._rouse)

    def _rouse(self) -> None:
        self._waking = False
        pending = any(head is not None and not head.is_confirmed for head in self.headquarters.heads())
        for capital in self.capitals.values():
            name = "follow" if pending else "confirmed"
            self.scheduler.after(self.scheduler.random.uniform(0.01, 0.3), partial(capital.do, name))

    def close(self) -> None:
        """Let go of everything."""
        self.result.trace = self.scheduler.trace or []
        for capital in self.capitals.values():
            capital.stop()
        self.headquarters.crash()
        for point in self.points:
            point.close()


def _has_outcome(capital: Capital) -> str:
    """The result that stands in what a capital knows to be confirmed."""
    forum = capital.forum
    return next((matter.result for matter in forum.matters.values() if matter.outcome_index), "") if forum else ""


@contextmanager
def _disk() -> Iterator[Path]:
    """A directory of its own on a disk in memory, where there is one."""
    root = Path(tempfile.mkdtemp(prefix="comity-simulation-", dir=MEMORY_DISK if MEMORY_DISK.is_dir() else None))
    try:
        yield root
    finally:
        shutil.rmtree(root)


@contextmanager
def _entropy(random: Random) -> Iterator[None]:
    """Let the machine's entropy come from the seed."""
    real = os.urandom
    os.urandom = random.randbytes
    try:
        yield
    finally:
        os.urandom = real
