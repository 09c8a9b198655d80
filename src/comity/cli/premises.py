# SPDX-License-Identifier: Apache-2.0
"""The premises: one directory that holds a conference on this machine.

    anchor            SHA-256 of the genesis entry: what every capital publishes
    conference        the code of the conference
    keys.age          private keys, sealed with a passphrase
    registry/         lock.db, tile/, blobs/
    nodes/CODE/       a witness's own store
    play/             what a play leaves behind
"""

from dataclasses import dataclass
from pathlib import Path

from comity.registry.errors import Misconfigured

EXERCISE_PASSPHRASE = "exercise"
"""The keys of fictional parties are sealed with a word everybody knows."""


@dataclass(frozen=True)
class Premises:
    """Paths under one directory."""

    root: Path

    @property
    def exists(self) -> bool:
        """Tell whether a conference was begun here."""
        return self._conference.is_file()

    @property
    def keys(self) -> Path:
        """The key file."""
        return self.root / "keys.age"

    @property
    def registry(self) -> Path:
        """The registry's directory."""
        return self.root / "registry"

    @property
    def play(self) -> Path:
        """Where a play leaves its certificates."""
        return self.root / "play"

    @property
    def anchor(self) -> Path:
        """The file with the anchor."""
        return self.root / "anchor"

    def store(self, code: str) -> Path:
        """The store of a witness."""
        return self.root / "nodes" / code / "store.db"

    @property
    def _conference(self) -> Path:
        return self.root / "conference"

    @property
    def conference(self) -> str:
        """The code of the conference here; raises Misconfigured where there is none."""
        if not self.exists:
            raise Misconfigured(f"{self.root} holds no conference: begin one with `comity init --dir {self.root}`")
        return self._conference.read_text(encoding="ascii").strip()

    def found(self, code: str, anchor: bytes) -> None:
        """Write down which conference was begun here, last of all that founding writes."""
        self.anchor.write_text(anchor.hex() + "\n", encoding="ascii")
        self._conference.write_text(code + "\n", encoding="ascii")
