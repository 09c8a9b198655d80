# SPDX-License-Identifier: Apache-2.0
"""Promises that no disk breaks, only the order of things: each is put to the test once, and raises Broken."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import Any
from unittest import mock

from msgspec.structs import replace

from comity.acts.signed import SignedAct, parse_signed_act
from comity.acts.silence import Object
from comity.acts.succession import parse_succession
from comity.node.connection import RemoteError
from comity.node.copy import head_in
from comity.node.errors import NodeError, NotYet
from comity.node.node import Identity, Node
from comity.node.store import Store
from comity.node.witness import Witness
from comity.registry import sequencer
from comity.registry.answer import Sequenced
from comity.tlog.cosignature import cosign
from comity.tlog.note import format_note, parse_note
from tests.cast.archive import Archivist
from tests.cast.forum import WITNESSES
from tests.cast.keys import note_signer, witness_signers
from tests.cast.nodes import note_of, seen_at, succession, successor
from tests.faults.cosigning import PAIR
from tests.faults.scene import Broken
from tests.node.watch import Shown, other, record
from tests.record.stories import mark, place
from tests.registry.seat import Clock, Seat


def two_processes_speak_with_one_voice(folder: Path) -> None:
    """Two processes with one store; before a transaction of one, the other binds itself to something that forbids it.

    Once the other cosigns another head of the same size, once it signs for another headquarters; each before the texts are
    held, and between them and the step.
    """
    honest, fork = record(4), other(record(4), 4)
    said = succession("BOR", 2, honest.root(2)).encode()
    for name, does in (
        ("fork", lambda theirs: theirs.cosign(_shown(fork, 4))),
        ("pledge", lambda theirs: theirs.pledge(2, said)),
    ):
        for turn in (0, 1):
            spoken = _raced(folder / f"{name}-{turn}", honest, does, turn)
            if spoken != ["theirs"]:
                raise Broken(f"after a {name}: what two processes signed together nobody may sign: {spoken}")


def _raced(folder: Path, archive: Archivist, does: Callable[[Witness], object], turn: int) -> list[str]:
    path = folder / "store.db"
    ours = _witness(path, archive)
    ours.cosign(_shown(archive, 2))
    theirs = _witness(path, archive)
    spoken: list[str] = []
    begun: list[str] = []

    def meanwhile(statement: str) -> None:
        if statement == "BEGIN IMMEDIATE":
            begun.append(statement)
            if len(begun) == turn + 1:
                spoken.append("theirs")
                does(theirs)

    ours._store._connection.set_trace_callback(meanwhile)
    with suppress(NodeError):
        ours.cosign(_shown(archive, 4))
        spoken.append("ours")
    ours.close()
    theirs.close()
    return spoken


def a_restored_store_never_signs(folder: Path) -> None:
    """A node whose store is put back to what it was, while its letters say what it has signed since."""
    archive = record(5)
    link, points = Link(), [Point(), Point(), Point()]
    for size in (3, 4, 5):
        node = _node(folder / "node", archive, link, points)
        link.show(archive, size)
        node.follow()
        node.close()
        if size == 3:
            copytree(folder / "node", folder / "backup")
    before = list(link.cosigned)
    node = _node(folder / "backup", archive, link, points)
    link.show(other(archive, 4), 4)
    try:
        node.follow()
    except NodeError:
        pass
    finally:
        node.close()
    if {size for size, _ in before} != {3, 4, 5} or link.cosigned != before:
        raise Broken("a restored store signed another head of a size it had signed before")


def acts_are_told_apart_by_the_whole_of_their_id(folder: Path) -> None:
    """Two acts under one number, made so that their ids agree in 128 bits: what 2^64 attempts can do."""

    def colliding(note: bytes) -> SignedAct:
        signed = parse_signed_act(note)
        return replace(signed, id="0" * 32 + signed.id[32:])

    seat = Seat.founded(folder / "record")
    proposal = seat.propose()
    first, second = (seat.statement(proposal, text=text) for text in ("We join.", "We do not."))
    with mock.patch.object(sequencer, "parse_signed_act", colliding):
        seat.place(first)
        (answer,) = seat.lodge(second)
    seat.registry.close()
    if isinstance(answer, Sequenced):
        raise Broken("an act was acknowledged in the place of another")


def a_change_is_judged_by_the_set_before(folder: Path) -> None:
    """A change by which the new witnesses would be enough, and the old are not."""
    seat = Seat.founded(folder / "record", witnesses=WITNESSES)
    seat.cosign(*WITNESSES)
    seat.place(seat.enrol("ARD#2"))
    seat.cosign("ARD#2", "BOR", "COR")
    size = head_in(seat.registry.confirmed).size
    seat.cosign("DEL", "BOR", "ARD")
    late = head_in(seat.registry.confirmed).size
    seat.registry.close()
    if (size, late) != (1, 2):
        raise Broken(f"a change was confirmed at size {size} by those it brought in; by those before it at {late}")


def a_succession_begins_at_the_highest_head_cosigned(folder: Path) -> None:
    """A statement of a state that has cosigned more than it knows to be confirmed."""
    archive = record(5)
    link, points = Link(), [Point()]
    node = _node(folder / "node", archive, link, points)
    link.show(archive, 3)
    node.follow()
    link.confirm(archive, 3)
    if not node.confirmed():
        raise Broken("the head is not confirmed")
    link.show(archive, 5)
    node.follow()
    said = parse_succession(parse_note(node.succeed(2, successor(2), note_signer("BOR"))).text)
    node.close()
    if (said.size, said.root) != (5, archive.root(5).hex()):
        raise Broken(f"a head of size 5 was cosigned, the succession begins at {said.size}")


def nothing_passes_a_deadline_without_the_act_seen(folder: Path) -> None:
    """A record that passes the deadline of a silence, where an objection was seen in time and is not on it."""
    archive = Archivist.opened()
    proposal = archive.wait(seconds=1).propose(archive.circulate())
    place(archive.wait(seconds=1), proposal)
    clock = Clock(archive.at)
    witness = _witness(folder / "store.db", archive, clock)
    witness.cosign(_shown(archive, 4))
    objection = archive.wait(seconds=50).write(Object, "COR", proposal=proposal)
    witness.vow(objection, note_of(objection).encode(), seen_at("BOR/node", objection, archive.at).encode())
    mark(archive.wait(seconds=200))
    clock.now = archive.at
    try:
        witness.cosign(_shown(archive, 5))
    except NotYet:
        return
    finally:
        witness.close()
    raise Broken("a head past the deadline was cosigned without the objection seen")


Promise = Callable[[Path], None]
PROMISES: tuple[Promise, ...] = (
    two_processes_speak_with_one_voice,
    a_restored_store_never_signs,
    acts_are_told_apart_by_the_whole_of_their_id,
    a_change_is_judged_by_the_set_before,
    a_succession_begins_at_the_highest_head_cosigned,
    nothing_passes_a_deadline_without_the_act_seen,
)


# What they are shown.


@dataclass
class Point:
    """A meeting point in memory."""

    kept: list[bytes] = field(default_factory=list)

    def post(self, letter: bytes) -> None:
        if letter not in self.kept:
            self.kept.append(letter)

    def letters(self, after: int) -> list[tuple[int, bytes]]:
        return list(enumerate(self.kept, 1))[after:]


@dataclass
class Link(Shown):
    """A registry in memory: what it shows, and the sizes of heads it was brought cosignatures for."""

    cosigned: list[tuple[int, bytes]] = field(default_factory=list)
    lines: dict[int, bytes] = field(default_factory=dict)

    def show(self, archive: Archivist, size: int) -> None:
        self.pended, self.held = archive.checkpoint(size=size), archive.entries[:size]

    def confirm(self, archive: Archivist, size: int) -> None:
        text = parse_note(archive.checkpoint(size=size)).text
        at = int(archive.at.timestamp())
        lines = [cosign(signer, text, at) for code in WITNESSES[:3] for signer in witness_signers(code)]
        self.lines[size] = format_note(b"-\n", lines)[len(b"-\n\n") :]

    def checkpoint(self) -> bytes:
        raise RemoteError("there is none", {"status": 404})

    def cosignatures(self, size: int) -> bytes | None:
        return self.lines.get(size, b"")

    def cosign(self, size: int, lines: bytes) -> None:
        self.cosigned.append((size, lines))

    def lodge(self, note: bytes) -> dict[str, Any]:  # noqa: ARG002
        raise RemoteError("nothing is taken here")


def _store(path: Path) -> Store:
    return Store.open(path) if path.exists() else Store.create(path)


def _shown(archive: Archivist, size: int) -> Shown:
    return Shown(archive.checkpoint(size=size), archive.entries[:size])


def _witness(path: Path, archive: Archivist, clock: Clock | None = None) -> Witness:
    anchor = sha256(archive.entries[0]).digest()
    return Witness("BOR", _store(path), PAIR, anchor, clock or Clock(archive.at))


def _node(folder: Path, archive: Archivist, link: Link, points: list[Point]) -> Node:
    identity = Identity("BOR", sha256(archive.entries[0]).digest(), note_signer("BOR/node"), PAIR)
    return Node(identity, link, points, _store(folder / "store.db"), Clock(archive.at))
