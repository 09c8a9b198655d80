# SPDX-License-Identifier: Apache-2.0
"""Acts about returns: what states file under a measure, and what others say of it."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.envelope import Act, Blob, Code, Count, Language, Line, Part, Prose
from comity.acts.instant import check_instant
from comity.acts.measures import Codes, TemplateVersion
from comity.acts.sealed import ReturnId, Sealed
from comity.acts.template import FieldKey, TemplateCode

Period = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?\Z")]
"""What a return is for: the day on which it is due, or the instant of a reading."""


class Value(Part, frozen=True, kw_only=True):
    """The value of a field, in the one form of its type."""

    key: FieldKey
    """The field."""
    text: Prose
    """The value."""
    basis: Line = ""
    """For a count: what was counted, and how."""
    row: Count = 0
    """The row, where fields repeat."""


Values = Annotated[tuple[Value, ...], Meta(max_length=400)]
"""The open form."""


class FileReturn(Act, frozen=True, kw_only=True):
    """File a return, a notice or a report under a measure.

    The secretariat files what a state handed over on paper or by e-mail; that state confirms it later.
    """

    template: TemplateCode
    version: TemplateVersion
    kind: Literal["original", "nil", "not_provided"] = "original"
    """The return itself, that there is nothing to report, or that none will be provided."""
    period: Period | None = None
    """What it is for, where the measure has days or readings."""
    values: Values = ()
    sealed: Sealed = ()
    short: bool = False
    """Whether it is the short form."""
    recipients: Codes = ()
    """To whom it goes, where that differs from the template or the template leaves it open."""
    language: Language
    """The language of its texts."""
    machine: Literal["none", "drafted", "translated", "both"] = "none"
    """What of it a machine wrote."""
    joint: Codes = ()
    """The parties for which it is filed beside its author."""
    exercise: bool = False
    """Whether it belongs to an exercise; then it touches no undertaking."""
    outside_scope: bool = False
    """Whether its author holds that the measure does not ask for it."""
    reason: Prose = ""
    """Why none is provided, or what else is to be said."""
    state: Code | None = None
    """The state that handed it to the secretariat."""
    channel: Literal["node", "paper", "email", "note", "other"] = "node"
    """The way by which it came."""
    received_at: datetime | None = None
    """When it was handed over."""
    scan: Blob | None = None
    """The paper as it came."""

    def __post_init__(self) -> None:
        """Refuse a local time."""
        Act.__post_init__(self)
        if self.received_at is not None:
            check_instant(self.received_at)


class AmendReturn(Act, frozen=True, kw_only=True):
    """Correct, change, cancel or withdraw one's own return; nothing that was filed before is lost."""

    filed: ReturnId
    kind: Literal["correction", "change", "cancellation", "withdrawal"]
    """An error put right, a plan that changed, an activity that does not take place, a return taken back."""
    values: Values = ()
    sealed: Sealed = ()
    reason: Prose = ""
    """Why."""


class ConfirmReturn(Act, frozen=True, kw_only=True):
    """Confirm as one's own what the secretariat filed for oneself."""

    filed: ReturnId


class StateOnReturn(Act, frozen=True, kw_only=True):
    """Say something on a return or a request. It stands beside it with the same weight, in the order of time."""

    filed: ReturnId
    kind: Literal[
        "contest", "reservation", "without_prejudice", "not_applicable", "not_satisfied", "support", "finding"
    ]
    """What kind of statement it is; a finding is that of a third party."""
    text: Prose
    """The statement."""
    language: Language
    """The language of the statement."""


class AcknowledgeReturn(Act, frozen=True, kw_only=True):
    """Acknowledge a return that one received: said by a person, never by opening it."""

    filed: ReturnId
