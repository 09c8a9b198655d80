# SPDX-License-Identifier: Apache-2.0
"""What the models are asked: each claim for every number of witnesses, quorum, colluding and restored in its range."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.model.cosigning import Cosigning
from tests.model.explorer import Found, explore
from tests.model.seen import SeenAt
from tests.model.succession import Habit, Succession

Numbers = tuple[int, int, int, int]
"""N, K, f, r."""


def every(witnesses: range, *, restored: bool = True) -> Iterator[Numbers]:
    """Every K, f and r there is for these N, within the bound or not."""
    for count in witnesses:
        for quorum in range(1, count + 1):
            for colluding in range(count + 1):
                for back in range(count - colluding + 1 if restored else 1):
                    yield count, quorum, colluding, back


@dataclass(frozen=True)
class Claim:
    """A claim: a flaw can be reached exactly where the bound does not hold. ``most`` is the largest N of the full search."""

    words: str
    make: Callable[[int, int, int, int], Any]
    most: int
    short: int
    restored: bool = True

    def models(self, *, short: bool) -> Iterator[Any]:
        for numbers in every(range(1, (self.short if short else self.most) + 1), restored=self.restored):
            yield self.make(*numbers)


CLAIMS = (
    Claim("no two confirmed heads contradict each other", Cosigning, 7, 4),
    Claim(
        "the same where a restore burns the key: r does not count",
        lambda n, k, f, r: Cosigning(n, k, f, r, burns=True),
        7,
        4,
    ),
    Claim(
        "one successor in epoch 1, no confirmed entry lost",
        lambda n, k, f, _: Succession(n, k, f),
        7,
        5,
        restored=False,
    ),
    Claim(
        "the same over a first log that forks",
        lambda n, k, f, _: Succession(n, k, f, first="ab"),
        7,
        4,
        restored=False,
    ),
    Claim(
        "one successor, with restored witnesses",
        lambda n, k, f, r: Succession(n, k, f, r, first=""),
        5,
        3,
    ),
    Claim(
        "no confirmed entry lost, with restored witnesses",
        lambda n, k, f, r: Succession(n, k, f, r, successors="s"),
        4,
        3,
    ),
    Claim(
        "a failed epoch closed by the next: nothing confirmed under either log is lost",
        lambda n, k, f, _: Succession(n, k, f, successors="su"),
        6,
        4,
        restored=False,
    ),
    Claim("an objection that K say they saw in time is never left out", SeenAt, 7, 4),
)

SHORTCUTS: dict[str, Any] = {
    "cosigning by a witness put back, r = 1": Cosigning(4, 3, colluding=1, restored=1),
    "succession from the last confirmed head": Succession(4, 3, habit=Habit.FROM_CONFIRMED),
    "a signer that goes on cosigning the old log": Succession(4, 3, habit=Habit.SIGNS_ON),
    "a signer of two successors in one epoch": Succession(4, 3, habit=Habit.SIGNS_TWO),
    "cosigning past the deadline while holding a seen-at": SeenAt(4, 3, keeps=False),
}
"""What looks good enough and is not: each must lead to a flaw."""


def standing_still(witnesses: range) -> Iterator[tuple[SeenAt, Found]]:
    """Ask of an honest registry that got an act late: for N, with none absent or more, is there a way to stand still?"""
    for count in witnesses:
        quorum = 2 * count // 3 + 1
        for absent in range(count - quorum + 1):
            for enough in (quorum, count - quorum + 1):
                model = SeenAt(count, quorum, honest=True, absent=absent, enough=enough)
                yield model, explore(model)
