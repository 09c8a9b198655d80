# SPDX-License-Identifier: Apache-2.0
"""Signed acts: the id is that of the text, whoever takes signatures away or adds some."""

from hashlib import sha256
from typing import Any

import pytest

from comity.acts.canonical import encode_act
from comity.acts.proposals import SponsorProposal
from comity.acts.signed import SignedAct, format_signed_act, parse_signed_act, sign_act
from comity.rules.outcome import Refused
from comity.tlog.note import SignatureLine, open_note, sign_line
from tests.acts.samples import full_act
from tests.cast.keys import note_signer
from tests.cast.scribe import Scribe

JOINT = full_act("SponsorProposal")
SIGNERS = (note_signer("SEC"), note_signer("BOR"))


def test_an_act_is_signed_by_one_line_for_each_signatory_in_order() -> None:
    signed = sign_act(JOINT, SIGNERS)
    text = encode_act(JOINT)
    assert signed == SignedAct(
        JOINT, text, tuple(sign_line(text, signer) for signer in SIGNERS), sha256(text).hexdigest()
    )
    opened = open_note(format_signed_act(signed), [signer.vkey for signer in SIGNERS])
    assert (opened.text, opened.lines) == (text, signed.lines)


def test_a_signed_act_comes_back_as_it_was() -> None:
    signed = sign_act(JOINT, SIGNERS)
    assert parse_signed_act(format_signed_act(signed)) == signed


def changed_lines(signed: SignedAct, how: str) -> tuple[SignatureLine, ...]:
    first, second = signed.lines
    wrong = SignatureLine(second.name, second.key_id, bytes(64))
    return {
        "none taken": (first, second),
        "first taken": (second,),
        "last taken": (first,),
        "reordered": (second, first),
        "repeated": (first, first),
        "stranger added": (first, second, sign_line(signed.text, note_signer("DEL"))),
        "wrong": (first, wrong),
    }[how]


@pytest.mark.parametrize(
    "how", ["none taken", "first taken", "last taken", "reordered", "repeated", "stranger added", "wrong"]
)
def test_signatures_change_nothing_of_the_act_and_rule_1_4_judges_them(how: str) -> None:
    scribe = Scribe.opened()
    proposal = scribe.propose(scribe.circulate())
    signed = scribe.write(SponsorProposal, "BOR", "COR", proposal=proposal)
    other: Any = SignedAct(signed.act, signed.text, changed_lines(signed, how), signed.id)
    read = parse_signed_act(format_signed_act(other))
    assert (read.act, read.text, read.id) == (signed.act, signed.text, signed.id)
    outcome = scribe.submit(read)
    assert (outcome.rule if isinstance(outcome, Refused) else "") == ("" if how == "none taken" else "1.4")
