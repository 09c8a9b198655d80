# SPDX-License-Identifier: Apache-2.0
"""The reference of the desk names the rooms and the roles that there are, in both languages."""

from pathlib import Path

from comity.conferences.conference import CODES, load
from tests.web.settled import started

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "desk.md"


def rows(heading: str) -> list[tuple[str, str]]:
    """Give the first two cells of each row of the table under a heading."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1:3] for line in section.splitlines() if line.startswith("| ")]
    return [(english.strip(), russian.strip()) for english, russian in cells][1:]


def test_the_rooms_of_the_page_are_those_of_the_house() -> None:
    started()
    from django.utils.translation import override

    from comity.web.rooms.plan import ROOMS

    named: dict[str, list[str]] = {"en": [], "ru": []}
    for language, names in named.items():
        with override(language):
            names += [str(room.name) for room in ROOMS]
    assert rows("Rooms") == list(zip(named["en"], named["ru"], strict=True))


def test_the_glossary_of_the_page_is_the_data_of_both_conferences() -> None:
    for code in CODES:
        assert rows("Glossary") == [(term.en, term.ru) for term in load(code).glossary], code


def test_the_roles_of_the_page_are_those_of_the_house() -> None:
    started()
    from django.utils.translation import override

    from comity.web.people.roles import Role

    with override("ru"):
        russian = [str(role.label) for role in Role]
    assert rows("Roles") == [(role.value.title(), name) for role, name in zip(Role, russian, strict=True)]
