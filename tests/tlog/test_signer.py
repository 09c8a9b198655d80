# SPDX-License-Identifier: Apache-2.0
"""Signers: derivation from a seed, and the text form."""

from typing import Any

import pytest

from comity.tlog.errors import MalformedKey
from comity.tlog.signer import Ed25519Signer, MLDSA44Signer, format_skey, parse_skey
from comity.tlog.vkey import format_vkey, verifier_key, verify
from tests.tlog.keys import ARD, ARD_PQ, WITNESSES, seed
from tests.tlog.vectors import cases


@pytest.mark.parametrize("case", cases("skey"))
def test_vectors(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(MalformedKey):
            parse_skey(case["skey"])
        return
    signer = parse_skey(case["skey"])
    assert format_vkey(signer.vkey) == case["vkey"]
    assert format_skey(signer) == case["skey"]
    assert verify(signer.vkey, b"message", signer.sign(b"message"))


def test_every_cut_and_every_changed_character_is_refused() -> None:
    text = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    cuts = {text[start:end] for start in range(len(text)) for end in range(start, len(text) + 1)} - {text}
    changes = {text[:at] + chr(ord(text[at]) + 1) + text[at + 1 :] for at in range(len(text))}
    for wrong in cuts | changes:
        with pytest.raises(MalformedKey):
            parse_skey(wrong)


def test_a_signer_key_of_the_go_convention() -> None:
    signer = parse_skey("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")
    assert isinstance(signer, Ed25519Signer)
    assert signer.seed.hex() == "810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173"
    assert format_vkey(signer.vkey) == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


@pytest.mark.parametrize(("signer", "kind"), [(ARD, 1), (WITNESSES["ARD"], 4), (ARD_PQ, 6)])
def test_the_text_form_keeps_type_and_seed(signer: Any, kind: int) -> None:
    again = parse_skey(format_skey(signer))
    assert type(again) is type(signer)
    assert (again.vkey, again.seed) == (signer.vkey, signer.seed)
    assert again.vkey.kind == kind


def test_a_seed_gives_one_key_pair() -> None:
    assert Ed25519Signer.from_seed("ARD", seed("ARD")).vkey == ARD.vkey
    assert ARD.seed == seed("ARD")
    assert ARD_PQ.seed == seed("ARD/witness/pq")
    assert ARD.vkey == verifier_key("ARD", 1, ARD.vkey.public)
    assert WITNESSES["ARD"].vkey == verifier_key("ARD/witness", 4, WITNESSES["ARD"].vkey.public)
    assert ARD_PQ.vkey == verifier_key("ARD/witness", 6, ARD_PQ.vkey.public)


def test_ed25519_signatures_repeat_and_ml_dsa_signatures_differ() -> None:
    assert ARD.sign(b"message") == ARD.sign(b"message")
    assert len(ARD.sign(b"message")) == 64
    one, two = ARD_PQ.sign(b"message"), ARD_PQ.sign(b"message")
    assert one != two
    assert (len(one), len(two)) == (2420, 2420)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_seed_is_32_bytes(length: int) -> None:
    with pytest.raises(MalformedKey):
        Ed25519Signer.from_seed("ARD", bytes(length))
    with pytest.raises(MalformedKey):
        MLDSA44Signer.from_seed("ARD", bytes(length))


@pytest.mark.parametrize("kind", [0, 2, 5, 6])
def test_ed25519_signs_for_types_1_and_4_alone(kind: int) -> None:
    with pytest.raises(MalformedKey):
        Ed25519Signer.from_seed("ARD", bytes(32), kind)


def test_lone_surrogates_are_refused() -> None:
    for text in ("PRIVATE+KEY+A+00000000+\udcff", "PRIVATE+KEY+A\udcff+00000000+AQ==", "\udcff"):
        with pytest.raises(MalformedKey):
            parse_skey(text)


@pytest.mark.parametrize("name", ["", "A RD", "A+RD"])
def test_a_signer_has_a_key_name(name: str) -> None:
    with pytest.raises(MalformedKey):
        Ed25519Signer.from_seed(name, bytes(32))
    with pytest.raises(MalformedKey):
        MLDSA44Signer.from_seed(name, bytes(32))


def test_a_seed_is_not_shown_by_printing_the_signer() -> None:
    for signer in (ARD, ARD_PQ):
        assert signer.seed.hex() not in repr(signer)
        assert repr(signer.seed) not in repr(signer)
