# SPDX-License-Identifier: Apache-2.0
"""The desk of one node: what its pages read, and the one door through which they say anything."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from comity.bug import Bug
from comity.conferences.conference import Conference
from comity.node.connection import RemoteError
from comity.node.directory import Directory
from comity.node.node import Malformed, Node, Offered
from comity.record.receipt import Receipt
from comity.registry.attachments import Attachments
from comity.rules.forum import Forum
from comity.rules.outcome import Refused


def _unreachable(content: bytes) -> str:
    raise RemoteError(f"no way to the headquarters for a file of {len(content)} bytes")


def _not_sent(digest: str) -> None:
    raise RemoteError(f"no way to the headquarters for the attachment {digest}")


class Plays(Protocol):
    """What the headquarters of the exercise can play with the keys of fictional parties, one play at a time."""

    @property
    def running(self) -> str:
        """The name of the play that is on; empty where none is."""

    def begin(self, name: str) -> bool:
        """Begin a play; tell whether it begins, which it does not while one is on."""


@dataclass(frozen=True)
class Desk:
    """What the pages of this process show. ``lodge`` brings a signed act to the node, one at a time.

    ``store`` brings a file that an act names to the headquarters, and gives its digest; raises RemoteError. ``silent_since``
    gives since when the headquarters has not answered; None while it does. ``plays`` are there at the headquarters of the
    exercise alone. ``attachments`` are the files held here, sealed as they came, of which ``send`` brings one to the
    headquarters; raises RemoteError.
    """

    node: Node
    directory: Directory
    conference: Conference
    keys: Path
    lodge: Callable[[bytes], Receipt | Refused | Malformed | Offered]
    clock: Callable[[], datetime]
    silent_since: Callable[[], datetime | None] = lambda: None
    store: Callable[[bytes], str] = _unreachable
    plays: Plays | None = None
    attachments: Attachments | None = None
    send: Callable[[str], None] = _not_sent

    @property
    def party(self) -> str:
        """The code of the party whose machine this is."""
        return self.node.code

    @property
    def forum(self) -> Forum | None:
        """What is confirmed, and so has effect."""
        return self.node.forum

    @property
    def lodged(self) -> Forum | None:
        """What is entered, secured or not yet."""
        return self.node.lodged


_opened: list[Desk] = []


def open_desk(desk: Desk) -> None:
    """Say whose desk this process serves."""
    _opened[:] = [desk]


def opened_desk() -> Desk:
    """Give the desk this process serves."""
    if not _opened:
        raise Bug("a page was asked for before there is a desk")
    return _opened[0]
