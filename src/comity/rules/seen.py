# SPDX-License-Identifier: Apache-2.0
"""An objection that a quorum saw in time and the record lacks is heard after the deadline (rules 11.1-11.3).

The matter goes back to the last millisecond of its silence, the objection is judged there by the procedure of any other, and
the deadline passes again.
"""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from comity.acts.errors import ActError
from comity.acts.instant import instant_text
from comity.acts.nodes import EnterSeen
from comity.acts.seen import parse_seen
from comity.acts.signed import SignedAct, parse_signed_act
from comity.acts.silence import Object
from comity.rules.envelope import Verify, check_envelope, count_act
from comity.rules.forum import Forum
from comity.rules.matter import Matter
from comity.rules.notes import open_notes
from comity.rules.objections import object_to
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.proposals import matter_at, with_matter
from comity.rules.silence import deadline_of, lapse

MOMENT = timedelta(milliseconds=1)
"""The finest step of time on the record."""


def enter_seen(forum: Forum, lodged: Lodged[EnterSeen], verify: Verify) -> Change | Refused:
    """Enter an objection as if it had come just before the deadline (rules 11.1-11.3)."""
    try:
        signed = parse_signed_act(lodged.act.objection.encode())
    except ActError as error:
        return Refused("11.1", found=str(error), expected="Object")
    objection = signed.act
    if not isinstance(objection, Object) or lodged.act.by == objection.by:
        return Refused("11.1", found=f"{type(objection).__name__} {' '.join(lodged.act.by)}", expected="Object")
    found = matter_at(forum, objection.proposal, "EnterSeen")
    if isinstance(found, Refused):
        return found
    matter, stage = found
    if matter.silence is None or lodged.at < deadline_of(matter):
        return Refused("11.1", found=instant_text(lodged.at), expected="a silence whose deadline has passed")
    if refused := _check_seen(forum, lodged.act, signed, matter, verify):
        return refused
    at = deadline_of(matter) - MOMENT
    if refused := check_envelope(forum, signed, at, verify):
        return refused
    counted = count_act(forum, objection, lodged.at, len(lodged.act.objection))
    return _heard(counted, Lodged(objection, signed.id, at, lodged.index), matter, stage)


def _check_seen(forum: Forum, act: EnterSeen, signed: SignedAct, matter: Matter, verify: Verify) -> Refused | None:
    """Judge rule 11.2: K witnesses' states say that they held the act before the deadline."""
    opened = open_notes(forum, act.seen, "/node", verify)
    if isinstance(opened, str):
        return Refused("11.2", found=opened)
    codes: set[str] = set()
    for code, text in opened:
        try:
            seen = parse_seen(text)
        except ActError as error:
            return Refused("11.2", found=f"{code}: {error}")
        held_at = datetime.fromtimestamp(seen.at_s, UTC)
        if (seen.origin, seen.act) != (forum.origin, signed.id) or held_at >= deadline_of(matter) or code in codes:
            return Refused("11.2", found=f"{code} {seen.act[:12]} {instant_text(held_at)}", expected=signed.id[:12])
        codes.add(code)
    if len(codes) < forum.quorum:
        return Refused("11.2", found=" ".join(sorted(codes)), expected=str(forum.quorum))
    return None


def _heard(forum: Forum, lodged: Lodged[Object], matter: Matter, stage: str) -> Change | Refused:
    """Judge the objection in the stage the matter had before its deadline, and let that pass again (rule 11.3)."""
    proposal = lodged.act.proposal
    before = (
        matter if stage == matter.stage else replace(matter, stage=stage, result="", effective_at=None, eligible=())
    )
    heard = object_to(with_matter(forum, proposal, before), lodged)
    if isinstance(heard, Refused):
        return heard
    after = heard.forum.matters[proposal]
    if after == before:
        return Refused("11.3", found=heard.effects[0].kind, expected="objection")
    passed = lapse(heard.forum, proposal) if after.stage == "under_silence" else Change(heard.forum)
    entered = Effect("objection_entered", proposal, lodged.act.by[0])
    return Change(passed.forum, (entered, *heard.effects, *passed.effects))
