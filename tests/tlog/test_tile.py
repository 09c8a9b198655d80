# SPDX-License-Identifier: Apache-2.0
"""Tiles: paths, which a tree has, what they hold; and bundles."""

from typing import Any

import pytest

from comity.tlog.errors import MalformedBundle, MalformedTile
from comity.tlog.merkle import hash_reader, leaf_hash, read_frontier, tree_root
from comity.tlog.tile import (
    RightEdge,
    Tile,
    decode_bundle,
    decode_tile,
    encode_bundle,
    encode_tile,
    entries_path,
    extend_edge,
    new_tiles,
    parse_entries_path,
    parse_tile_path,
    read_edge,
    tile_hash,
    tile_path,
    tile_reader,
    tiles_for_size,
)
from tests.tlog.vectors import cases, hashes

LEAVES = [leaf_hash(b"%d" % index) for index in range(70_000)]


@pytest.mark.parametrize("case", cases("tile-path"))
def test_path_vectors(case: dict[str, Any]) -> None:
    path = case["path"]
    if "refused" in case:
        for parse in (parse_tile_path, parse_entries_path):
            with pytest.raises(MalformedTile):
                parse(path)
    elif case["level"] is None:
        assert parse_entries_path(path) == Tile(0, case["index"], case["width"])
        assert entries_path(case["index"], case["width"]) == path
        with pytest.raises(MalformedTile):
            parse_tile_path(path)
    else:
        assert parse_tile_path(path) == Tile(case["level"], case["index"], case["width"])
        assert tile_path(case["level"], case["index"], case["width"]) == path
        with pytest.raises(MalformedTile):
            parse_entries_path(path)


@pytest.mark.parametrize("case", cases("bundle"))
def test_bundle_vectors(case: dict[str, Any]) -> None:
    data, width = bytes.fromhex(case["bundle"]), case["width"]
    if "refused" in case:
        with pytest.raises(MalformedBundle):
            decode_bundle(data, width)
        return
    entries = list(hashes(case["entries"]))
    assert decode_bundle(data, width) == entries
    assert encode_bundle(entries) == data


def test_a_full_width_is_not_written() -> None:
    assert tile_path(0, 0) == "tile/0/000" == tile_path(0, 0, 256)
    assert entries_path(1000) == "tile/entries/x001/000" == entries_path(1000, 256)
    assert Tile(3, 5) == Tile(3, 5, 256)


@pytest.mark.parametrize("level", range(64))
def test_levels_0_to_63(level: int) -> None:
    assert parse_tile_path(f"tile/{level}/000.p/1") == Tile(level, 0, 1)


@pytest.mark.parametrize("width", range(1, 257))
def test_widths_1_to_256(width: int) -> None:
    assert parse_tile_path(tile_path(1, 2, width)) == Tile(1, 2, width)


@pytest.mark.parametrize("width", [0, 256, 257, 300, 999])
def test_no_other_width(width: int) -> None:
    with pytest.raises(MalformedTile):
        parse_tile_path(f"tile/0/000.p/{width}")


def test_70_000_entries_are_277_tiles() -> None:
    tiles = list(tiles_for_size(70_000))
    assert tiles == [
        *(Tile(0, index) for index in range(273)), Tile(0, 273, 112), Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1),
    ]  # fmt: skip
    assert len(tiles) == 277


@pytest.mark.parametrize(
    ("old_size", "size", "tiles"),
    [
        (0, 0, []),
        (0, 1, [Tile(0, 0, 1)]),
        (1, 1, []),
        (1, 2, [Tile(0, 0, 2)]),
        (0, 255, [Tile(0, 0, 255)]),
        (255, 256, [Tile(0, 0), Tile(1, 0, 1)]),
        (0, 256, [Tile(0, 0), Tile(1, 0, 1)]),
        (256, 257, [Tile(0, 1, 1)]),
        (255, 257, [Tile(0, 0), Tile(0, 1, 1), Tile(1, 0, 1)]),
        (256, 511, [Tile(0, 1, 255)]),
        (511, 513, [Tile(0, 1), Tile(0, 2, 1), Tile(1, 0, 2)]),
        (65_535, 65_536, [Tile(0, 255), Tile(1, 0), Tile(2, 0, 1)]),
        (65_535, 65_537, [Tile(0, 255), Tile(0, 256, 1), Tile(1, 0), Tile(2, 0, 1)]),
        (65_536, 65_537, [Tile(0, 256, 1)]),
        (2**62 - 1, 2**62, [Tile(level, 2 ** (54 - 8 * level) - 1) for level in range(7)] + [Tile(7, 0, 64)]),
    ],
)
def test_the_tiles_a_growing_tree_adds(old_size: int, size: int, tiles: list[Tile]) -> None:
    assert list(new_tiles(old_size, size)) == tiles


def test_a_giant_size_names_its_tiles_one_by_one() -> None:
    assert next(tiles_for_size(2**63 - 1)) == Tile(0, 0)


def test_a_partial_tile_begins_every_wider_one() -> None:
    data = encode_tile(LEAVES[:256])
    assert data == b"".join(LEAVES[:256])
    for width in (1, 2, 255, 256):
        assert decode_tile(data[: 32 * width], width) == tuple(LEAVES[:width])


@pytest.mark.parametrize(("length", "width"), [(0, 1), (31, 1), (33, 1), (64, 1), (32, 2), (8191, 256), (8193, 256)])
def test_a_tile_of_another_length_is_refused(length: int, width: int) -> None:
    with pytest.raises(MalformedTile):
        decode_tile(bytes(length), width)


def test_the_hash_of_a_full_tile() -> None:
    assert tile_hash(encode_tile(LEAVES[:256])) == tree_root(LEAVES[:256])
    with pytest.raises(MalformedTile):
        tile_hash(encode_tile(LEAVES[:255]))


def _stored(sizes: list[int]) -> dict[Tile, bytes]:
    """The tiles of a tree that grew through these sizes, each made by `extend_edge`, none ever changed."""
    store: dict[Tile, bytes] = {}
    edge = RightEdge()
    for size in sizes:
        before = edge
        edge, tiles = extend_edge(before, LEAVES[before.size : size])
        assert edge.size == size
        assert [tile for tile, _ in tiles] == list(new_tiles(before.size, size))
        assert not store.keys() & dict(tiles).keys()
        store.update(tiles)
        assert read_edge(size, store.__getitem__) == edge
        assert extend_edge(edge, []) == (edge, [])
    return store


GROWTHS = [
    [1, 2, 3],
    [255, 256, 257],
    [256, 512, 513, 1024],
    [300, 301, 700],
    [1000],
    [65_535, 65_536, 65_537, 66_000],
    [70_000],
]


@pytest.mark.parametrize("sizes", GROWTHS, ids=str)
def test_tiles_hold_the_perfect_subtrees_of_their_level(sizes: list[int]) -> None:
    store = _stored(sizes)
    for tile, data in store.items():
        span = 256**tile.level
        start = tile.index * 256 * span
        shown = decode_tile(data, tile.width)
        for at in {0, tile.width // 2, tile.width - 1}:
            assert shown[at] == tree_root(LEAVES[start + at * span : start + (at + 1) * span])
    for size in sizes:
        assert set(tiles_for_size(size)) <= store.keys()


@pytest.mark.parametrize("sizes", GROWTHS, ids=str)
def test_the_tree_is_read_back_from_its_tiles(sizes: list[int]) -> None:
    store = _stored(sizes)
    for size in sizes:
        frontier = read_frontier(tile_reader(size, store.__getitem__), size)
        assert frontier == read_frontier(hash_reader(LEAVES), size)


def test_every_perfect_subtree_is_read_from_tiles() -> None:
    size = 1025
    store, leaves = _stored([size]), hash_reader(LEAVES)
    read = tile_reader(size, store.__getitem__)
    for level in range(11):
        for index in {0, 1, (size >> level) // 2, (size >> level) - 1}:
            if (index + 1) << level <= size:
                assert read(level, index) == leaves(level, index)


def test_only_tiles_that_the_size_has_are_asked_for() -> None:
    for size in (1, 255, 256, 257, 66_000):
        store, tiles = _stored([size]), set(tiles_for_size(size))
        asked: set[Tile] = set()

        def read_tile(tile: Tile, store: dict[Tile, bytes] = store, asked: set[Tile] = asked) -> bytes:
            asked.add(tile)
            return store[tile]

        read_frontier(tile_reader(size, read_tile), size)
        read_edge(size, read_tile)
        assert asked <= tiles


def test_tiles_of_a_wrong_length_are_refused_when_read() -> None:
    with pytest.raises(MalformedTile):
        tile_reader(3, lambda tile: bytes(32 * tile.width + 1))(0, 0)
    with pytest.raises(MalformedTile):
        read_edge(3, lambda tile: bytes(32 * tile.width - 1))


def test_the_edge_of_the_empty_tree() -> None:
    assert RightEdge() == RightEdge(0, ()) == read_edge(0, lambda _: b"")
    assert extend_edge(RightEdge(), []) == (RightEdge(), [])


def test_the_rows_of_an_edge_are_its_partial_tiles() -> None:
    edge, _ = extend_edge(RightEdge(), LEAVES[:70_000])
    assert [len(row) for row in edge.rows] == [112, 17, 1]
    assert edge.rows[0] == tuple(LEAVES[69_888:70_000])
    edge, _ = extend_edge(RightEdge(), LEAVES[:65_536])
    assert [len(row) for row in edge.rows] == [0, 0, 1]
    assert edge.rows[2] == (tree_root(LEAVES[:65_536]),)


def test_an_entry_is_at_most_65_535_bytes() -> None:
    largest = bytes(65_535)
    assert encode_bundle([largest]) == b"\xff\xff" + largest
    assert decode_bundle(b"\xff\xff" + largest, 1) == [largest]
    with pytest.raises(MalformedBundle):
        encode_bundle([b"", bytes(65_536)])


def test_every_cut_of_a_bundle_is_refused() -> None:
    data = encode_bundle([b"one", b"", b"three"])
    for end in range(len(data)):
        with pytest.raises(MalformedBundle):
            decode_bundle(data[:end], 3)
    assert decode_bundle(b"", 0) == []
