# SPDX-License-Identifier: Apache-2.0
"""Measures: which there are, their forms, who undertook them and what became of each due day, as their pages show them.

What became of an undertaking depends on the hour too, so those answers bear no tag.
"""

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field as Within

from comity.acts.template import Field
from comity.api import measure_shapes as shapes
from comity.api.conditional import conditional
from comity.api.keys import reading
from comity.api.lines import line_of
from comity.web.desk import opened_desk
from comity.web.measures import catalogue
from comity.web.measures.matrix import Matrix, last_year, of_measure, of_state
from comity.web.people.access import person_of
from comity.web.reading import forum, told, words_of
from comity.web.templatetags.words import phrase

router = Router(tags=["Measures"], auth=reading)
Code = Annotated[str, Within(pattern=r"^[A-Z][A-Z0-9]{0,15}(-[A-Z0-9]{1,16}){0,4}$")]
State = Annotated[str, Within(pattern=r"^[A-Z][A-Z0-9]{1,11}$")]
Until = Annotated[int | None, Query(ge=1990, le=2199, description="the last year; without one, the next")]
Version = Annotated[int, Within(ge=1, lt=10**6)]


@router.get("/measures", response=list[shapes.MeasureLine], summary="Measures")
@conditional
def measures(request: HttpRequest) -> list[dict[str, Any]]:
    """Every measure that was adopted, in its newest version; those that ended say so."""
    party = person_of(request).party
    return [_line(each) for each in sorted(catalogue.listed(party), key=lambda each: each.code)]


def _line(listed: catalogue.Listed) -> dict[str, Any]:
    template = listed.template
    return {
        "code": listed.code,
        "version": template.version,
        "title": words_of(template.title),
        "dimension": template.dimension,
        "nature": template.nature,
        "due": listed.when,
        "is_retired": listed.is_retired,
        "is_ours": listed.mine,
    }


@router.get("/measures/{code}", response=shapes.Measure, summary="One measure")
@conditional
def measure(request: HttpRequest, code: Path[Code]) -> dict[str, Any]:
    """What it is for, its form, when it is due and to whom returns go."""
    template, party = catalogue.measure_of(code).newest, person_of(request).party
    listed = next(each for each in catalogue.listed(party) if each.code == code)
    return {
        **_line(listed),
        "purpose": words_of(template.purpose),
        "basis": words_of(template.basis),
        "zone": template.zone,
        "trigger": msgspec.to_builtins(template.trigger),
        "parties": template.parties,
        "fields": [_field(each) for each in template.fields],
        "nil": template.nil,
        "recipients": template.recipients,
        "content": template.content,
        "grace_days": template.grace_days,
        "languages": template.languages,
        "entries": [line_of(told(place, party)) for place in catalogue.correspondence().of_measure(code)],
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "key": field.key,
        "label": words_of(field.label),
        "type": field.type,
        "required": field.required,
        "unit": words_of(field.unit),
        "codes": {word.code: words_of(word.label) for word in field.codes},
        "repeats": field.repeats,
        "personal": field.personal,
    }


@router.get("/measures/{code}/versions/{version}/schema", response={200: None}, summary="The form as JSON Schema")
def schema(request: HttpRequest, code: Path[Code], version: Path[Version]) -> HttpResponse:
    """The open form of one version (draft 2020-12), titles in the language asked for."""
    return catalogue.schema(request, code, version)


@router.get("/measures/{code}/undertakings", response=shapes.Undertakings, summary="Who undertook a measure")
def undertakings(request: HttpRequest, code: Path[Code], until: Until = None) -> dict[str, Any]:
    """States that undertook it, in the conference's order, and what became of each due day of five years."""
    catalogue.measure_of(code)
    now = opened_desk().clock()
    return _shown(of_measure(forum(), code, person_of(request).party, until or last_year(now), now))


@router.get("/states/{state}/undertakings", response=shapes.Undertakings, summary="What a state undertook")
def of_one_state(request: HttpRequest, state: Path[State], until: Until = None) -> dict[str, Any]:
    """Its undertakings by measure, and what became of each due day of five years."""
    if state not in forum().eligible:
        raise Http404
    now = opened_desk().clock()
    return _shown(of_state(forum(), state, person_of(request).party, until or last_year(now), now))


def _shown(matrix: Matrix) -> dict[str, Any]:
    return {
        "years": matrix.years,
        "undertakings": list(_undertakings(matrix)),
        "earlier": matrix.earlier,
        "later": matrix.later,
    }


def _undertakings(matrix: Matrix) -> Iterator[dict[str, Any]]:
    for line in matrix.lines:
        yield {
            "measure": line.measure,
            "state": line.state,
            "basis": line.undertaking.basis,
            "from_at": line.undertaking.from_at,
            "until_at": line.undertaking.until_at,
            "is_running": line.is_running,
            "due": [
                {
                    "measure": cell.row.template,
                    "state": cell.row.state,
                    "nature": cell.row.nature,
                    "period": cell.row.period,
                    "due_at": cell.row.due_at,
                    "word": cell.word,
                    "said": phrase(cell.word, "word"),
                    "days_after": cell.row.days_late,
                    "filed": cell.row.filed,
                }
                for cells in line.years
                for cell in cells
            ],
        }
