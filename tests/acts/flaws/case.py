# SPDX-License-Identifier: Apache-2.0
"""A case: octets with at most one flaw, and by which error they are refused. The flaws are edits of one good statement."""

from typing import NamedTuple

from comity.acts.canonical import HEADER, encode_act
from comity.acts.envelope import Act
from comity.acts.proposals import MakeStatement
from comity.tlog.note import sign_note
from tests.acts.samples import LEAST_ENVELOPE, PROPOSAL
from tests.cast.keys import note_signer

STATEMENT = MakeStatement(
    **LEAST_ENVELOPE | {"seq": (7,)}, **PROPOSAL, kind="dissociation", text="Arden joins.", paragraphs=("4",)
)
NOTE = sign_note(encode_act(STATEMENT), [note_signer("ARD")])
ACT = "MalformedAct"
TEXT = "MalformedText"
UNKNOWN = "UnknownAct"
ENTRY = "MalformedEntry"


class Case(NamedTuple):
    """``form`` says what the octets claim to be.

    The text of an act, a note with one, an entry with one; or the text of a note that nodes sign beside the record.
    """

    about: str
    octets: bytes
    refused: str = ""
    form: str = "text"


def edit(old: bytes, new: bytes, act: Act = STATEMENT) -> bytes:
    """The text of an act with one part, found once, replaced."""
    text = encode_act(act)
    if text.count(old) != 1:
        raise LookupError(f"{old!r} stands {text.count(old)} times in {text!r}")
    return text.replace(old, new)


def said(literal: bytes) -> bytes:
    """The statement with other octets between the quotation marks of what it says."""
    return edit(b'"Arden joins."', b'"' + literal + b'"')


def json_line(line: bytes) -> bytes:
    """An act text with this JSON."""
    return HEADER + line + b"\n"
