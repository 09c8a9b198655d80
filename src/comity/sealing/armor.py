# SPDX-License-Identifier: Apache-2.0
"""Armor: a sealed file as text, so that it travels by mail. Strict: one spelling but for line ends and outer white space."""

from binascii import Error, a2b_base64, b2a_base64

from comity.sealing.errors import MalformedArmor

BEGIN, END = b"-----BEGIN AGE ENCRYPTED FILE-----", b"-----END AGE ENCRYPTED FILE-----"
LINE = 64
_OUTSIDE = b" \t\r\n"


def wrap(sealed: bytes) -> bytes:
    """Write a sealed file as text."""
    text = b2a_base64(sealed, newline=False)
    lines = [text[start : start + LINE] for start in range(0, len(text), LINE)]
    return b"\n".join((BEGIN, *lines, END)) + b"\n"


def unwrap(text: bytes) -> bytes:
    """Read a sealed file from its text form.

    Raises:
        MalformedArmor: something but white space stands outside, or what is inside is not what `wrap` writes.
    """
    stripped = text.strip(_OUTSIDE)
    lines = [line.removesuffix(b"\r") for line in stripped.split(b"\n")]
    if lines[0] != BEGIN or lines[-1] != END or len(lines) < 2:
        raise MalformedArmor("not between the two marker lines")
    try:
        sealed = a2b_base64(b"".join(lines[1:-1]))
    except Error:
        raise MalformedArmor("not base64") from None
    if wrap(sealed) != b"\n".join(lines) + b"\n":
        raise MalformedArmor("not in canonical lines of 64 characters")
    return sealed
