# SPDX-License-Identifier: Apache-2.0
"""Moves about meetings and what is decided there."""

from datetime import timedelta

from comity.acts.bodies import (
    CloseMeeting,
    ConveneMeeting,
    OpenMeeting,
    RaisePoint,
    RecordAttendance,
    RulePoint,
)
from comity.acts.consensus import DecideByConsensus, DeferQuestion, PutQuestion, RemitQuestion, ReviseOrally
from comity.acts.envelope import Act
from tests.cast.scribe import version
from tests.determinism.chronicle import Chronicle, Said
from tests.determinism.moves.choice import (
    BODIES,
    body_of,
    by_chair,
    meeting_of,
    newest,
    open_label,
    text_in_two_languages,
)


def convene_meeting(told: Chronicle) -> Said:
    body = told.pick(BODIES)
    opens_at = told.at.replace(microsecond=0) + timedelta(seconds=told.rng.randrange(90_000))
    label = f"{opens_at.year}/{told.state.series.get(f'{body}/{opens_at.year}/meeting', 0) + 1}"
    return by_chair(
        told,
        ConveneMeeting,
        body,
        body=body,
        label=label,
        opens_at=opens_at,
        venue=text_in_two_languages(told),
        subject=text_in_two_languages(told),
    )


def open_meeting(told: Chronicle) -> Said | None:
    meeting = meeting_of(told, "convened")
    return _attended(told, OpenMeeting, *meeting) if meeting else None


def record_attendance(told: Chronicle) -> Said | None:
    meeting = meeting_of(told, "open")
    return _attended(told, RecordAttendance, *meeting) if meeting else None


def _attended(told: Chronicle, kind: type[Act], body: str, label: str) -> Said:
    present = [*told.members, "OBS"] if told.chance(0.7) else told.some([*told.members, "OBS"])
    return by_chair(told, kind, body, body=body, label=label, present=tuple(present))


def raise_point(told: Chronicle) -> Said | None:
    meeting = meeting_of(told, "open")
    return (
        Said(RaisePoint, (told.pick(told.members),), {"body": meeting[0], "label": meeting[1], "category": "order"})
        if meeting
        else None
    )


def rule_point(told: Chronicle) -> Said | None:
    pending = sorted(
        key for key, meeting in told.state.meetings.items() if meeting.point_pending and meeting.stage == "open"
    )
    if not pending:
        return None
    body, _, label = pending[0].partition("/")
    return by_chair(told, RulePoint, body, body=body, label=label, ruling=text_in_two_languages(told))


def close_meeting(told: Chronicle) -> Said | None:
    meeting = meeting_of(told, "open")
    return by_chair(told, CloseMeeting, meeting[0], body=meeting[0], label=meeting[1]) if meeting else None


def revise_orally(told: Chronicle) -> Said | None:
    proposal = newest(told, "proposed", "put")
    if proposal is None:
        return None
    matter = told.state.matters[proposal]
    symbol = told.pick(matter.symbols)
    versions = tuple(version(symbol, language, str(len(told.lines))) for language in ("en", "ru"))
    label = open_label(told, matter.body)
    return by_chair(told, ReviseOrally, matter.body, proposal=proposal, label=label, symbol=symbol, versions=versions)


def put_question(told: Chronicle) -> Said | None:
    proposal = newest(told, "proposed", "proposed", "contested")
    if proposal is None:
        return None
    body = body_of(told, proposal)
    fields = {"label": open_label(told, body), "text_sha256": told.text_of(proposal), "waive_notice": told.chance(0.8)}
    return by_chair(told, PutQuestion, body, proposal=proposal, **fields)


def decide_by_consensus(told: Chronicle) -> Said | None:
    proposal = newest(told, "put")
    if proposal is None:
        return None
    text = told.state.matters[proposal].text_sha256
    return by_chair(told, DecideByConsensus, body_of(told, proposal), proposal=proposal, text_sha256=text)


def defer_question(told: Chronicle) -> Said | None:
    proposal = newest(told, "put", "contested")
    return by_chair(told, DeferQuestion, body_of(told, proposal), proposal=proposal) if proposal else None


def remit_question(told: Chronicle) -> Said | None:
    proposal = newest(told, "contested")
    return (
        by_chair(told, RemitQuestion, body_of(told, proposal), proposal=proposal, body=told.pick(BODIES))
        if proposal
        else None
    )
