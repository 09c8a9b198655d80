# SPDX-License-Identifier: Apache-2.0
"""Measures for programs: what their pages show, in shapes; the same files, the same reach."""

from collections.abc import Iterator

import pytest

from tests.api.program import Program, program
from tests.web.exchanged import EXCHANGED, START, Exchanged, exchange
from tests.web.office import Office, office


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanged[Office]]:
    with office(tmp_path_factory.mktemp("programs"), at=START) as at:
        yield exchange(at)


@pytest.fixture(scope="module")
def arden(told: Exchanged[Office]) -> Program:
    return program(told.office, "register", "reader")


@pytest.fixture(scope="module")
def borea(told: Exchanged[Office]) -> Program:
    return program(told.office, "borean", "reader", party="BOR")


@pytest.fixture(scope="module")
def delmar(told: Exchanged[Office]) -> Program:
    return program(told.office, "delmarian", "reader", party="DEL")


def test_measures_say_their_nature_and_when_something_is_due(arden: Program) -> None:
    known = {each["code"]: each for each in arden.get("/measures").json()}
    assert set(known) == set(EXCHANGED)
    assert (known["CICA-BUDGET"]["nature"], known["CICA-BUDGET"]["is_ours"]) == ("voluntary", True)
    assert not known["CICA-INCIDENTS"]["is_ours"]
    one = arden.get("/measures/CICA-FORCES").json()
    labels = {each["key"]: each["label"]["en"] for each in one["fields"]}
    assert "personnel_total" in labels
    assert [entry["type"] for entry in one["entries"]] == ["AdoptTemplate", "Undertake", "Undertake"]
    schema = arden.get("/measures/CICA-FORCES/versions/1/schema")
    assert schema.json()["properties"].keys() <= labels.keys()
    assert [arden.get(f"/measures/{path}").status_code for path in ("NONE", "CICA-FORCES/versions/2/schema")] == [
        404,
        404,
    ]


def test_only_who_undertook_it_has_rows(arden: Program) -> None:
    found = arden.get("/measures/CICA-FORCES/undertakings?until=2027").json()
    assert [each["state"] for each in found["undertakings"]] == ["ARD", "BOR"]
    words = {each["state"]: [due["word"] for due in each["due"]] for each in found["undertakings"]}
    assert words == {"ARD": ["announced"], "BOR": ["received"]}
    assert arden.get("/measures/CICA-INCIDENTS/undertakings").json()["undertakings"] == []
    mine = arden.get("/states/BOR/undertakings?until=2027").json()["undertakings"]
    assert [each["measure"] for each in mine] == ["CICA-ACTIVITIES", "CICA-BUDGET", "CICA-FORCES"]
    assert arden.get("/states/NONE/undertakings").status_code == 404


def test_an_inbox_holds_what_was_addressed_to_the_party(told: Exchanged[Office], borea: Program, delmar: Program) -> None:
    sent = {each["filed"]: each["awaits"] for each in borea.get("/inbox").json()["returns"]}
    assert {told.activity, told.officers} <= sent.keys()
    assert sent[told.activity]
    assert told.officers not in {each["filed"] for each in delmar.get("/inbox").json()["returns"]}
    waiting = borea.get("/inbox?only=waiting").json()["returns"]
    assert all(each["awaits"] for each in waiting)


def test_a_return_stands_with_every_version_and_voice(told: Exchanged[Office], arden: Program) -> None:
    found = arden.get(f"/returns/{told.activity}").json()
    assert [each["kind"] for each in found["revisions"]] == ["original", "correction"]
    assert [(each["by"], each["kind"]) for each in found["statements"]] == [(["BOR"], "contest")]
    assert [each["type"] for each in found["entries"]] == [
        "FileReturn", "AcknowledgeReturn", "StateOnReturn", "AmendReturn", "AcknowledgeReturn",
    ]  # fmt: skip
    under = arden.get("/measures/CICA-ACTIVITIES/returns").json()
    assert ([each["filed"] for each in under["returns"]], under["older"]) == ([told.activity], None)


def test_who_receives_what_is_not_shown_stays_unsaid_to_others(
    told: Exchanged[Office], arden: Program, borea: Program, delmar: Program
) -> None:
    seen = [
        (each["recipients"], [sealed["recipients"] for sealed in each["sealed"]])
        for each in (reader.get(f"/returns/{told.officers}").json() for reader in (arden, borea, delmar))
    ]
    assert seen == [(["BOR"], [["BOR"]]), (["BOR"], [["BOR"]]), ([], [[]])]


@pytest.mark.parametrize("form", ["pdf", "txt", "csv", "json"])
def test_files_are_those_of_the_pages(told: Exchanged[Office], arden: Program, form: str) -> None:
    page = told.office.browser(told.office.person(f"reader-{form}", "reader"))
    shown = page.get(f"/en/measures/returns/{told.activity}/return.{form}")
    given = arden.get(f"/returns/{told.activity}/return.{form}")
    assert (given.content, given.headers["content-type"]) == (shown.content, shown.headers["content-type"])


def test_each_question_of_a_request_is_followed_by_itself(told: Exchanged[Office], arden: Program, delmar: Program) -> None:
    [line] = arden.get("/requests").json()["requests"]
    assert (line["request"], line["open_items"]) == (told.asked, 1)
    found = arden.get(f"/requests/{told.asked}").json()
    assert [(each["state"], [answer["text"] for answer in each["answers"]]) for each in found["questions"]] == [
        ("answered", ["Training."]),
        ("open", []),
    ]
    assert delmar.get("/requests").json()["requests"] == []
