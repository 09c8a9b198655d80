# SPDX-License-Identifier: Apache-2.0
"""A signed act: the text of an act and one signature line for each signatory, in order, as one C2SP signed note."""

from collections.abc import Sequence
from hashlib import sha256

from msgspec import Struct

from comity.acts.canonical import decode_act, encode_act
from comity.acts.envelope import Act
from comity.acts.errors import MalformedAct
from comity.tlog.errors import Malformed
from comity.tlog.note import SignatureLine, format_note, parse_note, sign_line
from comity.tlog.signer import Signer


class SignedAct(Struct, frozen=True, gc=False):
    """An act with the bytes that were signed. ``id`` is the SHA-256 of the text: signatures do not change it."""

    act: Act
    text: bytes
    lines: tuple[SignatureLine, ...]
    id: str


def parse_signed_act(note: bytes) -> SignedAct:
    """Read a note as an act, without judging its signatures.

    Raises:
        MalformedAct: the note or the act inside is malformed.
    """
    try:
        parsed = parse_note(note)
    except Malformed as error:
        raise MalformedAct(f"not a signed note: {error}") from None
    return SignedAct(decode_act(parsed.text), parsed.text, parsed.lines, sha256(parsed.text).hexdigest())


def format_signed_act(signed: SignedAct) -> bytes:
    """Write the note of a signed act; the inverse of `parse_signed_act`."""
    return format_note(signed.text, signed.lines)


def sign_act(act: Act, signers: Sequence[Signer]) -> SignedAct:
    """Sign an act with one key for each signatory, in the order of ``by``."""
    text = encode_act(act)
    return SignedAct(act, text, tuple(sign_line(text, signer) for signer in signers), sha256(text).hexdigest())
