# SPDX-License-Identifier: Apache-2.0
"""Acts of the silence procedure: a text is adopted when a period passes in which no state objects."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.bodies import Label
from comity.acts.envelope import Act, Code, Hash, Language, Line, Prose, Text
from comity.acts.instant import check_instant


class ProposeSilence(Act, frozen=True, kw_only=True):
    """Suggest at a meeting that a proposal be placed under silence until an exact instant."""

    proposal: Hash
    label: Label
    deadline_at: datetime

    def __post_init__(self) -> None:
        """Refuse a local time."""
        Act.__post_init__(self)
        check_instant(self.deadline_at)


class ObjectToSilence(Act, frozen=True, kw_only=True):
    """Object to the method: the proposal is not placed under silence."""

    proposal: Hash


class PlaceUnderSilence(Act, frozen=True, kw_only=True):
    """Open the silence: text, languages and eligible members are frozen from here to ``deadline_at``.

    ``text_sha256`` is the hash of exactly what is placed (rule 7.4); ``notified`` lists the members to whom the
    text was sent. ``authority_until_at`` bounds a silence whose body decides under a mandate that lapses.
    """

    proposal: Hash
    deadline_at: datetime
    text_sha256: Hash
    notified: Annotated[tuple[Code, ...], Meta(min_length=1, max_length=200)]
    authority_until_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a local time."""
        Act.__post_init__(self)
        check_instant(self.deadline_at)
        if self.authority_until_at is not None:
            check_instant(self.authority_until_at)


class Object(Act, frozen=True, kw_only=True):
    """Object to the adoption of a text that is under silence or has been put to a meeting.

    ``amendment`` is a proposed change of the text; whether it counts as an objection is for the edition to say.
    """

    proposal: Hash
    reason: Prose = ""
    amendment: bool = False


class RuleOnObjection(Act, frozen=True, kw_only=True):
    """Decide whether an objection signed by an office without credentials stands; adoption is held until then."""

    proposal: Hash
    party: Code
    stands: bool


class WithdrawObjection(Act, frozen=True, kw_only=True):
    """Withdraw one's objection; it revives the silence only where the edition says so."""

    proposal: Hash


class RequestExtension(Act, frozen=True, kw_only=True):
    """Ask the Chair for more time; alone it changes nothing."""

    proposal: Hash
    reason: Line = ""


class ExtendSilence(Act, frozen=True, kw_only=True):
    """Move the deadline later, before it is reached."""

    proposal: Hash
    deadline_at: datetime

    def __post_init__(self) -> None:
        """Refuse a local time."""
        Act.__post_init__(self)
        check_instant(self.deadline_at)


class WithdrawFromSilence(Act, frozen=True, kw_only=True):
    """End the silence without a result, for instance to put the text to a meeting held before the deadline."""

    proposal: Hash


class VoidSilence(Act, frozen=True, kw_only=True):
    """Declare a silence void for a fault of its start: a member not notified, a language version defective."""

    proposal: Hash
    fault: Literal["not_notified", "language"]
    explanation: Text


class QueryLanguage(Act, frozen=True, kw_only=True):
    """Point out that a language version differs or is defective; the Chair extends or voids."""

    proposal: Hash
    language: Language
    paragraph: Line
