# SPDX-License-Identifier: Apache-2.0
"""Seats that are given up when a test has ended."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from comity.acts.edition import Edition
from tests.cast.forum import WITNESSES
from tests.registry.house import SIZE, House, served
from tests.registry.seat import GENEROUS, Seat

Founded = Callable[..., Seat]


@pytest.fixture
def founded(tmp_path: Path) -> Iterator[Founded]:
    """Found a record with this edition and these witnesses."""
    seats: list[Seat] = []

    def found(edition: Edition = GENEROUS, witnesses: tuple[str, ...] = ()) -> Seat:
        seats.append(Seat.founded(tmp_path / f"registry-{len(seats)}", edition, witnesses))
        return seats[-1]

    yield found
    for seat in seats:
        seat.registry.close()


@pytest.fixture
def seat(founded: Founded) -> Seat:
    """A record with genesis, a document and a proposal (entries 0 to 2); no witnesses."""
    seat = founded()
    seat.propose()
    return seat


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
