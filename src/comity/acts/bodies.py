# SPDX-License-Identifier: Apache-2.0
"""Acts about bodies and their meetings: who sits, who chairs, who is present."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from comity.acts.envelope import Act, Code, Hash, Line, Text
from comity.acts.instant import check_instant
from comity.acts.parties import BodyRow

Present = Annotated[tuple[Code, ...], Meta(max_length=200)]
Label = Annotated[str, Meta(pattern=r"^[0-9]{4}/[1-9][0-9]{0,3}\Z")]
"""A meeting of a body: the year and its number in that year, such as ``2026/3``."""


class EstablishBody(Act, kw_only=True):
    """Set up a body on the strength of an adopted decision."""

    body: BodyRow
    decision: Hash


class AppointChair(Act, kw_only=True):
    """Give the chair of a body to a member from an instant on, on the strength of an adopted decision."""

    body: Code
    party: Code
    from_at: datetime
    decision: Hash

    def __post_init__(self) -> None:
        """Refuse a local time."""
        Act.__post_init__(self)
        check_instant(self.from_at)


class ConveneMeeting(Act, kw_only=True):
    """Call a meeting of a body."""

    body: Code
    label: Label
    opens_at: datetime
    venue: Text
    subject: Text

    def __post_init__(self) -> None:
        """Refuse a local time."""
        Act.__post_init__(self)
        check_instant(self.opens_at)


class OpenMeeting(Act, kw_only=True):
    """Open a convened meeting with the members present."""

    body: Code
    label: Label
    present: Present


class RecordAttendance(Act, kw_only=True):
    """Say anew who is present at an open meeting."""

    body: Code
    label: Label
    present: Present


class RaisePoint(Act, kw_only=True):
    """Raise a point of order: no question is put while it is pending."""

    body: Code
    label: Label
    category: Line


class RulePoint(Act, kw_only=True):
    """Rule on the pending point of order."""

    body: Code
    label: Label
    ruling: Text


class CloseMeeting(Act, kw_only=True):
    """Close an open meeting."""

    body: Code
    label: Label
