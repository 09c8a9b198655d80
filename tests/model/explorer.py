# SPDX-License-Identifier: Apache-2.0
"""Breadth-first search over the states of a small model, in which equals are interchangeable.

A state is the multiset of what each honest witness (and whoever else remembers something) holds. Colluding witnesses hold
nothing worth remembering: they sign whatever helps, so a model adds their number wherever signatures are counted. The registry,
the network and the order of events are hostile by construction: every move that a party's own rules allow is taken, in
every order.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

L = TypeVar("L", bound=Hashable)
W = TypeVar("W", bound=Hashable)
State = tuple[int, ...]
"""The numbers of what each holds, sorted: symmetric states come out equal."""


class Model(Protocol[L, W]):
    """A model. Its ``flaw`` says in words what must not be, and is empty where nothing is wrong."""

    def start(self) -> Sequence[L]:
        """What everybody holds in the beginning."""

    def world(self, everyone: Sequence[L]) -> W:
        """What anybody may be shown now: all that the moves of one depend on of the others."""

    def moves(self, one: L, world: W) -> Iterator[tuple[str, L]]:
        """Everything that one may do next: in words, and what it holds then."""

    def flaw(self, everyone: Sequence[L], world: W, stuck: bool) -> str:  # noqa: FBT001
        """What is wrong with a state; ``stuck`` where nobody can move."""


@dataclass(frozen=True)
class Found:
    """What a search came to: how many states it saw, and the shortest way to a flaw where it met one."""

    states: int
    flaw: str = ""
    trace: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.flaw:
            return f"{self.states:,} states, no flaw"
        steps = "".join(f"\n  {number}. {step}" for number, step in enumerate(self.trace, 1))
        return f"{self.flaw} (after {self.states:,} states){steps}"


@dataclass
class Search(Generic[L, W]):
    """One search. What is held is kept once and known by number; moves are asked for once in each world."""

    model: Model[L, W]
    held: list[L] = field(default_factory=list)
    numbers: dict[L, int] = field(default_factory=dict)
    moves: dict[tuple[int, W], list[tuple[str, int]]] = field(default_factory=dict)
    came: dict[State, tuple[State, str]] = field(default_factory=dict)

    def run(self) -> Found:
        """Visit every state within reach, nearest first; stop at the first flaw."""
        start = tuple(sorted(self._number(one) for one in self.model.start()))
        self.came[start] = (start, "")
        frontier = [start]
        while frontier:
            following: list[State] = []
            for state in frontier:
                everyone = [self.held[number] for number in state]
                world = self.model.world(everyone)
                after = self._after(state, world)
                if flaw := self.model.flaw(everyone, world, not after):
                    return Found(len(self.came), flaw, self._trace(state))
                for step, reached in after:
                    if reached not in self.came:
                        self.came[reached] = (state, step)
                        following.append(reached)
            frontier = following
        return Found(len(self.came))

    def _number(self, one: L) -> int:
        number = self.numbers.setdefault(one, len(self.held))
        if number == len(self.held):
            self.held.append(one)
        return number

    def _after(self, state: State, world: W) -> list[tuple[str, State]]:
        reached = []
        for index, number in enumerate(state):
            if index and number == state[index - 1]:
                continue
            known = self.moves.get((number, world))
            if known is None:
                found = self.model.moves(self.held[number], world)
                known = self.moves[number, world] = [(step, self._number(one)) for step, one in found]
            rest = state[:index] + state[index + 1 :]
            reached += [(step, tuple(sorted((*rest, after)))) for step, after in known]
        return reached

    def _trace(self, state: State) -> tuple[str, ...]:
        steps: list[str] = []
        while (before := self.came[state])[1]:
            state, step = before
            steps.append(step)
        return tuple(reversed(steps))


def explore(model: Model[L, W]) -> Found:
    """Search a model to its end, or to its first flaw."""
    return Search(model).run()
