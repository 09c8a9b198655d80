# SPDX-License-Identifier: Apache-2.0
"""The shelf: full tiles and bundles as immutable files in the tlog-tiles layout, and the right edge in memory.

Only full tiles become files. What is right of them, at most 255 entries, lives in the lock's tail and is served from
memory; a partial tile of any width is a prefix of what is there, so every published size can be read.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from comity.registry.durable import write_once
from comity.registry.errors import RecordDamaged
from comity.tlog.errors import MalformedBundle, MalformedTile
from comity.tlog.merkle import HASH_BYTES, HashReader, leaf_hash
from comity.tlog.tile import (
    TILE_LEVELS,
    TILE_WIDTH,
    RightEdge,
    Tile,
    decode_bundle,
    encode_bundle,
    encode_tile,
    entries_path,
    extend_edge,
    tile_hash,
    tile_path,
    tile_reader,
)


class Shelf:
    """The tiles of one record under a directory, and the entries right of the last full bundle.

    ``flushed`` tells how many entries, a multiple of 256, stand in full bundles already. Edge and tail are replaced together,
    never changed, so that readers on other threads see one state or the next.
    """

    def __init__(self, root: Path, flushed: int) -> None:
        self._root = root
        self._tiles = lru_cache(maxsize=256)(self._read_tile)
        self._bundles = lru_cache(maxsize=32)(self._read_bundle)
        self._right: tuple[RightEdge, tuple[bytes, ...]] = (self._edge_of(flushed), ())

    @property
    def size(self) -> int:
        """How many entries the shelf holds, the tail included."""
        return self._right[0].size

    @property
    def flushed(self) -> int:
        """How many entries stand in full bundles on disk."""
        edge, tail = self._right
        return edge.size - len(tail)

    def append(self, entries: Sequence[bytes], leaves: Sequence[bytes]) -> None:
        """Add entries whose checkpoint is locked, writing every tile and bundle they fill (the same code on recovery).

        Raises:
            RecordDamaged: a tile that fills up exists with other bytes.
        """
        edge, tiles = extend_edge(self._right[0], leaves)
        tail = (*self._right[1], *entries)
        first = self.flushed // TILE_WIDTH
        for offset in range(len(tail) // TILE_WIDTH):
            bundle = encode_bundle(tail[offset * TILE_WIDTH : (offset + 1) * TILE_WIDTH])
            write_once(self._root / entries_path(first + offset), bundle)
        for tile, data in tiles:
            if tile.width == TILE_WIDTH:
                write_once(self._root / tile_path(tile.level, tile.index), data)
        self._right = (edge, tail[len(tail) // TILE_WIDTH * TILE_WIDTH :])

    def entry(self, index: int) -> bytes:
        """Give one entry; raises IndexError beyond the size."""
        return self.entries(index, index + 1)[0]

    def entries(self, start: int, end: int) -> list[bytes]:
        """Give the entries of [start, end); raises IndexError beyond the size."""
        edge, tail = self._right
        if not 0 <= start <= end <= edge.size:
            raise IndexError(f"entries {start} to {end} of {edge.size}")
        flushed = edge.size - len(tail)
        found: list[bytes] = []
        for number in range(start // TILE_WIDTH, -(-min(end, flushed) // TILE_WIDTH)):
            first = number * TILE_WIDTH
            found += self._bundles(number)[max(0, start - first) : end - first]
        return found + list(tail[max(0, start - flushed) : max(0, end - flushed)])

    def tile(self, tile: Tile) -> bytes:
        """Give a hash tile of any width the record has reached; raises MalformedTile for one it has not."""
        edge, _ = self._right
        reached = edge.size >> TILE_LEVELS * tile.level
        if tile.index * TILE_WIDTH + tile.width > reached:
            raise MalformedTile(f"the record has no tile {tile_path(tile.level, tile.index, tile.width)}")
        if tile.index < reached // TILE_WIDTH:
            return self._full_tile(tile)
        return encode_tile(edge.rows[tile.level][: tile.width])

    def bundle(self, tile: Tile) -> bytes:
        """Give an entry bundle of any width the record has reached; raises MalformedTile for one it has not."""
        start = tile.index * TILE_WIDTH
        if start + tile.width > self.size:
            raise MalformedTile(f"the record has no bundle {entries_path(tile.index, tile.width)}")
        return encode_bundle(self.entries(start, start + tile.width))

    def reader(self, size: int) -> HashReader:
        """Read the perfect subtrees of the record as it was at a size."""
        return tile_reader(size, self.tile)

    def _edge_of(self, flushed: int) -> RightEdge:
        """Hash the edge of a tree of full tiles: what is partial above them stands in no file."""
        rows: list[tuple[bytes, ...]] = []
        width = flushed
        while width:
            below, first = len(rows) - 1, width // TILE_WIDTH * TILE_WIDTH
            rows.append(tuple(tile_hash(self._tiles(below, index)) for index in range(first, width)))
            width //= TILE_WIDTH
        return RightEdge(flushed, tuple(rows))

    def _full_tile(self, tile: Tile) -> bytes:
        return self._tiles(tile.level, tile.index)[: tile.width * HASH_BYTES]

    def _read_tile(self, level: int, index: int) -> bytes:
        data = self._read_file(tile_path(level, index))
        if len(data) != TILE_WIDTH * HASH_BYTES:
            raise RecordDamaged(f"{tile_path(level, index)} has {len(data)} bytes")
        return data

    def _read_bundle(self, index: int) -> list[bytes]:
        try:
            return decode_bundle(self._read_file(entries_path(index)), TILE_WIDTH)
        except MalformedBundle as error:
            raise RecordDamaged(f"{entries_path(index)}: {error}") from None

    def _read_file(self, path: str) -> bytes:
        try:
            return (self._root / path).read_bytes()
        except FileNotFoundError:
            raise RecordDamaged(f"{path} is missing") from None


def leaves_of(entries: Sequence[bytes]) -> list[bytes]:
    """Hash entries as leaves, from the bytes that were read back."""
    return [leaf_hash(entry) for entry in entries]
