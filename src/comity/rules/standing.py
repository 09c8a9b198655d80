# SPDX-License-Identifier: Apache-2.0
"""Standing: who a party is to the rules, and in whose name it may speak."""

from datetime import datetime

from comity.acts.envelope import Act
from comity.rules.forum import Body, Forum, Party
from comity.rules.outcome import Refused


def is_member(forum: Forum, code: str) -> bool:
    """Tell whether a member state holds this code and its seat is taken."""
    party = forum.parties.get(code)
    return party is not None and party.kind == "member" and party.standing == "seated"


def is_observer(party: Party) -> bool:
    """Tell an observer state or organization."""
    return party.kind in {"observer_state", "observer_organization"}


def members_of(forum: Forum, body: Body) -> tuple[str, ...]:
    """Give the members of a body whose seats are taken, in the conference's order."""
    if not body.members:
        return forum.eligible
    return tuple(code for code in forum.eligible if code in body.members)


def chair_of(body: Body, at: datetime) -> str:
    """Give the party in the chair at an instant (rule 5.2): empty before the first term, which ends when the next begins."""
    chair = ""
    for from_at, party in body.chairs:
        if from_at > at:
            break
        chair = party
    return chair


def require_chair(forum: Forum, act: Act, body: str, at: datetime) -> Refused | None:
    """Refuse, by rule 5.3, whoever is not the Chair of the body, or the secretariat on the Chair's instruction."""
    found = forum.bodies.get(body)
    chair = chair_of(found, at) if found else ""
    if act.on_behalf_of is not None:
        instructed = chair and act.on_behalf_of == body
        return None if instructed else Refused("5.3", found=act.on_behalf_of, expected=body)
    return None if act.by == (chair,) else Refused("5.3", found=" ".join(act.by), expected=chair)


def require_kind(forum: Forum, act: Act, *kinds: str) -> Refused | None:
    """Refuse, by rule 1.10, an act that this kind of party does not lodge."""
    for code in act.by:
        if (kind := forum.parties[code].kind) not in kinds:
            return Refused("1.10", found=f"{code}: {kind}", expected=" ".join(kinds))
    return None


def require_members(forum: Forum, act: Act) -> Refused | None:
    """Refuse, by rule 1.10, an act whose signatories are not all seated members."""
    for code in act.by:
        if not is_member(forum, code):
            party = forum.parties[code]
            return Refused("1.10", found=f"{code}: {party.kind}, {party.standing}", expected="member, seated")
    return None


def has_credentials(forum: Forum, code: str, office: str) -> bool:
    """Tell whether an office may speak for a party (rule 4.1): pending credentials give full rights provisionally."""
    if not forum.edition.credentials_required:
        return True
    return any(name == office for name, _, _ in forum.parties[code].offices)
