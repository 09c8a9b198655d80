# SPDX-License-Identifier: Apache-2.0
"""The exercise is fiction: nothing in it can be taken for a real state, and its texts exist in both languages."""

import re
import unicodedata
from importlib import resources

import pytest

from comity.conferences.conference import PlayText, load


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out or changed to turn one word into the other."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row = row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b)))
    return row[-1]


def names(code: str, language: str) -> set[str]:
    return {getattr(party, f"name_{language}") for party in load(code).parties}


def words(code: str, language: str) -> set[str]:
    """The words of four letters and more in the short and formal names of a conference's states."""
    states = [party for party in load(code).parties if party.kind != "observer_organization"]
    texts = [getattr(party, f"{form}_{language}") for party in states for form in ("name", "formal")]
    return {word for text in texts for word in re.findall(r"[^\W\d_]{4,}", text)}


def test_distance_counts_letters() -> None:
    assert [distance("iran", "iran"), distance("iran", "iraq"), distance("oman", "roman"), distance("", "abc")] == [0, 1, 1, 3]


@pytest.mark.parametrize("language,near", [("en", {("Borea", "Korea")}), ("ru", {("Борея", "Корея")})])
def test_no_fictional_name_is_near_a_real_one(language: str, near: set[tuple[str, str]]) -> None:
    # Borea is one of the four names that the project settled before; the others are two letters away or more.
    pairs = ((mine, real) for mine in words("exercise", language) for real in words("cica", language))
    assert {(mine, real) for mine, real in pairs if distance(mine.lower(), real.lower()) < 2} == near


def test_no_code_is_used_twice() -> None:
    assert {party.code for party in load("cica").parties} & {party.code for party in load("exercise").parties} == set()


def test_no_real_name_stands_in_a_file_of_the_exercise() -> None:
    real = sorted(names("cica", "en") | names("cica", "ru"))
    folder = resources.files("comity.conferences") / "exercise"
    files = [file for place in (folder, folder / "play") for file in place.iterdir() if file.is_file()]
    texts = {file.name: file.read_text(encoding="utf-8") for file in files}
    assert [(name, file) for file, text in texts.items() for name in real if re.search(rf"\b{re.escape(name)}\b", text)] == []


def test_four_states_have_a_story() -> None:
    stories = load("exercise").stories
    assert [story.party for story in stories] == ["ARD", "BOR", "COR", "DEL"]
    assert [len(re.findall(r"[.](?:\s|$)", text)) for story in stories for text in (story.en, story.ru)] == [3] * 8


def test_the_play_has_a_text_that_is_adopted_and_one_that_meets_an_objection() -> None:
    conference = load("exercise")
    assert [(text.code, text.ends, text.objector) for text in conference.play] == [
        ("plan", "adopted", ""),
        ("contacts", "objection", "COR"),
    ]
    rules = {row["body"]: row for row in conference.edition["silence"]}
    proposed_by = [(text.proposing_body, rules[text.deciding_body]["proposing_bodies"]) for text in conference.play]
    assert proposed_by == [("SWG", ["SWG"]), ("SWG", ["SWG"])]


def paragraphs(text: str) -> list[str]:
    return re.findall(r"^(\d+)\. \S", text, re.MULTILINE)


@pytest.mark.parametrize("text", load("exercise").play, ids=lambda text: text.code)
def test_both_languages_of_a_text_have_the_same_paragraphs(text: PlayText) -> None:
    assert paragraphs(text.en) == paragraphs(text.ru) == [str(n + 1) for n in range(len(paragraphs(text.en)))]
    assert len(paragraphs(text.en)) >= 8
    assert text.title.en.upper() in text.en
    assert text.title.ru.upper() in text.ru


@pytest.mark.parametrize("text", load("exercise").play, ids=lambda text: text.code)
def test_a_text_says_that_it_is_an_exercise_and_can_be_signed(text: PlayText) -> None:
    assert text.en.startswith("Exercise: all parties are fictional.\n")
    assert text.ru.startswith("Учебный текст: все стороны вымышлены.\n")
    for version in (text.en, text.ru):
        assert unicodedata.is_normalized("NFC", version)
        assert [letter for letter in version if unicodedata.category(letter) == "Cc"] == ["\n"] * version.count("\n")


def test_hosts_of_the_plan_are_members() -> None:
    plan = load("exercise").play[0]
    members = {party.name_en: party.name_ru for party in load("exercise").parties if party.kind == "member"}
    hosts = re.findall(r"Host: (\w+)\.", plan.en)
    assert [members[host] for host in hosts] == re.findall(r"Принимает (\w+)\.", plan.ru)
    assert len(hosts) == 9
