# SPDX-License-Identifier: Apache-2.0
"""Acts of the registry and of those who announce: what has come out, said so that every node can compare."""

from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.bodies import Label
from comity.acts.documents import Version
from comity.acts.edition import Edition
from comity.acts.envelope import Act, Code, DecisionId, Hash, Part, PartyCode, ProposalId, Symbol, TextHash

Result = Literal["adopted_by_silence", "adopted_at_meeting", "objected"]
"""What came out."""
Milliseconds = Annotated[int, Meta(ge=946_684_800_000, le=7_258_118_399_999)]
"""An instant in milliseconds of Unix time, years 2000 to 2199."""
Journal = Hash
"""The journal digest after the entry before (rule 10.2)."""


class Position(Part, frozen=True, kw_only=True):
    """A position a state took on the record, as far as the edition discloses it."""

    party: PartyCode
    kind: Literal[
        "objection", "reservation", "interpretation", "dissociation", "non_participation", "explanation", "support"
    ]
    """What the party said."""
    act: Hash
    """The id of the act that said it."""


class Mark(Act, frozen=True, kw_only=True):
    """Let time pass on the record."""

    journal: Journal


class RecordOutcome(Act, frozen=True, kw_only=True):
    """State what came out of a proposal; refused unless every part equals what the rules compute."""

    proposal: ProposalId
    result: Result
    text_sha256: TextHash
    effective_at: Milliseconds
    """The deadline of the silence, or the instant of the gavel or of the objection."""
    eligible: Annotated[tuple[Code, ...], Meta(max_length=200)]
    """The members whose objection could have ended it, in the order of the conference."""
    positions: Annotated[tuple[Position, ...], Meta(max_length=300)] = ()
    """What they said, by party, as far as the edition discloses it."""
    witnesses: Hash
    """Who was enrolled to confirm when it was recorded: the digest of their verifier keys (rule 10.3).

    SHA-256 of the canonical JSON array of the keys as acts carry them: of each witness, by code, Ed25519 then ML-DSA-44.
    """
    journal: Journal
    head: Annotated[str, Meta(max_length=12_000)] = ""
    """A checkpoint note with K Ed25519 cosignatures dated after deadline and tolerance (rule 10.4).

    Required where silence adopts, so that an objection a witness has seen in time cannot be left out.
    """


class AnnounceDecision(Act, frozen=True, kw_only=True):
    """Give an adopted decision its number: the next symbol of its series, at a meeting where the edition asks for one."""

    proposal: ProposalId
    symbol: Symbol
    """The number of the decision."""
    label: Label | None = None
    """The meeting at which it is announced, where the edition asks for one."""
    versions: Annotated[tuple[Version, ...], Meta(max_length=8)] = ()
    """The conformed text, where the proposal's first document was revised orally: as read out, with other languages beside."""


class PutEditionInForce(Act, frozen=True, kw_only=True):
    """Replace the edition of the rules on the strength of an adopted decision."""

    edition: Edition
    """The new edition, in full."""
    decision: DecisionId
