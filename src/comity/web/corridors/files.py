# SPDX-License-Identifier: Apache-2.0
"""An answer as a file: JSON, CSV, GeoJSON, SVG or a page of PDF."""

from collections.abc import Callable

from django.http import HttpResponse

from comity.corridors import shipped
from comity.corridors.exports import features
from comity.corridors.exports import table as csv_table
from comity.papers.brief import pdf
from comity.web.corridors.answered import Answered
from comity.web.corridors.brief import brief

FILE_PATIENCE = 60.0
"""Seconds a file waits."""


def file_of(answered: Answered, form: str) -> HttpResponse:
    """Give an answer in one of the `FILES`."""
    media, make = FILES[form]
    response = HttpResponse(make(answered), content_type=media)
    shown = "inline" if form in {"pdf", "json"} else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="corridors-{answered.question.kind}.{form}"'
    return response


FILES: dict[str, tuple[str, Callable[[Answered], bytes | str]]] = {
    "json": ("application/x-ndjson", lambda each: each.json),
    "csv": ("text/csv; charset=utf-8", lambda each: csv_table(each.question.kind, each.given.statements)),
    "geojson": ("application/geo+json", lambda each: features(each.given.picture, shipped.network())),
    "svg": ("image/svg+xml", lambda each: each.map(alone=True)),
    "pdf": ("application/pdf", lambda each: pdf(brief(each))),
}
