# SPDX-License-Identifier: Apache-2.0
"""What sealing asks of whoever receives: recipients wrap a file key, identities unwrap it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from comity.sealing.stanza import Stanza

Entropy = Callable[[int], bytes]
"""Gives so many random bytes."""


class Recipient(Protocol):
    """Whom content is sealed to."""

    @property
    def is_quantum_safe(self) -> bool:
        """Whether a quantum computer leaves it sealed."""

    def wrap(self, file_key: bytes, entropy: Entropy) -> Stanza:
        """Seal a file key to this recipient."""


class Identity(Protocol):
    """Who opens."""

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Give the file key, or None where it is sealed to others; raises MalformedHeader."""
