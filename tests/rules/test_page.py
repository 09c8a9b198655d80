# SPDX-License-Identifier: Apache-2.0
"""The page of the rules is the one their paragraphs give."""

from tests.rules.page import PAGE, render


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render()
