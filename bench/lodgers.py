# SPDX-License-Identifier: Apache-2.0
"""Lodgers from another process: plain HTTP/1.1 on kept connections, so that the client costs as little as it can."""

import asyncio
import time
from statistics import median, quantiles
from typing import NamedTuple


class Load(NamedTuple):
    """What a load took: seconds in all, and the median and 99th percentile of one request in milliseconds."""

    seconds: float
    median_ms: float
    p99_ms: float


def post_all(port: int, path: str, bodies: list[bytes], connections: int) -> Load:
    """Post every body once, in order, over so many connections at a time; raises ValueError unless each gets 201."""
    return asyncio.run(_post_all(port, path, bodies, connections))


async def _post_all(port: int, path: str, bodies: list[bytes], connections: int) -> Load:
    queue = iter(bodies)
    latencies: list[float] = []

    async def lodger() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for body in queue:
            began = time.perf_counter()
            writer.write(
                b"POST %b HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n%b" % (path.encode(), len(body), body)
            )
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            answer = await reader.readexactly(length)
            if b" 201 " not in head.split(b"\r\n", 1)[0]:
                raise ValueError(f"{head!r} {answer!r}")
            latencies.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(lodger() for _ in range(connections)))
    return Load(time.perf_counter() - began, median(latencies) * 1e3, quantiles(latencies, n=100)[98] * 1e3)
