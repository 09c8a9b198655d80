# SPDX-License-Identifier: Apache-2.0
"""Objections to a text under silence: who may make one, when it ends the silence, what becomes of it (rules 9.15-9.19)."""

from msgspec.structs import replace

from comity.acts.instant import instant_text
from comity.acts.silence import Object, RuleOnObjection, WithdrawObjection
from comity.rules.clocks import set_clock, stop_clock
from comity.rules.consensus import object_at_meeting
from comity.rules.documents import freeze, unfreeze
from comity.rules.forum import Forum
from comity.rules.matter import Matter, Objection, next_stage
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.proposals import matter_at, with_matter
from comity.rules.silence import deadline_of, lapse, silence_of
from comity.rules.standing import has_credentials, require_chair

PLACED = frozenset({"held", "objected", "adopted", "recorded", "announced", "closed"})
"""Stages after a silence was opened in which its deadline may have passed."""


def object_to(forum: Forum, lodged: Lodged[Object]) -> Change | Refused:
    """Object to a text under silence or put to a meeting (rules 9.15-9.17, 8.5)."""
    act = lodged.act
    matter = forum.matters.get(act.proposal)
    if (
        matter is not None
        and matter.silence is not None
        and matter.stage in PLACED
        and lodged.at >= deadline_of(matter)
    ):
        return Refused("9.15", found=instant_text(lodged.at), expected=f"< {instant_text(deadline_of(matter))}")
    found = matter_at(forum, act.proposal, "Object")
    if isinstance(found, Refused):
        return found
    matter, stage = found
    if matter.stage in {"put", "contested"}:
        return object_at_meeting(forum, lodged, matter, stage)
    return _object_in_silence(forum, lodged, matter)


def _object_in_silence(forum: Forum, lodged: Lodged[Object], matter: Matter) -> Change | Refused:
    act, code = lodged.act, lodged.act.by[0]
    silence = silence_of(matter)
    terms = silence.terms
    if code not in silence.eligible or code in silence.void_objectors:
        return Change(forum, (Effect("comment", act.proposal, code),))
    if act.amendment and not terms.amendment_is_objection:
        return Change(forum, (Effect("amendment_proposed", act.proposal, code),))
    if terms.reason_required and not act.reason:
        return Refused("9.16", found="", expected="reason")
    if any(objection.party == code and objection.state in {"stands", "unverified"} for objection in matter.objections):
        return Change(forum, (Effect("objection_repeated", act.proposal, code),))
    state = "stands" if has_credentials(forum, code, act.office) else "unverified"
    heard = replace(matter, objections=(*matter.objections, Objection(code, lodged.id, state)))
    effect = Effect("objection" if state == "stands" else "objection_unverified", act.proposal, code)
    return _weigh(forum, lodged, heard, effect)


def _weigh(forum: Forum, lodged: Lodged[Object] | Lodged[RuleOnObjection], matter: Matter, effect: Effect) -> Change:
    """End the silence when more objections stand than its terms tolerate (rule 9.17)."""
    proposal = lodged.act.proposal
    standing = [objection for objection in matter.objections if objection.state == "stands"]
    stage = next_stage(matter, "broken")
    silence = silence_of(matter)
    if len(standing) <= silence.terms.objections_tolerated or isinstance(stage, Refused):
        return Change(with_matter(forum, proposal, matter), (effect,))
    ended = replace(matter, stage=stage, result="objected", effective_at=lodged.at, eligible=silence.eligible)
    stopped = stop_clock(unfreeze(forum, proposal, matter.symbols), "silence", proposal)
    return Change(with_matter(stopped, proposal, ended), (effect, Effect("silence_ended", proposal)))


def rule_on_objection(forum: Forum, lodged: Lodged[RuleOnObjection]) -> Change | Refused:
    """Decide whether an objection without credentials stands (rule 9.18); the last one dismissed lets the text be adopted."""
    act = lodged.act
    found = matter_at(forum, act.proposal, "RuleOnObjection")
    if isinstance(found, Refused):
        return found
    matter, _ = found
    if refused := require_chair(forum, act, matter.body, lodged.at):
        return refused
    waiting = [each for each in matter.objections if each.party == act.party and each.state == "unverified"]
    if not waiting:
        return Refused("9.18", found=act.party, expected="unverified")
    state = "stands" if act.stands else "dismissed"
    ruled = replace(
        matter,
        objections=tuple(replace(each, state=state) if each in waiting else each for each in matter.objections),
    )
    change = _weigh(forum, lodged, ruled, Effect("objection_ruled", act.proposal, state))
    after = change.forum.matters[act.proposal]
    if after.stage != "held":
        return change
    lapsed = lapse(change.forum, act.proposal)
    return Change(lapsed.forum, change.effects + lapsed.effects)


def withdraw_objection(forum: Forum, lodged: Lodged[WithdrawObjection]) -> Change | Refused:
    """Withdraw one's objection (rule 9.19): the silence runs on only where the edition says so and time is left."""
    proposal, code = lodged.act.proposal, lodged.act.by[0]
    found = matter_at(forum, proposal, "WithdrawObjection")
    if isinstance(found, Refused):
        return found
    matter, _ = found
    if not any(each.party == code and each.state in {"stands", "unverified"} for each in matter.objections):
        return Refused("9.19", found=code, expected="stands")
    kept = tuple(replace(each, state="withdrawn") if each.party == code else each for each in matter.objections)
    changed = replace(matter, objections=kept)
    if _revives(forum, lodged, changed):
        return _revive(forum, proposal, changed)
    return Change(with_matter(forum, proposal, changed), (Effect("objection_withdrawn", proposal, code),))


def _revives(forum: Forum, lodged: Lodged[WithdrawObjection], matter: Matter) -> bool:
    """Tell whether the silence runs on: its terms allow it, there is time, and every document is still issued."""
    if matter.stage != "objected":
        return False
    terms = silence_of(matter).terms
    standing = [each for each in matter.objections if each.state == "stands"]
    in_time = lodged.at < deadline_of(matter)
    issued = all(forum.documents[symbol].stage == "issued" for symbol in matter.symbols)
    return terms.objection_withdrawable and in_time and issued and len(standing) <= terms.objections_tolerated


def _revive(forum: Forum, proposal: str, matter: Matter) -> Change:
    running = replace(matter, stage="under_silence", result="", effective_at=None, eligible=())
    frozen = freeze(with_matter(forum, proposal, running), proposal, matter.symbols)
    return Change(set_clock(frozen, deadline_of(matter), "silence", proposal), (Effect("silence_revived", proposal),))
