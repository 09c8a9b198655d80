# SPDX-License-Identifier: Apache-2.0
"""Conferences that several tests look at: begun by ``comity init``, served by ``comity serve``."""

from collections.abc import Iterator

import pytest

from tests.cli.house import Serving, comity, serving


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """An exercise conference, begun and served."""
    root = tmp_path_factory.mktemp("house") / "run"
    begun = comity("init", "--dir", root)
    assert (begun.code, begun.err) == (0, "")
    with serving(root, "serve") as served:
        yield served
