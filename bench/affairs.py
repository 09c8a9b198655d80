# SPDX-License-Identifier: Apache-2.0
"""What 28 delegations of the exercise write in ten years, sitting by sitting, and in which proportion.

Yearly returns with nil ones and some that never come, daily readings of 28 rivers through their season, notices in advance and of
events, the state of borders; a fifth of what was filed corrected, a fortieth contested by one party and supported by another;
each return acknowledged by some of its recipients. Requests answered and assessed, visits with their reports, contacts called.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random

from msgspec.structs import replace
from tests.conferences.examples import EXAMPLES

from bench.mix import STATEMENT
from bench.pen import Pen
from comity.acts.contacts import AnswerPing, PingContact, StateContact
from comity.acts.measures import Undertake
from comity.acts.requests import Answer, AssessReply, MakeRequest, ReplyToRequest
from comity.acts.returns import AcknowledgeReturn, AmendReturn, FileReturn, StateOnReturn, Values
from comity.acts.template import Annual, Template
from comity.rules.measures.period import day_in

BEGINS = datetime(2027, 1, 1, 4, tzinfo=UTC)
SITTING = timedelta(hours=12)
"""Twice a day everything that was written since is lodged as one batch."""
A_DAY, A_YEAR = 2, 730
"""Sittings in a day and in a year."""
READINGS, BORDER, NOTICE, EVENT, CONTACT, VISIT, REPORT, REQUEST = (
    "PATTERN-STREAM", "BORDER-STATUS", "PATTERN-PRIOR", "PATTERN-EVENT", "PATTERN-STANDING", "PATTERN-QUOTA",
    "PATTERN-AFTER", "PATTERN-REQUEST",
)  # fmt: skip
OFFICE = "First Secretary"
QUESTIONS = ("What moved?", "From where?", "Until when?")


def second(at: datetime) -> str:
    """Write an instant as values and readings carry it."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def filled(code: str, **changed: str) -> Values:
    """Give the filled-in form of a template with other texts in some fields."""
    return tuple(replace(value, text=changed.get(value.key, value.text)) for value in EXAMPLES[code])


class Affairs:
    """The delegations. ``share`` is which part of the full number of acts they write; ``versions`` are those in force."""

    def __init__(self, pen: Pen, members: tuple[str, ...], templates: Iterable[Template], share: float) -> None:
        self.pen, self.members, self.share = pen, members, share
        self.versions = {each.code: each.version for each in templates}
        self._annual = {each.code: each for each in templates if isinstance(each.trigger, Annual)}
        self._nil = {each.code for each in templates if each.nil != "forbidden"}
        self._chance = Random(28)
        self._later: defaultdict[int, list[Callable[[], object]]] = defaultdict(list)
        self._sitting = 0
        self._habits = {
            self._close_border: 75, self._notice: 14, self._event: 14, self._ask: 30, self._visit: 2, self._call: 12,
        }  # fmt: skip

    def undertake(self) -> None:
        """Let every state undertake every measure that was adopted, and name its contact."""
        for code in self.versions:
            for state in self.members:
                self.pen.write(Undertake, state, template=code)
        for state in self.members:
            self._name_contact(state)

    def sit(self, at: datetime) -> None:
        """Write what is due now and what states come up with."""
        self._sitting += 1
        self.pen.at = at
        for act in self._later.pop(self._sitting, ()):
            act()
        if self._sitting % A_DAY:
            self._keep_the_calendar(at.date())
        for habit, each_year in self._habits.items():
            expected = each_year * len(self.members) * self.share / A_YEAR
            for _ in range(int(expected) + (self._chance.random() < expected % 1)):
                habit(self._chance.choice(self.members))

    def _after(self, days: float, act: Callable[[], object]) -> None:
        self._later[self._sitting + max(1, round(days * A_DAY))].append(act)

    # What the calendar asks for.

    def _keep_the_calendar(self, today: date) -> None:
        for template in self._annual.values():
            days = template.trigger.days if isinstance(template.trigger, Annual) else ()
            for due in (day_in(today.year, day) for day in days):
                for place, state in enumerate(self.members):
                    if today == due + timedelta(days=(place + due.year) % 21 - 18):
                        self._return(template, state, due, place + due.year)
        if (today.month, today.day) in {(1, 20), (7, 20)}:
            for state in self.members:
                self._name_contact(state)
        if "05-15" <= f"{today:%m-%d}" <= "10-15":
            for state in self.members[: max(1, round(len(self.members) * self.share))]:
                self._read(state)

    def _return(self, template: Template, state: str, due: date, turn: int) -> None:
        """File what a year asks for: one in thirteen never comes, one in nine has nothing to report where that is a return."""
        if turn % 13 == 0:
            return
        kind = "nil" if turn % 9 == 0 and template.code in self._nil else "original"
        values = filled(template.code) if kind == "original" else ()
        self._file(template.code, state, values, kind=kind, period=due.isoformat())

    def _read(self, state: str) -> None:
        if self._chance.random() < 0.97:
            level = f"{self._chance.randint(-200, 400)}.5"
            self._file(READINGS, state, filled(READINGS, level=level), spoken_of=False, period=second(self.pen.at))

    def _name_contact(self, state: str) -> None:
        self.pen.write(StateContact, state, template=CONTACT, offices=("Operations centre, +00 1",), hours="always")

    # What states come up with.

    def _close_border(self, state: str) -> None:
        until = second(self.pen.at + timedelta(days=2))
        self._file(BORDER, state, filled(BORDER, from_at=second(self.pen.at), until_at=until), spoken_of=False)

    def _notice(self, state: str) -> None:
        begins = self.pen.at.date() + timedelta(days=self._chance.randint(40, 60))
        ends = begins + timedelta(days=9)
        self._file(NOTICE, state, filled(NOTICE, begins_on=begins.isoformat(), ends_on=ends.isoformat()))

    def _event(self, state: str) -> None:
        at = second(self.pen.at - timedelta(minutes=40))
        self._file(EVENT, state, filled(EVENT, occurred_at=at, aware_at=at))

    def _ask(self, state: str) -> None:
        other = self._chance.choice([code for code in self.members if code != state])
        asked = self._request(REQUEST, state, other, items=QUESTIONS)
        said = tuple(Answer(item=number, state="answered", text="Two units.") for number in range(len(QUESTIONS)))
        self._after(1.5, partial(self._reply, other, asked, kind="answer", answers=said))
        self._after(4, partial(self.pen.write, AssessReply, state, request=asked, satisfied=True, office=OFFICE))

    def _visit(self, state: str) -> None:
        host = self._chance.choice([code for code in self.members if code != state])
        asked = self._request(VISIT, state, host)
        self._after(0.5, partial(self._reply, host, asked, kind="accept"))
        self._after(20, partial(self._report, state))

    def _report(self, state: str) -> None:
        ended = self.pen.at.date().isoformat()
        self._file(REPORT, state, filled(REPORT, began_on=ended, ended_on=ended))

    def _request(self, code: str, state: str, other: str, **fields: object) -> str:
        version, values = self.versions[code], filled(code)
        return self.pen.write(
            MakeRequest, state, template=code, version=version, party=other, values=values, language="en", office=OFFICE,
            **fields,
        )  # fmt: skip

    def _reply(self, by: str, asked: str, **fields: object) -> None:
        self.pen.write(ReplyToRequest, by, request=asked, language="en", office=OFFICE, **fields)

    def _call(self, state: str) -> None:
        """Call the contact of a neighbour that nobody is calling, which answers at the same sitting."""
        other = self.members[(self.members.index(state) + 1) % len(self.members)]
        called = self.pen.write(PingContact, state, template=CONTACT, party=other)
        self.pen.write(AnswerPing, other, ping=called)

    # What is filed, and what is said of it.

    def _file(
        self, code: str, state: str, values: Values, *, spoken_of: bool = True, kind: str = "original",
        period: str | None = None,
    ) -> None:  # fmt: skip
        filed = self.pen.write(
            FileReturn, state, template=code, version=self.versions[code], kind=kind, period=period, values=values,
            language="en", office=OFFICE,
        )  # fmt: skip
        others = [code for code in self.members if code != state]
        if not spoken_of:
            return
        readers = self._chance.sample(others, round(9 * self.share) + 1)
        for reader in readers:
            self._after(self._chance.randint(1, 10), partial(self._acknowledge, reader, filed))
        if values and self._chance.random() < 0.2:
            self._after(12, partial(self._correct, state, filed, values))
        if self._chance.random() < 0.025:
            self._dispute(filed, *self._chance.sample(others, 3))

    def _acknowledge(self, reader: str, filed: str) -> None:
        self.pen.write(AcknowledgeReturn, reader, filed=filed, office=OFFICE)

    def _correct(self, state: str, filed: str, values: Values) -> None:
        self.pen.write(
            AmendReturn,
            state,
            filed=filed,
            kind="correction",
            values=values,
            reason="A slip of the pen.",
            office=OFFICE,
        )

    def _dispute(self, filed: str, one: str, other: str, third: str) -> None:
        """Let one party contest it, another support it, a third find something: side by side, none decided."""
        for days, by, kind in ((2, one, "contest"), (3, other, "support"), (5, third, "finding")):
            said = {"filed": filed, "kind": kind, "text": STATEMENT, "language": "en", "office": OFFICE}
            self._after(days, partial(self.pen.write, StateOnReturn, by, **said))
