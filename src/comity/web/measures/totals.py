# SPDX-License-Identifier: Apache-2.0
"""Totals of a period: what each state declared, side by side, and the sum of what is declared; never an average.

A figure that somebody contests bears a mark, and so does a sum it is in. Where states counted on different bases the sum says so.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from comity.acts.template import Field
from comity.node.exchange import Exchange
from comity.rules.measures.period import is_period, parse_day
from comity.rules.measures.status import counted, row_of
from comity.rules.measures.template import version_for
from comity.rules.measures.values import NUMBERS
from comity.web.desk import opened_desk
from comity.web.measures.catalogue import measure_of
from comity.web.measures.exchanges import exchange_of
from comity.web.measures.words import period_words, spoken
from comity.web.people.access import readers_only
from comity.web.reading import forum

SUMMED = NUMBERS - {"integer"}
"""Types that are summed up; an integer may be a year."""


class Figure(Struct, frozen=True):
    """What a state declared in one field: as written, its basis."""

    text: str
    basis: str


class Line(Struct, frozen=True):
    """One state's figures, field by field; None where it gives none. ``tongue`` is the language it wrote in."""

    state: str
    filed: str
    is_contested: bool
    figures: tuple[Figure | None, ...]
    tongue: str


class Sum(Struct, frozen=True):
    """The sum of what is declared in one field, and whether it mixes bases or holds a contested figure."""

    text: str
    of: int
    mixes_bases: bool
    is_contested: bool


@readers_only
def totals(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """Show what was declared for a period."""
    day, measure = parse_day(period), measure_of(code)
    if day is None:
        raise Http404
    template = version_for(forum(), measure, day)
    if not is_period(template, period):
        raise Http404
    fields = [field for field in template.fields if field.type in NUMBERS and not field.personal]
    read = _returns(code, day)
    shown = {
        "code": code,
        "template": template,
        "period": period_words(period),
        "fields": fields,
        "lines": [_line(fields, state, each) for state, each in read],
        "sums": [_sum(field, [each for _state, each in read]) for field in fields],
        "counted": counted(forum(), code, day, opened_desk().clock()),
    }
    return render(request, "measures/totals.html", shown)


def _returns(code: str, day: date) -> list[tuple[str, Exchange]]:
    now = opened_desk().clock()
    rows = [row_of(forum(), code, state, day, now) for state in forum().eligible]
    return [(row.state, exchange_of(row.filed)) for row in rows if row is not None and row.filed]


def _line(fields: Sequence[Field], state: str, found: Exchange) -> Line:
    figures = tuple(_figure(field, found) for field in fields)
    return Line(state, found.filed, found.is_contested, figures, found.act.language)


def _declared(field: Field, found: Exchange) -> list[tuple[Decimal, str]]:
    """Give the numbers of a field; a text that is no number is left to its own page."""
    given = [each for each in found.newest.values if each.key == field.key]
    return [(Decimal(each.text), each.basis) for each in given if each.text.lstrip("-").replace(".", "", 1).isdecimal()]


def _figure(field: Field, found: Exchange) -> Figure | None:
    numbers = _declared(field, found)
    if not numbers:
        return None
    total = sum((number for number, _basis in numbers), Decimal())
    return Figure(spoken(field, f"{total:f}"), "; ".join(dict.fromkeys(basis for _number, basis in numbers if basis)))


def _sum(field: Field, found: Sequence[Exchange]) -> Sum | None:
    declared = [(each, _declared(field, each)) for each in found if field.type in SUMMED]
    counted_in = [(each, numbers) for each, numbers in declared if numbers]
    if not counted_in:
        return None
    total = sum((number for _each, numbers in counted_in for number, _basis in numbers), Decimal())
    bases = {basis for _each, numbers in counted_in for _number, basis in numbers}
    contested = any(each.is_contested for each, _numbers in counted_in)
    return Sum(spoken(field, f"{total:f}"), len(counted_in), len(bases) > 1, contested)
