# SPDX-License-Identifier: Apache-2.0
"""The vectors: the code gives the answer each states, and the files are those the samples and flaws make."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comity.acts.catalogue import ACTS
from tests.acts.vectors import FOLDER, FORMS, judge, octets, written

FILES = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_vector(file: Path) -> None:
    vector: dict[str, Any] = json.loads(file.read_text())
    form = next(form for form in FORMS if form in vector)
    expected = {key: value for key, value in vector.items() if key not in {"about", form}}
    assert judge(form, octets(vector[form])) == expected


def test_the_files_are_those_of_the_samples_and_flaws() -> None:
    assert {file.name: file.read_text() for file in FILES} == written()


def test_a_name_begins_with_good_unless_the_case_is_refused() -> None:
    for file in FILES:
        assert file.stem.startswith("good-") != ("refused" in json.loads(file.read_text())), file.name


@pytest.mark.parametrize("kind", ACTS)
def test_every_type_has_an_act_with_every_field_and_one_with_the_least(kind: str) -> None:
    full, least = (
        json.loads(json.loads((FOLDER / f"good-{kind}{end}.json").read_text())["text"].split("\n")[1])
        for end in ("", "-least")
    )
    fields = msgspec.structs.fields(ACTS[kind])
    assert set(full) == {"type", *(field.name for field in fields)}
    assert set(least) == {"type", *(field.name for field in fields if field.required)}
