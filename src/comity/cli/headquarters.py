# SPDX-License-Identifier: Apache-2.0
"""The headquarters on this machine: the registry of a conference, and the keys of whoever acts from here."""

import asyncio
import os
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from msgspec import to_builtins
from msgspec.structs import replace

from comity.acts.edition import MeetingPoint
from comity.acts.signed import format_signed_act, sign_act
from comity.cli.errors import Unusable
from comity.cli.premises import EXERCISE, Premises
from comity.cli.station import Settings, Station
from comity.conferences.conference import load
from comity.conferences.founding import REGISTRY, edition_of, found
from comity.meet.mailbox import Mailbox
from comity.node.keyfile import Keys, draw_keys, draw_log_keys, read_keys, write_keys
from comity.node.openers import draw_identity, write_identities
from comity.node.store import Store
from comity.registry.pool import Pool
from comity.registry.recovery import Progress
from comity.registry.registry import Registry
from comity.rules.editions import check_meeting_points
from comity.sealing.passphrase import WORK
from comity.tlog.signer import Signer
from comity.tlog.vkey import format_vkey

WITNESSES = ("ARD", "BOR", "COR", "DEL")
"""The states of the exercise whose nodes cosign: four, so that one may be absent and one may err."""
POINTS = 3
"""So many of them keep a meeting point as well."""
A_BEAT = 0.2
"""Seconds between two looks at what the record owes."""
KNOWN_WORD_WORK = 10
"""A word that everybody knows is not guarded against guessing."""

Clock = Callable[[], datetime]


def begin(premises: Premises, code: str, passphrase: str, clock: Clock, points: tuple[MeetingPoint, ...] = ()) -> None:
    """Found a conference under an empty directory: draw keys, write genesis, make the stores of the witnesses.

    In the exercise every fictional party has keys; a real conference begins with the secretariat's and the registry's
    alone, and states bring theirs. ``points`` are the meeting points that its edition names.

    Raises:
        Misconfigured: something was begun there before.
        Unusable: the rules refuse those meeting points.
    """
    conference = load(code)
    conference = replace(conference, edition=conference.edition | {"meeting_points": to_builtins(points)})
    if refused := check_meeting_points(edition_of(conference)):
        raise Unusable(f"meeting points: {refused.found}; right: {refused.expected} hands (rule {refused.rule})")
    exercise = code == EXERCISE
    log = draw_log_keys(conference.origin)
    bearers = [conference.secretariat, REGISTRY, *(party.code for party in conference.parties if exercise)]
    witnesses = WITNESSES if exercise else ()
    drawn = {bearer: draw_keys(bearer, witness=bearer in witnesses) for bearer in bearers}
    vkeys = {bearer: tuple(format_vkey(key.vkey) for key in keys) for bearer, keys in drawn.items()}
    at = clock()
    classic, quantum = (format_vkey(key.vkey) for key in log)
    genesis = found(conference, vkeys, (classic, quantum), at, os.urandom(16).hex())
    note = format_signed_act(sign_act(genesis, [drawn[conference.secretariat][0]]))
    work = KNOWN_WORD_WORK if exercise else WORK
    write_keys(premises.keys, (*log, *(key for keys in drawn.values() for key in keys)), passphrase, work)
    registry = Registry.found(premises.registry, conference.origin, note, log, drawn[REGISTRY][0], clock)
    anchor = sha256(registry.entry(0)).digest()
    registry.close()
    known = [key.vkey for keys in drawn.values() for key in keys if key.vkey.name.endswith("/node")]
    for place, bearer in enumerate((*witnesses, conference.secretariat)):
        station = premises.station(bearer)
        settings = Settings(code=bearer, registry="", conference=code)
        set_up(station, settings, anchor, drawn[bearer], passphrase, work)
        if place < POINTS and exercise:
            Mailbox.create(station.letters)
            station.known_keys.write_text("".join(f"{format_vkey(key)}\n" for key in known), encoding="utf-8")
    premises.found(code, anchor)


def set_up(station: Station, settings: Settings, anchor: bytes, keys: Keys, passphrase: str, work: int = WORK) -> None:
    """Set up a party's machine in an empty directory; raises FileExistsError where there is one."""
    station.write(settings)
    write_keys(station.keys, keys, passphrase, work)
    write_identities(station.sealing, [str(draw_identity())], passphrase, work)
    station.anchor.write_text(anchor.hex() + "\n", encoding="ascii")
    Store.create(station.store).close()


class Headquarters:
    """The running headquarters. Make it inside an event loop; `close` it there too."""

    def __init__(self, premises: Premises, passphrase: str, clock: Clock, progress: Progress | None = None) -> None:
        keys = read_keys(premises.keys, passphrase)
        self._keys = {(key.vkey.name, key.vkey.kind): key for key in keys}
        self.conference = load(premises.conference)
        self.clock = clock
        origin = self.conference.origin
        self.log: tuple[Signer, ...] = tuple(
            key for key in keys if key.vkey.name == origin or key.vkey.name.startswith(f"{origin}/")
        )
        self.registry = Registry.open(premises.registry, self.log, self.signer(REGISTRY), clock, progress)
        self.pool = Pool(self.registry)
        self._beating: asyncio.Task[None] | None = None

    def signer(self, name: str) -> Signer:
        """Give a key for notes by its name."""
        return self._keys[name, 1]

    def start(self) -> asyncio.Task[None]:
        """Begin to keep time, and order; the task ends only with what stops the registry."""
        self._beating = asyncio.create_task(self._beat())
        return self._beating

    async def _beat(self) -> None:
        while True:
            await self.pool.call(self.registry.keep_time)
            await self.pool.call(self.registry.sweep)
            await asyncio.sleep(A_BEAT)

    async def close(self) -> None:
        """Stop, letting a running batch end."""
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
        self.pool.close()
        self.registry.close()
