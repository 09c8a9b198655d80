# SPDX-License-Identifier: Apache-2.0
"""The scene of a draft: who writes, about what, on which record, and when."""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from comity.acts.template import Template
from comity.papers.wording import Wording
from comity.rules.forum import Forum, Meeting
from comity.rules.matter import Matter
from comity.rules.measures.amendments import own_template
from comity.rules.measures.book import Filing, Measure, Request
from comity.web.reading import wording


class Scene(NamedTuple):
    """Who writes, about what, on which record, and when."""

    forum: Forum
    party: str
    about: str
    now: datetime

    @property
    def matter(self) -> Matter:
        """The proposal it is about; asked only by forms about one."""
        return self.forum.matters[self.about]

    @property
    def meeting(self) -> Meeting:
        """The meeting it is about; asked only by forms about one."""
        return self.forum.meetings[self.about]

    @property
    def code(self) -> str:
        """The code of the measure it is about."""
        return self.about.partition(" ")[0]

    @property
    def detail(self) -> str:
        """What the link named within the measure: a period, a party, a return; empty where it named nothing."""
        return self.about.partition(" ")[2]

    @property
    def measure(self) -> Measure:
        """The measure it is about; asked only by forms about one."""
        return self.forum.measures.templates[self.code]

    @property
    def template(self) -> Template:
        """The version in force of the measure it is about."""
        return self.measure.newest

    @property
    def filing(self) -> Filing:
        """The return it is about; asked only by forms about one."""
        return self.forum.measures.filings[self.about]

    @property
    def filed_under(self) -> Template:
        """The version under which the return it is about was filed."""
        return own_template(self.forum, self.filing)

    @property
    def request(self) -> Request:
        """The request it is about; asked only by forms about one."""
        return self.forum.measures.requests[self.about]

    @property
    def requested_under(self) -> Template:
        """The version under which the request it is about was made."""
        request = self.request
        return self.forum.measures.templates[request.template].versions[request.version - 1][1]

    @property
    def measured_by(self) -> Template | None:
        """The measure that this concerns, in the version that holds; None where it concerns none."""
        book = self.forum.measures
        if self.about in book.filings:
            return self.filed_under
        if self.about in book.requests:
            return self.requested_under
        code = book.pings.get(self.about, self.about).partition(" ")[0]
        return book.templates[code].newest if code in book.templates else None

    def named(self, codes: Iterable[str]) -> list[tuple[str, str]]:
        """Give parties to choose from, by code and name, in the order given."""
        return [(code, self.words.text(self.forum.parties[code].name)) for code in codes]

    @property
    def seat(self) -> timezone:
        """The zone of the conference's seat."""
        return timezone(timedelta(minutes=self.forum.edition.host_utc_offset_min))

    @property
    def is_secretariat(self) -> bool:
        """Tell whether the secretariat writes: what belongs to a Chair it does on instruction only."""
        party = self.forum.parties.get(self.party)
        return party is not None and party.kind == "secretariat"

    @property
    def words(self) -> Wording:
        """The words of the reader's language."""
        return wording()
