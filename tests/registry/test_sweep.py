# SPDX-License-Identifier: Apache-2.0
"""The sweep: what was brought and never named goes after a week, and nothing else does."""

from collections.abc import Iterator

import pytest

from comity.registry import sweep
from tests.registry.annexed import Annex, adopting, asked_by, filing, sealed_to
from tests.registry.conftest import Founded
from tests.registry.house import House, served

NAMED, UNNAMED, LATE = (sealed_to("BOR", "ARD") for _ in range(3))
A_BIT = sweep.EVERY.total_seconds()


@pytest.fixture
def house(founded: Founded) -> Iterator[House]:
    """A record under which a measure with annexes is in force, a document on it, and a text that no act names."""
    seat = founded()
    seat.place(adopting(seat), seat.circulate())
    with served(seat) as house:
        yield house


def bring(house: House, annex: Annex) -> int:
    headers = asked_by(house.seat, "ARD")
    return house.client.put(f"/blobs/{annex.sha256}", content=annex.data, headers=headers).status_code


def swept(house: House, days: float = 0) -> list[str]:
    """Let time go on, looking as often as a headquarters does; give what went."""
    gone: list[str] = house.write(house.seat.registry.sweep)
    for _ in range(round(days * 86_400 / A_BIT)):
        house.seat.clock.wait(seconds=A_BIT)
        gone += house.write(house.seat.registry.sweep)
    return gone


def test_what_no_act_names_goes_after_a_week_and_what_one_names_stays(house: House) -> None:
    assert (bring(house, NAMED), bring(house, UNNAMED)) == (201, 201)
    text = house.write(lambda: house.seat.registry.store(b"A text that no act names."))
    house.write(lambda: house.seat.place(filing(house.seat, NAMED)))
    document = next(version[2] for each in house.seat.forum.documents.values() for version in each.versions)
    assert swept(house, days=6.5) == []
    assert sorted(swept(house, days=1)) == sorted([text, UNNAMED.sha256])
    holds = house.seat.registry.blobs.files.holds
    assert [holds(digest) for digest in (NAMED.sha256, document, text, UNNAMED.sha256)] == [True, True, False, False]
    assert swept(house, days=10) == []


def test_what_is_brought_again_or_named_late_has_its_time(house: House) -> None:
    for annex in (UNNAMED, LATE):
        bring(house, annex)
    assert swept(house, days=6) == []
    assert bring(house, UNNAMED) == 200
    house.write(lambda: house.seat.place(filing(house.seat, LATE)))
    assert swept(house, days=6) == []
    assert swept(house, days=1.5) == [UNNAMED.sha256]
    assert bring(house, UNNAMED) == 201


def test_a_start_begins_the_week_anew(founded: Founded) -> None:
    seat = founded()
    digest = seat.registry.store(b"A text that no act names.")
    seat.registry.sweep()
    seat.clock.wait(days=6)
    seat.restart()
    assert seat.registry.sweep() == []
    seat.clock.wait(days=6)
    assert seat.registry.sweep() == []
    seat.clock.wait(days=1)
    assert seat.registry.sweep() == [digest]


def test_between_two_looks_nothing_is_read(founded: Founded) -> None:
    seat = founded()
    seat.registry.sweep()
    seat.clock.wait(days=7)
    digest = seat.registry.store(b"A text that no act names.")
    assert seat.registry.sweep() == []
    seat.clock.wait(days=7, seconds=-1)
    assert seat.registry.sweep() == []
    seat.clock.wait(seconds=1)
    assert seat.registry.sweep() == []
    seat.clock.wait(seconds=A_BIT)
    assert seat.registry.sweep() == [digest]


def test_a_long_record_is_read_piece_by_piece_and_no_week_begins_before_its_end(
    founded: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "AT_ONCE", 1)
    seat = founded()
    seat.place(seat.circulate())
    document = next(version[2] for each in seat.forum.documents.values() for version in each.versions)
    digest = seat.registry.store(b"A text that no act names.")
    for _ in range(seat.registry.shelf.size):
        seat.clock.wait(days=7)
        assert seat.registry.sweep() == []
    seat.clock.wait(days=7)
    assert seat.registry.sweep() == [digest]
    assert seat.registry.blobs.files.path(document)
