# SPDX-License-Identifier: Apache-2.0
"""The scene of a draft: who writes, about what, on which record, and when."""

from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from comity.papers.wording import Wording
from comity.rules.forum import Forum, Meeting
from comity.rules.matter import Matter
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
