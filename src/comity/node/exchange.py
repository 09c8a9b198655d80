# SPDX-License-Identifier: Apache-2.0
"""An exchange read whole: what a return said in each of its versions, and what was said about it, in the order of the record.

Nothing is chosen here between claims: a correction of its author, a contest of another and a finding of a third stand beside one
another, each with its author and its instant (rules 14.5, 14.7).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property

from msgspec import Struct

from comity.acts.entry import Entry
from comity.acts.envelope import Act
from comity.acts.returns import AmendReturn, FileReturn, StateOnReturn, Value, Values
from comity.acts.sealed import Sealed
from comity.acts.template import Field, Template
from comity.rules.forum import Forum
from comity.rules.measures.book import Filing

Read = Callable[[int], Entry]
"""Place on the record → entry."""


class Said(Struct, frozen=True):
    """One act of an exchange: where it stands, when it was entered, the act and its id."""

    place: int
    at: datetime
    act: Act
    act_id: str


class Revision(Struct, frozen=True):
    """What a return said from an instant on. ``kind`` is ``original`` or that of an amendment; number 0 is as filed."""

    number: int
    said: Said
    kind: str
    values: Values
    sealed: Sealed
    reason: str


class Row(Struct, frozen=True):
    """A field with its values, in the order of their rows; a value that the form does not have stands under its own key."""

    key: str
    field: Field | None
    values: tuple[Value, ...]


class Exchange:
    """One return with all that was said about it; ``act`` filed it, ``template`` is the version it was filed under."""

    def __init__(self, act: FileReturn, filing: Filing, template: Template, lines: Sequence[Said]) -> None:
        self.act, self.filing, self.template, self.lines = act, filing, template, lines

    @property
    def filed(self) -> str:
        """The id of the act that filed it."""
        return self.lines[0].act_id

    @cached_property
    def revisions(self) -> tuple[Revision, ...]:
        """Every version with content, oldest first, and the amendment that ended it, if one did."""
        found = []
        for line in self.lines:
            act = line.act
            if isinstance(act, FileReturn):
                found.append(Revision(0, line, act.kind, act.values, act.sealed, act.reason))
            elif isinstance(act, AmendReturn):
                found.append(Revision(len(found), line, act.kind, act.values, act.sealed, act.reason))
        return tuple(found)

    @property
    def newest(self) -> Revision:
        """The version that holds, or held before the return was cancelled or taken back."""
        return next((each for each in reversed(self.revisions) if each.values or each.sealed), self.revisions[0])

    @cached_property
    def statements(self) -> tuple[tuple[Said, StateOnReturn], ...]:
        """What parties said of it, oldest first."""
        return tuple((line, line.act) for line in self.lines if isinstance(line.act, StateOnReturn))

    @property
    def is_contested(self) -> bool:
        """Whether somebody contests it: then no total is drawn over it without saying so."""
        return any(kind == "contest" for _party, kind, _act in self.filing.statements)


def exchange(forum: Forum, filed: str, places: Sequence[int], read: Read) -> Exchange | None:
    """Read a return whole; None where there is none of this id."""
    filing = forum.measures.filings.get(filed)
    if filing is None or not places:
        return None
    told = lines(places, read)
    first, template = told[0].act, forum.measures.templates[filing.template].versions[filing.version - 1][1]
    return Exchange(first, filing, template, told) if isinstance(first, FileReturn) else None


def lines(places: Sequence[int], read: Read) -> tuple[Said, ...]:
    """Read the acts at these places."""
    found = ((place, read(place)) for place in places)
    return tuple(Said(place, entry.sequenced_at, entry.signed.act, entry.signed.id) for place, entry in found)


def rows(template: Template, values: Values) -> tuple[Row, ...]:
    """Give values by field: the template's order first, then what it does not have, as it was filed."""
    fields = {field.key: field for field in template.fields}
    keys = [key for key in fields if any(value.key == key for value in values)]
    keys += [value.key for value in values if value.key not in fields]
    return tuple(
        Row(
            key, fields.get(key), tuple(sorted((each for each in values if each.key == key), key=lambda each: each.row))
        )
        for key in dict.fromkeys(keys)
    )
