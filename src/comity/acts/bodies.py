# SPDX-License-Identifier: Apache-2.0
"""Acts about bodies and their meetings: who sits, who chairs, who is present."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.envelope import Act, BodyCode, Code, DecisionId, Line, PartyCode, Text
from comity.acts.instant import check_instant
from comity.acts.parties import BodyRow

Present = Annotated[tuple[Code, ...], Meta(max_length=200)]
"""The members and observers present."""
Label = Annotated[str, Meta(pattern=r"^[0-9]{4}/[1-9][0-9]{0,3}\Z")]
"""A meeting of a body: the year and its number in that year, such as ``2026/3``."""


class EstablishBody(Act, frozen=True, kw_only=True):
    """Set up a body on the strength of an adopted decision."""

    body: BodyRow
    """The body with its members and the terms of its chair."""
    decision: DecisionId


class AppointChair(Act, frozen=True, kw_only=True):
    """Give the chair of a body to a member from an instant on, on the strength of an adopted decision."""

    body: BodyCode
    party: PartyCode
    from_at: datetime
    """When the term begins."""
    decision: DecisionId

    def __post_init__(self) -> None:
        """Refuse a local time."""
        Act.__post_init__(self)
        check_instant(self.from_at)


class ConveneMeeting(Act, frozen=True, kw_only=True):
    """Call a meeting of a body."""

    body: BodyCode
    label: Label
    opens_at: datetime
    """When it is to open."""
    venue: Text
    """Where."""
    subject: Text
    """What about."""
    format: Literal["in_person", "online", "hybrid"] = "in_person"
    """How delegations take part."""
    host: Text | None = None
    """Who hosts, such as the Chair's ministry with the help of the secretariat."""
    participants: Text | None = None
    """Who is invited, at which level."""
    agenda: Text | None = None
    """The agenda in short."""
    contact: Line = ""
    """Whom members ask: an office, never a person. Pages show it to members and the secretariat alone."""

    def __post_init__(self) -> None:
        """Refuse a local time."""
        Act.__post_init__(self)
        check_instant(self.opens_at)


class OpenMeeting(Act, frozen=True, kw_only=True):
    """Open a convened meeting with the members present."""

    body: BodyCode
    label: Label
    present: Present


class RecordAttendance(Act, frozen=True, kw_only=True):
    """Say anew who is present at an open meeting; where too few are, no question is put or decided."""

    body: BodyCode
    label: Label
    present: Present


class RaisePoint(Act, frozen=True, kw_only=True):
    """Raise a point of order: no question is put while it is pending."""

    body: BodyCode
    label: Label
    category: Line
    """What the point is about."""


class RulePoint(Act, frozen=True, kw_only=True):
    """Rule on the pending point of order."""

    body: BodyCode
    label: Label
    ruling: Text
    """What the Chair rules."""


class CloseMeeting(Act, frozen=True, kw_only=True):
    """Close an open meeting."""

    body: BodyCode
    label: Label
