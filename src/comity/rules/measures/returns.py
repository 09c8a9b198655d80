# SPDX-License-Identifier: Apache-2.0
"""Returns: filed under a measure, dated by the record, judged for form and never for truth (rules 14.1-14.6, 14.9-14.12)."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from comity.acts.instant import instant_text
from comity.acts.returns import FileReturn
from comity.acts.template import Ask, Quota, Standing, Stream, Swap, Template
from comity.rules.forum import Forum
from comity.rules.measures.book import Book, File, Filing
from comity.rules.measures.clock import date_in, days_late, due_at_end_of, due_from_values
from comity.rules.measures.period import days_of, is_period, parse_day
from comity.rules.measures.readings import due_of_reading, take_reading
from comity.rules.measures.sealed import Sent, check_sealed, name_file, name_files
from comity.rules.measures.template import URGENT, parties_to, version_for
from comity.rules.measures.undertaking import require_party, runs
from comity.rules.measures.values import faults_in, texts_of, thresholds_reached
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.rules.standing import require_kind

NOT_FILED = (Ask, Quota, Standing, Swap)
"""Triggers that have acts of their own: requests, calls, commitments."""


class Form(Struct, frozen=True, gc=False):
    """A return as it is judged: the state it is of, the version that binds it, what is wrong with its form."""

    state: str
    template: Template
    faults: tuple[str, ...]
    recipients: tuple[str, ...]


def file_return(forum: Forum, lodged: Lodged[FileReturn]) -> Change | Refused:
    """File a return (rules 14.1-14.3, 14.9-14.12). What it says is not judged; when it came is the record's word."""
    form = _judged(forum, lodged)
    if isinstance(form, Refused):
        return form
    act, template = lodged.act, form.template
    filing = Filing(
        reference(forum, template, form.state, lodged.at, exercise=act.exercise),
        lodged.index,
        template.code,
        template.version,
        form.state,
        act.kind,
        act.period or "",
        lodged.at,
        _due_at(forum, lodged, template),
        form.recipients,
        act.exercise,
        form.faults,
        confirmed=act.state is None,
        joint=_mandated(forum, act, form.state),
        sealed=tuple((each.blob.sha256, form.state, each.recipients) for each in act.sealed),
    )
    sent = Sent(lodged.id, template, form.state, form.recipients)
    changed = name_files(enter_filing(forum, lodged.id, filing), sent, *act.sealed)
    if act.scan is not None:
        scanned = File(lodged.id, act.by[0], (form.state, *form.recipients), scanned=True)
        changed = name_file(changed, act.scan.sha256, scanned)
    effects = [*arrived(forum, template, filing), *_remarks(forum, lodged, form, filing)]
    if isinstance(template.trigger, Stream) and not act.exercise and act.kind == "original":
        return take_reading(changed, template.trigger, filing, tuple(effects))
    return Change(changed, tuple(effects))


def reference(forum: Forum, template: Template, state: str, at: datetime, *, exercise: bool = False) -> str:
    """Give the next reference of a state under a measure, ``MIL-EXERCISES/ARD/2027/1``; exercises have their own (rule 14.13)."""
    year = date_in(forum.measures, template.zone, at).year
    series = f"{template.code}/{state}/{year}{'/X' if exercise else ''}"
    return f"{series}/{forum.measures.serials.get(series, 0) + 1}"


def enter_filing(forum: Forum, filed: str, filing: Filing) -> Forum:
    """Enter a return and spend its number; for a period, let the period know it. One's own goes before one filed for one."""
    book = forum.measures
    series, _, number = filing.ref.rpartition("/")
    periods = book.periods
    if filing.period and not filing.exercise:
        for state in (filing.state, *filing.joint):
            key = f"{filing.template} {state} {filing.period}"
            if not stands(book, periods.get(key)):
                periods = periods.insert(key, filed)
    entered = replace(
        book,
        filings=book.filings.insert(filed, filing),
        serials=book.serials.insert(series, int(number)),
        periods=periods,
    )
    return replace(forum, measures=entered)


def stands(book: Book, filed: str | None) -> bool:
    """Tell whether a return was filed and neither cancelled nor taken back."""
    return filed is not None and book.filings[filed].stage == "stands"


def arrived(forum: Forum, template: Template, filing: Filing) -> tuple[Effect, ...]:
    """Say how a return came: received, nil received, or that none will be provided; where something binds, how late.

    A voluntary contribution is never late: the record shows both dates (rule 14.6).
    """
    word = {"nil": "nil_received", "not_provided": "not_provided"}.get(filing.kind, "received")
    if filing.due_at is None or filing.exercise:
        return (Effect("return_filed", filing.ref, word),)
    due = Effect("return_due", filing.ref, instant_text(filing.due_at))
    undertaking = forum.measures.undertakings.get(f"{filing.template} {filing.state}")
    undertaking = undertaking.at_due(filing.due_at) if undertaking is not None else None
    binds = template.nature != "voluntary" and runs(undertaking, filing.due_at)
    late = days_late(forum.measures, template.zone, filing.due_at, filing.at) if binds else 0
    return (Effect("return_filed", filing.ref, f"{word} +{late}" if late else word), due)


def _judged(forum: Forum, lodged: Lodged[FileReturn]) -> Form | Refused:
    act = lodged.act
    state = _author(forum, lodged)
    if isinstance(state, Refused):
        return state
    template = _template(forum, lodged, state)
    if isinstance(template, Refused):
        return template
    faults = () if act.kind != "original" else faults_in(forum, template, act.values, short=act.short)
    urgent = isinstance(template.trigger, URGENT)
    recipients = recipients_of(forum, template, act.recipients, state)
    if isinstance(recipients, Refused):
        return recipients
    refused = (
        (Refused("14.2", found=faults[0], expected=template.code) if faults and not urgent else None)
        or _check_kind(act, template)
        or _check_machine(act, template)
        or check_sealed(forum, act.sealed, Sent("", template, state, recipients))
    )
    return refused or Form(state, template, faults, recipients)


def _author(forum: Forum, lodged: Lodged[FileReturn]) -> str | Refused:
    """Give whose return it is: the signatory's, or the state's from whose hand the secretariat took it (rule 12.6)."""
    act = lodged.act
    if act.state is None:
        handed = act.received_at or act.scan or act.channel != "node"
        return Refused("12.6", found=act.channel, expected="node") if handed else act.by[0]
    if refused := require_kind(forum, act, "secretariat"):
        return refused
    scanned = act.scan is not None and act.scan.kind == "attachment" and act.channel != "node"
    if not scanned or act.received_at is None or act.received_at > lodged.at:
        found = instant_text(act.received_at) if act.received_at else ""
        return Refused("12.6", found=f"{act.channel} {found}".strip(), expected=f"scan, <= {instant_text(lodged.at)}")
    return act.state


def _template(forum: Forum, lodged: Lodged[FileReturn], state: str) -> Template | Refused:
    """Judge rule 14.1: a measure in force, its party, the version that binds, a period it has, and only once."""
    act = lodged.act
    newest = require_party(forum, act.template, state, "14.1")
    if isinstance(newest, Refused):
        return newest
    if isinstance(newest.trigger, NOT_FILED):
        return Refused("14.1", found=type(newest.trigger).__name__, expected="a return")
    periodic = bool(days_of(newest)) or isinstance(newest.trigger, Stream)
    if periodic != (act.period is not None):
        return Refused("14.1", found=act.period or "", expected="a period" if periodic else "no period")
    day = parse_day(act.period or "")
    template = newest if day is None else version_for(forum, forum.measures.templates[newest.code], day)
    if act.period and not is_period(template, act.period):
        return Refused("14.1", found=act.period, expected=" ".join(days_of(template)))
    if act.version != template.version:
        return Refused("14.1", found=str(act.version), expected=str(template.version))
    before = forum.measures.periods.get(f"{act.template} {state} {act.period}")
    if before and not act.exercise and stands(forum.measures, before):
        return Refused("14.1", found=forum.measures.filings[before].ref, expected="an amendment")
    return template


def recipients_of(forum: Forum, template: Template, named: tuple[str, ...], state: str) -> tuple[str, ...] | Refused:
    """Give to whom a return goes (rule 14.9): those of the template on the day of lodging, or those it may name."""
    members = forum.eligible
    parties = members if template.recipients == "members" else parties_to(forum, template)
    usual = tuple(code for code in parties if code != state)
    if template.recipients == "named" or named:
        allowed = template.recipients == "named" or template.deviation
        known = [code for code in named if code in members and code != state]
        if not allowed or not named or known != list(dict.fromkeys(named)) or len(known) != len(named):
            return Refused("14.9", found=" ".join(named), expected=" ".join(usual))
        return tuple(code for code in members if code in named)
    return usual


def _check_kind(act: FileReturn, template: Template) -> Refused | None:
    """Judge rule 14.3: nil only where the template knows it, a short form only where it has one, nothing in what has no form."""
    if act.kind == "nil" and template.nil == "forbidden":
        return Refused("14.3", found="nil", expected=template.nil)
    if act.short and not template.short_form:
        return Refused("14.3", found="short", expected="")
    if act.kind != "original" and (act.values or act.sealed):
        return Refused("14.3", found=f"{act.kind} with content", expected=act.kind)
    return None


def _check_machine(act: FileReturn, template: Template) -> Refused | None:
    """Judge rule 14.11: a person signs in an office; software may draft and translate, and is named for it."""
    if not act.office and not template.machine_signed:
        return Refused("14.11", found="", expected="office")
    languages = template.languages
    return None if act.language in languages else Refused("14.11", found=act.language, expected=" ".join(languages))


def _mandated(forum: Forum, act: FileReturn, state: str) -> tuple[str, ...]:
    """Give those of the parties named for which the author has a mandate (rule 13.7)."""
    mandates = forum.measures.mandates
    return tuple(code for code in forum.eligible if code in act.joint and f"{act.template} {code} {state}" in mandates)


def _due_at(forum: Forum, lodged: Lodged[FileReturn], template: Template) -> datetime | None:
    act = lodged.act
    if act.period is None:
        return due_from_values(forum.measures, template, texts_of(act.values))
    if isinstance(template.trigger, Stream):
        return due_of_reading(template.trigger, act.period)
    day = parse_day(act.period)
    return due_at_end_of(forum.measures, template.zone, day) if day else None


def _remarks(forum: Forum, lodged: Lodged[FileReturn], form: Form, filing: Filing) -> list[Effect]:
    """Say what the author and its readers should see beside a return; none of it decides anything (rules 14.2, 14.4)."""
    act, ref = lodged.act, filing.ref
    effects = [Effect("return_incomplete", ref, "; ".join(form.faults))] if form.faults else []
    effects += [Effect("threshold_reached", ref, key) for key in thresholds_reached(form.template, act.values)]
    usual = recipients_of(forum, replace(form.template, deviation=False), (), form.state)
    if form.template.recipients != "named" and form.recipients != usual:
        effects.append(Effect("recipients_differ", ref, " ".join(form.recipients)))
    without = [code for code in act.joint if code not in filing.joint]
    if without:
        effects.append(Effect("mandate_missing", ref, " ".join(without)))
    if act.outside_scope:
        effects.append(Effect("outside_scope", ref, form.state))
    return effects
