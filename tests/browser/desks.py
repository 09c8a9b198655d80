# SPDX-License-Identifier: Apache-2.0
"""People at desks in a real browser: they read, write and press in their own language, by keyboard, by touch, or by mouse."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol
from urllib.parse import urlsplit

from tests.web.messages import catalogue

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}, "color_scheme": "light", "locale": "en-GB"}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "locale": "ru-RU", "has_touch": True,
    "is_mobile": True, "device_scale_factor": 2,
}  # fmt: skip
MARKUP = re.compile(r"</?[a-z]+[ >]")
MOST_STEPS = 400
PARTS_OF_A_TIME = 6
"""Month, day, year, hour, minute and half of the day: in which order, the browser says."""
PATIENCE_MS = 30_000


class Hand(Protocol):
    """How somebody reaches what stands on a page."""

    def press(self, page: Any, target: Any) -> None:
        """Follow a link or press a button."""

    def write(self, page: Any, target: Any, text: str) -> None:
        """Write into a field."""

    def choose(self, page: Any, target: Any) -> None:
        """Choose one of several."""

    def set_time(self, page: Any, target: Any, local: str) -> None:
        """Set a field of date and time to ``2026-11-24T18:05``."""


class Keyboard:
    """Nothing but keys: the tabulator, letters, arrows, the return key."""

    def _reach(self, page: Any, target: Any) -> None:
        target.wait_for(timeout=PATIENCE_MS)
        for _ in range(MOST_STEPS):
            if target.evaluate("each => each === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"not reached by keyboard: {target}")

    def press(self, page: Any, target: Any) -> None:
        self._reach(page, target)
        page.keyboard.press("Enter")

    def write(self, page: Any, target: Any, text: str) -> None:
        self._reach(page, target)
        page.keyboard.type(text)

    def choose(self, page: Any, target: Any) -> None:
        self._reach(page, target)
        page.keyboard.press("Space")

    def set_time(self, page: Any, target: Any, local: str) -> None:
        self._reach(page, target)
        year, month, day, hour, minute = local[:4], local[5:7], local[8:10], local[11:13], local[14:16]
        half = f"{(int(hour) + 11) % 12 + 1:02}{minute}{'AM' if int(hour) < 12 else 'PM'}"
        for date, time in ((f"{month}{day}{year}", half), (f"{day}{month}{year}", hour + minute)):
            for _ in range(PARTS_OF_A_TIME):
                page.keyboard.press("ArrowLeft")
            page.keyboard.type(date)
            page.keyboard.press("ArrowRight")
            page.keyboard.type(time)
            if target.input_value() == local:
                break
        assert target.input_value() == local


class Touch:
    """A finger."""

    def press(self, page: Any, target: Any) -> None:  # noqa: ARG002
        target.tap(timeout=PATIENCE_MS)

    def write(self, page: Any, target: Any, text: str) -> None:
        target.tap(timeout=PATIENCE_MS)
        page.keyboard.type(text)

    def choose(self, page: Any, target: Any) -> None:
        self.press(page, target)

    def set_time(self, page: Any, target: Any, local: str) -> None:  # noqa: ARG002
        target.fill(local)


class Mouse:
    """A mouse, and keys to write with."""

    def press(self, page: Any, target: Any) -> None:  # noqa: ARG002
        target.click(timeout=PATIENCE_MS)

    def write(self, page: Any, target: Any, text: str) -> None:
        target.click(timeout=PATIENCE_MS)
        page.keyboard.type(text)

    def choose(self, page: Any, target: Any) -> None:
        self.press(page, target)

    def set_time(self, page: Any, target: Any, local: str) -> None:  # noqa: ARG002
        target.fill(local)


@cache
def _russian() -> dict[str, str]:
    return {str(each.id): str(each.string) for each in catalogue() if isinstance(each.id, str) and each.string}


@dataclass
class Person:
    """Somebody at a desk. ``words`` are given in English and looked for in the person's language.

    ``clicks`` lists what was pressed; ``problems`` everything that a page should not have done.
    """

    page: Any
    hand: Hand
    language: str
    origin: str
    clicks: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def said(self, words: str) -> str:
        """Say words of a page in the person's language."""
        return _russian()[words] if self.language == "ru" else words

    def come_in(self, link: str) -> None:
        """Come in by a link."""
        self.page.goto(link)
        self.press("Come in")

    def press(self, words: str, *, within: str = "body", exact: bool = True) -> None:
        """Follow a link or press a button that bears these words, and wait for the next page."""
        name = self.said(words)
        found = self.page.locator(within)
        target = found.get_by_role("link", name=name, exact=exact).or_(
            found.get_by_role("button", name=name, exact=exact)
        )
        self._go(target.first, name)

    def open(self, text: str) -> None:
        """Follow a link that bears a text of the conference itself."""
        self._go(self.page.locator("main").get_by_role("link", name=text).first, text)

    def _go(self, target: Any, name: str) -> None:
        before = self.page.url
        with self.page.expect_navigation(timeout=PATIENCE_MS):
            self.hand.press(self.page, target)
        self.clicks.append(name)
        assert self.page.locator("main").count() == 1, (before, name)
        if MARKUP.search(self.page.locator("main").inner_text()):
            self.problems.append(f"markup is shown: {self.page.url}")
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            self.problems.append(f"wider than the screen: {self.page.url}")

    def write(self, label: str, text: str) -> None:
        """Write into the field that bears a label."""
        self.hand.write(self.page, self.page.get_by_label(self.said(label), exact=True), text)

    def fill(self, name: str, text: str) -> None:
        """Write into a field of a measure's form, which the measure names."""
        self.hand.write(self.page, self.page.locator(f'main [name="{name}"]'), text)

    def pick(self, name: str, value: str) -> None:
        """Choose from a list of a measure's form; by keyboard as people do, with the first letters of what it says."""
        target = self.page.locator(f'main [name="{name}"]')
        if isinstance(self.hand, Keyboard):
            self.hand.write(self.page, target, target.locator(f'option[value="{value}"]').inner_text())
        else:
            target.select_option(value)
        assert target.input_value() == value

    def set_time(self, label: str, local: str) -> None:
        """Set date and time in the field that bears a label."""
        self.hand.set_time(self.page, self.page.get_by_label(self.said(label)), local)

    def sign(self) -> None:
        """Read what would be signed, then sign it with the word that the page says."""
        self.press("Go on to sign")
        word = self.page.locator("form .help b").inner_text()
        self.write("Your secret", word)
        self.press("Sign and enter")

    def choose_first(self) -> None:
        """Choose the first of several."""
        self.hand.choose(self.page, self.page.locator("main").get_by_role("radio").first)


@contextmanager
def at_desk(chromium: Any, link: str, hand: Hand, *, script: bool = True, **device: Any) -> Iterator[Person]:
    """Let somebody come in by a link in a browser of his own; nothing may go wrong there."""
    context = chromium.new_context(java_script_enabled=script, **device)
    page = context.new_page()
    parts = urlsplit(link)
    person = Person(page, hand, device["locale"][:2], f"{parts.scheme}://{parts.netloc}")
    page.on("console", lambda message: person.problems.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: person.problems.append(f"error: {error}"))
    page.on("request", lambda request: _own(request.url, person))
    try:
        person.come_in(link)
        yield person
        assert person.problems == []
    finally:
        context.close()


def _own(url: str, person: Person) -> None:
    if not url.startswith((person.origin, "data:")):
        person.problems.append(f"asked elsewhere: {url}")
