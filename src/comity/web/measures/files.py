# SPDX-License-Identifier: Apache-2.0
"""A return as a file: as a paper for people, as a table for a spreadsheet, as data for a program."""

import csv
from collections.abc import Callable
from io import StringIO

import msgspec
from django.http import Http404, HttpRequest, HttpResponse

from comity.node.exchange import Exchange, rows
from comity.papers.plain import plain_text
from comity.papers.sheet import pdf
from comity.papers.table import cell, flag, value_cell
from comity.web.measures.data import of_exchange
from comity.web.measures.exchanges import exchange_of
from comity.web.measures.sheet import return_paper
from comity.web.people.access import person_of, readers_only
from comity.web.reading import wording

COLUMNS = (
    "ref", "measure", "version", "state", "period", "entered_at", "stage", "exercise", "contested", "revision", "field",
    "label", "row", "value", "unit", "basis",
)  # fmt: skip


@readers_only
def return_file(request: HttpRequest, filed: str, form: str) -> HttpResponse:
    """Give a return in one of the `FORMS`."""
    if form not in FORMS:
        raise Http404
    found, (media, made) = exchange_of(filed), FORMS[form]
    response = HttpResponse(made(found, person_of(request).party), content_type=media)
    name = found.filing.ref.replace("/", "_")
    response["Content-Disposition"] = f'{"attachment" if form == "csv" else "inline"}; filename="{name}.{form}"'
    return response


def table(found: Exchange, _party: str = "") -> str:
    """Write the version that holds as CSV: a line for each value, as it was filed, with the label in the reader's language."""
    filing, text = found.filing, StringIO()
    head = {
        "ref": filing.ref, "measure": filing.template, "version": filing.version, "state": filing.state,
        "period": filing.period, "entered_at": f"{filing.at:%Y-%m-%dT%H:%M:%SZ}", "stage": filing.stage,
        "exercise": flag(known=filing.exercise), "contested": flag(known=found.is_contested),
        "revision": found.newest.number,
    }  # fmt: skip
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows(found.template, found.newest.values):
        label = wording().text(row.field.label) if row.field else ""
        for value in row.values:
            cells = {
                "field": row.key, "label": cell(label), "row": value.row, "value": value_cell(row.field, value.text),
                "unit": cell(wording().text(row.field.unit)) if row.field and row.field.unit else "", "basis": cell(value.basis),
            }  # fmt: skip
            writer.writerow(head | cells)
    return text.getvalue()


def _data(found: Exchange, party: str) -> bytes:
    return msgspec.json.format(msgspec.json.encode(of_exchange(found, party)), indent=2) + b"\n"


FORMS: dict[str, tuple[str, Callable[[Exchange, str], bytes | str]]] = {
    "pdf": ("application/pdf", lambda found, party: pdf(return_paper(found, party))),
    "txt": ("text/plain; charset=utf-8", lambda found, party: plain_text(return_paper(found, party))),
    "csv": ("text/csv; charset=utf-8", table),
    "json": ("application/json", _data),
}
"""Extension → media type, and how it is written of an exchange for a party."""
