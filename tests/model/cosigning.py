# SPDX-License-Identifier: Apache-2.0
"""Cosigning and restore: can two records that contradict each other both be confirmed?

A head is written as its entries: ``bb`` continues ``b`` and contradicts ``a``. The registry shows any head to anybody. An honest
witness cosigns what continues the head it holds. A witness put back from a backup forgets, and holds an older head again; its
signatures stay in the world. Where a restore burns the key, a witness put back signs nothing more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

HEADS = ("a", "b", "bb")
"""A fork at one size (a, b) and at two sizes (a, bb)."""
CONTRADICTIONS = (("a", "b"), ("a", "bb"))


class Cosigner(NamedTuple):
    """An honest witness: the head it holds, the heads it ever cosigned, whether it was put back from a backup."""

    held: str = ""
    signed: tuple[str, ...] = ()
    restored: bool = False
    burnt: bool = False

    def __str__(self) -> str:
        return f"a {'restored ' if self.restored else ''}witness that holds {self.held or 'genesis'}"


@dataclass(frozen=True)
class Cosigning:
    """N witnesses of which K confirm; f collude, up to r honest ones are put back; ``burns`` as the product has it."""

    witnesses: int
    quorum: int
    colluding: int = 0
    restored: int = 0
    burns: bool = False

    @property
    def within(self) -> bool:
        """Tell what the bound says: f + r <= 2K - N - 1, where r counts only if a restored witness signs on."""
        counted = self.colluding + (0 if self.burns else self.restored)
        return counted <= 2 * self.quorum - self.witnesses - 1

    def start(self) -> Sequence[Cosigner]:
        return [Cosigner()] * (self.witnesses - self.colluding)

    def world(self, everyone: Sequence[Cosigner]) -> bool:
        """Whether one more may be put back."""
        return sum(one.restored for one in everyone) < self.restored

    def moves(self, one: Cosigner, world: bool) -> Iterator[tuple[str, Cosigner]]:  # noqa: FBT001
        if one.burnt:
            return
        for head in HEADS:
            if head != one.held and head.startswith(one.held):
                signed = tuple(sorted({*one.signed, head}))
                yield f"{one} cosigns {head}", one._replace(held=head, signed=signed)
        if one.restored or world:
            for back in ("", *one.signed):
                if back != one.held:
                    after = Cosigner(back, one.signed, restored=True, burnt=self.burns)
                    yield f"{one} is put back to {back or 'genesis'}", after

    def flaw(self, everyone: Sequence[Cosigner], world: bool, stuck: bool) -> str:  # noqa: ARG002, FBT001
        for pair in CONTRADICTIONS:
            if all(self.colluding + sum(head in one.signed for one in everyone) >= self.quorum for head in pair):
                return f"{pair[0]} and {pair[1]} contradict each other and are both confirmed"
        return ""
