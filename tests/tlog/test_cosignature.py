# SPDX-License-Identifier: Apache-2.0
"""Cosignatures: the exact bytes signed, and what a line must hold."""

from base64 import b64decode
from typing import Any

import pytest

from comity.bug import Bug
from comity.tlog.checkpoint import Checkpoint, format_checkpoint
from comity.tlog.cosignature import cosign, cosigned_message, verify_cosignature
from comity.tlog.errors import MalformedCheckpoint, MalformedCosignature, UnverifiedCosignature
from comity.tlog.note import SignatureLine
from comity.tlog.vkey import parse_vkey, verify
from tests.tlog.keys import ARD, ARD_PQ, ORIGIN, WITNESSES, seed
from tests.tlog.vectors import cases, octets

TEXT = format_checkpoint(Checkpoint(ORIGIN, 0x0102030405060708, seed("root")))
AT = 0x0000000065_53F100


@pytest.mark.parametrize("case", cases("cosignature"))
def test_vectors(case: dict[str, Any]) -> None:
    vkey, text = parse_vkey(case["vkey"]), octets(case["text"])
    fields = case["line"]
    line = SignatureLine(fields["name"], bytes.fromhex(fields["key_id"]), b64decode(fields["signature"]))
    if case.get("refused") == "unverified":
        with pytest.raises(UnverifiedCosignature):
            verify_cosignature(vkey, text, line)
    elif "refused" in case:
        assert case["refused"] == "malformed"
        with pytest.raises((MalformedCosignature, MalformedCheckpoint)):
            verify_cosignature(vkey, text, line)
    else:
        assert verify_cosignature(vkey, text, line) == case["timestamp"]


def test_the_message_of_type_4() -> None:
    assert cosigned_message(WITNESSES["ARD"].vkey, TEXT, AT) == b"cosignature/v1\ntime 1700000000\n" + TEXT


def test_the_message_of_type_6() -> None:
    assert cosigned_message(ARD_PQ.vkey, TEXT, AT) == (
        b"subtree/v1\n\x00\x0bARD/witness"
        + bytes.fromhex("000000006553f100")
        + b"\x17registry.example/record"
        + bytes(8)
        + bytes.fromhex("0102030405060708")
        + seed("root")
    )


def test_names_and_origins_are_counted_in_bytes() -> None:
    text = format_checkpoint(Checkpoint("реестр" * 21 + "abc", 1, bytes(32)))
    message = cosigned_message(ARD_PQ.vkey, text, AT)
    assert message[32] == 255
    assert message[33:288] == ("реестр" * 21 + "abc").encode()


@pytest.mark.parametrize("signer", [WITNESSES["ARD"], ARD_PQ], ids=["0x04", "0x06"])
def test_a_cosignature_line(signer: Any) -> None:
    line = cosign(signer, TEXT, AT)
    assert (line.name, line.key_id) == ("ARD/witness", signer.vkey.key_id)
    assert line.signature[:8] == bytes.fromhex("000000006553f100")
    assert verify(signer.vkey, cosigned_message(signer.vkey, TEXT, AT), line.signature[8:])
    assert verify_cosignature(signer.vkey, TEXT, line) == AT


@pytest.mark.parametrize("signer", [WITNESSES["ARD"], ARD_PQ], ids=["0x04", "0x06"])
@pytest.mark.parametrize("timestamp", [1, 2**63 - 1])
def test_the_first_and_last_time(signer: Any, timestamp: int) -> None:
    assert verify_cosignature(signer.vkey, TEXT, cosign(signer, TEXT, timestamp)) == timestamp


@pytest.mark.parametrize("signer", [WITNESSES["ARD"], ARD_PQ], ids=["0x04", "0x06"])
@pytest.mark.parametrize("timestamp", [-1, 0, 2**63])
def test_a_time_out_of_bounds_is_our_bug(signer: Any, timestamp: int) -> None:
    with pytest.raises(Bug):
        cosign(signer, TEXT, timestamp)


def test_every_bit_of_an_ed25519_cosignature_matters() -> None:
    vkey, line = WITNESSES["ARD"].vkey, cosign(WITNESSES["ARD"], TEXT, AT)
    for bit in range(8 * len(line.signature)):
        flipped = bytearray(line.signature)
        flipped[bit // 8] ^= 0x80 >> bit % 8
        with pytest.raises(MalformedCosignature if bit == 0 else UnverifiedCosignature):
            verify_cosignature(vkey, TEXT, SignatureLine(line.name, line.key_id, bytes(flipped)))


@pytest.mark.parametrize("signer", [WITNESSES["ARD"], ARD_PQ], ids=["0x04", "0x06"])
def test_what_is_not_a_checkpoint_is_not_cosigned(signer: Any) -> None:
    for text in (b"", b"Arden proposes.\n", TEXT + b"extension\n"):
        with pytest.raises(MalformedCheckpoint):
            cosign(signer, text, AT)
        with pytest.raises(MalformedCheckpoint):
            verify_cosignature(signer.vkey, text, cosign(signer, TEXT, AT))


@pytest.mark.parametrize("length", [0, 8, 72, 2428])
def test_a_key_of_type_1_cosigns_nothing(length: int) -> None:
    with pytest.raises(Bug):
        cosign(ARD, TEXT, AT)
    with pytest.raises(Bug):
        verify_cosignature(ARD.vkey, TEXT, SignatureLine("ARD", ARD.vkey.key_id, bytes(length)))
