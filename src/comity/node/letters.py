# SPDX-License-Identifier: Apache-2.0
"""Letters and the notes inside them, opened: who signed what, by the keys that the record says are in force."""

from collections.abc import Iterable

from msgspec import Struct

from comity.acts.errors import ActError
from comity.acts.letter import Letter, parse_letter
from comity.acts.seen import Seen, parse_seen
from comity.acts.statement import Statement, parse_statement
from comity.acts.succession import Succession, parse_succession
from comity.rules.forum import Forum
from comity.tlog.errors import TlogError
from comity.tlog.note import Note, parse_note
from comity.tlog.vkey import ED25519, VerifierKey, verify

NODE = "/node"


class Opened(Struct, frozen=True):
    """A letter with the party whose node signed it."""

    code: str
    letter: Letter


def node_keys(forum: Forum | None) -> dict[str, VerifierKey]:
    """Give the key of each party's node, by the name it signs with."""
    return {name: key for name, key in forum.keys.items() if name.endswith(NODE)} if forum else {}


def open_letter(data: bytes, keys: dict[str, VerifierKey], origin: str | None) -> Opened | None:
    """Read a letter signed by a node that is known; None for any other, and for one of another forum."""
    try:
        note = parse_note(data)
        letter = parse_letter(note.text)
    except (TlogError, ActError):
        return None
    signers = signers_of(note, keys.values())
    if len(note.lines) != 1 or len(signers) != 1 or origin not in {None, letter.origin}:
        return None
    return Opened(signers[0].removesuffix(NODE), letter)


def signers_of(note: Note, keys: Iterable[VerifierKey]) -> list[str]:
    """Name the keys that signed a note, in the order of its lines; lines that do not verify are passed over."""
    known = {(key.name, key.key_id): key for key in keys if key.kind == ED25519}
    signed = []
    for line in note.lines:
        key = known.get((line.name, line.key_id))
        if key is not None and key.name not in signed and verify(key, note.text, line.signature):
            signed.append(key.name)
    return signed


def open_seen(data: bytes, code: str, forum: Forum) -> Seen | None:
    """Read a seen-at note that a party's node signed for this forum; None for any other."""
    note = _signed_by(data, f"{code}{NODE}", forum)
    try:
        seen = parse_seen(note.text) if note else None
    except ActError:
        return None
    return seen if seen and seen.origin == forum.origin else None


def open_succession(data: bytes, code: str, forum: Forum) -> Succession | None:
    """Read a succession statement that a party signed for this forum; None for any other."""
    note = _signed_by(data, code, forum)
    try:
        succession = parse_succession(note.text) if note else None
    except ActError:
        return None
    return succession if succession and succession.origin == forum.origin else None


def open_statement(data: bytes, forum: Forum) -> tuple[Statement, Note, list[str]] | None:
    """Read a statement with the parties whose nodes signed it, the first one first; None where nobody known did."""
    try:
        note = parse_note(data)
        statement = parse_statement(note.text)
    except (TlogError, ActError):
        return None
    signers = [name.removesuffix(NODE) for name in signers_of(note, node_keys(forum).values())]
    return (statement, note, signers) if signers and statement.origin == forum.origin else None


def _signed_by(data: bytes, name: str, forum: Forum) -> Note | None:
    try:
        note = parse_note(data)
    except TlogError:
        return None
    key = forum.keys.get(name)
    return note if key is not None and signers_of(note, [key]) == [name] and len(note.lines) == 1 else None
