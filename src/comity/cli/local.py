# SPDX-License-Identifier: Apache-2.0
"""A conference on this machine: one registry and the witnesses of a few states, each with its own keys and store."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from hashlib import sha256

from comity.acts.signed import format_signed_act, sign_act
from comity.cli.premises import Premises
from comity.conferences.conference import load
from comity.conferences.founding import REGISTRY, found
from comity.node.connection import RemoteError
from comity.node.errors import NotYet
from comity.node.keyfile import draw_keys, draw_log_keys, read_keys, write_keys
from comity.node.remote import head_of
from comity.node.store import Store
from comity.node.witness import Witness
from comity.record.errors import Unconfirmed
from comity.registry.pool import Pool
from comity.registry.recovery import Progress
from comity.registry.registry import Registry
from comity.tlog.signer import Signer
from comity.tlog.vkey import format_vkey

WITNESSES = ("ARD", "BOR", "COR", "DEL")
"""The states of the exercise whose nodes cosign: four, so that one may be absent and one may err."""
A_BEAT = 0.2
"""Seconds between two looks at what the record owes and what there is to cosign."""

Clock = Callable[[], datetime]


def begin(premises: Premises, code: str, passphrase: str, clock: Clock) -> None:
    """Found a conference under an empty directory: draw keys, write genesis, make the stores of the witnesses.

    In the exercise every fictional party has keys; a real conference begins with the secretariat's and the registry's
    alone, and states bring theirs.

    Raises:
        Misconfigured: something was begun there before.
    """
    conference = load(code)
    exercise = code == "exercise"
    log = draw_log_keys(conference.origin)
    bearers = [conference.secretariat, REGISTRY, *(party.code for party in conference.parties if exercise)]
    witnesses = WITNESSES if exercise else ()
    drawn = {bearer: draw_keys(bearer, witness=bearer in witnesses) for bearer in bearers}
    vkeys = {bearer: tuple(format_vkey(key.vkey) for key in keys) for bearer, keys in drawn.items()}
    at = clock()
    classic, quantum = (format_vkey(key.vkey) for key in log)
    genesis = found(conference, vkeys, (classic, quantum), at, os.urandom(16).hex())
    note = format_signed_act(sign_act(genesis, [drawn[conference.secretariat][0]]))
    write_keys(premises.keys, (*log, *(key for keys in drawn.values() for key in keys)), passphrase)
    registry = Registry.found(premises.registry, conference.origin, note, log, drawn[REGISTRY][0], clock)
    for witness in witnesses:
        Store.create(premises.store(witness)).close()
    premises.found(code, sha256(registry.entry(0)).digest())
    registry.close()


class Local:
    """The running conference. Make it inside an event loop; `close` it there too."""

    def __init__(self, premises: Premises, passphrase: str, clock: Clock, progress: Progress | None = None) -> None:
        keys = read_keys(premises.keys, passphrase)
        self._keys = {(key.vkey.name, key.vkey.kind): key for key in keys}
        self.conference = load(premises.conference)
        self.clock = clock
        log = tuple(key for key in keys if key.vkey.name == self.conference.origin)
        self.registry = Registry.open(premises.registry, log, self.signer(REGISTRY), clock, progress)
        self.pool = Pool(self.registry)
        anchor = bytes.fromhex(premises.anchor.read_text(encoding="ascii").strip())
        self._checkers = ThreadPoolExecutor(2, "witness")
        self.witnesses = [
            Witness(code, Store.open(premises.store(code)), self._pair(code), anchor, clock)
            for code in WITNESSES
            if premises.store(code).is_file()
        ]
        self._beating: asyncio.Task[None] | None = None

    def signer(self, name: str) -> Signer:
        """Give a key for notes by its name."""
        return self._keys[name, 1]

    def _pair(self, code: str) -> tuple[Signer, Signer]:
        name = f"{code}/witness"
        return self._keys[name, 4], self._keys[name, 6]

    def start(self) -> asyncio.Task[None]:
        """Begin to keep time and to cosign; the task ends only with what stops the registry or a witness."""
        self._beating = asyncio.create_task(self._beat())
        return self._beating

    async def _beat(self) -> None:
        while True:
            await self.pool.call(self.registry.keep_time)
            await self._cosign()
            await asyncio.sleep(A_BEAT)

    async def _cosign(self) -> None:
        head = self.registry.board.pending
        if head is None or head.is_confirmed:
            return
        loop, size = asyncio.get_running_loop(), head.checkpoint.size
        for witness in self.witnesses:
            try:
                lines = await loop.run_in_executor(self._checkers, witness.cosign, self)
            except (NotYet, Unconfirmed):
                # What it cosigned before the registry was started anew is not lost.
                lines = witness.lines() if witness.copy.size == size and witness.copy.is_cosigned else ()
            await self.pool.call(partial(self.registry.gather, size, lines))

    # What a witness asks of the registry (``comity.node.link.Source``).

    def pending(self, after: int) -> bytes:
        """Give the head that waits for cosignatures."""
        head = self.registry.board.pending
        return head.bare if head and head.checkpoint.size > after else b""

    def changes(self, after: int) -> bytes:
        """Give the first confirmed head that closes a change at a size above ``after``."""
        sized = ((head_of(note).size, note) for note in self.registry.changes)
        return next((note for size, note in sized if size > after), b"")

    def entries(self, start: int, size: int, skip: int = 0) -> list[bytes]:  # noqa: ARG002  (nothing is sent twice here)
        """Give entries by index."""
        return self.registry.shelf.entries(start, size)

    def blob(self, digest: str) -> bytes:
        """Give a text."""
        content = self.registry.blobs.get(digest)
        if content is None:
            raise RemoteError(f"no text {digest}", {"status": 404})
        return content

    async def close(self) -> None:
        """Stop, letting a running batch end."""
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
        self.pool.close()
        self._checkers.shutdown()
        self.registry.close()
        for witness in self.witnesses:
            witness.close()
