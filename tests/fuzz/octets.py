# SPDX-License-Identifier: Apache-2.0
"""Mutations of octets, whatever they mean: bits, ranges, lines, digits, base64, hexadecimal."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from random import Random

Mutation = Callable[[Random, bytes], bytes]

STRANGE = (
    *(
        bytes([value])
        for value in (0, 9, 11, 12, 13, 28, 31, 32, 43, 45, 47, 61, 92, 127, 128, 192, 224, 237, 244, 255)
    ),
    *(
        chr(point).encode()
        for point in (
            *(0x85, 0xA0, 0xAD, 0x300, 0x301, 0x323, 0x378, 0x410, 0x430, 0x661, 0x2028, 0x202E, 0x2066, 0x212B),
            *(
                0x200C,
                0x200D,
                0x2014,
                0x3000,
                0xE000,
                0xFB01,
                0xFEFF,
                0xFF21,
                0xFFFE,
                0x1E4EF,
                0x1FAE8,
                0xF0000,
                0x10FFFF,
            ),
        )
    ),
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\xe0\x80\xaf",
    b"\xf4\x90\x80\x80",
    b"\xe2\x82",
    b"\n",
    b"\n\n",
    b"\r\n",
    b"\\n",
    b"\\/",
    b"\\u0041",
    b"\\u000a",
    b"\\ud800",
    b"\\",
    b'"',
    b'\\"',
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"null",
    b"true",
    b"[" * 3000,
    b'{"a":' * 3000,
    b'\\"' * 3000,
)
"""Octets that parsers stumble over: inserted, or put in the place of others."""
NUMBERS = (
    *(b"0", b"1", b"-1", b"-0", b"00", b"01", b"+1", b"1.0", b"1e0", b"1_0", b" 1", b"", b"255", b"256", b"65536"),
    *(str(2**power + more).encode() for power in (31, 32, 53, 63, 64) for more in (-1, 0, 1)),
    *("٧".encode(), "²".encode(), b"9" * 5000),
)
_DIGITS = re.compile(rb"[0-9]+")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{8,}={0,2}")
_HEX = re.compile(rb"[0-9a-f]{16,}")


def _range(rng: Random, data: bytes) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.choice((1, 1, 2, 3, 8, 64)))


def flip_bit(rng: Random, data: bytes) -> bytes:
    """One bit."""
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def put_strange(rng: Random, data: bytes) -> bytes:
    """Strange octets, inserted or in the place of others."""
    start, end = _range(rng, data)
    return data[:start] + rng.choice(STRANGE) + data[rng.choice((start, end)) :]


def cut_range(rng: Random, data: bytes) -> bytes:
    """Some octets fewer."""
    start, end = _range(rng, data)
    return data[:start] + data[end:]


def repeat_range(rng: Random, data: bytes) -> bytes:
    """Some octets twice."""
    start, end = _range(rng, data)
    return data[:end] + data[start:end] * rng.choice((1, 1, 1, 200)) + data[end:]


def swap_ranges(rng: Random, data: bytes) -> bytes:
    """Two neighbouring runs of octets change places."""
    start, middle = _range(rng, data)
    end = min(len(data), middle + rng.choice((1, 2, 8)))
    return data[:start] + data[middle:end] + data[start:middle] + data[end:]


def cut_end(rng: Random, data: bytes) -> bytes:
    """The end is missing."""
    return data[: rng.choice((rng.randrange(len(data)), len(data) - 1))]


def edit_lines(rng: Random, data: bytes) -> bytes:
    """A line is taken out, repeated, moved, emptied or joined to the next."""
    lines = data.split(b"\n")
    at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
    line = lines[at]
    match rng.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(to, line)
        case 2:
            lines[at], lines[to] = lines[to], line
        case 3:
            lines[at] = b""
        case _:
            lines[at : at + 2] = [b"".join(lines[at : at + 2])]
    return b"\n".join(lines)


def _edit_token(rng: Random, data: bytes, token: re.Pattern[bytes], edited: Mutation) -> bytes:
    found = [*token.finditer(data)] if len(data) < 5_000 else [*token.finditer(data, rng.randrange(len(data)))][:20]
    if not found:
        return flip_bit(rng, data)
    match = rng.choice(found)
    return data[: match.start()] + edited(rng, match.group()) + data[match.end() :]


def edit_number(rng: Random, data: bytes) -> bytes:
    """A run of digits becomes another number, or the same one spelled otherwise."""

    def edited(rng: Random, digits: bytes) -> bytes:
        near = (
            b"%d" % (int(digits[:20]) + 1),
            b"%d" % max(0, int(digits[:20]) - 1),
            b"0" + digits,
            digits + b"0",
            digits[:-1],
        )
        return rng.choice((*near, rng.choice(NUMBERS)))

    return _edit_token(rng, data, _DIGITS, edited)


def edit_base64(rng: Random, data: bytes) -> bytes:
    """A run of base64 says other octets, or the same ones otherwise."""

    def edited(rng: Random, encoded: bytes) -> bytes:
        try:
            octets = b64decode(encoded, validate=True)
        except ValueError:
            return encoded[:-1]
        match rng.randrange(7):
            case 0:
                return encoded.rstrip(b"=")
            case 1:
                return encoded + b"="
            case 2:
                return encoded.replace(b"+", b"-").replace(b"/", b"_")
            case 3:
                return b64encode(octets[:-1])
            case 4:
                return b64encode(octets + b"\0")
            case 5:
                # Unused bits, where the last group has some.
                last = encoded.rstrip(b"=")
                return last[:-1] + bytes([last[-1] ^ 1]) + encoded[len(last) :]
        return b64encode(flip_bit(rng, octets))

    return _edit_token(rng, data, _BASE64, edited)


def edit_hexadecimal(rng: Random, data: bytes) -> bytes:
    """A digest is another one, or spelled otherwise."""

    def edited(rng: Random, digits: bytes) -> bytes:
        at = rng.randrange(len(digits))
        other = digits[:at] + rng.choice((b"0", b"f", b"7")) + digits[at + 1 :]
        return rng.choice((other, other, other, digits.upper(), digits[1:], digits + b"0"))

    return _edit_token(rng, data, _HEX, edited)


MUTATIONS: tuple[Mutation, ...] = (
    flip_bit,
    flip_bit,
    put_strange,
    put_strange,
    cut_range,
    repeat_range,
    swap_ranges,
    cut_end,
    edit_lines,
    edit_number,
    edit_base64,
    edit_hexadecimal,
)


def splice(rng: Random, data: bytes, other: bytes) -> bytes:
    """The beginning of one input and the end of another, cut at line ends or anywhere."""
    if rng.randrange(2):
        lines, others = data.split(b"\n"), other.split(b"\n")
        return b"\n".join(lines[: rng.randrange(len(lines) + 1)] + others[rng.randrange(len(others)) :])
    return data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other) + 1) :]


def mutated(rng: Random, data: bytes, other: bytes) -> bytes:
    """One to three mutations in a row."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        data = splice(rng, data, other) if not rng.randrange(12) else rng.choice(MUTATIONS)(rng, data)
        data = data or b"\n"
    return data
