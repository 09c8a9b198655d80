# SPDX-License-Identifier: Apache-2.0
"""Acts by which a body decides at a meeting: the Chair puts a text, waits for an objection, and says that it is so decided."""

from comity.acts.bodies import Label
from comity.acts.documents import Versions
from comity.acts.envelope import Act, Code, ProposalId, Symbol, TextHash


class ReviseOrally(Act, frozen=True, kw_only=True):
    """Replace the text of one document of a proposal as read out at the meeting."""

    proposal: ProposalId
    label: Label
    symbol: Symbol
    """The document."""
    versions: Versions


class PutQuestion(Act, frozen=True, kw_only=True):
    """Put a proposal to the open meeting."""

    proposal: ProposalId
    label: Label
    text_sha256: TextHash
    waive_notice: bool = False
    """The body agrees to decide before the period of notice has passed."""


class DecideByConsensus(Act, frozen=True, kw_only=True):
    """No objection: it is so decided. The gavel; never a timer."""

    proposal: ProposalId
    text_sha256: TextHash


class DeferQuestion(Act, frozen=True, kw_only=True):
    """Return a question that met an objection, or was not yet decided, to the agenda."""

    proposal: ProposalId


class RemitQuestion(Act, frozen=True, kw_only=True):
    """Send a question that met an objection to another body."""

    proposal: ProposalId
    body: Code
    """The other body."""
