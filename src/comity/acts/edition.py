# SPDX-License-Identifier: Apache-2.0
"""An edition of the Rules of Procedure: the numbers are data, dated and sourced.

Only a procedure whose logic changes raises ``rules``; a node that lacks that version stops following and says so.
``assumed`` names the fields whose value no source gives: the conference must settle them.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from comity.acts.envelope import Code, Count, Language, Line, Part, Positive, Text

Seconds = Annotated[int, Meta(ge=0, le=400 * 86_400)]
Basis = Annotated[int, Meta(ge=1, le=1000)]


class SilenceTerms(Part, frozen=True, kw_only=True):
    """The silence procedure of one deciding body (facts: assembly practice of OSCE, UN, CICA)."""

    body: Code
    min_period_s: Seconds
    proposing_bodies: tuple[Code, ...] = ()
    required_languages: tuple[Language, ...] = ()
    propose_at_meeting: bool = False
    min_working_days: Count = 0
    max_extensions: Count = 1
    excluded: tuple[Code, ...] = ()
    objections_tolerated: Count = 0
    reason_required: bool = False
    amendment_is_objection: bool = True
    objection_withdrawable: bool = False
    disclose: Literal["all", "members", "chair"] = "members"


class MeetingTerms(Part, frozen=True, kw_only=True):
    """Consensus at a meeting of one body."""

    body: Code
    notice_s: Seconds = 0
    required_languages: tuple[Language, ...] = ()
    absent_may_object: bool = False


class Edition(Part, frozen=True, kw_only=True):
    """One edition, in force from the entry that lists it. Attendance is a fraction of the members of the body."""

    number: Positive
    title: Text
    source: Line
    in_force_on: date
    rules: Positive
    act_types: tuple[Line, ...]
    official_language: Language
    working_languages: tuple[Language, ...]
    tolerance_s: Annotated[int, Meta(ge=1, le=3600)]
    mark_every_s: Annotated[int, Meta(ge=1, le=86_400)]
    outage_after_s: Annotated[int, Meta(ge=1, le=30 * 86_400)]
    max_extension_s: Seconds
    reenrol_wait_s: Seconds
    least_witnesses: Positive
    attendance_num: Basis
    attendance_den: Basis
    symbol_prefix: Code
    visibility: Literal["parties", "public"]
    acts_per_hour: Positive
    bytes_per_day: Positive
    host_utc_offset_min: Annotated[int, Meta(ge=-720, le=840)]
    rest_days: tuple[Annotated[int, Meta(ge=1, le=7)], ...] = ()
    holidays: tuple[date, ...] = ()
    credentials_required: bool = False
    announce_at_meeting: bool = True
    silence: tuple[SilenceTerms, ...] = ()
    meeting: tuple[MeetingTerms, ...] = ()
    assumed: tuple[Line, ...] = ()
