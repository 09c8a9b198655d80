# SPDX-License-Identifier: Apache-2.0
"""The registry as a node sees it over HTTP: what it gives, what it refuses, and when nobody is there."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

import pytest
from msgspec.structs import replace

from comity.acts.signed import parse_signed_act
from comity.node.remote import Remote, RemoteError, head_of
from comity.record.certificate import verify_certificate
from comity.record.chain import anchor_of
from comity.registry.reading import read_request
from comity.tlog.errors import MalformedBundle
from comity.tlog.note import format_note
from tests.cast.forum import ORIGIN, WITNESSES
from tests.cast.keys import note_signer
from tests.node.conftest import Founded
from tests.registry.house import House, served
from tests.registry.seat import GENEROUS, TEXT


@pytest.fixture
def house(founded: Founded) -> Iterator[House]:
    """A record of 600 entries without witnesses."""
    seat = founded()
    proposal = seat.propose()
    seat.place(*(seat.statement(proposal, "ARD", later) for later in range(597)))
    with served(seat) as house:
        yield house


@pytest.fixture
def remote(house: House) -> Remote:
    return Remote(house.url + "/")


def test_entries_are_fetched_over_any_stretch(house: House, remote: Remote) -> None:
    entries = house.seat.registry.shelf.entries(0, 600)
    edges = (0, 1, 255, 256, 257, 512, 599, 600)
    for start in edges:
        for size in (edge for edge in edges if edge >= start):
            assert remote.entries(start, size) == entries[start:size]


def test_what_is_beyond_the_record_is_a_problem(remote: Remote) -> None:
    with pytest.raises(RemoteError, match="no such tile") as caught:
        remote.entries(0, 601)
    assert caught.value.problem["status"] == 404


def test_heads_texts_and_certificates_are_fetched(house: House, remote: Remote) -> None:
    head = head_of(remote.checkpoint())
    assert (head.origin, head.size) == (ORIGIN, 600)
    assert (remote.pending(599), remote.pending(600)) == (remote.checkpoint(), b"")
    digest = remote.store(TEXT)
    assert digest == sha256(TEXT).hexdigest()
    assert remote.blob(digest) == TEXT
    anchor = anchor_of(house.seat.registry.entry(0))
    assert verify_certificate(remote.certificate(7), anchor).index == 7


def test_an_act_is_lodged_or_refused_with_its_rule(house: House, remote: Remote) -> None:
    (proposal,) = house.seat.forum.matters
    note = house.seat.statement(proposal, "BOR")
    receipt = remote.lodge(note)
    assert (receipt["index"], receipt["act"]) == (600, parse_signed_act(note).id)
    assert remote.lodge(note) == receipt
    with pytest.raises(RemoteError, match=r"^refused by the rules$") as caught:
        remote.lodge(house.seat.statement(proposal, "BOR", later=5))
    problem = caught.value.problem
    assert (problem["status"], problem["rule"], problem["found"], problem["expected"]) == (409, "1.5", "BOR 7", "BOR 2")


def test_cosignatures_are_posted(founded: Founded) -> None:
    seat = founded(witnesses=WITNESSES)
    with served(seat) as house:
        remote = Remote(house.url)
        for code in ("ARD", "BOR", "COR"):
            assert house.seat.registry.confirmed == b""
            remote.cosign(1, b"".join(format_note(b"-\n", [line])[3:] for line in seat.lines(code)))
        assert head_of(remote.checkpoint()).size == 1
        with pytest.raises(RemoteError, match="cosignatures refused") as caught:
            remote.cosign(2, b"".join(format_note(b"-\n", [line])[3:] for line in seat.lines("DEL")))
        assert caught.value.problem["names"] == ["DEL/witness", "DEL/witness"]


def test_a_party_signs_its_requests(founded: Founded) -> None:
    seat = founded(replace(GENEROUS, visibility="parties"))
    with served(seat) as house:
        now_s = int(seat.clock.now.timestamp())
        ours = Remote(house.url, lambda: read_request(ORIGIN, note_signer("ARD/node"), now_s))
        assert ours.entries(0, 1) == [seat.registry.entry(0)]
        with pytest.raises(RemoteError, match="by right only"):
            Remote(house.url).entries(0, 1)


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """A server that says the same to whoever comes, and hangs up."""
    door = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def answer_all() -> None:
        while True:
            connection, _ = door.accept()
            with connection:
                if ended.is_set():
                    return
                connection.recv(65536)
                connection.sendall(answer)

    answerer = threading.Thread(target=answer_all)
    answerer.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        ended.set()
        socket.create_connection(door.getsockname()).close()
        answerer.join()
        door.close()


def whole(status: str, body: bytes) -> bytes:
    return b"HTTP/1.1 %b\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%b" % (status.encode(), len(body), body)


@pytest.mark.parametrize(
    ("answer", "message", "problem"),
    [
        (whole("502 Bad Gateway", b"<html>"), "502 from record/checkpoint", {"status": 502}),
        (whole("500 No", b"[1]"), "500 from record/checkpoint", {"status": 500}),
        (whole("301 Moved", b""), "301 from record/checkpoint", {"status": 301}),
        (whole("409 No", b'{"title":"no","status":409}'), "no", {"title": "no", "status": 409}),
        (whole("409 No", b'{"status":409}'), "409 from record/checkpoint", {"status": 409}),
    ],
)
def test_what_is_no_success_is_an_error(answer: bytes, message: str, problem: dict[str, object]) -> None:
    with answering(answer) as url, pytest.raises(RemoteError) as caught:
        Remote(url).checkpoint()
    assert (str(caught.value), caught.value.problem) == (message, problem)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ncut", b"nonsense\r\n\r\n"])
def test_an_answer_that_breaks_off_is_no_answer(answer: bytes) -> None:
    with answering(answer) as url:
        with pytest.raises(RemoteError) as caught:
            Remote(url).checkpoint()
        assert str(caught.value).startswith(f"{url} does not answer: ")
        assert caught.value.problem == {}


def test_nobody_there_is_no_answer() -> None:
    door = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{door.getsockname()[1]}"
    door.close()
    with pytest.raises(RemoteError, match=f"^{url} does not answer: "):
        Remote(url).checkpoint()


def test_a_bundle_that_is_none_is_malformed() -> None:
    with answering(whole("200 OK", b"\x00\x09short")) as url, pytest.raises(MalformedBundle):
        Remote(url).entries(0, 1)
