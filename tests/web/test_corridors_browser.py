# SPDX-License-Identifier: Apache-2.0
"""Answers about corridors in a real browser: accessible, silent, no wider than the screen; a form sent by keyboard alone."""

from typing import Any

import pytest

from tests.web.conftest import Premises
from tests.web.test_browser import DESK, PHONE, _look, browser, pytestmark, watched

__all__ = ["browser", "pytestmark"]

WAIT = 90_000
ANSWERS = (
    "closure/?transit_of=IRN", "closure/?scenario=2025-10-torkham", "route/?from=Almaty&to=Baku&transit_of=TKM",
    "route/?from=Yerevan&to=Baku&close_mode=rail&close_mode=road", "reach/?from=Almaty", "exposure/?demand=equal",
    "critical/?count=9", "critical/?of=places&count=9", "pairs/?count=5", "closure/?scenario=record",
)  # fmt: skip


def computed(page: Any, address: str) -> None:
    """Open an answer and wait until it is there: until then its page asks again by itself."""
    page.goto(address)
    page.wait_for_selector("svg.map", timeout=WAIT)


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [("en", DESK, "light"), ("ru", PHONE, "dark")],
    ids=["en-desk-light", "ru-phone-dark"],
)
def test_every_answer_is_for_everybody(
    browser: Any, premises: Premises, language: str, size: dict[str, int], scheme: str
) -> None:
    link = premises.link(f"traveller-{language}-{scheme}")
    options: dict[str, Any] = {"viewport": size, "color_scheme": scheme, "locale": language}
    with watched(browser, premises, link, **options) as (page, problems):
        for address in ANSWERS:
            computed(page, f"/{language}/corridors/{address}")
            _look(page, f"/{language}/corridors/{address}", problems)


def test_a_question_is_asked_by_keyboard_without_script_and_its_address_is_the_answer(
    browser: Any, premises: Premises
) -> None:
    with watched(browser, premises, premises.link("walker"), java_script_enabled=False) as (page, problems):
        page.goto("/en/corridors/route/")
        page.get_by_label("From").focus()
        page.keyboard.type("Almaty")
        page.keyboard.press("Tab")
        page.keyboard.type("Baku")
        page.keyboard.press("Enter")
        page.wait_for_selector("svg.map", timeout=WAIT)
        assert page.locator("h1").text_content() == "Ways from Almaty to Baku"
        rows = page.locator("[data-table='1'] tbody tr").count()
        computed(page, page.url)
        assert page.locator("[data-table='1'] tbody tr").count() == rows == 3
        assert problems == []
