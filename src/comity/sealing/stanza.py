# SPDX-License-Identifier: Apache-2.0
"""A recipient stanza: what one recipient needs to get at the file key.

-> <type> <argument>…
<body, base64 in lines of 64, the last one shorter>
"""

import re
from binascii import Error, a2b_base64, b2a_base64

from msgspec import Struct

from comity.sealing.errors import MalformedHeader

LINE = 64
"""Characters of a full body line."""
_ARGUMENTS = re.compile(rb"[\x21-\x7e]+(?: [\x21-\x7e]+)*")
START = b"-> "


class Stanza(Struct, frozen=True):
    """One stanza: its type, the arguments after it, and its body."""

    kind: str
    arguments: tuple[str, ...]
    body: bytes


def format_base64(data: bytes) -> bytes:
    """Write base64 without padding."""
    return b2a_base64(data, newline=False).rstrip(b"=")


def parse_base64(text: bytes) -> bytes:
    """Read base64 without padding in its one canonical spelling; raises MalformedHeader."""
    try:
        data = a2b_base64(text + b"=" * (-len(text) % 4))
    except Error:
        data = b""
    if format_base64(data) != text:
        raise MalformedHeader("not canonical base64 without padding")
    return data


def format_stanza(stanza: Stanza) -> bytes:
    """Write a stanza; one whose body fills its last line ends with an empty one."""
    text = format_base64(stanza.body)
    lines = [text[start : start + LINE] for start in range(0, len(text) + 1, LINE)]
    head = START + " ".join((stanza.kind, *stanza.arguments)).encode("ascii")
    return b"\n".join((head, *lines)) + b"\n"


def parse_opening(line: bytes) -> tuple[str, tuple[str, ...]]:
    """Read the first line of a stanza, without its line feed; raises MalformedHeader."""
    if not line.startswith(START) or not _ARGUMENTS.fullmatch(line, len(START)):
        raise MalformedHeader("a stanza begins with '-> ' and its type")
    kind, *arguments = line[len(START) :].decode("ascii").split(" ")
    return kind, tuple(arguments)
