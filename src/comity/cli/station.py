# SPDX-License-Identifier: Apache-2.0
"""A station: the directory of one party's own machine.

station.toml   whose it is, which registry it follows, where letters are left
anchor         SHA-256 of the genesis entry of the record it trusts
keys.age       the party's private keys, sealed with its passphrase
sealing.age    what opens content sealed to the party, sealed too; no process that serves opens it
store.db       the record as this machine holds it, with its texts
attachments/   files beside the record that this party sends or receives, sealed as they came
letters.db     a meeting point kept here, where there is one; ``letters.keys`` the nodes it takes letters of
address        where it serves, while it does
served         held by the process that serves, so that a second one is refused
desk/          people, drafts, sealed files and pages (``desk``)
"""

import fcntl
import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from comity.registry.errors import Misconfigured


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a station's file says: the party's code, the registry's address, those of the meeting points.

    ``conference`` is the code of the conference's tables; a station of another conference has none.
    """

    code: str
    registry: str
    points: tuple[str, ...] = ()
    conference: str = ""


@dataclass(frozen=True)
class Station:
    """Paths under one directory."""

    root: Path

    @property
    def exists(self) -> bool:
        """Tell whether a party's machine was set up here."""
        return self._settings.is_file()

    @property
    def _settings(self) -> Path:
        return self.root / "station.toml"

    @property
    def settings(self) -> Settings:
        """Read the settings; raises Misconfigured, naming what is wrong."""
        try:
            return msgspec.convert(tomllib.loads(self._settings.read_text(encoding="utf-8")), Settings)
        except FileNotFoundError:
            raise Misconfigured(
                f"{self.root} is no party's machine: set one up with `comity init node --dir {self.root}`"
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
            raise Misconfigured(f"{self._settings}: {error}") from None

    def write(self, settings: Settings) -> None:
        """Write the settings; JSON's strings and lists are TOML's."""
        lines = [f"{name} = {json.dumps(value)}" for name, value in msgspec.to_builtins(settings).items()]
        self.root.mkdir(parents=True, exist_ok=True)
        self._settings.write_text("\n".join(lines) + "\n", encoding="utf-8")

    @property
    def anchor(self) -> Path:
        """The file with the anchor."""
        return self.root / "anchor"

    @property
    def keys(self) -> Path:
        """The key file."""
        return self.root / "keys.age"

    @property
    def store(self) -> Path:
        """The record as held here."""
        return self.root / "store.db"

    @property
    def sealing(self) -> Path:
        """What opens content sealed to the party."""
        return self.root / "sealing.age"

    @property
    def attachments(self) -> Path:
        """The attachments held here."""
        return self.root / "attachments"

    @property
    def letters(self) -> Path:
        """The mailbox of a meeting point kept here."""
        return self.root / "letters.db"

    @property
    def known_keys(self) -> Path:
        """The keys of the nodes whose letters that meeting point takes."""
        return self.root / "letters.keys"

    @property
    def desk(self) -> Path:
        """The directory of the desk."""
        return self.root / "desk"

    @property
    def address(self) -> Path:
        """Where the address stands while it serves."""
        return self.root / "address"


@contextmanager
def occupied(root: Path) -> Iterator[None]:
    """Hold a directory while serving from it; the hold ends with the process, however it ends.

    Raises:
        Misconfigured: another process serves from it.
    """
    root.mkdir(parents=True, exist_ok=True)
    with (root / "served").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Misconfigured(f"another process serves {root}: what signs there signs once") from None
        yield
