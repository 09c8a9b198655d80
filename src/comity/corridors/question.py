# SPDX-License-Identifier: Apache-2.0
"""A question: what is asked of a network, what is taken as not available, and with which weights of the analyst.

The same question has the same answer wherever it is asked: on the command line, on a page, by a program.
"""

import re
from typing import Literal

from msgspec import Struct

from comity.corridors.demand import KINDS as DEMANDS
from comity.corridors.errors import QuestionRefused
from comity.corridors.network import MODES

Kind = Literal["route", "reach", "closure", "exposure", "critical", "pairs"]
KINDS: tuple[Kind, ...] = ("route", "reach", "closure", "exposure", "critical", "pairs")
PLACES = {"route": 2, "reach": 1}
"""So many places a question is asked of; the others are asked of the network."""
LEVELS = {"now": 1, "soon": 2, "ever": 3}
"""How much counts as built: in service, also under construction, also planned."""
RECORD = "record"
"""Named as a scenario: what notices on the record say."""
Counting = Literal["closed", "open"]
COUNTING: tuple[Counting, ...] = ("closed", "open")
"""Which of contradicting notices count: those that say closed, or those that say that it is not."""
MOST = {"best": 50, "count": 10_000, "among": 500}
MOST_USD_PER_HOUR = 1_000_000.0
DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


class Question(Struct, frozen=True, kw_only=True):
    """A question. Places, links and states go by id, name or code.

    ``on`` is a day as YYYY-MM-DD: figures are those of that day, and of scenarios only what held on it counts; without it
    figures are today's, and scenarios count whole; of notices always what they say of that day, or of today. ``counting`` says
    which of them count where they contradict one another. ``ends`` is ``main``, ``all``, or places separated by commas;
    ``usd_per_hour`` what an hour of 20 tonnes is worth.
    """

    kind: Kind
    on: str = ""
    places: tuple[str, ...] = ()
    close_place: tuple[str, ...] = ()
    close_link: tuple[str, ...] = ()
    close_mode: tuple[str, ...] = ()
    transit_of: tuple[str, ...] = ()
    contested: bool = False
    scenario: tuple[str, ...] = ()
    counting: Counting = "closed"
    built: str = "now"
    demand: str = "equal"
    ends: str = "main"
    usd_per_hour: float = 20.0
    best: int = 3
    count: int = 20
    of: str = "links"
    among: int = 60

    @property
    def closes(self) -> bool:
        """Tell whether anything is taken as not available."""
        return bool(self.close_place or self.close_link or self.close_mode or self.transit_of or self.scenario)

    def check(self) -> None:
        """Raise QuestionRefused where a part of the question is none of its words or out of bounds."""
        wanted = PLACES.get(self.kind, 0)
        if len(self.places) != wanted:
            raise QuestionRefused("places", f"{self.kind} is asked of {wanted} place(s), not of {len(self.places)}")
        said = {
            "counting": COUNTING,
            "kind": KINDS,
            "built": tuple(LEVELS),
            "demand": DEMANDS,
            "of": ("links", "places"),
        }
        for field, words in said.items():
            if getattr(self, field) not in words:
                raise QuestionRefused(field, f"{getattr(self, field)!r} is not one of {', '.join(words)}")
        if not set(self.close_mode) <= set(MODES):
            raise QuestionRefused("close_mode", f"modes are {', '.join(MODES)}")
        for field, most in MOST.items():
            if not 1 <= getattr(self, field) <= most:
                raise QuestionRefused(field, f"{getattr(self, field)} is not between 1 and {most}")
        if self.on and not DAY.fullmatch(self.on):
            raise QuestionRefused("on", f"{self.on}: a day is YYYY-MM-DD")
        if not 0 <= self.usd_per_hour <= MOST_USD_PER_HOUR:
            raise QuestionRefused("usd_per_hour", f"{self.usd_per_hour} is not between 0 and {MOST_USD_PER_HOUR:g}")
