# SPDX-License-Identifier: Apache-2.0
"""Acts of the silence procedure: a text is adopted when a period passes in which no state objects."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.bodies import Label
from comity.acts.envelope import Act, Code, Deadline, Language, Line, ProposalId, Text, TextHash
from comity.acts.instant import check_instant

Reason = Annotated[str, Meta(max_length=5_000)]
"""Why; short enough for the objection to be entered with a quorum of seen-at notes, whatever its characters."""


class ProposeSilence(Act, frozen=True, kw_only=True):
    """Suggest at a meeting that a proposal be placed under silence until an exact instant."""

    proposal: ProposalId
    label: Label
    deadline_at: Deadline

    def __post_init__(self) -> None:
        """Refuse a local time."""
        Act.__post_init__(self)
        check_instant(self.deadline_at)


class ObjectToSilence(Act, frozen=True, kw_only=True):
    """Object to the method: the proposal is not placed under silence."""

    proposal: ProposalId


class PlaceUnderSilence(Act, frozen=True, kw_only=True):
    """Open the silence: text, languages and eligible members are frozen from here on."""

    proposal: ProposalId
    deadline_at: Deadline
    text_sha256: TextHash
    notified: Annotated[tuple[Code, ...], Meta(min_length=1, max_length=200)]
    """The members to whom the text was sent."""
    authority_until_at: datetime | None = None
    """When the mandate of the body lapses, where it decides under one."""

    def __post_init__(self) -> None:
        """Refuse a local time."""
        Act.__post_init__(self)
        check_instant(self.deadline_at)
        if self.authority_until_at is not None:
            check_instant(self.authority_until_at)


class Object(Act, frozen=True, kw_only=True):
    """Object to the adoption of a text that is under silence or has been put to a meeting."""

    proposal: ProposalId
    reason: Reason = ""
    amendment: bool = False
    """The objection is a proposed change of the text; whether it counts is for the edition to say."""


class RuleOnObjection(Act, frozen=True, kw_only=True):
    """Decide whether an objection signed by an office without credentials stands; adoption is held until then."""

    proposal: ProposalId
    party: Code
    """The party that objected."""
    stands: bool
    """Whether the objection stands."""


class WithdrawObjection(Act, frozen=True, kw_only=True):
    """Withdraw one's objection; it revives the silence only where the edition says so."""

    proposal: ProposalId


class RequestExtension(Act, frozen=True, kw_only=True):
    """Ask the Chair for more time; alone it changes nothing."""

    proposal: ProposalId
    reason: Line = ""
    """Why."""


class ExtendSilence(Act, frozen=True, kw_only=True):
    """Move the deadline later, before it is reached."""

    proposal: ProposalId
    deadline_at: datetime
    """The new instant at which the silence lapses."""

    def __post_init__(self) -> None:
        """Refuse a local time."""
        Act.__post_init__(self)
        check_instant(self.deadline_at)


class WithdrawFromSilence(Act, frozen=True, kw_only=True):
    """End the silence without a result, for instance to put the text to a meeting held before the deadline."""

    proposal: ProposalId


class VoidSilence(Act, frozen=True, kw_only=True):
    """Declare a silence void for a fault of its start."""

    proposal: ProposalId
    fault: Literal["not_notified", "language"]
    """The fault: a member was not notified, or a language version is defective."""
    explanation: Text
    """What happened."""


class QueryLanguage(Act, frozen=True, kw_only=True):
    """Point out that a language version differs or is defective; the Chair extends or voids."""

    proposal: ProposalId
    language: Language
    """The version in question."""
    paragraph: Line
    """Where in it."""
