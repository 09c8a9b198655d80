# SPDX-License-Identifier: Apache-2.0
"""Bodies and their chairs (rules 5.1-5.3)."""

from datetime import datetime

from msgspec.structs import replace

from comity.acts.bodies import AppointChair, EstablishBody
from comity.acts.instant import instant_text
from comity.acts.parties import BodyRow
from comity.rules.forum import Body, Forum
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.parties import require_decision
from comity.rules.standing import is_member, require_kind


def read_body(forum: Forum, row: BodyRow) -> Body | Refused:
    """Read a body as it is set up (rule 5.1): a new code, members and chairs that are members of the conference."""
    if row.code in forum.bodies or row.code in forum.parties:
        return Refused("5.1", found=row.code)
    terms = tuple((term.from_at, term.party) for term in row.chairs)
    instants = [from_at for from_at, _ in terms]
    strangers = [code for code in (*row.members, *(chair for _, chair in terms)) if not is_member(forum, code)]
    if strangers or instants != sorted(set(instants)) or len(set(row.members)) != len(row.members):
        return Refused("5.1", found=f"{row.code} {' '.join(strangers)}")
    return Body(row.code, row.name, row.members, terms)


def establish_body(forum: Forum, lodged: Lodged[EstablishBody]) -> Change | Refused:
    """Set up a body on an adopted decision (rules 2.2, 5.1)."""
    act = lodged.act
    if refused := require_kind(forum, act, "secretariat") or require_decision(forum, act.decision):
        return refused
    body = read_body(forum, act.body)
    if isinstance(body, Refused):
        return body
    return Change(replace(forum, bodies=forum.bodies.insert(body.code, body)), (Effect("body_established", body.code),))


def appoint_chair(forum: Forum, lodged: Lodged[AppointChair]) -> Change | Refused:
    """Give the chair to a member from an instant on (rules 2.2, 5.2): never into the past, never out of order."""
    act = lodged.act
    if refused := require_kind(forum, act, "secretariat") or require_decision(forum, act.decision):
        return refused
    body = forum.bodies.get(act.body)
    if body is None or not is_member(forum, act.party):
        return Refused("5.2", found=f"{act.body} {act.party}")
    last: datetime = max([lodged.at, *(from_at for from_at, _ in body.chairs)])
    if act.from_at < lodged.at or (body.chairs and act.from_at <= body.chairs[-1][0]):
        return Refused("5.2", found=instant_text(act.from_at), expected=f"> {instant_text(last)}")
    appointed = replace(body, chairs=(*body.chairs, (act.from_at, act.party)))
    return Change(
        replace(forum, bodies=forum.bodies.insert(body.code, appointed)),
        (Effect("chair_appointed", act.body, f"{act.party} {instant_text(act.from_at)}"),),
    )
