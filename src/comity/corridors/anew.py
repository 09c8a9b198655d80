# SPDX-License-Identifier: Apache-2.0
"""An answer computed anew: from its own statements, so that whoever holds it can see that the data give just this.

An answer says what was asked, of which day, by which notices, and has a digest of the data. That is all it takes.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec
from msgspec import Struct

from comity.corridors import statements as said
from comity.corridors.answers import Work, answer
from comity.corridors.errors import AnswerRefused
from comity.corridors.figures import Figures
from comity.corridors.network import Network
from comity.corridors.notices import Notice
from comity.corridors.scenario import Scenario
from comity.corridors.statements import Said, Statement, lines
from comity.corridors.study import Asker, Member, Study

S = TypeVar("S", bound=Said)
ROWS = said.State | said.NoPlace | said.NoEnd | said.Exposed


class Anew(Struct, frozen=True):
    """What came of it: whether the data are the same, and where the answer begins to differ (a line from 1, and what it is here).

    Nothing is computed where the data differ.
    """

    data: str
    data_here: str
    line: int = 0
    here: str = ""

    @property
    def is_of_these_data(self) -> bool:
        """Tell whether the answer was computed from the data at hand."""
        return self.data == self.data_here


def parse_answer(data: bytes) -> tuple[Statement, ...]:
    """Read an answer as programs get it: one statement a line; raises AnswerRefused."""
    decoder, found = msgspec.json.Decoder(Statement), list[Statement]()
    for number, line in enumerate(data.splitlines(), 1):
        try:
            found.append(decoder.decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise AnswerRefused(f"line {number}: no statement of an answer: {error}") from None
    return tuple(found)


def study_of(
    statements: Sequence[Statement], network: Network, figures: Figures, scenarios: Sequence[Scenario]
) -> Study:
    """Put the question of an answer anew; raises AnswerRefused where it has none, QuestionRefused, NotInNetwork."""
    asked, premises = _only(statements, said.Asked), _only(statements, said.Premises)
    rows = [Member(each.state, each.name) for each in statements if isinstance(each, ROWS)]
    named = [Member(each.state, each.name) for each in _of(statements, said.IfTransit)]
    notified = list(_of(statements, said.Notified))
    others = (*named, *dict.fromkeys(Member(each.author, each.author_name) for each in notified))
    notices = tuple(map(_notice, notified)) if any(_of(statements, said.Recorded)) else None
    asker = Asker(tuple(rows or named), premises.on, others, notices)
    return Study(asked.question, network, figures, asker, scenarios)


def anew(statements: Sequence[Statement], study: Study, work: Work | None = None) -> Anew:
    """Compute an answer anew from its study, and compare."""
    data = _only(statements, said.Premises).data
    if data != study.fingerprint:
        return Anew(data, study.fingerprint)
    there, here = (lines(tuple(each)).splitlines() for each in (statements, answer(study, work).statements))
    for number in range(max(len(there), len(here))):
        if there[number : number + 1] != here[number : number + 1]:
            return Anew(data, data, number + 1, here[number].decode() if number < len(here) else "")
    return Anew(data, data)


def _of(statements: Iterable[Statement], kind: type[S]) -> list[S]:
    return [each for each in statements if isinstance(each, kind)]


def _only(statements: Iterable[Statement], kind: type[S]) -> S:
    found = _of(statements, kind)
    if len(found) != 1:
        raise AnswerRefused(
            f"an answer has one statement corridors_{found[0].word if found else kind.__name__.lower()}"
        )
    return found[0]


def _notice(told: said.Notified) -> Notice:
    return Notice(
        link=told.link,
        mode="" if told.name else told.mode,
        state=told.state,
        direction=told.direction,
        from_on=told.from_on,
        to_on=told.to_on,
        author=told.author,
        entry=told.entry,
    )
