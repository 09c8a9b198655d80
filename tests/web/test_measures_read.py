# SPDX-License-Identifier: Apache-2.0
"""Measures as a delegation reads them: what was undertaken, what was filed, each voice beside the others."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from comity.acts.contacts import StateContact
from comity.acts.measures import AdoptTemplate, Undertake
from comity.acts.requests import Answer, MakeRequest, ReplyToRequest
from comity.acts.returns import AcknowledgeReturn, AmendReturn, FileReturn, StateOnReturn
from comity.conferences.measures import PATTERNS, measures_of
from tests.conferences.examples import EXAMPLES, value
from tests.web.office import Office, office

START = datetime(2027, 1, 4, 5, tzinfo=UTC)
TEMPLATES = {each.code: each for each in (*measures_of("cica"), *measures_of(PATTERNS))}
PARTIES = ("ARD", "BOR", "COR")


class Room:
    """An office where much was exchanged, and somebody of Arden who reads it."""

    def __init__(self, at: Office) -> None:
        self.at, self.browser = at, at.everybody()
        for template in TEMPLATES.values():
            parties = template.parties or PARTIES
            at.stage.lodge(AdoptTemplate, *parties, template=replace(template, parties=parties))
        at.follow()
        for state in ("BOR", "ARD"):
            at.lodge(Undertake, state, template="CICA-FORCES")
        self.forces = self.file("ARD", "CICA-FORCES", period="2027-12-15")
        self.beside = self.file(
            "BOR", "CICA-FORCES", period="2027-12-15", values=(value("personnel_total", "1000", "serving"),), short=True
        )
        self.activity = self.file("BOR", "CICA-ACTIVITIES")
        at.lodge(StateOnReturn, "COR", filed=self.activity, kind="contest", text="We count 18,000.", language="en")
        at.lodge(StateOnReturn, "ARD", filed=self.activity, kind="finding", text="12,400 were seen.", language="en")
        at.lodge(AcknowledgeReturn, "COR", filed=self.activity)
        self.request = at.lodge(
            MakeRequest, "BOR", template="PATTERN-REQUEST", version=1, party="ARD", language="en",
            office="Ministry", values=EXAMPLES["PATTERN-REQUEST"], items=("What is the aim?", "How many take part?"),
        )  # fmt: skip
        at.lodge(StateContact, "ARD", template="PATTERN-STANDING", offices=("Situation centre, day and night",))

    def file(self, by: str, code: str, **fields: Any) -> str:
        known = {"template": code, "version": 1, "language": "en", "office": "Ministry", "values": EXAMPLES[code]}
        return self.at.lodge(FileReturn, by, **(known | fields))

    def read(self, address: str, language: str = "en") -> str:
        answer = self.browser.get(f"/{language}/measures/{address}")
        assert answer.status_code == 200, (address, answer.status_code)
        return " ".join(answer.content.decode().split())


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    root: Path = tmp_path_factory.mktemp("measures")
    with office(root, at=START) as at:
        yield Room(at)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_measure_can_be_read_as_a_diplomat_reads_it(room: Room, language: str) -> None:
    listed = room.read("", language)
    for code, template in TEMPLATES.items():
        assert f"/{language}/measures/{code}/" in listed
        page = room.read(f"{code}/", language)
        for field in template.fields:
            assert getattr(field.label, language).replace("'", "&#x27;") in page


def test_a_matrix_has_a_row_only_where_a_state_undertook_something(room: Room) -> None:
    page = room.read("CICA-FORCES/")
    rows = re.findall(r'<tr><th scope="row"><a href="/en/measures/states/(\w+)/">.*?</tr>', page)
    assert rows == ["ARD", "BOR"]
    matrix = page[page.index('<table class="matrix">') : page.index("</table>")]
    assert matrix.count(">received<") == 2
    assert "announced" in matrix
    assert "late" not in re.findall(r"[a-z]+", matrix)
    assert "No state has undertaken this measure." in room.read("CICA-BUDGET/")
    assert "This state has undertaken no measure." in room.read("states/COR/")
    assert "CICA-FORCES" in room.read("states/ARD/")


def test_voices_stand_beside_a_return_in_the_order_of_the_record(room: Room) -> None:
    page = room.read(f"returns/{room.activity}/")
    assert page.index("12,700") < page.index("We count 18,000.") < page.index("12,400 were seen.")
    assert "all in the area, support units included" in page
    assert "Corvia</b>" in page


def test_every_version_stays_readable(room: Room) -> None:
    values = tuple(
        replace(each, text="13000") if each.key == "troops" else each for each in EXAMPLES["CICA-ACTIVITIES"]
    )
    filed = room.file("COR", "CICA-ACTIVITIES")
    room.at.lodge(AmendReturn, "COR", filed=filed, kind="correction", values=values, reason="Two units more.")
    page = room.read(f"returns/{filed}/")
    assert page.index("13,000") < page.index("Every version") < page.index("12,700")
    assert "Two units more." in page


def test_the_inbox_holds_what_was_addressed_to_the_reader_and_says_what_waits(room: Room) -> None:
    page = room.read("inbox/")
    assert "not acknowledged by your delegation" in page
    assert f"/returns/{room.activity}/" in page
    assert f"/returns/{room.forces}/" not in page
    room.at.lodge(AcknowledgeReturn, "ARD", filed=room.activity)
    assert f"/returns/{room.activity}/" not in room.read("inbox/?only=waiting")
    assert f"/returns/{room.beside}/" in room.read("inbox/?only=waiting")


def test_two_returns_stand_field_by_field(room: Room) -> None:
    page = room.read(f"returns/{room.forces}/beside/{room.beside}/")
    assert page.index("42,000") < page.index("1,000 persons")
    assert "differs" in page
    assert "not given" in page
    assert room.browser.get(f"/en/measures/returns/{room.forces}/beside/{room.activity}/").status_code == 404


def test_a_sum_says_what_it_mixes_and_what_is_contested_in_it(room: Room) -> None:
    page = room.read("CICA-FORCES/2027-12-15/")
    assert "43,000" in page
    assert "counted on different bases" in page
    assert "Returns received: 2 of 2 undertaken." in page
    assert "contested" not in page
    room.at.lodge(StateOnReturn, "COR", filed=room.beside, kind="contest", text="Reserves too.", language="en")
    assert "holds a contested figure" in room.read("CICA-FORCES/2027-12-15/")
    assert room.browser.get("/en/measures/CICA-FORCES/2027-12-14/").status_code == 404


def test_each_question_of_a_request_is_followed_by_itself(room: Room) -> None:
    assert f"/requests/{room.request}/" in room.read("inbox/")
    room.at.lodge(
        ReplyToRequest, "ARD", request=room.request, kind="answer", language="en", office="Ministry",
        answers=(Answer(item=0, state="answered", text="Training."), Answer(item=1, state="declined")),
    )  # fmt: skip
    page = room.read(f"requests/{room.request}/")
    assert page.index("What is the aim?") < page.index("Training.") < page.index("How many take part?")
    assert f"/requests/{room.request}/" in room.read("requests/")


def test_a_contact_is_shown_with_its_offices(room: Room) -> None:
    assert "Situation centre, day and night" in room.read("PATTERN-STANDING/")


def test_a_form_can_be_had_as_a_schema(room: Room) -> None:
    answer = room.browser.get("/en/measures/CICA-FORCES/1/schema.json")
    assert json.loads(answer.content)["required"] == ["personnel_total", "component"]
    assert room.browser.get("/en/measures/CICA-FORCES/2/schema.json").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "NOTHING/",
        "states/XYZ/",
        f"returns/{'f' * 64}/",
        f"requests/{'f' * 64}/",
        "CICA-FORCES/?until=x",
        "inbox/?before=-1",
    ],
)
def test_what_there_is_not_is_said(room: Room, address: str) -> None:
    assert room.browser.get(f"/en/measures/{address}").status_code == 404


def test_years_go_no_further_than_there_can_be_anything(room: Room) -> None:
    assert "earlier years" in room.read("CICA-FORCES/")
    assert "later years" in room.read("CICA-FORCES/?until=2020")
    assert '<th scope="col">2028</th>' in room.read("CICA-FORCES/?until=9999")
    assert "earlier years" not in room.read("CICA-FORCES/?until=1000")
