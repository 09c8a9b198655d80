# SPDX-License-Identifier: Apache-2.0
"""Signed notes: one form, no known signature wrong."""

from typing import Any

import pytest

from comity.bug import Bug
from comity.tlog.errors import MalformedNote, UnverifiedNote
from comity.tlog.note import (
    MAX_LINES,
    MAX_NOTE_BYTES,
    Note,
    SignatureLine,
    format_note,
    known_lines,
    open_note,
    parse_note,
    sign_line,
    sign_note,
)
from comity.tlog.vkey import VerifierKey, parse_vkey
from tests.tlog.keys import ARD, ARD_PQ, BOR, WITNESSES
from tests.tlog.vectors import cases, octets

TEXT = b"Arden proposes.\n"


@pytest.mark.parametrize("case", cases("note"))
def test_vectors(case: dict[str, Any]) -> None:
    data = octets(case["note"])
    if "refused" in case:
        with pytest.raises(MalformedNote):
            parse_note(data)
        return
    note = parse_note(data)
    lines = [{"name": line.name, "key_id": line.key_id.hex(), "signature": line.signature.hex()} for line in note.lines]
    assert (note.text, lines) == (octets(case["text"]), case["lines"])
    assert format_note(note.text, note.lines) == data


@pytest.mark.parametrize("case", cases("open"))
def test_opening_vectors(case: dict[str, Any]) -> None:
    data, vkeys = octets(case["note"]), [parse_vkey(vkey) for vkey in case["vkeys"]]
    if "refused" in case:
        with pytest.raises(UnverifiedNote):
            open_note(data, vkeys)
        return
    whole, opened = parse_note(data), open_note(data, vkeys)
    assert opened.text == whole.text
    assert [line.name for line in opened.lines] == case["verified"]
    assert set(opened.lines) <= set(whole.lines)


def test_the_bytes_of_a_note() -> None:
    skey_line = sign_line(TEXT, ARD)
    assert (skey_line.name, skey_line.key_id) == ("ARD", ARD.vkey.key_id)
    assert skey_line.signature == ARD.sign(TEXT)
    assert sign_note(TEXT, [ARD]) == format_note(TEXT, [skey_line])
    assert format_note(b"a\n", [SignatureLine("N", b"\0\0\0\0", b"\xff")]) == "a\n\n— N AAAAAP8=\n".encode()


def test_two_signatories_stand_in_the_order_given() -> None:
    note = parse_note(sign_note(TEXT, [BOR, ARD]))
    assert note == Note(TEXT, (sign_line(TEXT, BOR), sign_line(TEXT, ARD)))


def test_every_control_but_newline_is_refused_anywhere() -> None:
    data = sign_note(b"one two\n", [ARD])
    for control in range(0x20):
        for at in (0, 3, len(data) - 1):
            wrong = data[:at] + bytes([control]) + data[at:]
            if control != ord("\n"):
                with pytest.raises(MalformedNote):
                    parse_note(wrong)
    assert parse_note(b"\n" + data).text == b"\none two\n"


def test_every_single_byte_changed_in_a_note_is_refused_or_read_differently() -> None:
    data = sign_note(TEXT, [ARD])
    note = parse_note(data)
    for at in range(len(data)):
        for flip in (1, 0x20, 0x80):
            changed = data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :]
            try:
                other = parse_note(changed)
            except MalformedNote:
                continue
            assert other != note
            assert format_note(other.text, other.lines) == changed


def _padded(length: int) -> bytes:
    data = sign_note(TEXT, [ARD])
    return b"x" * (length - len(data)) + data


def test_a_note_is_at_most_1_mib() -> None:
    assert MAX_NOTE_BYTES == 1024 * 1024
    assert len(parse_note(_padded(MAX_NOTE_BYTES)).text) == MAX_NOTE_BYTES - len(sign_note(TEXT, [ARD])) + len(TEXT)
    with pytest.raises(MalformedNote):
        parse_note(_padded(MAX_NOTE_BYTES + 1))


def test_a_note_has_at_most_100_lines() -> None:
    line = sign_line(TEXT, ARD)
    assert MAX_LINES == 100
    assert parse_note(format_note(TEXT, [line] * 100)).lines == (line,) * 100
    with pytest.raises(MalformedNote):
        format_note(TEXT, [line] * 101)


@pytest.mark.parametrize("text", [b"", b"no newline", b"\n\xff\n", b"tab\t\n", b"nul\0\n"])
def test_a_text_that_no_note_can_carry_is_not_signed(text: bytes) -> None:
    with pytest.raises(MalformedNote):
        sign_note(text, [ARD])


def test_a_note_has_a_line() -> None:
    with pytest.raises(MalformedNote):
        format_note(TEXT, [])


@pytest.mark.parametrize(
    "line",
    [
        SignatureLine("", b"1234", b"s"),
        SignatureLine("A RD", b"1234", b"s"),
        SignatureLine("A\u2003RD", b"1234", b"s"),
        SignatureLine("A+RD", b"1234", b"s"),
        SignatureLine("A\nRD", b"1234", b"s"),
        SignatureLine("A\udcffRD", b"1234", b"s"),
        SignatureLine("n" * 256, b"1234", b"s"),
        SignatureLine("ARD", b"123", b"s"),
        SignatureLine("ARD", b"12345", b"s"),
        SignatureLine("ARD", b"123", b"4s"),
        SignatureLine("ARD", b"1234", b""),
    ],
)
def test_a_line_that_would_not_read_back_is_not_written(line: SignatureLine) -> None:
    with pytest.raises(MalformedNote):
        format_note(TEXT, [line])


def test_cosignature_keys_neither_sign_nor_open_notes() -> None:
    with pytest.raises(Bug):
        sign_line(TEXT, WITNESSES["ARD"])
    with pytest.raises(Bug):
        sign_note(TEXT, [ARD, ARD_PQ])
    line = SignatureLine(ARD_PQ.vkey.name, ARD_PQ.vkey.key_id, ARD_PQ.sign(TEXT))
    with pytest.raises(Bug):
        open_note(format_note(TEXT, [line]), [ARD_PQ.vkey])


def test_opening_keeps_only_the_lines_of_known_keys() -> None:
    data = sign_note(TEXT, [ARD, BOR])
    assert open_note(data, [BOR.vkey]) == Note(TEXT, (sign_line(TEXT, BOR),))
    assert open_note(data, [BOR.vkey, ARD.vkey]) == Note(TEXT, (sign_line(TEXT, ARD), sign_line(TEXT, BOR)))


def test_opening_bytes_that_are_no_note() -> None:
    with pytest.raises(MalformedNote):
        open_note(TEXT, [ARD.vkey])


def test_two_known_keys_under_one_name_and_id_open_nothing_they_signed() -> None:
    twin = VerifierKey("ARD", ARD.vkey.key_id, ARD.vkey.kind, BOR.vkey.public)
    with pytest.raises(UnverifiedNote):
        open_note(sign_note(TEXT, [ARD]), [ARD.vkey, twin])
    with pytest.raises(UnverifiedNote):
        open_note(sign_note(TEXT, [ARD]), [twin, ARD.vkey])
    assert open_note(sign_note(TEXT, [BOR]), [ARD.vkey, twin, BOR.vkey]).lines == (sign_line(TEXT, BOR),)


def test_known_lines_pairs_first_lines_with_their_keys() -> None:
    ard, bor = sign_line(TEXT, ARD), sign_line(TEXT, BOR)
    later = SignatureLine("ARD", ARD.vkey.key_id, b"later")
    assert list(known_lines([bor, ard, later, bor], [ARD.vkey, BOR.vkey])) == [(BOR.vkey, bor), (ARD.vkey, ard)]
    assert list(known_lines([bor, ard], [ARD.vkey, ARD.vkey])) == [(ARD.vkey, ard)]
    assert list(known_lines([bor, ard], [])) == []
    twin = VerifierKey("ARD", ARD.vkey.key_id, ARD.vkey.kind, BOR.vkey.public)
    assert list(known_lines([bor, ard, later], [ARD.vkey, twin])) == [(ARD.vkey, ard), (twin, ard)]
    assert list(known_lines([bor, ard, later], [twin, ARD.vkey])) == [(twin, ard), (ARD.vkey, ard)]
