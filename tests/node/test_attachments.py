# SPDX-License-Identifier: Apache-2.0
"""Attachments between machines: those entitled fetch them and say so, over real HTTP; nobody keeps what was erased."""

import os
import resource
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from comity.node.connection import RemoteError
from comity.node.remote import Remote
from comity.rules.outcome import Refused
from comity.sealing.sealed_file import open_sealed
from tests.cast.forum import WITNESSES
from tests.node.archive import Archive, settled
from tests.node.capital import Capitals, capitals_of
from tests.node.conftest import Founded
from tests.registry.annexed import Annex, adopting, asked_by, erasing, filing, identity, sealed_to


@pytest.fixture
def capitals(tmp_path: Path, founded: Founded) -> Iterator[Capitals]:
    with capitals_of(tmp_path, founded, *WITNESSES) as capitals:
        capitals.place(adopting(capitals.seat))
        yield capitals


def filed(capitals: Capitals, annex: Annex) -> str:
    """Let Arden bring an annex and file the notice it goes with, and let it be confirmed."""
    Remote(capitals.house.url, lambda: asked_by(capitals.seat, "ARD")["authorization"]).send(
        annex.sha256, len(annex.data), [annex.data]
    )
    (first,) = capitals.place(filing(capitals.seat, annex))
    capitals.beat()
    return first


def test_those_entitled_hold_it_and_say_so(capitals: Capitals) -> None:
    annex = sealed_to("BOR", "ARD")
    filed(capitals, annex)
    archives = {code: Archive(capitals, code) for code in WITNESSES}
    settled(capitals, *archives.values())
    assert {code: archive.files for code, archive in archives.items()} == {
        "ARD": [annex.sha256], "BOR": [annex.sha256], "COR": [], "DEL": [],
    }  # fmt: skip
    assert sorted(capitals.seat.forum.attachments[annex.sha256]) == ["ARD", "BOR"]
    assert not any(archive.said for archive in archives.values())


def test_nothing_is_asked_for_again_once_it_is_there(capitals: Capitals) -> None:
    filed(capitals, sealed_to("BOR"))
    borea = Archive(capitals, "BOR")
    settled(capitals, borea)
    before = capitals.seat.forum.size
    assert not borea.go_on()
    assert capitals.seat.forum.size == before


def test_a_machine_that_was_away_drops_what_was_erased_meanwhile(capitals: Capitals) -> None:
    annex = sealed_to("BOR", "COR")
    first = filed(capitals, annex)
    borea, corvia = Archive(capitals, "BOR"), Archive(capitals, "COR")
    settled(capitals, borea, corvia)
    capitals.place(erasing(capitals.seat, first, annex))
    capitals.beat("ARD", "BOR", "DEL")
    settled(capitals, borea)
    assert (borea.files, corvia.files) == ([], [annex.sha256])
    capitals.beat()
    settled(capitals, corvia)
    assert corvia.files == []
    assert annex.sha256 in capitals["COR"].forum.measures.erased  # type: ignore[union-attr]


def test_a_machine_set_up_later_never_gets_what_was_erased(capitals: Capitals) -> None:
    annex = sealed_to("BOR", "COR")
    first = filed(capitals, annex)
    capitals.place(erasing(capitals.seat, first, annex))
    capitals.beat()
    capitals.found("ELV")
    capitals.beat()
    late = Archive(capitals, "COR")
    settled(capitals, late)
    assert (late.files, late.said) == ([], [])


def test_what_an_old_copy_of_a_disk_brings_back_is_dropped(capitals: Capitals) -> None:
    annex = sealed_to("BOR")
    first = filed(capitals, annex)
    capitals.place(erasing(capitals.seat, first, annex))
    capitals.beat()
    borea = Archive(capitals, "BOR")
    borea.kept.put([annex.data])
    settled(capitals, borea)
    assert borea.files == []


@dataclass(frozen=True)
class Broken(Remote):
    """A way on which a transfer breaks off after so many bytes."""

    after: int = 0

    def receive(self, digest: str, after: int, take: Callable[[bytes], None]) -> None:
        def some(part: bytes) -> None:
            take(part[: self.after])
            raise RemoteError("the line broke")

        super().receive(digest, after, some)


def test_a_transfer_that_broke_off_is_gone_on_with(capitals: Capitals) -> None:
    annex = sealed_to("BOR", content=[os.urandom(300_000)])
    filed(capitals, annex)
    borea = Archive(capitals, "BOR")
    whole = borea.remote
    asked: list[int] = []

    @dataclass(frozen=True)
    class Counted(Remote):
        def receive(self, digest: str, after: int, take: Callable[[bytes], None]) -> None:
            asked.append(after)
            super().receive(digest, after, take)

    borea.holding._courier = Broken(whole.url, whole.authorization, after=100_000)
    assert not borea.go_on()
    assert borea.files == [f".{annex.sha256}.part"]
    assert [f"{annex.sha256} does not come" in said for said in borea.said] == [True]
    borea.holding._courier = Counted(whole.url, whole.authorization)
    capitals.seat.clock.wait(seconds=2)
    assert borea.go_on()
    assert (asked, borea.files) == ([100_000], [annex.sha256])


def test_a_disk_that_is_full_is_said_and_keeps_nothing(capitals: Capitals) -> None:
    annex = sealed_to("BOR", content=[os.urandom(3_000_000)])
    filed(capitals, annex)
    borea = Archive(capitals, "BOR")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, limits[1]))
    try:
        assert not borea.go_on()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert borea.files == []
    assert ["is not kept: File too large" in said for said in borea.said] == [True]
    capitals.seat.clock.wait(seconds=2)
    settled(capitals, borea)
    assert borea.files == [annex.sha256]


def test_a_machine_that_is_refused_says_why_once_and_asks_less_and_less_often(capitals: Capitals) -> None:
    annex = sealed_to("BOR")
    filed(capitals, annex)
    borea = Archive(capitals, "BOR")
    borea.holding._courier = Remote(capitals.house.url)
    for _ in range(5):
        assert not borea.go_on()
        capitals.seat.clock.wait(seconds=4)
    assert len(borea.said) == 1
    assert "by right only" in borea.said[0]


def test_a_machine_that_cannot_say_so_now_says_it_later(capitals: Capitals) -> None:
    filed(capitals, sealed_to("BOR"))
    borea = Archive(capitals, "BOR")
    node = capitals["BOR"]
    refusing = Refused("1.5", found="BOR 1", expected="BOR 2")
    assert borea.holding.go_on(node.forum, node.lodged, lambda _: refusing)
    assert not borea.holding.go_on(node.forum, node.lodged, lambda _: refusing)
    capitals.seat.clock.wait(seconds=2)
    settled(capitals, borea)
    assert list(dict(capitals.seat.forum.attachments).values()) == [("BOR",)]


def test_what_is_held_opens_with_the_recipients_own_identity(capitals: Capitals) -> None:
    annex = sealed_to("BOR", content=[b"x" * 200_000])
    filed(capitals, annex)
    borea = Archive(capitals, "BOR")
    settled(capitals, borea)
    path = borea.kept.path(annex.sha256)
    assert path is not None
    with path.open("rb") as file:
        assert b"".join(open_sealed(file, [identity("BOR")])) == b"x" * 200_000
