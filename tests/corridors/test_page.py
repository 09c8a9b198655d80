# SPDX-License-Identifier: Apache-2.0
"""The page of published figures is what the program writes."""

from tests.corridors.page import PAGE, page


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
