# SPDX-License-Identifier: Apache-2.0
"""A tile is 256 neighbouring hashes of one level of the tree, or fewer at its right edge.

    tile/<L>/<N>[.p/<W>]          hash tile: hash i is the root of the perfect subtree (8 L, 256 N + i)
    tile/entries/<N>[.p/<W>]      entry bundle: the entries under the level-0 tile of the same N and W

N is written in groups of three digits, all but the last led by x: 1234067 is x001/x234/067. W, 1 to 255, stands only
on partial tiles. A partial tile is a prefix of every wider one, 32 bytes a hash. A bundle is a row of entries, each
led by its length as a big-endian uint16.
"""

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from comity.tlog.errors import MalformedBundle, MalformedTile
from comity.tlog.merkle import HASH_BYTES, HashReader, tree_root
from comity.tlog.wire import MAX_INT

TILE_LEVELS = 8
"""Levels of the tree one tile spans."""
TILE_WIDTH = 1 << TILE_LEVELS
MAX_ENTRY_BYTES = 65_535

_NUMBER = r"((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
_TILE = re.compile(rf"tile/([0-9]|[1-5][0-9]|6[0-3])/{_NUMBER}")
_ENTRIES = re.compile(rf"tile/entries/{_NUMBER}")


class Tile(msgspec.Struct, frozen=True):
    """Coordinates of a tile: level 0 to 63, index, width 1 to 256."""

    level: int
    index: int
    width: int = TILE_WIDTH


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """Write the path of a hash tile, relative to the log's prefix."""
    return f"tile/{level}/{_number(index, width)}"


def entries_path(index: int, width: int = TILE_WIDTH) -> str:
    """Write the path of an entry bundle, relative to the log's prefix."""
    return f"tile/entries/{_number(index, width)}"


def _number(index: int, width: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups)) + ("" if width == TILE_WIDTH else f".p/{width}")


def parse_tile_path(path: str) -> Tile:
    """Read the path of a hash tile; raises MalformedTile unless `tile_path` would give it back."""
    match = _TILE.fullmatch(path)
    if match is None:
        raise MalformedTile("not a tile path")
    return _coordinates(int(match[1]), match[2], match[3])


def parse_entries_path(path: str) -> Tile:
    """Read the path of an entry bundle as the level-0 tile it lies under; raises MalformedTile likewise."""
    match = _ENTRIES.fullmatch(path)
    if match is None:
        raise MalformedTile("not an entry bundle path")
    return _coordinates(0, match[1], match[2])


def _coordinates(level: int, number: str, width: str | None) -> Tile:
    tile = Tile(level, int(number.replace("x", "").replace("/", "")), int(width or TILE_WIDTH))
    written = number if width is None else f"{number}.p/{width}"
    if tile.index > MAX_INT or tile.width > TILE_WIDTH or _number(tile.index, tile.width) != written:
        raise MalformedTile("a tile number with leading zeros or a width that is not 1 to 255")
    return tile


def new_tiles(old_size: int, size: int) -> Iterator[Tile]:
    """Name the tiles that a tree of `size` has and one of `old_size` has not, level by level from the left."""
    level = 0
    while size:
        if size > old_size:
            for index in range(old_size // TILE_WIDTH, size // TILE_WIDTH):
                yield Tile(level, index)
            if width := size % TILE_WIDTH:
                yield Tile(level, size // TILE_WIDTH, width)
        level, old_size, size = level + 1, old_size // TILE_WIDTH, size // TILE_WIDTH


def tiles_for_size(size: int) -> Iterator[Tile]:
    """Name every tile a tree of `size` has: those of 70,000 entries are 277."""
    return new_tiles(0, size)


def encode_tile(hashes: Sequence[bytes]) -> bytes:
    """Write the hashes of a tile; the inverse of `decode_tile`."""
    return b"".join(hashes)


def decode_tile(data: bytes, width: int) -> tuple[bytes, ...]:
    """Read the hashes of a tile of this width; raises MalformedTile for any other length."""
    if len(data) != width * HASH_BYTES:
        raise MalformedTile("a tile of another length than its width gives")
    return tuple(data[start : start + HASH_BYTES] for start in range(0, len(data), HASH_BYTES))


def tile_hash(data: bytes) -> bytes:
    """Give the root of a full tile, which is one hash of the tile above; raises MalformedTile for a partial one."""
    return tree_root(decode_tile(data, TILE_WIDTH))


def tile_reader(size: int, read_tile: Callable[[Tile], bytes]) -> HashReader:
    """Read the perfect subtrees of a tree of `size` from its tiles; raises MalformedTile for one of wrong length.

    `read_tile` may be given any tile of that tree, partial ones at the width `size` gives. What it returns is not
    verified here: check what is made of it against a checkpoint.
    """

    def read(level: int, index: int) -> bytes:
        tile_level, within = divmod(level, TILE_LEVELS)
        number, offset = divmod(index << within, TILE_WIDTH)
        width = min(TILE_WIDTH, (size >> TILE_LEVELS * tile_level) - number * TILE_WIDTH)
        hashes = decode_tile(read_tile(Tile(tile_level, number, width)), width)
        return tree_root(hashes[offset : offset + (1 << within)])

    return read


class RightEdge(msgspec.Struct, frozen=True):
    """The partial tiles of a tree of `size`, one row of hashes per level from 0 up: all that appending needs."""

    size: int = 0
    rows: tuple[tuple[bytes, ...], ...] = ()


def read_edge(size: int, read_tile: Callable[[Tile], bytes]) -> RightEdge:
    """Take up the right edge of a stored tree; raises MalformedTile for a tile of wrong length."""
    rows: list[tuple[bytes, ...]] = []
    width = size
    while width:
        tile = Tile(len(rows), width // TILE_WIDTH, width % TILE_WIDTH)
        rows.append(decode_tile(read_tile(tile), tile.width) if tile.width else ())
        width //= TILE_WIDTH
    return RightEdge(size, tuple(rows))


def extend_edge(edge: RightEdge, leaves: Sequence[bytes]) -> tuple[RightEdge, list[tuple[Tile, bytes]]]:
    """Append leaf hashes; gives the new edge and the new tiles with their bytes, in the order of `new_tiles`."""
    size = edge.size + len(leaves)
    rows: list[tuple[bytes, ...]] = []
    tiles: list[tuple[Tile, bytes]] = []
    carried: Sequence[bytes] = leaves
    for level in range((size.bit_length() + TILE_LEVELS - 1) // TILE_LEVELS):
        row = (*(edge.rows[level] if level < len(edge.rows) else ()), *carried)
        number = (edge.size >> TILE_LEVELS * level) // TILE_WIDTH
        full = [row[start : start + TILE_WIDTH] for start in range(0, len(row) - TILE_WIDTH + 1, TILE_WIDTH)]
        rest = row[len(full) * TILE_WIDTH :]
        tiles += [(Tile(level, number + at), encode_tile(hashes)) for at, hashes in enumerate(full)]
        if rest and carried:
            tiles.append((Tile(level, number + len(full), len(rest)), encode_tile(rest)))
        rows.append(rest)
        carried = [tree_root(hashes) for hashes in full]
    return RightEdge(size, tuple(rows)), tiles


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Write entries as a bundle; raises MalformedBundle for an entry longer than 65,535 bytes."""
    if any(len(entry) > MAX_ENTRY_BYTES for entry in entries):
        raise MalformedBundle("an entry is at most 65,535 bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def decode_bundle(data: bytes, width: int) -> list[bytes]:
    """Read a bundle of exactly `width` entries; raises MalformedBundle."""
    entries: list[bytes] = []
    start = 0
    while start < len(data):
        end = start + 2 + int.from_bytes(data[start : start + 2], "big")
        entries.append(data[start + 2 : end])
        start = end
    if start != len(data) or len(entries) != width:
        raise MalformedBundle("not as many whole entries as the width of the bundle")
    return entries
