# SPDX-License-Identifier: Apache-2.0
"""One exchange on one page: what was said, by whom and when, each voice with the same weight; and two returns side by side."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from comity.acts.requests import AssessReply, MakeRequest, ReplyToRequest
from comity.acts.template import Template
from comity.node.exchange import Exchange, Revision, exchange, lines
from comity.rules.measures.book import Request
from comity.rules.measures.sealed import entitled_to
from comity.web.desk import opened_desk
from comity.web.measures.catalogue import correspondence
from comity.web.measures.lists import asked_lately, before_of, line_of, received, recipients_of, template_of
from comity.web.measures.words import Shown, Spoken, shown
from comity.web.people.access import person_of, readers_only
from comity.web.proof import proof
from comity.web.reading import Told, entry_at, forum, told


class Annex(Struct, frozen=True):
    """Sealed content of a return: who sent it, to whom, and whether it was erased; no recipients where they are not shown."""

    sha256: str
    sender: str
    recipients: tuple[str, ...]
    is_ours: bool
    is_erased: bool


class Version(Struct, frozen=True):
    """A version of a return with its values in words."""

    number: int
    kind: str
    told: Told
    values: tuple[Shown, ...]
    reason: str


class Compared(Struct, frozen=True):
    """One field in two returns."""

    label: str
    one: tuple[Spoken, ...]
    other: tuple[Spoken, ...]

    @property
    def is_same(self) -> bool:
        """Whether both say the same, on the same basis."""
        return self.one == self.other


def exchange_of(filed: str) -> Exchange:
    """Read a return whole; raises Http404 where there is none."""
    found = exchange(forum(), filed, correspondence().places(filed), entry_at)
    if found is None:
        raise Http404
    return found


def request_of(asked: str) -> Request:
    """Give a request; raises Http404 where there is none."""
    found = forum().measures.requests.get(asked)
    if found is None:
        raise Http404
    return found


@readers_only
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what was addressed to the reader's delegation, the newest first."""
    party = person_of(request).party
    only = request.GET.get("only") == "waiting"
    page = received(correspondence().returns, party, before_of(request), unacknowledged=only)
    waiting = [each for each in asked_lately(party) if each.is_open and each.request.to == party]
    return render(request, "measures/inbox.html", {"page": page, "waiting": waiting, "only": only})


@readers_only
def filed(request: HttpRequest, filed: str) -> HttpResponse:
    """Show one return: its content, its versions, what others said of it, who received it."""
    found, party = exchange_of(filed), person_of(request).party
    earlier = correspondence().earlier(filed)
    versions = [_version(found, each, party) for each in found.revisions]
    shown_now = {
        "filed": filed,
        "exchange": found,
        "line": line_of(filed, party),
        "version": versions[found.newest.number],
        "versions": versions[::-1],
        "statements": found.statements,
        "annexes": list(annexes_of(found, party)),
        "lines": [told(each.place, party) for each in found.lines],
        "recipients": recipients_of(found.filing, party),
        "paper": paper_of(found, party),
        "earlier": line_of(earlier, party) if earlier else None,
        "proof": proof(),
    }
    return render(request, "measures/exchange.html", shown_now)


def _version(found: Exchange, revision: Revision, party: str) -> Version:
    values = shown(found.template, revision.values, found.act.language)
    return Version(revision.number, revision.kind, told(revision.said.place, party), values, revision.reason)


def annexes_of(found: Exchange, party: str) -> Iterator[Annex]:
    """Give the sealed content of a return as far as its template shows it to a party."""
    erased = forum().measures.erased
    for sha256, sender, recipients in found.filing.sealed:
        is_ours = party in {sender, *recipients}
        seen = recipients if is_ours or found.template.recipients_shown else ()
        yield Annex(sha256, sender, seen, is_ours, sha256 in erased)


def paper_of(found: Exchange, party: str) -> str:
    """Tell where the paper is that a return came on: ``here``, ``coming``, ``erased``; empty if it is not a party's to read."""
    scan = found.act.scan
    if scan is None or party not in entitled_to(forum(), scan.sha256):
        return ""
    if scan.sha256 in forum().measures.erased:
        return "erased"
    attachments = opened_desk().attachments
    return "here" if attachments is not None and attachments.holds(scan.sha256) else "coming"


@readers_only
def compare(request: HttpRequest, one: str, other: str) -> HttpResponse:
    """Show two returns under one measure field by field."""
    left, right, party = exchange_of(one), exchange_of(other), person_of(request).party
    if left.filing.template != right.filing.template:
        raise Http404
    shown_now = {
        "one": line_of(one, party),
        "other": line_of(other, party),
        "both": [line_of(one, party), line_of(other, party)],
        "template": right.template,
        "fields": list(_compared(left, right)),
    }
    return render(request, "measures/compare.html", shown_now)


def _compared(left: Exchange, right: Exchange) -> Iterator[Compared]:
    first = {each.key: each for each in shown(left.template, left.newest.values, left.act.language)}
    second = {each.key: each for each in shown(right.template, right.newest.values, right.act.language)}
    for key in dict.fromkeys([*first, *second]):
        known = first.get(key) or second[key]
        yield Compared(
            known.label, first[key].values if key in first else (), second[key].values if key in second else ()
        )


class Question(Struct, frozen=True):
    """One question of a request, with what became of it and every answer to it."""

    text: str
    state: str
    tongue: str
    answers: tuple[tuple[Told, str, str], ...]


@readers_only
def requests(request: HttpRequest) -> HttpResponse:
    """List the requests that the reader's state made or was made."""
    party = person_of(request).party
    return render(request, "measures/requests.html", {"asked": asked_lately(party)})


@readers_only
def asked(request: HttpRequest, asked: str) -> HttpResponse:
    """Show one request: each question by itself, the replies, the steps taken."""
    known, party = request_of(asked), person_of(request).party
    said = lines(correspondence().places(asked), entry_at)
    made = next(each.act for each in said if isinstance(each.act, MakeRequest))
    template: Template = template_of(known.template, known.version)
    replies = [(told(each.place, party), each.act) for each in said if isinstance(each.act, ReplyToRequest)]
    shown_now = {
        "asked": asked,
        "request_": known,
        "template": template,
        "values": shown(template, made.values, made.language),
        "questions": [
            Question(
                text,
                known.items[number],
                made.language,
                tuple(
                    (at, each.text, act.language)
                    for at, act in replies
                    for each in act.answers
                    if each.item == number and each.text
                ),
            )
            for number, text in enumerate(made.items)
        ],
        "replies": [(at, act, shown(template, act.values, act.language)) for at, act in replies],
        "assessed": [(told(each.place, party), each.act) for each in said if isinstance(each.act, AssessReply)],
        "steps": template.steps,
        "lines": [told(each.place, party) for each in said],
        "now": opened_desk().clock(),
        "is_secured": told(said[0].place, party).is_secured,
    }
    return render(request, "measures/request.html", shown_now)
