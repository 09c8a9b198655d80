# SPDX-License-Identifier: Apache-2.0
"""Seen in time: is an objection that K witnesses saw before the deadline ever left out, and does the record ever stand still?

A witness that signed *seen at* cosigns nothing past the deadline that lacks the act, until the act is entered or K others have
cosigned past the deadline without it. An adoption is recorded only on K cosignatures dated past the deadline. Every witness
has a clock of its own. With a registry that keeps the act from the record, no adoption may come out once K say that they
saw it. With an honest registry that got the act too late, everybody who is there must be able to go on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Onlooker(NamedTuple):
    """An honest witness, as far as one silence goes.

    ``saw`` while it remembers that it signed *seen at*, ``noted`` once it did; ``late`` once it cosigned past the deadline a
    record without the act, ``adopts`` once it cosigned the recorded adoption.
    """

    past: bool = False
    saw: bool = False
    noted: bool = False
    late: bool = False
    adopts: bool = False
    restored: bool = False

    def __str__(self) -> str:
        return f"a {'restored ' if self.restored else ''}witness{' that saw the act' if self.saw else ''}"


class Registry(NamedTuple):
    """The registry: whether it has entered the act by the seen-at notes. There is one; the rest are witnesses."""

    entered: bool = False


Anyone = Onlooker | Registry


class World(NamedTuple):
    """Whether the act is entered, how many notes and late cosignatures stand, whether one more may be put back."""

    entered: bool
    notes: int
    late: int
    spare: bool


WITHOUT = "a record without the act, past the deadline"


@dataclass(frozen=True)
class SeenAt:
    """N witnesses of which K confirm; f collude, up to r are put back. ``keeps`` is the rule; without it nobody waits.

    A registry that is ``honest`` gets the act after the deadline and enters it once ``enough`` (else K) say that they saw it;
    ``absent`` witnesses, none of whom saw it, are then not there at all. Another registry never enters it.
    """

    witnesses: int
    quorum: int
    colluding: int = 0
    restored: int = 0
    keeps: bool = True
    honest: bool = False
    absent: int = 0
    enough: int = 0

    @property
    def within(self) -> bool:
        """Tell what the bound says: f + r <= 2K - N - 1."""
        return self.colluding + self.restored <= 2 * self.quorum - self.witnesses - 1

    def start(self) -> Sequence[Anyone]:
        return [Registry()] + [Onlooker()] * (self.witnesses - self.colluding - self.absent)

    def world(self, everyone: Sequence[Anyone]) -> World:
        onlookers = [one for one in everyone if isinstance(one, Onlooker)]
        return World(
            any(one.entered for one in everyone if isinstance(one, Registry)),
            self.colluding + sum(one.noted for one in onlookers),
            self.colluding + sum(one.late for one in onlookers),
            sum(one.restored for one in onlookers) < self.restored,
        )

    def moves(self, one: Anyone, world: World) -> Iterator[tuple[str, Anyone]]:
        if isinstance(one, Registry):
            if self.honest and not one.entered and world.notes >= (self.enough or self.quorum):
                yield f"the registry enters the act on {world.notes} notes", Registry(entered=True)
            return
        if not one.past:
            yield f"the deadline passes for {one}", one._replace(past=True)
            if not one.saw:
                yield f"{one} sees the act and says when", one._replace(saw=True, noted=True)
        elif not world.entered:
            others = world.late - one.late
            free = not (self.keeps and one.saw) or others >= self.quorum
            if free and not one.late:
                yield f"{one} cosigns {WITHOUT}", one._replace(late=True)
            if free and not one.adopts and world.late >= self.quorum:
                yield f"{one} cosigns the adoption", one._replace(adopts=True)
        if (one.restored or world.spare) and one.saw:
            yield f"{one} is put back to before", one._replace(saw=False, restored=True)

    def flaw(self, everyone: Sequence[Anyone], world: World, stuck: bool) -> str:  # noqa: FBT001
        adopted = self.colluding + sum(isinstance(one, Onlooker) and one.adopts for one in everyone)
        if self.honest:
            settled = world.entered or adopted >= self.quorum
            return f"the record stands still: {world.notes} saw the act" if stuck and not settled else ""
        if adopted >= self.quorum and world.notes >= self.quorum:
            return f"adopted by {adopted}, though {world.notes} say that they saw the objection in time"
        return ""
