# SPDX-License-Identifier: Apache-2.0
"""Stories told through pages: a text under silence is adopted, another ended by an objection, a return filed and received."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from typing import Any, NamedTuple

import httpx

from comity.papers.wording import Wording
from tests.browser.desks import Hand, Person, at_desk
from tests.cli.house import Serving, comity

SEAT = timezone(timedelta(hours=5))
SOONEST = timedelta(seconds=85)
"""The shortest silence of the exercise lasts a minute; writing and signing takes some of the rest."""
MOST_LOOKS = 30
PATIENCE_MS = 240_000
_numbers = count(1)


class House(NamedTuple):
    """A running exercise, and the links printed at its start, each of which lets in once."""

    served: Serving
    links: dict[str, str]

    def link(self, code: str) -> str:
        """Give a link for the demonstration person at a desk: the one printed, then one by the verb."""
        if code in self.links:
            return self.links.pop(code)
        said = comity("invite", "--dir", self.served.root, "--code", code, "--name", "demonstration", "--json")
        return str(said.said("desk")[0]["url"])

    def moves(self) -> None:
        """Wait until something is entered, or for the twenty seconds that the headquarters lets one wait."""
        head = httpx.get(f"{self.served.url}/record/pending").text.split("\n")
        httpx.get(f"{self.served.url}/record/pending/{head[1]}?wait=20", timeout=60)


class Way(NamedTuple):
    """How people take part: by which hand, on which device, with or without script."""

    hand: Hand
    device: dict[str, Any]
    script: bool = True


class Stage:
    """People at the desks they have come to so far."""

    def __init__(self, house: House, chromium: Any, way: Way, stack: ExitStack) -> None:
        self.house = house
        self._chromium, self._way, self._stack = chromium, way, stack
        self._people: dict[str, Person] = {}

    def __getitem__(self, code: str) -> Person:
        """Give somebody of a party, who comes in when first asked for."""
        if code not in self._people:
            link, way = self.house.link(code), self._way
            self._people[code] = self._stack.enter_context(
                at_desk(self._chromium, link, way.hand, script=way.script, **way.device)
            )
        return self._people[code]

    def sees(self, code: str, selector: str, text: str = "") -> None:
        """Let somebody wait for a part of the open page to hold a text; without script the page is loaded again."""
        page = self[code].page
        found = page.locator(selector, has_text=text).first
        for _ in range(MOST_LOOKS):
            if self._way.script or found.count():
                break
            self.house.moves()
            page.reload()
        found.wait_for(timeout=PATIENCE_MS)


@contextmanager
def stage(house: House, chromium: Any, way: Way) -> Iterator[Stage]:
    """Open a stage."""
    with ExitStack() as stack:
        yield Stage(house, chromium, way, stack)


def _circulated(at: Stage) -> str:
    """The secretariat circulates a text in both languages; give its title as the people here read it."""
    secretariat, number = at["SECRETARIAT"], next(_numbers)
    english, russian = f"Plan of visits No. {number}", f"План визитов № {number}"
    secretariat.press("Circulate", within="nav.rooms")
    secretariat.press("Circulate a document")
    secretariat.write("Title in English", english)
    secretariat.write("Title in Russian", russian)
    secretariat.write("Or the text in English", "1. Visits are announced ten days before.")
    secretariat.write("Or the text in Russian", "1. О визитах объявляется за десять дней.")
    secretariat.press("Go on")
    secretariat.sign()
    at.sees("SECRETARIAT", "main .status.secured")
    return russian if secretariat.language == "ru" else english


def _placed(at: Stage, period: timedelta) -> str:
    """The Chair (Borea) proposes the circulated text and places it under silence; give its title."""
    title, chair = _circulated(at), at["BOR"]
    chair.press("Documents", within="nav.rooms")
    chair.open(title)
    chair.press("Propose a text")
    chair.press("Go on")
    chair.sign()
    at.sees("BOR", "main .status.secured")
    at.sees("BOR", ".doings .button")
    chair.press("Place under silence")
    deadline = datetime.now(UTC).astimezone(SEAT) + period + timedelta(seconds=59)
    chair.set_time("Deadline, by the clock at the seat", f"{deadline:%Y-%m-%dT%H:%M}")
    chair.press("Go on")
    chair.sign()
    chair.press("To the text")
    at.sees("BOR", "[data-part=clock] .remaining")
    return title


def _found_on_today(at: Stage, code: str, title: str) -> Person:
    """Let somebody find on Today that the text awaits the delegation, and open it."""
    person = at[code]
    at.sees(code, "[data-part=due] h3", title)
    person.open(title)
    return person


def _ends(at: Stage, code: str, result: str) -> None:
    """Let somebody see how it ends, and that the outcome is secured."""
    at.sees(code, "[data-part=status] .status", Wording(at[code].language).phrase(f"result_{result}"))
    at.sees(code, "[data-part=status] .status.secured")
    counted = re.compile(r"\d+\s*(/|of|из)\s*\d+")
    assert not counted.search(at[code].page.locator("[data-part=status], [data-part=clock]").all_inner_texts()[0])


def return_filed(at: Stage) -> None:
    """Delmar files what it undertook by the form of the measure; Borea reads it, and says that it received it."""
    author, number = at["DEL"], next(_numbers)
    title = {"en": "Components of armed forces", "ru": "Компоненты вооружённых сил"}[author.language]
    author.press("Measures", within="nav.rooms")
    author.open(title)
    author.press("File a return")
    author.fill("v-personnel_total-0", str(9_000 + number))
    author.fill("b-personnel_total-0", "all who serve")
    author.pick("v-component-0", "land")
    author.fill("v-remarks-0", f"Reading No. {number}.")
    author.press("Go on")
    author.sign()
    at.sees("DEL", "main .status.secured")
    author.press("To the return")
    at.sees("DEL", "[data-part=content]", f"Reading No. {number}.")
    reader = at["BOR"]
    reader.press("Measures", within="nav.rooms")
    reader.press("Addressed to your delegation")
    reader.open(title)
    at.sees("BOR", "[data-part=content]", f"Reading No. {number}.")
    reader.press("Acknowledge it")
    reader.press("Go on")
    reader.sign()
    at.sees("BOR", "main .status.secured")
    author.page.reload()
    at.sees("DEL", "[data-part=line]", "Borea" if author.language == "en" else "Борея")


def silence_adopted(at: Stage) -> None:
    """Nobody objects; one delegation makes a statement; at every desk the text is adopted."""
    title = _placed(at, SOONEST)
    for code in ("ARD", "COR"):
        _found_on_today(at, code, title)
    speaker = _found_on_today(at, "DEL", title)
    speaker.press("Make a statement")
    speaker.choose_first()
    speaker.write("Text of the statement", "Delmar: spring.")
    speaker.press("Go on")
    speaker.sign()
    speaker.press("To the text")
    for code in ("BOR", "ARD", "COR", "DEL"):
        _ends(at, code, "adopted_by_silence")
        at.sees(code, "[data-part=statements]", "Delmar: spring.")


def ended_by_an_objection(at: Stage) -> None:
    """Corvia objects in two steps; at no desk is the text adopted."""
    title = _placed(at, timedelta(minutes=10))
    for code in ("ARD", "DEL"):
        _found_on_today(at, code, title)
    objector = _found_on_today(at, "COR", title)
    objector.press("Object")
    objector.write("Reason", "Paragraph 1 is under review.")
    objector.press("Go on")
    objector.sign()
    at.sees("COR", "main .status.secured")
    objector.press("To the text")
    for code in ("COR", "BOR", "ARD", "DEL"):
        _ends(at, code, "objected")
