# SPDX-License-Identifier: Apache-2.0
"""Links between capitals, headquarters and meeting points: cut, lossy, slow, doubling what they carry, answering late."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from comity.acts.letter import parse_letter
from comity.meet import mailbox
from comity.meet.mailbox import Mailbox, Quota, Sender
from comity.node.connection import RemoteError
from comity.tlog.note import parse_note
from tests.simulation.headquarters import Headquarters
from tests.simulation.scheduler import Scheduler

T = TypeVar("T")
QUOTA = Quota(2**31, 2**40)


class PowerCut(Exception):
    """A machine goes dark in the middle of what it does."""


@dataclass
class Weather:
    """How bad the network is now: how often a message is lost, comes twice, or comes late. ``cut`` names pairs apart."""

    loss: float = 0.0
    twice: float = 0.0
    late: float = 0.0
    cut: set[tuple[str, str]] = field(default_factory=set)

    @property
    def is_calm(self) -> bool:
        return not (self.loss or self.late)


class Point:
    """One meeting point: the real mailbox, in memory."""

    def __init__(self, scheduler: Scheduler, name: str) -> None:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.executescript(mailbox._SCHEMA)
        self.name = name
        self.is_up = True
        self._clock = scheduler.clock(lambda: 0.0)
        self._mailbox = Mailbox(connection, QUOTA)

    def post(self, letter: bytes) -> None:
        note = parse_note(letter)
        sender = Sender(note.lines[0].name, parse_letter(note.text).kind)
        self._mailbox.post(letter, sender, self._clock())

    def letters(self, after: int) -> list[tuple[int, bytes]]:
        return list(self._mailbox.letters(after + 1)) if after < self._mailbox.newest else []

    def close(self) -> None:
        self._mailbox.close()


class Network:
    """All links, with the weather over them."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.scheduler = scheduler
        self.weather = Weather()

    def read(self, one: str, other: str, ask: Callable[[], T]) -> T:
        """Ask for something that changes nothing."""
        self._pass(one, other)
        answer = ask()
        self._pass(one, other)
        return answer

    def write(self, one: str, other: str, act: Callable[[], T]) -> T:
        """Bring something: it may not arrive, arrive late, arrive twice, or arrive and nobody hears of it."""
        self._pass(one, other)
        if self.scheduler.chance(self.weather.late):
            self.scheduler.after(self.scheduler.random.uniform(0.1, 8.0), lambda: self._alone(act))
            raise RemoteError("no answer in time")
        answer = act()
        if self.scheduler.chance(self.weather.twice):
            self.scheduler.after(self.scheduler.random.uniform(0.1, 5.0), lambda: self._alone(act))
        self._pass(one, other)
        return answer

    def _pass(self, one: str, other: str) -> None:
        if (one, other) in self.weather.cut:
            raise RemoteError(f"{one} does not reach {other}")
        if self.scheduler.chance(self.weather.loss):
            raise RemoteError(f"lost between {one} and {other}")

    def _alone(self, act: Callable[[], Any]) -> None:
        try:
            act()
        except RemoteError:
            return


@dataclass
class RegistryLine:
    """The registry as one capital reaches it: what a node calls a RegistryLink.

    ``between`` is called before entries are handed out: another process of the same state may run there, or the power go.
    """

    network: Network
    headquarters: Headquarters
    code: str
    shown: str = ""
    between: Callable[[], None] = lambda: None
    is_stale: bool = False
    """Whether what lies between answers at times with what it answered before."""
    _earlier: bytes = b""

    @property
    def _as(self) -> str:
        return self.shown or self.code

    def _read(self, ask: Callable[[], T]) -> T:
        return self.network.read(self.code, "registry", ask)

    def _write(self, act: Callable[[], T]) -> T:
        return self.network.write(self.code, "registry", act)

    def pending(self, after: int) -> bytes:
        if self.is_stale and self._earlier and self.network.scheduler.chance(0.2):
            return self._earlier
        answer = self._read(lambda: self.headquarters.pending(self._as, after))
        self._earlier = answer or self._earlier
        return answer

    def changes(self, after: int) -> bytes:
        return self._read(lambda: self.headquarters.changes(self._as, after))

    def entries(self, start: int, size: int, skip: int = 0) -> list[bytes]:
        del skip
        self.between()
        return self._read(lambda: self.headquarters.entries(self._as, start, size))

    def blob(self, digest: str) -> bytes:
        return self._read(lambda: self.headquarters.blob(self._as, digest))

    def checkpoint(self) -> bytes:
        return self._read(lambda: self.headquarters.checkpoint(self._as))

    def cosignatures(self, size: int) -> bytes | None:
        return self._read(lambda: self.headquarters.cosignatures(self._as, size))

    def cosign(self, size: int, lines: bytes) -> None:
        self._write(lambda: self.headquarters.cosign(self._as, size, lines))

    def lodge(self, note: bytes) -> dict[str, Any]:
        return self._write(lambda: self.headquarters.lodge(self._as, note))


@dataclass
class PointLine:
    """A meeting point as one capital reaches it. ``signed`` is told of every letter before it leaves."""

    network: Network
    point: Point
    code: str
    signed: Callable[[bytes], None]

    @property
    def url(self) -> str:
        return self.point.name

    def post(self, letter: bytes) -> None:
        self.signed(letter)
        self.network.write(self.code, self.point.name, lambda: self._there().post(letter))

    def letters(self, after: int) -> list[tuple[int, bytes]]:
        return self.network.read(self.code, self.point.name, lambda: self._there().letters(after))

    def _there(self) -> Point:
        if not self.point.is_up:
            raise RemoteError(f"{self.point.name} is down")
        return self.point
