# SPDX-License-Identifier: Apache-2.0
"""The premises: one directory that holds a conference on this machine.

    anchor            SHA-256 of the genesis entry: what every capital publishes
    conference        the code of the conference
    keys.age          private keys, sealed with a passphrase
    passphrase        in a real conference begun by `comity run`: to be moved elsewhere
    registry/         lock.db, tile/, blobs/
    nodes/CODE/       in the exercise, the machine of a party (``station``)
    play/             what a play leaves behind
    unsent/           signed acts of which it is not known whether they arrived
    served            held by the process that serves, so that a second one is refused

Restored premises hold a copy of the record in place of keys and registry: ``archive/``, laid out as a backup.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from comity.cli.station import Station, occupied
from comity.registry.errors import Misconfigured

EXERCISE_PASSPHRASE = "exercise"  # noqa: S105  (known to everybody)
"""The keys of fictional parties are sealed with a word everybody knows."""
EXERCISE = "exercise"


@dataclass(frozen=True)
class Premises:
    """Paths under one directory."""

    root: Path

    @property
    def exists(self) -> bool:
        """Tell whether a conference was begun or restored here."""
        return self._conference.is_file()

    @property
    def is_restored(self) -> bool:
        """Tell whether only a copy of a record is here: it can be read and certified from, never signed with."""
        return self.exists and self.archive.is_dir()

    @property
    def keys(self) -> Path:
        """The key file."""
        return self.root / "keys.age"

    @property
    def passphrase(self) -> Path:
        """Where the passphrase lies that `comity run` drew for a real conference, until it is moved elsewhere."""
        return self.root / "passphrase"

    def keep_passphrase(self, word: str) -> None:
        """Write a passphrase down for its owner alone."""
        self.passphrase.touch(mode=0o600, exist_ok=False)
        self.passphrase.write_text(word + "\n", encoding="ascii")

    @property
    def registry(self) -> Path:
        """The registry's directory."""
        return self.root / "registry"

    @property
    def archive(self) -> Path:
        """The copy of a record that was restored here."""
        return self.root / "archive"

    @property
    def play(self) -> Path:
        """Where a play leaves its certificates."""
        return self.root / "play"

    @property
    def unsent(self) -> Path:
        """Where signed acts are kept of which it is not known whether they arrived."""
        return self.root / "unsent"

    @property
    def anchor(self) -> Path:
        """The file with the anchor."""
        return self.root / "anchor"

    @property
    def nodes(self) -> Path:
        """The directory of the witnesses' stores."""
        return self.root / "nodes"

    def station(self, code: str) -> Station:
        """The machine of a party of the exercise, which lives here too."""
        return Station(self.nodes / code)

    @property
    def stations(self) -> list[Station]:
        """The machines that were set up here, by code."""
        return [station for path in sorted(self.nodes.glob("*")) if (station := Station(path)).exists]

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

    @contextmanager
    def occupied(self) -> Iterator[None]:
        """Hold the premises while serving; raises Misconfigured where another process does."""
        with occupied(self.root):
            yield
