# SPDX-License-Identifier: Apache-2.0
"""What goes wrong, arranged: cuts, crashes, power that goes, snapshots put back, a registry that is not what it should be."""

from collections.abc import Mapping, Sequence
from functools import partial

from tests.simulation.capital import Capital
from tests.simulation.headquarters import Headquarters
from tests.simulation.network import Network, Point, PowerCut
from tests.simulation.plan import CALM_AT, Plan
from tests.simulation.story import Story

EVERYTHING = ("registry", "point 1", "point 2", "point 3")


class Mishaps:
    """The faults of one seed, as they come about."""

    def __init__(self, network: Network, headquarters: Headquarters, points: Sequence[Point],
                 capitals: Mapping[str, Capital], story: Story) -> None:  # fmt: skip
        self.scheduler = network.scheduler
        self.network = network
        self.headquarters = headquarters
        self.points = points
        self.capitals = capitals
        self.story = story

    def arrange(self, plan: Plan) -> None:
        """Let everything in a plan happen in its time."""
        weather, after = self.network.weather, self.scheduler.after
        weather.loss, weather.twice, weather.late = plan.loss, plan.twice, plan.late
        after(CALM_AT, self._calm)
        self._cut_off(plan)
        self._stop_processes(plan)
        if plan.point_down[1]:
            point = self.scheduler.random.choice(self.points)
            after(plan.point_down[0], partial(self._set_point, point, up=False))
            after(plan.point_down[1], partial(self._set_point, point, up=True))
        if plan.change_at:
            after(plan.change_at, self.story.change_witnesses)
        if plan.wrong_clock:
            self._one().skew = plan.wrong_clock
        if plan.is_stale:
            self._one().line.is_stale = True
        self._corrupt(plan)

    def _one(self) -> Capital:
        return self.capitals[self.scheduler.random.choice(self.headquarters.conference.enrolled)]

    # The network.

    def _cut_off(self, plan: Plan) -> None:
        random = self.scheduler.random
        for began, ended, count in plan.cuts:
            codes = random.sample(list(self.capitals), min(count, len(self.capitals)))
            ends = random.choice((EVERYTHING[:1], EVERYTHING, EVERYTHING[1:3]))
            pairs = {(code, end) for code in codes for end in ends}
            self.scheduler.after(began, partial(self._cut, pairs))
            self.scheduler.after(ended, partial(self.network.weather.cut.difference_update, pairs))

    def _cut(self, pairs: set[tuple[str, str]]) -> None:
        self.scheduler.tell("cut off: " + ", ".join(f"{one} from {other}" for one, other in sorted(pairs)))
        self.network.weather.cut |= pairs

    def _calm(self) -> None:
        self.scheduler.tell("the network is whole again")
        weather = self.network.weather
        weather.loss = weather.twice = weather.late = 0.0
        weather.cut.clear()
        for capital in self.capitals.values():
            capital.line.is_stale = False

    def _set_point(self, point: Point, *, up: bool) -> None:
        point.is_up = up
        self.scheduler.tell(f"{point.name} {'is there again' if up else 'goes down'}")

    # Processes and disks.

    def _stop_processes(self, plan: Plan) -> None:
        random, after = self.scheduler.random, self.scheduler.after
        codes = list(self.capitals)
        for at in plan.crashes:
            after(at, partial(self._crash, random.choice(codes), random.uniform(0.5, 25)))
        for at in plan.dark:
            after(at, partial(self._darken, self.capitals[random.choice(codes)]))
        for at in plan.registry_crashes:
            after(at, self._crash_registry)
        for taken, put_back in plan.backups:
            capital = self.capitals[random.choice([code for code in codes[:-1] if code != "ARD"])]
            after(taken, capital.take_backup)
            after(put_back, partial(self._put_back, capital))
        for at in plan.doubles:
            code = random.choice(codes[:-1])
            after(at, partial(self._double, code))
            after(min(at + 20, CALM_AT), partial(self._crash, code, 1.0))

    def _put_back(self, capital: Capital) -> None:
        """Put a machine back; a registry with two records shows it the other one from now on."""
        if self.headquarters.is_forked:
            self.headquarters.shown[capital.code] = 1 - self.headquarters.side(capital.code)
        capital.put_back()

    def _crash(self, code: str, seconds: float) -> None:
        self.scheduler.tell(f"{code} crashes for {seconds:.1f} s")
        self.capitals[code].stop()
        self.scheduler.after(seconds, self.capitals[code].start)

    def _double(self, code: str) -> None:
        """Start a second process by mistake; the registry shows it the other record, where there is one."""
        side = self.headquarters.side(code)
        others = [other for other in self.capitals if self.headquarters.side(other) != side]
        self.scheduler.tell(f"a second process of {code} is started by mistake")
        self.capitals[code].double(others[0] if others else code)

    def _darken(self, capital: Capital) -> None:
        """Let the power go the next time it fetches entries."""

        def go() -> None:
            capital.line.between = _nothing
            self.scheduler.after(3.0, capital.start)
            raise PowerCut

        capital.line.between = go

    def _crash_registry(self) -> None:
        if self.headquarters.is_up:
            self.scheduler.tell("the registry crashes")
            self.headquarters.crash()
            self.scheduler.after(self.scheduler.random.uniform(0.5, 8), self._restart_registry)

    def _restart_registry(self) -> None:
        if not self.headquarters.is_up:
            self.scheduler.tell("the registry is started again")
            self.headquarters.start()

    # The registry.

    def _corrupt(self, plan: Plan) -> None:
        """Let the registry be what it is in this seed."""
        random, headquarters = self.scheduler.random, self.headquarters
        half = random.sample(list(self.capitals), len(self.capitals) // 2)
        if plan.conduct == "censoring":
            headquarters.deaf_to_objections = True
        elif plan.conduct == "equivocating":
            self.scheduler.after(plan.acts_from, partial(self._fork, half))
        elif plan.conduct == "stretching":
            headquarters.stretch_from = plan.acts_from
            headquarters.stretch = random.choice((-0.9, -0.3, 0.3, 1.0))
        elif plan.conduct == "withholding":
            self.scheduler.after(plan.acts_from, partial(self._withhold, frozenset(half)))

    def _fork(self, second: Sequence[str]) -> None:
        self.scheduler.tell(f"the registry goes on with two records, the second for {' '.join(second)}")
        self.headquarters.fork(second)

    def _withhold(self, codes: frozenset[str]) -> None:
        self.scheduler.tell(f"the registry withholds entries from {' '.join(sorted(codes))}")
        self.headquarters.withheld_from = codes


def _nothing() -> None:
    return
