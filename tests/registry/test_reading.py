# SPDX-License-Identifier: Apache-2.0
"""Who reads entries of a closed record: parties, by signed request, and no cache that others share."""

import base64
from collections.abc import Iterator
from hashlib import sha256

import httpx
import pytest
from msgspec.structs import replace

from comity.node.keyfile import draw_log_keys
from comity.registry.reading import HEADER, VALID_S, may_read, read_request
from comity.rules.forum import Forum
from comity.tlog.note import sign_note
from comity.tlog.tile import entries_path, tile_path
from tests.cast.forum import EDITION, ORIGIN
from tests.cast.keys import note_signer
from tests.registry.conftest import Founded
from tests.registry.house import LASTING, PRIVATE, House, problem_of, served
from tests.registry.seat import GENEROUS, TEXT


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


def test_after_a_succession_a_request_names_the_forum_or_its_log(closed: House) -> None:
    log = tuple(key.vkey for key in draw_log_keys(f"{ORIGIN}/2"))
    succeeded, now = replace(closed.seat.forum, log=log), now_s(closed)

    def opens(origin: str, forum: Forum) -> bool:
        return may_read(forum, read_request(origin, note_signer("ARD/node"), now), now)

    names = (ORIGIN, f"{ORIGIN}/2", f"{ORIGIN}/3")
    assert [opens(name, succeeded) for name in names] == [True, True, False]
    assert [opens(name, closed.seat.forum) for name in names] == [True, False, False]


def test_a_record_opens_when_its_edition_says_so(founded: Founded) -> None:
    seat = founded(EDITION)
    with served(seat) as house:
        assert house.client.get(f"/record/{entries_path(0, 1)}").status_code == 200
