# SPDX-License-Identifier: Apache-2.0
"""The play ``split``: the headquarters shows one capital another record than the others, and all of them come to hold the proof.

Two registries sign with the same keys: the one of the conference, and one taken from a copy of its directory, as whoever holds
the keys could do. Corvia's machine is led to the second. Nothing but the letters at the meeting points tells the capitals.
"""

import asyncio
import os
import shutil
import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from msgspec.structs import replace

from comity.acts.envelope import Act
from comity.acts.parties import PresentCredentials
from comity.acts.signed import format_signed_act, sign_act
from comity.cli.door import now, served
from comity.cli.fleet import Fleet, Ship
from comity.cli.headquarters import Headquarters
from comity.cli.play import Broken
from comity.cli.premises import Premises
from comity.cli.speech import Speech
from comity.conferences.founding import REGISTRY
from comity.registry.answer import Sequenced
from comity.registry.http import serve
from comity.registry.pool import Pool
from comity.registry.registry import Registry
from comity.tlog.signer import Signer

MISLED = "COR"
AUTHORS = {"one": "DEL", "other": "ARD"}
"""Who says something on each of the two records."""
PATIENCE_S = 60.0
A_MOMENT_S = 0.5


class Split:
    """The play on one running conference; what it leaves goes to ``premises.play``."""

    def __init__(self, headquarters: Headquarters, premises: Premises, ships: list[Ship], speech: Speech) -> None:
        self._headquarters = headquarters
        self._premises = premises
        self._ships = {ship.name: ship for ship in ships}
        self._speech = speech

    async def perform(self) -> None:
        """Play to the end; raises Broken where a step does not hold."""
        registry = await self._headquarters.pool.call(self._second)
        pool = Pool(registry)
        fleet = Fleet()
        try:
            second = serve(registry, pool, now)
            async with served(second, 0, second.state.leave) as (url, _):
                self._speech.say("split_begun", misled=self._name(MISLED))
                misled = await self._lead_away(fleet, url)
                await self._say(pool, registry, AUTHORS["other"])
                await self._say(self._headquarters.pool, self._headquarters.registry, AUTHORS["one"])
                await self._all_hold_proof({**self._ships, MISLED: misled})
        finally:
            await fleet.close()
            pool.close()
            registry.close()

    def _name(self, code: str) -> str:
        return self._speech.text(self._headquarters.registry.forum.parties[code].name)

    def _second(self) -> Registry:
        """Take a second registry up from a copy of the first, between two batches."""
        copy = self._premises.root / "split"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self._premises.registry, copy, ignore=shutil.ignore_patterns("lock.db*"))
        with (
            sqlite3.connect(self._premises.registry / "lock.db") as source,
            sqlite3.connect(copy / "lock.db") as target,
        ):
            source.backup(target)
        source.close()
        target.close()
        return Registry.open(copy, self._headquarters.log, self._headquarters.signer(REGISTRY), now)

    async def _lead_away(self, fleet: Fleet, url: str) -> Ship:
        """Start the machine of one state again, so that it asks the second registry."""
        before, station = self._ships[MISLED], self._premises.station(MISLED)
        await before.end()
        station.write(replace(station.settings, registry=url))
        return await fleet.launch(MISLED, ("serve", "--dir", str(station.root), "--port", "0"), station.root / "log")

    async def _say(self, pool: Pool, registry: Registry, code: str) -> None:
        """Let a state say something of no weight on one of the two records."""
        nonce = os.urandom(16).hex()
        act = PresentCredentials(
            forum=registry.forum.origin, by=(code,), seq=(registry.forum.parties[code].seq + 1,),
            made_at=now().replace(microsecond=0), nonce=nonce, offices=("Head of delegation",),
            letter=sha256(nonce.encode()).hexdigest(),
        )  # fmt: skip
        answer = await pool.lodge(_signed(act, self._headquarters.signer(code)))
        if not isinstance(answer, Sequenced):
            raise Broken(f"an act of {code} was not entered: {answer}")
        self._speech.say("split_said", name=self._name(code))

    async def _all_hold_proof(self, ships: dict[str, Ship]) -> None:
        until = asyncio.get_running_loop().time() + PATIENCE_S
        held: dict[str, str] = {}
        async with httpx.AsyncClient(trust_env=False) as client:
            while len(held) < len(ships):
                if asyncio.get_running_loop().time() > until:
                    raise Broken(f"only {' '.join(sorted(held)) or 'nobody'} came to hold proof of two records")
                for name, ship in ships.items():
                    document = _document((await client.get(f"{ship.url}/state")).json())
                    if document and name not in held:
                        held[name] = document
                        self._speech.say("split_held", name=self._name(name))
                await asyncio.sleep(A_MOMENT_S)
        path = self._leave(held)
        self._speech.say("split_left", path=str(path), genesis=str(path.with_name("genesis")))

    def _leave(self, held: dict[str, str]) -> Path:
        folder = self._premises.play
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "genesis").write_bytes(self._headquarters.registry.entry(0))
        path = folder / "split.evidence"
        path.write_text(next(iter(held.values())), encoding="utf-8")
        return path


def _signed(act: Act, signer: Signer) -> bytes:
    return format_signed_act(sign_act(act, [signer]))


def _document(state: dict[str, Any]) -> str:
    return next((str(each["document"]) for each in state["evidence"]), "")
