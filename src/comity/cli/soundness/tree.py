# SPDX-License-Identifier: Apache-2.0
"""Tiles and bundles against the root: every hash is made anew from the entries, and each altered file is named."""

from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

from comity.cli.soundness.finding import Finding
from comity.tlog.errors import TlogError
from comity.tlog.merkle import leaf_hash, tree_root
from comity.tlog.tile import (
    TILE_LEVELS,
    TILE_WIDTH,
    RightEdge,
    Tile,
    decode_bundle,
    decode_tile,
    entries_path,
    extend_edge,
    tile_path,
)
from comity.tlog.tree_head import Checkpoint

AT_MOST = 4
"""Up to so many files that disagree are tried in every combination; beyond, all bundles or all tiles are believed."""
Leaves = tuple[bytes, ...]


class Tree(NamedTuple):
    """A record on disk: files up to ``flushed`` entries, then the ``tail``; ``partial`` tiles are files only in an archive.

    ``head_path`` names the file that holds the head, ``folder`` the directory of tiles, both relative to ``root``.
    """

    root: Path
    folder: str
    head: Checkpoint
    head_path: str
    flushed: int
    tail: Sequence[bytes]
    partial: bool = False

    def path(self, tile: str) -> str:
        """Name a file of the tree."""
        return f"{self.folder}/{tile}"


class Sheet(NamedTuple):
    """A bundle and the level-0 tile over it, as far as each could be read."""

    number: int
    width: int
    entries: list[bytes] | None
    from_bundle: Leaves | None
    from_tile: Leaves | None


def check_tree(tree: Tree) -> tuple[list[bytes] | None, list[Finding]]:
    """Give the entries that lead to the head, where they are all there, and what was found."""
    sheets = [_sheet(tree, number) for number in range(-(-tree.flushed // TILE_WIDTH))]
    leaves = _settled(tree, sheets)
    if leaves is None:
        return None, list(_unsettled(tree, sheets))
    findings = [*_altered(tree, sheets, leaves), *_altered_above(tree, leaves)]
    entries = [entry for sheet in sheets for entry in sheet.entries or ()] + list(tree.tail)
    sound = [leaf_hash(entry) for entry in entries] == leaves
    return entries if sound else None, findings


def _sheet(tree: Tree, number: int) -> Sheet:
    width = min(TILE_WIDTH, tree.flushed - number * TILE_WIDTH)
    entries, bundle, hashes = None, None, None
    try:
        entries = decode_bundle(_read(tree, entries_path(number, width)), width)
        bundle = tuple(map(leaf_hash, entries))
    except (TlogError, OSError):
        entries = None
    try:
        hashes = decode_tile(_read(tree, tile_path(0, number, width)), width)
    except (TlogError, OSError):
        hashes = None
    return Sheet(number, width, entries, bundle, hashes)


def _read(tree: Tree, path: str) -> bytes:
    return (tree.root / tree.path(path)).read_bytes()


def _settled(tree: Tree, sheets: Sequence[Sheet]) -> list[bytes] | None:
    """Find the leaf hashes that lead to the root, taking each sheet from its bundle or from its tile."""
    choices = [sorted({each for each in (sheet.from_bundle, sheet.from_tile) if each}) for sheet in sheets]
    if not all(choices):
        return None
    tail = [leaf_hash(entry) for entry in tree.tail]
    doubtful = sum(len(choice) > 1 for choice in choices)
    if doubtful <= AT_MOST:
        candidates: Iterator[tuple[Leaves, ...]] = product(*choices)
    else:
        bundles = tuple(sheet.from_bundle or sheet.from_tile or () for sheet in sheets)
        tiles = tuple(sheet.from_tile or sheet.from_bundle or () for sheet in sheets)
        candidates = iter((bundles, tiles))
    for candidate in candidates:
        leaves = [leaf for sheet in candidate for leaf in sheet] + tail
        if len(leaves) == tree.head.size and tree_root(leaves) == tree.head.root:
            return leaves
    return None


def _unsettled(tree: Tree, sheets: Sequence[Sheet]) -> Iterator[Finding]:
    doubtful = False
    for sheet in sheets:
        bundle, tile = entries_path(sheet.number, sheet.width), tile_path(0, sheet.number, sheet.width)
        for path, read in ((bundle, sheet.from_bundle), (tile, sheet.from_tile)):
            if read is None:
                doubtful = True
                yield _unreadable(tree, path)
        if sheet.from_bundle and sheet.from_tile and sheet.from_bundle != sheet.from_tile:
            doubtful = True
            yield Finding(tree.path(bundle), "disagree", tree.path(tile))
    if not doubtful:
        yield Finding(tree.head_path, "other_root", str(tree.head.size))


def _unreadable(tree: Tree, path: str) -> Finding:
    return Finding(tree.path(path), "altered" if (tree.root / tree.path(path)).is_file() else "missing")


def _altered(tree: Tree, sheets: Sequence[Sheet], leaves: Sequence[bytes]) -> Iterator[Finding]:
    for sheet in sheets:
        right = tuple(leaves[sheet.number * TILE_WIDTH :][: sheet.width])
        if sheet.from_bundle != right:
            yield _unreadable(tree, entries_path(sheet.number, sheet.width))
        if sheet.from_tile != right:
            yield _unreadable(tree, tile_path(0, sheet.number, sheet.width))


def _altered_above(tree: Tree, leaves: Sequence[bytes]) -> Iterator[Finding]:
    """Compare the tiles above level 0, and any that recovery would still write, with those made anew."""
    for tile, data in extend_edge(RightEdge(), leaves)[1]:
        path, due = tile_path(tile.level, tile.index, tile.width), _is_due(tree, tile)
        if tile.level == 0 and due:
            continue
        try:
            held = _read(tree, path)
        except OSError:
            if due:
                yield Finding(tree.path(path), "missing")
        else:
            if held != data:
                yield Finding(tree.path(path), "altered")


def _is_due(tree: Tree, tile: Tile) -> bool:
    """Tell whether a tile has to be there: it lies in what is flushed, which is all of an archive."""
    span = 1 << TILE_LEVELS * tile.level
    if tile.width < TILE_WIDTH and not tree.partial:
        return False
    return tile.index * TILE_WIDTH * span + tile.width * span <= tree.flushed
