# SPDX-License-Identifier: Apache-2.0
"""What the command line says, in English or Russian, for people or (``--json``) for programs."""

import sys
from typing import Any

import msgspec

from comity.papers.wording import Wording
from comity.rules.outcome import Refused


class Speech(Wording):
    """One way of speaking: a language, and whether programs listen.

    With ``json`` each thing said is one line of JSON on standard output, and progress is silent.
    """

    tables = (*Wording.tables, ("comity.cli", "phrases.toml"))

    def __init__(self, language: str = "en", *, json: bool = False) -> None:
        super().__init__(language)
        self.json = json

    def say(self, key: str, **values: Any) -> None:  # noqa: ANN401  (anything that can be said)
        """Say a phrase, or, for programs, its key and values."""
        print(self._said(key, values), flush=True)

    def pass_on(self, statement: object) -> None:
        """Hand a statement that is made already to programs, as it is."""
        print(msgspec.json.encode(statement).decode(), flush=True)

    def remark(self, key: str, **values: Any) -> None:  # noqa: ANN401
        """Say a phrase on standard error: what goes wrong, or what does not belong to the answer."""
        print(self._said(key, values), file=sys.stderr, flush=True)

    def _said(self, key: str, values: dict[str, Any]) -> str:
        if self.json:
            return msgspec.json.encode({"said": key, **values}).decode()
        return self.phrase(key, **values)

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
