# SPDX-License-Identifier: Apache-2.0
"""Exchanges as data: what programs read of a return and of a request, with the same reach as their pages.

Values are as they were filed, letter by letter; labels come in every language of the template.
"""

from collections.abc import Iterator
from typing import Any

from comity.acts.returns import Values
from comity.acts.template import Template
from comity.node.exchange import Exchange, Revision, rows
from comity.web.measures.exchanges import annexes_of
from comity.web.measures.lists import Line, line_of, recipients_of
from comity.web.reading import words_of


def of_line(line: Line, party: str) -> dict[str, Any]:
    """Give a return of a list, to a party."""
    filing = line.filing
    recipients = recipients_of(filing, party)
    return {
        "filed": line.filed,
        "ref": filing.ref,
        "measure": filing.template,
        "version": filing.version,
        "title": words_of(line.template.title),
        "state": filing.state,
        "joint": list(filing.joint),
        "kind": filing.kind,
        "period": filing.period,
        "entered_at": filing.at,
        "due_at": None if filing.exercise else filing.due_at,
        "stage": filing.stage,
        "is_exercise": filing.exercise,
        "is_confirmed": filing.confirmed,
        "recipients": list(recipients),
        "acknowledged": [code for code in filing.acknowledged if code in recipients],
        "is_secured": line.is_secured,
        "awaits": line.awaits,
    }


def of_exchange(found: Exchange, party: str) -> dict[str, Any]:
    """Give a return whole: every version, every statement, what the template shows of sealed content to a party."""
    act = found.act
    return {
        **of_line(line_of(found.filed, party), party),
        "made_at": act.made_at,
        "received_at": act.received_at,
        "channel": act.channel,
        "language": act.language,
        "machine": act.machine,
        "outside_scope": act.outside_scope,
        "incomplete": list(found.filing.incomplete),
        "holds": found.newest.number,
        "revisions": [_revision(found.template, each) for each in found.revisions],
        "statements": [
            {
                "kind": said.kind,
                "by": list(said.by),
                "entered_at": line.at,
                "language": said.language,
                "text": said.text,
                "act": line.act_id,
            }
            for line, said in found.statements
        ],
        "sealed": [
            {
                "sha256": annex.sha256,
                "sender": annex.sender,
                "recipients": list(annex.recipients),
                "is_ours": annex.is_ours,
                "is_erased": annex.is_erased,
            }
            for annex in annexes_of(found, party)
        ],
    }


def _revision(template: Template, revision: Revision) -> dict[str, Any]:
    return {
        "number": revision.number,
        "kind": revision.kind,
        "entered_at": revision.said.at,
        "place": revision.said.place,
        "act": revision.said.act_id,
        "reason": revision.reason,
        "values": list(of_values(template, revision.values)),
    }


def of_values(template: Template, values: Values) -> Iterator[dict[str, Any]]:
    """Give the values of a form, field by field; a label is empty where the template does not have the field."""
    for row in rows(template, values):
        for value in row.values:
            yield {
                "key": row.key,
                "label": words_of(row.field.label if row.field else None),
                "type": row.field.type if row.field else "",
                "unit": words_of(row.field.unit if row.field else None),
                "row": value.row,
                "text": value.text,
                "basis": value.basis,
            }
