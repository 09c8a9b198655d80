# SPDX-License-Identifier: Apache-2.0
"""How a node reaches others: directly or through a proxy, trusting the authorities of the web and perhaps one of its own.

Every request to a registry, a meeting point or a witness goes through here. Settings are values: the environment is read by
whoever makes a connection, on floor 5. No answer is longer, and none takes longer, than is said here.
"""

import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import httpx
import msgspec

TIMEOUT_S = 30.0
"""Seconds until the next bytes of an answer must be there."""
MAX_ANSWER_S = 300.0
"""Seconds until all of an answer must be there."""
MAX_ANSWER_BYTES = 2**25
"""No bundle of 256 entries of 65,535 bytes is longer."""

PART_BYTES = 2**20
"""What is handed on at once of an answer that is not kept whole."""

Way = TypeVar("Way", httpx.HTTPTransport, httpx.AsyncHTTPTransport)


class RemoteError(Exception):
    """Another machine could not be asked, or answered with a problem document (``problem``)."""

    def __init__(self, message: str, problem: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.problem = problem or {}


@dataclass(frozen=True)
class Connection:
    """The way out of one machine.

    ``http_proxy`` and ``https_proxy`` are addresses of proxies for the two schemes; ``direct`` are hosts asked without one
    (``host`` or ``.domain``); ``ca_file`` holds certificates of authorities (PEM) trusted beside those of the web. ``meter`` is
    told the bytes of each answer, its head included.
    """

    http_proxy: str | None = None
    https_proxy: str | None = None
    direct: tuple[str, ...] = ()
    ca_file: Path | None = None
    meter: Callable[[int], None] | None = None

    def ask(self, method: str, base: str, path: str, content: bytes | Iterable[bytes] | None = None,
            headers: Mapping[str, str] | None = None) -> bytes:  # fmt: skip
        """Ask ``base`` for a path; give the body of its answer. Content that comes in pieces has its length in a header.

        Raises:
            RemoteError: it does not answer, answers with a problem, or with too much.
        """
        with self._answer(method, base, path, content, headers) as response:
            body = _body(response, base)
            if self.meter is not None:
                self.meter(_head_bytes(response) + len(body))
        _require_success(response, body, path)
        return body

    def pour(self, base: str, path: str, take: Callable[[bytes], None], headers: Mapping[str, str]) -> None:
        """Ask ``base`` for a path, and hand on its body as it comes, however long that takes.

        Raises:
            RemoteError: it does not answer, breaks off, or answers with a problem.
        """
        with self._answer("GET", base, path, None, headers) as response:
            if not response.is_success:
                _require_success(response, _body(response, base), path)
            for part in response.iter_raw(PART_BYTES):
                take(part)

    @contextmanager
    def _answer(
        self,
        method: str,
        base: str,
        path: str,
        content: bytes | Iterable[bytes] | None,
        headers: Mapping[str, str] | None,
    ) -> Iterator[httpx.Response]:
        url = f"{base.rstrip('/')}/{path}"
        ways = self._ways(httpx.HTTPTransport)
        with httpx.Client(verify=self._trusted, mounts=ways, timeout=TIMEOUT_S, trust_env=False) as client:
            try:
                with client.stream(method, url, content=content, headers=headers) as response:
                    yield response
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise RemoteError(f"{base} does not answer: {error}") from None

    def lasting(self) -> httpx.AsyncClient:
        """Give a client that keeps its connections open, for whoever asks the same machines again and again; close it."""
        return httpx.AsyncClient(
            verify=self._trusted, mounts=self._ways(httpx.AsyncHTTPTransport), timeout=TIMEOUT_S, trust_env=False
        )

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """The authorities trusted; made once, for it costs more than a request."""
        trusted = httpx.create_ssl_context(trust_env=False)
        if self.ca_file is not None:
            try:
                trusted.load_verify_locations(self.ca_file)
            except OSError as error:
                raise RemoteError(f"{self.ca_file} holds no certificates of authorities: {error}") from None
        return trusted

    def _ways(self, transport: Callable[..., Way]) -> dict[str, Way | None]:
        """Give the transport for each pattern of addresses that has one of its own; None is the direct way."""
        proxies = {"http://": self.http_proxy, "https://": self.https_proxy}
        ways: dict[str, Way | None] = {
            scheme: transport(verify=self._trusted, proxy=proxy) for scheme, proxy in proxies.items() if proxy
        }
        for host in self.direct:
            ways[f"all://*{host}" if host.startswith(".") else f"all://{host}"] = None
        return ways


DIRECT = Connection()
"""The way out where nothing stands in between."""


def _head_bytes(response: httpx.Response) -> int:
    """Count the status line and the header lines of an answer, as HTTP/1.1 writes them."""
    fields = sum(len(name) + len(value) + len(b": \r\n") for name, value in response.headers.raw)
    return len(f"HTTP/1.1 {response.status_code} {response.reason_phrase}\r\n\r\n") + fields


def _require_success(response: httpx.Response, body: bytes, path: str) -> None:
    """Raise RemoteError with the problem, where that is what was answered."""
    if response.is_success:
        return
    try:
        problem = msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.DecodeError:
        problem = {"status": response.status_code}
    raise RemoteError(problem.get("title", f"{response.status_code} from {path}"), problem)


def _body(response: httpx.Response, base: str) -> bytes:
    """Read an answer, but no more and no longer than there is patience for."""
    body, until = bytearray(), monotonic() + MAX_ANSWER_S
    for part in response.iter_bytes():
        body += part
        if len(body) > MAX_ANSWER_BYTES or monotonic() > until:
            raise RemoteError(f"{base} answers with more than {len(body)} bytes, or too slowly")
    return bytes(body)
