# SPDX-License-Identifier: Apache-2.0
"""Characters of acts: the same ones under every Python."""

import unicodedata
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.acts.errors import MalformedText
from comity.acts.text import check_text
from comity.acts.unicode14 import assigned_ranges

ASSIGNED = 144_762
"""Code points of Unicode 14.0.0 that are assigned: 144,697 graphic and format characters, 65 controls."""
ACCEPTED = "0b3fcba816489170b45faf9373cf8f4f141cc69e882cc78bd11b1e4693400c6f"
"""SHA-256 of the accepted code points as decimals, parted by commas: derived under Unicode 14.0.0, the same under all."""
BIDIRECTIONAL = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
INVISIBLE = {0xAD, 0x180E, 0x200B, *range(0x2060, 0x2065), 0xFEFF, *range(0xE0000, 0xE0080)}
needs_unicode_14 = pytest.mark.skipif(
    unicodedata.unidata_version != "14.0.0", reason="this Python has the tables of another version of Unicode"
)


def accepts(text: str) -> bool:
    try:
        check_text(f'"{text}"')
    except MalformedText:
        return False
    return True


def accepted_points() -> list[int]:
    """Every code point that may stand alone in a string, written as canonical JSON writes it."""
    escaped = {point: f"\\u{point:04x}" for point in range(0x20)} | {0x0A: "\\n", 0x22: '\\"', 0x5C: "\\\\"}
    return [point for point in range(0x110000) if accepts(escaped.get(point, chr(point)))]


def test_the_ranges_ascend_and_do_not_touch() -> None:
    ranges = assigned_ranges()
    assert all(first <= last for first, last in ranges)
    assert all(last + 1 < first for (_, last), (first, _) in pairwise(ranges))
    assert sum(last - first + 1 for first, last in ranges) == ASSIGNED


@needs_unicode_14
def test_the_ranges_are_those_of_the_unicode_character_database() -> None:
    assigned = {point for point in range(0x110000) if unicodedata.category(chr(point)) not in {"Cn", "Co", "Cs"}}
    assert {point for first, last in assigned_ranges() for point in range(first, last + 1)} == assigned


def test_the_same_characters_stand_alone_under_every_python() -> None:
    accepted = accepted_points()
    assert sha256(",".join(map(str, accepted)).encode()).hexdigest() == ACCEPTED


@needs_unicode_14
def test_a_character_stands_alone_when_it_is_assigned_composed_and_harmless() -> None:
    expected = [
        point
        for point in range(0x110000)
        if (unicodedata.category(chr(point)) not in {"Cn", "Co", "Cs", "Cc"} or point == ord("\n"))
        and point not in BIDIRECTIONAL | INVISIBLE
        and unicodedata.normalize("NFC", chr(point)) == chr(point)
    ]
    assert accepted_points() == expected


@pytest.mark.parametrize("letter", [chr(byte) for byte in range(0x20, 0x7F)])
def test_a_backslash_stands_before_itself_a_quotation_mark_and_n_alone(letter: str) -> None:
    assert accepts("\\" + letter) == (letter in '"\\n')
    assert accepts("a\\\\\\" + letter) == (letter in '"\\n')
    assert accepts("\\\\" + letter)


def test_an_error_names_character_and_place() -> None:
    with pytest.raises(MalformedText, match=r"^U\+202E at character 3 "):
        check_text('"ab\u202ec"')
    with pytest.raises(MalformedText, match=r"^U\+007F at character 2 "):
        check_text('"a\x7f"')
    with pytest.raises(MalformedText, match=r"^the escape \\t at character 4:"):
        check_text('"a\\\\\\t"')


@settings(deadline=None, database=None)
@given(st.lists(st.sampled_from([*"aeqnoO\u1100\uac00", *map(chr, range(0x300, 0x370)), "\u1161", "\u11a8", "\u0f71"])))
def test_marks_are_judged_by_normalization(characters: list[str]) -> None:
    text = "".join(characters)
    assert accepts(text) == (unicodedata.normalize("NFC", text) == text)
