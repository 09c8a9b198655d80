# SPDX-License-Identifier: Apache-2.0
"""The numbers and words of the house hold in every file."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

from comity.acts.catalogue import ACTS
from comity.acts.parties import Genesis
from comity.rules.fold import PROCEDURES, VERIFYING

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "comity"
MODULES = sorted(SOURCE.rglob("*.py"))
PURE = ("tlog", "acts", "rules", "record")

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
MEDIAN_FILE_LINES = 157
MEDIAN_FUNCTION_LINES = 13
"""The largest medians among the trees this house learns from."""
MAX_HEART_LINES = 4_500
MAX_README_LINES = 120

JUNK_DRAWERS = {
    "utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "service", "services",
}  # fmt: skip
REGISTRIES = re.compile(
    r"\b(pypi|pythonhosted|npmjs|yarnpkg|crates|rubygems|proxy\.golang|debian|maven)\.(org|io|com|net)\b"
)
# Spelled in pieces, so that this file does not mention them either.
WORKPLACES = re.compile(r"(?<![\w.~])/(?:wor" + r"k|roo" + r"t)\b|\.\./" + r"shared\b")
FOREIGN_VECTORS = "../" + "shared/vectors"
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")
BANNED_WORDS = re.compile(
    r"\b(violations?|veto(?:es|ed)?|blockchains?|ledgers?|traitors?|deceit|deceiv\w*|(?<!role=.)alerts?|votes?|voting|нарушени\w*)\b",
    re.IGNORECASE,
)
WHERE_QUOTED = {"tests/test_tidy.py", "tests/web/test_browser.py"}
"""Files in which a banned word stands because it is banned, or because another program calls something so."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes())


def lines_of(path: Path) -> int:
    return len(path.read_bytes().splitlines())


@cache
def functions() -> dict[str, int]:
    """Every function of the source with the number of its lines, docstring and decorators included."""
    lengths = {}
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, Function):
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                lengths[f"{name_of(path)}:{node.lineno} {node.name}"] = (node.end_lineno or first) - first + 1
    return lengths


@cache
def tracked() -> dict[str, str]:
    """Every text file that git tracks."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    texts = {}
    for name in listed.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file():
            texts[name] = path.read_bytes().decode(errors="replace")
    return texts


def mentions(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    return [
        f"{name}:{number}: {match[0]}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        for match in pattern.finditer(line)
    ]


def test_no_file_is_longer_than_one_noun_needs() -> None:
    assert {name_of(path): lines_of(path) for path in MODULES if lines_of(path) > MAX_FILE_LINES} == {}


def test_no_function_is_longer_than_a_page() -> None:
    assert {name: length for name, length in functions().items() if length > MAX_FUNCTION_LINES} == {}


def test_the_middle_file_and_function_are_far_shorter(capsys: pytest.CaptureFixture[str]) -> None:
    files, lengths = median(map(lines_of, MODULES)), median(functions().values())
    with capsys.disabled():
        print(
            f"\n  {len(MODULES)} files, median {files:.0f} lines; {len(functions())} functions, median {lengths:.0f} lines"
        )
    assert files <= MEDIAN_FILE_LINES
    assert lengths <= MEDIAN_FUNCTION_LINES


def test_the_record_and_the_rules_can_be_read_in_a_day() -> None:
    assert sum(lines_of(path) for room in ("tlog", "rules") for path in (SOURCE / room).glob("*.py")) < MAX_HEART_LINES


def test_no_module_is_a_junk_drawer() -> None:
    assert [
        name_of(path) for path in MODULES if JUNK_DRAWERS & set(path.relative_to(SOURCE).with_suffix("").parts)
    ] == []


def test_every_python_file_says_its_licence() -> None:
    python = {name: text for name, text in tracked().items() if name.endswith(".py") and text}
    assert [
        name for name, text in python.items() if not text.startswith("# SPDX-License-Identifier: Apache-2.0\n")
    ] == []


def test_every_module_begins_with_a_sentence() -> None:
    first_lines = {name_of(path): (ast.get_docstring(tree(path)) or "").partition("\n")[0] for path in MODULES}
    assert {name: line for name, line in first_lines.items() if not re.fullmatch(r"[A-Z`].*[.?!]", line)} == {}


def public_definitions(path: Path) -> Iterator[tuple[str, Function | ast.ClassDef]]:
    """Functions and classes of a module, and methods of its classes, whose names do not begin with an underscore."""
    for node in tree(path).body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                for method in node.body:
                    if isinstance(method, Function) and not method.name.startswith("_"):
                        yield f"{node.name}.{method.name}", method


@pytest.mark.parametrize("room", PURE)
def test_everything_public_says_what_it_is(room: str) -> None:
    silent = [
        f"{name_of(path)} {name}"
        for path in sorted((SOURCE / room).glob("*.py"))
        for name, node in public_definitions(path)
        if not ast.get_docstring(node)
    ]
    assert silent == []


def test_source_never_asserts() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assert)
    ]
    assert found == []


def test_every_act_has_its_procedure() -> None:
    assert set(ACTS.values()) == {*PROCEDURES, *VERIFYING, Genesis}
    assert not {Genesis, *VERIFYING} & set(PROCEDURES)


def test_nothing_is_left_unfinished() -> None:
    assert mentions(UNFINISHED, tracked()) == []


def test_no_file_names_a_package_registry() -> None:
    assert mentions(REGISTRIES, tracked()) == []


def test_locks_carry_hashes_and_no_addresses() -> None:
    locks = {name: text for name, text in tracked().items() if name.endswith(".lock")}
    assert set(locks) >= {"requirements/run.lock", "requirements/test.lock"}
    assert mentions(re.compile(r"\w+://\S+|--(extra-)?index-url|--find-links"), locks) == []
    for name, text in locks.items():
        packages = re.findall(r"^[A-Za-z0-9].*?(?=^[A-Za-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
        assert [package for package in packages if "--hash=sha256:" not in package] == [], name


def test_no_file_knows_where_it_was_made() -> None:
    texts = {
        name: text.replace(FOREIGN_VECTORS, "") if name.startswith("tests/") else text
        for name, text in tracked().items()
    }
    assert mentions(WORKPLACES, texts) == []


def test_the_words_are_those_of_the_house() -> None:
    texts = {name: text for name, text in tracked().items() if name not in WHERE_QUOTED}
    assert mentions(BANNED_WORDS, texts) == []


def test_the_readme_is_short() -> None:
    assert lines_of(ROOT / "README.md") <= MAX_README_LINES


@pytest.mark.parametrize(
    ("pattern", "caught", "passed"),
    [
        (REGISTRIES, "see pypi" + ".org", "PyPI carries it; golang.org/x/mod"),
        (WORKPLACES, "open /wor" + "k/main", "a framework/main and ~/work"),
        (UNFINISHED, "# TO" + "DO: later", "mastodon"),
        (BANNED_WORDS, "A Violation", "devoted, inviolable"),
    ],
)
def test_what_is_looked_for_is_found(pattern: re.Pattern[str], caught: str, passed: str) -> None:
    assert pattern.search(caught)
    assert not pattern.search(passed)
