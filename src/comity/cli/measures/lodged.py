# SPDX-License-Identifier: Apache-2.0
"""What a state lodges of measures from the command line: undertakings, returns by a form in a file, what is said of them."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from comity.acts.catalogue import AnyAct
from comity.acts.envelope import Act
from comity.acts.template import Template
from comity.cli.errors import Unusable
from comity.cli.lodging import Lodging
from comity.cli.matters import find_matter
from comity.cli.measures.form import check_fields, read_form, values_in
from comity.cli.measures.holdings import find_measure, find_request, find_return
from comity.cli.speech import Speech
from comity.conferences.measures import UnreadableTemplate, parse_template
from comity.rules.measures.amendments import own_template
from comity.rules.measures.period import days_of, parse_day
from comity.rules.measures.template import version_for
from comity.rules.outcome import Refused

Said = dict[str, Any]
Writer = Callable[[Lodging, argparse.Namespace], tuple[str, Said]]
"""Gives the type of an act and its own fields."""


def lodge(write: Writer, arguments: argparse.Namespace, speech: Speech) -> int:
    """Write an act, sign it, lodge it and wait until it is confirmed."""
    lodging = Lodging(arguments, speech)
    kind, said = write(lodging, arguments)
    drafted = lodging.draft(_act(lodging, arguments, kind, said))
    return lodging.declined(drafted) if isinstance(drafted, Refused) else lodging.send()


def _act(lodging: Lodging, arguments: argparse.Namespace, kind: str, said: Said) -> Act:
    by = tuple(dict.fromkeys((arguments.by, *arguments.others)))
    whole = {"type": kind, **lodging.envelope(*by), "office": arguments.office, **said}
    try:
        act: Act = msgspec.json.decode(msgspec.json.encode(whole), type=AnyAct)
    except msgspec.DecodeError as error:
        raise Unusable(f"{kind}: {error}") from None
    return act


def undertake(lodging: Lodging, arguments: argparse.Namespace) -> tuple[str, Said]:
    """Undertake a measure; the text is a reservation to it."""
    return "Undertake", {"template": _code(lodging, arguments), "reservation": arguments.text}


def suspend(lodging: Lodging, arguments: argparse.Namespace) -> tuple[str, Said]:
    """Suspend an undertaking; the text is the reason."""
    return "SuspendUndertaking", {"template": _code(lodging, arguments), "reason": arguments.text}


def resume(lodging: Lodging, arguments: argparse.Namespace) -> tuple[str, Said]:
    """Resume an undertaking."""
    return "ResumeUndertaking", {"template": _code(lodging, arguments)}


def end(lodging: Lodging, arguments: argparse.Namespace) -> tuple[str, Said]:
    """End an undertaking; the text is the reason."""
    return "EndUndertaking", {"template": _code(lodging, arguments), "reason": arguments.text}


def _code(lodging: Lodging, arguments: argparse.Namespace) -> str:
    return find_measure(lodging.forum, arguments.name[0]).code


def file(lodging: Lodging, arguments: argparse.Namespace) -> tuple[str, Said]:
    """File a return: the measure, its period and the form stand in the file."""
    path = Path(arguments.name[0])
    said = read_form(path)
    template = _bound(lodging, said, path)
    values = values_in(template, path, said)
    check_fields("FileReturn", said, path)
    given = {
        "template": template.code,
        "version": template.version,
        "language": template.languages[0],
        "values": values,
    }
    return "FileReturn", given | said


def _bound(lodging: Lodging, said: Said, path: Path) -> Template:
    """Take the measure out of what a file said; give the version that binds its period."""
    newest = find_measure(lodging.forum, str(said.pop("measure", "")))
    day = parse_day(str(said.get("period", ""))) if days_of(newest) else None
    if days_of(newest) and day is None:
        raise Unusable(f'{path}: {newest.code} is due on days; say which, as period = "2027-{days_of(newest)[0]}"')
    return version_for(lodging.forum, lodging.forum.measures.templates[newest.code], day) if day else newest


def amend(lodging: Lodging, arguments: argparse.Namespace) -> tuple[str, Said]:
    """Amend a return with the form in a file; the text is the reason."""
    path, filed = Path(arguments.name[1]), find_return(lodging.forum, arguments.name[0])
    said = read_form(path)
    values = values_in(own_template(lodging.forum, lodging.forum.measures.filings[filed]), path, said)
    said.pop("measure", None)
    check_fields("AmendReturn", said, path)
    given = {"filed": filed, "kind": arguments.kind or "correction", "reason": arguments.text, "values": values}
    return "AmendReturn", given | said


def confirm(lodging: Lodging, arguments: argparse.Namespace) -> tuple[str, Said]:
    """Confirm what the secretariat filed."""
    return "ConfirmReturn", {"filed": find_return(lodging.forum, arguments.name[0])}


def acknowledge(lodging: Lodging, arguments: argparse.Namespace) -> tuple[str, Said]:
    """Acknowledge a return."""
    return "AcknowledgeReturn", {"filed": find_return(lodging.forum, arguments.name[0])}


def state(lodging: Lodging, arguments: argparse.Namespace) -> tuple[str, Said]:
    """Say something on a return."""
    if not arguments.kind or not arguments.text:
        raise Unusable("what is said? Give --kind and --text")
    filed = find_return(lodging.forum, arguments.name[0])
    return "StateOnReturn", {"filed": filed, "kind": arguments.kind, "text": arguments.text, "language": arguments.lang}


def request(lodging: Lodging, arguments: argparse.Namespace) -> tuple[str, Said]:
    """Make a request: the measure, the party, the questions (``items``) and the form stand in the file."""
    path = Path(arguments.name[0])
    said = read_form(path)
    template = find_measure(lodging.forum, str(said.pop("measure", "")))
    values = values_in(template, path, said)
    check_fields("MakeRequest", said, path)
    given = {
        "template": template.code,
        "version": template.version,
        "language": template.languages[0],
        "values": values,
    }
    return "MakeRequest", given | said


def reply(lodging: Lodging, arguments: argparse.Namespace) -> tuple[str, Said]:
    """Reply to a request: the kind, the answers and a ground stand in the file."""
    path, asked = Path(arguments.name[1]), find_request(lodging.forum, arguments.name[0])
    said, known = read_form(path), lodging.forum.measures.requests[asked]
    template = lodging.forum.measures.templates[known.template].versions[known.version - 1][1]
    values = values_in(template, path, said)
    check_fields("ReplyToRequest", said, path)
    return "ReplyToRequest", {"request": asked, "language": template.languages[0], "values": values} | said


def satisfied(lodging: Lodging, arguments: argparse.Namespace) -> tuple[str, Said]:
    """Say that the reply to a request satisfied; with a text, that it did not, and take the next step."""
    asked = find_request(lodging.forum, arguments.name[0])
    return "AssessReply", {"request": asked, "satisfied": not arguments.text, "text": arguments.text}


def adopt(lodging: Lodging, arguments: argparse.Namespace) -> tuple[str, Said]:
    """Adopt a measure from its template in a file: on a decision, or by the signatures of all its parties."""
    path = Path(arguments.name[0])
    try:
        template = parse_template(path.read_text(encoding="utf-8"))
    except (UnreadableTemplate, UnicodeDecodeError) as error:
        raise Unusable(f"{path} is no template: {error}") from None
    decision = find_matter(lodging.forum, arguments.decision)[0] if arguments.decision else None
    return "AdoptTemplate", {"template": template, "decision": decision}
