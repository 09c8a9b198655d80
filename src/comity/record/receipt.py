# SPDX-License-Identifier: Apache-2.0
"""A receipt is what the registry answers to whoever lodged an act: where it stands, under a checkpoint the log signed.

Without an inclusion proof, or while the quorum has not cosigned, it says *sequenced, not yet confirmed*: it binds the
registry, and is void if the registry is lost before nodes hold the entry.
"""

from typing import Literal

import msgspec
from msgspec import Struct

from comity.acts.entry import format_entry
from comity.acts.envelope import Count, Hash
from comity.acts.errors import ActError
from comity.acts.instant import parse_instant
from comity.acts.signed import parse_signed_act
from comity.record.confirmation import WitnessSet, confirmed, signed_by_log
from comity.record.document import format_document, parse_document
from comity.record.errors import MalformedReceipt, Unconfirmed
from comity.tlog.errors import UnverifiedProof
from comity.tlog.merkle import check_inclusion, leaf_hash

Standing = Literal["sequenced", "confirmed"]


class Receipt(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The act with the id ``act`` is the entry at ``index``, sequenced at an instant written as in entries."""

    act: Hash
    checkpoint: str
    index: Count
    sequenced_at: str
    proof: tuple[bytes, ...] | None = None


_decoder: msgspec.json.Decoder[Receipt] = msgspec.json.Decoder(Receipt)


def format_receipt(receipt: Receipt) -> bytes:
    """Write a receipt as one line of canonical JSON."""
    return format_document(receipt)


def parse_receipt(data: bytes) -> Receipt:
    """Read a receipt without judging it.

    Raises:
        MalformedReceipt: it is not in its form.
    """
    try:
        receipt: Receipt = parse_document(data, _decoder)
    except ValueError as error:
        raise MalformedReceipt(str(error)) from None
    return receipt


def check_receipt(receipt: Receipt, note: bytes, witnesses: WitnessSet) -> Standing:
    """Tell what a receipt is worth to whoever lodged the act in this note: *confirmed*, or only *sequenced*.

    Raises:
        MalformedReceipt: it is not for this act, or its proof does not lead to the checkpoint.
        Unconfirmed: the log has not signed the checkpoint.
    """
    try:
        act = parse_signed_act(note).id
        entry = format_entry(parse_instant(receipt.sequenced_at), note)
    except (ActError, ValueError) as error:
        raise MalformedReceipt(str(error)) from None
    checkpoint = signed_by_log(receipt.checkpoint.encode(), witnesses)
    if receipt.act != act or receipt.index >= checkpoint.size:
        raise MalformedReceipt("the receipt is for another act, or beyond its checkpoint")
    if receipt.proof is None:
        return "sequenced"
    try:
        check_inclusion(receipt.proof, receipt.index, checkpoint.size, leaf_hash(entry), checkpoint.root)
        confirmed(receipt.checkpoint.encode(), witnesses)
    except UnverifiedProof as error:
        raise MalformedReceipt(str(error)) from None
    except Unconfirmed:
        return "sequenced"
    return "confirmed"
