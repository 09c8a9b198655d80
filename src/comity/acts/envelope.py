# SPDX-License-Identifier: Apache-2.0
"""The envelope around every act: who says it, for which forum, in which order.

``by`` lists the signatories in order; ``seq`` gives for each of them one more than their act before. The act carries the
office of the person who signed, never the name: names are personal data and stay off the record.
"""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from comity.acts.instant import check_instant

Code = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9]{1,11}\Z")]
"""A party or a body: two to twelve capital letters and digits, a letter first."""
Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
"""A SHA-256 digest in lower-case hexadecimal; an act is known by the digest of its text."""
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Positive = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2}\Z")]
Symbol = Annotated[str, Meta(pattern=r"^[A-Z][A-Za-z0-9./]{2,79}\Z")]
Origin = Annotated[str, Meta(pattern=r"^[a-z0-9.-]{1,100}(/[a-z0-9.-]{1,100}){0,4}\Z")]
VKey = Annotated[str, Meta(min_length=1, max_length=4096)]
Line = Annotated[str, Meta(max_length=200)]
"""One short line of text, such as an office or a title."""
Prose = Annotated[str, Meta(max_length=20_000)]
"""Paragraphs of text, parted by line feeds."""

SHORT_TEXT_BYTES = 2**20
"""A text blob is at most 1 MiB: every member's node holds it before it cosigns (amendment 15)."""


class Part(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A part of an act. Frozen parts hold no cycles, so the collector need not look at them."""


class Text(Part, kw_only=True):
    """A short text shown to people: official in English, with a Russian working version where there is one."""

    en: Prose
    ru: Prose = ""


class Blob(Part, kw_only=True):
    """Content beside the record, named by its digest. ``size`` in bytes."""

    sha256: Hash
    size: Count
    media_type: Line
    kind: Literal["text", "attachment"] = "text"

    def __post_init__(self) -> None:
        """Refuse a text that is too large for every node to hold."""
        if self.kind == "text" and self.size > SHORT_TEXT_BYTES:
            raise ValueError(
                f"a text has at most {SHORT_TEXT_BYTES} bytes, this one {self.size}: make it an attachment"
            )


class Act(Part, kw_only=True, tag_field="type"):
    """What every act carries; ``type`` is the name of the class.

    ``made_at`` is the party's own claim; what dates the act is the entry's ``sequenced_at``. ``nonce`` is 128 random
    bits, so that the hash of an act tells nothing of its content. ``on_behalf_of`` names the body whose Chair instructed
    the secretariat, with the instruction attached.
    """

    forum: Origin
    by: Annotated[tuple[Code, ...], Meta(min_length=1, max_length=40)]
    seq: Annotated[tuple[Positive, ...], Meta(min_length=1, max_length=40)]
    made_at: datetime
    nonce: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
    office: Line = ""
    on_behalf_of: Code | None = None
    instruction: Blob | None = None
    in_reply_to: Hash | None = None

    def __post_init__(self) -> None:
        """Refuse what no act can carry: a local time, or signatories and counters that do not pair."""
        check_instant(self.made_at)
        if len(self.by) != len(self.seq) or len(set(self.by)) != len(self.by):
            raise ValueError("by names each signatory once, seq gives one number for each")
