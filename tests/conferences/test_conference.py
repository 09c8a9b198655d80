# SPDX-License-Identifier: Apache-2.0
"""The loader: reads what the package ships and refuses a table that does not fit."""

import shutil
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import msgspec
import pytest

from comity.conferences.conference import load, read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the exercise that a test may change."""
    with resources.as_file(resources.files("comity.conferences") / "exercise") as source:
        shutil.copytree(source, tmp_path / "exercise")
    return tmp_path / "exercise"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_copy_of_the_folder_reads_the_same(folder: Path) -> None:
    assert read(folder) == load("exercise")


def test_a_conference_needs_no_stories_and_no_play(folder: Path) -> None:
    (folder / "stories.toml").unlink()
    shutil.rmtree(folder / "play")
    assert read(folder) == msgspec.structs.replace(load("exercise"), stories=(), play=())


def test_an_unknown_conference_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no conference 'osce'; there are cica, exercise"):
        load("osce")


FLAWS: dict[str, Callable[[Path], None]] = {
    "unknown column": lambda folder: change(folder / "members.csv", "formal_en", "long_en"),
    "cell too many": lambda folder: change(folder / "chairs.csv", "fictional,invented", "fictional,invented,more"),
    "cell too few": lambda folder: change(folder / "chairs.csv", ",fictional,invented", ",invented"),
    "order not a number": lambda folder: change(folder / "members.csv", "1,ARD", "first,ARD"),
    "unknown role": lambda folder: change(folder / "coordinators.csv", "MIL,ARD,C,", "MIL,ARD,LEAD,"),
    "unknown key": lambda folder: change(folder / "conference.toml", "seat =", "city ="),
    "unknown end of a play": lambda folder: change(folder / "play" / "play.toml", '"adopted"', '"rejected"'),
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_table_that_does_not_fit_is_refused(folder: Path, flaw: str) -> None:
    FLAWS[flaw](folder)
    with pytest.raises(msgspec.ValidationError):
        read(folder)


@pytest.mark.parametrize("name", ["conference.toml", "edition.toml", "members.csv", "sources.csv", "play/plan.ru.txt"])
def test_a_missing_file_is_an_error(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(FileNotFoundError):
        read(folder)
