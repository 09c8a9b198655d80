# SPDX-License-Identifier: Apache-2.0
"""The page of the rules, rendered from their paragraphs and from the table of a matter's life.

``python -m tests.rules.page --write`` renders docs/reference/rules.md anew.
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

from comity.rules.matter import LIFE

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "rules.md"
PARAGRAPHS = ROOT / "src" / "comity" / "rules" / "paragraphs.toml"
EVENTS = {"broken", "lapsed", "held", "revived", "meeting_closed"}

INTRODUCTION = """\
# The rules

<!-- Rendered from src/comity/rules/paragraphs.toml and the table of matter.py by `make docs`; do not edit. -->

These paragraphs are what the software applies; each is cited in the code where it is checked, and a refusal names the one
that refuses. English is official, Russian a working version. *Source* says where a paragraph comes from; *design* means
that no published rule was found, so the conference has to settle it. Numbers such as periods and quorums stand in the
dated edition of the conference, not here. The vectors under `vectors/rules/` show each paragraph at work, each way.
"""


def paragraphs() -> dict[str, Any]:
    """Read the paragraphs, with their chapters under ``chapters``."""
    return tomllib.loads(PARAGRAPHS.read_text(encoding="utf-8"))


def render() -> str:
    """Give the whole page."""
    table = paragraphs()
    chapters = table.pop("chapters")
    parts = [INTRODUCTION]
    for number, title in chapters.items():
        parts.append(f"## {number}. {title['en']} · {title['ru']}\n")
        parts += [_paragraph(key, text) for key, text in table.items() if key.partition(".")[0] == number]
    parts.append(_life())
    return "\n".join(parts)


def _paragraph(number: str, text: dict[str, Any]) -> str:
    nature = " It says how things are, and refuses nothing by itself." if text.get("defines") else ""
    return f"**{number}** {text['en']}{nature}\n\n> {text['ru']}\n>\n> *Source: {text['source']}.*\n"


def _life() -> str:
    lines = [f"    {before} --> {after}: {_label(event)}" for (before, event), after in LIFE.items() if before != after]
    stays = sorted({event for (before, event), after in LIFE.items() if before == after})
    diagram = "\n".join(lines)
    return (
        "## The life of a proposal\n\n"
        "The table in `matter.py` is the rule (7.2); this diagram is drawn from it. Events in brackets come from the passing of\n"
        f"time or from another act. Acts that leave the stage as it is: {', '.join(stays)}.\n\n"
        f"```mermaid\nstateDiagram-v2\n    [*] --> proposed: Propose\n{diagram}\n```\n"
    )


def _label(event: str) -> str:
    return f"({event.replace('_', ' ')})" if event in EVENTS else event


def main() -> None:
    """Write the page."""
    if "--write" not in sys.argv:
        raise SystemExit(__doc__)
    PAGE.write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
