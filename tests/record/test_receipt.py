# SPDX-License-Identifier: Apache-2.0
"""Receipts: what the registry answers, and what it is worth."""

import pytest
from msgspec.structs import replace

from comity.acts.entry import parse_entry
from comity.acts.instant import format_instant
from comity.record.confirmation import witness_set
from comity.record.errors import MalformedReceipt, Unconfirmed
from comity.record.receipt import Receipt, check_receipt, format_receipt, parse_receipt
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.merkle import inclusion_proof
from comity.tlog.tree_head import Checkpoint
from tests.cast.forum import ORIGIN, WITNESSES
from tests.cast.keys import log_signers
from tests.record.stories import adopted

RECORD = adopted()
INDEX = 2
NOTE = RECORD.entries[INDEX].split(b"\n", 1)[1]
ENTRY = parse_entry(RECORD.entries[INDEX])
WITNESSED = witness_set(RECORD.state)
RECEIPT = Receipt(
    act=ENTRY.signed.id,
    checkpoint=RECORD.checkpoint(*WITNESSES[:3]).decode(),
    index=INDEX,
    sequenced_at=format_instant(ENTRY.sequenced_at),
    proof=inclusion_proof(RECORD.read, INDEX, 7),
)
AT_ONCE = replace(RECEIPT, checkpoint=RECORD.checkpoint(size=3).decode(), proof=None)
"""What the lodger is answered as soon as the head is locked."""


@pytest.mark.parametrize(
    ("receipt", "standing"),
    [
        (RECEIPT, "confirmed"),
        (AT_ONCE, "sequenced"),
        (replace(RECEIPT, proof=None), "sequenced"),
        (replace(RECEIPT, checkpoint=RECORD.checkpoint("ARD", "BOR").decode()), "sequenced"),
    ],
)
def test_what_a_receipt_is_worth(receipt: Receipt, standing: str) -> None:
    assert parse_receipt(format_receipt(receipt)) == receipt
    assert check_receipt(receipt, NOTE, WITNESSED) == standing


def test_the_bytes_of_a_receipt() -> None:
    receipt = Receipt(
        act="0" * 64, checkpoint="a\n", index=2, sequenced_at="2026-11-23T10:00:00.000Z", proof=(b"\xff" * 3,)
    )
    written = (
        b'{"act":"'
        + b"0" * 64
        + b'","checkpoint":"a\\n","index":2,"proof":["////"],"sequenced_at":"2026-11-23T10:00:00.000Z"}\n'
    )
    assert format_receipt(receipt) == written
    assert format_receipt(replace(receipt, proof=None)) == written.replace(b',"proof":["////"]', b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}\n",
        format_receipt(RECEIPT)[:-1],
        format_receipt(RECEIPT).replace(b'"index":2', b'"index": 2'),
        format_receipt(RECEIPT).replace(b'"index":2', b'"index":-2'),
        format_receipt(RECEIPT).replace(b'"index":2', b'"index":2,"more":1'),
        format_receipt(RECEIPT).replace(b'"index":2', b'"index":2,"index":2'),
        format_receipt(AT_ONCE).replace(b'"index":2', b'"index":2,"proof":null'),
        format_receipt(replace(RECEIPT, checkpoint="a" * 2**22)),
        b"\xff",
    ],
)
def test_what_is_no_receipt(data: bytes) -> None:
    with pytest.raises(MalformedReceipt):
        parse_receipt(data)


ROOT = b"".join((b"another", bytes(25)))


@pytest.mark.parametrize(
    ("receipt", "note"),
    [
        (replace(RECEIPT, act="0" * 64), NOTE),
        (RECEIPT, RECORD.entries[1].split(b"\n", 1)[1]),
        (RECEIPT, b"no note"),
        (replace(RECEIPT, index=3), NOTE),
        (replace(RECEIPT, index=7), NOTE),
        (replace(AT_ONCE, index=3), NOTE),
        (replace(RECEIPT, sequenced_at="2026-11-23T10:00:00.000Z"), NOTE),
        (replace(RECEIPT, sequenced_at="yesterday"), NOTE),
        (replace(RECEIPT, proof=()), NOTE),
        (replace(RECEIPT, proof=(bytes(32), *inclusion_proof(RECORD.read, INDEX, 7)[1:])), NOTE),
        (replace(RECEIPT, checkpoint=RECORD.checkpoint(*WITNESSES, size=6).decode()), NOTE),
        (
            replace(RECEIPT, checkpoint=sign_checkpoint(Checkpoint(ORIGIN, 7, ROOT), log_signers(ORIGIN), 9).decode()),
            NOTE,
        ),
    ],
)
def test_a_receipt_that_is_worth_nothing(receipt: Receipt, note: bytes) -> None:
    with pytest.raises(MalformedReceipt):
        check_receipt(receipt, note, WITNESSED)


def test_a_receipt_that_the_log_has_not_signed() -> None:
    checkpoint = RECORD.checkpoint(signers=log_signers(ORIGIN)[:1]).decode()
    with pytest.raises(Unconfirmed):
        check_receipt(replace(RECEIPT, checkpoint=checkpoint), NOTE, WITNESSED)
