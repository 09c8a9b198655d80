# SPDX-License-Identifier: Apache-2.0
"""Acts by which a body decides at a meeting: the Chair puts a text, waits for an objection, and says that it is so decided."""

from typing import Annotated

from msgspec import Meta

from comity.acts.bodies import Label
from comity.acts.documents import Version
from comity.acts.envelope import Act, Code, Hash, Symbol


class ReviseOrally(Act, kw_only=True):
    """Replace the text of one document of a proposal as read out at the meeting."""

    proposal: Hash
    label: Label
    symbol: Symbol
    versions: Annotated[tuple[Version, ...], Meta(min_length=1, max_length=8)]


class PutQuestion(Act, kw_only=True):
    """Put a proposal to the open meeting. ``text_sha256`` is the hash of exactly what is put (rule 7.4)."""

    proposal: Hash
    label: Label
    text_sha256: Hash
    waive_notice: bool = False


class DecideByConsensus(Act, kw_only=True):
    """No objection: it is so decided. The gavel; never a timer."""

    proposal: Hash
    text_sha256: Hash


class DeferQuestion(Act, kw_only=True):
    """Return a question that met an objection, or was not yet decided, to the agenda."""

    proposal: Hash


class RemitQuestion(Act, kw_only=True):
    """Send a question that met an objection to another body."""

    proposal: Hash
    body: Code
