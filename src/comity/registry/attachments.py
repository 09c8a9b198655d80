# SPDX-License-Identifier: Apache-2.0
"""Attachments on a disk: files of any size beside the record, each named by its digest, there whole or not at all.

<first two digits>/<digest>     a file
.<name>.part                    one that is arriving; what was begun under the digest it is to have is gone on with
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO, NamedTuple

from comity.disk import flush_directory, make_directory

DIGEST = re.compile(r"[0-9a-f]{64}")
BLOCK_BYTES = 2**20


class WrongContent(ValueError):
    """What arrived has another digest than it was to have."""


class Kept(NamedTuple):
    """A file that is there: its digest and its size in bytes."""

    sha256: str
    size: int


class Arriving:
    """A file that is being written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = sha256()
        self.size = 0
        while block := file.read(BLOCK_BYTES):
            self._hash.update(block)
            self.size += len(block)

    def write(self, part: bytes) -> None:
        """Take the next bytes; raises OSError where the disk does not."""
        self._file.write(part)
        self._hash.update(part)
        self.size += len(part)

    @property
    def sha256(self) -> str:
        """The digest of what was taken."""
        return self._hash.hexdigest()


class Attachments:
    """The attachments under a directory. For several threads at once, each with a file of its own."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, digest: str) -> Path | None:
        """Give where a file lies; None where it does not."""
        path = self._root / digest[:2] / digest
        return path if DIGEST.fullmatch(digest) and path.is_file() else None

    def holds(self, digest: str, size: int | None = None) -> bool:
        """Tell whether a file is there, of this size where one is given."""
        path = self.path(digest)
        return path is not None and size in {None, path.stat().st_size}

    def put(self, content: Iterable[bytes]) -> Kept:
        """Keep what comes, whatever its digest is; raises OSError, and nothing is left."""
        with self.arriving(os.urandom(16).hex()) as arriving:
            for part in content:
                arriving.write(part)
        return Kept(arriving.sha256, arriving.size)

    @contextmanager
    def arriving(self, name: str, digest: str = "", *, resumed: bool = False) -> Iterator[Arriving]:
        """Take in a file under a name, then keep it, flushed, under its digest.

        What fails leaves nothing; but ``resumed``, what came so far stays, and the next that arrives under this name goes on
        after it.

        Raises:
            WrongContent: it is to have ``digest`` and has another; it is gone then.
            OSError: the disk does not take it.
        """
        make_directory(self._root)
        beside = self._root / f".{name}.part"
        if not resumed:
            beside.unlink(missing_ok=True)
        try:
            with os.fdopen(os.open(beside, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
                arriving = Arriving(file)
                yield arriving
                if digest and arriving.sha256 != digest:
                    beside.unlink()
                    raise WrongContent(f"{arriving.sha256} came in the place of {digest}")
                file.flush()
                os.fchmod(file.fileno(), 0o400)
                os.fsync(file.fileno())
        except BaseException:
            if not resumed:
                beside.unlink(missing_ok=True)
            raise
        target = self._root / arriving.sha256[:2] / arriving.sha256
        make_directory(target.parent)
        beside.replace(target)
        flush_directory(target.parent)

    def digests(self) -> Iterator[str]:
        """Give the digests of the files that are there, in no order."""
        return (path.name for path in self._root.glob("??/*") if DIGEST.fullmatch(path.name))

    def free_bytes(self) -> int:
        """Give the room that is left on the disk."""
        make_directory(self._root)
        return shutil.disk_usage(self._root).free

    def drop(self, digest: str) -> bool:
        """Let a file be gone, and what had begun to arrive of it; tell whether it was there."""
        (self._root / f".{digest}.part").unlink(missing_ok=True)
        path = self.path(digest)
        if path is None:
            return False
        path.unlink()
        flush_directory(path.parent)
        return True

    def drop_unfinished(self) -> None:
        """Let go of what was arriving when a process before this one ended."""
        for path in self._root.glob(".*.part"):
            path.unlink(missing_ok=True)

    def altered(self) -> Iterator[str]:
        """Give the digests under which something else lies."""
        for path in sorted(self._root.glob("??/*")):
            with path.open("rb") as file:
                if file_digest(file, "sha256").hexdigest() != path.name:
                    yield path.name
