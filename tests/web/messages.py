# SPDX-License-Identifier: Apache-2.0
"""What the pages say through gettext, read from templates and code: every message, and its plural where it has one.

``python -m tests.web.messages`` enters into the Russian catalogue what it lacks, without a translation, and drops what is
not said any more.
"""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

import comity.api
import comity.web

ROOM, API = Path(comity.web.__file__).parent, Path(comity.api.__file__).parent
SINGLE = re.compile(r"""\{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")
BLOCK = re.compile(r"\{%\s*blocktranslate\b([^%]*)%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL)
PLURAL = re.compile(r"\{%\s*plural\s*%\}")
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
ASK = {"gettext", "gettext_lazy", "_"}
RUSSIAN = ROOM / "locale" / "ru" / "LC_MESSAGES" / "django.po"
FOREIGN = "of allauth or Django"
"""Marks messages that others say on our pages."""
DATED = re.compile(
    r'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|Report-[^:]*|Project-[^:]*):.*\n'
)

Message = tuple[str, str]
"""Message and plural, empty where there is none."""


def messages() -> set[Message]:
    """Give every message of the pages."""
    found: set[Message] = set()
    for path in ROOM.rglob("*.html"):
        found |= set(_of_template(path.read_text(encoding="utf-8")))
    for path in (*ROOM.rglob("*.py"), *API.rglob("*.py")):
        if "migrations" not in path.parts:
            found |= set(_of_code(path.read_text(encoding="utf-8")))
    return found


def _of_template(text: str) -> Iterator[Message]:
    for match in SINGLE.finditer(text):
        yield match[1] or match[2], ""
    for match in BLOCK.finditer(text):
        parts = [_trimmed(VARIABLE.sub(r"%(\1)s", part), match[1]) for part in PLURAL.split(match[2])]
        yield parts[0], parts[1] if len(parts) > 1 else ""


def _trimmed(text: str, options: str) -> str:
    return " ".join(line.strip() for line in text.splitlines() if line.strip()) if "trimmed" in options else text


def _of_code(text: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            words = [
                str(each.value) for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
            ]
            if node.func.id in ASK and words:
                yield words[0], ""
            elif node.func.id == "ngettext":
                yield words[0], words[1]
            elif node.func.id == "pgettext":
                yield f"{words[0]}\x04{words[1]}", ""


def catalogue() -> Catalog:
    """Read the Russian catalogue."""
    return read_po(BytesIO(RUSSIAN.read_bytes()), locale="ru")


def enter(known: Catalog) -> None:
    """Write the catalogue with exactly what is said, and what it knows of it."""
    written = Catalog(locale="ru", fuzzy=False, header_comment=known.header_comment)
    for message, plural in sorted(messages()):
        context, _, words = message.rpartition("\x04")
        old = known.get(words, context or None)
        flags = ("python-format",) if "%(" in words else ()
        told = old.string if old else ("", "", "") if plural else ""
        written.add((words, plural) if plural else words, told, context=context or None, flags=flags)
    for each in known:
        if FOREIGN in each.auto_comments:
            written.add(each.id, each.string, auto_comments=[FOREIGN], flags=each.flags)
    file = BytesIO()
    write_po(file, written, width=120, sort_output=True)
    RUSSIAN.write_text(DATED.sub("", file.getvalue().decode()), encoding="utf-8")


if __name__ == "__main__":
    enter(catalogue())
