# SPDX-License-Identifier: Apache-2.0
"""Templates: adopted by their parties, version by version, complete in themselves (rules 12.1, 13.1-13.3)."""

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec.structs import replace

from comity.acts.measures import AdoptTemplate, RetireTemplate
from comity.acts.template import After, Ask, Event, Prior, Quota, Stream, Swap, Template
from comity.rules.forum import Forum
from comity.rules.matter import ADOPTED
from comity.rules.measures.book import Measure, undertaken_anew
from comity.rules.measures.clock import due_at_end_of
from comity.rules.measures.period import opened_on
from comity.rules.measures.zones import zone_table
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.parties import require_decision
from comity.rules.standing import is_member, require_kind

URGENT = (Event, Ask)
"""Triggers whose returns no check of content holds up (rule 14.2)."""


def adopt_template(forum: Forum, lodged: Lodged[AdoptTemplate]) -> Change | Refused:
    """Enter a version of a measure (rules 13.1-13.3); a treaty signed by its parties binds them from here (rule 13.4)."""
    template = lodged.act.template
    refused = (
        _check_adoption(forum, lodged, template)
        or _check_version(forum, template)
        or _check_zone(forum, template)
        or _check_whole(template)
    )
    if refused:
        return refused
    book = forum.measures
    before = book.templates.get(template.code)
    versions = (*(before.versions if before else ()), (lodged.at, template))
    book = replace(book, templates=book.templates.insert(template.code, Measure(versions)))
    if template.nature == "legal" and lodged.act.decision is None:
        for code in template.parties:
            key = f"{template.code} {code}"
            known = book.undertakings.get(key)
            if known is None or known.until_at is not None:
                bound = undertaken_anew(known, lodged.at, "treaty", lodged.id)
                book = replace(book, undertakings=book.undertakings.insert(key, bound))
    effect = Effect("template_adopted", template.code, str(template.version))
    return Change(replace(forum, measures=book), (effect,))


def _check_adoption(
    forum: Forum, lodged: Lodged[AdoptTemplate] | Lodged[RetireTemplate], template: Template
) -> Refused | None:
    """Judge rule 13.1: a recorded decision, of a body in which the parties sit; or the signatures of all its parties."""
    act = lodged.act
    if act.decision is None:
        everybody = bool(template.parties) and sorted(act.by) == sorted(template.parties)
        signed = everybody and all(is_member(forum, code) for code in act.by)
        return None if signed else Refused("13.1", found=" ".join(act.by), expected=" ".join(template.parties))
    if refused := require_kind(forum, act, "secretariat"):
        return refused
    if not template.parties:
        return require_decision(forum, act.decision)
    matter = forum.matters.get(act.decision)
    if matter is None or matter.stage not in ADOPTED or matter.purpose != "adoption":
        return Refused("13.1", found=act.decision[:12], expected="recorded announced")
    sitting = forum.bodies[matter.body].members
    strangers = [code for code in template.parties if not is_member(forum, code) or (sitting and code not in sitting)]
    return Refused("13.1", found=" ".join(strangers), expected=matter.body) if strangers else None


def _check_version(forum: Forum, template: Template) -> Refused | None:
    before = forum.measures.templates.get(template.code)
    if before is None:
        return None if template.version == 1 else Refused("13.2", found=str(template.version), expected="1")
    newest = before.newest
    if template.version != newest.version + 1 or template.parties != newest.parties or before.retired_at:
        return Refused("13.2", found=f"{template.code} {template.version}", expected=str(newest.version + 1))
    if type(template.trigger) is not type(newest.trigger):
        return Refused("13.2", found=type(template.trigger).__name__, expected=type(newest.trigger).__name__)
    return None


def _check_zone(forum: Forum, template: Template) -> Refused | None:
    if zone_table(forum.edition.zones, template.zone) is None:
        known = " ".join(table.name for table in forum.edition.zones)
        return Refused("12.1", found=template.zone, expected=known)
    return None


def _check_whole(template: Template) -> Refused | None:
    fault = next(faults_of(template), None)
    return Refused("13.3", found=fault) if fault else None


def faults_of(template: Template) -> Iterator[str]:
    """Give what does not fit together in a template (rule 13.3), in words a drafter can look for."""
    keys = [field.key for field in template.fields]
    kinds = {field.key: field.type for field in template.fields}
    yield from (f"{key} twice" for key in sorted({key for key in keys if keys.count(key) > 1}))
    for field in template.fields:
        if (field.type == "code") != bool(field.codes):
            yield f"{field.key}: codes"
        if field.least is not None and field.most is not None and field.least > field.most:
            yield f"{field.key}: least over most"
        if field.personal and template.content == "open":
            yield f"{field.key}: personal in open content"
    yield from (f"short_form: {key}" for key in template.short_form if key not in kinds)
    for threshold in template.thresholds:
        numbers = {key for key, kind in kinds.items() if kind in {"count", "integer"}}
        yield from (f"{threshold.key}: {limit.field}" for limit in threshold.all_of if limit.field not in numbers)
    yield from _trigger_faults(template, kinds)
    if len(set(template.parties)) != len(template.parties):
        yield "parties twice"
    for name, words in (("replies", template.replies), ("reasons", template.reasons)):
        if len({word.code for word in words}) != len(words):
            yield f"{name} twice"


def _trigger_faults(template: Template, kinds: Mapping[str, str]) -> Iterator[str]:
    trigger = template.trigger
    if isinstance(trigger, Event) and kinds.get(trigger.clock) != "instant":
        yield f"trigger: {trigger.clock} is no instant"
    if isinstance(trigger, Prior) and kinds.get(trigger.before) not in {"date", "instant"}:
        yield f"trigger: {trigger.before} is no date"
    if isinstance(trigger, After) and kinds.get(trigger.after) not in {"date", "instant"}:
        yield f"trigger: {trigger.after} is no date"
    if isinstance(trigger, Swap) and (len(template.parties) != 2 or template.content != "sealed"):
        yield "trigger: a swap is sealed, between two"
    if isinstance(trigger, Stream) and not template.reasons:
        yield "trigger: a series has reasons for gaps"
    if isinstance(trigger, Ask | Quota) and not template.replies:
        yield "trigger: a request has grounds for declining"


def retire_template(forum: Forum, lodged: Lodged[RetireTemplate]) -> Change | Refused:
    """End a measure (rule 13.2), as it was adopted (rule 13.1)."""
    code = lodged.act.template
    measure = forum.measures.templates.get(code)
    if measure is None or measure.retired_at:
        return Refused("13.2", found=code, expected="in force")
    if refused := _check_adoption(forum, lodged, measure.newest):
        return refused
    retired = forum.measures.templates.insert(code, replace(measure, retired_at=lodged.at))
    changed = replace(forum, measures=replace(forum.measures, templates=retired))
    return Change(changed, (Effect("template_retired", code),))


def parties_to(forum: Forum, template: Template) -> tuple[str, ...]:
    """Give the seated members that are parties to a measure, in the conference's order."""
    return tuple(code for code in forum.eligible if not template.parties or code in template.parties)


def version_for(forum: Forum, measure: Measure, day: date) -> Template:
    """Give the version that binds a period: the newest that stood when it opened, else the first (rule 13.2)."""
    bound = measure.versions[0][1]
    for from_at, version in measure.versions[1:]:
        opened_at = due_at_end_of(forum.measures, bound.zone, opened_on(bound, day))
        if from_at <= opened_at:
            bound = version
    return bound
