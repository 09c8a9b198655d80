# SPDX-License-Identifier: Apache-2.0
"""What nodes on a stage ask: the headquarters, which may be silent or show more than one record, and meeting points.

Everything behind it is real but for the way between: no byte is believed that a node would not believe from a network.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from comity.node.connection import RemoteError
from comity.record.receipt import Receipt, format_receipt
from comity.registry.answer import Sequenced
from comity.registry.heads import note_of
from comity.registry.registry import Registry
from comity.rules.outcome import Refused
from comity.tlog.note import format_note, parse_note
from comity.tlog.tree_head import parse_checkpoint

INSTANT_BYTES = len("2026-11-23T10:00:00.000Z")
NOT_FOUND, REFUSED = 404, 409
_NOTHING = b"-\n"


class Wire:
    """One node's way to the headquarters (`comity.node.link.RegistryLink`). ``ask`` gives the record it is shown.

    ``ask`` raises RemoteError where nobody answers; ``takes`` tells whether an act is taken.
    """

    def __init__(self, ask: Callable[[], Registry], takes: Callable[[bytes], bool]) -> None:
        self._ask = ask
        self._takes = takes

    def pending(self, after: int) -> bytes:
        """Give the pending head beyond a size."""
        head = self._ask().board.pending
        return head.bare if head is not None and head.checkpoint.size > after else b""

    def changes(self, after: int) -> bytes:
        """Give the first confirmed head that closes a change beyond a size."""
        return next((note for note in self._ask().changes if _size(note) > after), b"")

    def entries(self, start: int, size: int, skip: int = 0) -> list[bytes]:  # noqa: ARG002  (nothing is fetched twice here)
        """Give entries."""
        try:
            return self._ask().shelf.entries(start, size)
        except IndexError:
            raise _problem(NOT_FOUND, "no such entries") from None

    def blob(self, digest: str) -> bytes:
        """Give a text."""
        content = self._ask().blobs.get(digest)
        if content is None:
            raise _problem(NOT_FOUND, "no such blob")
        return content

    def checkpoint(self) -> bytes:
        """Give the newest confirmed head."""
        confirmed = self._ask().confirmed
        if not confirmed:
            raise _problem(NOT_FOUND, "nothing is confirmed")
        return confirmed

    def cosignatures(self, size: int) -> bytes | None:
        """Give the witnesses' lines of a head: empty while it is not confirmed, None where it was passed over."""
        board = self._ask().board
        known = [board.confirmed, *board.changes]
        if board.pending is not None:
            if size > board.pending.checkpoint.size:
                return b""
            known.append(board.pending.note if board.pending.is_confirmed else b"")
            if size == board.pending.checkpoint.size and not board.pending.is_confirmed:
                return b""
        return next((_witness_lines(note) for note in known if note and _size(note) == size), None)

    def cosign(self, size: int, lines: bytes) -> None:
        """Bring cosignatures."""
        if refused := self._ask().gather(size, note_of(lines)):
            raise _problem(REFUSED, "cosignatures refused", names=refused)

    def lodge(self, note: bytes) -> dict[str, Any]:
        """Bring an act."""
        registry = self._ask()
        if not self._takes(note):
            raise RemoteError("the headquarters does not answer")
        answer = registry.lodge([note])[0]
        if isinstance(answer, Sequenced):
            registry.settle()
            receipt: dict[str, Any] = msgspec.json.decode(format_receipt(_receipt(answer)))
            return receipt
        if isinstance(answer, Refused):
            raise _problem(REFUSED, "refused", rule=answer.rule, found=answer.found, expected=answer.expected)
        raise _problem(REFUSED, str(answer))


class Pillar:
    """A meeting point (`comity.node.meeting.MeetingPoint`): letters as they came, each once."""

    def __init__(self) -> None:
        self._letters: list[bytes] = []

    def __len__(self) -> int:
        """How many letters hang there."""
        return len(self._letters)

    def post(self, letter: bytes) -> None:
        """Leave a letter."""
        if letter not in self._letters:
            self._letters.append(letter)

    def letters(self, after: int) -> list[tuple[int, bytes]]:
        """Give the letters beyond a number."""
        return list(enumerate(self._letters[after:], after + 1))


def _size(note: bytes) -> int:
    return parse_checkpoint(parse_note(note).text).size


def _witness_lines(note: bytes) -> bytes:
    parsed = parse_note(note)
    origin = parse_checkpoint(parsed.text).origin
    lines = [line for line in parsed.lines if line.name != origin]
    return format_note(_NOTHING, lines)[len(_NOTHING) + 1 :] if lines else b""


def _receipt(answer: Sequenced) -> Receipt:
    return Receipt(
        act=answer.act_id,
        checkpoint=answer.checkpoint.decode(),
        index=answer.index,
        sequenced_at=answer.entry[:INSTANT_BYTES].decode(),
    )


def _problem(status: int, title: str, **members: Any) -> RemoteError:  # noqa: ANN401
    return RemoteError(title, {"status": status, "title": title, **members})
