# SPDX-License-Identifier: Apache-2.0
"""What the machines of capitals hold beside the record, over real HTTP."""

import os
from dataclasses import dataclass, field

from comity.node.holding import Holding
from comity.node.remote import Remote
from comity.registry.attachments import Attachments
from tests.cast.keys import note_signer
from tests.node.capital import Capitals
from tests.registry.annexed import asked_by


@dataclass
class Archive:
    """What one party's machine holds beside the record, and what it reported."""

    capitals: Capitals
    code: str
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.kept = Attachments(self.capitals.root / f"attachments-{self.code}")
        url, seat = self.capitals.house.url, self.capitals.seat
        self.remote = Remote(url, lambda: asked_by(seat, self.code)["authorization"])
        self.holding = Holding(
            self.code, self.kept, self.remote, note_signer(f"{self.code}/node"),
            clock=seat.clock, draw=os.urandom, report=self.said.append,
        )  # fmt: skip

    def go_on(self) -> bool:
        node = self.capitals[self.code]
        return self.holding.go_on(node.forum, node.lodged, node.lodge)

    @property
    def files(self) -> list[str]:
        return sorted(path.name for path in self.kept._root.rglob("*") if path.is_file())


def settled(capitals: Capitals, *archives: Archive) -> None:
    """Let the machines do what there is to do, until nothing is."""
    while any(archive.go_on() for archive in archives):
        capitals.beat()
