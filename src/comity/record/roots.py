# SPDX-License-Identifier: Apache-2.0
"""The roots a growing record has had, so that what an entry says of an earlier size can be compared with it."""

from collections.abc import Iterable, Iterator

from comity.record.errors import TreeNeeded
from comity.tlog.merkle import HASH_BYTES, Frontier, HashReader, leaf_hash, read_frontier

STRIDE = 16
"""A frontier is kept every so many entries: one asked root costs fewer hashes than this, an entry about 50 bytes."""


class Roots:
    """The roots from ``start`` on; of earlier sizes as far as ``read`` gives the tree before."""

    def __init__(self, start: Frontier, read: HashReader | None) -> None:
        self._start = start.size
        self._read = read
        self._marks = [start]
        self._leaves = bytearray()

    def grow(self, entries: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Give each entry with its leaf hash, once the tree has it."""
        for entry in entries:
            leaf = leaf_hash(entry)
            self._leaves += leaf
            yield entry, leaf

    def frontier(self, size: int) -> Frontier:
        """Give the frontier at a size up to now.

        Raises:
            TreeNeeded: the size lies before the start, and there is no reader.
        """
        if size == 0:
            return Frontier()
        if size < self._start:
            if self._read is None:
                raise TreeNeeded(size)
            return read_frontier(self._read, size)
        mark, count = divmod(size - self._start, STRIDE)
        while len(self._marks) <= mark:
            self._marks.append(self._from_mark(len(self._marks) - 1, STRIDE))
        return self._from_mark(mark, count)

    def _from_mark(self, mark: int, count: int) -> Frontier:
        first = mark * STRIDE * HASH_BYTES
        ends = range(first + HASH_BYTES, first + (count + 1) * HASH_BYTES, HASH_BYTES)
        return self._marks[mark].extend(bytes(self._leaves[end - HASH_BYTES : end]) for end in ends)
