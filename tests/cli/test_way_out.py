# SPDX-License-Identifier: Apache-2.0
"""The environment says how this machine reaches others; nothing below the command line reads it."""

from pathlib import Path

import pytest

from comity.cli.way_out import way_out
from comity.node.connection import Connection
from tests.cli.house import Serving
from tests.node.test_remote import answering, whole

HERE = ("127.0.0.1", "localhost")


@pytest.mark.parametrize(
    ("environment", "connection"),
    [
        ({}, Connection(direct=HERE)),
        ({"HTTPS_PROXY": "http://p:1", "http_proxy": "http://p:2"}, Connection("http://p:2", "http://p:1", HERE)),
        ({"HTTPS_PROXY": "http://p:1", "https_proxy": "http://p:2"}, Connection(None, "http://p:1", HERE)),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "a.example, .b.example,"},
         Connection("http://p:1", None, (*HERE, "a.example", ".b.example"))),
        ({"HTTP_PROXY": "http://p:1", "HTTPS_PROXY": "http://p:1", "no_proxy": "*"}, Connection(direct=HERE)),
        ({"COMITY_CA_FILE": "/etc/ca.pem"}, Connection(direct=HERE, ca_file=Path("/etc/ca.pem"))),
        ({"ALL_PROXY": "http://p:1", "SSL_CERT_FILE": "/etc/ca.pem"}, Connection(direct=HERE)),
    ],
)  # fmt: skip
def test_the_way_out_is_read_from_the_environment(environment: dict[str, str], connection: Connection) -> None:
    assert way_out(environment) == connection


def test_verbs_go_that_way(house: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(whole("502 Bad Gateway", b"")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)
        assert house.verb("parties").code == 0
        monkeypatch.setenv("COMITY_CA_FILE", str(house.root / "nowhere"))
        said = house.verb("parties")
        assert (said.code, "holds no certificates of authorities" in said.err) == (5, True)
