# SPDX-License-Identifier: Apache-2.0
"""A signer holds the private half of a key; its text form is the one of golang.org/x/mod/sumdb/note.

    PRIVATE+KEY+<name>+<hex of 4-byte key ID>+<base64 of (type byte || 32-byte seed)>

Ed25519 signatures are deterministic. ML-DSA-44 signatures are hedged by the library: two over the same message
differ, so nothing may depend on their bytes.
"""

from typing import Protocol, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from comity.tlog.errors import MalformedKey
from comity.tlog.vkey import COSIGNATURE_MLDSA44, ED25519, VerifierKey, verifier_key
from comity.tlog.wire import format_base64, parse_base64

SEED_BYTES = 32
_PREFIX = "PRIVATE+KEY+"


class Signer(Protocol):
    """Whoever can sign: a seed in memory, a sealed file, a token."""

    @property
    def vkey(self) -> VerifierKey:
        """The public half."""

    def sign(self, message: bytes) -> bytes:
        """Sign exactly this message; the signature is raw, without key ID or timestamp."""


class Ed25519Signer:
    """Signs with Ed25519, for signature types 0x01 and 0x04."""

    def __init__(self, vkey: VerifierKey, private: Ed25519PrivateKey) -> None:
        self.vkey = vkey
        self._private = private

    @classmethod
    def from_seed(cls, name: str, seed: bytes, kind: int = ED25519) -> Self:
        """Derive the key pair from 32 bytes of entropy; raises MalformedKey for a bad name, seed or type."""
        if len(seed) != SEED_BYTES:
            raise MalformedKey("not an Ed25519 seed")
        private = Ed25519PrivateKey.from_private_bytes(seed)
        return cls(verifier_key(name, kind, private.public_key().public_bytes_raw()), private)

    @property
    def seed(self) -> bytes:
        """The 32 bytes everything else is derived from: a secret."""
        return self._private.private_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Sign exactly this message: 64 bytes."""
        return self._private.sign(message)


class MLDSA44Signer:
    """Signs with ML-DSA-44 (FIPS 204, pure, empty context), for signature type 0x06."""

    def __init__(self, vkey: VerifierKey, private: MLDSA44PrivateKey) -> None:
        self.vkey = vkey
        self._private = private

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Self:
        """Derive the key pair from 32 bytes of entropy; raises MalformedKey for a bad name or seed."""
        if len(seed) != SEED_BYTES:
            raise MalformedKey("not an ML-DSA-44 seed")
        private = MLDSA44PrivateKey.from_seed_bytes(seed)
        return cls(verifier_key(name, COSIGNATURE_MLDSA44, private.public_key().public_bytes_raw()), private)

    @property
    def seed(self) -> bytes:
        """The 32 bytes everything else is derived from: a secret."""
        return self._private.private_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Sign exactly this message: 2,420 bytes, different each time."""
        return self._private.sign(message)


def parse_skey(text: str) -> Ed25519Signer | MLDSA44Signer:
    """Read a signer key; raises MalformedKey unless `format_skey` would give the same text back."""
    name, _, rest = text.removeprefix(_PREFIX).partition("+")
    _, _, encoded = rest.partition("+")
    material = parse_base64(encoded.encode(errors="replace"))
    if not material:
        raise MalformedKey("not a signer key")
    kind, seed = material[0], material[1:]
    signer = (
        MLDSA44Signer.from_seed(name, seed)
        if kind == COSIGNATURE_MLDSA44
        else Ed25519Signer.from_seed(name, seed, kind)
    )
    if format_skey(signer) != text:
        raise MalformedKey("the key ID is not the one of this name and seed")
    return signer


def format_skey(signer: Ed25519Signer | MLDSA44Signer) -> str:
    """Write a signer key, a secret; the inverse of `parse_skey`."""
    vkey = signer.vkey
    material = format_base64(bytes((vkey.kind,)) + signer.seed)
    return f"{_PREFIX}{vkey.name}+{vkey.key_id.hex()}+{material.decode()}"
