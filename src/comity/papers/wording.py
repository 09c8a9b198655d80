# SPDX-License-Identifier: Apache-2.0
"""Wording: what is said in one language, from tables that hold every phrase in English and Russian."""

import tomllib
from functools import cached_property
from importlib import resources
from typing import Any

LANGUAGES = ("en", "ru")
LOCALES = {"en": "en_GB"}
"""Language → the locale in which its dates and numbers are written, where that has another name."""


class Wording:
    """One language. A phrase that a table lacks in it is said in English."""

    tables: tuple[tuple[str, str], ...] = (("comity.papers", "words.toml"),)
    """Package and file of each table of phrases."""

    def __init__(self, language: str = "en") -> None:
        self.language = language

    @property
    def locale(self) -> str:
        """The locale of dates and numbers, as CLDR names it."""
        return LOCALES.get(self.language, self.language)

    @cached_property
    def _phrases(self) -> dict[str, dict[str, str]]:
        return {key: texts for package, name in self.tables for key, texts in _table(package, name).items()}

    @cached_property
    def _sentences(self) -> dict[str, dict[str, str]]:
        return _table("comity.papers", "acts.toml")

    @cached_property
    def _paragraphs(self) -> dict[str, Any]:
        return _table("comity.rules", "paragraphs.toml")

    def phrase(self, key: str, /, **values: Any) -> str:  # noqa: ANN401  (anything that can be said)
        """Give a phrase."""
        return self._filled(self._phrases[key], values)

    def knows(self, key: str) -> bool:
        """Tell whether there is such a phrase."""
        return key in self._phrases

    def sentence(self, key: str, /, **values: Any) -> str:  # noqa: ANN401
        """Give the sentence of a type of act."""
        return self._filled(self._sentences[key], values)

    def _filled(self, texts: dict[str, str], values: dict[str, Any]) -> str:
        return (texts.get(self.language) or texts["en"]).format(**values)

    def text(self, texts: Any) -> str:  # noqa: ANN401  (anything with en and ru)
        """Give a text of the conference."""
        return getattr(texts, self.language) or str(texts.en)

    def rule(self, number: str) -> str:
        """Give a paragraph of the rules in words."""
        paragraph = self._paragraphs.get("paragraph", self._paragraphs).get(number, {})
        return str(paragraph.get(self.language) or paragraph.get("en") or number)


def _table(package: str, name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(package) / name).read_text(encoding="utf-8"))
