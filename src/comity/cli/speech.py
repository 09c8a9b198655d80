# SPDX-License-Identifier: Apache-2.0
"""What the command line says, in English or Russian, for people or (``--json``) for programs."""

import sys
import tomllib
from importlib import resources
from typing import Any

import msgspec

LANGUAGES = ("en", "ru")


class Speech:
    """One way of speaking: a language, and whether programs listen.

    With ``json`` each thing said is one line of JSON on standard output, and progress is silent.
    """

    def __init__(self, language: str = "en", *, json: bool = False) -> None:
        table = tomllib.loads((resources.files("comity.cli") / "phrases.toml").read_text(encoding="utf-8"))
        self._phrases: dict[str, dict[str, str]] = table
        self._paragraphs = tomllib.loads((resources.files("comity.rules") / "paragraphs.toml").read_text(encoding="utf-8"))
        self.language = language
        self.json = json

    def say(self, key: str, **values: Any) -> None:  # noqa: ANN401  (anything that can be said)
        """Say a phrase, or, for programs, its key and values."""
        if self.json:
            print(msgspec.json.encode({"said": key, **values}).decode(), flush=True)
        else:
            print(self.phrase(key, **values), flush=True)

    def phrase(self, key: str, **values: Any) -> str:  # noqa: ANN401
        """Give a phrase in the language spoken, English where there is none."""
        texts = self._phrases[key]
        return (texts.get(self.language) or texts["en"]).format(**values)

    def text(self, texts: Any) -> str:  # noqa: ANN401  (anything with en and ru)
        """Give a text of the conference in the language spoken, English where there is none."""
        return getattr(texts, self.language) or str(texts.en)

    def rule(self, number: str) -> str:
        """Give the paragraph that refuses, in words."""
        paragraph = self._paragraphs.get("paragraph", self._paragraphs).get(number, {})
        return str(paragraph.get(self.language) or paragraph.get("en") or number)

    def progress(self, key: str, done: int, total: int) -> None:
        """Show how far long work has come, on standard error, where a person looks on."""
        if self.json or not sys.stderr.isatty():
            return
        end = "\n" if done >= total else "\r"
        print(f"{self.phrase(key)} {done:,} / {total:,}".replace(",", " "), end=end, file=sys.stderr, flush=True)
