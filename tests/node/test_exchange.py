# SPDX-License-Identifier: Apache-2.0
"""An exchange read whole: every version stays readable, and every voice stands beside the others."""

from typing import Any

import pytest
from msgspec.structs import replace

from comity.acts.entry import Entry, parse_entry
from comity.acts.measures import AdoptTemplate
from comity.acts.returns import AcknowledgeReturn, AmendReturn, FileReturn, StateOnReturn, Value
from comity.node.directory import Directory
from comity.node.exchange import Exchange, exchange, rows
from comity.rules.fold import apply
from comity.rules.forum import Forum
from comity.tlog.vkey import verify
from tests.cast.scribe import Scribe
from tests.cast.templates import EXERCISES, troops

BEGINS = Value(key="begins_on", text="2027-03-15")
PARTIES = ("ARD", "BOR", "COR")


def read(scribe: Scribe, filed: str) -> Exchange | None:
    directory = Directory()
    found: Forum | None = None
    for place, each in enumerate(scribe.entries):
        entry = parse_entry(each)
        found, outcome = apply(found, entry, verify)
        directory.observe(place, entry, outcome)

    def at(place: int) -> Entry:
        return parse_entry(scribe.entries[place])

    return exchange(scribe.state, filed, directory.correspondence.places(filed), at)


@pytest.fixture(scope="module")
def told() -> Exchange:
    scribe = Scribe.opened()
    scribe.lodge(AdoptTemplate, *PARTIES, template=replace(EXERCISES, parties=PARTIES))
    known: dict[str, Any] = {"template": "EXERCISES", "version": 1, "language": "en", "office": "Ministry"}
    filed = scribe.lodge(FileReturn, "ARD", **known, values=(troops(12_700), BEGINS))
    scribe.wait(hours=1).lodge(
        StateOnReturn, "BOR", filed=filed, kind="contest", text="We count 18,000.", language="en"
    )
    scribe.wait(hours=1).lodge(AcknowledgeReturn, "COR", filed=filed)
    corrected = (troops(13_000), BEGINS)
    scribe.wait(hours=1).lodge(AmendReturn, "ARD", filed=filed, kind="correction", values=corrected, reason="Two more.")
    scribe.wait(hours=1).lodge(AmendReturn, "ARD", filed=filed, kind="cancellation", reason="It does not take place.")
    found = read(scribe, filed)
    assert found is not None
    assert found.filed == filed
    return found


def test_each_version_stays_readable_and_the_newest_with_content_holds(told: Exchange) -> None:
    said = [(each.number, each.kind, [value.text for value in each.values]) for each in told.revisions]
    assert said == [
        (0, "original", ["12700", "2027-03-15"]),
        (1, "correction", ["13000", "2027-03-15"]),
        (2, "cancellation", []),
    ]
    assert told.newest.number == 1
    assert told.filing.stage == "cancelled"


def test_voices_stand_beside_it_with_their_author_and_instant(told: Exchange) -> None:
    assert [(each.by, each.kind, each.text) for _, each in told.statements] == [
        (("BOR",), "contest", "We count 18,000.")
    ]
    assert told.is_contested
    assert [line.at for line in told.lines] == sorted(line.at for line in told.lines)
    assert len(told.lines) == 5


def test_what_a_form_does_not_have_is_shown_as_it_was_filed() -> None:
    values = (Value(key="odd", text="x"), Value(key="area", text="b", row=1), Value(key="area", text="a"), troops(3))
    told = [(row.key, row.field is not None, [each.text for each in row.values]) for row in rows(EXERCISES, values)]
    assert told == [("troops", True, ["3"]), ("area", True, ["a", "b"]), ("odd", False, ["x"])]


def test_there_is_no_exchange_of_an_unknown_name() -> None:
    assert read(Scribe.opened(), "f" * 64) is None
