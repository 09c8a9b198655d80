# SPDX-License-Identifier: Apache-2.0
"""The way out of this machine as its environment says: proxies, hosts asked without one, an authority of one's own.

HTTP_PROXY, HTTPS_PROXY   addresses of the proxies for the two schemes
NO_PROXY                  hosts asked directly, with commas between: ``host``, ``.domain``, ``*`` for all; this machine always is
COMITY_CA_FILE            certificates of authorities (PEM) trusted beside those of the web
"""

from collections.abc import Mapping
from pathlib import Path

from comity.node.connection import Connection

HERE = ("127.0.0.1", "localhost")


def way_out(environment: Mapping[str, str]) -> Connection:
    """Read the way out from the variables of an environment; names in small letters hold too."""

    def read(name: str) -> str:
        return environment.get(name) or environment.get(name.lower()) or ""

    direct = tuple(host.strip() for host in read("NO_PROXY").split(",") if host.strip())
    certificates = environment.get("COMITY_CA_FILE")
    return Connection(
        http_proxy=None if "*" in direct else read("HTTP_PROXY") or None,
        https_proxy=None if "*" in direct else read("HTTPS_PROXY") or None,
        direct=(*HERE, *(host for host in direct if host != "*")),
        ca_file=Path(certificates) if certificates else None,
    )
