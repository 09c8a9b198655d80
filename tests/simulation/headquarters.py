# SPDX-License-Identifier: Apache-2.0
"""The headquarters: the real registry on a memory disk, as it answers over HTTP, and the ways in which it may be dishonest."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from comity.acts.entry import parse_entry
from comity.acts.nodes import EnterSeen
from comity.acts.signed import parse_signed_act
from comity.acts.silence import Object
from comity.node.connection import RemoteError
from comity.record.receipt import Receipt, format_receipt
from comity.registry.answer import Answer, Malformed, Sequenced
from comity.registry.errors import RegistryError
from comity.registry.heads import Head, note_of
from comity.registry.registry import Registry
from comity.rules.outcome import Refused
from comity.tlog.errors import MalformedNote
from comity.tlog.merkle import read_frontier
from comity.tlog.note import format_note, parse_note
from comity.tlog.signer import Signer
from comity.tlog.tree_head import parse_checkpoint
from tests.cast.forum import ORIGIN
from tests.simulation.conference import Conference
from tests.simulation.scheduler import Scheduler

_NOTHING = b"-\n"


class Side:
    """One record that somebody keeps: an honest registry has one, another may keep two, and a successor has its own."""

    def __init__(self, root: Path, registry: Registry, epoch: int = 1) -> None:
        self.root = root
        self.epoch = epoch
        self.is_gone = False
        self.registry: Registry | None = registry

    def at(self, size: int) -> bytes | None:
        """The root this side had at a size; None where it never came so far."""
        registry = self.registry
        if registry is None or size > registry.shelf.size:
            return None
        return read_frontier(registry.read, size).root()


class Headquarters:
    """The registry as nodes reach it. Every route may raise RemoteError; ``code`` is who asks."""

    def __init__(self, scheduler: Scheduler, conference: Conference, root: Path, skew: float) -> None:
        self.scheduler = scheduler
        self.conference = conference
        self.skew = skew
        self.stretch_from = float("inf")
        self.stretch = 0.0
        self.clock = scheduler.clock(self._off)
        self.wake: Callable[[], None] = _nobody
        self.censored: set[str] = set()
        self.deaf_to_objections = False
        self.withheld_from: frozenset[str] = frozenset()
        self.shown: dict[str, int] = {}
        """Which side is shown to whom, where it is not the first."""
        self.acknowledged: dict[str, tuple[int, int]] = {}
        """Where each act stands that somebody has a receipt for: side, index."""
        signers, hand = conference.log(), self.hand(1)
        registry = Registry.found(root / "one", ORIGIN, conference.genesis, signers, hand, self.clock)
        self.anchor = sha256(registry.entry(0)).digest()
        self.sides = [Side(root / "one", registry)]
        registry.board.tell = self._moved

    def hand(self, epoch: int) -> Signer:
        """The key with which the registry of an epoch signs acts."""
        return self.conference.signer("REG" if epoch == 1 else f"REG#{epoch}")

    def _off(self) -> float:
        return self.skew + self.stretch * max(0.0, self.scheduler.now - self.stretch_from)

    def _moved(self) -> None:
        self.wake()

    @property
    def is_up(self) -> bool:
        """Whether every process is there that should be."""
        return all(side.registry is not None for side in self.sides if not side.is_gone)

    @property
    def is_forked(self) -> bool:
        """Whether one log has two records."""
        return len({side.epoch for side in self.sides}) < len(self.sides)

    def side(self, code: str) -> int:
        """Which record is shown to whom."""
        return self.shown.get(code, 0)

    def registry(self, code: str = "") -> Registry:
        """The registry that answers; raises RemoteError while it is down."""
        registry = self.sides[self.side(code)].registry
        if registry is None:
            raise RemoteError("the registry does not answer")
        return registry

    def heads(self) -> list[Head | None]:
        """The pending heads of all sides that are up."""
        return [side.registry.board.pending for side in self.sides if side.registry is not None]

    # Going down and coming up.

    def crash(self) -> None:
        """Let the process end at once; what is on the disk stays."""
        for side in self.sides:
            if side.registry is not None:
                side.registry.close()
                side.registry = None

    def destroy(self) -> None:
        """Lose machine and disk."""
        self.crash()
        for side in self.sides:
            side.is_gone = True

    def succeed(self, root: Path, registry: Registry, epoch: int) -> int:
        """A successor opened: give the number of its side. Receipts for what it did not take over are void."""
        registry.board.tell = self._moved
        self.sides.append(Side(root, registry, epoch))
        size, number = registry.shelf.size, len(self.sides) - 1
        kept = [(act, index) for act, (_, index) in self.acknowledged.items() if index < size]
        self.acknowledged = {act: (number, index) for act, index in kept if self._is_at(registry, act, index)}
        return number

    def _is_at(self, registry: Registry, act: str, index: int) -> bool:
        return parse_entry(registry.entry(index)).signed.id == act

    def start(self) -> None:
        """Take the records up again, where there is a disk."""
        for side in self.sides:
            if side.registry is None and not side.is_gone:
                side.registry = self._opened(side.root, side.epoch)
        self._moved()

    def _opened(self, root: Path, epoch: int = 1) -> Registry:
        registry = Registry.open(root, self.conference.log(epoch), self.hand(epoch), self.clock)
        registry.board.tell = self._moved
        return registry

    def fork(self, second_for: Sequence[str]) -> None:
        """Go on with two records, the second for some states alone."""
        if len(self.sides) > 1 or not self.is_up:
            return
        self.crash()
        root = self.sides[0].root.with_name("two")
        shutil.copytree(self.sides[0].root, root)
        self.sides.append(Side(root, self._opened(root)))
        self.shown = dict.fromkeys(second_for, 1)
        self.start()

    def keep_time(self) -> None:
        """What the registry does each second."""
        for side in self.sides:
            if (registry := side.registry) is not None:
                with suppress(RemoteError):
                    self._on(registry.keep_time)

    def _on(self, work: Callable[[], Any]) -> Any:
        """Do something on the registry; what stops it ends its process, and the secretariat starts it again."""
        try:
            return work()
        except RegistryError as error:
            self.scheduler.tell(f"the registry stops: {error}")
            self.crash()
            self.scheduler.after(5.0, self._start_again)
            raise RemoteError("the registry has stopped") from error

    def _start_again(self) -> None:
        if not self.is_up:
            self.start()

    # Routes.

    def pending(self, code: str, after: int) -> bytes:
        head = self.registry(code).board.pending
        return head.bare if head is not None and head.checkpoint.size > after else b""

    def changes(self, code: str, after: int) -> bytes:
        return next((note for note in self.registry(code).changes if _size(note) > after), b"")

    def checkpoint(self, code: str) -> bytes:
        note = self.registry(code).confirmed
        if not note:
            raise RemoteError("no such head yet", {"status": 404})
        return note

    def cosignatures(self, code: str, size: int) -> bytes | None:
        board = self.registry(code).board
        pending = board.pending
        if pending is None or size > pending.checkpoint.size:
            return b""
        if size == pending.checkpoint.size:
            return _lines(pending.note) if pending.is_confirmed else b""
        for note in (board.confirmed, *reversed(board.changes)):
            if note and _size(note) == size:
                return _lines(note)
        return None

    def entries(self, code: str, start: int, size: int) -> list[bytes]:
        shelf = self.registry(code).shelf
        if code in self.withheld_from or size > shelf.size:
            raise RemoteError("no such tile", {"status": 404})
        return shelf.entries(start, size)

    def blob(self, code: str, digest: str) -> bytes:
        content = self.registry(code).blobs.get(digest)
        if content is None:
            raise RemoteError("no such blob", {"status": 404})
        return content

    def cosign(self, code: str, size: int, lines: bytes) -> None:
        registry = self.registry(code)
        try:
            parsed = note_of(lines)
        except MalformedNote as error:
            raise RemoteError("malformed cosignatures", {"status": 400}) from error
        if refused := self._on(lambda: registry.gather(size, parsed)):
            raise RemoteError("cosignatures refused", {"status": 409, "names": refused})

    def lodge(self, code: str, note: bytes) -> dict[str, Any]:
        registry = self.registry(code)
        if self.deaf_to_objections and isinstance(parse_signed_act(note).act, Object | EnterSeen):
            self.scheduler.tell(f"the registry drops an objection that {code} brings")
            raise RemoteError("the registry does not answer")
        answer = self._on(lambda: self._sequenced(registry, note))
        return self._answered(code, answer)

    def _sequenced(self, registry: Registry, note: bytes) -> Answer:
        answer = registry.lodge([note])[0]
        registry.settle()
        return answer

    def _answered(self, code: str, answer: Answer) -> dict[str, Any]:
        if isinstance(answer, Refused):
            problem = {"status": 409, "rule": answer.rule, "found": answer.found, "expected": answer.expected}
            raise RemoteError("refused by the rules", problem)
        if isinstance(answer, Malformed):
            raise RemoteError("malformed act", {"status": 400})
        if not isinstance(answer, Sequenced):
            raise RemoteError("the record waits", {"status": 503})
        self.acknowledged[answer.act_id] = (self.side(code), answer.index)
        receipt = Receipt(
            act=answer.act_id,
            checkpoint=answer.checkpoint.decode(),
            index=answer.index,
            sequenced_at=answer.entry.partition(b"\n")[0].decode(),
        )
        decoded: dict[str, Any] = msgspec.json.decode(format_receipt(receipt))
        return decoded


def _nobody() -> None:
    return


@lru_cache(maxsize=64)
def _size(note: bytes) -> int:
    return parse_checkpoint(parse_note(note).text).size


@lru_cache(maxsize=64)
def _lines(note: bytes) -> bytes:
    parsed = parse_note(note)
    origin = parse_checkpoint(parsed.text).origin
    lines = [line for line in parsed.lines if line.name != origin]
    return format_note(_NOTHING, lines)[len(_NOTHING) + 1 :] if lines else b""
