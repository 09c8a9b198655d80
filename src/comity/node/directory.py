# SPDX-License-Identifier: Apache-2.0
"""The directory: where on the record things stand, so that no page reads the whole record to show one of them.

A projection beside the forum: it grows by every entry as the node folds it, holds places and titles and no text, and can
be worked out anew from the entries at any time. What it says of an entry is what the entry says; what counts is the forum's.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from comity.acts.bodies import ConveneMeeting
from comity.acts.documents import CirculateDocument, VoidSymbol
from comity.acts.entry import Entry
from comity.acts.envelope import Act, Text
from comity.acts.outcomes import AnnounceDecision
from comity.acts.proposals import Propose
from comity.node.correspondence import Correspondence
from comity.rules.meetings import meeting_key
from comity.rules.outcome import Outcome


class Line(NamedTuple):
    """One entry in the directory: place, instant, type of the act, signatories, id of the act."""

    place: int
    at: datetime
    kind: str
    by: tuple[str, ...]
    act_id: str


class Directory:
    """Places and titles of one record. One thread writes; readers see what was there when they asked, or more."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._of_matter: defaultdict[str, list[int]] = defaultdict(list)
        self._of_party: defaultdict[str, list[int]] = defaultdict(list)
        self._titles: dict[str, Text] = {}
        self._proposals: list[str] = []
        self._documents: list[str] = []
        self._meetings: list[str] = []
        self._places: dict[str, int] = {}
        self.correspondence = Correspondence()

    def observe(self, index: int, entry: Entry, outcome: Outcome) -> None:
        """Take in the next entry; what fell due with it belongs to the matters it fell due for."""
        act = entry.signed.act
        self._file(index, act, entry.signed.id)
        named: str = getattr(act, "proposal", "")
        for proposal in {named, *(effect.subject for effect in outcome.effects)} & self._of_matter.keys():
            if self._of_matter[proposal][-1:] != [index]:
                self._of_matter[proposal].append(index)
        for code in act.by:
            self._of_party[code].append(index)
        self._lines.append(Line(index, entry.sequenced_at, type(act).__name__, act.by, entry.signed.id))

    def _file(self, index: int, act: Act, act_id: str) -> None:
        if isinstance(act, Propose):
            self._titles[act_id] = act.title
            self._proposals.append(act_id)
            self._of_matter[act_id].append(index)
        elif isinstance(act, CirculateDocument):
            self._titles[act.symbol] = act.title
            self._document(index, act.symbol)
        elif isinstance(act, AnnounceDecision):
            self._titles[act.symbol] = self._titles[act.proposal]
            self._document(index, act.symbol)
        elif isinstance(act, VoidSymbol):
            self._document(index, act.symbol)
        elif isinstance(act, ConveneMeeting):
            key = meeting_key(act.body, act.label)
            self._titles[key] = act.subject
            self._meetings.append(key)
            self._places[key] = index
        else:
            self.correspondence.observe(index, act, act_id)

    def _document(self, index: int, symbol: str) -> None:
        self._documents.append(symbol)
        self._places[symbol] = index

    def __len__(self) -> int:
        """How many entries it has taken in."""
        return len(self._lines)

    def line(self, index: int) -> Line:
        """Give one entry's line; raises IndexError."""
        return self._lines[index]

    def newest(self, before: int | None = None) -> Iterator[Line]:
        """Give lines from the newest back, or from the one before a place."""
        start = len(self._lines) if before is None else min(before, len(self._lines))
        return (self._lines[index] for index in range(start - 1, -1, -1))

    def of_matter(self, proposal: str) -> Sequence[int]:
        """Give the places of the entries that concern a proposal, oldest first; none for one that is unknown."""
        return tuple(self._of_matter.get(proposal, ()))

    def of_party(self, code: str) -> Sequence[int]:
        """Give the places of what a party has signed, oldest first."""
        return tuple(self._of_party.get(code, ()))

    def title(self, key: str) -> Text | None:
        """Give the title of a proposal (by id), a document (by symbol) or a meeting (by its name in the rules)."""
        return self._titles.get(key)

    def place(self, key: str) -> int | None:
        """Give the place of the entry that brought a document or convened a meeting."""
        return self._places.get(key)

    @property
    def proposals(self) -> Sequence[str]:
        """The proposals, oldest first."""
        return self._proposals

    @property
    def documents(self) -> Sequence[str]:
        """The symbols of documents, oldest first."""
        return self._documents

    @property
    def meetings(self) -> Sequence[str]:
        """The meetings, by the rules' own names, in the order in which they were convened."""
        return self._meetings
