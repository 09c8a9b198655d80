# SPDX-License-Identifier: Apache-2.0
"""Requests and visits: asked, answered in elapsed hours, assessed by who asked, counted on acceptance (rules 12.5, 15.1-15.4)."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from comity.acts.instant import instant_text
from comity.acts.requests import AssessReply, CancelVisit, MakeRequest, ReplyToRequest
from comity.acts.template import Ask, Quota, Template
from comity.rules.forum import Forum
from comity.rules.measures.book import Book, Request
from comity.rules.measures.clock import date_in
from comity.rules.measures.sealed import Sent, check_sealed, name_files
from comity.rules.measures.template import parties_to
from comity.rules.measures.undertaking import require_party
from comity.rules.measures.values import faults_in
from comity.rules.outcome import Change, Effect, Lodged, Refused

OPEN = frozenset({"sent", "answered", "declined"})
"""Stages in which a request may still be answered or assessed."""
STAGE_AFTER = {"answer": "answered", "accept": "accepted", "decline": "declined"}


def _with(book: Book, request_id: str, request: Request) -> Book:
    return replace(book, requests=book.requests.insert(request_id, request))


def make_request(forum: Forum, lodged: Lodged[MakeRequest]) -> Change | Refused:
    """Ask another party (rules 15.1, 12.5): hours run from here, through nights and holidays. No check holds it up (14.2)."""
    act, by = lodged.act, lodged.act.by[0]
    template = require_party(forum, act.template, by, "15.1")
    if isinstance(template, Refused):
        return template
    trigger = template.trigger
    if not isinstance(trigger, Ask | Quota) or act.version != template.version:
        return Refused("15.1", found=f"{act.template} {act.version}", expected=f"a request {template.version}")
    if act.party == by or act.party not in parties_to(forum, template):
        return Refused("15.1", found=act.party, expected="another party")
    due_at = lodged.at + timedelta(hours=trigger.reply_within_h)
    request = Request(
        act.template, act.version, by, act.party, lodged.at, due_at, ("open",) * len(act.items), act.exercise
    )
    changed = _with(forum.measures, lodged.id, request)
    effects = [Effect("reply_due", lodged.id, instant_text(due_at))]
    if faults := faults_in(forum, template, act.values):
        effects.append(Effect("return_incomplete", lodged.id, "; ".join(faults)))
    if isinstance(trigger, Quota):
        effects += _quota_remarks(forum, trigger, request)
    return Change(replace(forum, measures=changed), tuple(effects))


def visits_key(forum: Forum, request: Request, at: datetime) -> str:
    """Give the key under which a host's visits of a year are counted; the year is that of acceptance, in the template's zone."""
    template = forum.measures.templates[request.template].versions[request.version - 1][1]
    return f"{request.template} {request.to} {date_in(forum.measures, template.zone, at).year}"


def _quota_remarks(forum: Forum, trigger: Quota, request: Request) -> list[Effect]:
    """Say where the host has received as many as it must: it may decline, or receive one more (rule 15.4)."""
    accepted = forum.measures.visits.get(visits_key(forum, request, request.at)) or ()
    mine = [each for each in accepted if forum.measures.requests[each].by == request.by]
    full = len(accepted) >= trigger.received_most or len(mine) >= trigger.each_most
    return [
        Effect("quota_used", request.to, f"{len(accepted)}/{trigger.received_most} {len(mine)}/{trigger.each_most}")
    ] * full


def _request_of(forum: Forum, request_id: str) -> tuple[Request, Template] | None:
    request = forum.measures.requests.get(request_id)
    if request is None:
        return None
    return request, forum.measures.templates[request.template].versions[request.version - 1][1]


def reply_to_request(forum: Forum, lodged: Lodged[ReplyToRequest]) -> Change | Refused:
    """Answer, accept or decline (rules 15.2, 15.4): whom it was made to, until it is closed; a refusal gives its ground."""
    act, by = lodged.act, lodged.act.by[0]
    found = _request_of(forum, act.request)
    if found is None or found[0].to != by or found[0].stage not in OPEN:
        return Refused("15.2", found=f"{by} {found[0].stage if found else ''}".strip(), expected="asked, open")
    request, template = found
    if (act.kind == "accept") != isinstance(template.trigger, Quota) and act.kind != "decline":
        return Refused("15.2", found=act.kind, expected=type(template.trigger).__name__)
    grounds = [word.code for word in template.replies]
    if (act.kind == "decline") != (act.ground in grounds):
        return Refused("15.2", found=act.ground or "", expected=" ".join(grounds))
    sent = Sent(act.request, template, by, (request.by,))
    if refused := check_sealed(forum, act.sealed, sent):
        return refused
    items = list(request.items)
    for answer in act.answers:
        if answer.item >= len(items):
            return Refused("15.2", found=str(answer.item), expected=f"< {len(items)}")
        items[answer.item] = answer.state
    replied = replace(
        request,
        stage=STAGE_AFTER[act.kind],
        items=tuple(items),
        replied_at=request.replied_at or lodged.at,
        sealed=(*request.sealed, *((each.blob.sha256, by, each.recipients) for each in act.sealed)),
    )
    forum = name_files(forum, sent, *act.sealed)
    book = _with(forum.measures, act.request, replied)
    effects = [Effect("replied", act.request, _late(request, act.kind, lodged.at))]
    if act.kind == "accept":
        key = visits_key(forum, request, lodged.at)
        accepted = (*(book.visits.get(key) or ()), act.request)
        book = replace(book, visits=book.visits.insert(key, accepted))
        effects.append(Effect("visit_counted", key, str(len(accepted))))
    return Change(replace(forum, measures=book), tuple(effects))


def _late(request: Request, kind: str, at: datetime) -> str:
    """Say a reply, with how many whole hours it came after it was due; nothing is rounded up."""
    if at < request.due_at or request.replied_at is not None:
        return kind
    return f"{kind} +{(at - request.due_at) // timedelta(hours=1)} h"


def assess_reply(forum: Forum, lodged: Lodged[AssessReply]) -> Change | Refused:
    """Say whether a reply satisfied, or take the next step (rule 15.3): who asked, once there is a reply or it is overdue."""
    act, by = lodged.act, lodged.act.by[0]
    found = _request_of(forum, act.request)
    if found is None or found[0].by != by or found[0].stage not in OPEN:
        return Refused("15.3", found=f"{by} {found[0].stage if found else ''}".strip(), expected="own, open")
    request, template = found
    if request.replied_at is None and (lodged.at < request.due_at or act.satisfied):
        return Refused("15.3", found=instant_text(lodged.at), expected=f">= {instant_text(request.due_at)}")
    if act.satisfied:
        closed = replace(request, stage="closed")
        changed = replace(forum, measures=_with(forum.measures, act.request, closed))
        return Change(changed, (Effect("request_closed", act.request, by),))
    if request.step >= len(template.steps):
        return Refused("15.3", found=str(request.step + 1), expected=f"<= {len(template.steps)}")
    due_at = lodged.at + timedelta(hours=template.steps[request.step].within_h)
    stepped = replace(request, step=request.step + 1, step_due_at=due_at)
    changed = replace(forum, measures=_with(forum.measures, act.request, stepped))
    return Change(changed, (Effect("next_step", act.request, f"{stepped.step} {instant_text(due_at)}"),))


def cancel_visit(forum: Forum, lodged: Lodged[CancelVisit]) -> Change | Refused:
    """Cancel a visit one accepted (rule 15.4): the host; the count goes back."""
    act, by = lodged.act, lodged.act.by[0]
    request = forum.measures.requests.get(act.request)
    if request is None or request.to != by or request.stage != "accepted" or request.replied_at is None:
        return Refused("15.4", found=f"{by} {request.stage if request else ''}".strip(), expected="host, accepted")
    book = _with(forum.measures, act.request, replace(request, stage="cancelled"))
    key = visits_key(forum, request, request.replied_at)
    kept = tuple(each for each in book.visits[key] if each != act.request)
    changed = replace(book, visits=book.visits.insert(key, kept))
    return Change(replace(forum, measures=changed), (Effect("visit_cancelled", key, str(len(kept))),))
