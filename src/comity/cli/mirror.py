# SPDX-License-Identifier: Apache-2.0
"""A mirror: the record as this process fetched it from a registry, checked against the anchor and folded by itself.

Nothing the registry says about the forum is used. The certificate of genesis leads from the anchor to the confirmed head, the
entries must lead to its root, and every signature and rule is judged here.
"""

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

from comity.bug import Bug
from comity.cli.speech import Speech
from comity.node.remote import Remote, RemoteError
from comity.record.certificate import Verified, verify_certificate
from comity.record.confirmation import signed_by_log, witness_set
from comity.record.errors import Mismatch, Unconfirmed
from comity.record.replay import Check, Checker, Observer, Replay, check_here, replay
from comity.rules.forum import Forum
from comity.tlog.merkle import hash_reader, leaf_hash

AT_ONCE = 4096
"""Entries asked for in one go."""
NOT_FOUND = 404
A_WHILE, A_MOMENT = 5.0, 0.2
"""Seconds to wait for the first confirmed head, and between two questions for it."""


class Mirror:
    """A copy of one record. ``head`` tells who confirmed what is held; ``entries`` are its bytes."""

    def __init__(self, remote: Remote, anchor: bytes | None, speech: Speech, observe: Observer | None = None) -> None:
        self._remote = remote
        self._anchor = anchor
        self._speech = speech
        self._observe = observe
        self.entries: list[bytes] = []
        self._head: Verified | None = None
        self._held: Replay | None = None

    @classmethod
    def fetched(cls, remote: Remote, anchor: bytes | None, speech: Speech, observe: Observer | None = None) -> "Mirror":
        """Give a mirror of the confirmed record as it is now, waiting a little for the first head of a registry just begun.

        Raises:
            Unconfirmed: there is no confirmed head, also not after a while.
            RemoteError, RecordError: as `advance`.
        """
        mirror = cls(remote, anchor, speech, observe)
        until = time.monotonic() + A_WHILE
        while True:
            try:
                mirror.advance()
            except RemoteError as error:
                if error.problem.get("status") != NOT_FOUND:
                    raise
                if time.monotonic() > until:
                    raise Unconfirmed(f"{remote.url} has no confirmed head to show") from None
                time.sleep(A_MOMENT)
            else:
                return mirror

    @property
    def head(self) -> Verified:
        """What the certificate of genesis shows: the confirmed checkpoint, and whose word it is."""
        if self._head is None:
            raise Bug("a mirror was asked before it fetched anything")
        return self._head

    @property
    def held(self) -> Replay:
        """The forum and the frontier at the confirmed checkpoint."""
        if self._held is None:
            raise Bug("a mirror was asked before it fetched anything")
        return self._held

    @property
    def forum(self) -> Forum:
        """The forum at the confirmed checkpoint: what has legal effect."""
        return self.held.forum

    def advance(self) -> bool:
        """Fetch, check and fold what was confirmed since; tell whether there was anything.

        Raises:
            RemoteError: the registry does not answer, or does not let this party read.
            RecordError: what it answers is not the record of the anchor, or not what was confirmed.
        """
        head = verify_certificate(self._remote.certificate(0), self._anchor)
        size = head.checkpoint.size
        if size < len(self.entries):
            raise Mismatch(f"the registry shows a confirmed head of {size} entries; {len(self.entries)} are held")
        new = self._fetch(len(self.entries), size)
        held = self._fold(new, self._held, self._observe) if new else self.held
        if held.frontier.root() != head.checkpoint.root:
            raise Mismatch(f"the {size} entries do not lead to the confirmed checkpoint of their size")
        self.entries += new
        self._held, self._head = held, head
        return bool(new)

    def look_ahead(self) -> tuple[Replay, bytes]:
        """Give what the record comes to with what is lodged and not yet confirmed, and the head that waits; checked likewise."""
        note = self._remote.pending()
        if not note:
            return self.held, b""
        pending = signed_by_log(note, witness_set(self.forum))
        new = self._fetch(len(self.entries), pending.size)
        held = self._fold(new, self.held) if new else self.held
        if pending.size >= len(self.entries) and held.frontier.root() != pending.root:
            raise Mismatch(f"the entries do not lead to the pending checkpoint of {pending.size} entries")
        return held, note

    def _fetch(self, start: int, size: int) -> list[bytes]:
        found: list[bytes] = []
        for first in range(start, size, AT_ONCE):
            found += self._remote.entries(first, min(size, first + AT_ONCE))
            self._speech.progress("fetching", start + len(found), size)
        return found

    def _fold(self, new: Sequence[bytes], start: Replay | None, observe: Observer | None = None) -> Replay:
        known = self.entries

        def read(level: int, index: int) -> bytes:
            return hash_reader([leaf_hash(entry) for entry in known])(level, index)

        with ThreadPoolExecutor(os.cpu_count() or 1, "checker") as executor:
            shown = self._shown(new, len(known))
            return replay(shown, on_threads(executor), start, observe=observe, read=read)

    def _shown(self, entries: Sequence[bytes], start: int) -> Iterator[bytes]:
        for done, entry in enumerate(entries, start + 1):
            yield entry
            if done % AT_ONCE == 0 or done == start + len(entries):
                self._speech.progress("folding", done, start + len(entries))


def on_threads(executor: ThreadPoolExecutor) -> Checker:
    """Check signatures on the threads of an executor: the library lets go of the interpreter while it verifies."""

    def check(checks: Sequence[Check]) -> Iterator[bool]:
        half = len(checks) // 2
        return chain.from_iterable(executor.map(check_here, (checks[:half], checks[half:])))

    return check
