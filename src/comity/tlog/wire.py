# SPDX-License-Identifier: Apache-2.0
"""The two ways C2SP formats write values in lines: ASCII decimals and RFC 4648 base64.

Each value has exactly one accepted spelling. Python's own `int()` and base64 decoders accept several
(`+7`, `٧`, `1_000`, stray bits after the last character), so nothing else in this package may call them.
Both functions return None for a refused spelling; the caller raises the error of its own noun.
"""

from binascii import Error, a2b_base64, b2a_base64

MAX_INT = 2**63 - 1
"""Largest size, index or timestamp: a signed 64-bit integer, as every other implementation keeps it."""

_MAX_DIGITS = 19


def parse_decimal(digits: bytes) -> int | None:
    """Read `0|[1-9][0-9]*` in ASCII, at most 2^63 - 1; None when it is spelled otherwise."""
    if len(digits) > _MAX_DIGITS or not digits.isdigit() or (digits[0] == ord("0") and digits != b"0"):
        return None
    number = int(digits)
    return number if number <= MAX_INT else None


def parse_base64(encoded: bytes) -> bytes | None:
    """Read padded standard base64 (RFC 4648 §4) in its one canonical spelling; None when it is spelled otherwise."""
    try:
        data = a2b_base64(encoded)
    except Error:
        return None
    return data if b2a_base64(data, newline=False) == encoded else None


def format_base64(data: bytes) -> bytes:
    """Write padded standard base64 without a line break; the inverse of `parse_base64`."""
    return b2a_base64(data, newline=False)
