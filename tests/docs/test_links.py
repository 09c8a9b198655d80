# SPDX-License-Identifier: Apache-2.0
"""The documents lead where they say: links resolve, commands exist, limits hold."""

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.cli.main import parser

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "decisions").glob("*.md"), *(ROOT / "docs").rglob("*.md")],
    key=lambda path: path.relative_to(ROOT).as_posix(),
)
NAMES = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]
MAX_ARCHITECTURE_LINES = 200
MAX_DECISION_LINES = 50
"""A page."""

FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)
SCHEME = re.compile(r"[a-z]+:")
COMITY = ".venv/bin/comity"


def prose(text: str) -> str:
    """A document without its blocks of code and without code in its lines."""
    return re.sub(r"`[^`\n]+`", lambda code: "x" * len(code[0]), FENCE.sub("", text))


def slugs(text: str) -> set[str]:
    """The anchors of a document's headings, as forges make them."""
    return {
        re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-")
        for heading in HEADING.findall(FENCE.sub("", text))
    }


def dead_links(path: Path) -> list[str]:
    """The relative links of a document that lead nowhere."""
    dead = []
    for link in LINK.findall(prose(path.read_text(encoding="utf-8"))):
        if SCHEME.match(link):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        there = target.is_relative_to(ROOT) and target.exists()
        if not there or (anchor and anchor not in slugs(target.read_text(encoding="utf-8"))):
            dead.append(link)
    return dead


def commands(text: str) -> Iterator[str]:
    """The commands a reader is told to type, after ``$`` in blocks marked ``console``; without pipes and comments."""
    for language, block in FENCE.findall(text):
        if language == "console":
            for line in re.findall(r"^\$ (.*?)(?:\s# .*)?$", block, re.MULTILINE):
                yield from (part.strip() for part in re.split(r"[|;]|>", line) if part.strip())


def unknown(command: str) -> str | None:
    """Why a reader could not run this command; None for one that works, and for one of neither make nor comity."""
    words = shlex.split(command)
    if words[0] == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        missing = [word for word in words[1:] if "=" not in word and word not in targets]
        return f"make has no {missing}" if missing else None
    if words[0] == "comity":
        return f"{COMITY} is where it stands after make"
    if words[0] == COMITY:
        said = io.StringIO()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            try:
                parser().parse_args(words[1:])
            except SystemExit as stopped:
                return said.getvalue() if stopped.code else None
    return None


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_every_link_resolves(path: Path) -> None:
    assert dead_links(path) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_every_command_shown_is_understood(path: Path) -> None:
    shown = commands(path.read_text(encoding="utf-8"))
    assert {command: why for command in shown if (why := unknown(command))} == {}


def test_the_readme_shows_the_two_commands_and_a_verification() -> None:
    shown = list(commands((ROOT / "README.md").read_text(encoding="utf-8")))
    assert shown[:2] == ["make run", "make test"]
    assert any(command.startswith(f"{COMITY} verify ") and "--anchor" in command for command in shown)


def test_the_index_names_every_document() -> None:
    index = ROOT / "docs" / "index.md"
    linked = {
        (index.parent / link.partition("#")[0]).resolve() for link in LINK.findall(index.read_text(encoding="utf-8"))
    }
    assert [name for name, path in zip(NAMES, DOCUMENTS, strict=True) if path not in {*linked, index}] == []


def test_architecture_and_decisions_stay_short() -> None:
    limits = {"ARCHITECTURE.md": MAX_ARCHITECTURE_LINES}
    limits |= {name: MAX_DECISION_LINES for name in NAMES if name.startswith("decisions/")}
    lines = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in limits}
    assert len(limits) > 1
    assert {name: lines[name] for name in limits if lines[name] > limits[name]} == {}


def test_pictures_are_drawn_for_light_and_dark_and_fetch_nothing() -> None:
    pictures = {
        path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs" / "pictures").glob("*.svg"))
    }
    assert {"flow.svg", "silence.svg"} <= set(pictures)
    for name, text in pictures.items():
        assert "prefers-color-scheme: dark" in text, name
        assert "<title" in text, name
        assert not re.search(r"<script|href=|url\(|@import", text), name


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[here](README.md) and [there](docs/none.md)", ["docs/none.md"]),
        ("[out](https://c2sp.org) `[code](none.md)`", []),
        ("```\n[block](none.md)\n```\n", []),
        ("[heading](#a-first-decision)\n# A first *decision*\n", []),
        ("[heading](#another)\n# A first decision\n", ["#another"]),
        ("[up](../../outside.md)", ["../../outside.md"]),
        ("![picture [with] brackets](none.svg)", ["none.svg"]),
    ],
)
def test_a_dead_link_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, links: list[str]) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    (tmp_path / "README.md").write_text("# Read me\n", encoding="utf-8")
    document = tmp_path / "document.md"
    document.write_text(text, encoding="utf-8")
    assert dead_links(document) == links


@pytest.mark.parametrize(
    ("command", "works"),
    [
        ("make run", True),
        ("make run DIR=elsewhere", True),
        ("make coffee", False),
        (f"{COMITY} verify FILE --anchor HEX", True),
        (f"{COMITY} verify", False),
        (f"{COMITY} brew", False),
        ("comity verify FILE", False),
        ("ls docs", True),
    ],
)
def test_a_command_that_does_not_exist_is_found(command: str, works: bool) -> None:  # noqa: FBT001
    assert (unknown(command) is None) == works
