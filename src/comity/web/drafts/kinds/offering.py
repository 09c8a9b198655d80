# SPDX-License-Identifier: Apache-2.0
"""To whom a kind is offered, about what, and when. Whether the act would be admitted, the rules say later."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from comity.acts.envelope import Act
from comity.rules.forum import Forum
from comity.rules.matter import LIFE, OPEN_TO_STATEMENTS, Matter
from comity.rules.meetings import meeting_key
from comity.rules.standing import chair_of, is_member, members_of
from comity.web.drafts.kinds import KINDS
from comity.web.drafts.kinds.kind import About, Kind
from comity.web.drafts.openings import OPENINGS, Asked

ABOUTS: tuple[About, ...] = ("proposal", "meeting", "return", "request", "call", "measure")
FIELDS: dict[About, str] = {
    "proposal": "proposal", "measure": "template", "return": "filed", "request": "request", "call": "ping",
}  # fmt: skip
"""What a kind is about → the field of the act that names it."""
STAGES = {"OpenMeeting": "convened", "RecordAttendance": "open", "CloseMeeting": "open"}


def is_offered(kind: Kind, forum: Forum, party: str, about: str, now: datetime) -> bool:
    """Tell whether a party is offered a kind about something; whether the act would be admitted, the rules say later."""
    if kind.who == "opening":
        return is_known(forum, kind.about, about) and OPENINGS[kind.act](Asked(forum, party, about, now))
    if kind.about == "proposal":
        matter = forum.matters.get(about)
        return (
            matter is not None and _fits(kind, matter, party) and _belongs(kind, forum, party, _body(kind, matter), now)
        )
    if kind.about == "meeting":
        meeting = forum.meetings.get(about)
        return (
            meeting is not None
            and STAGES[kind.act] == meeting.stage
            and _belongs(kind, forum, party, meeting.body, now)
        )
    return _belongs(kind, forum, party, "", now)


def _body(kind: Kind, matter: Matter) -> str:
    return (matter.recommended_by or matter.body) if kind.act == "ProposeSilence" else matter.body


def _fits(kind: Kind, matter: Matter, party: str) -> bool:
    """Tell whether a proposal is at a stage at which this can be said, and the party is one who can."""
    if kind.act == "MakeStatement":
        return matter.stage in OPEN_TO_STATEMENTS
    if (matter.stage, kind.act) not in LIFE:
        return False
    objectors = {each.party for each in matter.objections if each.state in {"stands", "unverified"}}
    if kind.act == "Object":
        return party not in objectors and matter.stage in {"under_silence", "put", "contested"}
    if kind.act == "WithdrawObjection":
        return party in objectors
    if kind.act == "RuleOnObjection":
        return any(each.state == "unverified" for each in matter.objections)
    return kind.act != "WithdrawProposal" or matter.sponsors == (party,)


def _belongs(kind: Kind, forum: Forum, party: str, body: str, now: datetime) -> bool:
    known = forum.parties.get(party)
    if known is None:
        return False
    if kind.who == "circulates":
        return known.kind == "secretariat" or is_member(forum, party)
    if kind.who == "member":
        return is_member(forum, party) and (not body or party in members_of(forum, forum.bodies[body]))
    bodies = [forum.bodies[body]] if body else list(forum.bodies.values())
    chairs = {chair_of(each, now) for each in bodies} - {""}
    return bool(chairs) if known.kind == "secretariat" else party in chairs


def is_known(forum: Forum, kind: About, about: str) -> bool:
    """Tell whether what a kind is about is on the record; one that is about nothing always is."""
    book = forum.measures
    known: dict[About, Mapping[str, object]] = {
        "proposal": forum.matters, "meeting": forum.meetings, "return": book.filings, "request": book.requests,
        "call": book.pings, "measure": book.templates,
    }  # fmt: skip
    name = about.partition(" ")[0] if kind == "measure" else about
    return kind not in known or name in known[kind]


def about_of(kind: Kind, act: Act) -> str:
    """Give what an act is about, by the name under which it is on the record; empty where its kind is about nothing."""
    if kind.about == "meeting":
        return meeting_key(getattr(act, "body", ""), getattr(act, "label", ""))
    if kind.about == "document":
        return next(iter(getattr(act, "symbols", ())), "")
    return str(getattr(act, FIELDS.get(kind.about, ""), ""))


def offered(forum: Forum, party: str, about: str, now: datetime) -> Iterator[Kind]:
    """Give the kinds a party is offered about something by its name, in the order of the table; `Draft` says what has which."""
    document = forum.documents.get(about)
    wanted = next((kind for kind in ABOUTS if is_known(forum, kind, about)), "")
    if document is not None and document.stage == "issued" and document.versions:
        wanted = "document"
    for kind in KINDS:
        if wanted and kind.about == wanted and is_offered(kind, forum, party, about, now):
            yield kind
