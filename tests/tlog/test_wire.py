# SPDX-License-Identifier: Apache-2.0
"""A decimal and a base64 string have one accepted spelling each."""

import pytest

from comity.tlog.wire import MAX_INT, format_base64, parse_base64, parse_decimal


@pytest.mark.parametrize(
    ("digits", "number"),
    [
        (b"0", 0),
        (b"1", 1),
        (b"9", 9),
        (b"10", 10),
        (b"100", 100),
        (b"999999999999999999", 10**18 - 1),
        (b"1000000000000000000", 10**18),
        (b"9223372036854775806", 2**63 - 2),
        (b"9223372036854775807", 2**63 - 1),
    ],
)
def test_a_decimal_is_read(digits: bytes, number: int) -> None:
    assert parse_decimal(digits) == number


@pytest.mark.parametrize(
    "digits",
    [
        b"",
        b"00",
        b"01",
        b"007",
        b"+7",
        b"-7",
        b"-0",
        b" 7",
        b"7 ",
        b"7\n",
        b"\n7",
        b"1_000",
        b"1,000",
        b"0x7",
        b"7.0",
        b"7e0",
        "٧".encode(),
        "²".encode(),
        b"9223372036854775808",
        b"9999999999999999999",
        b"10000000000000000000",
        b"18446744073709551623",
        b"0" * 19,
        b"1" * 5000,
    ],
)
def test_a_decimal_spelled_otherwise_is_refused(digits: bytes) -> None:
    assert parse_decimal(digits) is None


def test_the_largest_number_is_that_of_63_bits() -> None:
    assert MAX_INT == 0x7FFF_FFFF_FFFF_FFFF


@pytest.mark.parametrize(
    ("encoded", "data"),
    [
        (b"", b""),
        (b"/w==", b"\xff"),
        (b"//8=", b"\xff\xff"),
        (b"////", b"\xff\xff\xff"),
        (b"++++", b"\xfb\xef\xbe"),
        (b"AAAA", b"\0\0\0"),
        (b"QXJkZW4=", b"Arden"),
    ],
)
def test_base64_is_read_and_written(encoded: bytes, data: bytes) -> None:
    assert parse_base64(encoded) == data
    assert format_base64(data) == encoded


@pytest.mark.parametrize(
    "encoded",
    [
        b"/9==",  # stray bits
        b"//9=",
        b"/w=",  # padding
        b"/w",
        b"//8",
        b"/w===",
        b"=",
        b"====",
        b"A",
        b"A===",
        b"__8=",  # another alphabet
        b"--8=",
        b" //8=",  # what lenient decoders skip
        b"//8= ",
        b"//8=\n",
        b"//\n8=",
        b"/\r\n/8=",
        b"//!8=",
        b"//8=AAAA",
        b"//8=//8=",
        "ＡＡＡＡ".encode(),
        b"\xff\xff\xff\xff",
    ],
)
def test_base64_spelled_otherwise_is_refused(encoded: bytes) -> None:
    assert parse_base64(encoded) is None


def test_base64_is_written_without_line_breaks() -> None:
    assert format_base64(bytes(3000)) == b"A" * 4000
