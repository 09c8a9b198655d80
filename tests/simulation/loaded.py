# SPDX-License-Identifier: Apache-2.0
"""Loaded dice: plans in which a planted bug of the shared list has its occasion, and what the invariants then say."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import NamedTuple

from comity.rules.forum import witness_quorum
from tests.simulation.plan import Plan, plan_of

Loaded = Callable[[Random, int], Plan]


class Occasion(NamedTuple):
    """How a planted bug is given its occasion, and words of the flaw it is caught by."""

    plan: Loaded
    words: tuple[str, ...]


def _quiet(random: Random, witnesses: int) -> Plan:
    """A drawn plan, less what would only get in the way."""
    return replace(
        plan_of(random, witnesses), conduct="honest", colluding=0, loss=0.0, late=0.0, cuts=(), crashes=(), dark=(),
        registry_crashes=(), point_down=(0.0, 0.0), backups=(), doubles=(), change_at=0.0, wrong_clock=0.0,
        is_stale=False, lost_at=0.0, deposed_at=0.0, split=False,
    )  # fmt: skip


def _change(random: Random, witnesses: int) -> Plan:
    return replace(_quiet(random, witnesses), change_at=random.uniform(10, 40))


def _loss(random: Random, witnesses: int) -> Plan:
    return replace(_quiet(random, witnesses), lost_at=random.uniform(5, 40))


def _censoring(random: Random, witnesses: int) -> Plan:
    most = 2 * witness_quorum(witnesses) - witnesses - 1
    return replace(_quiet(random, witnesses), conduct="censoring", colluding=most)


def _snapshot(random: Random, witnesses: int) -> Plan:
    forked = random.uniform(10, 30)
    backups = ((forked - 2, random.uniform(forked + 5, forked + 40)),)
    return replace(_quiet(random, witnesses), conduct="equivocating", acts_from=forked, backups=backups)


def _deposed(random: Random, witnesses: int) -> Plan:
    return replace(_quiet(random, witnesses), conduct="censoring", deposed_at=random.uniform(5, 30), split=True)


def _behind(random: Random, witnesses: int) -> Plan:
    """The headquarters is lost while one state is cut off, and others are not there when its successor opens."""
    lost = random.uniform(20, 40)
    away = tuple(lost + seconds for seconds in (12, 13, 14, 15))
    return replace(_quiet(random, witnesses), lost_at=lost, cuts=((lost - 15, lost + 6, 1),), crashes=away)


OCCASIONS = {
    "set change judged by the new set": Occasion(_change, ("those before it did not",)),
    "succession from last confirmed": Occasion(_loss, ("two roots of", "without a confirmed head")),
    "cosigning past a deadline while holding a seen-at": Occasion(_censoring, ("adopted by silence, though",)),
    "stale restore signs": Occasion(_snapshot, ("with one key",)),
    "check and persist not atomic": Occasion(_deposed, ("after it had signed for epoch",)),
}
"""By the name in `tests.faults.planted.PLANTED`; the other bugs of that list are the disk's, not the protocol's."""

MENDED = {
    "a state that signed for a successor while it held less could not cosign it": (_behind, 3, 5),
}
"""What the simulation once found, with a plan, a seed and so many witnesses that come to where it lay. A number alone
would not do: what a seed draws changes with the simulation."""
