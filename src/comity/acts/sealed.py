# SPDX-License-Identifier: Apache-2.0
"""Acts about sealed content: the keys it is sealed to, its digest and recipients, sealed anew with consent, erased."""

from typing import Annotated

from msgspec import Meta

from comity.acts.envelope import Act, Blob, Hash, Line, Part
from comity.acts.measures import Codes

ReturnId = Hash
"""The return: the id of the act that filed it."""


class SealedContent(Part, frozen=True, kw_only=True):
    """Content that only its recipients open: a file in the age format beside the record."""

    blob: Blob
    """The sealed file."""
    recipients: Codes
    """The parties to which it is sealed."""


Sealed = Annotated[tuple[SealedContent, ...], Meta(max_length=20)]
"""Sealed content."""


class NameSealingKey(Act, frozen=True, kw_only=True):
    """Say to which key content for oneself is sealed from here on; what was sealed to the one before stays so."""

    recipient: Annotated[str, Meta(min_length=1, max_length=2_200)]
    """A recipient of the age format: ``age1pq1…``, hybrid post-quantum, or ``age1…``, which other software knows too."""


class ConsentToReseal(Act, frozen=True, kw_only=True):
    """Let recipients of one's sealed content pass it to further parties."""

    filed: ReturnId
    sha256: Hash
    """The digest of the sealed file."""
    recipients: Codes
    """The further parties."""


class Reseal(Act, frozen=True, kw_only=True):
    """Seal content anew: the sender to whom it will, a recipient to whom the sender consented."""

    filed: ReturnId
    sha256: Hash
    """The digest of the file whose content it is."""
    sealed: SealedContent
    """The file sealed anew."""


class EraseContent(Act, frozen=True, kw_only=True):
    """Have sealed content of one's own erased: every node drops the file and what opens it. The digest stays."""

    filed: ReturnId
    sha256: Hash
    """The digest of the sealed file."""
    reason: Line = ""
    """Why, in general terms."""
