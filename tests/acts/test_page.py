# SPDX-License-Identifier: Apache-2.0
"""The reference page of acts says what the code does."""

import unicodedata
from textwrap import dedent

import pytest

from comity.acts.canonical import HEADER, MAX_DEPTH, MAX_TEXT_BYTES
from comity.acts.catalogue import ACTS
from comity.acts.entry import MAX_ENTRY_BYTES, parse_entry
from comity.acts.envelope import SHORT_TEXT_BYTES
from comity.acts.instant import FIRST_YEAR, LAST_YEAR
from comity.acts.unicode14 import assigned_ranges
from tests.acts.page import MARK, PAGE, render
from tests.acts.test_text import BIDIRECTIONAL, INVISIBLE

BY_HAND, _, GENERATED = PAGE.read_text().partition(MARK)


def test_the_generated_part_is_current() -> None:
    assert render() == GENERATED.removeprefix("\n"), "run `python -m tests.acts.page --write`"


def test_every_act_has_its_section() -> None:
    sections = [line.removeprefix("### ") for line in GENERATED.splitlines() if line.startswith("### ")]
    assert len(sections) == len(set(sections))
    assert set(ACTS) <= set(sections)


def test_the_example_is_an_entry_with_the_id_and_leaf_hash_the_page_gives() -> None:
    block = BY_HAND.split("\n\n    2026-")[1].split("\nThe id")[0]
    entry = parse_entry(dedent("    2026-" + block).encode())
    assert f"`{entry.signed.id}`" in BY_HAND
    assert f"`{entry.leaf.hex()}`" in BY_HAND


@pytest.mark.parametrize(
    "said",
    [
        f"the line `{HEADER.decode().strip()}`",
        f"at most {MAX_TEXT_BYTES:,} bytes in all",
        f"at most {MAX_ENTRY_BYTES:,} bytes in all",
        f"at most {MAX_DEPTH} deep",
        f"years {FIRST_YEAR} to {LAST_YEAR}",
        f"at most\n    {SHORT_TEXT_BYTES:,} bytes",
    ],
)
def test_the_page_gives_the_bounds_of_the_code(said: str) -> None:
    assert said in BY_HAND


def test_the_page_counts_the_characters_that_may_stand_in_an_act() -> None:
    controls = {*range(0x20), *range(0x7F, 0xA0)} - {ord("\n")}
    assigned = {point for first, last in assigned_ranges() for point in range(first, last + 1)}
    refused = (controls | BIDIRECTIONAL | INVISIBLE) & assigned
    assert f"There are {len(assigned - refused):,} of them." in BY_HAND
    assert all(unicodedata.category(chr(point)) in {"Cc", "Cf"} for point in refused)
