# SPDX-License-Identifier: Apache-2.0
"""Acts about proposals: what is put before a body, by whom, and what states say about it."""

from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.envelope import Act, Code, Hash, Line, ProposalId, Prose, Symbol, Text

Symbols = Annotated[tuple[Symbol, ...], Meta(min_length=1, max_length=20)]
"""The documents; several are one package."""
Paragraphs = Annotated[tuple[Line, ...], Meta(max_length=60)]
"""The paragraphs concerned."""


class Propose(Act, frozen=True, kw_only=True):
    """Put documents before the body that is to decide."""

    body: Code
    """The body that is to decide."""
    symbols: Symbols
    title: Text
    """What the proposal is called."""
    recommended_by: Code | None = None
    """The body that cleared the text, where another one decides."""
    purpose: Literal["adoption", "closure"] = "adoption"
    """Adoption, or mere closure of a text ad referendum."""
    supersedes: Hash | None = None
    """The proposal in whose place this one stands, after an objection ended it."""
    reopens: Hash | None = None
    """The adopted decision that this one is to change."""


class SponsorProposal(Act, frozen=True, kw_only=True):
    """Become a sponsor, or cease to be one."""

    proposal: ProposalId
    sponsor: bool = True
    """False ceases."""


class WithdrawProposal(Act, frozen=True, kw_only=True):
    """Withdraw a proposal before action is taken on it."""

    proposal: ProposalId


class MakeStatement(Act, frozen=True, kw_only=True):
    """Put a position on record; no kind of statement stands in the way of adoption."""

    proposal: ProposalId
    kind: Literal["reservation", "interpretation", "dissociation", "non_participation", "explanation", "support"]
    """What the statement is."""
    text: Annotated[Prose, Meta(min_length=1)]
    """What the party says."""
    language: Literal["en", "ru"] = "en"
    """The language of ``text``."""
    paragraphs: Paragraphs = ()
    attach_to_decision: bool = True
    """Whether the statement is to stand with the decision."""
