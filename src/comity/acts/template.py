# SPDX-License-Identifier: Apache-2.0
"""Templates of measures as data: what is exchanged, when, with whom, and what may be answered.

A template is read and corrected by diplomats, adopted by the parties to it, and never changed: a later version follows it.
Numbers of a regime that binds a group or a pair stand in a template of their own.
"""

from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.envelope import Code, Language, Part, Positive, Text
from comity.acts.zones import ZoneName

TemplateCode = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9]{0,15}(-[A-Z0-9]{1,16}){0,4}\Z")]
"""A measure by its code, such as ``MIL-EXERCISES``."""
FieldKey = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z")]
"""A field or a word of a code list: small letters, digits, low lines."""
DayOfYear = Annotated[str, Meta(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z")]
"""A day of every year, ``MM-DD``; in a month that has no such day, its last."""
Signed = Annotated[int, Meta(ge=-(2**53) + 1, le=2**53 - 1)]
"""A number of either sign, less than 2^53 away from 0."""
Number = Annotated[int, Meta(ge=1, le=1000)]
"""A number from 1 to 1,000: so many days, hours, visits."""
Span = Annotated[int, Meta(ge=0, le=10_000)]
"""A number from 0 to 10,000: so many minutes, hours, days."""
Unit = Literal["hour", "day", "month"]
"""What is counted."""


class Word(Part, frozen=True, kw_only=True):
    """A word of a code list."""

    code: FieldKey
    """The word as returns carry it."""
    label: Text
    """What it means."""


Words = Annotated[tuple[Word, ...], Meta(max_length=60)]
"""A code list."""


class Field(Part, frozen=True, kw_only=True):
    """A field of a return. Its value is written as text in the one form its type has."""

    key: FieldKey
    """Its name, once in the template."""
    label: Text
    """What it is called."""
    type: Literal[
        "text", "count", "integer", "decimal", "money", "flag", "date", "instant", "duration", "party", "code", "point"
    ]
    """What a value looks like; a count needs its basis, what was counted and how."""
    required: bool = True
    """Whether a return is incomplete without it."""
    unit: Text | None = None
    """The unit of a number or the currency rule of money."""
    codes: Words = ()
    """The words a code may be."""
    least: Signed | None = None
    """The least number."""
    most: Signed | None = None
    """The greatest number."""
    repeats: bool = False
    """Whether it may stand in several rows."""
    personal: bool = False
    """Personal data: it stands in sealed content alone, never in the open form."""


class Annual(Part, frozen=True, kw_only=True, tag_field="kind", tag="annual"):
    """Due on the same days of every year."""

    days: Annotated[tuple[DayOfYear, ...], Meta(min_length=1, max_length=12)]
    """The days, each lasting until 24:00."""
    covers: Annotated[int, Meta(ge=-2, le=2)] = 0
    """The year the return speaks of, counted from that of the day it is due."""


class Prior(Part, frozen=True, kw_only=True, tag_field="kind", tag="prior"):
    """Due so long before something begins."""

    count: Number
    """How many."""
    unit: Unit
    before: FieldKey
    """The field that says when it begins."""


class Event(Part, frozen=True, kw_only=True, tag_field="kind", tag="event"):
    """Due so soon after something happened: an urgent notice, which no check of its content holds up."""

    clock: FieldKey
    """The field that says when it happened, or when the state became aware of it."""
    within_min: Span
    """Minutes from then; 0 for at once."""


class Ask(Part, frozen=True, kw_only=True, tag_field="kind", tag="request"):
    """A request, to which a reply is due so many hours after the record received it."""

    reply_within_h: Number
    """Hours: none is left out, on no day."""


class After(Part, frozen=True, kw_only=True, tag_field="kind", tag="after"):
    """Due so long after something took place."""

    count: Number
    """How many."""
    unit: Unit
    after: FieldKey
    """The field that says when it took place."""


class Stream(Part, frozen=True, kw_only=True, tag_field="kind", tag="stream"):
    """A series of readings through a season."""

    opens: DayOfYear
    """The first day of the season."""
    closes: DayOfYear
    """Its last day."""
    every_h: Number
    """Hours from one reading to the next."""
    longest_gap_h: Number
    """Hours after which a gap is noted."""


class Standing(Part, frozen=True, kw_only=True, tag_field="kind", tag="standing"):
    """A contact that is kept: confirmed from time to time and called to see that it answers."""

    confirm_every_months: Number
    """Months after which the contact is to be confirmed."""
    answer_within_h: Number
    """Hours within which a call is answered."""


class Quota(Part, frozen=True, kw_only=True, tag_field="kind", tag="quota"):
    """Visits, of which a state receives so many in a year."""

    reply_within_h: Number
    """Hours within which the host accepts or declines."""
    received_most: Number
    """How many a host receives in a year."""
    each_most: Number
    """How many of them from one state."""


class Swap(Part, frozen=True, kw_only=True, tag_field="kind", tag="swap"):
    """Lists that two states exchange at the same moment, in two phases."""

    day: DayOfYear
    """The day of every year by whose end both have committed."""


Trigger = Annual | Prior | Event | Ask | After | Stream | Standing | Quota | Swap


class Limit(Part, frozen=True, kw_only=True):
    """A number that a field reaches."""

    field: FieldKey
    """The field; where it repeats, its greatest value."""
    least: Signed
    """The least value that reaches it."""


class Threshold(Part, frozen=True, kw_only=True):
    """Where a return speaks of more than the measure is about in general. It is said to the author; it decides nothing."""

    key: FieldKey
    """Its name."""
    label: Text
    """What follows from it."""
    all_of: Annotated[tuple[Limit, ...], Meta(min_length=1, max_length=12)]
    """The limits, all of which are reached. Alternatives are thresholds of their own."""


class Step(Part, frozen=True, kw_only=True):
    """What may follow where a reply is missing or did not satisfy."""

    label: Text
    """The step."""
    within_h: Number
    """Hours within which it is taken."""


class Template(Part, frozen=True, kw_only=True):
    """One version of a measure."""

    code: TemplateCode
    version: Positive
    """Versions count from 1."""
    title: Text
    """What the measure is called."""
    purpose: Text
    """What it is for, and how to fill it in."""
    dimension: Code
    """The dimension of confidence-building it belongs to."""
    nature: Literal["voluntary", "political", "legal"]
    """What an undertaking is: a voluntary contribution, a political commitment, a legal obligation."""
    basis: Text
    """What the measure rests on."""
    parties: Annotated[tuple[Code, ...], Meta(max_length=40)] = ()
    """The parties; none means every member."""
    zone: ZoneName
    """The zone in which its days are counted."""
    trigger: Trigger
    """When it is due."""
    fields: Annotated[tuple[Field, ...], Meta(max_length=60)]
    """The form."""
    thresholds: Annotated[tuple[Threshold, ...], Meta(max_length=20)] = ()
    """What is said to the author."""
    nil: Literal["forbidden", "allowed", "expected"] = "allowed"
    """Whether a state may say, or is expected to say, that it has nothing to report."""
    short_form: Annotated[tuple[FieldKey, ...], Meta(max_length=60)] = ()
    """The fields that suffice for a short return; none means there is no short form."""
    recipients: Literal["members", "parties", "named"] = "parties"
    """To whom a return goes; where they are named, each return names them."""
    deviation: bool = False
    """Whether a return may name other recipients than these; it is shown where it does."""
    content: Literal["open", "annexes", "sealed"] = "open"
    """Whether content is open to all who read the record, may have sealed annexes, or stands sealed beside an open form."""
    recipients_shown: bool = True
    """Whether pages show others who receives a sealed annex."""
    onward: Literal["never", "with_consent", "free"] = "with_consent"
    """Whether a recipient may pass sealed content on."""
    erasable: bool = False
    """Whether the sender may have sealed content erased; its digest stays."""
    replies: Words = ()
    """The grounds on which a request may be declined."""
    reasons: Words = ()
    """Why readings may be missing, or no return is provided."""
    clarify_within_h: Span = 0
    """Hours within which a question on a return is answered; 0 where no time is set."""
    steps: Annotated[tuple[Step, ...], Meta(max_length=6)] = ()
    """What may follow, in order."""
    grace_days: Span
    """Days after which other parties see that no return is recorded; the state itself sees it at once."""
    languages: Annotated[tuple[Language, ...], Meta(min_length=1, max_length=8)]
    """The languages a return may be in."""
    notice_days: Span = 0
    """Days between the word that an undertaking ends and its end."""
    machine_signed: bool = False
    """Whether a device that the state enrolled may sign, without a person."""
