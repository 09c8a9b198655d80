# SPDX-License-Identifier: Apache-2.0
"""Flaws of notes and entries: what stands around the text of an act."""

from comity.acts.canonical import encode_act
from comity.acts.entry import MAX_ENTRY_BYTES
from comity.tlog.note import SignatureLine, format_note, sign_line
from tests.acts.flaws.case import ACT, ENTRY, NOTE, STATEMENT, UNKNOWN, Case, edit
from tests.acts.samples import full_act
from tests.cast.keys import note_signer

INSTANT = b"2026-11-23T05:00:00.250Z\n"

_TEXT = encode_act(STATEMENT)
_LINE = sign_line(_TEXT, note_signer("ARD"))
_JOINT = encode_act(full_act("SponsorProposal"))
_JOINT_LINES = [sign_line(_JOINT, note_signer(code)) for code in ("SEC", "BOR")]
_STRANGER = sign_line(_JOINT, note_signer("DEL"))


def _entry(octets: bytes, about: str, refused: str = "") -> Case:
    return Case(about, octets, refused, "entry")


def _note(octets: bytes, about: str, refused: str = "") -> Case:
    return Case(about, octets, refused, "note")


def _padded(size: int) -> bytes:
    """An entry of this size: signature lines of strangers fill it."""
    lines = [_LINE, *[SignatureLine("X", bytes(4), bytes(2996))] * 16]
    left = size - len(INSTANT + format_note(_TEXT, lines))
    # Such a line is six bytes, the name, and four for every three of key ID and signature.
    threes = (left - 7) // 4
    last = SignatureLine("X" * (left - 6 - 4 * threes), bytes(4), bytes(3 * threes - 4))
    return INSTANT + format_note(_TEXT, [*lines, last])


CASES: dict[str, Case] = {
    "good-note": _note(NOTE, "A statement with its signature."),
    "good-form-two-signatories": _note(format_note(_JOINT, _JOINT_LINES), "Two signatories, in their order."),
    "good-form-signature-stripped": _note(
        format_note(_JOINT, _JOINT_LINES[:1]),
        "One of two signatures was taken away: the form is good, the id the same. Rule 1.4 refuses it.",
    ),
    "good-form-signatures-reordered": _note(
        format_note(_JOINT, _JOINT_LINES[::-1]),
        "The signatures change places: the id is the same. Rule 1.4 refuses it.",
    ),
    "good-form-signature-added": _note(
        format_note(_JOINT, [*_JOINT_LINES, _STRANGER]),
        "A stranger signed too: the id is the same. Rule 1.4 refuses it.",
    ),
    "good-form-signature-of-another-text": _note(
        format_note(_TEXT, _JOINT_LINES[:1]), "Nothing is verified by reading. Rule 1.4 refuses it."
    ),
    "note-without-signature": _note(_TEXT + b"\n", "No signature line.", ACT),
    "note-empty-line-missing": _note(_TEXT + NOTE.removeprefix(_TEXT)[1:], "Nothing parts text and signatures.", ACT),
    "note-text-with-empty-line": _note(format_note(_TEXT + b"\n", [_LINE]), "The text has a third line.", ACT),
    "note-without-line-feed": _note(NOTE[:-1], "The last line does not end.", ACT),
    "note-with-line-after": _note(NOTE + b"\n", "An empty line follows.", ACT),
    "note-not-of-an-act": _note(format_note(b"Arden joins.\n", [_LINE]), "The text of the note is no act.", ACT),
    "note-of-unknown-act": _note(
        format_note(edit(b'"MakeStatement"', b'"Tomorrow"'), [_LINE]), "An act of a later version.", UNKNOWN
    ),
    "note-name-with-space": _note(NOTE.replace(b" ARD ", b" A RD "), "The name of the key has a space.", ACT),
    "good-entry": _entry(INSTANT + NOTE, "A statement as an entry."),
    "good-entry-of-65535-bytes": _entry(_padded(MAX_ENTRY_BYTES), "The largest entry; strangers' lines fill it."),
    "entry-of-65536-bytes": _entry(_padded(MAX_ENTRY_BYTES + 1), "One byte more than two bytes can count.", ENTRY),
    "entry-without-bytes": _entry(b"", "No bytes.", ENTRY),
    "entry-instant-alone": _entry(INSTANT, "No note.", ACT),
    "entry-instant-missing": _entry(NOTE, "The note alone.", ENTRY),
    "entry-instant-twice": _entry(INSTANT + INSTANT + NOTE, "Two first lines.", ACT),
    "entry-line-feed-missing": _entry(INSTANT[:-1] + NOTE, "The instant is not ended.", ENTRY),
    "entry-line-feed-twice": _entry(INSTANT + b"\n" + NOTE, "An empty line after the instant.", ACT),
    "entry-byte-order-mark": _entry(b"\xef\xbb\xbf" + INSTANT + NOTE, "U+FEFF stands first.", ENTRY),
    "entry-without-signature": _entry(INSTANT + _TEXT + b"\n", "The note has no signature line.", ACT),
    "entry-of-unknown-act": _entry(
        INSTANT + format_note(edit(b'"MakeStatement"', b'"Tomorrow"'), [_LINE]), "An act of a later version.", UNKNOWN
    ),
    "entry-trailing-byte": _entry(INSTANT + NOTE + b"\0", "A byte follows the note.", ACT),
}
