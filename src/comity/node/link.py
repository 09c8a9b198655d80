# SPDX-License-Identifier: Apache-2.0
"""What a node asks of a registry. Every call may raise `RemoteError`; no answer is believed."""

from typing import Any, Protocol


class Source(Protocol):
    """Where the record is read: heads, entries, texts."""

    def pending(self, after: int) -> bytes:
        """Give the pending head with the log's lines alone, once its size is above ``after``; empty where there is none."""

    def changes(self, after: int) -> bytes:
        """Give the first confirmed head that closes a change at a size above ``after``; empty where there is none."""

    def entries(self, start: int, size: int, skip: int = 0) -> list[bytes]:
        """Give the entries of [start, size). ``skip`` bytes of the first bundle lie before ``start``: no need to send them."""

    def blob(self, digest: str) -> bytes:
        """Give a text by its digest."""


class RegistryLink(Source, Protocol):
    """A registry, as a node asks it: over HTTP (`comity.node.remote.Remote`) or in a rehearsal."""

    def checkpoint(self) -> bytes:
        """Give the newest confirmed head with its cosignatures; raises RemoteError of status 404 where there is none."""

    def cosignatures(self, size: int) -> bytes | None:
        """Give the witnesses' lines of the head of a size once it is confirmed: empty if not yet, None if passed over."""

    def cosign(self, size: int, lines: bytes) -> None:
        """Post cosignature lines of the pending head."""

    def lodge(self, note: bytes) -> dict[str, Any]:
        """Lodge an act; gives the receipt. Raises RemoteError with the problem where it is refused."""
