# SPDX-License-Identifier: Apache-2.0
"""A whole series taken out of the record: every return under a measure in each of its versions, with the hashes to check it by.

An act is named by its id, an entry by its place and leaf hash: with those anyone asks a copy of the record for a proof.
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from typing import Any

from comity.acts.instant import instant_text
from comity.cli.measures.holdings import Holdings, find_measure
from comity.cli.speech import Speech
from comity.node.exchange import Exchange, Revision, Said, rows
from comity.papers.table import cell, flag, value_cell
from comity.rules.measures.schema import form_of

COLUMNS = (
    "ref", "filed", "measure", "version", "state", "period", "stage", "exercise", "contested", "revision", "kind",
    "entered_at", "act", "place", "leaf", "field", "row", "value", "unit", "basis", "sealed",
)  # fmt: skip


def tell_series(holdings: Holdings, arguments: argparse.Namespace, speech: Speech) -> None:
    """Give the returns under some measures, or all, oldest first: as CSV, or for programs as one document."""
    found = list(_exchanges(holdings, arguments))
    if speech.json:
        speech.pass_on(_document(holdings, found))
        return
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for each in found:
        writer.writerows(_lines(holdings, each))


def _exchanges(holdings: Holdings, arguments: argparse.Namespace) -> Iterator[Exchange]:
    wanted = [find_measure(holdings.forum, name).code for name in arguments.name]
    for filed in holdings.correspondence.returns:
        filing = holdings.forum.measures.filings[filed]
        if (not wanted or filing.template in wanted) and arguments.of in {"", filing.state}:
            yield holdings.exchange(filed)


def _document(holdings: Holdings, found: list[Exchange]) -> dict[str, Any]:
    head = holdings.head
    return {
        "said": "series",
        "head": {
            "origin": head.checkpoint.origin, "size": head.checkpoint.size, "root": head.checkpoint.root.hex(),
            "anchor": holdings.anchor,
        },
        "returns": [
            {
                **_head(each),
                "revisions": [
                    {
                        **_revision(holdings, revision), "reason": revision.reason,
                        "form": form_of(each.template, revision.values), "sealed": _digests(revision),
                    }
                    for revision in each.revisions
                ],
                "acts": [{"type": type(line.act).__name__, "by": line.act.by, **_place(holdings, line)} for line in each.lines],
            }
            for each in found
        ],
    }  # fmt: skip


def _lines(holdings: Holdings, found: Exchange) -> Iterator[dict[str, Any]]:
    """Give a line for each value of each version; one without values, such as a nil return, has a line all the same."""
    for revision in found.revisions:
        said = {name: _cell(each) for name, each in _head(found).items()}
        said |= {**_revision(holdings, revision), "sealed": " ".join(_digests(revision))}
        told = [(row.field, value) for row in rows(found.template, revision.values) for value in row.values]
        for field, value in told:
            yield said | {
                "field": value.key, "row": value.row, "value": value_cell(field, value.text),
                "unit": cell(field.unit.en) if field and field.unit else "", "basis": cell(value.basis),
            }  # fmt: skip
        if not told:
            yield said


def _cell(known: object) -> str:
    return flag(known=known) if isinstance(known, bool) else cell(str(known))


def _head(found: Exchange) -> dict[str, Any]:
    filing = found.filing
    return {
        "ref": filing.ref, "filed": found.filed, "measure": filing.template, "version": filing.version,
        "state": filing.state, "period": filing.period, "stage": filing.stage, "exercise": filing.exercise,
        "contested": found.is_contested,
    }  # fmt: skip


def _revision(holdings: Holdings, revision: Revision) -> dict[str, Any]:
    return {"revision": revision.number, "kind": revision.kind, **_place(holdings, revision.said)}


def _place(holdings: Holdings, said: Said) -> dict[str, Any]:
    return {
        "entered_at": instant_text(said.at), "act": said.act_id,
        "place": said.place, "leaf": holdings.read(said.place).leaf.hex(),
    }  # fmt: skip


def _digests(revision: Revision) -> list[str]:
    return [each.blob.sha256 for each in revision.sealed]
