# SPDX-License-Identifier: Apache-2.0
"""What goes wrong in a seed: the conduct of the registry, who colludes with it, the weather, crashes, snapshots put back."""

from dataclasses import dataclass
from random import Random

from comity.rules.forum import witness_quorum

CALM_AT = 85.0
"""From here on the network is whole again and nobody crashes."""
END = 200.0
"""The last second of a seed whose outcome does not come."""

CONDUCTS = ("honest",) * 9 + ("censoring",) * 4 + ("equivocating",) * 4 + ("stretching",) * 2 + ("withholding",)


@dataclass(frozen=True)
class Plan:
    """The faults of one seed. Times are seconds of the virtual clock."""

    conduct: str
    colluding: int
    acts_from: float
    loss: float
    twice: float
    late: float
    is_stale: bool
    """Whether one capital at times gets old answers."""
    cuts: tuple[tuple[float, float, int], ...]
    """(from, until, how many capitals are cut off)"""
    crashes: tuple[float, ...]
    dark: tuple[float, ...]
    """When a capital goes dark in the middle of a step."""
    registry_crashes: tuple[float, ...]
    point_down: tuple[float, float]
    backups: tuple[tuple[float, float], ...]
    """(snapshot taken, put back)"""
    doubles: tuple[float, ...]
    """When a second process is started on the store of a capital."""
    change_at: float
    wrong_clock: float
    """The clock of one capital is off by so much; 0 where all are right."""
    lost_at: float
    """From when on the headquarters' disk is destroyed as soon as a head is confirmed there; 0 where it lasts."""
    deposed_at: float
    """When the states lose patience with the headquarters and sign for another, while it goes on; 0 where they do not."""
    split: bool
    """Whether the states first sign for two successors."""

    @property
    def is_honest(self) -> bool:
        return self.conduct == "honest"


def plan_of(random: Random, witnesses: int) -> Plan:
    """Draw the faults of a seed."""
    change_at = random.uniform(10, CALM_AT) if random.random() < 0.4 else 0.0
    # One witness more or less is another bound: it must hold for every set there will be.
    sets = (witnesses - 1, witnesses, witnesses + 1) if change_at else (witnesses,)
    most = min(2 * witness_quorum(each) - each - 1 for each in sets)
    conduct = random.choice(CONDUCTS)
    hostile = conduct in {"censoring", "equivocating", "stretching"}
    stormy = random.random() < 0.5

    def times(most: int) -> tuple[float, ...]:
        return tuple(random.uniform(3, CALM_AT) for _ in range(random.randint(0, most)))

    def span() -> tuple[float, float]:
        began = random.uniform(3, CALM_AT - 5)
        return began, min(began + random.uniform(1, 40), CALM_AT)

    backups: tuple[tuple[float, float], ...] = ()
    if random.random() < 0.3:
        taken = random.uniform(2, CALM_AT - 10)
        backups = ((taken, random.uniform(taken + 1, CALM_AT)),)
    return Plan(
        conduct=conduct,
        colluding=random.randint(0, most) if hostile else 0,
        acts_from=random.uniform(4, 60),
        loss=random.choice((0.02, 0.1, 0.3)) if stormy else 0.0,
        twice=random.choice((0.0, 0.1)),
        late=random.choice((0.0, 0.05, 0.2)) if stormy else 0.0,
        is_stale=random.random() < 0.2,
        cuts=tuple((*span(), random.randint(1, witnesses)) for _ in range(random.choice((0, 1, 1, 2)))),
        crashes=times(2),
        dark=times(1),
        registry_crashes=times(1),
        point_down=span() if random.random() < 0.3 else (0.0, 0.0),
        backups=backups,
        doubles=times(1) if random.random() < 0.4 else (),
        change_at=change_at,
        wrong_clock=random.choice((-30.0, -5.0, 5.0, 30.0)) if random.random() < 0.2 else 0.0,
        lost_at=random.uniform(5, 60) if conduct == "honest" and random.random() < 0.25 else 0.0,
        deposed_at=random.uniform(5, CALM_AT) if conduct != "honest" and random.random() < 0.3 else 0.0,
        split=random.random() < 0.4,
    )
