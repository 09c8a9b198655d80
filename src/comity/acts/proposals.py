# SPDX-License-Identifier: Apache-2.0
"""Acts about proposals: what is put before a body, by whom, and what states say about it."""

from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.envelope import Act, Code, Hash, Line, Prose, Symbol, Text

Symbols = Annotated[tuple[Symbol, ...], Meta(min_length=1, max_length=20)]
Paragraphs = Annotated[tuple[Line, ...], Meta(max_length=60)]


class Propose(Act, frozen=True, kw_only=True):
    """Put documents before the body that is to decide; several documents are one package.

    ``recommended_by`` is the body that cleared the text where another one decides. ``purpose`` tells adoption from
    mere closure of a text ad referendum. ``supersedes`` links a new proposal to one that an objection ended;
    ``reopens`` to an adopted decision.
    """

    body: Code
    symbols: Symbols
    title: Text
    recommended_by: Code | None = None
    purpose: Literal["adoption", "closure"] = "adoption"
    supersedes: Hash | None = None
    reopens: Hash | None = None


class SponsorProposal(Act, frozen=True, kw_only=True):
    """Become a sponsor, or, with ``sponsor`` false, cease to be one."""

    proposal: Hash
    sponsor: bool = True


class WithdrawProposal(Act, frozen=True, kw_only=True):
    """Withdraw a proposal before action is taken on it."""

    proposal: Hash


class MakeStatement(Act, frozen=True, kw_only=True):
    """Put a position on record; none of these kinds stands in the way of adoption.

    ``paragraphs`` says what a dissociation or a reservation is about.
    """

    proposal: Hash
    kind: Literal["reservation", "interpretation", "dissociation", "non_participation", "explanation", "support"]
    text: Annotated[Prose, Meta(min_length=1)]
    language: Literal["en", "ru"] = "en"
    paragraphs: Paragraphs = ()
    attach_to_decision: bool = True
