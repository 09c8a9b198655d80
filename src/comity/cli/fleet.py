# SPDX-License-Identifier: Apache-2.0
"""A fleet: machines of several parties as processes of their own on this one, started and stopped together.

Each is ``comity serve`` on a station, ends when this process does (its standard input then ends), and says where it serves.
"""

import asyncio
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

READY, DESK = "ready ", "desk "
PATIENCE_S = 60.0
"""Seconds for a machine to say that it serves."""
GRACE_S = 10.0
"""Seconds for one to end by itself."""


class Unstarted(Exception):
    """A machine did not come up; the message names the file in which it said why."""


@dataclass(frozen=True)
class Ship:
    """One process of a fleet, the address it serves at, and the link by which somebody comes in at its desk."""

    name: str
    url: str
    process: asyncio.subprocess.Process
    desk: str = ""

    def leave(self) -> None:
        """Tell it to end."""
        if self.process.stdin is not None:
            self.process.stdin.close()

    async def end(self) -> None:
        """Let it end, and end it where it does not."""
        self.leave()
        try:
            await asyncio.wait_for(self.process.wait(), GRACE_S)
        except TimeoutError:
            self.process.kill()


class Fleet:
    """Processes of this one. ``close`` is to be awaited, whatever happened."""

    def __init__(self) -> None:
        self.ships: list[Ship] = []
        self._started: list[asyncio.subprocess.Process] = []
        self._relays: list[asyncio.Task[None]] = []

    async def launch(self, name: str, words: Sequence[str], log: Path, door: socket.socket | None = None) -> Ship:
        """Start ``comity WORDS`` and wait until it serves, perhaps at a door held for it; what it says goes to ``log``.

        Raises:
            Unstarted: it ended, or did not serve in time.
        """
        inherited = () if door is None else (door.fileno(),)
        held = () if door is None else ("--door", str(door.fileno()))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "comity", *words, "--with-parent", *held,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            pass_fds=inherited,
        )  # fmt: skip
        self._started.append(process)
        if door is not None:
            door.close()
        ready: asyncio.Future[tuple[str, str]] = asyncio.get_running_loop().create_future()
        self._relays.append(asyncio.create_task(_relay(process, log, ready)))
        try:
            url, desk = await asyncio.wait_for(ready, PATIENCE_S)
        except (TimeoutError, EOFError):
            process.kill()
            raise Unstarted(f"the machine of {name} did not come up: see {log}") from None
        ship = Ship(name, url, process, desk)
        self.ships.append(ship)
        return ship

    def leave(self) -> None:
        """Tell every process to end, waiting for none."""
        for ship in self.ships:
            ship.leave()

    async def close(self) -> None:
        """Let every process end, and end those that do not, or that never came up."""
        known = {ship.process for ship in self.ships}
        for process in self._started:
            if process not in known and process.returncode is None:
                process.kill()
        await asyncio.gather(*(ship.end() for ship in self.ships))
        await asyncio.gather(*self._relays, return_exceptions=True)


async def _relay(process: asyncio.subprocess.Process, log: Path, ready: "asyncio.Future[tuple[str, str]]") -> None:
    """Write down what a process says, and find its address in it, and the link of its desk."""
    if process.stdout is None:
        return
    desk = ""
    with log.open("ab") as file:
        async for line in process.stdout:
            file.write(line)
            file.flush()
            text = line.decode(errors="replace").strip()
            desk = text.rpartition(" ")[2] if text.startswith(DESK) else desk
            if text.startswith(READY) and not ready.done():
                ready.set_result((text.removeprefix(READY), desk))
    if not ready.done():
        ready.set_exception(EOFError())
