# SPDX-License-Identifier: Apache-2.0
"""Playing: one play at a time at the headquarters of the exercise, begun by the command line or by a button at its desk."""

import asyncio
from collections.abc import Coroutine
from threading import Lock

from comity.cli.play import Broken, Play
from comity.cli.speech import Speech
from comity.node.connection import RemoteError
from comity.record.errors import RecordError


class Playing:
    """The plays of a running headquarters; made inside its event loop. See `comity.web.desk.Plays`."""

    def __init__(self, play: Play, speech: Speech) -> None:
        self._play = play
        self._speech = speech
        self._loop = asyncio.get_running_loop()
        self._lock = Lock()
        self._running = ""

    @property
    def running(self) -> str:
        """The name of the play that is on; empty where none is."""
        return self._running

    def _take(self, name: str) -> bool:
        with self._lock:
            if self._running:
                return False
            self._running = name
            return True

    def begin(self, name: str) -> bool:
        """Begin a play from another thread; tell whether it begins."""
        if not self._take(name):
            return False
        asyncio.run_coroutine_threadsafe(self._perform(name), self._loop)
        return True

    async def open(self) -> None:
        """Let a text be there to begin with, see `Play.open`; a conference without one is served all the same."""
        await self._holds(self._play.open())

    async def perform(self, name: str) -> bool:
        """Play to the end; tell whether every step held."""
        return self._take(name) and await self._perform(name)

    async def _perform(self, name: str) -> bool:
        try:
            return await self._holds(self._play.perform(name))
        finally:
            self._running = ""

    async def _holds(self, steps: Coroutine[None, None, object]) -> bool:
        try:
            await steps
        except (Broken, RemoteError, RecordError) as error:
            self._speech.say("play_broken", reason=str(error))
            return False
        return True
