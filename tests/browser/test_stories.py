# SPDX-License-Identifier: Apache-2.0
"""Stories as secretariat, Chair and three delegations on separate machines: by keyboard, by touch, and without script."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.desks import DESKTOP, PHONE, Keyboard, Mouse, Touch
from tests.browser.newcomer import MOST_CLICKS, placed_under_silence, sees_it_adopted
from tests.browser.story import House, Stage, Way, ended_by_an_objection, return_filed, silence_adopted, stage

DESK, HAND = Way(Keyboard(), DESKTOP), Way(Touch(), PHONE)
MOUSE = Way(Mouse(), DESKTOP)
PLAIN_DESK, PLAIN_HAND = Way(Mouse(), DESKTOP, script=False), Way(Touch(), PHONE, script=False)
NAMES = {
    "english-keyboard": DESK,
    "russian-touch": HAND,
    "english-no-script": PLAIN_DESK,
    "russian-no-script": PLAIN_HAND,
}


def test_a_newcomer_places_the_text_that_is_there_under_silence_in_few_clicks(house: House, chromium: Any) -> None:
    with stage(house, chromium, MOUSE) as at:
        newcomer = placed_under_silence(at)
        assert len(newcomer.clicks) <= MOST_CLICKS, newcomer.clicks


@pytest.mark.browser_full
def test_a_newcomer_sees_that_text_adopted_without_another_click(house: House, chromium: Any) -> None:
    with stage(house, chromium, MOUSE) as at:
        newcomer = placed_under_silence(at)
        sees_it_adopted(newcomer)
        assert len(newcomer.clicks) <= MOST_CLICKS, newcomer.clicks


def test_a_text_is_adopted_by_silence_by_keyboard_alone(house: House, chromium: Any) -> None:
    with stage(house, chromium, DESK) as at:
        silence_adopted(at)


def test_an_objection_ends_a_silence_by_touch_on_a_phone_in_russian(house: House, chromium: Any) -> None:
    with stage(house, chromium, HAND) as at:
        ended_by_an_objection(at)


def test_an_objection_ends_a_silence_without_script(house: House, chromium: Any) -> None:
    with stage(house, chromium, PLAIN_DESK) as at:
        ended_by_an_objection(at)


def test_a_return_is_filed_by_keyboard_alone(house: House, chromium: Any) -> None:
    with stage(house, chromium, DESK) as at:
        return_filed(at)


def test_a_return_is_filed_without_script(house: House, chromium: Any) -> None:
    with stage(house, chromium, PLAIN_HAND) as at:
        return_filed(at)


@pytest.mark.browser_full
@pytest.mark.parametrize("story", [silence_adopted, ended_by_an_objection])
@pytest.mark.parametrize("way", NAMES.values(), ids=NAMES)
def test_every_story_every_way(house: House, chromium: Any, way: Way, story: Callable[[Stage], None]) -> None:
    with stage(house, chromium, way) as at:
        story(at)
