# SPDX-License-Identifier: Apache-2.0
"""Verifier keys: text form, names, soundness."""

from typing import Any

import pytest

from comity.tlog.errors import MalformedKey
from comity.tlog.signer import MLDSA44Signer
from comity.tlog.vkey import (
    COSIGNATURE_ED25519,
    COSIGNATURE_MLDSA44,
    ED25519,
    UNICODE_SPACES,
    VerifierKey,
    format_vkey,
    is_key_name,
    is_sound,
    key_id,
    parse_vkey,
    verifier_key,
    verify,
)
from tests.tlog import ed25519_reference as reference
from tests.tlog.keys import ARD, ARD_PQ, LOG_PQ, WITNESSES, seed
from tests.tlog.vectors import cases


@pytest.mark.parametrize("case", cases("vkey"))
def test_vectors(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(MalformedKey):
            parse_vkey(case["vkey"])
        return
    vkey = parse_vkey(case["vkey"])
    assert vkey == VerifierKey(case["name"], bytes.fromhex(case["key_id"]), case["kind"], bytes.fromhex(case["public"]))
    assert format_vkey(vkey) == case["vkey"]
    assert is_sound(vkey) is case["sound"]


def test_every_cut_and_every_changed_character_is_refused() -> None:
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    cuts = {text[start:end] for start in range(len(text)) for end in range(start, len(text) + 1)} - {text}
    changes = {text[:at] + chr(ord(text[at]) + 1) + text[at + 1 :] for at in range(len(text))}
    for wrong in cuts | changes:
        with pytest.raises(MalformedKey):
            parse_vkey(wrong)


@pytest.mark.parametrize("text", ["A\udcff+00000000+AQ==", "A+00000000+\udcff", "A+\udcff+AQ=="])
def test_lone_surrogates_are_refused(text: str) -> None:
    with pytest.raises(MalformedKey):
        parse_vkey(text)


def test_signature_types_have_the_numbers_of_the_specification() -> None:
    assert (ED25519, COSIGNATURE_ED25519, COSIGNATURE_MLDSA44) == (1, 4, 6)


def test_unicode_spaces_are_the_25_of_the_property_white_space() -> None:
    assert {ord(space) for space in UNICODE_SPACES} == {
        *range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["A", "ARD/witness", "a.b/c", "\x7f", "~", "!", "\u200b", "\ufeff", "n" * 255, "\U0001f54a" * 63]
)
def test_key_names(name: str) -> None:
    assert is_key_name(name) is True
    assert verifier_key(name, ED25519, ARD.vkey.public).name == name


@pytest.mark.parametrize(
    "name", ["", "+", "A+", " ", "A\x1fB", "A\0", "n" * 256, "\U0001f54a" * 64, "\ud800", *sorted(UNICODE_SPACES)]
)
def test_what_is_no_key_name(name: str) -> None:
    assert is_key_name(name) is False
    with pytest.raises(MalformedKey):
        verifier_key(name, ED25519, ARD.vkey.public)


@pytest.mark.parametrize(
    ("kind", "public"),
    [
        (1, bytes(31)),
        (1, bytes(33)),
        (4, bytes(0)),
        (6, bytes(32)),
        (6, bytes(1313)),
        (2, bytes(32)),
        (0, bytes(32)),
        (5, b""),
    ],
)
def test_a_type_has_one_length_of_public_key(kind: int, public: bytes) -> None:
    with pytest.raises(MalformedKey):
        verifier_key("ARD", kind, public)


def test_the_key_id_depends_on_name_type_and_key() -> None:
    public = parse_vkey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k").public
    assert key_id("example.com/foo", 1, public) == bytes.fromhex("530d903a")
    assert key_id("ARD", 1, ARD.vkey.public) == ARD.vkey.key_id
    distinct = {key_id(name, kind, ARD.vkey.public) for name in ("ARD", "BOR") for kind in (1, 4)}
    assert len(distinct) == 4


@pytest.mark.parametrize("signer", [ARD, WITNESSES["ARD"], ARD_PQ, LOG_PQ], ids=["0x01", "0x04", "0x06", "0x06 log"])
def test_a_signature_holds_for_its_message_and_key_alone(signer: Any) -> None:
    signature = signer.sign(b"message")
    assert verify(signer.vkey, b"message", signature) is True
    assert verify(signer.vkey, b"massage", signature) is False
    assert verify(signer.vkey, b"message", signature[:-1] + bytes([signature[-1] ^ 1])) is False
    assert verify(signer.vkey, b"message", signature[:-1]) is False
    assert verify(signer.vkey, b"message", signature + b"\0") is False
    assert verify(signer.vkey, b"message", b"") is False
    other = verifier_key("x", signer.vkey.kind, bytes([signer.vkey.public[0] ^ 1]) + signer.vkey.public[1:])
    assert verify(other, b"message", signature) is False


def test_soundness_agrees_with_the_reference_on_small_and_large_coordinates() -> None:
    edge = [*range(64), *range(2**255 - 83, 2**255)]
    encodings = [(y | sign << 255).to_bytes(32, "little") for y in edge for sign in (0, 1)]
    judged = {public.hex(): is_sound(verifier_key("x", ED25519, public)) for public in encodings}
    assert judged == {public.hex(): reference.is_sound(public) for public in encodings}
    assert set(judged.values()) == {True, False}


def test_every_ml_dsa_key_is_sound() -> None:
    for word in ("one", "two", "three", "four", "five", "six"):
        assert is_sound(MLDSA44Signer.from_seed("ARD", seed(word)).vkey) is True


def test_every_point_of_small_order_is_unsound() -> None:
    order_8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
    point = reference.decode(order_8)
    assert point is not None
    torsion = [reference.encode(reference.multiply(times, point)) for times in range(8)]
    assert len(set(torsion)) == 8
    for public in torsion:
        assert not is_sound(verifier_key("x", ED25519, public))
        assert not is_sound(verifier_key("x", COSIGNATURE_ED25519, public))


def test_a_point_with_a_torsion_component_but_large_order_is_sound() -> None:
    order_8 = reference.decode(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))
    assert order_8 is not None
    assert is_sound(verifier_key("x", ED25519, reference.encode(reference.add(reference.BASE, order_8))))
