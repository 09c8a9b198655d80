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
Nonce = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
"""128 random bits in lower-case hexadecimal."""
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""A number from 0 up, below 2^53."""
Positive = Annotated[int, Meta(ge=1, le=2**53 - 1)]
"""A number from 1 up, below 2^53."""
Language = Annotated[str, Meta(pattern=r"^[a-z]{2}\Z")]
"""A language by its two letters in ISO 639-1."""
Symbol = Annotated[str, Meta(pattern=r"^[A-Z][A-Za-z0-9./]{2,79}\Z")]
"""The symbol of a document, such as ``CICA/SOC/2026/L.3/Rev.1``."""
Origin = Annotated[str, Meta(pattern=r"^[a-z0-9.-]{1,100}(/[a-z0-9.-]{1,100}){0,4}\Z")]
"""The origin of a record: the name by which its checkpoints know it."""
VKey = Annotated[str, Meta(min_length=1, max_length=4096)]
"""A C2SP verifier key; whether it is one, and sound, is for the rules to say."""
Line = Annotated[str, Meta(max_length=200)]
"""One short line of text, such as an office or a title."""
Prose = Annotated[str, Meta(max_length=20_000)]
"""Paragraphs of text, parted by line feeds."""

BodyCode = Code
"""The body."""
PartyCode = Code
"""The party."""
ProposalId = Hash
"""The proposal: the id of the act that made it."""
DecisionId = Hash
"""The proposal, adopted and recorded, on which the act rests."""
TextHash = Hash
"""The hash of exactly the text that is decided on (rule 7.4)."""
Deadline = datetime
"""The instant at which the silence lapses."""
QuorumBefore = Count
"""K, the witnesses that confirm, before this entry."""
QuorumAfter = Count
"""K from this entry on."""

SHORT_TEXT_BYTES = 2**20
"""A text blob is at most 1 MiB: every member's node holds it before it cosigns (amendment 15)."""


ATTACHMENT_BYTES = 201 * 2**20
"""An attachment is at most so long: a file of 200 MiB, and what sealing it to every party adds."""


class Part(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A part of an act. Frozen parts hold no cycles, so the collector need not look at them."""


class Text(Part, frozen=True, kw_only=True):
    """A short text shown to people: official in English, with a Russian working version where there is one."""

    en: Prose
    """In English."""
    ru: Prose = ""
    """In Russian."""


class Blob(Part, frozen=True, kw_only=True):
    """Content beside the record, named by its digest."""

    sha256: Hash
    """The digest of the content."""
    size: Count
    """In bytes; a text has at most 1,048,576."""
    media_type: Line
    """The kind of file, as IANA names it."""
    kind: Literal["text", "attachment"] = "text"
    """Every member's node holds a text before it cosigns; an attachment only who sends and receives it."""

    def __post_init__(self) -> None:
        """Refuse a text that is too large for every node to hold."""
        if self.kind == "text" and self.size > SHORT_TEXT_BYTES:
            raise ValueError(
                f"a text has at most {SHORT_TEXT_BYTES} bytes, this one {self.size}: make it an attachment"
            )


class Act(Part, frozen=True, kw_only=True, tag_field="type"):
    """What every act carries; ``type`` is the name of the class."""

    forum: Origin
    """The record for which the act is meant."""
    by: Annotated[tuple[Code, ...], Meta(min_length=1, max_length=40)]
    """The signatories, each once, in the order of the signature lines."""
    seq: Annotated[tuple[Positive, ...], Meta(min_length=1, max_length=40)]
    """For each signatory, one more than in its act before; 1 in its first."""
    made_at: datetime
    """When the party says that it signed; what dates the act is the entry's ``sequenced_at``."""
    nonce: Nonce
    """Random, so that the hash of an act tells nothing of its content."""
    office: Line = ""
    """The office of the person who signed, never the name."""
    on_behalf_of: Code | None = None
    """The body whose Chair instructed the secretariat; ``instruction`` says how."""
    instruction: Blob | None = None
    """The Chair's instruction."""
    in_reply_to: Hash | None = None
    """The id of an act to which this one answers."""

    def __post_init__(self) -> None:
        """Refuse what no act can carry: a local time, or signatories and counters that do not pair."""
        check_instant(self.made_at)
        if len(self.by) != len(self.seq) or len(set(self.by)) != len(self.by):
            raise ValueError("by names each signatory once, seq gives one number for each")
