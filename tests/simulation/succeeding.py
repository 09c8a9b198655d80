# SPDX-License-Identifier: Apache-2.0
"""The headquarters is lost: people in the capitals sign for a successor, and it opens from what their nodes hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from comity.acts.nodes import Successor
from comity.registry.errors import RegistryError
from comity.registry.succeeding import succeed, successor_of
from comity.tlog.signer import Signer
from tests.simulation.capital import Capital
from tests.simulation.headquarters import Headquarters
from tests.simulation.scheduler import Scheduler

FAILED_AFTER_S = 20.0
"""After so long an epoch that did not come about is given up for the next."""

RETRY_S = 10.0
"""What was refused is tried again after so long on the same statements and holdings; time may be what was wanting."""


@dataclass
class Succeeding:
    """What follows on the loss of the headquarters. In a ``split``, half of the states first sign for another successor."""

    scheduler: Scheduler
    headquarters: Headquarters
    capitals: Mapping[str, Capital]
    root: Path
    split: bool
    epoch: int = 1
    at_work: bool = False
    _tries: int = 0
    _refused: set[tuple[object, ...]] = field(default_factory=set)

    def lose(self) -> None:
        """Lose the headquarters now, and let the capitals find out."""
        self.scheduler.tell("the headquarters is destroyed, disk and all")
        self.headquarters.destroy()
        self.begin()

    def begin(self) -> None:
        """Let the states agree on another headquarters."""
        if self.epoch > 1 or self.at_work:
            return
        self.scheduler.tell("the states look for another headquarters")
        self.at_work = True
        self.scheduler.after(3.0, self._next_epoch)
        self.scheduler.every(2.0, self._try)

    def _next_epoch(self) -> None:
        if not self.at_work:
            return
        self.epoch += 1
        half = self.split and self.epoch == 2
        for number, capital in enumerate(self.capitals.values()):
            second = half and number % 2 == 1
            delay = self.scheduler.random.uniform(0.5, 8)
            self.scheduler.after(delay, partial(self._sign, capital, self.epoch, second=second))
        self.scheduler.after(FAILED_AFTER_S, self._next_epoch)

    def _keys(self, epoch: int, *, second: bool = False) -> tuple[tuple[Signer, Signer], tuple[Signer, ...]]:
        """The keys of a successor: of its log, and of the registry from then on. A second one has others."""
        conference = self.headquarters.conference
        number = epoch + 50 if second else epoch
        hands = tuple(conference.signer(f"REG{purpose}#{number}") for purpose in ("", "/recovery", "/node"))
        return conference.log(epoch), hands

    def _successor(self, epoch: int, *, second: bool = False) -> Successor:
        return successor_of(*self._keys(epoch, second=second))

    def _sign(self, capital: Capital, epoch: int, *, second: bool) -> None:
        if not self.at_work or epoch != self.epoch or capital.pledged >= epoch:
            return
        successor = self._successor(epoch, second=second)
        if self.scheduler.chance(0.5):
            capital.pledge_elsewhere(epoch, successor)
        else:
            capital.pledge(epoch, successor)
        self.scheduler.after(2.0, partial(self._sign, capital, epoch, second=second))

    def _try(self) -> None:
        """Open the successor from a node that holds the highest head in some K statements."""
        if not self.at_work or self.epoch < 2:
            return
        successor = self._successor(self.epoch)
        for capital in self.capitals.values():
            node = capital.node
            if node is None or node.witness.held is None:
                continue
            statements = [note.decode() for note in node.succession(self.epoch, successor).values()]
            if len(statements) >= node.witness.held.forum.quorum and self._open(capital, statements):
                return

    def _open(self, capital: Capital, statements: list[str]) -> bool:
        # Refused on the same word and holdings a moment ago: to try again each time takes half of the time of such a seed.
        moment = self.scheduler.now // RETRY_S
        offered = (self.epoch, capital.code, capital.disk.head(), tuple(statements), moment)
        if offered in self._refused:
            return False
        signers, hands = self._keys(self.epoch)
        self._tries += 1
        root = self.root / f"epoch {self.epoch} {self._tries}"
        try:
            clock = self.headquarters.clock
            registry = succeed(root, capital.disk, self.epoch, statements, signers, hands, clock)
        except RegistryError as error:
            self.scheduler.tell(f"the successor does not open from {capital.code}: {error}")
            self._refused.add(offered)
            return False
        self.at_work = False
        words = f"opens at {registry.shelf.size - 1} entries, from what {capital.code} holds"
        self.scheduler.tell(f"the headquarters of epoch {self.epoch} {words}")
        side = self.headquarters.succeed(root, registry, self.epoch)
        for code in ("SEC", *self.capitals):
            # Not everybody hears of it at once; until then the old one is asked, where there is one.
            self.scheduler.after(self.scheduler.random.uniform(0, 6), partial(self._move, code, side))
        return True

    def _move(self, code: str, side: int) -> None:
        self.headquarters.shown[code] = side
        if code in self.capitals:
            self.capitals[code].do("follow")
