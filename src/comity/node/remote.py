# SPDX-License-Identifier: Apache-2.0
"""The registry as a node sees it over HTTP: outbound requests only, every byte checked by whoever asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from comity.node.connection import DIRECT, Connection, RemoteError
from comity.tlog.note import parse_note
from comity.tlog.tile import TILE_WIDTH, decode_bundle, entries_path
from comity.tlog.tree_head import Checkpoint, parse_checkpoint

__all__ = ["Connection", "Remote", "RemoteError", "head_of"]


@dataclass(frozen=True)
class Remote:
    """One registry by its address. ``authorization`` writes the header by which a party reads what it has a right to."""

    url: str
    authorization: Callable[[], str] | None = None
    connection: Connection = DIRECT

    def checkpoint(self, path: str = "checkpoint") -> bytes:
        """Fetch the confirmed checkpoint, or the pending one with ``path="pending"``."""
        return self._ask("GET", f"record/{path}")

    def entries(self, start: int, size: int) -> list[bytes]:
        """Fetch the entries of [start, size); raises RemoteError, and MalformedBundle for bundles that are none."""
        found: list[bytes] = []
        for number in range(start // TILE_WIDTH, -(-size // TILE_WIDTH)):
            width = min(TILE_WIDTH, size - number * TILE_WIDTH)
            bundle = decode_bundle(self._ask("GET", f"record/{entries_path(number, width)}"), width)
            found += bundle[max(0, start - number * TILE_WIDTH) :]
        return found

    def lodge(self, note: bytes) -> dict[str, Any]:
        """Lodge an act; gives the receipt. Raises RemoteError with the problem where it is refused."""
        receipt: dict[str, Any] = msgspec.json.decode(self._ask("POST", "acts", note))
        return receipt

    def store(self, content: bytes) -> str:
        """Store a text beside the record; gives its digest."""
        return self._ask("PUT", "blobs", content).decode().strip()

    def blob(self, digest: str) -> bytes:
        """Fetch a text."""
        return self._ask("GET", f"blobs/{digest}")

    def certificate(self, index: int) -> bytes:
        """Fetch the certificate of an entry."""
        return self._ask("GET", f"certificate/{index}")

    def cosign(self, size: int, lines: bytes) -> None:
        """Post cosignature lines of the pending head."""
        self._ask("POST", f"cosignatures/{size}", lines)

    def _ask(self, method: str, path: str, content: bytes | None = None) -> bytes:
        headers = {"authorization": self.authorization()} if self.authorization else {}
        return self.connection.ask(method, self.url, path, content, headers)


def head_of(note: bytes) -> Checkpoint:
    """Read the checkpoint of a note, trusting nothing about its signatures."""
    return parse_checkpoint(parse_note(note).text)
