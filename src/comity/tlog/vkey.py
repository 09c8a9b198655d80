# SPDX-License-Identifier: Apache-2.0
"""A verifier key (vkey) names a key, its signature type and its public half.

    <name>+<hex of 4-byte key ID>+<base64 of (type byte || public key)>
    example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k

key ID = SHA-256(name || 0x0A || type byte || public key)[:4].

Verification rule for Ed25519, the same in every capital. With L the order of the base point B, an encoded
public key A, a signature R || S and k = SHA-512(R || A || message) mod L, all over the exact bytes given:
accept iff S < L and A decodes to a point and the 32 bytes of the encoding of [S]B - [k]A equal R.
There is no cofactor, R is compared as bytes and never decoded. Other rules in use differ on crafted
signatures, so two nodes with different rules could fold one record into two forums.
How A decodes is left open by no input either: `is_sound` admits canonical encodings only, and a key is
enrolled only if sound. ML-DSA-44 follows FIPS 204, pure, empty context.
"""

from collections.abc import Callable
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from comity.tlog.errors import MalformedKey
from comity.tlog.wire import format_base64, parse_base64

ED25519 = 0x01
"""Signature over the note's text."""
COSIGNATURE_ED25519 = 0x04
"""Timestamped cosignature of a checkpoint, cosignature/v1."""
COSIGNATURE_MLDSA44 = 0x06
"""Timestamped cosignature of a checkpoint, subtree/v1, secure against quantum computers."""

PUBLIC_BYTES = {ED25519: 32, COSIGNATURE_ED25519: 32, COSIGNATURE_MLDSA44: 1312}
"""Length of the public key, by signature type."""
KEY_ID_BYTES = 4
MAX_NAME_BYTES = 255

# Code points with the Unicode property White_Space (the set has not changed since Unicode 6.3),
# listed because str.isspace() also counts U+001C to U+001F.
UNICODE_SPACES = frozenset("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | {
    chr(point) for point in range(0x2000, 0x200B)
}

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_ORDER_8_Y = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_ORDER_4_AND_8_Y = frozenset({0, _ORDER_8_Y, _P - _ORDER_8_Y})


class VerifierKey(msgspec.Struct, frozen=True):
    """A key that others can check; `key_id` is 4 bytes, `kind` a signature type, `public` the raw public key."""

    name: str
    key_id: bytes
    kind: int
    public: bytes


def is_key_name(name: str) -> bool:
    """Non-empty, at most 255 bytes of UTF-8, no Unicode space, no plus sign, no control below U+0020."""
    try:
        length = len(name.encode())
    except UnicodeEncodeError:
        return False
    return 0 < length <= MAX_NAME_BYTES and not any(
        character in UNICODE_SPACES or character == "+" or character < " " for character in name
    )


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """Compute the 4-byte key ID that goes with a name, a signature type and a public key."""
    return sha256(b"%b\n%c%b" % (name.encode(), kind, public)).digest()[:KEY_ID_BYTES]


def verifier_key(name: str, kind: int, public: bytes) -> VerifierKey:
    """Put a verifier key together, computing its ID; raises MalformedKey for a bad name, type or length."""
    if not is_key_name(name):
        raise MalformedKey("not a key name")
    if PUBLIC_BYTES.get(kind) != len(public):
        raise MalformedKey("unknown signature type, or a public key of another length than its type has")
    return VerifierKey(name, key_id(name, kind, public), kind, public)


def parse_vkey(text: str) -> VerifierKey:
    """Read a vkey line; raises MalformedKey unless `format_vkey` would give the same text back."""
    name, _, rest = text.partition("+")
    _, _, encoded = rest.partition("+")
    material = parse_base64(encoded.encode(errors="replace"))
    if not material:
        raise MalformedKey("not a verifier key")
    vkey = verifier_key(name, material[0], material[1:])
    if format_vkey(vkey) != text:
        raise MalformedKey("the key ID is not the one of this name and public key")
    return vkey


def format_vkey(vkey: VerifierKey) -> str:
    """Write a vkey line; the inverse of `parse_vkey`."""
    material = format_base64(bytes((vkey.kind,)) + vkey.public)
    return f"{vkey.name}+{vkey.key_id.hex()}+{material.decode()}"


def _check_ed25519(public: bytes, signature: bytes, message: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(public).verify(signature, message)


def _check_mldsa44(public: bytes, signature: bytes, message: bytes) -> None:
    MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)


ALGORITHMS: dict[int, Callable[[bytes, bytes, bytes], None]] = {
    ED25519: _check_ed25519,
    COSIGNATURE_ED25519: _check_ed25519,
    COSIGNATURE_MLDSA44: _check_mldsa44,
}
"""By signature type: check (public key, signature, message), raising InvalidSignature. A simulation of many nodes fills in a
keyed hash of the same lengths here, in its own process and nowhere else."""


def verify(vkey: VerifierKey, message: bytes, signature: bytes) -> bool:
    """Tell whether the key signed exactly this message; never raises on any signature bytes."""
    try:
        ALGORITHMS[vkey.kind](vkey.public, signature, message)
    except InvalidSignature:
        return False
    return True


def is_sound(vkey: VerifierKey) -> bool:
    """Tell whether the key may be enrolled: an Ed25519 key must be a canonical point and not of small order."""
    if vkey.kind == COSIGNATURE_MLDSA44:
        return True
    y = int.from_bytes(vkey.public, "little") & (2**255 - 1)
    if y >= _P or y in _ORDER_4_AND_8_Y:
        return False
    # x^2 = (y^2 - 1) / (d y^2 + 1) must be a square; dividing or multiplying by the denominator keeps that.
    # It is 0, and the power too, where y = 1 or y = -1: the points of order 1 and 2.
    return pow((y * y - 1) * (_D * y * y + 1), (_P - 1) // 2, _P) == 1
