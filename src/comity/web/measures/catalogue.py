# SPDX-License-Identifier: Apache-2.0
"""The catalogue: which measures there are, and one of them as a diplomat reads it, with who undertook it and what was filed."""

import json
from collections.abc import Iterator, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from comity.acts.envelope import Text
from comity.acts.template import Stream, Swap, Template
from comity.node.correspondence import Correspondence
from comity.rules.measures.book import Measure, Series
from comity.rules.measures.period import days_of
from comity.rules.measures.schema import schema_of
from comity.rules.measures.status import contact_word, swap_word
from comity.web.desk import opened_desk
from comity.web.measures.due import open_for
from comity.web.measures.lists import A_PAGE, lines_of
from comity.web.measures.matrix import last_year, of_measure, of_state
from comity.web.measures.words import period_words, when
from comity.web.people.access import person_of, readers_only
from comity.web.reading import forum, told, wording

OPEN_FIRST = 6
"""So much of what is open for the delegation stands on the first page of the room."""


class Listed(Struct, frozen=True):
    """One measure in the list. ``mine`` tells whether the reader's state undertook it."""

    code: str
    template: Template
    when: str
    is_retired: bool
    mine: bool


class Side(Struct, frozen=True):
    """One side of a swap: what it did by now."""

    state: str
    word: str


class Swapping(Struct, frozen=True):
    """One swap with both sides."""

    period: str
    sides: tuple[Side, ...]


def correspondence() -> Correspondence:
    """Give where exchanges stand."""
    return opened_desk().directory.correspondence


def measure_of(code: str) -> Measure:
    """Give a measure; raises Http404."""
    found = forum().measures.templates.get(code)
    if found is None:
        raise Http404
    return found


@readers_only
def measures(request: HttpRequest) -> HttpResponse:
    """List the measures by dimension, and what is open for the delegation."""
    party, now = person_of(request).party, opened_desk().clock()
    dimensions = {each.code: Text(en=each.name_en, ru=each.name_ru) for each in opened_desk().conference.dimensions}
    found = sorted(listed(party), key=lambda each: (each.is_retired, each.template.dimension, each.code))
    order = [*dimensions, *sorted({each.template.dimension for each in found} - dimensions.keys())]
    groups = [
        (code, dimensions.get(code), [each for each in found if each.template.dimension == code]) for code in order
    ]
    shown = {
        "groups": [group for group in groups if group[2]],
        "open": open_for(party)[:OPEN_FIRST],
        "now": now,
        "party": party,
    }
    return render(request, "measures/measures.html", shown)


def listed(party: str) -> Iterator[Listed]:
    """Give every measure that was adopted."""
    for code, measure in forum().measures.templates.items():
        undertaking = forum().measures.undertakings.get(f"{code} {party}")
        mine = undertaking is not None and undertaking.until_at is None
        yield Listed(code, measure.newest, when(measure.newest), measure.retired_at is not None, mine)


@readers_only
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """Show one measure: its form, who undertook it year by year, what was filed under it."""
    found, party, now = measure_of(code), person_of(request).party, opened_desk().clock()
    template = found.newest
    shown = {
        "code": code,
        "measure": found,
        "template": template,
        "when": when(template),
        "matrix": of_measure(forum(), code, party, _until(request, last_year(now)), now),
        "has_days": bool(days_of(template)),
        "newest": lines_of(correspondence().under(code)[-A_PAGE:][::-1], party),
        "series": list(_series(code)) if isinstance(template.trigger, Stream) else [],
        "contacts": contacts(code),
        "swaps": list(_swaps(code, template)) if isinstance(template.trigger, Swap) else [],
        "history": [told(place, party) for place in correspondence().of_measure(code)[-A_PAGE:][::-1]],
        "now": now,
    }
    return render(request, "measures/measure.html", shown)


@readers_only
def state(request: HttpRequest, code: str) -> HttpResponse:
    """Show what one state undertook, measure by measure and year by year."""
    if code not in forum().eligible:
        raise Http404
    now = opened_desk().clock()
    matrix = of_state(forum(), code, person_of(request).party, _until(request, last_year(now)), now)
    titles = {each.measure: measure_of(each.measure).newest.title for each in matrix.lines}
    shown = {"code": code, "matrix": matrix, "titles": titles, "now": now}
    return render(request, "measures/state.html", shown)


@readers_only
def schema(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """Give the form of one version as JSON Schema, in the reader's language."""
    del request
    versions = measure_of(code).versions
    if not 1 <= version <= len(versions):
        raise Http404
    text = json.dumps(schema_of(versions[version - 1][1], wording().language), ensure_ascii=False, indent=2)
    response = HttpResponse(f"{text}\n", content_type="application/schema+json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}-{version}.schema.json"'
    return response


def _until(request: HttpRequest, usual: int) -> int:
    """Give the last year asked for; raises Http404 where it is none."""
    asked = request.GET.get("until", "")
    if not asked:
        return usual
    if not (asked.isascii() and asked.isdigit() and len(asked) == len("2026")):
        raise Http404
    return int(asked)


def _series(code: str) -> Iterator[tuple[str, Series]]:
    for party in forum().eligible:
        series = forum().measures.series.get(f"{code} {party}")
        if series is not None:
            yield party, series


def _swaps(code: str, template: Template) -> Iterator[Swapping]:
    now = opened_desk().clock()
    keys: Sequence[str] = correspondence().swaps(code)[-A_PAGE:][::-1]
    for key in keys:
        period = key.rpartition(" ")[2]
        sides = tuple(Side(party, swap_word(forum(), code, period, party, now)) for party in template.parties)
        yield Swapping(period_words(period), sides)


def contacts(code: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Give the standing contacts of a measure: party, word, offices; in the conference's order."""
    now, known = opened_desk().clock(), forum().measures.contacts
    found = ((party, known.get(f"{code} {party}")) for party in forum().eligible)
    return [(party, contact_word(forum(), code, party, now), each.offices) for party, each in found if each is not None]
