# SPDX-License-Identifier: Apache-2.0
"""The Ed25519 rule: one answer to every signature, whatever library is underneath."""

import json
from typing import Any

import pytest

from comity.tlog.vkey import COSIGNATURE_ED25519, ED25519, is_sound, verifier_key, verify
from tests.tlog import ed25519_reference as reference
from tests.tlog.vectors import FOREIGN, cases, needs_foreign


@pytest.mark.parametrize("case", cases("ed25519"))
def test_vectors(case: dict[str, Any]) -> None:
    public, message, signature = (bytes.fromhex(case[field]) for field in ("public", "message", "signature"))
    for kind in (ED25519, COSIGNATURE_ED25519):
        vkey = verifier_key("x", kind, public)
        assert is_sound(vkey)
        assert verify(vkey, message, signature) is case["accept"]
    assert reference.accepts(public, message, signature) is case["accept"]


@needs_foreign
def test_speccheck_keeps_the_answers_of_the_pinned_rule() -> None:
    answers = []
    for case in json.loads((FOREIGN / "ed25519" / "speccheck.json").read_text()):
        vkey = verifier_key("x", ED25519, bytes.fromhex(case["pub_key"]))
        accepted = verify(vkey, bytes.fromhex(case["message"]), bytes.fromhex(case["signature"]))
        answers.append(("enrolled " if is_sound(vkey) else "refused ") + ("V" if accepted else "X"))
    assert answers == [
        "refused V", "refused V", "enrolled V", "enrolled V", "enrolled X", "enrolled X",
        "enrolled X", "enrolled X", "enrolled X", "enrolled X", "refused X", "refused V",
    ]  # fmt: skip


@needs_foreign
def test_cctv_agrees_with_the_reference_for_every_key_that_may_be_enrolled() -> None:
    accepted = refused = 0
    for case in json.loads((FOREIGN / "ed25519" / "cctv.json").read_text()):
        public, signature, message = bytes.fromhex(case["key"]), bytes.fromhex(case["sig"]), case["msg"].encode()
        vkey = verifier_key("x", ED25519, public)
        assert is_sound(vkey) is reference.is_sound(public), case
        if is_sound(vkey):
            answer = verify(vkey, message, signature)
            assert answer is reference.accepts(public, message, signature), case
            accepted, refused = accepted + answer, refused + (not answer)
    assert (accepted, refused) == (86, 302)
