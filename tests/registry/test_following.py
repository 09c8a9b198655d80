# SPDX-License-Identifier: Apache-2.0
"""What nodes wait for at a registry: heads with the log's lines alone, cosignatures once, changes, the rest of a bundle."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from comity.record.confirmation import signed_by_log, witness_set
from comity.tlog.note import format_note, parse_note
from comity.tlog.tile import decode_bundle
from tests.cast.forum import WITNESSES
from tests.registry.conftest import Founded
from tests.registry.house import SIZE, House, lines_of, problem_of, served


def test_the_pending_head_is_given_once_beyond_a_size_without_cosignatures(witnessed: House) -> None:
    seat = witnessed.seat
    witnessed.write(lambda: seat.cosign("ARD", "BOR"))
    for size in (0, 1, 2):
        answer = witnessed.client.get(f"/record/pending/{size}?wait=0")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
        assert signed_by_log(answer.content, witness_set(seat.forum)).size == 3
        assert len(parse_note(answer.content).lines) == 2
    for size in (3, 4, 99):
        answer = witnessed.client.get(f"/record/pending/{size}?wait=0")
        assert (answer.status_code, answer.content) == (204, b"")


def test_whoever_waits_is_told_when_the_head_comes(witnessed: House) -> None:
    seat = witnessed.seat
    with ThreadPoolExecutor(2) as executor:
        pending = executor.submit(witnessed.client.get, "/record/pending/3", timeout=30)
        cosigned = executor.submit(witnessed.client.get, "/record/cosignatures/3", timeout=30)
        witnessed.write(lambda: seat.cosign("ARD", "BOR", "DEL"))
        (proposal,) = seat.forum.matters
        witnessed.write(lambda: seat.place(seat.statement(proposal)))
        assert signed_by_log(pending.result(30).content, witness_set(seat.forum)).size == 4
        assert cosigned.result(30).status_code == 200


def test_cosignatures_are_given_once_the_head_is_confirmed(witnessed: House) -> None:
    seat = witnessed.seat
    ask = "/record/cosignatures/3?wait=0"
    assert witnessed.client.get(ask).status_code == 204
    witnessed.write(lambda: seat.cosign("ARD", "BOR"))
    assert witnessed.client.get(ask).status_code == 204
    witnessed.write(lambda: seat.cosign("DEL"))
    answer = witnessed.client.get(ask)
    head = seat.registry.board.pending
    assert head is not None
    bare = parse_note(head.bare)
    lines = parse_note(b"-\n\n" + answer.content).lines
    assert format_note(bare.text, [*bare.lines, *lines]) == seat.registry.confirmed
    assert sorted({line.name for line in lines}) == ["ARD/witness", "BOR/witness", "DEL/witness"]
    (proposal,) = seat.forum.matters
    witnessed.write(lambda: seat.place(seat.statement(proposal)))
    assert witnessed.client.get(ask).content == answer.content
    assert witnessed.client.get("/record/cosignatures/4?wait=0").status_code == 204


def test_a_head_that_was_passed_over_is_said_to_be(witnessed: House) -> None:
    seat = witnessed.seat
    (proposal,) = seat.forum.matters
    seat.clock.wait(seconds=2)
    witnessed.write(lambda: seat.place(seat.statement(proposal)))
    answer = witnessed.client.get("/record/cosignatures/3?wait=0")
    assert (answer.status_code, problem_of(answer)) == (404, {"title": "Not Found"})


@pytest.mark.parametrize(("after", "size"), [(0, 4), (3, 4), (4, 6), (5, 6), (6, 0), (99, 0)])
def test_changes_are_found_by_size(founded: Founded, after: int, size: int) -> None:
    seat = founded(witnesses=WITNESSES)
    seat.propose()
    (proposal,) = seat.forum.matters
    for code in ("ELV", "FEN"):
        seat.clock.wait(seconds=2)
        seat.cosign("ARD", "BOR", "COR", "DEL", "ELV")
        seat.place(*([seat.statement(proposal)] if code == "FEN" else []), seat.enrol(code))
        seat.clock.wait(seconds=2)
        seat.registry.keep_time()
        seat.cosign("ARD", "BOR", "COR", "DEL", "ELV")
    with served(seat) as house:
        answer = house.client.get(f"/record/changes/{after}")
        assert answer.status_code == (200 if size else 404)
        if size:
            assert parse_note(answer.content).text.split(b"\n")[1] == b"%d" % size
            assert answer.content in seat.registry.changes


def test_a_bundle_is_sent_from_where_it_was_left(house: House) -> None:
    whole = house.client.get("/record/tile/entries/001.p/14").content
    entries = decode_bundle(whole, SIZE - 256)
    skip = sum(2 + len(entry) for entry in entries[:10])
    part = house.client.get("/record/tile/entries/001.p/14", headers={"range": f"bytes={skip}-"})
    assert (part.status_code, decode_bundle(part.content, 4)) == (206, entries[10:])
    assert part.headers["content-range"] == f"bytes {skip}-{len(whole) - 1}/{len(whole)}"
    beyond = house.client.get("/record/tile/entries/001.p/14", headers={"range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(whole)}")
    for asked in ("bytes=0-5", "bytes=-5", "bytes=x-", "lines=1-", "bytes=01-"):
        answer = house.client.get("/record/tile/entries/001.p/14", headers={"range": asked})
        assert (answer.status_code, answer.content) == (200, whole)


@pytest.mark.parametrize("path", ["pending/x", "cosignatures/01", "changes/-1", "pending/"])
def test_what_is_no_size_is_not_found(witnessed: House, path: str) -> None:
    assert witnessed.client.get(f"/record/{path}").status_code == 404


def test_refreshed_cosignatures_are_taken_in_alone(witnessed: House) -> None:
    seat = witnessed.seat
    witnessed.write(lambda: seat.cosign("ARD", "BOR", "DEL"))
    seat.clock.wait(seconds=300)
    classic = lines_of(seat, "ARD").split(b"\n")[0] + b"\n"
    assert witnessed.client.post("/cosignatures/3", content=classic).status_code == 204
    assert classic in seat.registry.confirmed
