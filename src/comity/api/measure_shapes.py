# SPDX-License-Identifier: Apache-2.0
"""The shapes of answers about measures. Words of the rules are codes; beside each stands what a page says of it."""

from datetime import datetime
from typing import Any

from ninja import Schema

from comity.api.shapes import Line, Words


class MeasureLine(Schema):
    """A measure in a list. ``nature`` is voluntary, political or legal; ``is_ours`` whether this party undertook it."""

    code: str
    version: int
    title: Words
    dimension: str
    nature: str
    due: str
    is_retired: bool
    is_ours: bool


class FormField(Schema):
    """A field of a form. ``codes`` are the words it may be; personal data stand in sealed content alone."""

    key: str
    label: Words
    type: str
    required: bool
    unit: Words
    codes: dict[str, Words]
    repeats: bool
    personal: bool


class Measure(MeasureLine):
    """The newest version of a measure: what it is for, its form, to whom returns go. ``trigger`` is as in the template.

    ``parties`` is empty where every member is a party.
    """

    purpose: Words
    basis: Words
    zone: str
    trigger: dict[str, Any]
    parties: list[str]
    fields: list[FormField]
    nil: str
    recipients: str
    content: str
    grace_days: int
    languages: list[str]
    entries: list[Line]


class DueDay(Schema):
    """What became of one due day of an undertaking. Without an undertaking there is none of these.

    ``word`` is the rules' word, ``within_grace`` where this party sees nothing yet; ``said`` is it as a page says it.
    """

    measure: str
    state: str
    nature: str
    period: str
    due_at: datetime
    word: str
    said: str
    days_after: int
    filed: str


class UndertakingLine(Schema):
    """An undertaking with its due days of the years shown. ``basis`` is own_act or treaty."""

    measure: str
    state: str
    basis: str
    from_at: datetime
    until_at: datetime | None
    is_running: bool
    due: list[DueDay]


class Undertakings(Schema):
    """Undertakings over five years, states in the conference's order. ``earlier`` and ``later`` are years to ask for, 0: none."""

    years: list[int]
    undertakings: list[UndertakingLine]
    earlier: int
    later: int


class ReturnLine(Schema):
    """A return in a list. ``awaits`` tells whether this party received it and has not acknowledged it."""

    filed: str
    ref: str
    measure: str
    version: int
    title: Words
    state: str
    joint: list[str]
    kind: str
    period: str
    entered_at: datetime
    due_at: datetime | None
    stage: str
    is_exercise: bool
    is_confirmed: bool
    recipients: list[str]
    acknowledged: list[str]
    is_secured: bool
    awaits: bool


class Returns(Schema):
    """Returns from the newest back; ``older`` is where to go on, none at the end."""

    returns: list[ReturnLine]
    older: int | None


class FormValue(Schema):
    """A value as it was filed. ``basis`` says of a count what was counted; ``type`` is empty where the form has no such field."""

    key: str
    label: Words
    type: str
    unit: Words
    row: int
    text: str
    basis: str


class Revision(Schema):
    """One version of a return; number 0 is as it was filed. One without values cancels it or takes it back."""

    number: int
    kind: str
    entered_at: datetime
    place: int
    act: str
    reason: str
    values: list[FormValue]


class Voice(Schema):
    """What a party said of a return. It changes nothing in it."""

    kind: str
    by: list[str]
    entered_at: datetime
    language: str
    text: str
    act: str


class SealedLine(Schema):
    """Sealed content: its digest, and to whom it is sealed as far as the template shows it to this party."""

    sha256: str
    sender: str
    recipients: list[str]
    is_ours: bool
    is_erased: bool


class Return(ReturnLine):
    """A return whole: every version and every voice in the order of the record. ``holds`` is its number."""

    made_at: datetime
    received_at: datetime | None
    channel: str
    language: str
    machine: str
    outside_scope: bool
    incomplete: list[str]
    holds: int
    revisions: list[Revision]
    statements: list[Voice]
    sealed: list[SealedLine]
    entries: list[Line]


class RequestLine(Schema):
    """A request in a list. ``is_open`` tells whether an answer is still to come, ``open_items`` how many questions wait."""

    request: str
    measure: str
    version: int
    title: Words
    by: str
    to: str
    made_at: datetime
    due_at: datetime
    stage: str
    is_exercise: bool
    is_open: bool
    open_items: int


class Requests(Schema):
    """Requests that this party made or was made, from the newest back; ``older`` is where to go on, none at the end."""

    requests: list[RequestLine]
    older: int | None


class ReplyText(Schema):
    """One answer to one question. ``state`` is answered, declined or open."""

    by: list[str]
    entered_at: datetime
    state: str
    text: str


class Question(Schema):
    """One question of a request, followed by itself."""

    item: int
    text: str
    state: str
    answers: list[ReplyText]


class Reply(Schema):
    """A reply to a request: an answer, an acceptance, or that it is declined and on which ground."""

    by: list[str]
    entered_at: datetime
    kind: str
    ground: str
    values: list[FormValue]


class Request(RequestLine):
    """A request whole: what is asked, question by question, and every reply."""

    values: list[FormValue]
    questions: list[Question]
    replies: list[Reply]
    entries: list[Line]
