# SPDX-License-Identifier: Apache-2.0
"""What the command line says, in English or Russian, for people or (``--json``) for programs."""

import sys
import tomllib
from functools import cached_property
from importlib import resources
from typing import Any

import msgspec

from comity.rules.outcome import Refused

LANGUAGES = ("en", "ru")


class Speech:
    """One way of speaking: a language, and whether programs listen.

    With ``json`` each thing said is one line of JSON on standard output, and progress is silent.
    """

    def __init__(self, language: str = "en", *, json: bool = False) -> None:
        self.language = language
        self.json = json

    @cached_property
    def _phrases(self) -> dict[str, dict[str, str]]:
        return _table("comity.cli", "phrases.toml")

    @cached_property
    def _paragraphs(self) -> dict[str, Any]:
        return _table("comity.rules", "paragraphs.toml")

    def say(self, key: str, **values: Any) -> None:  # noqa: ANN401  (anything that can be said)
        """Say a phrase, or, for programs, its key and values."""
        print(self._said(key, values), flush=True)

    def remark(self, key: str, **values: Any) -> None:  # noqa: ANN401
        """Say a phrase on standard error: what goes wrong, or what does not belong to the answer."""
        print(self._said(key, values), file=sys.stderr, flush=True)

    def _said(self, key: str, values: dict[str, Any]) -> str:
        if self.json:
            return msgspec.json.encode({"said": key, **values}).decode()
        return self.phrase(key, **values)

    def phrase(self, key: str, **values: Any) -> str:  # noqa: ANN401
        """Give a phrase in the language spoken, English where there is none."""
        texts = self._phrases[key]
        return (texts.get(self.language) or texts["en"]).format(**values)

    def knows(self, key: str) -> bool:
        """Tell whether there is such a phrase."""
        return key in self._phrases

    def text(self, texts: Any) -> str:  # noqa: ANN401  (anything with en and ru)
        """Give a text of the conference in the language spoken, English where there is none."""
        return getattr(texts, self.language) or str(texts.en)

    def rule(self, number: str) -> str:
        """Give the paragraph that refuses, in words."""
        paragraph = self._paragraphs.get("paragraph", self._paragraphs).get(number, {})
        return str(paragraph.get(self.language) or paragraph.get("en") or number)

    def refused(self, refused: Refused) -> None:
        """Say which paragraph refuses, what was found, and what would be right."""
        found, expected = refused.found or "—", refused.expected or "—"
        self.remark("refused", rule=refused.rule, text=self.rule(refused.rule), found=found, expected=expected)

    def progress(self, key: str, done: int, total: int) -> None:
        """Show how far long work has come, on standard error, where a person looks on."""
        if self.json or not sys.stderr.isatty():
            return
        end = "\n" if done >= total else "\r"
        print(f"{self.phrase(key)} {done:,} / {total:,}".replace(",", " "), end=end, file=sys.stderr, flush=True)


def _table(package: str, name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(package) / name).read_text(encoding="utf-8"))
