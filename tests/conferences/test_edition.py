# SPDX-License-Identifier: Apache-2.0
"""The rules edition of a conference: every value known with a source or openly assumed."""

from typing import Any

import pytest

from comity.conferences.conference import CODES, Conference, load

FRAME = {"number", "title", "source", "rules", "assumed"}
"""Keys that describe the edition itself and rule on nothing."""
TEXT_RULES = {"seating", "speakers", "guests", "chair_term"}
"""Rules that sources give and that are no value of an edition."""


@pytest.fixture(scope="module", params=CODES)
def conference(request: pytest.FixtureRequest) -> Conference:
    return load(request.param)


def values(edition: dict[str, Any]) -> dict[str, Any]:
    """Every value of the edition by its full key, such as ``silence.SOC.min_period_s``."""
    flat = {key: value for key, value in edition.items() if key not in FRAME | {"silence", "meeting"}}
    for table in ("silence", "meeting"):
        for row in edition[table]:
            flat |= {f"{table}.{row['body']}.{key}": value for key, value in row.items() if key != "body"}
    return flat


def covered(edition: dict[str, Any], key: str) -> list[str]:
    """The full keys that a key of the lists speaks of: ``silence.disclose`` is that of every body."""
    first, _, last = key.partition(".")
    return [full for full in values(edition) if full == key or (full.startswith(f"{first}.") and full.split(".")[2:] == [last])]


def test_every_value_of_cica_is_either_known_or_assumed() -> None:
    conference = load("cica")
    keys = [row.key for row in conference.known if row.key not in TEXT_RULES] + [row.key for row in conference.assumed]
    full = [one for key in keys for one in covered(conference.edition, key)]
    assert sorted(full) == sorted(values(conference.edition))


def test_an_assumed_value_is_the_value_of_the_edition(conference: Conference) -> None:
    flat = values(conference.edition)
    said = {full: row.value for row in conference.assumed for full in covered(conference.edition, row.key)}
    assert said == {full: flat[full] for full in said}
    assert [row for row in conference.assumed if not covered(conference.edition, row.key) or not row.why] == []


def test_the_edition_lists_the_keys_of_what_is_assumed(conference: Conference) -> None:
    assert conference.edition["assumed"] == [row.key for row in conference.assumed]


def test_the_exercise_differs_from_cica_only_where_it_says() -> None:
    real, exercise = load("cica"), load("exercise")
    before, after = values(real.edition), values(exercise.edition)
    said = {full for row in exercise.assumed for full in covered(exercise.edition, row.key)}
    assert {key for key in before | after if before.get(key) != after.get(key)} == said


def test_twenty_tolerances_fit_the_shortest_period(conference: Conference) -> None:
    shortest = min(row["min_period_s"] for row in conference.edition["silence"])
    assert 20 * conference.edition["tolerance_s"] <= shortest
    assert conference.edition["mark_every_s"] < conference.edition["outage_after_s"] < shortest


def test_the_exercise_decides_by_silence_within_a_minute() -> None:
    assert {row["body"]: row["min_period_s"] for row in load("exercise").edition["silence"]} == {"MC": 60, "SOC": 60}


def test_two_thirds_of_28_are_19() -> None:
    edition = load("cica").edition
    assert -(-28 * edition["attendance_num"] // edition["attendance_den"]) == 19


def test_bodies_of_the_edition_are_bodies_of_the_conference(conference: Conference) -> None:
    bodies = {body.code for body in conference.bodies}
    for row in conference.edition["silence"]:
        assert {row["body"], *row["proposing_bodies"]} <= bodies
        assert row["body"] not in row["proposing_bodies"]
    assert [row["body"] for row in conference.edition["meeting"]] == ["SUMMIT", "MC", "SOC", "SWG"]


def test_working_languages_include_the_official_one(conference: Conference) -> None:
    edition = conference.edition
    assert edition["working_languages"] == ["en", "ru"]
    assert edition["official_language"] == "en"
    for row in (*edition["silence"], *edition["meeting"]):
        assert set(row["required_languages"]) <= set(edition["working_languages"])


def test_titles_and_banners_are_in_both_languages(conference: Conference) -> None:
    texts = (conference.name, conference.abbreviation, conference.banner)
    assert [text for text in texts if not (text.en and text.ru)] == []
    assert set(conference.edition["title"]) == {"en", "ru"}
