# SPDX-License-Identifier: Apache-2.0
"""Two stories as secretariat, Chair and three delegations on separate machines: by keyboard, by touch, and without script."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.desks import DESKTOP, PHONE, Keyboard, Mouse, Touch
from tests.browser.story import House, Stage, Way, ended_by_an_objection, silence_adopted, stage

DESK, HAND = Way(Keyboard(), DESKTOP), Way(Touch(), PHONE)
PLAIN_DESK, PLAIN_HAND = Way(Mouse(), DESKTOP, script=False), Way(Touch(), PHONE, script=False)
NAMES = {
    "english-keyboard": DESK,
    "russian-touch": HAND,
    "english-no-script": PLAIN_DESK,
    "russian-no-script": PLAIN_HAND,
}


def test_a_text_is_adopted_by_silence_by_keyboard_alone(house: House, chromium: Any) -> None:
    with stage(house, chromium, DESK) as at:
        silence_adopted(at)


def test_an_objection_ends_a_silence_by_touch_on_a_phone_in_russian(house: House, chromium: Any) -> None:
    with stage(house, chromium, HAND) as at:
        ended_by_an_objection(at)


def test_an_objection_ends_a_silence_without_script(house: House, chromium: Any) -> None:
    with stage(house, chromium, PLAIN_DESK) as at:
        ended_by_an_objection(at)


@pytest.mark.browser_full
@pytest.mark.parametrize("story", [silence_adopted, ended_by_an_objection])
@pytest.mark.parametrize("way", NAMES.values(), ids=NAMES)
def test_every_story_every_way(house: House, chromium: Any, way: Way, story: Callable[[Stage], None]) -> None:
    with stage(house, chromium, way) as at:
        story(at)
