# SPDX-License-Identifier: Apache-2.0
"""A question answered: by whom it is asked, for which states, and the answer in the words of its reader."""

import hashlib
from collections.abc import Sequence

from django.utils.translation import get_language
from msgspec import Struct

from comity.conferences.conference import load
from comity.corridors import shipped
from comity.corridors.asking import Given, study
from comity.corridors.map import svg
from comity.corridors.question import RECORD, Question
from comity.corridors.statements import Premises, lines
from comity.corridors.study import Asker, Member
from comity.node.notices import notices
from comity.web.corridors.tables import Table, tables
from comity.web.corridors.words import KIND_NAMES, map_words, of, title
from comity.web.corridors.worker import WORKER
from comity.web.desk import opened_desk
from comity.web.reading import entry_at, forum, wording

REAL = "cica"
"""Whose members the tables are for where the parties of this conference are invented and have no places."""


class Answered(Struct, frozen=True):
    """An answer with its question and in the words of its reader."""

    question: Question
    given: Given
    heading: str
    tables: tuple[Table, ...]

    @property
    def json(self) -> bytes:
        """Write the answer for programs."""
        return lines(self.given.statements)

    @property
    def fingerprint(self) -> str:
        """Digest the answer as programs read it."""
        return hashlib.sha256(self.json).hexdigest()

    @property
    def data(self) -> str:
        """Give the digest of the data it was computed from."""
        return of(self.given.statements, Premises)[0].data

    def map(self, *, alone: bool = False) -> str:
        """Draw the map."""
        picture, kind = self.given.picture, self.question.kind
        heading = self.heading if alone else str(KIND_NAMES[kind])
        words = map_words(kind, heading, self.given.statements)
        return svg(picture, shipped.network(), words, shipped.coast(), alone=alone)


class Listed(Struct, frozen=True):
    """The members tables are for, in the conference's order; other states it names; the conference, if another than ours."""

    members: tuple[Member, ...]
    others: tuple[Member, ...]
    conference: str

    @property
    def names(self) -> dict[str, str]:
        """Give names by codes."""
        return {each.code: each.name for each in (*self.members, *self.others)}


def listed() -> Listed:
    """Give the states of this conference; of the one it exercises where its own have no places."""
    placed = {place.administered_by for place in shipped.network().places.values()}
    own = sorted(forum().parties.values(), key=lambda party: party.order)
    if any(party.code in placed for party in own):
        named = [(party.kind, Member(party.code, wording().text(party.name))) for party in own]
        return _by_kind(named, "")
    real, russian = load(REAL), (get_language() or "").startswith("ru")
    parties = sorted(real.parties, key=lambda party: party.order)
    named = [(each.kind, Member(each.code, (russian and each.name_ru) or each.name_en)) for each in parties]
    return _by_kind(named, wording().text(real.name))


def _by_kind(named: Sequence[tuple[str, Member]], conference: str) -> Listed:
    members, others = (tuple(each for kind, each in named if kind == wanted) for wanted in ("member", "observer_state"))
    return Listed(members, others, conference)


def answer(question: Question, states: Listed, seconds: float) -> Answered | None:
    """Answer a question; None where it takes longer. Raises CorridorError where it cannot be asked, and Busy."""
    asker = _asker(question, states)
    asked = study(question, asker)
    given = WORKER.ask(question, asker, seconds)
    if given is None:
        return None
    heading = title(question.kind, given.statements, [asked.name(place) for place in asked.places])
    return Answered(question, given, heading, tables(question.kind, given.statements, states.names))


def _asker(question: Question, states: Listed) -> Asker:
    """Say who asks; what the record says of ways is read only where it is asked for."""
    desk = opened_desk()
    today = question.on or f"{desk.clock():%Y-%m-%d}"
    if RECORD not in question.scenario:
        return Asker(states.members, today, states.others)
    said, parties = notices(forum(), desk.directory, entry_at), forum().parties
    authors = {each.author for each in said} - states.names.keys()
    named = (Member(code, wording().text(parties[code].name)) for code in sorted(authors))
    return Asker(states.members, today, (*states.others, *named), said)
