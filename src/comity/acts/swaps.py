# SPDX-License-Identifier: Apache-2.0
"""Acts about swaps: two states commit to their lists first, and deliver them once both have."""

from typing import Annotated

from msgspec import Meta

from comity.acts.envelope import Act, Hash
from comity.acts.measures import TemplateVersion
from comity.acts.returns import Period
from comity.acts.sealed import SealedContent
from comity.acts.template import TemplateCode

Salt = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
"""256 random bits in lower-case hexadecimal."""


class CommitSwap(Act, frozen=True, kw_only=True):
    """Commit to a sealed list without showing even its digest: a salted digest, which fixes it."""

    template: TemplateCode
    version: TemplateVersion
    period: Period
    commitment: Hash
    """SHA-256 of the salt, the record, the measure, the period, the state and the digest of the sealed file."""


class ReleaseSwap(Act, frozen=True, kw_only=True):
    """Deliver the list to which one committed, once both commitments are confirmed."""

    template: TemplateCode
    period: Period
    salt: Salt
    sealed: SealedContent
    """The list, sealed to the other side."""
    head: Annotated[str, Meta(max_length=12_000)] = ""
    """A checkpoint of this record that holds both commitments, with the cosignatures of K witnesses."""
