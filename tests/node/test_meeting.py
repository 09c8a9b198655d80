# SPDX-License-Identifier: Apache-2.0
"""A meeting point as a node sees it: letters left and heard over real HTTP, and nothing believed that is no letter."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.node.meeting import MeetingPoint, RemoteMeetingPoint
from comity.node.remote import RemoteError
from tests.meet.house import House, letter_of, served
from tests.node.test_remote import answering, whole


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with served(tmp_path) as house:
        yield house


def test_what_one_node_leaves_another_hears(house: House) -> None:
    ours: MeetingPoint = RemoteMeetingPoint(house.url)
    theirs = RemoteMeetingPoint(house.url + "/", wait_s=1)
    assert theirs.letters(0) == []
    sent = [letter_of(number) for number in range(3)]
    for letter in (*sent, sent[0]):
        ours.post(letter)
    assert theirs.letters(0) == list(enumerate(sent, 1))
    assert theirs.letters(2) == [(3, sent[2])]


def test_what_is_not_taken_is_a_problem(house: House) -> None:
    with pytest.raises(RemoteError, match=r"^not by a known node$") as caught:
        RemoteMeetingPoint(house.url).post(letter_of(1, name="COR/node"))
    assert caught.value.problem["status"] == 403


def test_a_point_that_lost_letters_says_what_it_holds(house: House) -> None:
    point = RemoteMeetingPoint(house.url)
    point.post(letter_of(1))
    with pytest.raises(RemoteError, match=r"^no such letter yet$") as caught:
        point.letters(7)
    assert (caught.value.problem["status"], caught.value.problem["newest"]) == (409, 1)


@pytest.mark.parametrize(
    ("body", "number"),
    [
        (b'[2,"QQ=="]\n', 1),
        (b'[1,"QQ=="]\n[1,"QQ=="]\n', 2),
        (b'[1,"QQ=="]\n[3,"QQ=="]\n', 2),
        (b'[1,"QQ=="]\n\n', 2),
        (b'[1,""]\n', 1),
        (b'[1,"Q"]\n', 1),
        (b'[1,"QQ==","QQ=="]\n', 1),
        (b'[true,"QQ=="]\n', 1),
        (b'["1","QQ=="]\n', 1),
        (b'[1,"\\ud83d\\ude00"]\n', 1),
        (b"<html>\n", 1),
    ],
)
def test_what_is_no_row_of_letters_is_none(body: bytes, number: int) -> None:
    with answering(whole("200 OK", body)) as url, pytest.raises(RemoteError) as caught:
        RemoteMeetingPoint(url).letters(0)
    assert str(caught.value) == f"{url} gives something else than letter {number}"


def test_a_row_that_is_cut_ends_before() -> None:
    with answering(whole("200 OK", b'[1,"QQ=="]\n[2,"Q')) as url:
        assert RemoteMeetingPoint(url).letters(0) == [(1, b"A")]


def test_nobody_there_is_told() -> None:
    with answering(b"") as url:
        for ask in (lambda: RemoteMeetingPoint(url).letters(0), lambda: RemoteMeetingPoint(url).post(b"letter")):
            with pytest.raises(RemoteError, match=f"^{url} does not answer: "):
                ask()
