# SPDX-License-Identifier: Apache-2.0
"""A witness in a process of its own that is killed in the moment in which it would sign.

python -m tests.node.doomed STORE FOLDER TIME: the folder holds a head and the entries under it, by number.
"""

import os
import signal
import sys
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from comity.node.store import Store
from comity.node.witness import Witness
from comity.tlog.signer import Signer
from comity.tlog.vkey import VerifierKey
from tests.cast.keys import witness_signers
from tests.node.watch import Shown
from tests.registry.seat import Clock


class Doomed:
    """A signer whose process ends when it is asked."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    @property
    def vkey(self) -> VerifierKey:
        return self._signer.vkey

    def sign(self, _: bytes) -> bytes:
        print("signing", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
        return b""


def main(store: Path, folder: Path, now: str) -> None:
    """Cosign, and be killed on the way."""
    files = sorted((path for path in folder.iterdir() if path.name != "head"), key=lambda path: int(path.name))
    entries = [path.read_bytes() for path in files]
    one, other = witness_signers("ARD")
    clock = Clock(datetime.fromisoformat(now))
    anchor = sha256(entries[0]).digest()
    witness = Witness("ARD", Store.open(store), (Doomed(one), Doomed(other)), anchor, clock)
    witness.cosign(Shown((folder / "head").read_bytes(), entries))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
