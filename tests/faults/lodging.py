# SPDX-License-Identifier: Apache-2.0
"""Scenes of a registry: acts are lodged, texts stored, heads published and confirmed; then the record is taken up again."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from comity.acts.outcomes import Mark
from comity.acts.signed import parse_signed_act
from comity.bug import Bug
from comity.registry.answer import Sequenced
from comity.registry.board import Board
from comity.registry.errors import Misconfigured, RegistryError
from comity.registry.registry import Registry
from comity.registry.shelf import leaves_of
from comity.rules.forum import forum_bytes
from comity.tlog.merkle import Frontier, read_frontier
from comity.tlog.note import parse_note
from comity.tlog.tree_head import parse_checkpoint
from tests.cast.forum import MEMBERS, ORIGIN, WITNESSES
from tests.faults.scene import Broken
from tests.faults.strace import GOES_ON, STOPPED, Fault, Say, run
from tests.registry.seat import GENEROUS, HAND, LOG, TEXT, Clock, Seat, genesis, statement

Step = tuple[bytes, ...] | bytes | str
"""A batch; a text; ``reopen``."""
AUTOCHECKPOINT = 8
"""Pages after which SQLite moves its log into the database: as few as this show that path in a short scene."""
STORING = "storing"
STOPPING = (RegistryError, OSError)


class Taken(NamedTuple):
    """What a registry holds when it has been taken up."""

    fresh: bool
    ids: tuple[str, ...]
    roots: dict[int, str]
    confirmed: int
    blobs: frozenset[str]

    def judge(self, said: Sequence[str]) -> None:
        """Compare with what was said: every act at its place, every head that was shown under this tree."""
        for line in said:
            word, *rest = line.split()
            if self.fresh and word in {"act", "sequenced", "published", "confirmed"}:
                raise Broken(f"the record is gone after {line!r}")
            if word in {"act", "sequenced"}:
                index, act, size, root = int(rest[0]), rest[1], int(rest[2]), rest[3]
                if self.ids[index : index + 1] != (act,):
                    raise Broken(f"act {act} was acknowledged at {index} and does not stand there")
                self._stands(size, root)
            elif word == "published":
                self._stands(int(rest[0]), rest[1])
            elif word == "confirmed":
                if self.confirmed < int(rest[0]):
                    raise Broken(f"the confirmed head of size {rest[0]} is gone")
                self._stands(int(rest[0]), rest[1])
            elif word == "stored" and rest[0] not in self.blobs:
                raise Broken(f"the text {rest[0]} was stored and is gone")

    def _stands(self, size: int, root: str) -> None:
        if self.roots.get(size) != root:
            raise Broken(f"a head of size {size} was shown; the lock does not know it, or another root")


@dataclass(frozen=True)
class Lodging:
    """A registry, and steps carried out with it."""

    name: str
    base: Path
    first: int
    """From which size on heads were shown."""
    steps: tuple[Step, ...]
    before: tuple[str, ...] = ()
    """What was said before the scene begins."""
    digest: str = ""
    """Of the record that the whole scene leads to."""
    below: str = "."
    """Where the record lies in the directory."""

    def play(self, root: Path, say: Say) -> int:
        """Take the record up (or begin it), carry out the steps; after an error try to go on."""
        with _board_seen(say):
            registry = None
            try:
                registry, _ = taken_up(root / self.below)
                registry.lock._connection.execute(f"PRAGMA wal_autocheckpoint = {AUTOCHECKPOINT}")
                say("opened")
                for step in self.steps:
                    registry = carry_out(registry, root / self.below, step, say)
                registry.close()
            except STOPPING:
                say(GOES_ON)
                if registry is not None:
                    self._go_on(registry, say)
                return STOPPED
        return 0

    def _go_on(self, registry: Registry, say: Say) -> None:
        """Do what a registry that does not stop would do: lodge on, and settle."""
        for step in self.steps:
            try:
                if isinstance(step, tuple):
                    _lodge(registry, step, say)
            except (*STOPPING, Bug, Broken, sqlite3.ProgrammingError):  # (refused by now, or its lock is closed)
                continue
        registry.close()

    def recover(self, root: Path, *, whole: bool) -> Taken:
        """Take the record up, then lodge what comes next."""
        try:
            registry, fresh = taken_up(root / self.below)
        except STOPPING as error:
            raise Broken(f"it cannot be taken up: {type(error).__name__}: {error}") from error
        try:
            taken = self._taken(registry, fresh=fresh)
            if whole:
                for step in self.steps:
                    registry = carry_out(registry, root / self.below, step, _silent)
                if outcome(registry) != self.digest:
                    raise Broken("the same acts lead to another record after it")
            go_on(registry)
        except STOPPING as error:
            raise Broken(f"it does not go on: {type(error).__name__}: {error}") from error
        finally:
            registry.close()
        return taken

    def _taken(self, registry: Registry, *, fresh: bool) -> Taken:
        shelf = registry.shelf
        entries = shelf.entries(0, shelf.size)
        ids = tuple(map(_id_of, entries))
        roots = _roots(leaves_of(entries), min(self.first, shelf.size))
        if roots[shelf.size] != read_frontier(shelf.reader(shelf.size), shelf.size).root().hex():
            raise Broken("the tiles of hashes lead to another root than the entries")
        confirmed = parse_checkpoint(parse_note(registry.confirmed).text).size if registry.confirmed else 0
        digests = [sha256(step).hexdigest() for step in self.steps if isinstance(step, bytes)]
        blobs = frozenset(digest for digest in digests if registry.blobs.get(digest) is not None)
        return Taken(fresh, ids, roots, confirmed, blobs)


def outcome(registry: Registry) -> str:
    """The digest of a whole record and of its forum."""
    entries = registry.shelf.entries(0, registry.shelf.size)
    return sha256(b"".join(entries) + forum_bytes(registry.forum)).hexdigest()


GENESIS = genesis(GENEROUS, WITNESSES)


def taken_up(root: Path) -> tuple[Registry, bool]:
    """Open a record; where its founding did not end, found it (as whoever runs a registry would)."""
    try:
        return Registry.open(root, LOG, HAND, Clock()), False
    except Misconfigured:
        return Registry.found(root, ORIGIN, GENESIS, LOG, HAND, Clock()), True


def carry_out(registry: Registry, root: Path, step: Step, say: Say) -> Registry:
    """Carry out one step; give the registry to go on with. Raises what stops a registry, and Broken."""
    if isinstance(step, bytes):
        say(STORING)
        say(f"stored {registry.store(step)}")
    elif isinstance(step, tuple):
        _lodge(registry, step, say)
        confirm(registry)
    else:
        registry.close()
        registry, _ = taken_up(root)
    return registry


def _lodge(registry: Registry, notes: Sequence[bytes], say: Say) -> None:
    for answer in registry.lodge(notes):
        if not isinstance(answer, Sequenced):
            raise Broken(f"{answer}")
        head = parse_checkpoint(parse_note(answer.checkpoint).text)
        word = "act" if answer.again else "sequenced"
        say(f"{word} {answer.index} {answer.act_id} {head.size} {head.root.hex()}")
    registry.settle()


def confirm(registry: Registry) -> None:
    """Let all who judge the pending head cosign it, until the newest is confirmed."""
    seat = Seat(Path(), Clock(), registry)
    while (head := registry.board.pending) is not None and (
        not head.is_confirmed or head.checkpoint.size < registry.shelf.size
    ):
        lines = seat.lines(*(witness.code for witness in head.judges.witnesses))
        if registry.gather(head.checkpoint.size, lines):
            raise Broken("a true cosignature was refused")


def go_on(registry: Registry) -> None:
    """Lodge an act that nobody lodged before; it must be placed at the end, and be found there when lodged again."""
    if registry.waiting_for:
        confirm(registry)
    size = registry.shelf.size
    note = registry._write(Mark, {"journal": registry.forum.journal.hex()})
    for _ in range(2):
        (answer,) = registry.lodge([note])
        registry.settle()
        if not isinstance(answer, Sequenced) or answer.index != size:
            raise Broken(f"the next act is answered {answer}")


def _roots(leaves: Sequence[bytes], first: int) -> dict[int, str]:
    """Give the root of the tree at every size from the first on."""
    frontier = Frontier().extend(leaves[:first])
    roots = {first: frontier.root().hex()}
    for leaf in leaves[first:]:
        frontier = frontier.append(leaf)
        roots[frontier.size] = frontier.root().hex()
    return roots


def _id_of(entry: bytes) -> str:
    return parse_signed_act(entry[entry.index(b"\n") + 1 :]).id


def _silent(_: str) -> None:
    return


@contextmanager
def _board_seen(say: Say) -> Iterator[None]:
    """Say what any reader can see on the board from this moment on."""

    def put(board: Board, name: str, value: Any) -> None:
        if name == "pending" and value is not None:
            say(f"published {value.checkpoint.size} {value.checkpoint.root.hex()}")
        if name == "confirmed" and value:
            head = parse_checkpoint(parse_note(value).text)
            say(f"confirmed {head.size} {head.root.hex()}")
        object.__setattr__(board, name, value)

    Board.__setattr__ = put  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        del Board.__setattr__


# The scenes.


class Beginning(NamedTuple):
    """A record to begin with, what may be said in it next, and by whom."""

    seat: Seat
    proposal: str
    seqs: dict[str, int]

    def said(self, count: int) -> tuple[bytes, ...]:
        """The notes of so many statements by members in turn."""
        members, notes = list(MEMBERS), []
        for _ in range(count):
            by = members[sum(self.seqs.values()) % len(members)]
            self.seqs[by] += 1
            notes.append(statement(self.proposal, by, (self.seqs[by],)))
        return tuple(notes)


def begun(folder: Path, size: int) -> Beginning:
    """Make a record of so many entries, confirmed and closed, in a directory of its own."""
    seat = Seat(folder, Clock(), Registry.found(folder, ORIGIN, GENESIS, LOG, HAND, Clock()))
    beginning = Beginning(seat, seat.propose(), dict.fromkeys(MEMBERS, 0) | {"ARD": 1})
    while seat.forum.size < size:
        seat.place(*beginning.said(min(50, size - seat.forum.size)))
    confirm(seat.registry)
    return beginning


def _whole(scene: Lodging, folder: Path) -> Lodging:
    """Find out what the scene leads to when nothing fails."""
    root = folder / "whole"
    shutil.copytree(scene.base, root)
    registry, _ = taken_up(root / scene.below)
    for step in scene.steps:
        registry = carry_out(registry, root / scene.below, step, _silent)
    digest = outcome(registry)
    registry.close()
    shutil.rmtree(root)
    return replace(scene, digest=digest)


def _first(folder: Path) -> Lodging:
    """Genesis, and the first acts of all."""
    base = folder / "first"
    base.mkdir()
    beginning = begun(folder / "first-aside", 3)
    seat = beginning.seat
    notes = [seat.registry.entry(index).partition(b"\n")[2] for index in (1, 2)]
    seat.registry.close()
    return Lodging("first lodging", base, 0, (TEXT, (notes[0],), (notes[1], *beginning.said(2))), below="deep/record")


def _daily(folder: Path) -> Lodging:
    """Batches of all kinds, a text, an act lodged twice, changes of the witnesses, a restart."""
    beginning = begun(folder / "daily", 6)
    seat, said = beginning.seat, beginning.said
    alone = said(1)
    steps: list[Step] = [alone, TEXT + b" Again.", (*said(3), seat.circulate(2)), alone]
    beginning.seqs["ELV"] += 1
    enrolment = seat.enrol("ELV", beginning.seqs["ELV"] - seat.forum.parties["ELV"].seq - 1)
    steps += [(*said(1), enrolment), said(2), "reopen", said(7)]
    seat.registry.close()
    return Lodging("days of work", seat.root, 0, tuple(steps))


def _border(folder: Path) -> Lodging:
    """One act after the other over the border of a tile: 254, 255, 256, 257, 258 entries."""
    beginning = begun(folder / "border", 254)
    beginning.seat.registry.close()
    return Lodging("254 to 258, one by one", beginning.seat.root, 250, tuple(beginning.said(1) for _ in range(4)))


def _over(folder: Path) -> Lodging:
    """A batch over the border of a tile, a restart, another act."""
    beginning = begun(folder / "over", 250)
    beginning.seat.registry.close()
    steps = (beginning.said(9), "reopen", beginning.said(1))
    return Lodging("a batch over the border", beginning.seat.root, 250, steps)


def _wide(folder: Path) -> Lodging:
    """A batch that fills two tiles at once."""
    beginning = begun(folder / "wide", 200)
    beginning.seat.registry.close()
    return Lodging("a batch over two borders", beginning.seat.root, 200, (beginning.said(320),))


def _interrupted(folder: Path) -> Iterator[Lodging]:
    """Recoveries that are themselves interrupted: the lock held the batch, of the tiles there was nothing, or a part."""
    faults = (Fault("mkdir", 1, "KILL"), Fault("rename", 1, "KILL"), Fault("rename", 2, "KILL"))
    over = _over(folder)
    for number, fault in enumerate(faults):
        base = folder / f"interrupted-{number}"
        shutil.copytree(over.base, base)
        end = run(lambda say, base=base: over.play(base, say), folder / "log", fault, recorded=False)  # type: ignore[misc]
        yield replace(over, name=f"a recovery after {fault}", base=base, before=tuple(end.said))


MAKERS: dict[str, Callable[[Path], Lodging]] = {
    "first lodging": _first,
    "days of work": _daily,
    "254 to 258, one by one": _border,
    "a batch over the border": _over,
    "a batch over two borders": _wide,
}


def scene(name: str, folder: Path) -> Lodging:
    """Make one scene; its beginning is laid down under the folder."""
    return _whole(MAKERS[name](folder), folder)


def scenes(folder: Path, *, interrupted: bool = True) -> list[Lodging]:
    """Make every scene; interrupted recoveries need strace."""
    made = [scene(name, folder) for name in MAKERS]
    aside = folder / "aside"
    aside.mkdir()
    return made + [_whole(each, folder) for each in (_interrupted(aside) if interrupted else ())]
