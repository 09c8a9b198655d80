# SPDX-License-Identifier: Apache-2.0
"""A key file holds private keys, one a line, sealed with a passphrase in the age format (scrypt)."""

import io
import os
from collections.abc import Iterable
from pathlib import Path

from comity.disk import flush_directory
from comity.node.errors import NodeError
from comity.sealing.errors import SealingError
from comity.sealing.passphrase import WORK, Passphrase
from comity.sealing.sealed_file import open_sealed, seal
from comity.tlog.errors import MalformedKey
from comity.tlog.signer import Ed25519Signer, MLDSA44Signer, format_skey, parse_skey
from comity.tlog.vkey import COSIGNATURE_ED25519

Keys = tuple[Ed25519Signer | MLDSA44Signer, ...]


class Locked(NodeError):
    """The passphrase does not open the key file, or what is inside is no key file."""


def write_keys(path: Path, keys: Iterable[Ed25519Signer | MLDSA44Signer], passphrase: str, work: int = WORK) -> None:
    """Seal keys into a new file that only its owner may read; raises FileExistsError where there is one.

    ``work`` is log2 of what guessing a passphrase costs; a passphrase that everybody knows needs none.
    """
    plain = "".join(f"{format_skey(key)}\n" for key in keys).encode()
    sealed = b"".join(seal([plain], [Passphrase(passphrase, work)], os.urandom))
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())


def rewrite_keys(path: Path, keys: Iterable[Ed25519Signer | MLDSA44Signer], passphrase: str, work: int = WORK) -> None:
    """Seal keys in the place of those in a key file; either the old file is there or the new one, however it ends."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    write_keys(beside, keys, passphrase, work)
    beside.replace(path)
    flush_directory(path.parent)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, in the place of one that is there; either is there, however it ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    flush_directory(path.parent)


def read_keys(path: Path, passphrase: str) -> Keys:
    """Open a key file.

    Raises:
        Locked: the passphrase is wrong, or the file is damaged.
    """
    try:
        plain = b"".join(open_sealed(io.BytesIO(path.read_bytes()), [Passphrase(passphrase)]))
        return tuple(parse_skey(line) for line in plain.decode().splitlines())
    except (SealingError, MalformedKey, UnicodeDecodeError) as error:
        raise Locked(f"{path.name} does not open: {error}") from None


def draw_keys(code: str, *, witness: bool = False) -> Keys:
    """Draw a party's fresh keys from the machine's entropy: acts, recovery, requests; with ``witness`` the cosigning pair."""
    keys: Keys = tuple(
        Ed25519Signer.from_seed(code + purpose, os.urandom(32)) for purpose in ("", "/recovery", "/node")
    )
    if witness:
        keys += draw_cosigning_keys(f"{code}/witness")
    return keys


def draw_cosigning_keys(name: str) -> Keys:
    """Draw a fresh cosigning pair of this name: Ed25519 (0x04) and ML-DSA-44 (0x06)."""
    return (
        Ed25519Signer.from_seed(name, os.urandom(32), COSIGNATURE_ED25519),
        MLDSA44Signer.from_seed(name, os.urandom(32)),
    )


def draw_log_keys(origin: str) -> Keys:
    """Draw a registry's fresh checkpoint keys: Ed25519 and ML-DSA-44, both named by the origin."""
    return Ed25519Signer.from_seed(origin, os.urandom(32)), MLDSA44Signer.from_seed(origin, os.urandom(32))
