# SPDX-License-Identifier: Apache-2.0
"""An edition of the Rules of Procedure: the numbers are data, dated and sourced. Only changed logic raises ``rules``."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.envelope import Code, Count, Language, Line, Part, Positive, Text
from comity.acts.zones import ZoneTable

Seconds = Annotated[int, Meta(ge=0, le=400 * 86_400)]
"""A period in seconds, at most 400 days."""
Basis = Annotated[int, Meta(ge=1, le=1000)]
"""Part of a fraction, 1 to 1,000."""


class SilenceTerms(Part, frozen=True, kw_only=True):
    """The silence procedure of one deciding body (facts: assembly practice of OSCE, UN, CICA)."""

    body: Code
    """The body that decides."""
    min_period_s: Seconds
    """The least time between placing under silence and deadline, in seconds."""
    proposing_bodies: tuple[Code, ...] = ()
    """The bodies that may clear a text for it; none means any."""
    required_languages: tuple[Language, ...] = ()
    """The languages in which every document must be there."""
    propose_at_meeting: bool = False
    """Whether the method must be proposed at a meeting before."""
    min_working_days: Count = 0
    """At least so many working days after the day of placing, up to and with that of the deadline."""
    max_extensions: Count = 1
    """How often the deadline may be moved."""
    excluded: tuple[Code, ...] = ()
    """The members whose objection has no effect here."""
    objections_tolerated: Count = 0
    """How many objections leave the silence unbroken."""
    reason_required: bool = False
    """Whether an objection must give its reason."""
    amendment_is_objection: bool = True
    """Whether a proposed amendment counts as an objection."""
    objection_withdrawable: bool = False
    """Whether the silence runs on when its objections are withdrawn before the deadline."""
    disclose: Literal["all", "members", "chair"] = "members"
    """Who learns who objected."""


class MeetingTerms(Part, frozen=True, kw_only=True):
    """Consensus at a meeting of one body."""

    body: Code
    """The body that decides."""
    notice_s: Seconds = 0
    """The least time between the issue of a document and the question on it, in seconds."""
    required_languages: tuple[Language, ...] = ()
    """The languages in which every document must be there."""
    absent_may_object: bool = False
    """Whether a member of the body that is not present may object."""


class MeetingPoint(Part, frozen=True, kw_only=True):
    """A mailbox for the letters of nodes, which others than the headquarters run."""

    address: Line
    """Where nodes reach it: its URL."""
    run_by: Line
    """Who runs it: the code of a party, or the name of a third party."""


class Edition(Part, frozen=True, kw_only=True):
    """One edition, in force from the entry that brings it."""

    number: Positive
    """Editions count from 1."""
    title: Text
    """What the edition is called."""
    source: Line
    """Where its text is to be found."""
    in_force_on: date
    """The date its own text gives."""
    rules: Positive
    """The version of the rules' logic; a node that lacks it stops following and says so."""
    act_types: tuple[Line, ...]
    """The types that may be lodged."""
    official_language: Language
    """The language of official versions."""
    working_languages: tuple[Language, ...]
    """Every language a version may have, the official one among them."""
    tolerance_s: Annotated[int, Meta(ge=1, le=3600)]
    """How far a clock may be off, in seconds."""
    mark_every_s: Annotated[int, Meta(ge=1, le=86_400)]
    """While a deadline is open, a mark is lodged so often, in seconds."""
    outage_after_s: Annotated[int, Meta(ge=1, le=30 * 86_400)]
    """A gap in the record longer than this moves running deadlines, in seconds."""
    max_extension_s: Seconds
    """By how much outages may move a deadline in all, in seconds."""
    reenrol_wait_s: Seconds
    """How long recovered or newly enrolled keys wait, in seconds."""
    least_witnesses: Positive
    """With fewer witnesses everything is provisional."""
    attendance_num: Basis
    """Numerator of the fraction of a body's members that must be present."""
    attendance_den: Basis
    """Denominator of that fraction."""
    symbol_prefix: Code
    """What every symbol begins with."""
    visibility: Literal["parties", "public"]
    """Who reads entries."""
    acts_per_hour: Positive
    """How many acts a party may lodge in an hour."""
    bytes_per_day: Positive
    """How many bytes a party may lodge in a day."""
    host_utc_offset_min: Annotated[int, Meta(ge=-720, le=840)]
    """The time at the seat, in minutes from UTC."""
    rest_days: tuple[Annotated[int, Meta(ge=1, le=7)], ...] = ()
    """Days of the week without work at the seat, 1 for Monday."""
    holidays: tuple[date, ...] = ()
    """Dates without work at the seat."""
    credentials_required: bool = False
    """Whether the objection of an office without credentials waits for the Chair."""
    announce_at_meeting: bool = True
    """Whether a decision gets its number at a meeting only."""
    silence: tuple[SilenceTerms, ...] = ()
    """The terms of silence, by deciding body."""
    meeting: tuple[MeetingTerms, ...] = ()
    """The terms of meetings, by body; a body not named has the defaults."""
    meeting_points: tuple[MeetingPoint, ...] = ()
    """The mailboxes that every node asks: at least three where any is named."""
    succession_consented: bool = False
    """Whether the members consent in advance that another headquarters goes on, on the word of K witnesses' states."""
    tz_release: Line = ""
    """The release of the tz database from which the zone tables are taken."""
    zones: Annotated[tuple[ZoneTable, ...], Meta(max_length=60)] = ()
    """The zones in which deadlines of measures are set."""
    assumed: tuple[Line, ...] = ()
    """The fields whose value no source gives: the conference must settle them."""
