# SPDX-License-Identifier: Apache-2.0
"""Checkpoints: their text, and who signed them."""

from typing import Any

import pytest

from comity.bug import Bug
from comity.tlog.checkpoint import (
    Checkpoint,
    format_checkpoint,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from comity.tlog.cosignature import cosign, verify_cosignature
from comity.tlog.errors import (
    MalformedCheckpoint,
    MalformedCosignature,
    UnverifiedCosignature,
    UnverifiedNote,
)
from comity.tlog.note import Note, SignatureLine, format_note, parse_note, sign_line, sign_note
from comity.tlog.signer import Signer
from comity.tlog.vkey import parse_vkey, verifier_key, verify
from tests.tlog.keys import ARD_PQ, LOG, LOG_PQ, ORIGIN, WITNESSES, seed
from tests.tlog.vectors import cases, octets

CHECKPOINT = Checkpoint(ORIGIN, 42, seed("root"))
TEXT = format_checkpoint(CHECKPOINT)
AT = 1_700_000_000


@pytest.mark.parametrize("case", cases("checkpoint"))
def test_vectors(case: dict[str, Any]) -> None:
    text = octets(case["text"])
    if "refused" in case:
        with pytest.raises(MalformedCheckpoint):
            parse_checkpoint(text)
        return
    checkpoint = parse_checkpoint(text)
    assert checkpoint == Checkpoint(case["origin"], case["size"], bytes.fromhex(case["root"]))
    assert format_checkpoint(checkpoint) == text


def test_the_bytes_of_a_checkpoint() -> None:
    assert TEXT == b"registry.example/record\n42\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=\n"


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint("", 1, bytes(32)),
        Checkpoint("o" * 256, 1, bytes(32)),
        Checkpoint("a\nb", 1, bytes(32)),
        Checkpoint("a\tb", 1, bytes(32)),
        Checkpoint("a\udcffb", 1, bytes(32)),
        Checkpoint("a", -1, bytes(32)),
        Checkpoint("a", 2**63, bytes(32)),
        Checkpoint("a", 1, bytes(31)),
        Checkpoint("a", 1, bytes(33)),
        Checkpoint("a", 1, b""),
    ],
)
def test_values_that_no_checkpoint_can_carry_are_not_written(checkpoint: Checkpoint) -> None:
    with pytest.raises(MalformedCheckpoint):
        format_checkpoint(checkpoint)
    with pytest.raises(MalformedCheckpoint):
        sign_checkpoint(checkpoint, [LOG], AT)


def test_a_log_signs_with_both_its_keys() -> None:
    note = parse_note(sign_checkpoint(CHECKPOINT, [LOG, LOG_PQ], AT))
    ed25519, mldsa44 = note.lines
    assert note.text == TEXT
    assert ed25519 == sign_line(TEXT, LOG)
    assert verify(LOG.vkey, TEXT, ed25519.signature)
    assert verify_cosignature(LOG_PQ.vkey, TEXT, mldsa44) == AT


def test_opening_gives_the_time_of_each_known_key() -> None:
    signers: list[Signer] = [LOG, LOG_PQ, WITNESSES["ARD"], ARD_PQ]
    note = parse_note(sign_checkpoint(CHECKPOINT, signers, AT))
    assert open_checkpoint(note, [signer.vkey for signer in signers]) == (
        CHECKPOINT,
        {LOG.vkey: 0, LOG_PQ.vkey: AT, WITNESSES["ARD"].vkey: AT, ARD_PQ.vkey: AT},
    )
    assert open_checkpoint(note, [WITNESSES["ARD"].vkey, WITNESSES["BOR"].vkey]) == (
        CHECKPOINT,
        {WITNESSES["ARD"].vkey: AT},
    )


def test_a_checkpoint_no_known_key_signed_is_not_opened() -> None:
    note = parse_note(sign_checkpoint(CHECKPOINT, [LOG, WITNESSES["ARD"]], AT))
    with pytest.raises(UnverifiedNote):
        open_checkpoint(note, [LOG_PQ.vkey])
    with pytest.raises(UnverifiedNote):
        open_checkpoint(note, [])


def test_one_wrong_signature_of_a_known_key_spoils_the_checkpoint() -> None:
    good = [sign_line(TEXT, LOG), cosign(WITNESSES["ARD"], TEXT, AT), cosign(ARD_PQ, TEXT, AT)]
    vkeys = [LOG.vkey, WITNESSES["ARD"].vkey, ARD_PQ.vkey]
    for at, error in enumerate((UnverifiedNote, UnverifiedCosignature, UnverifiedCosignature)):
        line = good[at]
        wrong = SignatureLine(line.name, line.key_id, line.signature[:-1] + bytes([line.signature[-1] ^ 1]))
        lines = [*good[:at], wrong, *good[at + 1 :]]
        with pytest.raises(error) as caught:
            open_checkpoint(Note(TEXT, tuple(lines)), vkeys)
        assert type(caught.value) is error
        cut = SignatureLine(line.name, line.key_id, line.signature[:-1])
        with pytest.raises(UnverifiedNote if at == 0 else MalformedCosignature):
            open_checkpoint(Note(TEXT, (*good[:at], cut, *good[at + 1 :])), vkeys)


def test_a_signature_of_type_1_is_no_cosignature_and_the_reverse() -> None:
    plain = verifier_key("ARD/witness", 1, WITNESSES["ARD"].vkey.public)
    cosigned = cosign(WITNESSES["ARD"], TEXT, AT)
    note = Note(TEXT, (SignatureLine(plain.name, plain.key_id, cosigned.signature[8:]),))
    with pytest.raises(UnverifiedNote):
        open_checkpoint(note, [plain])


def test_a_note_that_is_no_checkpoint_is_not_opened() -> None:
    with pytest.raises(MalformedCheckpoint):
        open_checkpoint(parse_note(sign_note(b"Arden proposes.\n", [LOG])), [LOG.vkey])


def test_extension_lines_are_refused_though_rightly_signed() -> None:
    text = TEXT + b"extension\n"
    note = parse_note(format_note(text, [sign_line(text, LOG)]))
    with pytest.raises(MalformedCheckpoint):
        open_checkpoint(note, [LOG.vkey])


@pytest.mark.parametrize("timestamp", [0, -1, 2**63])
def test_no_time_that_a_cosignature_cannot_state(timestamp: int) -> None:
    with pytest.raises(Bug):
        sign_checkpoint(CHECKPOINT, [LOG_PQ], timestamp)


def test_the_go_checksum_database() -> None:
    key = parse_vkey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
    note = parse_note(
        "go.sum database tree\n35225469\nvt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=\n\n— sum.golang.org "
        "Az3grpukl5AXaVfYkLiDGORx/DN2nlcS5kZHR5uYOBV2KA2HgXpD+gu9HHONebHLAyaKbbTM75QTtPydhKCExixSfwQ=\n".encode()
    )
    root = bytes.fromhex("bede53e8668b097bf21c597d554bef22d478dd76717cb81fb44713c8edde2424")
    assert open_checkpoint(note, [key]) == (Checkpoint("go.sum database tree", 35225469, root), {key: 0})
