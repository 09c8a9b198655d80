# SPDX-License-Identifier: Apache-2.0
"""The record over HTTP: the tlog-tiles layout at every width, and no other path."""

import socket
from functools import partial

import pytest

from comity.record.confirmation import confirmed, witness_set
from comity.record.policy import policies
from comity.tlog.note import parse_note
from comity.tlog.tile import Tile, decode_bundle, decode_tile, entries_path, new_tiles, tile_path, tiles_for_size
from comity.tlog.tree_head import parse_checkpoint
from tests.registry.house import LASTING, SIZE, House, problem_of


def test_every_tile_of_every_size_up_to_now_is_served_and_none_beyond(house: House) -> None:
    shelf = house.seat.registry.shelf
    published = {tile for old in range(SIZE) for tile in new_tiles(old, old + 1)}
    for tile in published:
        response = house.client.get(f"/record/{tile_path(tile.level, tile.index, tile.width)}")
        assert response.content == shelf.tile(tile)
        assert response.headers["cache-control"] == (LASTING if tile.width == 256 else "no-cache")
        assert response.headers["content-type"] == "application/octet-stream"
        decode_tile(response.content, tile.width)
    beyond = [Tile(0, 1, 15), Tile(0, 1), Tile(0, 2, 1), Tile(1, 0, 2), Tile(1, 0), Tile(2, 0, 1), Tile(63, 0)]
    for tile in beyond:
        response = house.client.get(f"/record/{tile_path(tile.level, tile.index, tile.width)}")
        assert (response.status_code, problem_of(response)) == (404, {"title": "no such tile"})


def test_every_bundle_is_served_at_every_width_and_none_beyond(house: House) -> None:
    entries = house.seat.registry.shelf.entries(0, SIZE)
    widths = [(0, width) for width in range(1, 257)] + [(1, width) for width in range(1, 15)]
    for number, width in widths:
        response = house.client.get(f"/record/{entries_path(number, width)}")
        assert decode_bundle(response.content, width) == entries[256 * number : 256 * number + width]
        assert response.headers["cache-control"] == (LASTING if width == 256 else "no-cache")
    for path in (entries_path(1, 15), entries_path(1), entries_path(2, 1), entries_path(1234067)):
        response = house.client.get(f"/record/{path}")
        assert (response.status_code, problem_of(response)) == (404, {"title": "no such tile"})


TRICKS = [
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/001",
    "tile/0/000.p/-1",
    "tile/0/000.p/",
    "tile/0/0",
    "tile/0/0000",
    "tile/0/x000/000",
    "tile/0/000/",
    "tile/00/000",
    "tile/64/000",
    "tile/-1/000",
    "tile/0/x999/x999/x999/x999/x999/x999/999",
    "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    "tile/0/" + "x999/" * 400 + "999",
    "tile/0/%D9%A0%D9%A0%D9%A0",
    "tile/0/000%00",
    "tile/0/..",
    "tile/0/%2e%2e",
    "tile/0/%2e%2e/%2e%2e/%2e%2e/lock.db",
    "%2e%2e/lock.db",
    "..%2flock.db",
    "tile/entries/%2e%2e/%2e%2e/%2e%2e/lock.db",
    "tile/entries/000%2ep%2f9999",
    "tile/entries/",
    "tile/",
    "",
    "lock.db",
    "checkpoint/",
    "Checkpoint",
]


@pytest.mark.parametrize("path", TRICKS)
def test_only_the_paths_of_the_layout_lead_anywhere(house: House, path: str) -> None:
    response = house.client.get(f"/record/{path}")
    assert (response.status_code, problem_of(response)) == (404, {"title": "no such tile"})


@pytest.mark.parametrize(
    "path", ["/../lock.db", "/record/../../lock.db", "//etc/passwd", "/record/tile/0/../../../lock.db"]
)
def test_a_path_sent_as_it_is_leads_nowhere_either(house: House, path: str) -> None:
    host, _, port = house.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
        answer = b"".join(iter(partial(connection.recv, 65536), b""))
    assert answer.startswith(b"HTTP/1.1 404 ")


def test_an_escaped_slash_is_a_slash(house: House) -> None:
    assert house.client.get("/record/tile%2F0%2F000").content == house.seat.registry.shelf.tile(Tile(0, 0))


def test_what_is_served_leads_from_the_checkpoint_to_the_entries(house: House) -> None:
    note = house.client.get("/record/checkpoint")
    assert (note.headers["cache-control"], note.headers["content-type"]) == ("no-cache", "text/plain; charset=utf-8")
    head = confirmed(note.content, witness_set(house.seat.forum)).checkpoint
    assert head.size == SIZE
    for tile in tiles_for_size(SIZE):
        assert house.client.get(f"/record/{tile_path(tile.level, tile.index, tile.width)}").status_code == 200
    for path, policy in zip(("policy", "policy-pq"), policies(house.seat.forum), strict=True):
        response = house.client.get(f"/record/{path}")
        assert (response.content, response.headers["cache-control"]) == (policy, "no-cache")
    assert house.client.get("/record/pending").content == note.content
    assert house.client.head("/record/checkpoint").status_code == 200
    assert house.client.get("/health").text == "serving\n"


def test_before_anything_is_confirmed_there_is_no_checkpoint_and_no_certificate(witnessed: House) -> None:
    for path in ("/record/checkpoint", "/certificate/0"):
        response = witnessed.client.get(path)
        assert (response.status_code, problem_of(response)) == (404, {"title": "no such head yet"})
    pending = witnessed.client.get("/record/pending").content
    assert parse_checkpoint(parse_note(pending).text).size == 3
