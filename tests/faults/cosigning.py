# SPDX-License-Identifier: Apache-2.0
"""Scenes of a witness: heads are checked, held and cosigned, duties and evidence kept; then its store is taken up again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from comity.acts.documents import CirculateDocument
from comity.acts.entry import parse_entry
from comity.acts.signed import SignedAct
from comity.acts.silence import Object
from comity.node.copy import head_in
from comity.node.errors import Contradicted, NodeError, NotYet, Pledged, StateLost
from comity.node.store import Store
from comity.node.witness import Witness
from comity.record.errors import RecordError
from comity.tlog.cosignature import verify_cosignature
from comity.tlog.merkle import leaf_hash, tree_root
from comity.tlog.note import SignatureLine, parse_note
from comity.tlog.signer import Signer
from tests.cast.archive import Archivist
from tests.cast.keys import witness_signers
from tests.cast.nodes import note_of, seen_at, succession
from tests.faults.lodging import AUTOCHECKPOINT
from tests.faults.scene import Broken
from tests.faults.strace import GOES_ON, STOPPED, Say
from tests.node.watch import Shown, other, record
from tests.registry.seat import Clock

STOPPING = (NodeError, RecordError, OSError)
PAIR: tuple[Signer, Signer] = witness_signers("BOR")
Step = Shown | SignedAct | int
"""A head to cosign; an act to sign seen-at for; an epoch for which to sign a succession statement."""


class Held(NamedTuple):
    """What a store holds when it has been taken up."""

    fresh: bool
    size: int
    cosigned_at: int
    roots: dict[int, str]
    accuses: bool
    duties: frozenset[str]
    epoch: int

    def judge(self, said: Sequence[str]) -> None:
        """Compare with every cosignature and note that left the process, and with the evidence it said it keeps."""
        given: dict[int, str] = {}
        for line in said:
            word, *rest = line.split()
            if word == "accused" and not self.accuses:
                raise Broken("evidence was kept and is gone")
            if word == "vowed" and rest[0] not in self.duties:
                raise Broken(f"a seen-at of {rest[0]} left; the store knows of no duty")
            if word == "pledged" and self.epoch < int(rest[0]):
                raise Broken(f"a succession statement of epoch {rest[0]} left; the store knows of none")
            if word != "cosigned":
                continue
            size, root, at = int(rest[0]), rest[1], int(rest[2])
            if self.fresh or size > self.size or at > self.cosigned_at:
                raise Broken(
                    f"a cosignature of size {size} at {at} left; the store holds {self.size}, {self.cosigned_at}"
                )
            if self.roots.get(size) != root or given.setdefault(size, root) != root:
                raise Broken(f"two heads of size {size} were cosigned")


@dataclass(frozen=True)
class Cosigning:
    """A witness, and what it is shown one after the other."""

    name: str
    base: Path
    steps: tuple[Step, ...]
    last: Shown
    """An honest head to go on with."""
    lie: Shown
    """Another record of the same length as the last."""
    before: tuple[str, ...] = ()
    clock: Clock = field(default_factory=Clock)

    def play(self, root: Path, say: Say) -> int:
        """Take the store up (or make it), go from step to step; after an error try to go on."""
        witness = None
        try:
            witness, _ = self.taken_up(root)
            witness._store._connection.execute(f"PRAGMA wal_autocheckpoint = {AUTOCHECKPOINT}")
            say("opened")
            for step in self.steps:
                self._step(witness, step, say)
            witness.close()
        except STOPPING:
            say(GOES_ON)
            if witness is not None:
                self._go_on(witness, say)
            return STOPPED
        return 0

    def _step(self, witness: Witness, step: Step, say: Say) -> None:
        if isinstance(step, Shown):
            try:
                say(_told(step, self.cosign(witness, step)))
            except Contradicted:
                say("accused")
        elif isinstance(step, SignedAct):
            witness.vow(step, note_of(step).encode(), seen_at("BOR/node", step, self.clock.now).encode())
            say(f"vowed {step.id}")
        else:
            held = head_in(witness.copy.note)
            witness.pledge(step, succession("BOR", held.size, held.root, step).encode())
            say(f"pledged {step}")

    def _go_on(self, witness: Witness, say: Say) -> None:
        for step in (*self.steps, self.last, self.lie):
            try:
                self._step(witness, step, say)
            except STOPPING:
                continue
        witness.close()

    def cosign(self, witness: Witness, source: Shown) -> tuple[SignatureLine, ...]:
        """Cosign at the time of the newest entry, or a second after the cosignature before."""
        at = parse_entry(source.held[head_in(source.pended).size - 1]).sequenced_at
        self.clock.now = max(at, datetime.fromtimestamp(witness._store.head()[2] + 1, UTC))
        return witness.cosign(source)

    def taken_up(self, root: Path) -> tuple[Witness, bool]:
        """Open the store; where there is none, make it (as whoever enrols a witness would)."""
        path, fresh = root / "node" / "store.db", False
        try:
            store = Store.open(path)
        except StateLost:
            store, fresh = Store.create(path), True
        anchor = sha256(self.last.held[0]).digest()
        return Witness("BOR", store, PAIR, anchor, self.clock), fresh

    def recover(self, root: Path, *, whole: bool) -> Held:
        """Take the store up, then cosign the next head; never an older one, never another of the same size."""
        try:
            witness, fresh = self.taken_up(root)
        except STOPPING as error:
            raise Broken(f"it cannot be taken up: {type(error).__name__}: {error}") from error
        try:
            held = _held(witness, fresh=fresh)
            if held.accuses:
                self._refuses(witness, self.last, Contradicted)
            elif held.epoch:
                self._refuses(witness, self.last, Pledged)
            else:
                self._next(witness, held, whole=whole)
        except STOPPING as error:
            raise Broken(f"it does not go on: {type(error).__name__}: {error}") from error
        finally:
            witness.close()
        return held

    def _next(self, witness: Witness, held: Held, *, whole: bool) -> None:
        reached = held.size == head_in(self.last.pended).size
        lines = witness.lines() if reached else self.cosign(witness, self.last)
        size, root, at = _told(self.last, lines).split()[1:]
        store, _, cosigned_at = witness._store.head()
        if (int(size), int(at)) != (store, cosigned_at) or int(at) < held.cosigned_at or int(size) < held.size:
            raise Broken(f"{size} {root} was cosigned at {at}, the store holds {store}, {cosigned_at}")
        if whole:
            first = next(step for step in self.steps if isinstance(step, Shown))
            self._refuses(witness, first, NotYet)
            self._refuses(witness, self.lie, Contradicted)

    def _refuses(self, witness: Witness, source: Shown, error: type[NodeError]) -> None:
        try:
            lines = self.cosign(witness, source)
        except error:
            return
        raise Broken(f"a head that must be refused was cosigned: {_told(source, lines)}")


def _held(witness: Witness, *, fresh: bool) -> Held:
    store = witness._store
    size, _, cosigned_at = store.head()
    leaves = [leaf_hash(entry) for entry in store.entries()]
    if len(leaves) != size:
        raise Broken(f"the store holds {len(leaves)} entries of {size}")
    roots = {
        each: tree_root(leaves[:each]).hex() for each in (range(1, size + 1) if size < 32 else range(250, size + 1))
    }
    duties = frozenset(duty.act for duty in store.duties())
    return Held(fresh, size, cosigned_at, roots, bool(store.evidence()), duties, store.pledged()[0])


def _told(source: Shown, lines: Sequence[SignatureLine]) -> str:
    """Say what a cosignature vouches for; each line must verify, and both must bear one time."""
    text = parse_note(source.pended).text
    times = {verify_cosignature(signer.vkey, text, line) for signer, line in zip(PAIR, lines, strict=True)}
    if len(times) != 1:
        raise Broken(f"cosignatures of two times: {times}")
    head = head_in(source.pended)
    return f"cosigned {head.size} {head.root.hex()} {times.pop()}"


# The scenes.


@dataclass
class Read(Shown):
    """What a registry shows, with its texts read once: they are asked for thousands of times."""

    texts: dict[str, bytes] = field(default_factory=dict)

    def blob(self, digest: str) -> bytes:
        return self.texts[digest]


def _at(archive: Archivist, size: int) -> Shown:
    """A record as it was at a size; the changes of the witnesses below it are confirmed."""
    changes = [note for note in archive.changes if head_in(note).size < size]
    return Read(archive.checkpoint(size=size), archive.entries[:size], changes, texts=_texts_of(archive))


def _texts_of(archive: Archivist) -> dict[str, bytes]:
    acts = [parse_entry(entry).signed.act for entry in archive.entries]
    circulated = [act for act in acts if isinstance(act, CirculateDocument)]
    return {each.blob.sha256: f"{act.symbol} {each.language} ".encode() for act in circulated for each in act.versions}


def _scene(
    folder: Path, name: str, archive: Archivist, steps: Sequence[Step], held: int = 0, lie: Archivist | None = None
) -> Cosigning:
    """Show a record step by step (a number is a size of it) to a witness that holds so many entries."""
    base = folder / f"witness-{name.replace(' ', '-')}"
    base.mkdir()
    size = len(archive.entries)
    lie = lie or other(archive, size)
    scene = Cosigning(f"a witness: {name}", base, tuple(steps), _at(archive, size), _at(lie, size))
    if held:
        witness, _ = scene.taken_up(base)
        scene.cosign(witness, _at(archive, held))
        witness.close()
    return scene


def _heads(archive: Archivist, *sizes: int) -> tuple[Shown, ...]:
    return tuple(_at(archive, size) for size in sizes)


def _begin(folder: Path) -> Cosigning:
    archive = record(5)
    return _scene(folder, "the first heads", archive, _heads(archive, 1, 3, 4))


def _follow(folder: Path) -> Cosigning:
    archive = record(12)
    seen = [archive.write(Object, code, proposal=f"{number:064x}") for number, code in enumerate(("COR", "DEL"))]
    steps: tuple[Step, ...] = (*_heads(archive, 5), seen[0], *_heads(archive, 6, 7), seen[1], *_heads(archive, 11))
    return _scene(folder, "head by head", archive, steps, held=4)


def _changing(*pairs: str) -> Archivist:
    archive = record(3)
    for number, pair in enumerate(pairs, 3):
        archive.wait(seconds=1).enrol(pair)
        archive.wait(seconds=1).circulate(f"CICA/SOC/2026/L.{number}")
    return archive


def _changes(folder: Path) -> Cosigning:
    """Three changes of the witnesses: shown as they are confirmed one by one, and two at once."""
    archive = _changing("ELV", "ARD#2", "FEN")
    lie = _changing("ELV", "ARD#2", "COR#2")
    return _scene(folder, "changes of the witnesses", archive, _heads(archive, 4, 5, 6, 8), held=3, lie=lie)


def _long(folder: Path) -> Cosigning:
    archive = record(259)
    return _scene(folder, "from 254 to 258", archive, _heads(archive, 255, 256, 257, 258), held=254)


def _accuse(folder: Path) -> Cosigning:
    archive = record(6)
    steps = (*_heads(archive, 4, 5), _at(other(archive, 5), 5), *_heads(archive, 6))
    return _scene(folder, "a fork", archive, steps[:3], held=3)


def _pledge(folder: Path) -> Cosigning:
    archive = record(6)
    return _scene(folder, "a succession", archive, (*_heads(archive, 4), 2, 3), held=3)


MAKERS: dict[str, Callable[[Path], Cosigning]] = {
    "a witness: the first heads": _begin,
    "a witness: head by head": _follow,
    "a witness: changes of the witnesses": _changes,
    "a witness: from 254 to 258": _long,
    "a witness: a fork": _accuse,
    "a witness: a succession": _pledge,
}


def scene(name: str, folder: Path) -> Cosigning:
    """Make one scene; its beginning is laid down under the folder."""
    return MAKERS[name](folder)


def scenes(folder: Path) -> list[Cosigning]:
    """Make every scene."""
    return [make(folder) for make in MAKERS.values()]
