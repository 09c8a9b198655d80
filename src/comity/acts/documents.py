# SPDX-License-Identifier: Apache-2.0
"""Acts about documents: a symbol is given once, in order, and never again."""

from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.envelope import Act, Blob, Language, Line, Part, Symbol, Text


class Version(Part, kw_only=True):
    """One language version of a document."""

    language: Language
    blob: Blob
    status: Literal["official", "working"] = "working"


class CirculateDocument(Act, kw_only=True):
    """Circulate a document under the next symbol of its series.

    A symbol that ends in ``/Rev.n``, ``/Add.n``, ``/Corr.n`` or ``/Amend.n`` belongs to the document before it; a
    corrigendum names the languages it corrects by carrying only these.
    """

    symbol: Symbol
    title: Text
    versions: Annotated[tuple[Version, ...], Meta(min_length=1, max_length=8)]
    distribution: Literal["limited", "general"] = "limited"
    agenda_item: Line = ""


class VoidSymbol(Act, kw_only=True):
    """Spend the next symbol of a series without a document: the gap is shown, not hidden."""

    symbol: Symbol
    reason: Line


class WithdrawDocument(Act, kw_only=True):
    """Withdraw a document; it keeps its symbol."""

    symbol: Symbol
