# SPDX-License-Identifier: Apache-2.0
"""Confirmation: the log with both keys, and K of N witnesses with both of theirs."""

from itertools import product

import pytest

from comity.acts.keys import EnrolWitness
from comity.record.confirmation import (
    Confirmation,
    WitnessSet,
    confirmed,
    signed_by_log,
    with_known_lines,
    witness_set,
)
from comity.record.errors import Unconfirmed
from comity.record.policy import policies
from comity.rules.outcome import Refused
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.cosignature import cosign
from comity.tlog.errors import QuorumNotMet
from comity.tlog.note import Note, SignatureLine, format_note, parse_note
from comity.tlog.policy import parse_policy, satisfied
from comity.tlog.tree_head import Checkpoint, format_checkpoint
from comity.tlog.vkey import format_vkey, verifier_key
from tests.cast.archive import Archivist
from tests.cast.forum import ORIGIN, WITNESSES
from tests.cast.keys import log_signers, witness_signers
from tests.record.stories import adopted

CHECKPOINT = Checkpoint(ORIGIN, 7, bytes(range(32)))
TEXT = format_checkpoint(CHECKPOINT)
NOW = 1_800_000_000
LOG = tuple(parse_note(sign_checkpoint(CHECKPOINT, log_signers(ORIGIN), NOW)).lines)
CLASSIC = {code: cosign(witness_signers(code)[0], TEXT, NOW + at) for at, code in enumerate(WITNESSES)}
QUANTUM = {code: cosign(witness_signers(code)[1], TEXT, NOW + 100 + at) for at, code in enumerate(WITNESSES)}


@pytest.fixture(scope="module")
def witnesses() -> WitnessSet:
    return witness_set(adopted().state)


def note(lines: list[SignatureLine]) -> bytes:
    return format_note(TEXT, lines)


def refusal(data: bytes, witnesses: WitnessSet) -> str:
    with pytest.raises(Unconfirmed) as caught:
        confirmed(data, witnesses)
    return str(caught.value)


def test_all_cosigned(witnesses: WitnessSet) -> None:
    confirmation = confirmed(note([*LOG, *CLASSIC.values(), *QUANTUM.values()]), witnesses)
    assert confirmation == Confirmation(
        CHECKPOINT,
        {"ARD": NOW, "BOR": NOW + 1, "COR": NOW + 2, "DEL": NOW + 3},
        {"ARD": NOW + 100, "BOR": NOW + 101, "COR": NOW + 102, "DEL": NOW + 103},
    )
    assert confirmation.names == WITNESSES


@pytest.mark.parametrize("kinds", list(product(range(4), repeat=4)))
def test_every_subset(kinds: tuple[int, ...], witnesses: WitnessSet) -> None:
    """Confirmed is: K with both keys; then both published policies are met. Exhaustive for four witnesses."""
    lines = list(LOG)
    for code, kind in zip(WITNESSES, kinds, strict=True):
        lines += [CLASSIC[code]] * (kind & 1) + [QUANTUM[code]] * (kind >> 1)
    both = tuple(code for code, kind in zip(WITNESSES, kinds, strict=True) if kind == 3)
    if len(both) < 3:
        assert f"{len(both)} of 4 witnesses cosigned size 7 with both keys, 3 are needed" in refusal(
            note(lines), witnesses
        )
        return
    assert confirmed(note(lines), witnesses).names == both
    for policy in policies(adopted().state):
        satisfied(parse_policy(policy), Note(TEXT, tuple(lines)))


def test_the_refusal_names_who_is_missing(witnesses: WitnessSet) -> None:
    lines = [*LOG, *CLASSIC.values(), QUANTUM["DEL"], QUANTUM["ARD"]]
    assert refusal(note(lines), witnesses) == (
        "2 of 4 witnesses cosigned size 7 with both keys, 3 are needed; not there: BOR COR"
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (LOG[:1], "the log has not signed with its key of type 0x06"),
        (LOG[1:], "the log has not signed with its key of type 0x01"),
        ([], "the log has not signed with its key of type 0x01 and 0x06"),
    ],
)
def test_the_log_has_to_sign_with_both_keys(lines: list[SignatureLine], said: str, witnesses: WitnessSet) -> None:
    everyone = [*lines, *CLASSIC.values(), *QUANTUM.values()]
    assert refusal(note(everyone), witnesses) == said


def test_signed_by_log_passes_over_cosignatures(witnesses: WitnessSet) -> None:
    wrong = SignatureLine("ARD/witness", CLASSIC["ARD"].key_id, bytes(72))
    assert signed_by_log(note([*LOG, wrong]), witnesses) == CHECKPOINT
    with pytest.raises(Unconfirmed, match="no known key signed"):
        signed_by_log(note(list(CLASSIC.values())), witnesses)


def test_a_wrong_cosignature_is_not_passed_over(witnesses: WitnessSet) -> None:
    """As for any C2SP verifier: a known key's wrong signature condemns the note, however many others are right."""
    wrong = SignatureLine("DEL/witness", CLASSIC["DEL"].key_id, CLASSIC["DEL"].signature[:-1] + b"\0")
    codes = WITNESSES[:3]
    lines = [*LOG, wrong, *(CLASSIC[code] for code in codes), *(QUANTUM[code] for code in codes)]
    assert refusal(note(lines), witnesses) == f"DEL/witness did not cosign this checkpoint at {NOW + 3}"


def test_another_origin_under_the_same_keys(witnesses: WitnessSet) -> None:
    other = Checkpoint("other.example/record", 7, bytes(32))
    signers = [*log_signers(ORIGIN), *(signer for code in WITNESSES for signer in witness_signers(code))]
    assert refusal(sign_checkpoint(other, signers, NOW), witnesses) == (
        "a checkpoint of other.example/record, not of exercise.comity.example/record"
    )


def test_what_is_no_note(witnesses: WitnessSet) -> None:
    assert refusal(b"", witnesses) == "no empty line followed by 1 to 100 signature lines"


def test_without_witnesses_the_log_alone() -> None:
    alone = witness_set(Archivist.opened(witnesses=()).state)
    assert confirmed(note(list(LOG)), alone) == Confirmation(CHECKPOINT, {}, {})
    assert (alone.quorum, alone.origin, alone.keys) == (0, ORIGIN, tuple(each.vkey for each in log_signers(ORIGIN)))


def test_known_lines_in_their_one_order(witnesses: WitnessSet) -> None:
    stranger = SignatureLine("stranger.example", b"abcd", bytes(64))
    again = SignatureLine("ARD/witness", CLASSIC["ARD"].key_id, bytes(72))
    mixed = Note(TEXT, (QUANTUM["BOR"], stranger, LOG[1], CLASSIC["ARD"], again, LOG[0]))
    assert with_known_lines(mixed, witnesses) == Note(TEXT, (*LOG, CLASSIC["ARD"], QUANTUM["BOR"]))


def test_policies() -> None:
    classic, quantum = (data.decode().splitlines() for data in policies(adopted().state))
    for lines, at in ((classic, 0), (quantum, 1)):
        assert lines[0].startswith(f"log {ORIGIN}+{log_signers(ORIGIN)[at].vkey.key_id.hex()}+")
        assert [line.split("+")[:2] for line in lines[1:5]] == [
            [f"witness {code} {code}/witness", witness_signers(code)[at].vkey.key_id.hex()] for code in WITNESSES
        ]
        assert lines[5:] == ["group witnesses 3 ARD BOR COR DEL", "quorum witnesses"]


def test_policies_while_nobody_witnesses() -> None:
    classic, quantum = policies(Archivist.opened(witnesses=()).state)
    assert classic.endswith(b"\nquorum none\n")
    assert quantum.endswith(b"\nquorum none\n")
    assert len(classic.splitlines()) == len(quantum.splitlines()) == 2
    assert satisfied(parse_policy(classic), Note(TEXT, LOG)) == {}


def test_the_published_policies_refuse_less_than_k() -> None:
    two = Note(TEXT, (*LOG, CLASSIC["ARD"], CLASSIC["BOR"], QUANTUM["ARD"], QUANTUM["BOR"]))
    for policy in policies(adopted().state):
        with pytest.raises(QuorumNotMet):
            satisfied(parse_policy(policy), two)


@pytest.mark.parametrize("borrowed", [0, 1])
def test_no_witness_cosigns_with_the_key_of_another(borrowed: int) -> None:
    """Otherwise one state's line could be shown as that of two, and no policy could be published any more."""
    record = Archivist.opened()
    pair = [signer.vkey for signer in witness_signers("ELV")]
    pair[borrowed] = witness_signers("ARD")[borrowed].vkey
    keys = tuple(format_vkey(verifier_key("ELV/witness", key.kind, key.public)) for key in pair)
    outcome = record.offer(EnrolWitness, "ELV", keys=keys, quorum_before=3, quorum=4)
    assert outcome == Refused("3.3", found=f"ELV {pair[borrowed].public.hex()}")
