# SPDX-License-Identifier: Apache-2.0
"""The only door between acts and bytes: canonical JSON, judged by writing the act again.

Sorted keys, no spaces, integers below 2^53, string escapes as RFC 8785, optional fields left out when they hold their
default, depth at most 16, characters as ``comity.acts.text`` allows. What does not encode to the same bytes is refused.
"""

import re

import msgspec

from comity.acts.catalogue import ACTS, AnyAct
from comity.acts.envelope import Act
from comity.acts.errors import MalformedAct, MalformedText, UnknownAct
from comity.acts.text import check_text

HEADER = b"comity/act/v1\n"
MAX_DEPTH = 16
MAX_TEXT_BYTES = 60_000

_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(AnyAct)
# Possessive, and an unclosed string runs to the end: no input is scanned twice.
_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
_SHOWN = 40
"""Characters of an unknown type that an error message repeats."""


class _Header(msgspec.Struct, frozen=True):
    type: str


_header_decoder = msgspec.json.Decoder(_Header)


def encode_act(act: Act) -> bytes:
    """Write the text of an act: the header line, the canonical JSON, a line feed.

    Raises:
        MalformedAct: the act holds characters or sizes that no reader would accept.
    """
    try:
        written = _encoder.encode(act)
    except UnicodeEncodeError:
        raise MalformedText("a lone surrogate may not stand in an act") from None
    # The encoder leaves a default out by identity: in the act as read, an equal value is the default itself.
    text = HEADER + _encoder.encode(_decode(written)) + b"\n"
    decode_act(text)
    return text


def decode_act(text: bytes) -> Act:
    """Read the text of an act.

    Raises:
        UnknownAct: the type is not one this software knows.
        MalformedAct: the bytes are not the canonical bytes of an act; the message says where.
    """
    if len(text) > MAX_TEXT_BYTES:
        raise MalformedAct(f"an act has at most {MAX_TEXT_BYTES} bytes, this one {len(text)}")
    if not text.startswith(HEADER) or not text.endswith(b"}\n"):
        raise MalformedAct("an act is the line comity/act/v1 and one line of JSON, each ended by a line feed")
    line = text[len(HEADER) : -1]
    _check_depth(line)
    act = _decode(line)
    if _encoder.encode(act) != line:
        raise MalformedAct("the JSON is not canonical: keys sorted, no spaces, defaults left out, integers plain")
    check_text(line.decode())
    return act


def _check_depth(line: bytes) -> None:
    if line.count(b"{") + line.count(b"[") <= MAX_DEPTH:
        return
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(line):
        token = match.group()
        if token in (b"{", b"["):
            depth += 1
            if depth > MAX_DEPTH:
                raise MalformedAct(f"the JSON is nested deeper than {MAX_DEPTH}")
        elif token in (b"}", b"]"):
            depth -= 1


def _decode(line: bytes) -> Act:
    try:
        act: Act = _decoder.decode(line)
    except (msgspec.DecodeError, ValueError) as error:
        raise _explained(line, error) from None
    return act


def _explained(line: bytes, error: Exception) -> MalformedAct:
    """Tell an unknown type, which a later version may know, from bytes that no version will accept."""
    try:
        kind = _header_decoder.decode(line).type
    except (msgspec.DecodeError, ValueError):
        return MalformedAct(f"the JSON of the act cannot be read: {error}")
    if kind not in ACTS:
        return UnknownAct(f"no act is called {kind[:_SHOWN]!r} in this version")
    return MalformedAct(f"{kind}: {error}")
