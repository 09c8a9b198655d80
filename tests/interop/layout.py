# SPDX-License-Identifier: Apache-2.0
"""A record as static files in the tlog-tiles layout, written and fully checked by comity.tlog.

checkpoint            the newest checkpoint
checkpoint.<size>     the checkpoint of each published size
tile/...              hash tiles and entry bundles, partial ones of every published size
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from comity.tlog.checkpoint import open_checkpoint, sign_checkpoint
from comity.tlog.errors import UnverifiedNote, UnverifiedProof
from comity.tlog.merkle import (
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    tree_root,
)
from comity.tlog.note import parse_note
from comity.tlog.signer import Signer
from comity.tlog.tile import (
    TILE_WIDTH,
    RightEdge,
    Tile,
    decode_bundle,
    encode_bundle,
    entries_path,
    extend_edge,
    new_tiles,
    tile_path,
    tile_reader,
    tiles_for_size,
)
from comity.tlog.tree_head import Checkpoint
from comity.tlog.vkey import VerifierKey


class Reading(msgspec.Struct, frozen=True):
    """What a reader found; the fields and their order are those that the Go reader prints."""

    entries: int
    entry_bytes: int
    bundles: int
    tiles: int
    proven: int
    old_size: int
    proofs: str
    """SHA-256 of the inclusion proofs of the sample and the consistency proof, hash after hash, in hex."""
    root: str


def sample_entries(count: int) -> list[bytes]:
    """Make entries of all kinds of length: the first empty, the second 65,535 bytes, the others up to 511."""
    seeds = [sha256(b"comity interop entry %d" % index).digest() for index in range(count)]
    entries = [(seed * 16)[: int.from_bytes(seed[:2], "big") % 512] for seed in seeds]
    entries[:2] = [b"", (seeds[1] * 2048)[:65_535]][:count]
    return entries


def publish(
    directory: Path, entries: Sequence[bytes], sizes: Sequence[int], signers: Sequence[Signer], timestamp: int
) -> None:
    """Write what each of the rising sizes newly has, as the registry would have published it one after the other."""
    edge = RightEdge()
    for size in sizes:
        start = edge.size
        edge, tiles = extend_edge(edge, [leaf_hash(entry) for entry in entries[start:size]])
        for tile, data in tiles:
            _write(directory / tile_path(tile.level, tile.index, tile.width), data)
            if tile.level == 0:
                first = tile.index * TILE_WIDTH
                bundle = encode_bundle(entries[first : first + tile.width])
                _write(directory / entries_path(tile.index, tile.width), bundle)
        root = tree_root(map(leaf_hash, entries[:size]))
        signed = sign_checkpoint(Checkpoint(signers[0].vkey.name, size, root), signers, timestamp)
        _write(directory / f"checkpoint.{size}", signed)
        _write(directory / "checkpoint", signed)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def paths(sizes: Sequence[int]) -> set[str]:
    """Name every file of a record published at these rising sizes."""
    named = {"checkpoint", *(f"checkpoint.{size}" for size in sizes)}
    for old, size in zip((0, *sizes), sizes, strict=False):
        for tile in new_tiles(old, size):
            named.add(tile_path(tile.level, tile.index, tile.width))
            if tile.level == 0:
                named.add(entries_path(tile.index, tile.width))
    return named


def files(directory: Path) -> dict[str, bytes]:
    """Read every file under a directory."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }


def sample(size: int, step: int) -> Iterator[int]:
    """Every step-th index, and the last."""
    yield from range(0, size - 1, step)
    yield size - 1


def read(directory: Path, old: Path, step: int, vkeys: Sequence[VerifierKey]) -> Reading:
    """Check a record to the last byte: all signatures, bundles, tiles, a sample of proofs, growth from the old head.

    Raises TlogError or OSError for what is wrong or missing.
    """
    before, checkpoint = _open(old, vkeys), _open(directory / "checkpoint", vkeys)
    entries: list[bytes] = []
    level_0 = [tile for tile in tiles_for_size(checkpoint.size) if tile.level == 0]
    for tile in level_0:
        entries += decode_bundle((directory / entries_path(tile.index, tile.width)).read_bytes(), tile.width)
    leaves = [leaf_hash(entry) for entry in entries]
    _, tiles = extend_edge(RightEdge(), leaves)
    for tile, data in tiles:
        if (directory / tile_path(tile.level, tile.index, tile.width)).read_bytes() != data:
            raise UnverifiedProof(f"{tile_path(tile.level, tile.index, tile.width)} is not made of the entries")
    proofs, proven = _prove(directory, before, checkpoint, leaves, step)
    return Reading(
        entries=len(entries),
        entry_bytes=sum(map(len, entries)),
        bundles=len(level_0),
        tiles=len(tiles),
        proven=proven,
        old_size=before.size,
        proofs=proofs,
        root=checkpoint.root.hex(),
    )


def _open(path: Path, vkeys: Sequence[VerifierKey]) -> Checkpoint:
    checkpoint, signed = open_checkpoint(parse_note(path.read_bytes()), vkeys)
    if set(signed) != set(vkeys) or checkpoint.origin != vkeys[0].name:
        raise UnverifiedNote(f"{len(signed)} of {len(vkeys)} keys signed for {checkpoint.origin}")
    return checkpoint


def _prove(
    directory: Path, before: Checkpoint, checkpoint: Checkpoint, leaves: Sequence[bytes], step: int
) -> tuple[str, int]:
    """Prove from the tiles; gives the digest of all proofs and how many leaves were proven."""

    def read_tile(tile: Tile) -> bytes:
        return (directory / tile_path(tile.level, tile.index, tile.width)).read_bytes()

    hashes = tile_reader(checkpoint.size, read_tile)
    digest, proven = sha256(), 0
    for index in sample(checkpoint.size, step):
        proof = inclusion_proof(hashes, index, checkpoint.size)
        check_inclusion(proof, index, checkpoint.size, leaves[index], checkpoint.root)
        digest.update(b"".join(proof))
        proven += 1
    growth = consistency_proof(hashes, before.size, checkpoint.size)
    check_consistency(growth, before.size, before.root, checkpoint.size, checkpoint.root)
    digest.update(b"".join(growth))
    return digest.hexdigest(), proven
