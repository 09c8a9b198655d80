# SPDX-License-Identifier: Apache-2.0
"""Corridors for programs: the same questions as on the pages, and the same answers, as files."""

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from comity.api.keys import reading
from comity.api.problems import FaultyFields, NotComputed
from comity.api.shapes import Fault
from comity.corridors.errors import CorridorError
from comity.web.corridors.answered import answer as compute
from comity.web.corridors.answered import listed
from comity.web.corridors.files import FILE_PATIENCE, file_of
from comity.web.corridors.form import Asking
from comity.web.corridors.worker import Busy

router = Router(tags=["Corridors"], auth=reading)
Question = Literal["route", "reach", "closure", "exposure", "critical", "pairs"]
Form = Literal["json", "csv", "geojson", "svg", "pdf"]
Text = Annotated[str, Field(max_length=400)]
Modes = list[Literal["rail", "road", "sea", "ferry"]]


class Asked(Schema):
    """What is asked: places by name or id, states by code, several places or links separated by commas."""

    from_: Text = Field("", alias="from", description="where ways begin: for route and reach")
    to: Text = Field("", description="where ways end: for route")
    close_place: Text = Field("", description="places that are not available")
    close_link: Text = Field("", description="links that are not available")
    close_mode: Modes = Field([], description="modes that are not available")
    transit_of: list[Text] = Field([], description="states whose transit is not available")
    contested: bool = Field(default=False, description="count places of disputed status with the state too")
    scenario: Text = Field("", description="what a scenario reports; `record`: what notices on the record say")
    counting: Literal["closed", "open"] = Field("closed", description="which of contradicting notices count")
    on: date | None = Field(None, description="the day of the figures; without one, today")
    built: Literal["now", "soon", "ever"] = Field("now", description="also what is under construction, or planned")
    demand: Literal["equal", "gravity"] = Field("equal", description="what pairs count")
    ends: Literal["main", "all"] = Field("main", description="ends of journeys")
    usd_per_hour: float = Field(20.0, ge=0, le=100_000, description="what an hour of 20 t is worth, in US dollars")
    best: int = Field(3, ge=1, le=10, description="so many ways, for route")
    count: int = Field(20, ge=1, le=50, description="so many rows, for critical and pairs")
    of: Literal["links", "places"] = Field("links", description="what critical ranks")


@router.get("/corridors/{question}/answer.{form}", response={200: None}, summary="The answer to a question about ways")
def answer(
    request: HttpRequest,  # noqa: ARG001
    question: Path[Question],
    form: Path[Form],
    asked: Query[Asked],
) -> HttpResponse:
    """The same numbers in each form: statements line by line, a table, links and places, a map, one page."""
    states = listed()
    said = Asking(question, states.names, _as_typed(asked))
    if not said.is_valid():
        raise FaultyFields(*(Fault(field=name, detail=str(found[0])) for name, found in said.errors.items()))
    try:
        answered = compute(said.question(), states, FILE_PATIENCE)
    except CorridorError as error:
        raise FaultyFields(Fault(field=getattr(error, "field", ""), detail=str(error))) from None
    except Busy:
        raise NotComputed from None
    if answered is None:
        raise NotComputed
    return file_of(answered, form)


def _as_typed(asked: Asked) -> dict[str, object]:
    """Give what was asked as a form takes it."""
    typed = asked.dict(by_alias=True)
    return typed | {"on": asked.on.isoformat() if asked.on else "", "contested": "on" if asked.contested else ""}
