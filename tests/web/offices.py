# SPDX-License-Identifier: Apache-2.0
"""Offices as fixtures: imported by the tests that need one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.office import SECRETARIAT, Office, office

__all__ = ["arden", "borea", "secretariat"]


@pytest.fixture
def arden(tmp_path: Path) -> Iterator[Office]:
    """A member's."""
    with office(tmp_path) as opened:
        yield opened


@pytest.fixture
def borea(tmp_path: Path) -> Iterator[Office]:
    """The Chair's."""
    with office(tmp_path, "BOR") as opened:
        yield opened


@pytest.fixture
def secretariat(tmp_path: Path) -> Iterator[Office]:
    """The secretariat's."""
    with office(tmp_path, SECRETARIAT) as opened:
        yield opened
