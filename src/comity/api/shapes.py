# SPDX-License-Identifier: Apache-2.0
"""The shapes of answers: what a program reads of each thing that a page shows. Instants are UTC; codes are the rules' own."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field


class Words(Schema):
    """A text of the conference: English, and Russian where there is one."""

    en: str
    ru: str = ""


class StateOfRecord(Schema):
    """The newest secured head: what everybody may see. ``head`` is a C2SP checkpoint with its signatures."""

    origin: str
    anchor: str
    secured: int
    head: str
    capitals: int
    needed: int


class Line(Schema):
    """An entry as people read it. ``is_whole`` is false where a part of it is not for this party."""

    place: int
    at: datetime
    by: list[str]
    type: str
    act: str
    sentence: str
    is_secured: bool
    is_whole: bool


class Entry(Line):
    """One entry: besides, the act as it was signed (empty where it is not whole), and its leaf hash."""

    note: str
    leaf: str


class Entries(Schema):
    """Entries from the newest back; ``older`` is where to go on, none at the end."""

    entered: int
    secured: int
    entries: list[Line]
    older: int | None


class Due(Schema):
    """A silence whose text this party may object to. Whoever does nothing agrees."""

    deadline_at: datetime
    proposal: str
    title: Words


class MeetingLine(Schema):
    """A meeting in a list."""

    key: str
    body: str
    subject: Words
    opens_at: datetime
    stage: str


class Meetings(Schema):
    """Meetings from the newest back; ``older`` is where to go on, none at the end."""

    meetings: list[MeetingLine]
    older: int | None


class Today(Schema):
    """What needs this party by when, meetings to come, what changed last, how much is entered and how much secured."""

    due: list[Due]
    meetings: list[MeetingLine]
    changes: list[Line]
    entered: int
    secured: int
    headquarters_silent_since: datetime | None


class DecisionLine(Schema):
    """A matter in a list. ``status`` is its stage in words, ``number`` the decision's symbol once announced."""

    proposal: str
    title: Words
    body: str
    stage: str
    status: str
    result: str
    number: str
    deadline_at: datetime | None
    is_secured: bool


class Decisions(Schema):
    """Matters from the newest back; ``older`` is where to go on, none at the end."""

    decisions: list[DecisionLine]
    older: int | None


class FileVersion(Schema):
    """One language version of a document; ``paragraphs`` where it is plain text and held here."""

    language: str
    status: str
    sha256: str
    size: int
    media_type: str
    is_held: bool
    paragraphs: list[str]


class MatterDocument(Schema):
    """A document of a matter, as circulated or as read out at the meeting."""

    symbol: str
    title: Words
    is_read_out: bool
    versions: list[FileVersion]


class Statement(Schema):
    """What a party put on record about a matter; of an objection what the edition discloses to this party."""

    kind: str
    text: str
    entry: Line


class Decision(DecisionLine):
    """One matter with its papers, its time line and what was said."""

    sponsors: list[str]
    recommended_by: str
    purpose: str
    text_sha256: str
    opened_at: datetime | None
    effective_at: datetime | None
    documents: list[MatterDocument]
    statements: list[Statement]
    entries: list[Line]


class DocumentLine(Schema):
    """A document in a list. ``distribution`` is limited or general; ``original_on`` the date of one entered later than issued."""

    symbol: str
    title: Words
    by: str
    issued_at: datetime
    stage: str
    distribution: str
    original_on: date | None
    languages: list[str]


class Documents(Schema):
    """Documents from the newest back; ``older`` is where to go on, none at the end."""

    documents: list[DocumentLine]
    older: int | None


class Document(DocumentLine):
    """One document with its versions and the proposals that rest on it."""

    agenda_item: str
    reason: str
    proposals: list[str]
    versions: list[FileVersion]
    entry: Line


class Meeting(MeetingLine):
    """A meeting with its notice; ``contact`` is empty for whom it is not."""

    venue: Words
    format: str
    host: Words | None
    participants: Words | None
    agenda: Words | None
    contact: str
    questions: list[str]
    present: list[str]
    is_secured: bool


class Party(Schema):
    """A party in the conference's own order."""

    code: str
    kind: str
    name: Words
    standing: str
    host: str


class Body(Schema):
    """A body and who has its chair now."""

    code: str
    name: Words
    chair: str


class Members(Schema):
    """Parties and bodies, in the conference's own order."""

    parties: list[Party]
    bodies: list[Body]


class Evidence(Schema):
    """A piece of evidence of an inconsistent record that this machine holds."""

    number: int
    sha256: str
    size: int


class Checked(Schema):
    """What a certificate proves against this machine's anchor."""

    place: int
    size: int
    sentence: str
    capitals: list[str]


class ClearanceLine(Schema):
    """Who cleared a draft as it stands, and when."""

    by: str
    at: datetime


class DraftFile(Schema):
    """A file of a draft."""

    sha256: str
    size: int
    media_type: str


class DraftLine(Schema):
    """A draft in a list. ``state`` is waiting, withdrawn or signed; ``fingerprint`` is what a clearance is bound to."""

    id: UUID
    type: str
    about: str
    fingerprint: str
    created_by: str
    created_at: datetime
    changed_at: datetime
    state: str


class Fault(Schema):
    """One thing that is wrong: a field, as a JSON pointer into what was sent, or the name of a parameter; and what is wrong."""

    field: str
    detail: str


class Problem(Schema):
    """A problem document (RFC 9457). ``rule`` is the paragraph that refuses, ``field`` the field of the act it speaks of."""

    type: str
    title: str
    status: int
    detail: str = ""
    rule: str = ""
    field: str = ""
    found: str = ""
    expected: str = ""
    faults: list[Fault] = Field(default=[])


class Draft(DraftLine):
    """A draft: the act's own fields, the sentence it would be, who cleared it, what the rules would say to it now.

    ``obstacle`` is there where they would refuse it. ``act`` and ``place`` are set once it is signed and entered.
    """

    fields: dict[str, Any]
    sentence: str
    clearances: list[ClearanceLine]
    files: list[DraftFile]
    obstacle: Problem | None
    act: str
    place: int | None
    is_secured: bool


class Writing(Schema):
    """What a draft is to say: the type of the act, its own fields as in the reference of acts, and the files it names.

    A file is Base64 of PDF, Word or plain text (UTF-8, NFC, lines ended by line feeds); the act names it by size and SHA-256.
    What every act carries besides is filled in when it is signed.
    """

    model_config = ConfigDict(extra="forbid")

    type: str = Field(max_length=40)
    fields: dict[str, Any]
    files: list[Annotated[str, Field(max_length=1_400_000)]] = Field(default=[], max_length=8)


class Clearing(Schema):
    """A clearance: the fingerprint of what was read, and the clearer's own secret, which is kept nowhere."""

    model_config = ConfigDict(extra="forbid")

    seen: str = Field(pattern=r"^[0-9a-f]{64}$")
    secret: str = Field(min_length=1, max_length=1_000)
