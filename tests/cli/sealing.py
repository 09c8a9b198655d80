# SPDX-License-Identifier: Apache-2.0
"""Sealed annexes in a running exercise: the acts around them, and what lies on its disks."""

import base64
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
from msgspec.structs import replace

from comity.acts.envelope import Act
from comity.acts.measures import AdoptTemplate
from comity.acts.signed import format_signed_act, sign_act
from comity.cli.lodging import Lodging
from comity.node.keyfile import read_keys
from comity.node.remote import Remote
from comity.registry.reading import read_request
from comity.rules.forum import Forum
from tests.cast.templates import EXERCISES, says, troops
from tests.cli.house import Serving, comity

PARTIES = ("ARD", "BOR", "COR")
MEASURE = replace(EXERCISES, parties=PARTIES)
NOTICE: dict[str, Any] = {
    "template": "EXERCISES", "version": 1, "language": "en", "office": "Verification centre",
    "values": (troops(5), *says(begins_on="2027-03-15")),
}  # fmt: skip
LOOKS = 3000


class Hands:
    """The keys of every party of an exercise, on the machine where it runs."""

    def __init__(self, served: Serving, folded: Callable[[Serving], Forum]) -> None:
        self.served = served
        self._folded = folded
        self._keys = {key.vkey.name: key for key in read_keys(served.root / "keys.age", "exercise")}
        self.remote = Remote(served.url, self._authorization)

    def prepare(self) -> None:
        """Let the parties name the keys to which content for them is sealed, and adopt the measure."""
        for code in PARTIES:
            named = comity("sealing-key", "--name", "--dir", self.station(code))
            if named.code:
                raise AssertionError(named)
        self.lodge(AdoptTemplate, *PARTIES, template=MEASURE)

    def _authorization(self) -> str:
        return read_request("comity.example/exercise", self._keys["ARD/node"], int(Lodging.now().timestamp()))

    def station(self, code: str) -> Path:
        return self.served.root / "nodes" / code

    def write(self, kind: type[Act], *by: str, **fields: Any) -> bytes:
        """Write an act as these parties' next one."""
        forum = self._folded(self.served)
        act = kind(
            forum=forum.origin, by=by, seq=tuple(forum.parties[code].seq + 1 for code in by),
            made_at=Lodging.now().replace(microsecond=0), nonce=os.urandom(16).hex(), **fields,
        )  # fmt: skip
        return format_signed_act(sign_act(act, [self._keys[code] for code in by]))

    def lodge(self, kind: type[Act], *by: str, **fields: Any) -> str:
        """Lodge an act that must be admitted, and wait until it is confirmed; give its id."""
        receipt = self.remote.lodge(self.write(kind, *by, **fields))
        until(lambda: self._folded(self.served).size > receipt["index"], self.served.url)
        return str(receipt["act"])


def until(is_so: Callable[[], bool], url: str) -> None:
    """Ask a machine again and again until something is so."""
    for _ in range(LOOKS):
        if is_so():
            return
        httpx.get(f"{url}/health")
    raise AssertionError("it never came to be so")


def spellings(text: bytes) -> list[bytes]:
    """The ways in which a text may stand in a file: as it is, wide, in hexadecimal, in base64 from each of three places."""
    coded = [base64.b64encode(bytes(shift) + text)[4:-4] for shift in range(3)]
    return [text, text.decode().encode("utf-16-le"), text.hex().encode(), *coded]


def files_with(root: Path, text: bytes) -> list[Path]:
    """Every file under a directory in which a text stands, databases and their logs among them."""
    return [path for path in every_file(root) if any(each in path.read_bytes() for each in spellings(text))]


def every_file(root: Path) -> Iterator[Path]:
    return (path for path in sorted(root.rglob("*")) if path.is_file())
