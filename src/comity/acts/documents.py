# SPDX-License-Identifier: Apache-2.0
"""Acts about documents: a symbol is given once, in order, and never again."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.envelope import Act, Blob, Language, Line, Part, Symbol, Text


class Version(Part, frozen=True, kw_only=True):
    """One language version of a document."""

    language: Language
    blob: Blob
    """The text."""
    status: Literal["official", "working"] = "working"
    """One version is official: that in the official language of the edition."""


Versions = Annotated[tuple[Version, ...], Meta(min_length=1, max_length=8)]
"""The language versions."""


class CirculateDocument(Act, frozen=True, kw_only=True):
    """Circulate a document under the next symbol of its series.

    A symbol that ends in ``/Rev.n``, ``/Add.n``, ``/Corr.n`` or ``/Amend.n`` belongs to the document before it; a
    corrigendum names the languages it corrects by carrying only these.
    """

    symbol: Symbol
    title: Text
    """What the document is called."""
    versions: Versions
    distribution: Literal["limited", "general"] = "limited"
    """To whom the document goes."""
    agenda_item: Line = ""
    """The item of the agenda it is for."""
    original_on: date | None = None
    """The date of a document of the back catalogue, which is entered later than it was issued."""

    def __post_init__(self) -> None:
        """Refuse as original date any but an earlier one."""
        Act.__post_init__(self)
        if self.original_on is not None and self.original_on >= self.made_at.date():
            raise ValueError(f"original_on is {self.original_on}; a document entered later is of a day before its act")


class VoidSymbol(Act, frozen=True, kw_only=True):
    """Spend the next symbol of a series without a document: the gap is shown, not hidden."""

    symbol: Symbol
    reason: Line
    """Why no document bears it."""


class WithdrawDocument(Act, frozen=True, kw_only=True):
    """Withdraw a document; it keeps its symbol."""

    symbol: Symbol
