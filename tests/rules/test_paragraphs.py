# SPDX-License-Identifier: Apache-2.0
"""The paragraphs, the code that cites them and the vectors that show them agree."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.rules.vectors import BASE, FOLDER

SOURCE = Path(__file__).parents[2] / "src" / "comity"
RULES = SOURCE / "rules"
CITATION = re.compile(r"\b[Rr]ules?\s+(\d+\.\d+(?:(?:-|,\s+|\s+and\s+|\s+or\s+|\s+to\s+)\d+\.\d+)*)")
RANGE = re.compile(r"(\d+)\.(\d+)(?:(?:-|\s+to\s+)(\d+)\.(\d+))?")


@cache
def table() -> dict[str, Any]:
    return tomllib.loads((RULES / "paragraphs.toml").read_text(encoding="utf-8"))


@cache
def paragraphs() -> dict[str, dict[str, Any]]:
    return {number: paragraph for number, paragraph in table().items() if number != "chapters"}


def refusing() -> set[str]:
    """Paragraphs by which something can be refused."""
    return {number for number, paragraph in paragraphs().items() if not paragraph.get("defines")}


def named(paths: Iterator[Path]) -> set[str]:
    """The paragraphs that these files name in a ``Refused``."""
    found = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "Refused"
                and node.args
            ):
                rule = node.args[0]
                if isinstance(rule, ast.Constant):
                    found.add(str(rule.value))
    return found


def cited(text: str) -> Iterator[str]:
    """The paragraphs that comments and docstrings speak of as rule such and such, ranges spelled out."""
    for citation in CITATION.finditer(text):
        for chapter, first, last_chapter, last in RANGE.findall(citation.group(1)):
            assert last_chapter in {"", chapter}, citation.group()
            yield from (f"{chapter}.{number}" for number in range(int(first), int(last or first) + 1))


@cache
def vectors() -> tuple[dict[str, Any], ...]:
    paths = (path for path in sorted(FOLDER.rglob("*.json")) if path != BASE)
    return tuple(msgspec.json.decode(path.read_bytes()) for path in paths)


def test_paragraphs_are_numbered_without_gaps() -> None:
    expected = []
    for chapter in table()["chapters"]:
        count = sum(number.partition(".")[0] == chapter for number in paragraphs())
        expected += [f"{chapter}.{number}" for number in range(1, count + 1)]
    assert list(paragraphs()) == expected


@pytest.mark.parametrize("number", [*paragraphs()])
def test_a_paragraph_is_said_in_both_languages_with_its_source(number: str) -> None:
    paragraph = paragraphs()[number]
    assert set(paragraph) - {"defines"} == {"en", "ru", "source"}
    assert paragraph.get("defines", True) is True
    assert re.fullmatch(r"[A-Z].*\.", paragraph["en"]), paragraph["en"]
    assert re.fullmatch(r"[А-ЯЁ].*\.", paragraph["ru"]), paragraph["ru"]
    assert paragraph["source"]


@pytest.mark.parametrize("chapter", [*table()["chapters"]])
def test_a_chapter_is_named_in_both_languages(chapter: str) -> None:
    title = table()["chapters"][chapter]
    assert set(title) == {"en", "ru"}
    assert re.match("[A-Z]", title["en"])
    assert re.match("[А-ЯЁ]", title["ru"])


def test_the_code_refuses_by_every_paragraph_that_can_refuse_and_by_no_other() -> None:
    assert named(SOURCE.rglob("*.py")) == refusing()


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_paragraph_that_the_code_speaks_of_exists(path: Path) -> None:
    assert set(cited(path.read_text(encoding="utf-8"))) - set(paragraphs()) == set()


def test_every_paragraph_is_spoken_of_where_it_is_applied() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(RULES.rglob("*.py")))
    assert set(paragraphs()) - set(cited(text)) - named(SOURCE.rglob("*.py")) == set()


@pytest.mark.parametrize("number", sorted(named(RULES.rglob("*.py"))))
def test_a_vector_is_refused_by_the_paragraph_and_another_admitted_beside_it(number: str) -> None:
    assert any(vector.get("refused") == number for vector in vectors())
    assert any(vector["rule"] == number and "after" in vector for vector in vectors())


@pytest.mark.parametrize("number", sorted(set(paragraphs()) - refusing()))
def test_a_vector_shows_what_the_paragraph_defines(number: str) -> None:
    assert any(vector["rule"] == number for vector in vectors())


def test_a_vector_stands_under_a_paragraph_that_exists() -> None:
    assert {vector["rule"] for vector in vectors()} <= set(paragraphs())


def test_a_citation_is_read_with_its_ranges() -> None:
    said = "Rules 3.1-3.3, 3.9 and 10.1 to 10.2 hold; rule 6.10, too. Ruler 9.9, rules of 8.8."
    assert [*cited(said)] == ["3.1", "3.2", "3.3", "3.9", "10.1", "10.2", "6.10"]


def test_the_cast_opens_the_base() -> None:
    opening = msgspec.json.decode((FOLDER / "genesis" / "genesis-of-the-cast.json").read_bytes())
    assert opening["entry"] == msgspec.json.decode(BASE.read_bytes())["entry"]
    assert opening["before"] is None
