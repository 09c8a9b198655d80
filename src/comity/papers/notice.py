# SPDX-License-Identifier: Apache-2.0
"""A notice by e-mail: that something was circulated, and where to read it. It tells nothing of what it is.

Mail is read by others on its way: neither title nor symbol stands in it, and the link opens for whoever may read.
"""

from textwrap import wrap
from typing import Any

from msgspec import Struct

from comity.papers.plain import COLUMNS
from comity.papers.wording import Wording


class Letter(Struct, frozen=True):
    """A notice in one language; ``conference`` is a name in both, ``link`` where to read."""

    language: str
    conference: Any
    link: str


def subject(letter: Letter) -> str:
    """Give the subject line: the same for every notice."""
    return Wording(letter.language).phrase("notice_subject")


def body(letter: Letter) -> str:
    """Give the text, lines of at most 72 columns but for the link."""
    words = Wording(letter.language)
    lines = [
        words.text(letter.conference),
        "",
        words.phrase("notice_body"),
        "",
        letter.link,
        "",
        words.phrase("notice_end"),
    ]
    return "\n".join(part for line in lines for part in (_wrapped(line) if line != letter.link else [line])) + "\n"


def _wrapped(line: str) -> list[str]:
    return wrap(line, COLUMNS, break_long_words=False, break_on_hyphens=False) or [""]
