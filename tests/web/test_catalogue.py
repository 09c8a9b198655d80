# SPDX-License-Identifier: Apache-2.0
"""The Russian catalogue: everything that pages say is in it, translated, with nothing that is not said any more."""

import re
import tomllib
from importlib import resources

import pytest

from tests.web.messages import FOREIGN, catalogue, messages

PLACES = re.compile(r"%\((\w+)\)s")


def _known() -> dict[tuple[str, str], tuple[str, ...]]:
    known = {}
    for each in catalogue():
        if each.id and FOREIGN not in each.auto_comments:
            words, plural = each.id if isinstance(each.id, tuple) else (str(each.id), "")
            key = f"{each.context}\x04{words}" if each.context else words
            said = each.string if isinstance(each.string, tuple) else (each.string,)
            known[key, plural] = tuple(str(text or "") for text in said)
    return known


def test_the_catalogue_holds_what_is_said_and_nothing_else() -> None:
    assert _known().keys() == messages()


def test_everything_is_translated() -> None:
    assert [key for key, said in _known().items() if not all(said) or (key[1] and len(said) != 3)] == []


def test_a_translation_fills_in_what_the_message_does() -> None:
    wrong = []
    for (words, plural), said in _known().items():
        asked = set(PLACES.findall(words)) | set(PLACES.findall(plural))
        wrong += [text for text in said if text and set(PLACES.findall(text)) != asked]
    assert wrong == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_words_of_the_conference_are_there_in_both_languages(language: str) -> None:
    words = tomllib.loads((resources.files("comity.web") / "words.toml").read_text(encoding="utf-8"))
    assert [key for key, texts in words.items() if not texts.get(language)] == []
