# SPDX-License-Identifier: Apache-2.0
"""Keys of the cast: derived from their names, so that anyone can make the same ones. Never use them elsewhere."""

from functools import cache
from hashlib import sha256

from comity.tlog.signer import Ed25519Signer, MLDSA44Signer
from comity.tlog.vkey import COSIGNATURE_ED25519, format_vkey


def seed(name: str) -> bytes:
    """SHA-256 of ``comity test key `` and the name: 32 bytes."""
    return sha256(f"comity test key {name}".encode()).digest()


@cache
def note_signer(name: str) -> Ed25519Signer:
    """The key for notes called ``name``; ``ARD#2`` is the second key called ``ARD``."""
    return Ed25519Signer.from_seed(name.partition("#")[0], seed(name))


@cache
def witness_signers(code: str) -> tuple[Ed25519Signer, MLDSA44Signer]:
    """The cosigning pair of a witness."""
    name = f"{code.partition('#')[0]}/witness"
    return (
        Ed25519Signer.from_seed(name, seed(f"{code}/witness 4"), COSIGNATURE_ED25519),
        MLDSA44Signer.from_seed(name, seed(f"{code}/witness 6")),
    )


@cache
def log_signers(origin: str) -> tuple[Ed25519Signer, MLDSA44Signer]:
    """The registry's checkpoint keys."""
    return Ed25519Signer.from_seed(origin, seed(f"{origin} 1")), MLDSA44Signer.from_seed(origin, seed(f"{origin} 6"))


def vkey_of(signer: Ed25519Signer | MLDSA44Signer) -> str:
    """The verifier key, as acts carry it."""
    return format_vkey(signer.vkey)


def party_keys(code: str, *, witness: bool = False) -> tuple[str, ...]:
    """What a party enrols at genesis: acts, recovery, node and, for a witness, the cosigning pair."""
    keys = tuple(vkey_of(note_signer(code + purpose)) for purpose in ("", "/recovery", "/node"))
    return keys + tuple(vkey_of(signer) for signer in witness_signers(code)) if witness else keys
