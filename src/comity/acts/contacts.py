# SPDX-License-Identifier: Apache-2.0
"""Acts about standing contacts and series of readings: who answers, and what is missing."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.envelope import Act, Hash, Line, PartyCode, Prose
from comity.acts.instant import check_instant
from comity.acts.template import FieldKey, TemplateCode

PingId = Hash
"""The call: the id of the act that made it."""


class StateContact(Act, frozen=True, kw_only=True):
    """Name the offices that answer for a measure, or confirm them; persons stand in sealed content alone."""

    template: TemplateCode
    offices: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=20)]
    """The offices, with how they are reached."""
    hours: Line = ""
    """When they answer."""
    languages: Line = ""
    """In which languages."""


class PingContact(Act, frozen=True, kw_only=True):
    """Call a contact to see that it answers."""

    template: TemplateCode
    party: PartyCode


class AnswerPing(Act, frozen=True, kw_only=True):
    """Answer a call, or say that the line was at fault: that is another thing than no answer."""

    ping: PingId
    fault: Literal["none", "line"] = "none"
    """Whether the line was at fault."""


class ExplainGap(Act, frozen=True, kw_only=True):
    """Say why readings are missing from one's series."""

    template: TemplateCode
    from_at: datetime
    """The last reading before the gap."""
    reason: FieldKey
    """One of the reasons of the template."""
    text: Prose = ""
    """What is to be said beside it."""

    def __post_init__(self) -> None:
        """Refuse a local time."""
        Act.__post_init__(self)
        check_instant(self.from_at)
