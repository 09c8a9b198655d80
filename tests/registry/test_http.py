# SPDX-License-Identifier: Apache-2.0
"""The registry over HTTP: the tlog-tiles layout, the doors, and a problem document for everything that is refused."""

import asyncio
import base64
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from http.client import HTTPConnection
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from comity.acts.signed import parse_signed_act
from comity.record.certificate import verify_certificate
from comity.record.chain import anchor_of
from comity.record.confirmation import confirmed, witness_set
from comity.record.policy import policies
from comity.record.receipt import check_receipt, parse_receipt
from comity.registry import registry as registry_room
from comity.registry.answer import Sequenced
from comity.registry.reading import HEADER, VALID_S, may_read, read_request
from comity.tlog.note import format_note, parse_note, sign_note
from comity.tlog.tile import Tile, decode_bundle, decode_tile, entries_path, new_tiles, tile_path, tiles_for_size
from comity.tlog.tree_head import parse_checkpoint
from tests.cast.forum import EDITION, ORIGIN, WITNESSES
from tests.cast.keys import note_signer
from tests.registry.conftest import Founded
from tests.registry.house import House, served
from tests.registry.seat import GENEROUS, TEXT, Seat

SIZE = 270
LASTING = "public, max-age=604800, immutable"
PRIVATE = "private, max-age=604800, immutable"
PROBLEM = "application/problem+json"


@pytest.fixture
def house(seat: Seat) -> Iterator[House]:
    """An open record of 270 entries without witnesses."""
    (proposal,) = seat.forum.matters
    seat.place(*(seat.statement(proposal, "ARD", later) for later in range(SIZE - 3)))
    with served(seat) as house:
        yield house


@pytest.fixture
def witnessed(founded: Founded) -> Iterator[House]:
    """A record of three entries whose head waits for four witnesses."""
    seat = founded(witnesses=WITNESSES)
    seat.propose()
    seat.clock.wait(seconds=2)
    seat.registry.keep_time()
    with served(seat) as house:
        yield house


def proposal_of(house: House) -> str:
    (proposal,) = house.seat.forum.matters
    return proposal


def lines_of(seat: Seat, *codes: str) -> bytes:
    """Cosignature lines of the pending head, as a witness posts them."""
    return b"".join(format_note(b"-\n", [line])[3:] for line in seat.lines(*codes))


def problem_of(response: httpx.Response) -> dict[str, Any]:
    """A problem document, without its detail."""
    assert response.headers["content-type"] == PROBLEM
    problem: dict[str, Any] = response.json()
    assert (problem.pop("type"), problem.pop("status")) == ("about:blank", response.status_code)
    problem.pop("detail", None)
    return problem


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


def test_an_act_is_lodged_with_a_receipt_and_again_with_the_same(house: House) -> None:
    note = house.seat.statement(proposal_of(house), "BOR")
    first = house.client.post("/acts", content=note)
    again = house.client.post("/acts", content=note)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.headers["content-type"] == "application/json"
    assert first.content == again.content
    receipt = parse_receipt(first.content)
    assert (receipt.act, receipt.index, receipt.sequenced_at) == (
        parse_signed_act(note).id, SIZE, "2026-11-23T05:00:00.000Z",
    )  # fmt: skip
    assert check_receipt(receipt, note, witness_set(house.seat.forum)) == "sequenced"
    bundle = house.client.get(f"/record/{entries_path(1, SIZE + 1 - 256)}").content
    assert decode_bundle(bundle, SIZE + 1 - 256)[-1] == b"2026-11-23T05:00:00.000Z\n" + note


def test_refusals_are_problem_documents(house: House) -> None:
    post = house.client.post
    seat = house.seat
    refused = post("/acts", content=seat.statement(proposal_of(house), "BOR", later=1))
    assert (refused.status_code, refused.json()) == (
        409,
        {"type": "about:blank", "title": "refused by the rules", "status": 409, "rule": "1.5", "found": "BOR 2",
         "expected": "BOR 1"},
    )  # fmt: skip
    malformed = post("/acts", content=b"no act")
    assert (malformed.status_code, malformed.json()) == (
        400,
        {"type": "about:blank", "title": "malformed act", "status": 400,
         "detail": "not a signed note: no empty line followed by 1 to 100 signature lines"},
    )  # fmt: skip
    empty = post("/cosignatures/3", content=b"")
    assert (empty.status_code, problem_of(empty)) == (400, {"title": "malformed cosignatures"})
    for path in ("/cosignatures/x", "/cosignatures/03", "/cosignatures/" + "9" * 5000, "/cosignatures/-1"):
        response = post(path, content=b"")
        assert (response.status_code, problem_of(response)) == (404, {"title": "Not Found"})
    for path in ("/certificate/x", "/certificate/" + "9" * 5000, "/certificate/+1", "/nothing", "/blobs/a/b"):
        response = house.client.get(path)
        assert (response.status_code, problem_of(response)) == (404, {"title": "Not Found"})
    for path in ("/certificate/270", f"/certificate/{2**63 - 1}"):
        response = house.client.get(path)
        assert (response.status_code, problem_of(response)) == (404, {"title": "no certificate yet"})
    wrong_door = house.client.get("/acts")
    assert (wrong_door.status_code, problem_of(wrong_door)) == (405, {"title": "Method Not Allowed"})
    assert wrong_door.headers["allow"] == "POST"


def test_what_is_too_large_is_refused_before_it_is_all_read(house: House) -> None:
    text = house.client.put("/blobs", content=bytes(2**20 + 1))
    assert (text.status_code, problem_of(text)) == (413, {"title": "too large"})
    parts = [bytes(2**16)] * 40
    for method, path in (("POST", "/acts"), ("PUT", "/blobs"), ("POST", "/cosignatures/3")):
        response = house.client.request(method, path, content=iter(parts))
        assert (response.status_code, problem_of(response)) == (413, {"title": "Request Entity Too Large"})
    assert house.client.get("/health").status_code == 200


def test_texts_are_stored_and_given(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    content = "Текст".encode()
    digest = sha256(content).hexdigest()
    for _ in range(2):
        stored = house.client.put("/blobs", content=content)
        assert (stored.status_code, stored.text) == (201, digest + "\n")
    given = house.client.get(f"/blobs/{digest}")
    assert (given.content, given.headers["cache-control"], given.headers["content-type"]) == (
        content, LASTING, "application/octet-stream",
    )  # fmt: skip
    for other in ("0" * 64, digest[:-1], digest.upper(), "..", "%2e%2e", digest + "%00"):
        response = house.client.get(f"/blobs/{other}")
        assert (response.status_code, problem_of(response)["title"]) in {(404, "no such blob"), (404, "Not Found")}
    # More than this disk has free: the measure is real, the demand is not.
    monkeypatch.setattr(registry_room, "LEAST_FREE_BYTES", 2**60)
    response = house.client.put("/blobs", content=b"another")
    assert (response.status_code, problem_of(response)) == (507, {"title": "no room"})


def test_a_blob_that_was_changed_on_disk_is_not_given(house: House) -> None:
    digest = sha256(TEXT).hexdigest()
    path = house.seat.root / "blobs" / digest[:2] / digest
    path.unlink()
    path.write_bytes(TEXT + b"!")
    response = house.client.get(f"/blobs/{digest}")
    assert (response.status_code, response.json()["detail"]) == (503, f"the blob {digest} has other content")


def test_a_certificate_leaves_by_its_door(witnessed: House) -> None:
    witnessed.write(lambda: witnessed.seat.cosign("ARD", "BOR", "COR"))
    response = witnessed.client.get("/certificate/2")
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-cache")
    verified = verify_certificate(response.content, anchor_of(witnessed.seat.registry.entry(0)))
    assert (verified.anchored, verified.index, verified.confirmations) == (True, 2, ("ARD", "BOR", "COR"))


def test_cosignatures_confirm_the_pending_head(witnessed: House) -> None:
    post = partial(witnessed.client.post, "/cosignatures/3")
    assert post(content=lines_of(witnessed.seat, "ARD")).status_code == 204
    stranger = post(content=lines_of(witnessed.seat, "ELV", "BOR"))
    assert (stranger.status_code, problem_of(stranger)) == (
        409, {"title": "cosignatures refused", "names": ["ELV/witness", "ELV/witness"]},
    )  # fmt: skip
    other = witnessed.client.post("/cosignatures/2", content=lines_of(witnessed.seat, "COR"))
    assert (other.status_code, problem_of(other)["names"]) == (409, ["COR/witness", "COR/witness"])
    assert witnessed.client.get("/record/checkpoint").status_code == 404
    assert post(content=lines_of(witnessed.seat, "COR")).status_code == 204
    note = witnessed.client.get("/record/checkpoint").content
    assert confirmed(note, witness_set(witnessed.seat.forum)).names == ("ARD", "BOR", "COR")
    assert witnessed.client.get("/record/pending").content == note


def test_cosignatures_dated_ahead_of_the_registry_are_refused(witnessed: House) -> None:
    seat = witnessed.seat
    seat.clock.wait(seconds=10)
    ahead = lines_of(seat, "ARD")
    seat.clock.wait(seconds=-7.5)
    response = witnessed.client.post("/cosignatures/3", content=ahead)
    assert (response.status_code, problem_of(response)["names"]) == (409, ["ARD/witness", "ARD/witness"])
    seat.clock.wait(seconds=5.5)
    assert witnessed.client.post("/cosignatures/3", content=ahead).status_code == 204


def raw(house: House, path: str, body: bytes) -> tuple[int, bytes]:
    """Post over a connection of its own."""
    connection = HTTPConnection(house.url.removeprefix("http://"), timeout=30)
    try:
        connection.request("POST", path, body)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_sixty_four_post_the_same_lines_and_the_same_act(witnessed: House) -> None:
    seat = witnessed.seat
    lines = lines_of(seat, "ARD", "BOR", "COR")
    act = seat.statement(proposal_of(witnessed), "ARD")

    def post(_: int) -> tuple[int, int]:
        with httpx.Client(base_url=witnessed.url) as client:
            cosigned = client.post("/cosignatures/3", content=lines)
            lodged = client.post("/acts", content=act)
        assert (
            cosigned.status_code == 204
            or problem_of(cosigned)["names"] == ["ARD/witness"] * 2 + ["BOR/witness"] * 2 + ["COR/witness"] * 2
        )
        return lodged.status_code, parse_receipt(lodged.content).index

    with ThreadPoolExecutor(64) as executor:
        answers = list(executor.map(post, range(64)))
    assert {index for _, index in answers} == {3}
    assert {code for code, _ in answers} <= {200, 201}
    assert 201 in {code for code, _ in answers}
    assert (seat.forum.size, seat.registry.shelf.size) == (4, 4)
    note = witnessed.client.get("/record/checkpoint").content
    assert [line.name for line in parse_note(note).lines] == [ORIGIN] * 2 + ["ARD/witness"] * 2 + [
        "BOR/witness"
    ] * 2 + ["COR/witness"] * 2


def test_acts_behind_a_change_are_told_to_wait(witnessed: House) -> None:
    seat = witnessed.seat
    assert witnessed.client.post("/acts", content=seat.enrol("ELV")).status_code == 201
    response = witnessed.client.post("/acts", content=seat.statement(proposal_of(witnessed), "BOR"))
    assert response.json() == {
        "type": "about:blank", "title": "the record waits", "status": 503,
        "detail": "a change of the witness set waits at size 4",
    }  # fmt: skip


def test_a_registry_that_stopped_says_so_and_still_serves_what_it_has(house: House) -> None:
    wrong = house.seat.root / entries_path(1)
    wrong.mkdir(parents=True)
    notes = [house.seat.statement(proposal_of(house), "BOR", later) for later in range(300)]

    async def flood() -> list[Any]:
        return await asyncio.gather(*map(house.pool.lodge, notes), return_exceptions=True)

    said = house.within(flood())
    assert [type(each) for each in said] == [Sequenced] * 256 + [IsADirectoryError] * 44
    for response in (
        house.client.post("/acts", content=notes[0]),
        house.client.put("/blobs", content=b"x"),
        house.client.get("/health"),
    ):
        assert (response.status_code, problem_of(response)) == (503, {"title": "the registry has stopped"})
    assert house.client.get(f"/record/{tile_path(0, 0)}").status_code == 200
    assert house.pool.stopped.is_set()


@pytest.fixture
def closed(founded: Founded) -> Iterator[House]:
    """A record that only parties read."""
    seat = founded(replace(GENEROUS, visibility="parties"))
    seat.propose()
    proposal = next(iter(seat.forum.matters))
    seat.place(*(seat.statement(proposal, "ARD", later) for later in range(255)))
    with served(seat) as house:
        yield house


def now_s(house: House) -> int:
    return int(house.seat.clock.now.timestamp())


DOORS = [
    f"/record/{entries_path(0)}",
    f"/record/{entries_path(0, 3)}",
    "/certificate/1",
    f"/blobs/{sha256(TEXT).hexdigest()}",
]


@pytest.mark.parametrize("door", DOORS)
def test_a_closed_record_opens_to_parties_alone(closed: House, door: str) -> None:
    def ask(header: str | None) -> httpx.Response:
        return closed.client.get(door, headers={} if header is None else {"authorization": header})

    now = now_s(closed)
    for code in ("ARD", "OBS", "SEC"):
        response = ask(read_request(ORIGIN, note_signer(f"{code}/node"), now))
        assert response.status_code == 200
        assert "public" not in response.headers["cache-control"]
    assert (ask(None).status_code, problem_of(ask(None))) == (403, {"title": "by right only"})
    for wait, status in ((-VALID_S - 1, 403), (-VALID_S, 200), (VALID_S, 200), (VALID_S + 1, 403)):
        assert ask(read_request(ORIGIN, note_signer("ARD/node"), now + wait)).status_code == status
    foreign = [
        read_request("other.example/record", note_signer("ARD/node"), now),
        read_request(ORIGIN, note_signer("XXX/node"), now),
        read_request(ORIGIN, note_signer("ARD/node#2"), now),
        read_request(ORIGIN, note_signer("ARD"), now),
        read_request(ORIGIN, note_signer("ARD/recovery"), now),
    ]
    broken = [
        "",
        "Comity",
        "Comity !",
        "Comity QUJD",
        "Bearer x",
        foreign[0][:-8],
        "comity " + foreign[0][7:],
    ]
    assert [ask(header).status_code for header in (*foreign, *broken)] == [403] * 12


@pytest.mark.parametrize(
    "text",
    [
        b"%(header)b\n%(origin)b\n+%(now)d\n",
        b"%(header)b\n%(origin)b\n0%(now)d\n",
        b"%(header)b\n%(origin)b\n" + b"9" * 5000 + b"\n",
        b"%(header)b\n%(origin)b\n\n",
        b"%(header)b\n%(origin)b\n%(now)d\nmore\n",
        b"%(header)b\xe2\x80\xa8%(origin)b\xe2\x80\xa8%(now)d\n",
        b"%(origin)b\n%(header)b\n%(now)d\n",
        b"comity/read/v2\n%(origin)b\n%(now)d\n",
        b"%(now)d\n",
    ],
)
def test_a_request_has_one_form(closed: House, text: bytes) -> None:
    filled = text % {b"header": HEADER.encode(), b"origin": ORIGIN.encode(), b"now": now_s(closed)}
    header = "Comity " + base64.b64encode(sign_note(filled, [note_signer("ARD/node")])).decode()
    assert closed.client.get(DOORS[0], headers={"authorization": header}).status_code == 403


@pytest.mark.parametrize("header", ["Comity ", "Comity  ", "Comity \u00e9", "Comity QUJD\n", "Comity " + "A" * 2**21])
def test_a_header_that_no_client_would_send_opens_nothing(closed: House, header: str) -> None:
    assert may_read(closed.seat.forum, header, now_s(closed)) is False


def test_heads_and_hashes_of_a_closed_record_are_open_and_its_entries_lie_in_no_shared_cache(closed: House) -> None:
    for path in ("checkpoint", "pending", "policy", "policy-pq", tile_path(0, 0), tile_path(1, 0, 1)):
        assert closed.client.get(f"/record/{path}").status_code == 200
    header = {"authorization": read_request(ORIGIN, note_signer("ARD/node"), now_s(closed))}
    kept = [closed.client.get(door, headers=header).headers["cache-control"] for door in DOORS]
    assert kept == [PRIVATE, "no-cache", "no-cache", PRIVATE]
    assert closed.client.get(f"/record/{tile_path(0, 0)}").headers["cache-control"] == LASTING


def test_a_record_opens_when_its_edition_says_so(founded: Founded) -> None:
    seat = founded(EDITION)
    with served(seat) as house:
        assert house.client.get(f"/record/{entries_path(0, 1)}").status_code == 200
