# SPDX-License-Identifier: Apache-2.0
"""Acts about parties: how the conference begins, who joins it, who leaves, whose seat is not taken."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.edition import Edition
from comity.acts.envelope import Act, Code, Count, Hash, Line, Part, Text, VKey
from comity.acts.instant import check_instant

Kind = Literal["member", "observer_state", "observer_organization", "secretariat", "registry"]


class PartyRow(Part, frozen=True, kw_only=True):
    """A party as the conference lists it. ``order`` is its place in the conference's own list, from 1.

    ``keys`` are verifier keys named by purpose: ``ARD`` acts, ``ARD/recovery``, ``ARD/node``, ``ARD/seal`` and, for a
    witness, the pair ``ARD/witness`` (Ed25519 and ML-DSA-44). A party may stand in the list before it has keys.
    """

    code: Code
    kind: Kind
    order: Count
    name: Text
    keys: tuple[VKey, ...] = ()


class ChairTerm(Part, frozen=True, kw_only=True):
    """Who chairs a body, from an instant on; the term ends when the next begins."""

    party: Code
    from_at: datetime

    def __post_init__(self) -> None:
        """Refuse a local time."""
        check_instant(self.from_at)


class BodyRow(Part, frozen=True, kw_only=True):
    """A body of the conference. No ``members`` means that every member state sits in it."""

    code: Code
    name: Text
    members: tuple[Code, ...] = ()
    chairs: tuple[ChairTerm, ...] = ()


class Genesis(Act, frozen=True, kw_only=True):
    """Open the record: entry 0, signed by the secretariat with the key it declares here.

    Its digest is the anchor that every capital publishes. ``log`` are the registry's checkpoint keys (Ed25519 0x01 and
    ML-DSA-44 0x06), named by the origin. ``quorum`` is K for the witnesses declared here; 0 while there are none.
    """

    title: Text
    banner: Text | None = None
    edition: Edition
    log: Annotated[tuple[VKey, ...], Meta(min_length=2, max_length=2)]
    parties: Annotated[tuple[PartyRow, ...], Meta(min_length=2, max_length=200)]
    bodies: Annotated[tuple[BodyRow, ...], Meta(max_length=60)] = ()
    quorum: Count = 0


class AdmitParty(Act, frozen=True, kw_only=True):
    """Enter a new member or observer on the strength of an adopted decision."""

    party: PartyRow
    decision: Hash


class WithdrawParty(Act, frozen=True, kw_only=True):
    """Leave the conference; said by the party itself, after it has ceased to be a witness."""


class SetSeat(Act, frozen=True, kw_only=True):
    """Leave a member's seat empty, or fill it again, on the strength of an adopted decision.

    ``objections_void`` says that the decision also takes the effect of objections the member makes afterwards in
    silences already running; without it they count (assembly practice, edge case 13).
    """

    party: Code
    seated: bool
    decision: Hash
    objections_void: bool = False


class PresentCredentials(Act, frozen=True, kw_only=True):
    """Say which offices may speak for the party; the letter stays beside the record."""

    offices: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=40)]
    letter: Hash


class ExamineCredentials(Act, frozen=True, kw_only=True):
    """Accept or reject credentials; until then they give full rights provisionally."""

    credentials: Hash
    party: Code
    accepted: bool
