# SPDX-License-Identifier: Apache-2.0
"""Certificates taken apart and put together again, for those who would change one."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from comity.record.certificate import certify, verify_certificate
from comity.record.chain import anchor_of
from comity.record.errors import MalformedCertificate
from comity.tlog.proof import Proof, format_proof, parse_proof
from tests.cast.archive import Archivist

Body = dict[str, Any]


def certificate(record: Archivist, index: int) -> bytes:
    """The certificate of an entry under the checkpoint confirmed last."""
    return certify(record.archive, record.state, index)


def anchor(record: Archivist) -> bytes:
    """What every capital publishes."""
    return anchor_of(record.entries[0])


def taken_apart(data: bytes) -> tuple[Proof, Body]:
    """The tlog-proof, and the JSON of its extra line."""
    proof = parse_proof(data)
    return proof, msgspec.json.decode(proof.extra)


def put_together(proof: Proof, body: Body) -> bytes:
    """A legal tlog-proof with this canonical JSON in its extra line."""
    return format_proof(replace(proof, extra=msgspec.json.encode(body, order="sorted")))


def refusal(data: bytes) -> str:
    """What is said of a certificate that is wrong whatever the anchor."""
    with pytest.raises(MalformedCertificate) as caught:
        verify_certificate(data, None)
    return str(caught.value)
