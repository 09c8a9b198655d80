# SPDX-License-Identifier: Apache-2.0
"""Acts about parties: how the conference begins, who joins it, who leaves, whose seat is not taken."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.edition import Edition
from comity.acts.envelope import Act, Code, Count, DecisionId, Hash, Line, Part, PartyCode, Text, VKey
from comity.acts.instant import check_instant

Kind = Literal["member", "observer_state", "observer_organization", "secretariat", "registry"]
"""What the party is to the conference."""


class PartyRow(Part, frozen=True, kw_only=True):
    """A party as the conference lists it. It may stand in the list before it has keys."""

    code: Code
    """Its code; keys are named by it."""
    kind: Kind
    order: Count
    """Its place in the conference's own list of its kind."""
    name: Text
    """Its name."""
    keys: tuple[VKey, ...] = ()
    """Keys named by purpose: ``ARD`` signs acts, ``ARD/recovery``, ``ARD/node``.

    At genesis a witness has the pair ``ARD/witness`` too: Ed25519 (0x04), then ML-DSA-44 (0x06).
    """


class ChairTerm(Part, frozen=True, kw_only=True):
    """Who chairs a body, from an instant on; the term ends when the next begins."""

    party: Code
    """The member that chairs."""
    from_at: datetime
    """When the term begins."""

    def __post_init__(self) -> None:
        """Refuse a local time."""
        check_instant(self.from_at)


class BodyRow(Part, frozen=True, kw_only=True):
    """A body of the conference."""

    code: Code
    """Its code."""
    name: Text
    """Its name."""
    members: tuple[Code, ...] = ()
    """Who sits in it; none means every member state."""
    chairs: tuple[ChairTerm, ...] = ()
    """Who chairs it, by beginning."""


class Genesis(Act, frozen=True, kw_only=True):
    """Open the record: entry 0, signed by the secretariat with the key it declares here.

    Its digest is the anchor that every capital publishes.
    """

    title: Text
    """The name of the conference."""
    banner: Text | None = None
    """What every page says first, such as that this is an exercise."""
    edition: Edition
    """The first edition of the rules."""
    log: Annotated[tuple[VKey, ...], Meta(min_length=2, max_length=2)]
    """The registry's checkpoint keys, Ed25519 (0x01) and ML-DSA-44 (0x06), named by the origin."""
    parties: Annotated[tuple[PartyRow, ...], Meta(min_length=2, max_length=200)]
    """The parties."""
    bodies: Annotated[tuple[BodyRow, ...], Meta(max_length=60)] = ()
    """The bodies."""
    quorum: Count = 0
    """K for the witnesses declared here; 0 while there are none."""


class AdmitParty(Act, frozen=True, kw_only=True):
    """Enter a new member or observer on the strength of an adopted decision."""

    party: PartyRow
    """The party as it is to be listed."""
    decision: DecisionId


class WithdrawParty(Act, frozen=True, kw_only=True):
    """Leave the conference; said by the party itself, after it has ceased to be a witness."""


class SetSeat(Act, frozen=True, kw_only=True):
    """Leave a member's seat empty, or fill it again, on the strength of an adopted decision."""

    party: PartyCode
    seated: bool
    """Whether the seat is to be taken."""
    decision: DecisionId
    objections_void: bool = False
    """Whether later objections of the member in silences already running lose their effect.

    Without it they count (assembly practice, edge case 13).
    """


class PresentCredentials(Act, frozen=True, kw_only=True):
    """Say which offices may speak for the party; the letter stays beside the record."""

    offices: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=40)]
    """The offices, each once."""
    letter: Hash
    """The digest of the letter."""


class ExamineCredentials(Act, frozen=True, kw_only=True):
    """Accept or reject credentials; until then they give full rights provisionally."""

    credentials: Hash
    """The id of the act that presented them."""
    party: Code
    """Whose credentials they are."""
    accepted: bool
    """Whether they are accepted."""
