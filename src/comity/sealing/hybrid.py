# SPDX-License-Identifier: Apache-2.0
"""Hybrid post-quantum recipients: ML-KEM-768 and X25519 together (HPKE with X-Wing), whichever of the two is broken.

The wrapping draws its own entropy in the library; everything else is given.
"""

from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHAKE256, Hash
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey, Suite

from comity.sealing import bech32
from comity.sealing.errors import MalformedHeader, MalformedKey
from comity.sealing.header import FILE_KEY_BYTES
from comity.sealing.party import Entropy
from comity.sealing.stanza import Stanza, format_base64, parse_base64
from comity.sealing.stream import TAG_BYTES

KIND = "mlkem768x25519"
RECIPIENT, IDENTITY = "age1pq", "age-secret-key-pq-"
SEED_BYTES = 32
MLKEM_BYTES, X25519_BYTES = 1184, 32
SHARE_BYTES = 1120
_EXPANDED = (64, 32)
"""Bytes of the seeds that X-Wing expands its own to: of ML-KEM-768, of X25519."""
_PURPOSE = b"age-encryption.org/mlkem768x25519"
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class HybridRecipient:
    """A recipient ``age1pq1…``."""

    is_quantum_safe = True

    def __init__(self, public: bytes) -> None:
        self.public = public
        try:
            self._key = MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(public[:MLKEM_BYTES]),
                X25519PublicKey.from_public_bytes(public[MLKEM_BYTES:]),
            )
        except ValueError:
            raise MalformedKey(f"a hybrid recipient has {MLKEM_BYTES + X25519_BYTES} bytes that are two keys") from None

    @classmethod
    def parse(cls, text: str) -> "HybridRecipient":
        """Read a recipient; raises MalformedKey."""
        return cls(bech32.decode(text, RECIPIENT))

    def __str__(self) -> str:
        return bech32.encode(RECIPIENT, self.public)

    def wrap(self, file_key: bytes, entropy: Entropy) -> Stanza:  # noqa: ARG002  (the library draws its own)
        """Seal a file key to this recipient."""
        try:
            sealed = _SUITE.encrypt(file_key, self._key, _PURPOSE)
        except ValueError:
            raise MalformedKey("a hybrid recipient whose classic half is of low order") from None
        return Stanza(KIND, (format_base64(sealed[:SHARE_BYTES]).decode(),), sealed[SHARE_BYTES:])


class HybridIdentity:
    """An identity ``AGE-SECRET-KEY-PQ-1…``: a seed of 32 bytes."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise MalformedKey(f"a hybrid identity has {SEED_BYTES} bytes")
        self.seed = seed
        expand = Hash(SHAKE256(sum(_EXPANDED)))
        expand.update(seed)
        expanded = expand.finalize()
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[: _EXPANDED[0]])
        self._classic = X25519PrivateKey.from_private_bytes(expanded[_EXPANDED[0] :])
        self._key = MLKEM768X25519PrivateKey(mlkem, self._classic)
        self.recipient = HybridRecipient(
            mlkem.public_key().public_bytes_raw() + self._classic.public_key().public_bytes_raw()
        )

    @classmethod
    def parse(cls, text: str) -> "HybridIdentity":
        """Read an identity; raises MalformedKey."""
        return cls(bech32.decode(text, IDENTITY))

    def __str__(self) -> str:
        return bech32.encode(IDENTITY, self.seed).upper()

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Give the file key, or None where it is sealed to others; raises MalformedHeader for a stanza no recipient makes."""
        for stanza in stanzas:
            if stanza.kind == KIND and (file_key := self._unwrap(stanza)):
                return file_key
        return None

    def _unwrap(self, stanza: Stanza) -> bytes | None:
        share = parse_base64(stanza.arguments[0].encode("ascii")) if len(stanza.arguments) == 1 else b""
        if len(share) != SHARE_BYTES or len(stanza.body) != FILE_KEY_BYTES + TAG_BYTES:
            raise MalformedHeader(f"a hybrid stanza has one share of {SHARE_BYTES} bytes and a body of 32")
        self._check_order(share[-X25519_BYTES:])
        try:
            return _SUITE.decrypt(share + stanza.body, self._key, _PURPOSE)
        except InvalidTag:
            return None

    def _check_order(self, share: bytes) -> None:
        """Name a share of low order, which the library does not tell from one for somebody else."""
        try:
            self._classic.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError:
            raise MalformedHeader("the classic share of a hybrid stanza is of low order") from None
