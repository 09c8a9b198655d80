# SPDX-License-Identifier: Apache-2.0
"""A signed note is text followed by signature lines.

    This is an example message.
                                                                  (an empty line; the last one in the note)
    — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

Each line: em dash, space, key name, space, base64(4-byte key ID || signature), newline. The text ends with a newline
and may hold empty lines itself. All is UTF-8 without controls below U+0020 other than newline.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from comity.bug import Bug
from comity.tlog.errors import MalformedNote, UnverifiedNote
from comity.tlog.signer import Signer
from comity.tlog.vkey import ED25519, KEY_ID_BYTES, MAX_NAME_BYTES, VerifierKey, is_key_name, verify
from comity.tlog.wire import format_base64, parse_base64

MAX_LINES = 100
MAX_NOTE_BYTES = 2**20

_LINE_START = "— ".encode()
_CONTROLS = bytes(byte for byte in range(0x20) if byte != ord("\n"))


class SignatureLine(msgspec.Struct, frozen=True, gc=False):
    """One signature as the note carries it; nothing is verified by parsing."""

    name: str
    key_id: bytes
    signature: bytes


class Note(msgspec.Struct, frozen=True, gc=False):
    """The signed text with its final newline, and the lines in their order."""

    text: bytes
    lines: tuple[SignatureLine, ...]


def parse_note(data: bytes) -> Note:
    """Take a note apart without verifying it; raises MalformedNote unless `format_note` would give the same bytes."""
    if len(data) > MAX_NOTE_BYTES or len(data.translate(None, _CONTROLS)) != len(data):
        raise MalformedNote("longer than 1 MiB, or with control characters")
    try:
        data.decode()
    except UnicodeDecodeError:
        raise MalformedNote("not UTF-8") from None
    split = data.rfind(b"\n\n")
    lines = data[split + 2 :].split(b"\n")
    # The block ends with a newline, so what follows its last newline is empty.
    if split < 0 or lines.pop() or not 0 < len(lines) <= MAX_LINES:
        raise MalformedNote("no empty line followed by 1 to 100 signature lines")
    return Note(data[: split + 1], tuple(map(_parse_line, lines)))


def _parse_line(line: bytes) -> SignatureLine:
    name, _, encoded = line[len(_LINE_START) :].partition(b" ")
    signature = parse_base64(encoded)
    if not line.startswith(_LINE_START) or signature is None or len(signature) <= KEY_ID_BYTES:
        raise MalformedNote("not a signature line")
    text = name.decode()
    # Spaces and controls cannot be in an ASCII name here: it was cut at the first space, and the note has no controls.
    if name.isascii():
        if not 0 < len(name) <= MAX_NAME_BYTES or b"+" in name:
            raise MalformedNote("not a key name")
    elif not is_key_name(text):
        raise MalformedNote("not a key name")
    return SignatureLine(text, signature[:KEY_ID_BYTES], signature[KEY_ID_BYTES:])


def format_note(text: bytes, lines: Iterable[SignatureLine]) -> bytes:
    """Write a note; raises MalformedNote for a text or line that no note can carry."""
    note = Note(text, tuple(lines))
    block = b"".join(
        b"%b%b %b\n" % (_LINE_START, line.name.encode(errors="replace"), format_base64(line.key_id + line.signature))
        for line in note.lines
    )
    data = text + b"\n" + block
    if parse_note(data) != note:
        raise MalformedNote("the text or a line does not read back as it was given")
    return data


def sign_line(text: bytes, signer: Signer) -> SignatureLine:
    """Sign the text with a key of type 0x01; to ask a cosignature key, which signs checkpoints only, is our bug."""
    vkey = signer.vkey
    if vkey.kind != ED25519:
        raise Bug("only keys of signature type 0x01 sign the text of a note")
    return SignatureLine(vkey.name, vkey.key_id, signer.sign(text))


def sign_note(text: bytes, signers: Iterable[Signer]) -> bytes:
    """Write the note with one line per signer, in their order; raises MalformedNote for a text no note can carry."""
    return format_note(text, [sign_line(text, signer) for signer in signers])


def known_lines(
    lines: Iterable[SignatureLine], vkeys: Iterable[VerifierKey]
) -> Iterator[tuple[VerifierKey, SignatureLine]]:
    """Give the first line of each known key, in the order of the note; lines of unknown keys are passed over.

    A key is known by name and ID together. Repeated lines of one key are passed over, so that a note costs
    at most one verification per known key. Where known keys share name and ID, the line is given with each:
    it cannot hold for both.
    """
    known: dict[tuple[str, bytes], list[VerifierKey]] = {}
    for vkey in dict.fromkeys(vkeys):
        known.setdefault((vkey.name, vkey.key_id), []).append(vkey)
    for line in lines:
        for vkey in known.pop((line.name, line.key_id), ()):
            yield vkey, line


def open_note(data: bytes, vkeys: Sequence[VerifierKey]) -> Note:
    """Give the note with only the lines that known keys of type 0x01 made.

    Raises MalformedNote, and UnverifiedNote if any known key's signature is wrong or no known key signed.
    """
    note = parse_note(data)
    verified = []
    for vkey, line in known_lines(note.lines, vkeys):
        if vkey.kind != ED25519:
            raise Bug("only keys of signature type 0x01 sign the text of a note")
        if not verify(vkey, note.text, line.signature):
            raise UnverifiedNote(f"{vkey.name} did not sign this text")
        verified.append(line)
    if not verified:
        raise UnverifiedNote("no known key signed this note")
    return Note(note.text, tuple(verified))
