# SPDX-License-Identifier: Apache-2.0
"""A meeting point as a node sees it: where it leaves letters for other nodes, and hears theirs, without the registry.

What it hands out is not believed: every letter is checked by whoever reads it, and a point that keeps letters back is why an
edition lists several.
"""

from dataclasses import dataclass
from typing import Protocol

import msgspec

from comity.node.connection import DIRECT, Connection, RemoteError
from comity.tlog.wire import parse_base64


class MeetingPoint(Protocol):
    """Where nodes leave letters for one another. Either method may raise RemoteError; then nothing is half-done."""

    def post(self, letter: bytes) -> None:
        """Leave a letter; leaving it again changes nothing."""

    def letters(self, after: int) -> list[tuple[int, bytes]]:
        """Give letters with their numbers, from the first beyond ``after`` on; not all there are, but none left out between."""


@dataclass(frozen=True)
class RemoteMeetingPoint:
    """A meeting point by its address, which is asked to wait ``wait_s`` whole seconds for a letter where there is none."""

    url: str
    connection: Connection = DIRECT
    wait_s: int = 0

    def post(self, letter: bytes) -> None:
        """Leave a letter."""
        self.connection.ask("POST", self.url, "letters", letter)

    def letters(self, after: int) -> list[tuple[int, bytes]]:
        """Give letters with their numbers, from the first beyond ``after`` on.

        Raises:
            RemoteError: it does not answer, or not with letters. Where it never came to ``after`` (it lost letters), the
                problem says what it holds: ``newest``.
        """
        query = f"?wait={self.wait_s}" if self.wait_s else ""
        lines = self.connection.ask("GET", self.url, f"letters/{after + 1}{query}")
        found: list[tuple[int, bytes]] = []
        for number, line in enumerate(lines.split(b"\n")[:-1], after + 1):
            letter = self._letter(number, line)
            found.append((number, letter))
        return found

    def _letter(self, number: int, line: bytes) -> bytes:
        try:
            given, encoded = msgspec.json.decode(line, type=tuple[int, str])
        except msgspec.DecodeError:
            given, encoded = 0, ""
        letter = parse_base64(encoded.encode(errors="replace"))
        if given != number or not letter:
            raise RemoteError(f"{self.url} gives something else than letter {number}")
        return letter
