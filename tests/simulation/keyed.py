# SPDX-License-Identifier: Apache-2.0
"""A keyed hash in the place of signatures, of the same lengths and for the same keys, so that many seeds can be played.

Whoever knows the public key could forge it. In the simulation nobody does: who is hostile there signs with keys of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

from cryptography.exceptions import InvalidSignature

from comity.tlog.cosignature import SIGNATURE_BYTES
from comity.tlog.vkey import ALGORITHMS, COSIGNATURE_MLDSA44, VerifierKey


@dataclass(frozen=True)
class KeyedSigner:
    """Signs by hashing under the public half of a real key."""

    vkey: VerifierKey

    def sign(self, message: bytes) -> bytes:
        return _hashed(self.vkey.public, message).ljust(_LENGTHS.get(self.vkey.kind, 64), b"\0")


_LENGTHS = {COSIGNATURE_MLDSA44: SIGNATURE_BYTES[COSIGNATURE_MLDSA44]}


def _hashed(public: bytes, message: bytes) -> bytes:
    return blake2b(message, key=_key(public)).digest()


@cache
def _key(public: bytes) -> bytes:
    return blake2b(public).digest()


def _check(public: bytes, signature: bytes, message: bytes) -> None:
    if signature != _hashed(public, message).ljust(len(signature), b"\0"):
        raise InvalidSignature


@cache
def keyed(vkey: VerifierKey) -> KeyedSigner:
    """Give the keyed signer of a real key."""
    return KeyedSigner(vkey)


@contextmanager
def keyed_hash() -> Iterator[None]:
    """Let every signature in this process be a keyed hash."""
    real = dict(ALGORITHMS)
    ALGORITHMS.update(dict.fromkeys(ALGORITHMS, _check))
    try:
        yield
    finally:
        ALGORITHMS.update(real)
