# SPDX-License-Identifier: Apache-2.0
"""The pages written from the data are what the program writes."""

from types import ModuleType

import pytest

from tests.corridors import page, study


@pytest.mark.parametrize("written", [page, study], ids=["published", "study"])
def test_the_page_is_current(written: ModuleType) -> None:
    assert written.PAGE.read_text(encoding="utf-8") == written.page()
