# SPDX-License-Identifier: Apache-2.0
"""Credentials: which offices may speak for a party (rules 4.1-4.3)."""

from msgspec.structs import replace

from comity.acts.parties import ExamineCredentials, PresentCredentials
from comity.rules.forum import Forum
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.standing import require_kind

Offices = tuple[tuple[str, str, str], ...]


def present_credentials(forum: Forum, lodged: Lodged[PresentCredentials]) -> Change | Refused:
    """Say which offices speak for one's party (rule 4.2): they do so provisionally from here on."""
    code, names = lodged.act.by[0], lodged.act.offices
    if len(set(names)) != len(names) or "" in names:
        return Refused("4.2", found=" ".join(names))
    kept = tuple(office for office in forum.parties[code].offices if office[0] not in names)
    presented = tuple((name, lodged.id, "pending") for name in names)
    return Change(_with_offices(forum, code, kept + presented), (Effect("credentials", code, "pending"),))


def examine_credentials(forum: Forum, lodged: Lodged[ExamineCredentials]) -> Change | Refused:
    """Accept or reject credentials (rule 4.3); rejected offices speak for nobody from here on."""
    act = lodged.act
    if refused := require_kind(forum, act, "secretariat"):
        return refused
    party = forum.parties.get(act.party)
    offices = party.offices if party else ()
    found = [office for office in offices if office[1] == act.credentials]
    if not found or found[0][2] != "pending":
        return Refused("4.3", found=f"{act.party} {act.credentials[:12]}", expected="pending")
    kept = tuple(office for office in offices if office[1] != act.credentials)
    accepted = tuple((name, presented, "accepted") for name, presented, _ in found) if act.accepted else ()
    value = "accepted" if act.accepted else "rejected"
    return Change(_with_offices(forum, act.party, kept + accepted), (Effect("credentials", act.party, value),))


def _with_offices(forum: Forum, code: str, offices: Offices) -> Forum:
    party = replace(forum.parties[code], offices=offices)
    return replace(forum, parties=forum.parties.insert(code, party))
