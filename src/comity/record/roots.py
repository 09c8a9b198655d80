# SPDX-License-Identifier: Apache-2.0
"""The roots a growing record has had, so that what an entry says of an earlier size can be compared with it."""

from comity.record.errors import TreeNeeded
from comity.tlog.merkle import HASH_BYTES, Frontier, HashReader, read_frontier

STRIDE = 64
"""A frontier is kept every so many entries: one asked root costs fewer hashes than this, an entry 36 bytes."""


class Roots:
    """The roots from ``start`` on; of earlier sizes as far as ``read`` gives the tree before."""

    def __init__(self, start: Frontier, read: HashReader | None) -> None:
        self._start = start.size
        self._read = read
        self._marks = [start]
        self._leaves = bytearray()

    @property
    def size(self) -> int:
        """How many leaves the tree has now."""
        return self._start + len(self._leaves) // HASH_BYTES

    def append(self, leaf: bytes) -> None:
        """Add the next leaf hash."""
        self._leaves += leaf
        if len(self._leaves) % (STRIDE * HASH_BYTES) == 0:
            self._marks.append(self._marks[-1].extend(self._between(len(self._marks) - 1, STRIDE)))

    def _between(self, mark: int, count: int) -> list[bytes]:
        first = mark * STRIDE * HASH_BYTES
        return [
            bytes(self._leaves[at : at + HASH_BYTES]) for at in range(first, first + count * HASH_BYTES, HASH_BYTES)
        ]

    def frontier(self, size: int) -> Frontier:
        """Give the frontier at a size up to now.

        Raises:
            TreeNeeded: the size lies before the start, and there is no reader.
        """
        if size < self._start:
            if self._read is None:
                raise TreeNeeded(size)
            return read_frontier(self._read, size)
        mark, count = divmod(size - self._start, STRIDE)
        return self._marks[mark].extend(self._between(mark, count))
