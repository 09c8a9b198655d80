# SPDX-License-Identifier: Apache-2.0
"""Telling third-party witnesses of confirmed heads, for as long as a conference is served."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from comity.cli.speech import Speech
from comity.cli.way_out import way_out
from comity.registry.outside import OutsideWitness, Teller
from comity.registry.registry import Registry


@asynccontextmanager
async def telling(
    registry: Registry, witnesses: Sequence[OutsideWitness], speech: Speech
) -> AsyncIterator[asyncio.Task[None]]:
    """Tell these witnesses; give the task that ends only with a fault of our own."""

    def report(url: str, problem: str) -> None:
        speech.remark("outside_problem" if problem else "outside_mended", url=url, problem=problem)

    async def tell() -> None:
        if not witnesses:
            await asyncio.Event().wait()
        async with way_out(os.environ).lasting() as client:
            await Teller(registry, registry.outside, client, report).run(witnesses)

    task = asyncio.create_task(tell())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
