# SPDX-License-Identifier: Apache-2.0
"""The sweep: files that were brought and that no act on the record ever named are let go after a week.

Whoever brings a file lodges the act that names it next; where that never comes, nobody may fetch the file, and it only takes
room. The week runs by the registry's clock from the sweep that first finds a file unnamed, and begins anew with each start and
each time that the file is brought again: nothing is let go early.
"""

import re
from datetime import datetime, timedelta

from comity.registry.attachments import Attachments
from comity.registry.shelf import Shelf

PATIENCE = timedelta(days=7)
"""How long a file may lie here unnamed."""
EVERY = timedelta(hours=6)
"""How often is looked."""
AT_ONCE = 4096
"""Entries read in one go: who lodges meanwhile waits for no more than that."""
_NAMED = re.compile(rb'"sha256":"([0-9a-f]{64})"')
"""How an act names content beside the record, wherever in it that stands."""


class Sweep:
    """Looks through the files of one registry. Not for two threads at once, but for `brought`."""

    def __init__(self, shelf: Shelf, files: Attachments) -> None:
        self._shelf = shelf
        self._files = files
        self._named: set[str] = set()
        self._read = 0
        self._unnamed: dict[str, datetime] = {}
        self._due_at: datetime | None = None

    def brought(self, digest: str) -> None:
        """Know that a file was brought, perhaps not for the first time: its week begins anew."""
        self._unnamed.pop(digest, None)

    def go(self, now: datetime) -> list[str]:
        """Let go of what was unnamed for a week, where it is time to look and the record was read; give the digests."""
        if (self._due_at is not None and now < self._due_at) or not self._read_on():
            return []
        self._due_at = now + EVERY
        self._unnamed = {
            digest: self._unnamed.get(digest, now) for digest in self._files.digests() if digest not in self._named
        }
        gone = [digest for digest, since in self._unnamed.items() if now - since >= PATIENCE]
        for digest in gone:
            self._files.drop(digest)
        return gone

    def _read_on(self) -> bool:
        """Learn what the next entries name, and tell whether these were the last; none of them is parsed."""
        end = min(self._read + AT_ONCE, self._shelf.size)
        for entry in self._shelf.entries(self._read, end):
            self._named.update(digest.decode() for digest in _NAMED.findall(entry))
        self._read = end
        return end == self._shelf.size
