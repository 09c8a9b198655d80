# SPDX-License-Identifier: Apache-2.0
"""The directory against the record it is worked out from."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from comity.acts.bodies import ConveneMeeting
from comity.acts.documents import CirculateDocument, VoidSymbol
from comity.acts.entry import parse_entry
from comity.acts.envelope import Text
from comity.acts.measures import AdoptTemplate
from comity.acts.outcomes import AnnounceDecision, Mark
from comity.acts.proposals import MakeStatement, Propose
from comity.acts.requests import AssessReply, MakeRequest, ReplyToRequest
from comity.acts.returns import AcknowledgeReturn, AmendReturn, FileReturn
from comity.acts.silence import PlaceUnderSilence
from comity.conferences.measures import PATTERNS, measures_of
from comity.node.directory import Directory, Line
from comity.rules.fold import apply
from comity.rules.forum import Forum
from comity.tlog.vkey import verify
from tests.cast.forum import EDITION, MEMBERS
from tests.cast.scribe import Scribe, version
from tests.conferences.examples import EXAMPLES

TITLE = Text(en="Plan", ru="План")


def _told() -> tuple[Scribe, str]:
    scribe = Scribe.opened(replace(EDITION, announce_at_meeting=False))
    symbol = f"CICA/SOC/{scribe.at.year}/L.1"
    scribe.lodge(
        CirculateDocument, "SEC", symbol=symbol, title=TITLE, versions=(version(symbol, "en"), version(symbol, "ru"))
    )
    proposal = scribe.lodge(Propose, "ARD", body="SOC", symbols=(symbol,), title=TITLE)
    scribe.lodge(
        PlaceUnderSilence, "BOR", proposal=proposal, deadline_at=(scribe.at + timedelta(seconds=61)).replace(microsecond=0),
        text_sha256=scribe.text_of(proposal), notified=tuple(MEMBERS),
    )  # fmt: skip
    scribe.lodge(MakeStatement, "COR", proposal=proposal, kind="support", text="Yes.")
    scribe.wait(seconds=64).lodge(Mark, "REG", journal=scribe.state.journal.hex())
    scribe.lodge(VoidSymbol, "SEC", symbol=f"CICA/SOC/{scribe.at.year}/L.2", reason="misprint")
    opens_at = (scribe.at + timedelta(days=1)).replace(microsecond=0)
    scribe.lodge(
        ConveneMeeting,
        "BOR",
        body="SOC",
        label=f"{scribe.at.year}/1",
        opens_at=opens_at,
        venue=Text(en="Hall"),
        subject=TITLE,
    )
    scribe.record(proposal)
    scribe.lodge(AnnounceDecision, "BOR", proposal=proposal, symbol=f"CICA/SOC/{scribe.at.year}/DEC.1")
    return scribe, proposal


@pytest.fixture
def told() -> tuple[Scribe, str, Directory]:
    scribe, proposal = _told()
    return scribe, proposal, _directory(scribe)


def _directory(scribe: Scribe) -> Directory:
    directory = Directory()
    forum: Forum | None = None
    for place, data in enumerate(scribe.entries):
        entry = parse_entry(data)
        forum, outcome = apply(forum, entry, verify)
        directory.observe(place, entry, outcome)
    return directory


def test_it_knows_where_everything_about_a_matter_stands(told: tuple[Scribe, str, Directory]) -> None:
    _, proposal, directory = told
    assert directory.of_matter(proposal) == (2, 3, 4, 5, 8, 9)
    assert directory.of_matter("f" * 64) == ()
    assert directory.of_party("ARD") == (2,)
    assert directory.of_party("DEL") == ()
    assert list(directory.proposals) == [proposal]
    assert directory.title(proposal) == TITLE


def test_it_knows_documents_and_meetings_in_their_order(told: tuple[Scribe, str, Directory]) -> None:
    scribe, _, directory = told
    year = scribe.at.year
    assert list(directory.documents) == [f"CICA/SOC/{year}/L.1", f"CICA/SOC/{year}/L.2", f"CICA/SOC/{year}/DEC.1"]
    assert list(directory.meetings) == [f"SOC/{year}/1"]
    assert (directory.place(f"CICA/SOC/{year}/L.1"), directory.place(f"SOC/{year}/1"), directory.place("X")) == (
        1,
        7,
        None,
    )
    assert directory.title(f"CICA/SOC/{year}/L.2") is None
    assert directory.title(f"CICA/SOC/{year}/DEC.1") == TITLE


def test_the_newest_come_first(told: tuple[Scribe, str, Directory]) -> None:
    scribe, proposal, directory = told
    assert len(directory) == len(scribe.entries) == 10
    assert [line.place for line in directory.newest()] == list(range(9, -1, -1))
    assert [line.place for line in directory.newest(before=2)] == [1, 0]
    assert directory.line(2) == Line(2, directory.line(2).at, "Propose", ("ARD",), proposal)


def test_it_knows_the_returns_under_a_measure_and_what_was_said_of_each() -> None:
    scribe = Scribe.opened()
    border = next(each for each in measures_of(PATTERNS) if each.code == "BORDER-STATUS")
    scribe.lodge(AdoptTemplate, "ARD", "BOR", template=replace(border, parties=("ARD", "BOR")))
    filled: dict[str, Any] = {"template": border.code, "version": 1, "language": "en", "values": EXAMPLES[border.code]}
    first = scribe.lodge(FileReturn, "ARD", **filled)
    other = scribe.lodge(FileReturn, "BOR", **filled)
    scribe.lodge(AcknowledgeReturn, "BOR", filed=first)
    scribe.lodge(AmendReturn, "ARD", filed=first, kind="correction", values=EXAMPLES[border.code], reason="misprint")
    again = scribe.lodge(FileReturn, "ARD", **filled)
    directory = _directory(scribe)
    assert directory.correspondence.under(border.code) == [first, other, again]
    assert directory.correspondence.under("NOTHING") == ()
    assert directory.correspondence.of_state(border.code, "BOR") == [other]
    assert [directory.correspondence.earlier(filed) for filed in (first, other, again)] == [None, None, first]
    assert directory.correspondence.of_measure(border.code) == (1,)
    assert [directory.correspondence.places(filed) for filed in (first, other, "f" * 64)] == [(2, 4, 5), (3,), ()]


def test_it_knows_a_request_and_what_was_said_to_it() -> None:
    scribe = Scribe.opened()
    asked = next(each for each in measures_of(PATTERNS) if each.code == "PATTERN-REQUEST")
    scribe.lodge(AdoptTemplate, "ARD", "BOR", template=replace(asked, parties=("ARD", "BOR")))
    known: dict[str, Any] = {"template": asked.code, "version": 1, "language": "en"}
    request = scribe.lodge(MakeRequest, "ARD", **known, party="BOR", items=("What is the aim?",))
    scribe.lodge(ReplyToRequest, "BOR", request=request, kind="answer", language="en")
    scribe.lodge(AssessReply, "ARD", request=request, satisfied=True)
    directory = _directory(scribe)
    kept = directory.correspondence
    assert (kept.places(request), kept.under(asked.code), kept.asked("BOR")) == ((2, 3, 4), (), [request])
