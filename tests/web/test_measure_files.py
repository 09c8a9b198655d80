# SPDX-License-Identifier: Apache-2.0
"""A return as PDF, text, table and data: what it says, to whom, and nothing that a program or a spreadsheet would obey."""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from tests.conferences.examples import EXAMPLES
from tests.web.exchanged import HOSTILE, START, Exchanged, exchange
from tests.web.office import Office, office


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanged[Office]]:
    with office(tmp_path_factory.mktemp("files"), at=START) as at:
        yield exchange(at)


def given(told: Exchanged[Office], filed: str, form: str, party: str = "ARD", language: str = "en") -> Any:
    """Ask for a return in a form, as a reader of a party."""
    at = told.office
    name = f"reader-{party.lower()}"
    from comity.web.people.models import Person

    person = Person.objects.filter(username=name).first() or at.person(name, "reader", party=party)
    return at.browser(person).get(f"/{language}/measures/returns/{filed}/return.{form}")


def test_the_text_for_the_capital_says_claim_and_counter_claim(told: Exchanged[Office]) -> None:
    text = given(told, told.activity, "txt").content.decode()
    said = " ".join(text.split())
    for part in (
        "13,000",
        "correction 1",
        "We count 18,000, with rail and interior troops.",
        "contest",
        "Two companies more.",
    ):
        assert part in said, part
    assert max(map(len, text.splitlines())) <= 72
    russian = given(told, told.activity, "txt", language="ru").content.decode()
    assert "несогласие с данными" in russian
    assert "13\xa0000" in russian


@pytest.mark.parametrize(("language", "said"), [("en", "1 May 2027, 15:05"), ("ru", "1 мая 2027, 15:05")])
def test_an_instant_on_paper_is_bare_text_with_the_seat_first(told: Exchanged[Office], language: str, said: str) -> None:
    text = " ".join(given(told, told.hostile, "txt", language=language).content.decode().split())
    assert said in text
    assert "<time" not in text


def test_data_hold_every_version_as_it_was_filed(told: Exchanged[Office]) -> None:
    data = json.loads(given(told, told.activity, "json").content)
    troops = [[each["text"] for each in version["values"] if each["key"] == "troops"] for version in data["revisions"]]
    assert (troops, data["holds"]) == ([["12700"], ["13000"]], 1)
    assert [(each["by"], each["kind"]) for each in data["statements"]] == [(["BOR"], "contest")]
    assert data["acknowledged"] == ["COR"]


def test_the_table_holds_the_version_that_holds_with_its_mark(told: Exchanged[Office]) -> None:
    rows = list(csv.DictReader(StringIO(given(told, told.activity, "csv").content.decode())))
    assert {row["contested"] for row in rows} == {"yes"}
    found = {row["field"]: (row["value"], row["basis"]) for row in rows}
    assert found["troops"] == ("13000", "all in the area, support units included")
    assert len(rows) == len(EXAMPLES["CICA-ACTIVITIES"])


def test_the_pdf_is_the_same_bytes_each_time(told: Exchanged[Office]) -> None:
    first, again = (given(told, told.activity, "pdf") for _ in range(2))
    assert (first["Content-Type"], first.content[:5]) == ("application/pdf", b"%PDF-")
    assert first.content == again.content


def test_hostile_content_is_only_text(told: Exchanged[Office]) -> None:
    rows = list(csv.DictReader(StringIO(given(told, told.hostile, "csv").content.decode())))
    assert [row["value"] for row in rows if row["field"] == "what"] == [f"'{HOSTILE}"]
    assert "<script>run(1)</script>" in given(told, told.hostile, "txt").content.decode()
    assert given(told, told.hostile, "pdf").content.startswith(b"%PDF-")


@pytest.mark.parametrize(("party", "seen"), [("ARD", ["BOR"]), ("BOR", ["BOR"]), ("COR", []), ("DEL", [])])
def test_recipients_that_the_template_does_not_show_are_shown_to_themselves_alone(
    told: Exchanged[Office], party: str, seen: list[str]
) -> None:
    data = json.loads(given(told, told.officers, "json", party).content)
    assert [each["recipients"] for each in data["sealed"]] == [seen]


def test_an_exercise_says_so_in_every_form(told: Exchanged[Office]) -> None:
    assert "Exercise only." in given(told, told.exercise, "txt").content.decode()
    assert json.loads(given(told, told.exercise, "json").content)["is_exercise"]
    assert "yes" in given(told, told.exercise, "csv").content.decode()


def test_there_is_nothing_in_another_form_or_of_another_name(told: Exchanged[Office]) -> None:
    assert given(told, told.activity, "exe").status_code == 404
    assert given(told, "f" * 64, "pdf").status_code == 404
    from django.test import Client

    assert Client().get(f"/en/measures/returns/{told.activity}/return.pdf").status_code == 302
