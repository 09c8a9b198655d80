# SPDX-License-Identifier: Apache-2.0
"""What the verbs tell of measures: templates, undertakings by period, returns with all that was said of them, requests."""

import argparse
import re

import msgspec

from comity.acts.template import Template
from comity.cli.errors import Unusable
from comity.cli.measures.holdings import Holdings, find_measure
from comity.cli.speech import Speech
from comity.papers.narrative import sentence
from comity.papers.values import told_values
from comity.papers.zones import utc
from comity.rules.forum import Forum
from comity.rules.measures.period import days_of
from comity.rules.measures.schema import form_of, schema_of
from comity.rules.measures.status import is_shown, rows_of
from comity.rules.measures.template import parties_to

_YEARS = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")


def tell_measures(holdings: Holdings, arguments: argparse.Namespace, speech: Speech) -> None:  # noqa: ARG001
    """List the measures on the record."""
    for code in sorted(holdings.forum.measures.templates):
        measure = holdings.forum.measures.templates[code]
        template = measure.newest
        values = {"code": code, "version": template.version, "title": speech.text(template.title)}
        ended = speech.phrase("measure_ended") if measure.retired_at else ""
        speech.say("measure", **values, nature=speech.phrase(f"nature_{template.nature}"), ended=ended)


def tell_template(holdings: Holdings, arguments: argparse.Namespace, speech: Speech) -> None:
    """Show a measure as a diplomat reads it; for programs, its template."""
    template = find_measure(holdings.forum, arguments.name[0])
    if speech.json:
        speech.pass_on({"said": "template", "template": template})
        return
    speech.say("measure_text", title=speech.text(template.title), purpose=speech.text(template.purpose),
               basis=speech.text(template.basis), nature=speech.phrase(f"nature_{template.nature}"),
               trigger=_trigger(template))  # fmt: skip
    for field in template.fields:
        needed = speech.phrase("field_needed") if field.required else ""
        kind = f"{field.type}, {speech.text(field.unit)}" if field.unit else field.type
        speech.say("measure_field", field=field.key, label=speech.text(field.label), kind=kind, needed=needed)
        for word in field.codes:
            speech.say("measure_code", code=word.code, label=speech.text(word.label))


def _trigger(template: Template) -> str:
    """Give when it is due, in the template's own words."""
    known = msgspec.structs.asdict(template.trigger)
    return " ".join((type(template.trigger).__name__.lower(), *(f"{name}={value}" for name, value in known.items())))


def tell_schema(holdings: Holdings, arguments: argparse.Namespace, speech: Speech) -> None:
    """Print the JSON Schema of a measure's form."""
    speech.pass_on(schema_of(find_measure(holdings.forum, arguments.name[0]), speech.language))


def tell_matrix(holdings: Holdings, arguments: argparse.Namespace, speech: Speech) -> None:
    """Tell what became of undertakings, measure by measure, states in the conference's order; nothing is counted."""
    years, forum = _years(arguments.years, holdings), holdings.forum
    codes = [find_measure(forum, name).code for name in arguments.name] or sorted(forum.measures.templates)
    for code in codes:
        template = forum.measures.templates[code].newest
        if not days_of(template):
            continue
        for state in _states(forum, template, arguments.of):
            for row in rows_of(forum, code, state, years, holdings.now):
                shown = is_shown(row, template, arguments.reader or "", holdings.now)
                word = row.word if shown else "upcoming"
                days = speech.phrase("row_days", days=row.days_late) if row.days_late else ""
                speech.say("row", measure=code, state=speech.text(forum.parties[state].name), period=row.period,
                           word=speech.phrase(f"word_{word}"), due=utc(row.due_at), days=days)  # fmt: skip


def _years(given: str, holdings: Holdings) -> tuple[int, int]:
    read = _YEARS.fullmatch(given) if given else None
    if given and read is None:
        raise Unusable(f"--years {given}: a year or two, such as 2027 or 2026-2027")
    this = holdings.now.year
    return (int(read[1]), int(read[2] or read[1])) if read else (this, this)


def _states(forum: Forum, template: Template, of: str) -> list[str]:
    return [code for code in parties_to(forum, template) if not of or code == of]


def tell_returns(holdings: Holdings, arguments: argparse.Namespace, speech: Speech) -> None:
    """List returns, oldest first."""
    forum, known = holdings.forum, holdings.correspondence
    wanted = [find_measure(forum, name).code for name in arguments.name]
    returns = [filed for code in wanted for filed in known.under(code)] if wanted else list(known.returns)
    for filed in returns:
        filing = forum.measures.filings[filed]
        if arguments.of in {"", filing.state}:
            speech.say("filing", ref=filing.ref, state=speech.text(forum.parties[filing.state].name), period=filing.period,
                       kind=speech.phrase(f"position_{filing.kind}"), at=utc(filing.at), id=filed,
                       stage=speech.phrase(f"filing_{filing.stage}"))  # fmt: skip


def tell_return(holdings: Holdings, arguments: argparse.Namespace, speech: Speech) -> None:
    """Tell a return whole: what it says now, and everything that was said of it, in the order of the record."""
    read, forum = holdings.exchange(arguments.name[0]), holdings.forum
    values = read.newest.values
    if speech.json:
        speech.pass_on({
            "said": "return", "ref": read.filing.ref, "id": read.filed, "measure": read.template.code,
            "version": read.template.version, "form": form_of(read.template, values),
            "acts": [{"index": line.place, "at": line.at, "id": line.act_id, "act": line.act} for line in read.lines],
        })  # fmt: skip
        return
    speech.say("filing_of", ref=read.filing.ref, title=speech.text(read.template.title))
    for value in told_values(read.template, values, forum, speech):
        speech.say("filing_value", label=value.label, text=value.text, basis=f" ({value.basis})" if value.basis else "")
    for line in read.lines:
        speech.say("entry", index=line.place, at=utc(line.at), text=sentence(line.act, forum, speech))


def tell_requests(holdings: Holdings, arguments: argparse.Namespace, speech: Speech) -> None:  # noqa: ARG001
    """List requests, oldest first."""
    forum = holdings.forum
    for asked in holdings.correspondence.requests:
        known = forum.measures.requests[asked]
        by, to = (speech.text(forum.parties[code].name) for code in (known.by, known.to))
        speech.say("request", id=asked, measure=known.template, by=by, to=to, at=utc(known.at), due=utc(known.due_at),
                   stage=speech.phrase(f"request_{known.stage}"))  # fmt: skip
