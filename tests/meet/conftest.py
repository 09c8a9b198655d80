# SPDX-License-Identifier: Apache-2.0
"""Meeting points that are given up when a test has ended."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.meet.house import House, served


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A meeting point that knows the nodes of Arden and Borea."""
    with served(tmp_path) as house:
        yield house
