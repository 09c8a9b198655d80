# SPDX-License-Identifier: Apache-2.0
"""Witnesses that give up their stores when a test has ended."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.node.watch import Watch
from tests.registry.conftest import Founded, founded
from tests.registry.seat import Clock

__all__ = ["Begun", "Founded", "begun", "founded"]

Begun = Callable[..., Watch]


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Begun]:
    """Begin a witness that trusts this genesis entry."""
    watches: list[Watch] = []

    def begin(clock: Clock, genesis: bytes, code: str = "ARD", **more: object) -> Watch:
        watches.append(Watch.begun(tmp_path / f"{code}-{len(watches)}" / "store.db", clock, genesis, code, **more))  # type: ignore[arg-type]
        return watches[-1]

    yield begin
    for watch in watches:
        watch.witness.close()
