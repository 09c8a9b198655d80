# SPDX-License-Identifier: Apache-2.0
"""The keys of the nodes whose letters are taken: a file of verifier keys, one a line, read again whenever it changes.

Lines are ``CODE/node+<key ID>+<base64>``; empty lines and lines that begin with ``#`` say nothing. A state may have several keys.
"""

from pathlib import Path

from comity.meet.errors import KeysUnreadable
from comity.tlog.errors import MalformedKey
from comity.tlog.vkey import ED25519, VerifierKey, is_sound, parse_vkey

NODE = "/node"
"""How the name of a key ends that signs for a node; a party's code stands before it."""

_Stamp = tuple[int, int, int]


class KnownKeys:
    """The keys in the file. ``problem`` tells why its newest form could not be read; the keys of before then stay known."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = self._stamped()
        self._keys = _read(path)
        self.problem = ""

    def __len__(self) -> int:
        """Give how many keys are known."""
        return len(self._keys)

    def find(self, name: str, key_id: bytes) -> VerifierKey | None:
        """Give the known key of this name and ID."""
        self.refresh()
        return self._keys.get((name, key_id))

    def refresh(self) -> None:
        """Read the file again if it is another one than before."""
        try:
            stamp = self._stamped()
            if stamp != self._stamp:
                self._keys = _read(self._path)
                self._stamp = stamp
            self.problem = ""
        except KeysUnreadable as error:
            self.problem = str(error)

    def _stamped(self) -> _Stamp:
        try:
            status = self._path.stat()
        except OSError as error:
            raise KeysUnreadable(f"{self._path}: {error.strerror}") from None
        return status.st_mtime_ns, status.st_size, status.st_ino


def _read(path: Path) -> dict[tuple[str, bytes], VerifierKey]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise KeysUnreadable(f"{path} cannot be read: {error}") from None
    keys: dict[tuple[str, bytes], VerifierKey] = {}
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        try:
            key = parse_node_key(line)
        except MalformedKey as error:
            raise KeysUnreadable(f"{path}, line {number}: {error}") from None
        if keys.setdefault((key.name, key.key_id), key) != key:
            raise KeysUnreadable(f"{path}, line {number}: two keys share a name and an ID")
    if not keys:
        raise KeysUnreadable(f"{path} holds no key: nobody's letters would be taken")
    return keys


def parse_node_key(line: str) -> VerifierKey:
    """Read the verifier key of a node; raises MalformedKey for any other."""
    key = parse_vkey(line)
    if key.kind != ED25519 or not key.name.removesuffix(NODE) or not key.name.endswith(NODE) or not is_sound(key):
        raise MalformedKey("not the Ed25519 key, CODE/node, with which a node signs")
    return key
