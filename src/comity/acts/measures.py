# SPDX-License-Identifier: Apache-2.0
"""Acts about measures as such: templates adopted, undertakings that states give, suspend and end."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from comity.acts.envelope import Act, Code, DecisionId, Line, PartyCode, Positive, Prose
from comity.acts.instant import check_instant
from comity.acts.template import Template, TemplateCode

TemplateVersion = Positive
"""The version of the template."""
Codes = Annotated[tuple[Code, ...], Meta(max_length=40)]
"""Parties, each once."""


class AdoptTemplate(Act, frozen=True, kw_only=True):
    """Enter a version of a measure: the secretariat on a recorded decision, or its parties by signing it together.

    A legal one that its parties sign binds them from here; under any other a state undertakes by its own act alone.
    """

    template: Template
    """The template."""
    decision: DecisionId | None = None
    """The decision; none where the parties sign."""


class RetireTemplate(Act, frozen=True, kw_only=True):
    """End a measure: what is due stays due, nothing falls due any more. Said as the measure was adopted."""

    template: TemplateCode
    decision: DecisionId | None = None
    """The decision; none where the parties sign."""


class Undertake(Act, frozen=True, kw_only=True):
    """Undertake a measure from here on. Without this act, or a treaty, nobody expects anything."""

    template: TemplateCode
    instrument: Line = ""
    """What the undertaking rests on, such as a treaty or a law."""
    reservation: Prose = ""
    """A reservation to it."""


class EndUndertaking(Act, frozen=True, kw_only=True):
    """End one's undertaking, after the notice that the template asks for."""

    template: TemplateCode
    reason: Prose = ""
    """Why."""


class SuspendUndertaking(Act, frozen=True, kw_only=True):
    """Suspend one's undertaking of one measure; ``in_reply_to`` names the act it answers."""

    template: TemplateCode
    reason: Prose
    """Why."""
    towards: Codes = ()
    """The parties towards which; none means all."""
    until_at: datetime | None = None
    """Until when; none means until it is resumed."""

    def __post_init__(self) -> None:
        """Refuse a local time."""
        Act.__post_init__(self)
        if self.until_at is not None:
            check_instant(self.until_at)


class ResumeUndertaking(Act, frozen=True, kw_only=True):
    """Resume a suspended undertaking."""

    template: TemplateCode


class GrantMandate(Act, frozen=True, kw_only=True):
    """Let another party file for oneself too under a measure, as states that form one joint party do; or end that."""

    template: TemplateCode
    party: PartyCode
    granted: bool = True
    """Whether the mandate is given or taken back."""


class RecordOutage(Act, frozen=True, kw_only=True):
    """Log that the headquarters could not be reached; what fell due meanwhile is due by so much later."""

    began_at: datetime
    """When it began."""
    ended_at: datetime
    """When it ended."""

    def __post_init__(self) -> None:
        """Refuse a local time."""
        Act.__post_init__(self)
        check_instant(self.began_at)
        check_instant(self.ended_at)
