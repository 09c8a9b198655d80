# SPDX-License-Identifier: Apache-2.0
"""The registry as a node sees it over HTTP: outbound requests only, every byte checked by whoever asked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from comity.node.connection import DIRECT, Connection, RemoteError
from comity.tlog.errors import MalformedBundle
from comity.tlog.note import parse_note
from comity.tlog.tile import TILE_WIDTH, decode_bundle, entries_path
from comity.tlog.tree_head import Checkpoint, parse_checkpoint

__all__ = ["Connection", "Remote", "RemoteError", "head_of"]

NOT_FOUND = 404


@dataclass(frozen=True)
class Remote:
    """One registry by its address. ``authorization`` writes the header by which a party reads what it has a right to.

    Where nothing new is there, the registry is asked to wait ``wait_s`` whole seconds for it.
    """

    url: str
    authorization: Callable[[], str] | None = None
    connection: Connection = DIRECT
    wait_s: int = 0

    def checkpoint(self) -> bytes:
        """Fetch the confirmed checkpoint; raises RemoteError of status 404 where there is none."""
        return self._ask("GET", "record/checkpoint")

    def pending(self, after: int = 0) -> bytes:
        """Fetch the pending head with the log's lines alone, once its size is above ``after``; empty where none came."""
        return self._ask("GET", f"record/pending/{after}?wait={self.wait_s}")

    def changes(self, after: int) -> bytes:
        """Fetch the first confirmed head that closes a change at a size above ``after``; empty where there is none."""
        return self._found("GET", f"record/changes/{after}") or b""

    def cosignatures(self, size: int) -> bytes | None:
        """Fetch the witnesses' lines of a confirmed head: empty where it is not confirmed yet, None where it was passed over."""
        return self._found("GET", f"record/cosignatures/{size}?wait={self.wait_s}")

    def entries(self, start: int, size: int, skip: int = 0) -> list[bytes]:
        """Fetch the entries of [start, size); of the first bundle only what comes after ``skip`` bytes.

        Raises:
            RemoteError: there is no answer, or a refusal.
            MalformedBundle: a bundle is none.
        """
        found: list[bytes] = []
        for number in range(start // TILE_WIDTH, -(-size // TILE_WIDTH)):
            width = min(TILE_WIDTH, size - number * TILE_WIDTH)
            path, before = f"record/{entries_path(number, width)}", max(0, start - number * TILE_WIDTH)
            if before and skip:
                found += _tail(self._ask("GET", path, headers={"range": f"bytes={skip}-"}), before, width)
            else:
                found += decode_bundle(self._ask("GET", path), width)[before:]
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

    def send(self, digest: str, size: int, content: Iterable[bytes]) -> None:
        """Bring an attachment, as it comes; raises RemoteError, with the problem where it is not taken."""
        self._ask("PUT", f"blobs/{digest}", content, {"content-length": str(size)})

    def receive(self, digest: str, after: int, take: Callable[[bytes], None]) -> None:
        """Fetch what comes of an attachment after so many bytes; raises RemoteError."""
        asked = {"authorization": self.authorization()} if self.authorization else {}
        part = {"range": f"bytes={after}-"} if after else {}
        self.connection.pour(self.url, f"blobs/{digest}", take, {**asked, **part, "accept-encoding": "identity"})

    def certificate(self, index: int) -> bytes:
        """Fetch the certificate of an entry."""
        return self._ask("GET", f"certificate/{index}")

    def cosign(self, size: int, lines: bytes) -> None:
        """Post cosignature lines of the pending head."""
        self._ask("POST", f"cosignatures/{size}", lines)

    def _found(self, method: str, path: str) -> bytes | None:
        try:
            return self._ask(method, path)
        except RemoteError as error:
            if error.problem.get("status") != NOT_FOUND:
                raise
            return None

    def _ask(
        self,
        method: str,
        path: str,
        content: bytes | Iterable[bytes] | None = None,
        headers: dict[str, str] | None = None,
    ) -> bytes:
        asked = {"authorization": self.authorization()} if self.authorization else {}
        return self.connection.ask(method, self.url, path, content, {**asked, **(headers or {})})


def _tail(data: bytes, before: int, width: int) -> list[bytes]:
    """Read the end of a bundle from its entry ``before`` on, or all of it where the whole was sent."""
    try:
        return decode_bundle(data, width - before)
    except MalformedBundle:
        return decode_bundle(data, width)[before:]


def head_of(note: bytes) -> Checkpoint:
    """Read the checkpoint of a note, trusting nothing about its signatures."""
    return parse_checkpoint(parse_note(note).text)
