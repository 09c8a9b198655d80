# SPDX-License-Identifier: Apache-2.0
"""The page of measures is rendered from the templates."""

from tests.conferences.page import PAGE, render


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "run `python -m tests.conferences.page --write`"
