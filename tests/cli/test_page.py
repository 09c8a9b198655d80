# SPDX-License-Identifier: Apache-2.0
"""The reference page of the command line says what the program takes; every verb speaks both languages."""

import re
import string
import tomllib
from pathlib import Path

import pytest

from comity import papers
from comity.acts.catalogue import ACTS
from comity.cli import exits
from comity.cli.main import VERBS, parser
from comity.papers import narrative
from tests.cli.page import PAGE, page

CLI = Path(exits.__file__).parent
PHRASES = tomllib.loads((CLI / "phrases.toml").read_text(encoding="utf-8"))
PAPERS = Path(papers.__file__).parent
SENTENCES = tomllib.loads((PAPERS / "acts.toml").read_text(encoding="utf-8"))
WORDS = tomllib.loads((PAPERS / "words.toml").read_text(encoding="utf-8"))


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m tests.cli.page --write"


def test_the_verbs_are_those_that_others_rely_on() -> None:
    first = "run init serve status parties lodge propose silence object state log certificate verify"
    later = "corridors measures keys fsck backup restore story doctor meet witness enrol mirror succeed resume invite rehearse"
    sealing = "seal open sealing-key"
    assert sorted(VERBS) == sorted([*first.split(), *later.split(), *sealing.split()])


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_takes_language_and_json(verb: str) -> None:
    required = {"verify": ["FILE"], "lodge": ["FILE"], "certificate": ["0"], "object": ["X", "--by", "COR"],
                "silence": ["X", "--period", "60"], "propose": ["--body", "SOC", "--title", "T", "--by", "COR"],
                "seal": ["X", "--to", "COR"], "open": ["X"], "succeed": ["draw", "--epoch", "2"], "invite": ["--name", "N"],
                "corridors": ["critical"], "measures": ["list"], "backup": ["A", "B"], "restore": ["A", "B"]}  # fmt: skip
    arguments = parser().parse_args([verb, *required.get(verb, []), "--json", "--lang", "ru"])
    assert (arguments.verb, arguments.json, arguments.lang) == (verb, True, "ru")


def places(text: str) -> set[str]:
    return {name.partition(":")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("table", [PHRASES, SENTENCES, WORDS], ids=["phrases", "acts", "words"])
def test_every_phrase_says_the_same_in_both_languages(table: dict[str, dict[str, str]]) -> None:
    assert {key: sorted(texts) for key, texts in table.items() if sorted(texts) != ["en", "ru"]} == {}
    different = {key for key, texts in table.items() if places(texts["en"]) != places(texts["ru"])}
    assert different == set()
    latin = {key for key, texts in table.items() if re.search("[а-яё]", texts["en"], re.IGNORECASE)}
    assert latin == set()


def test_every_type_of_act_has_its_sentence() -> None:
    ways = {f"{name}_{way}" for name in narrative.TWO_WAYS for way in ("true", "false")}
    assert set(SENTENCES) == (set(ACTS) - set(narrative.TWO_WAYS)) | ways


def test_a_sentence_asks_only_for_fields_of_its_act() -> None:
    wrong = {
        key: names
        for key, texts in SENTENCES.items()
        if (names := places(texts["en"]) - set(ACTS[key.partition("_")[0]].__struct_fields__))
    }
    assert wrong == {}


def test_every_phrase_is_said_somewhere() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for folder in (CLI, PAPERS) for path in folder.rglob("*.py"))
    keys = set(re.findall(r'"([a-z][A-Za-z_]+)"', source))
    families = tuple(prefix for prefix in re.findall(r'f"([a-z]+_)\{', source))
    assert {key for key in PHRASES | WORDS if key not in keys and not key.startswith(families)} == set()
