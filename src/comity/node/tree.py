# SPDX-License-Identifier: Apache-2.0
"""The tree over the entries a node holds: the root at every size it ever had, for the price of a few hashes."""

from collections.abc import Iterable

from comity.tlog.merkle import HASH_BYTES, leaf_hash, node_hash, read_frontier

KEPT_LEVEL = 4
"""Subtrees from this level up are kept once asked for: an eighth of the leaves, at most."""


class Tree:
    """The leaves of one record, in memory."""

    def __init__(self) -> None:
        self._leaves = bytearray()
        self._kept: dict[tuple[int, int], bytes] = {}

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._leaves) // HASH_BYTES

    def grow(self, entries: Iterable[bytes]) -> None:
        """Take in the next entries."""
        for entry in entries:
            self._leaves += leaf_hash(entry)

    def read(self, level: int, index: int) -> bytes:
        """Give the root of the perfect subtree (level, index), which must lie wholly inside (a `HashReader`)."""
        if level == 0:
            return bytes(self._leaves[index * HASH_BYTES : (index + 1) * HASH_BYTES])
        kept = self._kept.get((level, index))
        if kept is not None:
            return kept
        found = node_hash(self.read(level - 1, 2 * index), self.read(level - 1, 2 * index + 1))
        if level >= KEPT_LEVEL:
            self._kept[level, index] = found
        return found

    def root(self, size: int) -> bytes:
        """Give the root the tree had at a size it has reached."""
        return read_frontier(self.read, size).root()
