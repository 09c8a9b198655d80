# SPDX-License-Identifier: Apache-2.0
"""The way out of a machine: proxies, authorities of one's own, and answers that never end."""

import asyncio
from pathlib import Path

import pytest

from comity.node import connection as connection_room
from comity.node.connection import DIRECT, Connection, RemoteError
from tests.node.authority import vouched
from tests.node.test_remote import answering, whole

FROM_PROXY = whole("200 OK", b"by proxy")
FROM_HOST = whole("200 OK", b"direct")


def test_a_proxy_is_asked_for_the_addresses_of_its_scheme() -> None:
    with answering(FROM_PROXY) as proxy, answering(FROM_HOST) as url:
        assert Connection(http_proxy=proxy).ask("GET", url, "x") == b"by proxy"
        assert Connection(http_proxy=proxy).ask("GET", "http://record.example", "x") == b"by proxy"
        assert Connection(https_proxy=proxy).ask("GET", url, "x") == b"direct"
        assert DIRECT.ask("GET", url, "x") == b"direct"


@pytest.mark.parametrize("direct", [("127.0.0.1",), ("record.example", "127.0.0.1"), (".0.0.1",)])
def test_hosts_may_be_asked_without_the_proxy(direct: tuple[str, ...]) -> None:
    with answering(FROM_PROXY) as proxy, answering(FROM_HOST) as url:
        assert Connection(http_proxy=proxy, direct=direct).ask("GET", url, "x") == b"direct"
        assert Connection(http_proxy=proxy, direct=direct).ask("GET", "http://other.example", "x") == b"by proxy"


def test_a_lasting_client_goes_the_same_ways() -> None:
    async def ask(connection: Connection, url: str) -> bytes:
        async with connection.lasting() as client:
            return (await client.get(url)).content

    with answering(FROM_PROXY) as proxy, answering(FROM_HOST) as url:
        assert asyncio.run(ask(Connection(http_proxy=proxy), url)) == b"by proxy"
        assert asyncio.run(ask(Connection(http_proxy=proxy, direct=("127.0.0.1",)), url)) == b"direct"


def test_the_environment_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(FROM_PROXY) as proxy, answering(FROM_HOST) as url:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy)
        assert DIRECT.ask("GET", url, "x") == b"direct"


def test_an_authority_of_ones_own_is_trusted_where_it_is_named(tmp_path: Path) -> None:
    with vouched(tmp_path, FROM_HOST) as (url, authority):
        assert Connection(ca_file=authority).ask("GET", url, "x") == b"direct"
        with pytest.raises(RemoteError, match=f"^{url} does not answer: .*CERTIFICATE_VERIFY_FAILED"):
            DIRECT.ask("GET", url, "x")


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_file_that_holds_no_authority_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "authority.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RemoteError, match=f"^{path} holds no certificates of authorities: "):
        Connection(ca_file=path).ask("GET", "http://127.0.0.1:1", "x")


def test_an_answer_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_room, "MAX_ANSWER_BYTES", 1_000)
    with answering(whole("200 OK", bytes(1_000))) as url:
        assert DIRECT.ask("GET", url, "x") == bytes(1_000)
    with answering(whole("200 OK", bytes(1_001))) as url, pytest.raises(RemoteError) as caught:
        DIRECT.ask("GET", url, "x")
    assert str(caught.value) == f"{url} answers with more than 1001 bytes, or too slowly"


def test_an_answer_that_comes_too_slowly_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_room, "MAX_ANSWER_S", -1.0)
    with answering(FROM_HOST) as url, pytest.raises(RemoteError) as caught:
        DIRECT.ask("GET", url, "x")
    assert str(caught.value) == f"{url} answers with more than 6 bytes, or too slowly"


def test_what_is_no_address_does_not_answer() -> None:
    for base in ("http://[", "nowhere", "http://127.0.0.1:99999"):
        with pytest.raises(RemoteError, match="does not answer: "):
            DIRECT.ask("GET", base, "x")
