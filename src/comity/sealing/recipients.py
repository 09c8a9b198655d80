# SPDX-License-Identifier: Apache-2.0
"""Recipients and identities as text: hybrid post-quantum and classic ones, told apart by how they begin."""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from comity.sealing import hybrid
from comity.sealing.classic import KEY_BYTES, ClassicIdentity, ClassicRecipient
from comity.sealing.errors import MalformedKey
from comity.sealing.hybrid import HybridIdentity, HybridRecipient

_ANY = X25519PrivateKey.from_private_bytes(bytes(range(KEY_BYTES)))
"""Whichever secret meets a point of low order, what they share is zero: one is enough to find such a point."""


def parse_recipient(text: str) -> HybridRecipient | ClassicRecipient:
    """Read a recipient in its one spelling; raises MalformedKey, also for a classic point that would seal to everybody."""
    is_hybrid = text.startswith(f"{hybrid.RECIPIENT}1")
    recipient = HybridRecipient.parse(text) if is_hybrid else ClassicRecipient.parse(text)
    if str(recipient) != text:
        raise MalformedKey("a recipient is written in small letters")
    try:
        _ANY.exchange(X25519PublicKey.from_public_bytes(recipient.public[-KEY_BYTES:]))
    except ValueError:
        raise MalformedKey("a recipient of low order") from None
    return recipient


def parse_identity(text: str) -> HybridIdentity | ClassicIdentity:
    """Read an identity; raises MalformedKey."""
    is_hybrid = text.lower().startswith(f"{hybrid.IDENTITY}1")
    return HybridIdentity.parse(text) if is_hybrid else ClassicIdentity.parse(text)
