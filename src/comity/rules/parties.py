# SPDX-License-Identifier: Apache-2.0
"""Parties and their life: admission, seat, withdrawal (rules 2.1-2.6)."""

from msgspec.structs import replace

from comity.acts.parties import AdmitParty, SetSeat, WithdrawParty
from comity.rules.forum import Forum, Party
from comity.rules.keyring import drop_keys, has_keys, install_keys, read_keys
from comity.rules.matter import ADOPTED
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.standing import is_observer, require_kind

STATES = ("member", "observer_state", "observer_organization")


def seated_members(forum: Forum) -> tuple[str, ...]:
    """Give the members whose seats are taken, in the conference's order."""
    seated = [party for party in forum.parties.values() if party.kind == "member" and party.standing == "seated"]
    return tuple(party.code for party in sorted(seated, key=lambda party: (party.order, party.code)))


def require_decision(forum: Forum, decision: str) -> Refused | None:
    """Refuse, by rule 2.2, an act that does not rest on a recorded adoption by a body in which every member sits."""
    matter = forum.matters.get(decision)
    if matter is None or matter.stage not in ADOPTED or matter.purpose != "adoption":
        return Refused("2.2", found=f"{decision[:12]}: {matter.stage if matter else ''}", expected="recorded announced")
    return Refused("2.2", found=matter.body, expected="every member") if forum.bodies[matter.body].members else None


def admit_party(forum: Forum, lodged: Lodged[AdmitParty]) -> Change | Refused:
    """Enter a member or observer on an adopted decision (rules 2.1, 2.2); an observer may become a member.

    Keys that are in force are not replaced on the way: that is for the party itself, or for rule 3.7.
    """
    row = lodged.act.party
    if refused := require_kind(forum, lodged.act, "secretariat") or require_decision(forum, lodged.act.decision):
        return refused
    before = forum.parties.get(row.code)
    if row.kind not in STATES or row.code in forum.bodies:
        return Refused("2.1", found=f"{row.code}: {row.kind}", expected=" ".join(STATES))
    if before is not None and before.standing != "withdrawn" and not (is_observer(before) and row.kind == "member"):
        return Refused("2.1", found=f"{row.code}: {before.kind}")
    others = [party for party in forum.parties.values() if party.code != row.code]
    if any(party.order == row.order and party.kind == row.kind for party in others):
        return Refused("2.1", found=f"order {row.order}")
    if row.keys and has_keys(forum, row.code):
        return Refused("3.7", found=row.code)
    keys = read_keys(forum, row.code, row.keys)
    if isinstance(keys, Refused):
        return keys
    party = Party(row.code, row.kind, row.order, row.name)
    if before is not None:
        party = replace(before, kind=row.kind, order=row.order, name=row.name, standing="seated")
    return Change(_with_party(install_keys(forum, keys), party), (Effect("party_admitted", row.code, row.kind),))


def withdraw_party(forum: Forum, lodged: Lodged[WithdrawParty]) -> Change | Refused:
    """Leave the conference (rule 2.4): keys, those that wait among them, and credentials end with the membership."""
    code = lodged.act.by[0]
    party = forum.parties[code]
    if party.kind not in STATES:
        return Refused("2.4", found=party.kind, expected=" ".join(STATES))
    if any(witness.code == code for witness in forum.witnesses):
        return Refused("2.4", found=f"{code}/witness")
    left = _with_party(drop_keys(forum, code), replace(party, standing="withdrawn", offices=(), host=""))
    return Change(left, (Effect("party_withdrawn", code),))


def set_seat(forum: Forum, lodged: Lodged[SetSeat]) -> Change | Refused:
    """Leave a member's seat empty or fill it again (rules 2.2, 2.5); silences that run keep their eligible members."""
    act = lodged.act
    if refused := require_kind(forum, act, "secretariat") or require_decision(forum, act.decision):
        return refused
    party = forum.parties.get(act.party)
    standing = "seated" if act.seated else "unseated"
    if party is None or party.kind != "member" or party.standing not in {"seated", "unseated"} - {standing}:
        return Refused("2.5", found=f"{act.party}: {party.standing if party else ''}", expected=standing)
    changed = _with_party(forum, replace(party, standing=standing))
    if act.objections_void:
        changed = _void_objections(changed, act.party)
    return Change(changed, (Effect("seat_set", act.party, standing),))


def _void_objections(forum: Forum, code: str) -> Forum:
    """Take the effect of later objections of this member in running silences (edge case 13)."""
    matters = forum.matters
    for _, _, key in forum.clocks:
        matter = matters.get(key)
        if matter is not None and matter.silence is not None:
            voided = replace(matter.silence, void_objectors=(*matter.silence.void_objectors, code))
            matters = matters.insert(key, replace(matter, silence=voided))
    return replace(forum, matters=matters)


def _with_party(forum: Forum, party: Party) -> Forum:
    entered = replace(forum, parties=forum.parties.insert(party.code, party))
    return replace(entered, eligible=seated_members(entered))
