# SPDX-License-Identifier: Apache-2.0
"""Consensus at a meeting: the Chair puts a text; where nobody objects before the gavel, it is so decided (rules 8.1-8.8)."""

from datetime import timedelta

from msgspec.structs import replace

from comity.acts.consensus import DecideByConsensus, DeferQuestion, PutQuestion, RemitQuestion, ReviseOrally
from comity.acts.edition import MeetingTerms
from comity.acts.silence import Object
from comity.rules.documents import check_versions, freeze, unfreeze
from comity.rules.forum import Forum, Meeting
from comity.rules.matter import Matter, Objection
from comity.rules.meetings import meeting_key, open_meeting_of, require_attendance
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.proposals import languages_missing, matter_at, require_issued, text_hash, with_matter
from comity.rules.standing import members_of, require_chair


def meeting_terms(forum: Forum, body: str) -> MeetingTerms:
    """Give the terms of meetings of a body; the plain ones where the edition has none."""
    return next((terms for terms in forum.edition.meeting if terms.body == body), MeetingTerms(body=body))


def revise_orally(forum: Forum, lodged: Lodged[ReviseOrally]) -> Change | Refused:
    """Replace the text of one document as read out (rule 8.1); a question already put must be put again."""
    act = lodged.act
    found = matter_at(forum, act.proposal, "ReviseOrally")
    if isinstance(found, Refused):
        return found
    matter, stage = found
    meeting = open_meeting_of(forum, matter.body, act.label)
    refused = require_chair(forum, act, matter.body, lodged.at) or check_versions(forum, act.versions)
    if refused or isinstance(meeting, Refused):
        return refused or meeting  # type: ignore[return-value]  # one of the two is the refusal
    if act.symbol not in matter.symbols:
        return Refused("8.1", found=act.symbol, expected=" ".join(matter.symbols))
    kept = tuple(version for version in matter.oral if version[0] != act.symbol)
    read_out = tuple((act.symbol, version.language, version.blob.sha256) for version in act.versions)
    revised = replace(matter, stage=stage, oral=kept + read_out)
    key = meeting_key(matter.body, act.label)
    lifted = unfreeze(_take_from_meeting(forum, act.proposal, matter), act.proposal, matter.symbols)
    changed = with_matter(lifted, act.proposal, revised)
    return Change(changed, (Effect("revised_orally", act.proposal, f"{key} {act.symbol}"),))


def put_question(forum: Forum, lodged: Lodged[PutQuestion]) -> Change | Refused:
    """Put a proposal to the meeting (rules 8.2-8.4, 7.3, 7.4)."""
    act = lodged.act
    found = matter_at(forum, act.proposal, "PutQuestion")
    if isinstance(found, Refused):
        return found
    matter, stage = found
    meeting = open_meeting_of(forum, matter.body, act.label)
    refused = require_chair(forum, act, matter.body, lodged.at)
    if refused or isinstance(meeting, Refused):
        return refused or meeting  # type: ignore[return-value]  # one of the two is the refusal
    if refused := _check_meeting(forum, meeting) or _check_text(forum, lodged, matter):
        return refused
    key = meeting_key(matter.body, act.label)
    eligible = members_of(forum, forum.bodies[matter.body])
    put = replace(
        matter, stage=stage, text_sha256=act.text_sha256, meeting=key, eligible=eligible, objections=(), silence=None
    )
    asked = replace(meeting, questions=(*meeting.questions, act.proposal))
    changed = replace(
        freeze(with_matter(forum, act.proposal, put), act.proposal, matter.symbols),
        meetings=forum.meetings.insert(key, asked),
    )
    return Change(changed, (Effect("question_put", act.proposal, key),))


def _check_meeting(forum: Forum, meeting: Meeting) -> Refused | None:
    if refused := require_attendance(forum, forum.bodies[meeting.body], meeting.present):
        return refused
    return Refused("8.2", found="point of order") if meeting.point_pending else None


def _check_text(forum: Forum, lodged: Lodged[PutQuestion], matter: Matter) -> Refused | None:
    terms = meeting_terms(forum, matter.body)
    if refused := require_issued(forum, matter.symbols):
        return refused
    if missing := languages_missing(forum, matter, terms.required_languages):
        return Refused("8.3", found=" ".join(missing), expected=" ".join(terms.required_languages))
    notice = timedelta(seconds=terms.notice_s)
    late = [symbol for symbol in matter.symbols if lodged.at < forum.documents[symbol].issued_at + notice]
    if late and not lodged.act.waive_notice:
        return Refused("8.4", found=" ".join(late), expected=f"{terms.notice_s} s")
    expected = text_hash(forum, matter)
    return (
        None if lodged.act.text_sha256 == expected else Refused("7.4", found=lodged.act.text_sha256, expected=expected)
    )


def object_at_meeting(forum: Forum, lodged: Lodged[Object], matter: Matter, stage: str) -> Change | Refused:
    """Object before the gavel (rule 8.5): a member of the body that is present, or absent where the edition allows it."""
    code = lodged.act.by[0]
    if code not in matter.eligible:
        return Change(forum, (Effect("comment", lodged.act.proposal, code),))
    present = forum.meetings[matter.meeting].present
    if code not in present and not meeting_terms(forum, matter.body).absent_may_object:
        return Refused("8.5", found=code, expected=" ".join(present))
    if any(objection.party == code and objection.state == "stands" for objection in matter.objections):
        return Change(forum, (Effect("objection_repeated", lodged.act.proposal, code),))
    contested = replace(matter, stage=stage, objections=(*matter.objections, Objection(code, lodged.id, "stands")))
    lifted = unfreeze(_take_from_meeting(forum, lodged.act.proposal, matter), lodged.act.proposal, matter.symbols)
    return Change(with_matter(lifted, lodged.act.proposal, contested), (Effect("objected", lodged.act.proposal, code),))


def decide_by_consensus(forum: Forum, lodged: Lodged[DecideByConsensus]) -> Change | Refused:
    """Let the gavel fall (rule 8.6): nobody objected, it is so decided."""
    act = lodged.act
    found = matter_at(forum, act.proposal, "DecideByConsensus")
    if isinstance(found, Refused):
        return found
    matter, stage = found
    meeting = forum.meetings[matter.meeting]
    if refused := require_chair(forum, act, matter.body, lodged.at) or _check_meeting(forum, meeting):
        return refused
    if act.text_sha256 != matter.text_sha256:
        return Refused("7.4", found=act.text_sha256, expected=matter.text_sha256)
    decided = replace(matter, stage=stage, result="adopted_at_meeting", effective_at=lodged.at)
    changed = _take_from_meeting(with_matter(forum, act.proposal, decided), act.proposal, matter)
    return Change(changed, (Effect("adopted_at_meeting", act.proposal, matter.meeting),))


def defer_question(forum: Forum, lodged: Lodged[DeferQuestion]) -> Change | Refused:
    """Return a question to the agenda (rule 8.7)."""
    return _return_to_agenda(forum, lodged, "DeferQuestion", None)


def remit_question(forum: Forum, lodged: Lodged[RemitQuestion]) -> Change | Refused:
    """Send a question that met an objection to another body (rule 8.8)."""
    body = lodged.act.body
    matter = forum.matters.get(lodged.act.proposal)
    if body not in forum.bodies or (matter is not None and matter.body == body):
        return Refused("8.8", found=body)
    return _return_to_agenda(forum, lodged, "RemitQuestion", body)


def _return_to_agenda(
    forum: Forum, lodged: Lodged[DeferQuestion] | Lodged[RemitQuestion], event: str, body: str | None
) -> Change | Refused:
    proposal = lodged.act.proposal
    found = matter_at(forum, proposal, event)
    if isinstance(found, Refused):
        return found
    matter, stage = found
    if refused := require_chair(forum, lodged.act, matter.body, lodged.at):
        return refused
    returned = replace(matter, stage=stage, meeting="", objections=(), eligible=())
    if body is not None:
        # The body that recommended did so to another one.
        returned = replace(returned, body=body, recommended_by="")
    lifted = unfreeze(_take_from_meeting(forum, proposal, matter), proposal, matter.symbols)
    effect = Effect("returned", proposal, returned.body)
    return Change(with_matter(lifted, proposal, returned), (effect,))


def _take_from_meeting(forum: Forum, proposal: str, matter: Matter) -> Forum:
    meeting = forum.meetings.get(matter.meeting)
    if meeting is None:
        return forum
    kept = tuple(question for question in meeting.questions if question != proposal)
    return replace(forum, meetings=forum.meetings.insert(matter.meeting, replace(meeting, questions=kept)))
