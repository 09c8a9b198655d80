# SPDX-License-Identifier: Apache-2.0
"""The keys of the exercise's states, and of its registry, for these tests."""

from hashlib import sha256

from comity.tlog.signer import Ed25519Signer, MLDSA44Signer
from comity.tlog.vkey import COSIGNATURE_ED25519

ORIGIN = "registry.example/record"


def seed(word: str) -> bytes:
    return sha256(word.encode()).digest()


ARD = Ed25519Signer.from_seed("ARD", seed("ARD"))
BOR = Ed25519Signer.from_seed("BOR", seed("BOR"))
LOG = Ed25519Signer.from_seed(ORIGIN, seed("log"))
LOG_PQ = MLDSA44Signer.from_seed(ORIGIN, seed("log/pq"))
WITNESSES = {
    party: Ed25519Signer.from_seed(f"{party}/witness", seed(f"{party}/witness"), COSIGNATURE_ED25519)
    for party in ("ARD", "BOR", "COR", "DEL")
}
ARD_PQ = MLDSA44Signer.from_seed("ARD/witness", seed("ARD/witness/pq"))
