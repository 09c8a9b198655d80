# SPDX-License-Identifier: Apache-2.0
"""Asking the network that ships with the package: a question in, the answer and its picture out, both ready to be passed on."""

from msgspec import Struct

from comity.corridors import shipped
from comity.corridors.answers import Work, answer
from comity.corridors.picture import Picture, picture
from comity.corridors.question import RECORD, Question
from comity.corridors.statements import Statement
from comity.corridors.study import Asker, Study


class Given(Struct, frozen=True):
    """An answer and its picture."""

    statements: tuple[Statement, ...]
    picture: Picture


def study(question: Question, asker: Asker) -> Study:
    """Put a question to the network that ships with the package; raises QuestionRefused, NotInNetwork."""
    network = shipped.network()
    scenarios = [shipped.scenario(code, network) for code in question.scenario if code != RECORD]
    return Study(question, network, shipped.figures(), asker, scenarios)


def ask(question: Question, asker: Asker, work: Work | None = None) -> Given:
    """Answer a question of the network that ships with the package; raises QuestionRefused, NotInNetwork."""
    asked = study(question, asker)
    found = answer(asked, work)
    return Given(found.statements, picture(asked, found))
