# SPDX-License-Identifier: Apache-2.0
"""Templates for tests, one for each trigger, as short as the rules allow; and what a return under them says."""

from typing import Any

from comity.acts.envelope import Text
from comity.acts.returns import Value
from comity.acts.template import (
    After,
    Annual,
    Ask,
    Event,
    Field,
    Limit,
    Prior,
    Quota,
    Standing,
    Step,
    Stream,
    Swap,
    Template,
    Threshold,
    Trigger,
    Word,
)

GROUNDS = (Word(code="force_majeure", label=Text(en="Force majeure")), Word(code="quota_used", label=Text(en="Quota")))
REASONS = (Word(code="instrument", label=Text(en="Instrument")), Word(code="access", label=Text(en="Access")))
TROOPS = Field(key="troops", label=Text(en="Troops"), type="count", unit=Text(en="persons"), least=0, most=1_000_000)
BEGINS = Field(key="begins_on", label=Text(en="Begins"), type="date")
AREA = Field(key="area", label=Text(en="Area"), type="text", required=False)
HAPPENED = Field(key="happened_at", label=Text(en="Happened"), type="instant")
LEVEL = Field(key="level", label=Text(en="Level"), type="decimal", unit=Text(en="cm"), required=False)


def template(code: str, trigger: Trigger, *fields: Field, **given: Any) -> Template:
    """A template of the cast; what is not given is the least there may be."""
    known: dict[str, Any] = {
        "code": code,
        "version": 1,
        "title": Text(en=f"Measure {code}"),
        "purpose": Text(en="For tests."),
        "dimension": "MIL",
        "nature": "political",
        "basis": Text(en="Made for tests."),
        "zone": "Asia/Almaty",
        "trigger": trigger,
        "fields": fields,
        "grace_days": 7,
        "languages": ("en", "ru"),
    }
    return Template(**known | given)


CALENDAR = template("CALENDAR", Annual(days=("11-15",), covers=1), TROOPS, AREA, nil="expected", notice_days=180)
BUDGET = template(
    "BUDGET", Annual(days=("04-30",), covers=-1), TROOPS, AREA, nature="voluntary", short_form=("troops",)
)
EXERCISES = template(
    "EXERCISES",
    Prior(count=42, unit="day", before="begins_on"),
    TROOPS,
    BEGINS,
    AREA,
    thresholds=(
        Threshold(key="notified", label=Text(en="Notice"), all_of=(Limit(field="troops", least=9_000),)),
        Threshold(key="observed", label=Text(en="Observers"), all_of=(Limit(field="troops", least=13_000),)),
    ),
    content="annexes",
    erasable=True,
    nil="forbidden",
    deviation=True,
)
INCIDENT = template("INCIDENT", Event(clock="happened_at", within_min=60), HAPPENED, AREA, recipients="members")
REPORT = template("REPORT", After(count=14, unit="day", after="begins_on"), BEGINS, AREA)
REQUEST = template(
    "REQUEST",
    Ask(reply_within_h=48),
    AREA,
    replies=GROUNDS,
    steps=(Step(label=Text(en="Meeting"), within_h=48), Step(label=Text(en="Plenary"), within_h=48)),
)
VISITS = template("VISITS", Quota(reply_within_h=24, received_most=2, each_most=1), BEGINS, replies=GROUNDS)
RIVER = template(
    "RIVER",
    Stream(opens="05-15", closes="10-15", every_h=24, longest_gap_h=48),
    LEVEL,
    reasons=REASONS,
    nature="voluntary",
)
CONTACTS = template("CONTACTS", Standing(confirm_every_months=6, answer_within_h=24))
LISTS = template("LISTS", Swap(day="01-01"), AREA, parties=("ARD", "BOR"), content="sealed", nature="legal")
TEMPLATES = (CALENDAR, BUDGET, EXERCISES, INCIDENT, REPORT, REQUEST, VISITS, RIVER, CONTACTS, LISTS)
"""One for each trigger, and a voluntary one."""


def troops(number: int, basis: str = "all in the area") -> Value:
    """A count of troops with its basis."""
    return Value(key="troops", text=str(number), basis=basis)


def says(**values: str) -> tuple[Value, ...]:
    """Values by key."""
    return tuple(Value(key=key, text=text) for key, text in values.items())
