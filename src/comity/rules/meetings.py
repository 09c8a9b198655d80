# SPDX-License-Identifier: Apache-2.0
"""Meetings of a body: convened, opened with two thirds of the members, closed (rules 5.4-5.9).

Delegations may leave: attendance is recorded as it is, and what needs the quorum waits until they are back.
"""

from msgspec.structs import replace

from comity.acts.bodies import CloseMeeting, ConveneMeeting, OpenMeeting, RaisePoint, RecordAttendance, RulePoint
from comity.rules.documents import unfreeze
from comity.rules.forum import Body, Forum, Meeting
from comity.rules.matter import LIFE
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.standing import is_member, is_observer, members_of, require_chair, require_members
from comity.rules.symbol import local_year


def meeting_key(body: str, label: str) -> str:
    """Name a meeting: ``SOC/2026/3``."""
    return f"{body}/{label}"


def attendance_quorum(forum: Forum, body: Body) -> int:
    """Give how many members must be present (rule 5.6): the edition's fraction of the body's members, rounded up."""
    edition = forum.edition
    return -(-len(members_of(forum, body)) * edition.attendance_num // edition.attendance_den)


def require_attendance(forum: Forum, body: Body, present: tuple[str, ...]) -> Refused | None:
    """Refuse, by rule 5.6, what needs the quorum while fewer of the body's members are present."""
    attending, quorum = _attending(forum, body, present), attendance_quorum(forum, body)
    return None if attending >= quorum else Refused("5.6", found=str(attending), expected=str(quorum))


def _attending(forum: Forum, body: Body, present: tuple[str, ...]) -> int:
    return len([code for code in members_of(forum, body) if code in present])


def convene_meeting(forum: Forum, lodged: Lodged[ConveneMeeting]) -> Change | Refused:
    """Call a meeting (rule 5.4): by the Chair, labels in order within the year at the seat."""
    act = lodged.act
    if refused := require_chair(forum, act, act.body, lodged.at):
        return refused
    year, _, number = act.label.partition("/")
    series = f"{act.body}/{year}/meeting"
    following = forum.series.get(series, 0) + 1
    opens = local_year(forum, act.opens_at)
    if number != str(following) or year != opens:
        return Refused("5.4", found=act.label, expected=f"{opens}/{following}")
    meeting = Meeting(act.body, "convened", act.opens_at, lodged.index)
    key = meeting_key(act.body, act.label)
    convened = replace(forum, series=forum.series.insert(series, following))
    return Change(_with_meeting(convened, key, meeting), (Effect("meeting_convened", key),))


def open_meeting(forum: Forum, lodged: Lodged[OpenMeeting]) -> Change | Refused:
    """Open a convened meeting (rules 5.5, 5.6)."""
    act = lodged.act
    meeting = forum.meetings.get(meeting_key(act.body, act.label))
    if refused := require_chair(forum, act, act.body, lodged.at):
        return refused
    if meeting is None or meeting.stage != "convened":
        return Refused("5.5", found=meeting.stage if meeting else "", expected="convened")
    attended = _attended(forum, meeting, lodged)
    if isinstance(attended, Refused):
        return attended
    return require_attendance(forum, forum.bodies[act.body], act.present) or attended


def record_attendance(forum: Forum, lodged: Lodged[RecordAttendance]) -> Change | Refused:
    """Say anew who is present (rule 5.5), however few remain."""
    act = lodged.act
    meeting = open_meeting_of(forum, act.body, act.label)
    refused = require_chair(forum, act, act.body, lodged.at)
    if refused or isinstance(meeting, Refused):
        return refused or meeting  # type: ignore[return-value]  # one of the two is the refusal
    return _attended(forum, meeting, lodged)


def _attended(
    forum: Forum, meeting: Meeting, lodged: Lodged[OpenMeeting] | Lodged[RecordAttendance]
) -> Change | Refused:
    present = lodged.act.present
    body = forum.bodies[meeting.body]
    members = members_of(forum, body)
    strangers = [code for code in present if code not in members and not _may_attend(forum, code)]
    if strangers or len(set(present)) != len(present):
        return Refused("5.5", found=" ".join(strangers))
    key = meeting_key(lodged.act.body, lodged.act.label)
    opened = replace(meeting, stage="open", present=present)
    return Change(
        _with_meeting(forum, key, opened), (Effect("meeting_open", key, str(_attending(forum, body, present))),)
    )


def _may_attend(forum: Forum, code: str) -> bool:
    party = forum.parties.get(code)
    return party is not None and party.standing == "seated" and is_observer(party)


def open_meeting_of(forum: Forum, body: str, label: str) -> Meeting | Refused:
    """Give the open meeting, or the refusal of rule 5.5."""
    meeting = forum.meetings.get(meeting_key(body, label))
    if meeting is None or meeting.stage != "open":
        return Refused("5.5", found=meeting.stage if meeting else "", expected="open")
    return meeting


def raise_point(forum: Forum, lodged: Lodged[RaisePoint]) -> Change | Refused:
    """Raise a point of order (rule 5.7): by a member present, one at a time."""
    act = lodged.act
    if refused := require_members(forum, act):
        return refused
    meeting = open_meeting_of(forum, act.body, act.label)
    if isinstance(meeting, Refused):
        return meeting
    if act.by[0] not in meeting.present or meeting.point_pending:
        return Refused("5.7", found=act.by[0], expected="present, no point pending")
    key = meeting_key(act.body, act.label)
    return Change(
        _with_meeting(forum, key, replace(meeting, point_pending=True)), (Effect("point_raised", key, act.by[0]),)
    )


def rule_point(forum: Forum, lodged: Lodged[RulePoint]) -> Change | Refused:
    """Rule on the pending point (rule 5.8)."""
    act = lodged.act
    if refused := require_chair(forum, act, act.body, lodged.at):
        return refused
    meeting = open_meeting_of(forum, act.body, act.label)
    if isinstance(meeting, Refused):
        return meeting
    if not meeting.point_pending:
        return Refused("5.8", found="", expected="point pending")
    key = meeting_key(act.body, act.label)
    return Change(_with_meeting(forum, key, replace(meeting, point_pending=False)), (Effect("point_ruled", key),))


def close_meeting(forum: Forum, lodged: Lodged[CloseMeeting]) -> Change | Refused:
    """Close a meeting (rule 5.9): questions still put return to the agenda."""
    act = lodged.act
    if refused := require_chair(forum, act, act.body, lodged.at):
        return refused
    meeting = open_meeting_of(forum, act.body, act.label)
    if isinstance(meeting, Refused):
        return meeting
    for proposal in meeting.questions:
        forum = _return_question(forum, proposal)
    key = meeting_key(act.body, act.label)
    closed = _with_meeting(forum, key, replace(meeting, stage="closed", questions=()))
    return Change(closed, (Effect("meeting_closed", key),))


def _return_question(forum: Forum, proposal: str) -> Forum:
    matter = forum.matters[proposal]
    returned = replace(matter, stage=LIFE[matter.stage, "meeting_closed"], meeting="", eligible=())
    lifted = unfreeze(forum, proposal, matter.symbols)
    return replace(lifted, matters=lifted.matters.insert(proposal, returned))


def _with_meeting(forum: Forum, key: str, meeting: Meeting) -> Forum:
    return replace(forum, meetings=forum.meetings.insert(key, meeting))


def is_present(forum: Forum, key: str, code: str) -> bool:
    """Tell whether a member is present at the meeting."""
    meeting = forum.meetings.get(key)
    return meeting is not None and code in meeting.present and is_member(forum, code)
