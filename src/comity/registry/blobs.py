# SPDX-License-Identifier: Apache-2.0
"""Blobs: content beside the record, a file for each digest. No act is sequenced whose blobs are not stored durably."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from comity.acts.blobs import carried_by
from comity.acts.envelope import SHORT_TEXT_BYTES, Act
from comity.registry.attachments import DIGEST, Attachments
from comity.registry.durable import write_once
from comity.registry.errors import RecordDamaged


class TooLarge(ValueError):
    """A text is at most 1 MiB."""


class NoRoom(ValueError):
    """The room that is left is kept for acts."""


class Blobs:
    """The blobs of one machine under a directory; ``files`` are those of them that may be long."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.files = Attachments(root)

    def put(self, content: bytes) -> str:
        """Store content durably; give its digest. Raises TooLarge."""
        if len(content) > SHORT_TEXT_BYTES:
            raise TooLarge(f"a text has at most {SHORT_TEXT_BYTES} bytes, this one {len(content)}")
        digest = sha256(content).hexdigest()
        write_once(self._path(digest), content)
        return digest

    def get(self, digest: str) -> bytes | None:
        """Give content by digest, or nothing; raises RecordDamaged where the file no longer has its digest."""
        path = self._path(digest)
        if not DIGEST.fullmatch(digest) or not path.is_file():
            return None
        content = path.read_bytes()
        if sha256(content).hexdigest() != digest:
            raise RecordDamaged(f"the blob {digest} has other content")
        return content

    def missing(self, act: Act) -> list[str]:
        """Name the blobs of an act that are not stored here with the size the act says."""
        return [blob.sha256 for blob in carried_by(act) if not self.files.holds(blob.sha256, blob.size)]

    def holds(self, digest: str, size: int) -> bool:
        """Tell whether a blob of this size is stored here."""
        return self.files.holds(digest, size)

    def drop(self, digests: Iterable[str]) -> None:
        """Let blobs be gone."""
        for digest in digests:
            self.files.drop(digest)

    def _path(self, digest: str) -> Path:
        return self._root / digest[:2] / digest
