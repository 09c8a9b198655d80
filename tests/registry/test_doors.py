# SPDX-License-Identifier: Apache-2.0
"""The doors for acts, texts, cosignatures and certificates, and a problem document for everything that is refused."""

import asyncio
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from http.client import HTTPConnection
from typing import Any

import httpx
import pytest

from comity.acts.signed import parse_signed_act
from comity.record.certificate import verify_certificate
from comity.record.chain import anchor_of
from comity.record.confirmation import confirmed, witness_set
from comity.record.receipt import check_receipt, parse_receipt
from comity.registry import registry as registry_room
from comity.registry.answer import Sequenced
from comity.registry.errors import Stopped
from comity.registry.http import serve
from comity.registry.pool import Pool
from comity.tlog.note import parse_note
from comity.tlog.tile import decode_bundle, entries_path, tile_path
from tests.cast.forum import ORIGIN
from tests.registry.house import LASTING, SIZE, House, lines_of, problem_of, proposal_of
from tests.registry.seat import TEXT, Seat


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


def test_a_request_that_breaks_off_is_no_error_of_the_server(seat: Seat) -> None:
    sent: list[MutableMapping[str, Any]] = []
    parts: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"half an", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> dict[str, Any]:
        return parts.pop(0)

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def ask() -> None:
        pool = Pool(seat.registry)
        scope = {"type": "http", "method": "POST", "path": "/acts", "query_string": b"", "headers": []}
        await serve(seat.registry, pool, seat.clock)(scope, receive, send)
        pool.close()

    asyncio.run(ask())
    assert [message.get("status") for message in sent] == [400, None]
    assert seat.forum.size == 3


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
    assert [type(each) for each in said[:256]] == [Sequenced] * 256
    assert {type(each) for each in said[256:]} <= {IsADirectoryError, Stopped}
    for response in (
        house.client.post("/acts", content=notes[0]),
        house.client.put("/blobs", content=b"x"),
        house.client.get("/health"),
    ):
        assert (response.status_code, problem_of(response)) == (503, {"title": "the registry has stopped"})
    assert house.client.get(f"/record/{tile_path(0, 0)}").status_code == 200
    assert house.pool.stopped.is_set()
