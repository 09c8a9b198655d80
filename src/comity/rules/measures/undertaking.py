# SPDX-License-Identifier: Apache-2.0
"""Undertakings: given by the state itself or by a treaty it signed, suspended, resumed and ended by it (rules 13.4-13.7)."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from comity.acts.instant import instant_text
from comity.acts.measures import EndUndertaking, GrantMandate, ResumeUndertaking, SuspendUndertaking, Undertake
from comity.acts.parties import WithdrawParty
from comity.acts.template import Template
from comity.rules.forum import Forum
from comity.rules.measures.book import Suspension, Undertaking, undertaken_anew
from comity.rules.measures.template import parties_to
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.parties import withdraw_party


def require_party(forum: Forum, code: str, by: str, rule: str) -> Template | Refused:
    """Give the newest version of a measure in force to which this state is a party, or the refusal by the rule given."""
    measure = forum.measures.templates.get(code)
    if measure is None or measure.retired_at:
        return Refused(rule, found=code, expected="in force")
    parties = parties_to(forum, measure.newest)
    return measure.newest if by in parties else Refused(rule, found=by, expected=" ".join(parties))


def _with(forum: Forum, key: str, undertaking: Undertaking, effect: str, value: str = "") -> Change:
    book = forum.measures
    changed = replace(book, undertakings=book.undertakings.insert(key, undertaking))
    return Change(replace(forum, measures=changed), (Effect(effect, key, value),))


def runs(undertaking: Undertaking | None, at: datetime) -> bool:
    """Tell whether an undertaking stands at an instant."""
    return undertaking is not None and (undertaking.until_at is None or at < undertaking.until_at)


def _running(forum: Forum, template: str, by: str, at: datetime, rule: str) -> Undertaking | Refused:
    found = forum.measures.undertakings.get(f"{template} {by}")
    if found is None or not runs(found, at):
        return Refused(rule, found=f"{template} {by}", expected="undertaken")
    return found


def undertake(forum: Forum, lodged: Lodged[Undertake]) -> Change | Refused:
    """Undertake a measure (rule 13.4): a party to it, that has not already."""
    act, by = lodged.act, lodged.act.by[0]
    template = require_party(forum, act.template, by, "13.4")
    if isinstance(template, Refused):
        return template
    key = f"{act.template} {by}"
    if runs(forum.measures.undertakings.get(key), lodged.at):
        return Refused("13.4", found=key, expected="not undertaken")
    given = undertaken_anew(forum.measures.undertakings.get(key), lodged.at, "own_act", lodged.id)
    return _with(forum, key, given, "undertaken", template.nature)


def end_undertaking(forum: Forum, lodged: Lodged[EndUndertaking]) -> Change | Refused:
    """End an undertaking after its notice (rule 13.5); what falls due before its end stays due."""
    act, by = lodged.act, lodged.act.by[0]
    found = _running(forum, act.template, by, lodged.at, "13.5")
    if isinstance(found, Refused):
        return found
    if found.until_at is not None:
        return Refused("13.5", found=instant_text(found.until_at), expected="not ended")
    notice = forum.measures.templates[act.template].newest.notice_days
    until_at = lodged.at + timedelta(days=notice)
    ended = replace(found, until_at=until_at)
    return _with(forum, f"{act.template} {by}", ended, "undertaking_ends", instant_text(until_at))


def suspension_at(undertaking: Undertaking, at: datetime) -> Suspension | None:
    """Give the suspension in effect at an instant, if any."""
    for each in undertaking.suspensions:
        if each.from_at <= at and (each.until_at is None or at < each.until_at):
            return each
    return None


def suspend_undertaking(forum: Forum, lodged: Lodged[SuspendUndertaking]) -> Change | Refused:
    """Suspend one undertaking (rule 13.6): of one measure, never of a state; to an end that is not past."""
    act, by = lodged.act, lodged.act.by[0]
    found = _running(forum, act.template, by, lodged.at, "13.6")
    if isinstance(found, Refused):
        return found
    if suspension_at(found, lodged.at) or (act.until_at is not None and act.until_at <= lodged.at):
        until = instant_text(act.until_at) if act.until_at else "suspended"
        return Refused("13.6", found=until, expected=f"> {instant_text(lodged.at)}")
    parties = parties_to(forum, forum.measures.templates[act.template].newest)
    strangers = [code for code in act.towards if code not in parties or code == by]
    if strangers or len(set(act.towards)) != len(act.towards):
        return Refused("13.6", found=" ".join(act.towards), expected=" ".join(parties))
    added = Suspension(lodged.id, lodged.at, act.until_at, act.towards)
    changed = replace(found, suspensions=(*found.suspensions, added))
    return _with(forum, f"{act.template} {by}", changed, "undertaking_suspended", " ".join(act.towards))


def resume_undertaking(forum: Forum, lodged: Lodged[ResumeUndertaking]) -> Change | Refused:
    """Resume a suspended undertaking (rule 13.6)."""
    act, by = lodged.act, lodged.act.by[0]
    found = _running(forum, act.template, by, lodged.at, "13.6")
    if isinstance(found, Refused):
        return found
    suspended = suspension_at(found, lodged.at)
    if suspended is None:
        return Refused("13.6", found=f"{act.template} {by}", expected="suspended")
    lifted = replace(suspended, until_at=lodged.at)
    kept = tuple(lifted if each is suspended else each for each in found.suspensions)
    return _with(forum, f"{act.template} {by}", replace(found, suspensions=kept), "undertaking_resumed")


def grant_mandate(forum: Forum, lodged: Lodged[GrantMandate]) -> Change | Refused:
    """Let another party file for oneself, or take that back (rule 13.7)."""
    act, by = lodged.act, lodged.act.by[0]
    template = require_party(forum, act.template, by, "13.7")
    if isinstance(template, Refused):
        return template
    mandates = forum.measures.mandates
    key = f"{act.template} {by} {act.party}"
    if act.party == by or act.party not in parties_to(forum, template) or (key in mandates) == act.granted:
        return Refused("13.7", found=key, expected="another party, not so already")
    changed = mandates.insert(key) if act.granted else mandates.discard(key)
    value = "granted" if act.granted else "ended"
    return Change(replace(forum, measures=replace(forum.measures, mandates=changed)), (Effect("mandate", key, value),))


def leave_conference(forum: Forum, lodged: Lodged[WithdrawParty]) -> Change | Refused:
    """Leave the conference (rule 2.4), and with it every undertaking (rule 13.8)."""
    change = withdraw_party(forum, lodged)
    if isinstance(change, Refused):
        return change
    return Change(_end_with_membership(change.forum, lodged.act.by[0], lodged.at), change.effects)


def _end_with_membership(forum: Forum, code: str, at: datetime) -> Forum:
    """End every undertaking of a state that leaves: what fell due before stays due, what it received it keeps."""
    book = forum.measures
    for measure in sorted(book.templates):
        found = book.undertakings.get(f"{measure} {code}")
        if found is not None and runs(found, at):
            ended = replace(found, until_at=at)
            book = replace(book, undertakings=book.undertakings.insert(f"{measure} {code}", ended))
    return replace(forum, measures=book)
