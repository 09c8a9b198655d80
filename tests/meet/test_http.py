# SPDX-License-Identifier: Apache-2.0
"""The doors of a meeting point: letters in, letters out, and a problem document for everything that is refused."""

import json
import threading
from base64 import b64decode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from comity.acts.letter import MAX_LETTER_BYTES
from comity.meet import http
from comity.meet.mailbox import Quota
from comity.tlog.note import parse_note, sign_note
from tests.cast.keys import note_signer
from tests.meet.house import House, letter_of, served, write_keys

PROBLEM = "application/problem+json"


def letters(house: House, first: int, query: str = "") -> list[tuple[int, bytes]]:
    answer = house.client.get(f"/letters/{first}{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    rows = [json.loads(line) for line in answer.text.splitlines()]
    return [(number, b64decode(letter, validate=True)) for number, letter in rows]


def problem(status: int, title: str, **members: object) -> tuple[int, dict[str, object]]:
    return status, {"type": "about:blank", "title": title, "status": status, **members}


def test_letters_are_numbered_in_order_and_given_back_byte_for_byte(house: House) -> None:
    sent = [letter_of(1), letter_of(2, "act", "BOR/node"), letter_of(3, "seen")]
    assert [house.post(letter) for letter in sent] == [(201, {"number": number}) for number in (1, 2, 3)]
    held = list(enumerate(sent, 1))
    assert [letters(house, first) for first in (0, 1, 2, 3, 4)] == [held, held, held[1:], held[2:], []]


def test_the_same_letter_lies_there_once(house: House) -> None:
    assert [house.post(letter_of(1)) for _ in range(3)] == [
        (201, {"number": 1}), (200, {"number": 1}), (200, {"number": 1}),
    ]  # fmt: skip
    assert letters(house, 1) == [(1, letter_of(1))]


def test_one_letter_from_many_hands_at_once_lies_there_once(house: House) -> None:
    with ThreadPoolExecutor(16) as hands:
        answers = list(hands.map(lambda _: house.post(letter_of(1)), range(64)))
    assert sorted(status for status, _ in answers) == [200] * 63 + [201]
    assert {answer["number"] for _, answer in answers} == {1}


def unsigned(text: bytes, name: str = "ARD/node") -> bytes:
    return sign_note(text, [note_signer(name)])


def two_lines() -> bytes:
    return sign_note(parse_note(letter_of(1)).text, [note_signer("ARD/node"), note_signer("BOR/node")])


@pytest.mark.parametrize(
    "letter",
    [
        b"",
        b"no note",
        letter_of(1)[:-1],
        letter_of(1) + b"\n",
        unsigned(b"another text\n"),
        unsigned(parse_note(letter_of(1)).text.replace(b"\nhead\n", b"\nHEAD\n")),
        unsigned(parse_note(letter_of(1)).text.replace(b"letter/v1", b"letter/v2")),
        unsigned(parse_note(letter_of(1)).text.replace(b"\n1795", b"\n01795")),
        unsigned(parse_note(letter_of(1)).text + b"more\n"),
        two_lines(),
        letter_of(1) + letter_of(1).rpartition(b"\n\n")[2],
    ],
    ids=["nothing", "no note", "cut", "a line more", "another text", "another kind", "another version", "lax time",
         "more lines", "two senders", "its line twice"],
)  # fmt: skip
def test_what_is_no_letter_is_malformed(house: House, letter: bytes) -> None:
    status, answer = house.post(letter)
    detail = answer.pop("detail")
    assert (status, answer) == problem(400, "malformed letter")
    assert detail
    assert letters(house, 1) == []


def test_letters_of_strangers_and_false_signatures_are_not_taken(house: House) -> None:
    refusal = problem(403, "not by a known node", detail="no key that is known here signed this letter")
    other = note_signer("ARD/node#2")
    text = parse_note(letter_of(1)).text
    for letter in (
        letter_of(1, name="COR/node"),
        sign_note(text, [other]),
        letter_of(1).replace(b"\n1795000001\n", b"\n1795000002\n"),
    ):
        assert house.post(letter) == refusal
    assert letters(house, 1) == []


def test_what_is_too_large_is_refused_before_it_is_all_read(house: House) -> None:
    room = MAX_LETTER_BYTES - len(letter_of(1, payload=bytes(3)))
    largest = letter_of(1, payload=bytes(3 + room // 4 * 3))
    assert len(largest) > MAX_LETTER_BYTES - 4
    assert house.post(largest)[0] == 201
    refusal = problem(413, "Request Entity Too Large", detail=f"a letter has at most {MAX_LETTER_BYTES} bytes")
    assert house.post(largest + b"    ") == refusal
    answer = house.client.post("/letters", content=iter([bytes(2**16)] * 40))
    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)
    assert letters(house, 1) == [(1, largest)]


def test_a_quota_counts_for_one_key_one_kind_and_one_day(tmp_path: Path) -> None:
    with served(tmp_path, Quota(2, 2**20)) as house:
        assert [house.post(letter_of(number))[0] for number in (1, 2)] == [201, 201]
        refusal = problem(429, "the quota of the day is used up", kind="head", letters=2, bytes=2**20)
        assert house.post(letter_of(3)) == refusal
        assert house.post(letter_of(2)) == (200, {"number": 2})
        assert house.post(letter_of(3, "act")) == (201, {"number": 3})
        assert house.post(letter_of(3, name="BOR/node")) == (201, {"number": 4})
        house.clock.wait(hours=1, minutes=59, seconds=59)
        assert house.post(letter_of(3)) == refusal
        house.clock.wait(seconds=1)
        assert house.post(letter_of(3)) == (201, {"number": 5})


def test_a_quota_counts_bytes_too(tmp_path: Path) -> None:
    size = len(letter_of(1))
    with served(tmp_path, Quota(100, 2 * size)) as house:
        assert [house.post(letter_of(number))[0] for number in (1, 2, 3)] == [201, 201, 429]


def test_the_file_of_keys_is_read_again_when_it_changes(house: House) -> None:
    stranger = letter_of(1, name="COR/node")
    assert house.post(stranger)[0] == 403
    write_keys(house.root, "COR/node")
    assert house.post(stranger) == (201, {"number": 1})
    assert house.post(letter_of(2))[0] == 403
    (house.root / "keys").write_text("no key\n")
    assert house.post(letter_of(3, name="COR/node")) == (201, {"number": 2})
    health = house.client.get("/health")
    assert (health.status_code, health.json()["title"]) == (503, "the file of keys cannot be read")
    write_keys(house.root, "COR/node", "ARD/node")
    assert house.client.get("/health").text == "serving\n"
    assert house.post(letter_of(2)) == (201, {"number": 3})


def test_an_answer_has_at_most_a_mebibyte_and_goes_on_from_its_last_number(house: House) -> None:
    sent = [letter_of(number, payload=bytes(90_000)) for number in range(12)]
    for letter in sent:
        assert house.post(letter)[0] == 201
    assert len(house.client.get("/letters/1").content) <= http.MAX_ANSWER_BYTES
    found: list[tuple[int, bytes]] = []
    pages = 0
    while page := letters(house, len(found) + 1):
        found += page
        pages += 1
    assert (found, pages) == (list(enumerate(sent, 1)), 2)


def test_a_number_the_mailbox_never_came_to_is_told(house: House) -> None:
    house.post(letter_of(1))
    answer = house.client.get("/letters/3?wait=25")
    assert (answer.status_code, answer.json()) == problem(409, "no such letter yet", newest=1)


@pytest.mark.parametrize("wait", ["26", "-1", "+1", "1.5", "", "01", "1_0", "%D9%A1"])
def test_a_wait_is_a_few_whole_seconds(house: House, wait: str) -> None:
    answer = house.client.get(f"/letters/1?wait={wait}")
    assert (answer.status_code, answer.json()) == problem(400, "malformed wait", detail="whole seconds, at most 25")


@pytest.mark.parametrize(
    "path", ["/letters/x", "/letters/01", "/letters/-1", "/letters/" + "9" * 5000, "/letters/1/2", "/x"]
)
def test_other_paths_lead_nowhere(house: House, path: str) -> None:
    answer = house.client.get(path)
    assert (answer.status_code, answer.headers["content-type"], answer.json()["title"]) == (404, PROBLEM, "Not Found")


def test_a_wrong_method_is_told_the_right_one(house: House) -> None:
    answer = house.client.get("/letters")
    assert (answer.status_code, answer.headers["allow"], answer.headers["content-type"]) == (405, "POST", PROBLEM)


def waiting(house: House, count: int, wait_s: int, then: Callable[[], Any]) -> list[bytes]:
    """Let so many wait for a letter beyond the newest, do something once they do, and give what they are answered."""
    first = house.point._mailbox.newest + 1
    limits = httpx.Limits(max_connections=count)
    with httpx.Client(base_url=house.url, timeout=60, limits=limits) as client, ThreadPoolExecutor(count) as hands:
        answers = [hands.submit(client.get, f"/letters/{first}?wait={wait_s}") for _ in range(count)]
        while house.point._waiting < count:
            pass
        then()
        return [answer.result().content for answer in answers]


def test_whoever_waits_is_woken_by_the_next_letter_and_waits_on_no_thread(house: House) -> None:
    house.post(letter_of(1))
    before = threading.active_count()
    during = []

    def post() -> None:
        during.append(threading.active_count())
        assert house.post(letter_of(2)) == (201, {"number": 2})

    answers = waiting(house, 24, 25, post)
    assert [[number for number, _ in map(json.loads, answer.splitlines())] for answer in answers] == [[2]] * 24
    assert during == [before + 24]  # those of the test itself


def test_a_letter_that_lies_there_already_wakes_nobody(house: House) -> None:
    house.post(letter_of(1))

    def post_again_and_leave() -> None:
        assert house.post(letter_of(1)) == (200, {"number": 1})
        assert house.point._waiting == 2

    assert waiting(house, 2, 1, post_again_and_leave) == [b"", b""]


def test_where_too_many_wait_the_next_is_answered_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MAX_WAITING", 2)
    taken: list[list[tuple[int, bytes]]] = []

    def come_too() -> None:
        taken.append(letters(house, 1, "?wait=25"))
        house.post(letter_of(1))

    assert len(waiting(house, 2, 25, come_too)) == 2
    assert taken == [[]]


def test_a_server_that_ends_keeps_nobody_waiting(house: House) -> None:
    assert waiting(house, 2, 25, house.leave) == [b"", b""]


def test_without_room_nothing_is_taken(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.post(letter_of(1))
    monkeypatch.setattr(http, "LEAST_FREE_BYTES", 2**60)
    assert house.post(letter_of(2)) == problem(507, "no room", detail="less than 1099511627776 MiB are free")
    assert letters(house, 1) == [(1, letter_of(1))]


def test_a_restart_keeps_everything(tmp_path: Path) -> None:
    sent = [letter_of(number) for number in range(5)]
    for count, letter in enumerate(sent, 1):
        with served(tmp_path) as house:
            assert house.post(letter) == (201, {"number": count})
            assert letters(house, 1) == list(enumerate(sent[:count], 1))
            assert house.post(sent[0]) == (200, {"number": 1})
    with served(tmp_path, Quota(5, 2**20)) as house:
        assert house.post(letter_of(9))[0] == 429
