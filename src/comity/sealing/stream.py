# SPDX-License-Identifier: Apache-2.0
"""The payload: content in chunks of 64 KiB, each sealed on its own, the last one marked (STREAM, ChaCha20-Poly1305).

A chunk is given out once it is verified; that the content is whole is known only when the last one was given.
"""

from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from comity.sealing.errors import MalformedPayload
from comity.sealing.header import Source

CHUNK_BYTES = 64 * 1024
TAG_BYTES = 16
_COUNTER_BYTES = 11


def seal_chunks(key: bytes, content: Iterable[bytes]) -> Iterator[bytes]:
    """Seal content that comes in pieces of any size; at most one chunk is held."""
    cipher, number = ChaCha20Poly1305(key), 0
    held = bytearray()
    for piece in content:
        held += piece
        while len(held) > CHUNK_BYTES:
            yield cipher.encrypt(_nonce(number, last=False), bytes(held[:CHUNK_BYTES]), None)
            del held[:CHUNK_BYTES]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(held), None)


def open_chunks(key: bytes, source: Source) -> Iterator[bytes]:
    """Open content chunk by chunk.

    Raises:
        MalformedPayload: a chunk was changed, the end is missing, or something follows it.
    """
    cipher, number, last = ChaCha20Poly1305(key), 0, False
    while not last:
        chunk = source.read(CHUNK_BYTES + TAG_BYTES)
        content, last = _opened(cipher, number, chunk)
        if last and number and not content:
            raise MalformedPayload("an empty chunk follows content that had ended")
        yield content
        number += 1
    if source.read(1):
        raise MalformedPayload("something follows the last chunk")


def _opened(cipher: ChaCha20Poly1305, number: int, chunk: bytes) -> tuple[bytes, bool]:
    """Give the content of a chunk, and whether it is the last: a short one must be, a full one may be."""
    for last in (False, True) if len(chunk) == CHUNK_BYTES + TAG_BYTES else (True,):
        try:
            return cipher.decrypt(_nonce(number, last=last), chunk, None), last
        except InvalidTag:
            continue
    raise MalformedPayload(f"chunk {number} was changed, or the content was cut off there")


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_COUNTER_BYTES, "big") + bytes((last,))
