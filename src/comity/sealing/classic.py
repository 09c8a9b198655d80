# SPDX-License-Identifier: Apache-2.0
"""Classic recipients (X25519): accepted for interoperability, open to whoever has a quantum computer one day."""

from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from comity.sealing import bech32
from comity.sealing.errors import MalformedHeader, MalformedKey
from comity.sealing.header import FILE_KEY_BYTES, derive
from comity.sealing.party import Entropy
from comity.sealing.stanza import Stanza, format_base64, parse_base64
from comity.sealing.stream import TAG_BYTES

KIND = "X25519"
KEY_BYTES = 32
RECIPIENT, IDENTITY = "age", "age-secret-key-"
_PURPOSE = b"age-encryption.org/v1/X25519"
_NONCE = bytes(12)
"""A wrapping key seals one file key only."""


class ClassicRecipient:
    """A recipient ``age1…``."""

    is_quantum_safe = False

    def __init__(self, public: bytes) -> None:
        self.public = public

    @classmethod
    def parse(cls, text: str) -> "ClassicRecipient":
        """Read a recipient; raises MalformedKey."""
        return cls(_exactly(bech32.decode(text, RECIPIENT)))

    def __str__(self) -> str:
        return bech32.encode(RECIPIENT, self.public)

    def wrap(self, file_key: bytes, entropy: Entropy) -> Stanza:
        """Seal a file key to this recipient; raises MalformedKey for a point that seals to everybody."""
        ephemeral = X25519PrivateKey.from_private_bytes(entropy(KEY_BYTES))
        share = ephemeral.public_key().public_bytes_raw()
        try:
            shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.public))
        except ValueError:
            raise MalformedKey("a recipient of low order") from None
        key = derive(shared, share + self.public, _PURPOSE)
        return Stanza(KIND, (format_base64(share).decode(),), ChaCha20Poly1305(key).encrypt(_NONCE, file_key, None))


class ClassicIdentity:
    """An identity ``AGE-SECRET-KEY-1…``: a secret of 32 bytes."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret
        self._private = X25519PrivateKey.from_private_bytes(secret)

    @classmethod
    def parse(cls, text: str) -> "ClassicIdentity":
        """Read an identity; raises MalformedKey."""
        return cls(_exactly(bech32.decode(text, IDENTITY)))

    def __str__(self) -> str:
        return bech32.encode(IDENTITY, self.secret).upper()

    @property
    def recipient(self) -> ClassicRecipient:
        """Whom to seal to, so that this identity opens."""
        return ClassicRecipient(self._private.public_key().public_bytes_raw())

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Give the file key, or None where it is sealed to others; raises MalformedHeader for a stanza no recipient makes."""
        for stanza in stanzas:
            if stanza.kind == KIND and (file_key := self._unwrap(stanza)):
                return file_key
        return None

    def _unwrap(self, stanza: Stanza) -> bytes | None:
        share = parse_base64(stanza.arguments[0].encode("ascii")) if len(stanza.arguments) == 1 else b""
        if len(share) != KEY_BYTES or len(stanza.body) != FILE_KEY_BYTES + TAG_BYTES:
            raise MalformedHeader("an X25519 stanza has one share of 32 bytes and a body of 32")
        try:
            shared = self._private.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError:
            raise MalformedHeader("the share of an X25519 stanza is of low order") from None
        key = derive(shared, share + self.recipient.public, _PURPOSE)
        try:
            return ChaCha20Poly1305(key).decrypt(_NONCE, stanza.body, None)
        except InvalidTag:
            return None


def _exactly(data: bytes) -> bytes:
    if len(data) != KEY_BYTES:
        raise MalformedKey("a classic key has 32 bytes")
    return data
