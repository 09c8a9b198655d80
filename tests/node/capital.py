# SPDX-License-Identifier: Apache-2.0
"""Capitals: a registry and meeting points behind real servers, and nodes that know them by their addresses alone.

The clock is one for all and stands until it is told to go on; a capital may have a clock of its own.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from comity.acts.edition import Edition
from comity.acts.envelope import Act
from comity.acts.letter import Kind, parse_letter
from comity.node.connection import RemoteError
from comity.node.errors import NodeError
from comity.node.link import RegistryLink
from comity.node.meeting import RemoteMeetingPoint
from comity.node.node import Identity, Node
from comity.node.remote import Remote
from comity.node.store import Store
from comity.record.errors import RecordError
from comity.tlog.note import parse_note
from tests.cast.forum import MEMBERS, WITNESSES
from tests.cast.keys import note_signer, witness_signers
from tests.meet import house as meet
from tests.registry.conftest import Founded
from tests.registry.house import House
from tests.registry.house import served as registry_served
from tests.registry.seat import GENEROUS, Seat


@dataclass
class Capital:
    """The node of a state and what it needs to be taken up again."""

    code: str
    path: Path
    begin: Callable[[Store], Node]
    node: Node

    def restart(self, store: Path | None = None) -> Node:
        """Stop the node and start it again, perhaps from another copy of its store."""
        self.node.close()
        if store is not None:
            self.path.write_bytes(store.read_bytes())
            for more in ("-wal", "-shm"):
                self.path.with_name(self.path.name + more).unlink(missing_ok=True)
        self.node = self.begin(Store.open(self.path))
        return self.node

    def copy(self, to: Path) -> Path:
        """Copy the store, as a snapshot of the machine would."""
        self.node.close()
        to.write_bytes(self.path.read_bytes())
        self.node = self.begin(Store.open(self.path))
        return to


@dataclass
class Capitals:
    """A conference at work."""

    root: Path
    seat: Seat
    house: House
    points: list[meet.House]
    all: dict[str, Capital] = field(default_factory=dict)

    def __getitem__(self, code: str) -> Node:
        return self.all[code].node

    def found(
        self,
        code: str,
        *,
        pair: str = "",
        points: bool = True,
        link: Callable[[str], RegistryLink] = Remote,
        clock: Any = None,
    ) -> Node:
        """Begin the node of a state, with the cosigning pair of its code or another, and this way to the registry."""
        anchor = sha256(self.seat.registry.entry(0)).digest()
        identity = Identity(code, anchor, note_signer(f"{code}/node"), witness_signers(pair or code))
        mailboxes = [RemoteMeetingPoint(point.url) for point in self.points] if points else []

        def begin(store: Store) -> Node:
            registry, patience = link(self.house.url), timedelta(seconds=5)
            return Node(identity, registry, mailboxes, store, clock or self.seat.clock, patience=patience)

        path = self.root / f"node-{code}-{len(self.all)}.db"
        self.all[code] = Capital(code, path, begin, begin(Store.create(path)))
        return self.all[code].node

    def keep_time(self) -> None:
        """Let two seconds pass, and the registry lodge what it owes."""
        self.seat.clock.wait(seconds=2)
        self.house.write(self.seat.registry.keep_time)

    def beat(self, *codes: str) -> int:
        """Let time pass and these nodes (else: all) do everything twice; give how many entries are confirmed."""
        self.keep_time()
        nodes = [self.all[code].node for code in codes or self.all]
        for _ in range(2):
            for node in nodes:
                step(node.hear)
                step(node.follow)
                step(node.refresh)
            for node in nodes:
                step(node.confirmed)
                step(node.watch)
        return self.confirmed

    @property
    def confirmed(self) -> int:
        """How many entries the registry knows to be confirmed."""
        note = self.seat.registry.confirmed
        return int(parse_note(note).text.split(b"\n")[1]) if note else 0

    def place(self, *notes: bytes) -> list[str]:
        """Lodge acts that must be sequenced; give their ids."""
        return [placed.act_id for placed in self.house.write(lambda: self.seat.place(*notes))]

    def write(self, kind: type[Act], /, *by: str, **fields: Any) -> bytes:
        """Write an act as these parties' next one."""
        return self.seat.write(kind, *by, **fields)

    def letters(self, kind: Kind, point: int = 0) -> list[tuple[str, bytes]]:
        """The letters of a kind at a meeting point: who signed, and the payload."""
        notes = [parse_note(note) for _, note in RemoteMeetingPoint(self.points[point].url).letters(0)]
        opened = [(note.lines[0].name.removesuffix("/node"), parse_letter(note.text)) for note in notes]
        return [(code, letter.payload) for code, letter in opened if letter.kind == kind]


def step(call: Callable[[], object]) -> None:
    """Do one thing; what is refused or not answered now is done another time."""
    try:
        call()
    except (RemoteError, NodeError, RecordError):
        return


@dataclass(frozen=True)
class Censored(Remote):
    """A registry that takes no act in; everything else it does as it should."""

    def lodge(self, note: bytes) -> dict[str, Any]:  # noqa: ARG002  (it is not even read)
        raise RemoteError("no answer")


@contextmanager
def capitals_of(
    root: Path,
    found: Founded,
    *codes: str,
    points: int = 3,
    edition: Edition = GENEROUS,
    link: Callable[[str], RegistryLink] = Remote,
) -> Iterator[Capitals]:
    """A registry whose genesis enrols four witnesses, meeting points, and the nodes of these states."""
    seat = found(edition, WITNESSES)
    with ExitStack() as stack:
        house = stack.enter_context(registry_served(seat))
        mailboxes = []
        for number in range(points):
            folder = root / f"point-{number}"
            folder.mkdir()
            mailboxes.append(stack.enter_context(meet.served(folder)))
            meet.write_keys(folder, *(f"{code}/node" for code in (*MEMBERS, "SEC", "REG")))
        capitals = Capitals(root, seat, house, mailboxes)
        for code in codes:
            capitals.found(code, link=link)
        try:
            yield capitals
        finally:
            for capital in capitals.all.values():
                capital.node.close()
