# SPDX-License-Identifier: Apache-2.0
"""The RFC 6962 Merkle tree with SHA-256: hashes, roots, inclusion and consistency proofs.

    leaf = SHA-256(0x00 || entry)        node = SHA-256(0x01 || left || right)        empty root = SHA-256("")

A tree of n > 1 leaves splits at the largest power of two below n. Its left edge is therefore made of perfect subtrees,
which never change as the tree grows; (level, index) names the perfect subtree over leaves
[index * 2^level, (index + 1) * 2^level). Proofs are read from those through a `HashReader`.
All hashes are 32 bytes; proofs are tuples of hashes, the one nearest the leaf first.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

import msgspec

from comity.bug import Bug
from comity.tlog.errors import UnverifiedProof
from comity.tlog.wire import MAX_INT

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
MAX_PROOF_HASHES = 63
"""A tree of at most 2^63 - 1 leaves has no longer inclusion proof."""

HashReader = Callable[[int, int], bytes]
"""Gives the root of the perfect subtree (level, index). It is asked only for subtrees wholly inside the tree read."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash an entry as it stands in the tree."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbouring subtrees into the one above them."""
    return sha256(b"\x01" + left + right).digest()


class Frontier(msgspec.Struct, frozen=True):
    """The perfect subtrees a tree of `size` leaves is made of, largest first: all that is needed to append."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if len(self.hashes) != self.size.bit_count():
            raise Bug("a frontier has one hash for each bit set in its size")

    def append(self, leaf: bytes) -> "Frontier":
        """Add one leaf hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """Add leaf hashes, in order; costs one hash per leaf, whatever the size."""
        size, hashes = self.size, list(self.hashes)
        for leaf in leaves:
            node, low_bits = leaf, size
            while low_bits & 1:
                node = node_hash(hashes.pop(), node)
                low_bits >>= 1
            hashes.append(node)
            size += 1
        return Frontier(size, tuple(hashes))

    def root(self) -> bytes:
        """Give the root of the tree."""
        return _fold(self.hashes) if self.hashes else EMPTY_ROOT


def _fold(subtrees: Sequence[bytes]) -> bytes:
    """Hash subtrees of falling size into one, from the right."""
    node = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        node = node_hash(left, node)
    return node


def tree_root(leaves: Iterable[bytes]) -> bytes:
    """Give the root of a tree with these leaf hashes."""
    return Frontier().extend(leaves).root()


def hash_reader(leaves: Sequence[bytes]) -> HashReader:
    """Read perfect subtrees from leaf hashes in memory; costs 2^level hashes a call."""

    def read(level: int, index: int) -> bytes:
        return tree_root(leaves[index << level : (index + 1) << level])

    return read


def _subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Name the perfect subtrees of leaves [start, end) from the left, where start is a multiple of the largest."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _range_root(read: HashReader, start: int, end: int) -> bytes:
    return _fold([read(level, index) for level, index in _subtrees(start, end)])


def read_frontier(read: HashReader, size: int) -> Frontier:
    """Take up a tree of this size where it was left; compare its root with a checkpoint before trusting it."""
    return Frontier(size, tuple(read(level, index) for level, index in _subtrees(0, size)))


def inclusion_proof(read: HashReader, index: int, size: int) -> tuple[bytes, ...]:
    """Prove that the leaf at `index` is in the tree of `size` leaves (RFC 6962 §2.1.1); needs 0 <= index < size."""
    if not 0 <= index < size:
        raise Bug("there is no such leaf to prove")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_root(read, middle, end))
            end = middle
        else:
            path.append(_range_root(read, start, middle))
            start = middle
    return tuple(reversed(path))


def consistency_proof(read: HashReader, old_size: int, size: int) -> tuple[bytes, ...]:
    """Prove that the tree of `size` begins with that of `old_size` (RFC 6962 §2.1.2); needs 0 <= old_size <= size."""
    if not 0 <= old_size <= size:
        raise Bug("a tree does not begin with a larger one")
    path: list[bytes] = []
    start, end = 0, size
    while 0 < old_size < end:
        middle = start + _split(end - start)
        if old_size <= middle:
            path.append(_range_root(read, middle, end))
            end = middle
        else:
            path.append(_range_root(read, start, middle))
            start = middle
    # Where the old tree is itself a perfect left subtree, the verifier holds its root already.
    if start:
        path.append(_range_root(read, start, end))
    return tuple(reversed(path))


def _split(count: int) -> int:
    """Give the largest power of two below a count of at least 2."""
    return 1 << ((count - 1).bit_length() - 1)


def check_inclusion(proof: Sequence[bytes], index: int, size: int, leaf: bytes, root: bytes) -> None:
    """Raise UnverifiedProof unless the proof leads from the leaf hash at `index` to the root of `size` leaves."""
    if not 0 <= index < size <= MAX_INT or any(len(node) != HASH_BYTES for node in (*proof, leaf, root)):
        raise UnverifiedProof("no such leaf, or a hash that is not 32 bytes")
    inner = (index ^ (size - 1)).bit_length()
    if len(proof) != inner + (index >> inner).bit_count():
        raise UnverifiedProof("a proof of another length than index and size require")
    node = _chain(leaf, proof[:inner], index)
    for left in proof[inner:]:
        node = node_hash(left, node)
    if node != root:
        raise UnverifiedProof("the leaf is not in this tree at this index")


def check_consistency(proof: Sequence[bytes], old_size: int, old_root: bytes, size: int, root: bytes) -> None:
    """Raise UnverifiedProof unless the proof shows that the tree of `size` begins with that of `old_size`.

    Every tree begins with the empty one, so that proof must be empty. The empty tree's root must be EMPTY_ROOT.
    """
    if not 0 <= old_size <= size <= MAX_INT or any(len(node) != HASH_BYTES for node in (*proof, old_root, root)):
        raise UnverifiedProof("a size that shrinks, or a hash that is not 32 bytes")
    if (old_size == 0 and old_root != EMPTY_ROOT) or (size == 0 and root != EMPTY_ROOT):
        raise UnverifiedProof("an empty tree under another root than the empty one")
    if old_size in {0, size}:
        if proof or (old_size and old_root != root):
            raise UnverifiedProof("one size with two roots, or a proof where none is needed")
        return
    _check_growth(proof, old_size, old_root, size, root)


def _check_growth(proof: Sequence[bytes], old_size: int, old_root: bytes, size: int, root: bytes) -> None:
    """Check a consistency proof between 0 < old_size < size.

    The proof is the inclusion proof of the last perfect subtree of the old tree in the new one, led by that subtree's
    own root unless it is the whole old tree. Hashes on its left, and only they, lead to the old root.
    """
    shift = (old_size & -old_size).bit_length() - 1
    index = (old_size - 1) >> shift
    inner = (index ^ ((size - 1) >> shift)).bit_length()
    whole = old_size == 1 << shift
    path = proof if whole else proof[1:]
    if len(path) != inner + (index >> inner).bit_count():
        raise UnverifiedProof("a proof of another length than the sizes require")
    seed = old_root if whole else proof[0]
    lefts = [node for level, node in enumerate(path[:inner]) if index >> level & 1] + list(path[inner:])
    old_node = seed
    for left in lefts:
        old_node = node_hash(left, old_node)
    node = _chain(seed, path[:inner], index)
    for left in path[inner:]:
        node = node_hash(left, node)
    if (old_node, node) != (old_root, root):
        raise UnverifiedProof("the larger tree does not begin with the smaller one")


def _chain(node: bytes, siblings: Sequence[bytes], index: int) -> bytes:
    """Hash a subtree with its siblings, the bits of its index telling the side."""
    for level, sibling in enumerate(siblings):
        node = node_hash(sibling, node) if index >> level & 1 else node_hash(node, sibling)
    return node
