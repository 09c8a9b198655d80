# SPDX-License-Identifier: Apache-2.0
"""The header of a sealed file: its stanzas and the MAC that binds them to the file key. Read once, line by line.

age-encryption.org/v1
-> …
--- <MAC>
"""

from collections.abc import Iterator
from hmac import compare_digest
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from comity.sealing.errors import MalformedHeader, WrongMac
from comity.sealing.stanza import LINE, Stanza, format_base64, format_stanza, parse_base64, parse_opening

VERSION = b"age-encryption.org/v1\n"
FILE_KEY_BYTES = 16
MAX_HEADER_BYTES = 2**20
"""More than 600 post-quantum recipients."""
_END = b"---"


class Source(Protocol):
    """Where a sealed file is read from: an open file, or bytes in memory."""

    def read(self, size: int, /) -> bytes:
        """Give up to so many bytes, fewer only at the end."""

    def readline(self, size: int, /) -> bytes:
        """Give one line with its line feed, at most so many bytes of it."""


class Header(Struct, frozen=True):
    """A header as read: its stanzas, the bytes under the MAC, and the MAC."""

    stanzas: tuple[Stanza, ...]
    signed: bytes
    mac: bytes


def derive(file_key: bytes, salt: bytes, purpose: bytes) -> bytes:
    """Derive a key of 32 bytes for one purpose (HKDF-SHA256)."""
    return HKDF(SHA256(), 32, salt, purpose).derive(file_key)


def format_header(stanzas: tuple[Stanza, ...], file_key: bytes) -> bytes:
    """Write the header that seals a file key in these stanzas."""
    signed = VERSION + b"".join(map(format_stanza, stanzas)) + _END
    return b"%b %b\n" % (signed, format_base64(_mac(file_key, signed)))


def parse_header(source: Source) -> Header:
    """Read a header, and no byte after it; its cost is linear in its length.

    Raises:
        MalformedHeader: it is none of age v1, or longer than 1 MiB.
    """
    lines = _lines(source)
    if (signed := next(lines)) != VERSION:
        raise MalformedHeader("a sealed file begins with the line age-encryption.org/v1")
    parts: list[bytes] = [signed]
    stanzas: list[Stanza] = []
    while not (line := next(lines)).startswith(_END):
        kind, arguments = parse_opening(line[:-1])
        body = [next(lines)]
        while len(body[-1]) > LINE:
            body.append(next(lines))
        parts += [line, *body]
        stanzas.append(Stanza(kind, arguments, _parse_body([text[:-1] for text in body])))
    return Header(tuple(stanzas), b"".join([*parts, _END]), _parse_mac(line))


def check_mac(header: Header, file_key: bytes) -> None:
    """Raise WrongMac unless this header was sealed with this file key."""
    if not compare_digest(_mac(file_key, header.signed), header.mac):
        raise WrongMac("the header is not the one that was sealed")


def _lines(source: Source) -> Iterator[bytes]:
    left = MAX_HEADER_BYTES
    while (line := source.readline(left)).endswith(b"\n"):
        left -= len(line)
        yield line
    raise MalformedHeader("the header ends within a line, or is longer than 1 MiB")


def _parse_body(lines: list[bytes]) -> bytes:
    if any(len(line) > LINE for line in lines):
        raise MalformedHeader("a line of a stanza has at most 64 characters")
    return parse_base64(b"".join(lines))


def _parse_mac(line: bytes) -> bytes:
    mac = parse_base64(line[len(_END) + 1 : -1])
    if line[: len(_END) + 1] != _END + b" " or len(mac) != SHA256.digest_size:
        raise MalformedHeader("the header ends with '--- ' and a MAC of 32 bytes")
    return mac


def _mac(file_key: bytes, signed: bytes) -> bytes:
    hmac = HMAC(derive(file_key, b"", b"header"), SHA256())
    hmac.update(signed)
    return hmac.finalize()
