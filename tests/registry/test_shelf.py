# SPDX-License-Identifier: Apache-2.0
"""The shelf: what a tree of any size has is served at any width, lasts, and is never written anew."""

import os
import threading
from pathlib import Path

import pytest

from comity.registry.durable import write_once
from comity.registry.errors import RecordDamaged
from comity.registry.shelf import Shelf, leaves_of
from comity.tlog.errors import MalformedTile
from comity.tlog.merkle import hash_reader, read_frontier, tree_root
from comity.tlog.tile import (
    TILE_WIDTH,
    Tile,
    encode_bundle,
    entries_path,
    new_tiles,
    tile_path,
    tiles_for_size,
)
from tests.registry.disk import Disk

ENTRIES = [b"entry %d" % index for index in range(66_000)]
LEAVES = leaves_of(ENTRIES)
TREE = hash_reader(LEAVES)


def right(tile: Tile) -> bytes:
    """What a hash tile holds, straight from the leaves."""
    level = 8 * tile.level
    first = tile.index * TILE_WIDTH
    return b"".join(TREE(level, index) for index in range(first, first + tile.width))


def stocked(root: Path, size: int, flushed: int = 0) -> Shelf:
    """A shelf that took its entries from ``flushed`` on at once."""
    shelf = Shelf(root, flushed)
    shelf.append(ENTRIES[flushed:size], LEAVES[flushed:size])
    return shelf


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def is_there(shelf: Shelf, tile: Tile) -> bool:
    try:
        shelf.tile(tile)
    except MalformedTile:
        return False
    return True


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512, 700])
def test_every_tile_of_every_size_up_to_now_is_there_and_no_other(tmp_path: Path, size: int) -> None:
    shelf = stocked(tmp_path, size)
    published = {tile for old in range(size) for tile in new_tiles(old, old + 1)}
    assert {tile: shelf.tile(tile) for tile in published} == {tile: right(tile) for tile in published}
    asked = [Tile(level, index, width) for level in range(3) for index in range(4) for width in range(1, 257)]
    assert {tile for tile in asked if is_there(shelf, tile)} == published


@pytest.mark.parametrize("size", [1, 256, 257, 700])
def test_every_bundle_of_every_size_up_to_now_is_there_and_no_wider_one(tmp_path: Path, size: int) -> None:
    shelf = stocked(tmp_path, size)
    bundles = {tile for old in range(size) for tile in new_tiles(old, old + 1) if tile.level == 0}
    for tile in bundles:
        first = tile.index * TILE_WIDTH
        assert shelf.bundle(tile) == encode_bundle(ENTRIES[first : first + tile.width])
    number, width = divmod(size, TILE_WIDTH)
    with pytest.raises(MalformedTile, match=f"the record has no bundle {entries_path(number, width + 1)}"):
        shelf.bundle(Tile(0, number, width + 1))
    with pytest.raises(MalformedTile, match=f"the record has no bundle {entries_path(number + 1)}"):
        shelf.bundle(Tile(0, number + 1))


def test_entries_are_given_over_any_stretch_and_none_beyond(tmp_path: Path) -> None:
    shelf = stocked(tmp_path, 600)
    edges = [0, 1, 255, 256, 257, 511, 512, 513, 599, 600]
    for start in edges:
        for end in (edge for edge in edges if edge >= start):
            assert shelf.entries(start, end) == ENTRIES[start:end]
    assert [shelf.entry(index) for index in (0, 511, 512, 599)] == [ENTRIES[index] for index in (0, 511, 512, 599)]
    for start, end in ((0, 601), (-1, 4), (5, 4), (600, 601)):
        with pytest.raises(IndexError):
            shelf.entries(start, end)


def test_only_full_tiles_and_bundles_are_files(tmp_path: Path) -> None:
    stocked(tmp_path, 700)
    wanted = {entries_path(index): encode_bundle(ENTRIES[256 * index : 256 * index + 256]) for index in (0, 1)}
    wanted |= {tile_path(0, index): right(Tile(0, index)) for index in (0, 1)}
    assert files(tmp_path) == wanted
    assert {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*") if path.is_file()} == {0o444}


@pytest.mark.parametrize("step", [1, 7, 255, 256, 300])
def test_the_files_do_not_depend_on_the_batches(tmp_path: Path, step: int) -> None:
    shelf = Shelf(tmp_path / "steps", 0)
    for start in range(0, 700, step):
        end = min(start + step, 700)
        shelf.append(ENTRIES[start:end], LEAVES[start:end])
    whole = stocked(tmp_path / "once", 700)
    assert files(tmp_path / "steps") == files(tmp_path / "once")
    assert (shelf.size, shelf.flushed) == (whole.size, whole.flushed) == (700, 512)


def test_a_shelf_of_three_levels_is_taken_up_from_its_full_tiles(tmp_path: Path) -> None:
    size = len(ENTRIES)
    flushed = size // TILE_WIDTH * TILE_WIDTH
    stocked(tmp_path, size)
    again = stocked(tmp_path, size, flushed)
    assert again.size == size
    assert again.flushed == flushed
    assert {tile: again.tile(tile) for tile in tiles_for_size(size)} == {
        tile: right(tile) for tile in tiles_for_size(size)
    }
    assert read_frontier(again.reader(size), size).root() == tree_root(LEAVES)
    assert (tmp_path / tile_path(1, 0)).read_bytes() == right(Tile(1, 0))


def test_readers_see_one_state_or_the_next_while_the_record_grows(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 0)
    ended = threading.Event()
    seen: list[bool] = []

    def read() -> None:
        while not ended.is_set():
            size = shelf.size
            start = max(0, size - 300)
            seen.append(shelf.entries(start, size) == ENTRIES[start:size])
            tiles = [tile for tile in tiles_for_size(size) if tile.level == 0][-2:]
            seen.append([shelf.tile(tile) for tile in tiles] == [right(tile) for tile in tiles])

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for start in range(0, 2048, 16):
        shelf.append(ENTRIES[start : start + 16], LEAVES[start : start + 16])
    ended.set()
    for reader in readers:
        reader.join()
    assert set(seen) == {True}


@pytest.mark.parametrize(
    ("path", "damage", "message"),
    [
        (entries_path(0), None, "tile/entries/000 is missing"),
        (entries_path(0), b"\x00\x01", "tile/entries/000: not as many whole entries as the width of the bundle"),
        (tile_path(0, 0), None, "tile/0/000 is missing"),
        (tile_path(0, 0), bytes(31), "tile/0/000 has 31 bytes"),
    ],
)
def test_a_file_that_is_not_what_was_written_is_damage(
    tmp_path: Path, path: str, damage: bytes | None, message: str
) -> None:
    stocked(tmp_path, 512)
    (tmp_path / path).unlink()
    if damage is not None:
        (tmp_path / path).write_bytes(damage)
    with pytest.raises(RecordDamaged) as caught:
        shelf = Shelf(tmp_path, 512)
        shelf.entry(3)
    assert str(caught.value) == message


def test_a_file_is_never_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "000"
    write_once(path, b"one")
    write_once(path, b"one")
    with pytest.raises(RecordDamaged) as caught:
        write_once(path, b"two")
    assert str(caught.value) == "000 exists with other bytes: an immutable file is never written anew"
    assert files(tmp_path) == {"deep/er/000": b"one"}


def test_a_file_is_flushed_before_it_has_its_name_and_the_name_after(tmp_path: Path) -> None:
    disk = Disk(None)
    with disk.watched():
        write_once(tmp_path / "one" / "two" / "000", b"data")
        write_once(tmp_path / "one" / "two" / "001", b"data")
        write_once(tmp_path / "one" / "two" / "001", b"data")
    directories = ["mkdir", "fsync"] * 2
    assert disk.calls == [*directories, *["open", "fsync", "rename", "fsync"] * 2]


def test_what_a_killed_process_began_is_written_anew(tmp_path: Path) -> None:
    begun = tmp_path / f".000.{os.getpid()}"
    begun.write_bytes(b"half of somethi")
    begun.chmod(0o444)
    write_once(tmp_path / "000", b"data")
    assert files(tmp_path) == {"000": b"data"}
