# SPDX-License-Identifier: Apache-2.0
"""Succession: does a next headquarters keep every confirmed entry, and is there only one in each epoch?

A head is written as its entries, one letter each, and the letter names the log that sequenced it: ``a`` and ``b`` the first
log (which may fork), ``s`` and ``t`` two that would succeed it in epoch 1, ``u`` one in epoch 2. ``as`` is what s sequenced
after a. A successor may open wherever K statements let it, at several heads at once: nothing is taken on trust.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import NamedTuple

EPOCH = {"": 0, "a": 0, "b": 0, "s": 1, "t": 1, "u": 2}
"""The epoch of the log whose letter a head ends with."""


class Habit(Enum):
    """How a witness goes about it: as it should, or in one of the ways that look good enough."""

    CAREFUL = "states the highest head it ever cosigned, then signs no older log and no other successor"
    FROM_CONFIRMED = "states the last head it knows to be confirmed"
    SIGNS_ON = "goes on cosigning the old log after its statement"
    SIGNS_TWO = "signs a statement for a second successor in the same epoch"


class Statement(NamedTuple):
    """One witness's word: in this epoch this successor, and the head it states."""

    successor: str
    head: str


class World(NamedTuple):
    """Whether one more may be put back, and which openings K statements allow."""

    spare: bool
    openings: frozenset[Statement]


class Member(NamedTuple):
    """An honest witness: the head it holds, the epoch it last spoke in, all it ever signed, whether it was put back."""

    held: str = ""
    spoke: int = 0
    heads: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    restored: bool = False

    def __str__(self) -> str:
        return f"a {'restored ' if self.restored else ''}witness that holds {self.held or 'genesis'}"

    def cosigning(self, head: str) -> "Member":
        return self._replace(held=head, heads=tuple(sorted({*self.heads, head})))

    def stating(self, successor: str, head: str) -> "Member":
        spoken = tuple(sorted({*self.statements, Statement(successor, head)}))
        return self._replace(spoke=max(self.spoke, EPOCH[successor]), statements=spoken)


@dataclass(frozen=True)
class Succession:
    """N witnesses of which K confirm; f collude, up to r honest ones are put back and sign on.

    ``first`` are the entries the first log may sequence, ``successors`` who may succeed it.
    """

    witnesses: int
    quorum: int
    colluding: int = 0
    restored: int = 0
    first: str = "a"
    successors: str = "st"
    habit: Habit = Habit.CAREFUL

    @property
    def within(self) -> bool:
        """Tell what the bound says: f + r <= 2K - N - 1."""
        return self.colluding + self.restored <= 2 * self.quorum - self.witnesses - 1

    def start(self) -> Sequence[Member]:
        return [Member()] * (self.witnesses - self.colluding)

    def world(self, everyone: Sequence[Member]) -> World:
        return World(sum(one.restored for one in everyone) < self.restored, self._openings(everyone))

    def _openings(self, everyone: Sequence[Member]) -> frozenset[Statement]:
        """Every (successor, head) for which K statements can be shown: this head the highest, the others its beginnings."""
        said = {statement for one in everyone for statement in one.statements}
        if self.colluding:
            # Who colludes states whatever head a log ever signed: any of them.
            said |= {Statement(each, head) for each in self.successors for head in _heads(self.first, self.successors)}
        return frozenset(
            opening
            for opening in said
            if EPOCH[opening.head[-1:]] < EPOCH[opening.successor]
            and self.colluding + sum(_supports(one, opening) for one in everyone) >= self.quorum
        )

    def moves(self, one: Member, world: World) -> Iterator[tuple[str, Member]]:
        yield from self._cosigns(one, world.openings)
        for successor in self.successors:
            if EPOCH[successor] > one.spoke or (self.habit is Habit.SIGNS_TWO and EPOCH[successor] == one.spoke):
                head = "" if self.habit is Habit.FROM_CONFIRMED else one.held
                yield f"{one} states {head or 'genesis'} for {successor}", one.stating(successor, head)
        if one.restored or world.spare:
            back = Member(heads=one.heads, statements=one.statements, restored=True)
            if back != one:
                yield f"{one} is put back to genesis", back

    def _cosigns(self, one: Member, openings: frozenset[Statement]) -> Iterator[tuple[str, Member]]:
        for entry in self.first:
            if not one.held and (not one.spoke or self.habit is Habit.SIGNS_ON):
                yield f"{one} cosigns {entry}", one.cosigning(entry)
        for successor, head in openings:
            # What it holds of an older log gives way: K have said that they confirm nothing of that any more.
            if one.spoke <= EPOCH[successor] and EPOCH[one.held[-1:]] < EPOCH[successor]:
                yield f"{one} cosigns {head}{successor}", one.cosigning(head + successor)

    def flaw(self, everyone: Sequence[Member], world: World, stuck: bool) -> str:  # noqa: ARG002, FBT001
        succeeded = {opening.successor for opening in world.openings}
        if {"s", "t"} <= succeeded:
            return "s and t both succeed in epoch 1"
        cosigned = {head for one in everyone for head in one.heads}
        if self.colluding:
            cosigned |= _heads(self.first, self.successors) - {""}
        confirmed = [head for head in sorted(cosigned) if self._confirms(everyone, head)]
        for head in confirmed:
            for other in confirmed:
                if not head.startswith(other) and not other.startswith(head):
                    return f"{head} and {other} contradict each other and are both confirmed"
            for successor, opening in sorted(world.openings):
                if EPOCH[head[-1]] < EPOCH[successor] and not opening.startswith(head):
                    return f"{successor} succeeds at {opening or 'genesis'} without the confirmed {head}"
        return ""

    def _confirms(self, everyone: Sequence[Member], head: str) -> bool:
        return self.colluding + sum(head in one.heads for one in everyone) >= self.quorum


def _supports(one: Member, opening: Statement) -> bool:
    return any(said.successor == opening.successor and opening.head.startswith(said.head) for said in one.statements)


@cache
def _heads(first: str, successors: str) -> frozenset[str]:
    """Every head a log of this model could sign."""
    found = {"", *first}
    for successor in successors:
        found |= {head + successor for head in found if EPOCH[head[-1:]] < EPOCH[successor]}
    return frozenset(found)
