# SPDX-License-Identifier: Apache-2.0
"""Lodgers from another process: plain HTTP/1.1 on kept connections, so that the client costs as little as it can."""

import re
import socket
import time
from collections.abc import Iterator
from selectors import EVENT_READ, DefaultSelector
from statistics import median, quantiles
from typing import NamedTuple

_ANSWER = re.compile(rb"HTTP/1\.1 201 .*?\r\ncontent-length: (\d+)\r\n(?:.*?\r\n)??\r\n", re.DOTALL | re.IGNORECASE)


class Load(NamedTuple):
    """What a load took: seconds in all, and the median and 99th percentile of one request in milliseconds."""

    seconds: float
    median_ms: float
    p99_ms: float


class _Lodger:
    """One connection: it posts the next body as soon as the answer to the last one is whole."""

    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests = requests
        self._answer = b""
        self._asked = 0.0
        self.latencies: list[float] = []

    def post(self) -> bool:
        """Post the next body; tell whether there was one."""
        request = next(self._requests, None)
        if request is None:
            return False
        self._asked = time.perf_counter()
        self.socket.sendall(request)
        return True

    def hear(self) -> bool:
        """Take in what came; tell whether more is to come. Raises ValueError for anything but a 201."""
        self._answer += self.socket.recv(65_536)
        head = _ANSWER.match(self._answer)
        if head is None:
            if not self._answer or b"\r\n\r\n" in self._answer:
                raise ValueError(f"{self._answer!r}")
            return True
        if len(self._answer) < head.end() + int(head[1]):
            return True
        self.latencies.append(time.perf_counter() - self._asked)
        self._answer = b""
        return self.post()


def post_all(port: int, path: str, bodies: list[bytes], connections: int) -> Load:
    """Post every body once, in order, over so many connections at a time; raises ValueError unless each gets 201."""
    form = b"POST %b HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n%b"
    requests = iter([form % (path.encode(), len(body), body) for body in bodies])
    lodgers = [_Lodger(port, requests) for _ in range(connections)]
    began = time.perf_counter()
    with DefaultSelector() as selector:
        for lodger in lodgers:
            if lodger.post():
                selector.register(lodger.socket, EVENT_READ, lodger)
        while selector.get_map():
            for key, _ in selector.select():
                if not key.data.hear():
                    selector.unregister(key.fileobj)
    taken = time.perf_counter() - began
    latencies = [latency for lodger in lodgers for latency in lodger.latencies]
    for lodger in lodgers:
        lodger.socket.close()
    return Load(taken, median(latencies) * 1e3, quantiles(latencies, n=100)[98] * 1e3)
