# SPDX-License-Identifier: Apache-2.0
"""The silence procedure: opened by the Chair on a frozen text, at an exact instant it lapses into adoption (9.1-9.14).

An objection of an eligible member before that instant ends it; nothing else a state says does. This file opens, moves
and ends a silence; ``objections`` hears what states say against it.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from comity.acts.edition import SilenceTerms
from comity.acts.instant import instant_text
from comity.acts.silence import (
    ExtendSilence,
    ObjectToSilence,
    PlaceUnderSilence,
    ProposeSilence,
    QueryLanguage,
    RequestExtension,
    VoidSilence,
    WithdrawFromSilence,
)
from comity.bug import Bug
from comity.rules.calendar import is_rest_day, local_date, working_days
from comity.rules.clocks import set_clock, stop_clock
from comity.rules.documents import freeze, unfreeze
from comity.rules.forum import Forum
from comity.rules.matter import LIFE, Matter, Silence
from comity.rules.meetings import is_present, meeting_key, open_meeting_of, require_attendance
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.proposals import languages_missing, matter_at, require_issued, text_hash, with_matter
from comity.rules.standing import members_of, require_chair


def silence_terms(forum: Forum, body: str) -> SilenceTerms | Refused:
    """Give the terms on which a body decides by silence now, or the refusal of rule 9.1; those of a silence are its own."""
    terms = next((terms for terms in forum.edition.silence if terms.body == body), None)
    return terms or Refused("9.1", found=body, expected=" ".join(each.body for each in forum.edition.silence))


def propose_silence(forum: Forum, lodged: Lodged[ProposeSilence]) -> Change | Refused:
    """Suggest the method at a meeting, with the exact deadline (rules 9.2, 5.6): the Chair of the body that meets."""
    act = lodged.act
    found = matter_at(forum, act.proposal, "ProposeSilence")
    if isinstance(found, Refused):
        return found
    matter, stage = found
    terms = silence_terms(forum, matter.body)
    place = matter.recommended_by or matter.body
    meeting = open_meeting_of(forum, place, act.label)
    if isinstance(terms, Refused):
        return terms
    if isinstance(meeting, Refused):
        return meeting
    refused = (
        require_chair(forum, act, place, lodged.at)
        or require_attendance(forum, forum.bodies[place], meeting.present)
        or _check_period(forum, terms, lodged)
    )
    if refused:
        return refused
    suggested = Silence(lodged.at, act.deadline_at, (), terms)
    key = meeting_key(place, act.label)
    changed = with_matter(forum, act.proposal, replace(matter, stage=stage, silence=suggested, meeting=key))
    return Change(changed, (Effect("silence_proposed", act.proposal, instant_text(act.deadline_at)),))


def object_to_silence(forum: Forum, lodged: Lodged[ObjectToSilence]) -> Change | Refused:
    """Object to the method at that meeting (rule 9.3): one objection and the text is not placed under silence."""
    act = lodged.act
    found = matter_at(forum, act.proposal, "ObjectToSilence")
    if isinstance(found, Refused):
        return found
    matter, stage = found
    present = is_present(forum, matter.meeting, act.by[0]) and forum.meetings[matter.meeting].stage == "open"
    if not present or act.by[0] in silence_of(matter).terms.excluded:
        return Refused("9.3", found=act.by[0], expected=matter.meeting)
    changed = with_matter(forum, act.proposal, replace(matter, stage=stage, silence=None, meeting=""))
    return Change(changed, (Effect("method_refused", act.proposal, act.by[0]),))


def place_under_silence(forum: Forum, lodged: Lodged[PlaceUnderSilence]) -> Change | Refused:
    """Open the silence (rules 9.1, 9.2, 9.4-9.8, 7.4): text, languages and eligible members are frozen from here."""
    act = lodged.act
    found = matter_at(forum, act.proposal, "PlaceUnderSilence")
    if isinstance(found, Refused):
        return found
    matter, stage = found
    terms = silence_terms(forum, matter.body)
    if isinstance(terms, Refused):
        return terms
    eligible = tuple(code for code in members_of(forum, forum.bodies[matter.body]) if code not in terms.excluded)
    refused = (
        require_chair(forum, act, matter.body, lodged.at)
        or _check_method(terms, matter, act)
        or _check_period(forum, terms, lodged)
        or _check_notified(eligible, act)
        or _check_frozen_text(forum, terms, matter, act)
    )
    if refused:
        return refused
    placed = replace(
        matter,
        stage=stage,
        text_sha256=act.text_sha256,
        meeting="",
        silence=Silence(lodged.at, act.deadline_at, eligible, terms, act.authority_until_at),
        objections=(),
    )
    frozen = freeze(with_matter(forum, act.proposal, placed), act.proposal, matter.symbols)
    effects = [Effect("placed_under_silence", act.proposal, instant_text(act.deadline_at))]
    if is_rest_day(forum.edition, act.deadline_at):
        day = local_date(forum.edition, act.deadline_at)
        effects.append(Effect("deadline_on_rest_day", act.proposal, day.isoformat()))
    return Change(set_clock(frozen, act.deadline_at, "silence", act.proposal), tuple(effects))


def _check_method(terms: SilenceTerms, matter: Matter, act: PlaceUnderSilence) -> Refused | None:
    if terms.proposing_bodies and matter.recommended_by not in terms.proposing_bodies:
        return Refused("9.4", found=matter.recommended_by, expected=" ".join(terms.proposing_bodies))
    if matter.stage == "method_proposed":
        suggested = matter.silence.deadline_at if matter.silence else None
        return None if suggested == act.deadline_at else Refused("9.2", found=instant_text(act.deadline_at))
    return Refused("9.2", found=matter.stage, expected="method_proposed") if terms.propose_at_meeting else None


def _check_period(
    forum: Forum, terms: SilenceTerms, lodged: Lodged[PlaceUnderSilence] | Lodged[ProposeSilence]
) -> Refused | None:
    period = lodged.act.deadline_at - lodged.at
    if period < timedelta(seconds=terms.min_period_s):
        return Refused("9.5", found=f"{int(period.total_seconds())} s", expected=f">= {terms.min_period_s} s")
    days = working_days(forum.edition, lodged.at, lodged.act.deadline_at, terms.min_working_days)
    if days < terms.min_working_days:
        return Refused("9.5", found=f"{days} d", expected=f">= {terms.min_working_days} d")
    return None


def _check_notified(eligible: tuple[str, ...], act: PlaceUnderSilence) -> Refused | None:
    missing = [code for code in eligible if code not in act.notified]
    if missing or not eligible:
        return Refused("9.6", found=" ".join(act.notified), expected=" ".join(missing))
    return None


def _check_frozen_text(forum: Forum, terms: SilenceTerms, matter: Matter, act: PlaceUnderSilence) -> Refused | None:
    if missing := languages_missing(forum, matter, terms.required_languages):
        return Refused("9.7", found=" ".join(missing), expected=" ".join(terms.required_languages))
    if refused := require_issued(forum, matter.symbols):
        return refused
    expected = text_hash(forum, matter)
    if act.text_sha256 != expected:
        return Refused("7.4", found=act.text_sha256, expected=expected)
    return _check_authority(act.authority_until_at, act.deadline_at)


def _check_authority(until_at: datetime | None, deadline_at: datetime) -> Refused | None:
    """Refuse, by rule 9.8, a deadline after the mandate of the body has lapsed."""
    if until_at is None or deadline_at <= until_at:
        return None
    return Refused("9.8", found=instant_text(until_at), expected=f">= {instant_text(deadline_at)}")


def extend_silence(forum: Forum, lodged: Lodged[ExtendSilence]) -> Change | Refused:
    """Move the deadline later (rules 9.9, 9.8): before it is reached, never earlier, as often as the edition allows."""
    act = lodged.act
    running = _running(forum, lodged, "ExtendSilence")
    if isinstance(running, Refused):
        return running
    matter, silence, stage = running
    if act.deadline_at <= silence.deadline_at or silence.extensions >= silence.terms.max_extensions:
        return Refused(
            "9.9",
            found=f"{instant_text(act.deadline_at)} {silence.extensions}",
            expected=f"> {instant_text(silence.deadline_at)}, < {silence.terms.max_extensions}",
        )
    if refused := _check_authority(silence.authority_until_at, act.deadline_at):
        return refused
    extended = replace(silence, deadline_at=act.deadline_at, extensions=silence.extensions + 1)
    changed = with_matter(forum, act.proposal, replace(matter, stage=stage, silence=extended))
    effect = Effect("silence_extended", act.proposal, instant_text(act.deadline_at))
    return Change(set_clock(changed, act.deadline_at, "silence", act.proposal), (effect,))


def withdraw_from_silence(forum: Forum, lodged: Lodged[WithdrawFromSilence]) -> Change | Refused:
    """End a silence, or take back its suggestion, without a result (rule 9.10); the proposal is on the table again."""
    running = _running(forum, lodged, "WithdrawFromSilence")
    if isinstance(running, Refused):
        return running
    return Change(_end(forum, lodged.act.proposal, running), (Effect("silence_withdrawn", lodged.act.proposal),))


def void_silence(forum: Forum, lodged: Lodged[VoidSilence]) -> Change | Refused:
    """Declare the silence void for a fault of its start (rule 9.11)."""
    running = _running(forum, lodged, "VoidSilence")
    if isinstance(running, Refused):
        return running
    effect = Effect("silence_void", lodged.act.proposal, lodged.act.fault)
    return Change(_end(forum, lodged.act.proposal, running), (effect,))


def request_extension(forum: Forum, lodged: Lodged[RequestExtension]) -> Change | Refused:
    """Ask for more time (rule 9.12): the Chair may answer; the clock does not."""
    return _remark(forum, lodged, "RequestExtension", "extension_requested")


def query_language(forum: Forum, lodged: Lodged[QueryLanguage]) -> Change | Refused:
    """Point out a defective language version (rule 9.12); the Chair extends or voids."""
    return _remark(forum, lodged, "QueryLanguage", f"language_queried_{lodged.act.language}")


def _remark(
    forum: Forum, lodged: Lodged[RequestExtension] | Lodged[QueryLanguage], event: str, effect: str
) -> Change | Refused:
    found = matter_at(forum, lodged.act.proposal, event)
    if isinstance(found, Refused):
        return found
    code = lodged.act.by[0]
    if code not in silence_of(found[0]).eligible:
        return Refused("9.12", found=code)
    return Change(forum, (Effect(effect, lodged.act.proposal, code),))


Running = tuple[Matter, Silence, str]


def _running(
    forum: Forum, lodged: Lodged[ExtendSilence] | Lodged[WithdrawFromSilence] | Lodged[VoidSilence], event: str
) -> Running | Refused:
    found = matter_at(forum, lodged.act.proposal, event)
    if isinstance(found, Refused):
        return found
    matter, stage = found
    if refused := require_chair(forum, lodged.act, matter.body, lodged.at):
        return refused
    return matter, silence_of(matter), stage


def _end(forum: Forum, proposal: str, running: Running) -> Forum:
    matter, _, stage = running
    tabled = replace(matter, stage=stage, silence=None, meeting="", objections=(), text_sha256="")
    ended = with_matter(forum, proposal, tabled)
    return stop_clock(unfreeze(ended, proposal, matter.symbols), "silence", proposal)


def lapse(forum: Forum, proposal: str) -> Change:
    """Let the deadline pass (rule 9.13): adopted at that instant, or held while an objection waits for the Chair.

    Called by `advance` at the deadline and by the Chair's ruling on the last objection that held it.
    """
    matter = forum.matters[proposal]
    silence = silence_of(matter)
    matter = replace(matter, silence=replace(silence, ended_size=silence.ended_size or forum.size))
    stopped = stop_clock(forum, "silence", proposal)
    if any(objection.state == "unverified" for objection in matter.objections):
        stage = LIFE.get((matter.stage, "held"), matter.stage)
        return Change(with_matter(stopped, proposal, replace(matter, stage=stage)), (Effect("held", proposal),))
    adopted = replace(
        matter,
        stage=LIFE[matter.stage, "lapsed"],
        result="adopted_by_silence",
        effective_at=silence.deadline_at,
        eligible=silence.eligible,
    )
    effect = Effect("adopted_by_silence", proposal, instant_text(silence.deadline_at))
    return Change(with_matter(stopped, proposal, adopted), (effect,))


def silence_of(matter: Matter) -> Silence:
    """Give the silence of a matter that is or was under silence."""
    if matter.silence is None:
        raise Bug(f"a silence is asked of a matter in stage {matter.stage}")
    return matter.silence


def deadline_of(matter: Matter) -> datetime:
    """Give the deadline of a matter that is or was under silence."""
    return silence_of(matter).deadline_at


def bridge_outage(forum: Forum, at: datetime) -> Change:
    """Move running deadlines by a gap in the record longer than the edition allows (rule 9.14).

    The gap lies between two neighbouring entries; each silence moves by at most ``max_extension_s`` in all. A second
    that was begun counts whole, so that deadlines stay on whole seconds and nobody loses time.
    """
    if not forum.clocks:
        return Change(forum)
    gap = -((forum.at - at) // timedelta(seconds=1))
    if gap <= forum.edition.outage_after_s:
        return Change(forum)
    effects = []
    for _, kind, key in forum.clocks:
        if kind != "silence":
            continue
        matter = forum.matters[key]
        silence = silence_of(matter)
        by = min(gap, forum.edition.max_extension_s - silence.outage_s)
        if by > 0:
            due = silence.deadline_at + timedelta(seconds=by)
            moved = replace(silence, deadline_at=due, outage_s=silence.outage_s + by)
            forum = set_clock(with_matter(forum, key, replace(matter, silence=moved)), due, "silence", key)
            effects.append(Effect("outage_extension", key, instant_text(due)))
    return Change(forum, tuple(effects))
