# SPDX-License-Identifier: Apache-2.0
"""Tiles and entry bundles as targets: a line with the path, then the octets served there."""

from hashlib import sha256
from random import Random

from comity.tlog.errors import MalformedBundle, MalformedTile, TlogError
from comity.tlog.tile import (
    decode_bundle,
    decode_tile,
    encode_bundle,
    encode_tile,
    entries_path,
    parse_entries_path,
    parse_tile_path,
    tile_path,
)
from tests.fuzz.octets import mutated
from tests.fuzz.target import Broken, Target, Verdict

_ENTRIES = [b"", b"a", b"2026-11-23T05:00:00.000Z\ncomity/act/v1\n", bytes(300), "Комитет".encode() * 20]


def _tile(path: str, width: int) -> bytes:
    return path.encode() + b"\n" + b"".join(sha256(b"%d" % number).digest() for number in range(width))


def _bundle(path: str, entries: list[bytes]) -> bytes:
    return path.encode() + b"\n" + encode_bundle(entries)


SEEDS = [
    _tile("tile/0/000", 256),
    _tile("tile/1/x001/234.p/5", 5),
    _tile("tile/63/067.p/1", 1),
    _bundle("tile/entries/000.p/5", _ENTRIES),
    _bundle("tile/entries/x001/x234/067.p/2", _ENTRIES[1:3]),
    _bundle("tile/entries/255", [b"%d" % number for number in range(256)]),
]


def judge(data: bytes, *, keys_at_hand: bool) -> Verdict:
    del keys_at_hand
    head, _, body = data.partition(b"\n")
    path = head.decode(errors="replace")
    try:
        bundle = path.startswith("tile/entries/")
        tile = parse_entries_path(path) if bundle else parse_tile_path(path)
    except MalformedTile:
        return Verdict.EARLY
    written = entries_path(tile.index, tile.width) if bundle else tile_path(tile.level, tile.index, tile.width)
    if written != path:
        raise Broken("a path was accepted in a second form")
    try:
        again = encode_bundle(decode_bundle(body, tile.width)) if bundle else encode_tile(decode_tile(body, tile.width))
    except (MalformedBundle, MalformedTile):
        return Verdict.LAST
    except TlogError as error:
        raise Broken(f"another error than a tile's: {error!r}") from error
    if again != body:
        raise Broken("a tile or bundle was accepted in a second form")
    return Verdict.ACCEPTED


def rebuild(rng: Random, data: bytes) -> bytes:
    """Another path for the width there is, entries changed under lengths that fit, or a length that does not."""
    head, _, body = data.partition(b"\n")
    path = head.decode()
    if not path.startswith("tile/entries/"):
        tile = parse_tile_path(path)
        hashes = [*decode_tile(body, tile.width)][: rng.randrange(1, tile.width + 1)]
        hashes[rng.randrange(len(hashes))] = rng.randbytes(rng.choice((32, 32, 31, 33)))
        number = rng.choice((0, 999, 1000, rng.randrange(2**63), 2**63, 10**21))
        return tile_path(rng.randrange(66), number, len(hashes)).encode() + b"\n" + b"".join(hashes)
    entries = decode_bundle(body, parse_entries_path(path).width)[: rng.randrange(1, 257)]
    at = rng.randrange(len(entries))
    match rng.randrange(4):
        case 0:
            entries[at] = mutated(rng, entries[at] or b"\n", entries[0] or b"\n")[:65_535]
        case 1:
            entries = (entries + entries)[:256]
        case 2:
            entries.insert(at, b"")
            del entries[256:]
        case _:
            del entries[at]
    body = encode_bundle(entries)
    if entries and not rng.randrange(3):
        length = rng.choice((0, 1, 255, 256, 65_535, len(entries[0]) + 1, max(0, len(entries[0]) - 1)))
        body = length.to_bytes(2, "big") + body[2:]
    return entries_path(rng.randrange(10**9), max(1, len(entries))).encode() + b"\n" + body


TARGETS = (Target("tile", "that the octets fill the width", 10, SEEDS, judge, rebuild),)
