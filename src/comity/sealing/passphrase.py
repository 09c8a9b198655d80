# SPDX-License-Identifier: Apache-2.0
"""A passphrase as the one who opens (scrypt): such a file is sealed to nobody else."""

from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from comity.sealing.errors import MalformedHeader
from comity.sealing.header import FILE_KEY_BYTES
from comity.sealing.party import Entropy
from comity.sealing.stanza import Stanza, format_base64, parse_base64
from comity.sealing.stream import TAG_BYTES
from comity.tlog.wire import parse_decimal

KIND = "scrypt"
SALT_BYTES = 16
MOST_WORK = 20
"""log2 of the work accepted: about two seconds and 1 GiB."""
WORK = 18
"""log2 of the work for what is sealed here."""
_PURPOSE = b"age-encryption.org/v1/scrypt"
_NONCE = bytes(12)


class Passphrase:
    """A passphrase, recipient and identity in one."""

    is_quantum_safe = True

    def __init__(self, passphrase: str, work: int = WORK) -> None:
        self._passphrase = passphrase.encode()
        self._work = work

    def wrap(self, file_key: bytes, entropy: Entropy) -> Stanza:
        """Seal a file key under the passphrase."""
        salt = entropy(SALT_BYTES)
        body = ChaCha20Poly1305(self._key(salt, self._work)).encrypt(_NONCE, file_key, None)
        return Stanza(KIND, (format_base64(salt).decode(), str(self._work)), body)

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Give the file key, or None where this is not the passphrase; raises MalformedHeader, also for too much work."""
        if not any(stanza.kind == KIND for stanza in stanzas):
            return None
        if len(stanzas) != 1 or len(stanzas[0].arguments) != 2:
            raise MalformedHeader("a file under a passphrase is sealed to nobody else")
        salt, work = self._arguments(stanzas[0])
        try:
            return ChaCha20Poly1305(self._key(salt, work)).decrypt(_NONCE, stanzas[0].body, None)
        except InvalidTag:
            return None

    @staticmethod
    def _arguments(stanza: Stanza) -> tuple[bytes, int]:
        salt, work = (argument.encode("ascii") for argument in stanza.arguments)
        log_work = parse_decimal(work)
        if log_work is None or not 0 < log_work <= MOST_WORK:
            raise MalformedHeader(f"the work of a passphrase is a number from 1 to {MOST_WORK}")
        if len(decoded := parse_base64(salt)) != SALT_BYTES or len(stanza.body) != FILE_KEY_BYTES + TAG_BYTES:
            raise MalformedHeader("a stanza of a passphrase has a salt of 16 bytes and a body of 32")
        return decoded, log_work

    def _key(self, salt: bytes, work: int) -> bytes:
        return Scrypt(_PURPOSE + salt, 32, 2**work, 8, 1).derive(self._passphrase)
