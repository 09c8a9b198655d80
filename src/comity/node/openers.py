# SPDX-License-Identifier: Apache-2.0
"""What opens content sealed to a party: its identities, one a line, in a file of their own that a passphrase opens.

They are in the standard age format, the newest last. Older ones stay: what was sealed to them is opened by nothing else. No
process that serves opens this file; who opens content asks for the passphrase each time.
"""

import io
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from comity.node.keyfile import Locked, replace_file
from comity.sealing.errors import SealingError
from comity.sealing.hybrid import SEED_BYTES, HybridIdentity
from comity.sealing.party import Identity
from comity.sealing.passphrase import WORK, Passphrase
from comity.sealing.recipients import parse_identity
from comity.sealing.sealed_file import open_sealed, seal


def draw_identity(draw: Callable[[int], bytes] = os.urandom) -> HybridIdentity:
    """Draw a fresh identity, hybrid post-quantum."""
    return HybridIdentity(draw(SEED_BYTES))


def write_identities(path: Path, identities: Iterable[str], passphrase: str, work: int = WORK) -> None:
    """Seal identities into a file, in the place of one that is there; either the old one is there or the new."""
    plain = "".join(f"{identity}\n" for identity in identities).encode()
    replace_file(path, b"".join(seal([plain], [Passphrase(passphrase, work)], os.urandom)))


def read_identities(path: Path, passphrase: str) -> tuple[str, ...]:
    """Give the identities in a file, the newest last; raises Locked."""
    try:
        plain = b"".join(open_sealed(io.BytesIO(path.read_bytes()), [Passphrase(passphrase)]))
        found = tuple(line for line in plain.decode().splitlines() if line and not line.startswith("#"))
        parsed(found)
    except (FileNotFoundError, SealingError, UnicodeError) as error:
        raise Locked(f"{path.name} does not open: {error}") from None
    return found


def parsed(identities: Iterable[str]) -> Sequence[Identity]:
    """Read identities, the newest first, for it opens most; raises MalformedKey."""
    return [parse_identity(each) for each in reversed(tuple(identities))]
