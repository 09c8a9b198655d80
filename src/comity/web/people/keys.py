# SPDX-License-Identifier: Apache-2.0
"""The sealed files of people: whoever signs for a state, and whoever clears, has one that only a secret of their own opens.

<person id>.age            a signatory's: the party's act key, whose clearances count, how many are asked for
<person id>.clearer.age    a clearer's: a key of this node's own, ``CODE/clearer-<id>``, which never stands on the record
<person id>.clearer        its public half, for signatories who want to trust it
<person id>.opener.age      of whoever opens content sealed to the party: its identities (`comity.node.openers`)
<person id>.over.age       an act key on its way to a new signatory, sealed with a word that was shown once

What a signatory's file holds is believed because the secret opened it; nothing of it stands in the database. Sealed files are
opened for one signature and forgotten.
"""

import io
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from comity.node.keyfile import Locked, replace_file
from comity.node.openers import read_identities, write_identities
from comity.sealing.errors import SealingError
from comity.sealing.passphrase import WORK, Passphrase
from comity.sealing.sealed_file import open_sealed, seal
from comity.tlog.errors import MalformedKey
from comity.tlog.signer import Ed25519Signer, Signer, format_skey, parse_skey
from comity.tlog.vkey import VerifierKey, format_vkey, parse_vkey

LEAST_SECRET = 12
"""Characters of a secret that one person alone is to know."""


WORD_BYTES = 16
DRAWN_WORK = 10
"""A word of 128 random bits need not be guarded against guessing."""


class Signatory(Struct, frozen=True, forbid_unknown_fields=True):
    """What a signatory's file holds. ``office`` is the one named in acts; ``clearers`` are public keys.

    ``clearances`` says how many clearances by different clearers a draft needs; ``own_counts`` whether one by whoever wrote
    it is among them.
    """

    key: str
    office: str = ""
    clearers: tuple[str, ...] = ()
    clearances: int = 1
    own_counts: bool = False

    @property
    def hand(self) -> Signer:
        """The key by which the party signs acts."""
        return parse_skey(self.key)

    @property
    def party(self) -> str:
        """The code of the party whose key it is."""
        return self.hand.vkey.name

    @property
    def trusted(self) -> tuple[VerifierKey, ...]:
        """The public keys of the clearers."""
        return tuple(parse_vkey(each) for each in self.clearers)


_decoder = msgspec.json.Decoder(Signatory)


def signatory_file(folder: Path, person: int) -> Path:
    """Name a signatory's file."""
    return folder / f"{person}.age"


def clearer_file(folder: Path, person: int) -> Path:
    """Name a clearer's file."""
    return folder / f"{person}.clearer.age"


def seal_signatory(folder: Path, person: int, signatory: Signatory, secret: str, work: int = WORK) -> None:
    """Seal a signatory's file, in the place of an older one if there is one; ``work`` as in `Passphrase`."""
    _write(signatory_file(folder, person), msgspec.json.encode(signatory), secret, work)


def open_signatory(folder: Path, person: int, secret: str) -> Signatory:
    """Open a signatory's file.

    Raises:
        Locked: there is none, the secret is another, or the file is damaged.
    """
    plain = _read(signatory_file(folder, person), secret)
    try:
        signatory = _decoder.decode(plain)
        signatory.hand, signatory.trusted  # noqa: B018  (read now, so that a damaged file is told from a wrong draft)
    except (msgspec.DecodeError, MalformedKey) as error:
        raise Locked(f"the file of signatory {person} holds no keys: {error}") from None
    return signatory


def hand_over_file(folder: Path, person: int) -> Path:
    """Name the file in which an act key waits for a new signatory."""
    return folder / f"{person}.over.age"


def leave_for(folder: Path, person: int, signatory: Signatory, entropy: Callable[[int], bytes]) -> str:
    """Leave a signatory's file for another person, sealed with a word drawn now; give the word, which is kept nowhere."""
    word = entropy(WORD_BYTES).hex()
    _write(hand_over_file(folder, person), msgspec.json.encode(signatory), word, DRAWN_WORK)
    return word


def take_up(folder: Path, person: int, word: str, secret: str, work: int = WORK) -> None:
    """Seal what was left for a person with a secret of their own; what was left is gone then. Raises Locked."""
    signatory = _decoder.decode(_read(hand_over_file(folder, person), word))
    seal_signatory(folder, person, signatory, secret, work)
    hand_over_file(folder, person).unlink()


def clearer_name(party: str, person: int) -> str:
    """Name a clearer's key."""
    return f"{party}/clearer-{person}"


def draw_clearer(
    folder: Path, party: str, person: int, secret: str, entropy: Callable[[int], bytes], work: int = WORK
) -> VerifierKey:
    """Draw a clearer's key, seal it, and leave its public half beside it; an older key clears nothing any more."""
    signer = Ed25519Signer.from_seed(clearer_name(party, person), entropy(32))
    _write(clearer_file(folder, person), format_skey(signer).encode(), secret, work)
    _public(folder, person).write_text(format_vkey(signer.vkey) + "\n", encoding="utf-8")
    return signer.vkey


def open_clearer(folder: Path, person: int, secret: str) -> Signer:
    """Open a clearer's key; raises Locked."""
    plain = _read(clearer_file(folder, person), secret)
    try:
        return parse_skey(plain.decode())
    except (UnicodeDecodeError, MalformedKey) as error:
        raise Locked(f"the file of clearer {person} holds no key: {error}") from None


def public_clearer(folder: Path, person: int) -> VerifierKey | None:
    """Give the public half of a clearer's key; None where there is none. Only a signatory's trust makes it count."""
    try:
        return parse_vkey(_public(folder, person).read_text(encoding="utf-8").strip())
    except (FileNotFoundError, MalformedKey, UnicodeDecodeError):
        return None


def opener_file(folder: Path, person: int) -> Path:
    """Name the file by which a person opens what is sealed to the party."""
    return folder / f"{person}.opener.age"


def seal_opener(folder: Path, person: int, identities: Iterable[str], secret: str, work: int = WORK) -> None:
    """Let a person open what is sealed to the party, by a secret of their own."""
    write_identities(opener_file(folder, person), identities, secret, work)


def open_opener(folder: Path, person: int, secret: str) -> tuple[str, ...]:
    """Give the identities of the party, the newest last; raises Locked."""
    return read_identities(opener_file(folder, person), secret)


def _public(folder: Path, person: int) -> Path:
    return folder / f"{person}.clearer"


def _read(path: Path, secret: str) -> bytes:
    try:
        return b"".join(open_sealed(io.BytesIO(path.read_bytes()), [Passphrase(secret)]))
    except (FileNotFoundError, SealingError, UnicodeEncodeError) as error:
        raise Locked(f"{path.name} does not open: {error}") from None


def _write(path: Path, plain: bytes, secret: str, work: int) -> None:
    """Either the old file is there or the new one, however it ends; only its owner may read it."""
    replace_file(path, b"".join(seal([plain], [Passphrase(secret, work)], os.urandom)))
