# SPDX-License-Identifier: Apache-2.0
"""The lists of both conferences: complete, in the conference's order, each row with its source."""

import re
import unicodedata
from importlib import resources
from itertools import pairwise
from typing import Any

import pytest

from comity.conferences.conference import CODES, Conference, load

NOT_FOUND = "not found"


@pytest.fixture(scope="module", params=CODES)
def conference(request: pytest.FixtureRequest) -> Conference:
    return load(request.param)


def alphabetical(name: str) -> str:
    """The place of a name in English order: without marks on letters, without case."""
    return "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter)).lower()


def rows(conference: Conference) -> list[Any]:
    tables = ("parties", "bodies", "chairs", "meetings", "dimensions", "coordinators", "known", "practice")
    return [row for table in tables for row in getattr(conference, table)]


def test_cica_has_28_members_10_observer_states_and_5_organizations() -> None:
    kinds = [party.kind for party in load("cica").parties]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "member": 28,
        "observer_state": 10,
        "observer_organization": 5,
    }


def test_the_exercise_has_28_members() -> None:
    assert sum(party.kind == "member" for party in load("exercise").parties) == 28


def test_states_stand_in_english_alphabetical_order(conference: Conference) -> None:
    for kind in ("member", "observer_state"):
        names = [party.name_en for party in conference.parties if party.kind == kind]
        assert names == sorted(names, key=alphabetical)


def test_the_order_of_cica_is_by_usual_name() -> None:
    members = {party.code: party for party in load("cica").parties if party.kind == "member"}
    chosen = [(members[code].order, members[code].name_en) for code in ("KOR", "RUS", "TUR", "VNM")]
    assert chosen == [(20, "Republic of Korea"), (21, "Russia"), (25, "Türkiye"), (28, "Viet Nam")]


def test_places_in_a_list_are_numbered_without_gaps(conference: Conference) -> None:
    lists = [[party.order for party in conference.parties if party.kind == kind] for kind in ("member", "observer_state")]
    lists += [[party.order for party in conference.parties if party.kind == "observer_organization"]]
    lists += [[row.order for row in table] for table in (conference.bodies, conference.chairs, conference.dimensions)]
    assert lists == [list(range(1, len(numbers) + 1)) for numbers in lists]


def test_codes_are_unique_and_can_stand_in_an_act(conference: Conference) -> None:
    parties = [party.code for party in conference.parties]
    bodies = [body.code for body in conference.bodies]
    assert len(set(parties) | {conference.secretariat}) == len(parties) + 1
    assert len(set(bodies)) == len(bodies)
    assert [code for code in parties + bodies if not re.fullmatch(r"[A-Z][A-Z0-9]{1,11}", code)] == []


def test_states_have_three_letter_codes(conference: Conference) -> None:
    states = [party.code for party in conference.parties if party.kind != "observer_organization"]
    assert [code for code in states if not re.fullmatch("[A-Z]{3}", code)] == []


def test_every_row_names_a_source_that_is_listed(conference: Conference) -> None:
    listed = {source.key for source in conference.sources}
    assert len(listed) == len(conference.sources)
    assert [row for row in rows(conference) if row.source not in listed] == []
    assert {conference.name_source, conference.name_ru_source} <= listed


def test_every_listed_source_is_used_and_dated(conference: Conference) -> None:
    used = {getattr(row, field) for row in rows(conference) for field in ("source", "name_ru_source") if hasattr(row, field)}
    used |= {conference.name_source, conference.name_ru_source}
    used |= {key for row in rows(conference) for key in re.findall(r"\[([a-z0-9-]+)\]", getattr(row, "note", ""))}
    assert {source.key for source in conference.sources} == used - {NOT_FOUND}
    dated = re.compile(r"(retrieved )?20\d\d(-\d\d(-\d\d)?)?")
    assert [source for source in conference.sources if not dated.fullmatch(source.date) or not source.title] == []


def test_a_russian_name_has_a_source_and_a_missing_one_says_so(conference: Conference) -> None:
    listed = {source.key for source in conference.sources}
    for row in rows(conference):
        if not hasattr(row, "name_ru"):
            continue
        if row.name_ru:
            assert row.name_ru_source in listed, row
            assert re.search("[а-яё]", row.name_ru), row
        else:
            assert row.name_ru_source == NOT_FOUND, row


def test_every_state_and_every_deciding_body_has_a_russian_name(conference: Conference) -> None:
    assert [party.code for party in conference.parties if not party.name_ru] == []
    deciding = {body.code for body in conference.bodies if body.name_ru}
    assert {"SUMMIT", "MC", "SOC", "SWG", conference.secretariat} <= deciding


def test_no_name_comes_from_cldr() -> None:
    files = (file for code in CODES for file in (resources.files("comity.conferences") / code).iterdir() if file.is_file())
    assert [file.name for file in files if "cldr" in file.read_text(encoding="utf-8").lower()] == []


def test_one_term_of_the_chair_begins_where_the_last_ended(conference: Conference) -> None:
    members = {party.code for party in conference.parties if party.kind == "member"}
    assert {chair.party for chair in conference.chairs} <= members
    assert [(a, b) for a, b in pairwise(conference.chairs) if a.until_on != b.from_on] == []
    assert conference.chairs[-1].until_on == ""


def test_the_chairs_of_today() -> None:
    assert [load(code).chairs[-1].party for code in CODES] == ["AZE", "BOR"]


def test_dates_are_dates(conference: Conference) -> None:
    whole, partial = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
    assert [party for party in conference.parties if party.since_on and not whole.fullmatch(party.since_on)] == []
    in_part = [chair.from_on for chair in conference.chairs] + [meeting.opened_on for meeting in conference.meetings]
    assert [text for text in in_part if not partial.fullmatch(text)] == []


def test_coordinators_are_members_and_areas_are_listed(conference: Conference) -> None:
    members = {party.code for party in conference.parties if party.kind == "member"}
    areas = {dimension.code for dimension in conference.dimensions}
    assert len(areas) == len(conference.dimensions)
    assert {coordinator.party for coordinator in conference.coordinators} <= members
    assert {coordinator.area for coordinator in conference.coordinators} <= areas
    assert {dimension.parent for dimension in conference.dimensions} <= areas | {""}


def test_there_are_five_dimensions(conference: Conference) -> None:
    dimensions = [dimension.code for dimension in conference.dimensions if not dimension.parent]
    assert dimensions == ["MIL", "NCT", "ECO", "ENV", "HUM"]
