# SPDX-License-Identifier: Apache-2.0
"""Acts of the registry and of those who announce: what has come out, said so that every node can compare."""

from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.bodies import Label
from comity.acts.edition import Edition
from comity.acts.envelope import Act, Code, Count, Hash, Part, Symbol

Result = Literal["adopted_by_silence", "adopted_at_meeting", "objected"]


class Position(Part, frozen=True, kw_only=True):
    """A position a state took on the record, as far as the edition discloses it."""

    party: Code
    kind: Literal[
        "objection", "reservation", "interpretation", "dissociation", "non_participation", "explanation", "support"
    ]
    act: Hash


class Mark(Act, frozen=True, kw_only=True):
    """Let time pass on the record; ``journal`` is the digest after the entry before."""

    journal: Hash


class RecordOutcome(Act, frozen=True, kw_only=True):
    """State what came out of a proposal; refused unless every part equals what the rules compute.

    ``effective_at`` is the deadline of the silence or the instant of the gavel, in milliseconds of Unix time.
    ``head`` is a checkpoint note with K Ed25519 cosignatures dated after deadline and tolerance; it is required where
    silence adopts, so that an objection a witness has seen in time cannot be left out (amendment 4).
    """

    proposal: Hash
    result: Result
    text_sha256: Hash
    effective_at: Count
    eligible: Annotated[tuple[Code, ...], Meta(max_length=200)]
    positions: Annotated[tuple[Position, ...], Meta(max_length=300)] = ()
    journal: Hash
    head: Annotated[str, Meta(max_length=12_000)] = ""


class AnnounceDecision(Act, frozen=True, kw_only=True):
    """Give an adopted decision its number: the next symbol of its series, at a meeting where the edition asks for one."""

    proposal: Hash
    symbol: Symbol
    label: Label | None = None


class PutEditionInForce(Act, frozen=True, kw_only=True):
    """Replace the edition of the rules on the strength of an adopted decision."""

    edition: Edition
    decision: Hash
