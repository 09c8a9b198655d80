# SPDX-License-Identifier: Apache-2.0
"""What the nodes of the cast sign beside the record, and the headquarters that succeed one another."""

from collections.abc import Iterable
from datetime import datetime

from comity.acts.nodes import Successor
from comity.acts.seen import Seen, format_seen
from comity.acts.signed import SignedAct, format_signed_act
from comity.acts.succession import Succession, format_succession, successor_digest
from comity.tlog.note import sign_note
from tests.cast.forum import ORIGIN
from tests.cast.keys import log_signers, note_signer, vkey_of


def seen_at(signer: str, signed: SignedAct, at: datetime, origin: str = ORIGIN) -> str:
    """The note by which a node, such as ``ARD/node``, says that it held an act at an instant."""
    return sign_note(format_seen(Seen(origin, signed.id, int(at.timestamp()))), [note_signer(signer)]).decode()


def note_of(signed: SignedAct) -> str:
    """The note of an act, as an act that enters it carries it."""
    return format_signed_act(signed).decode()


def successor(epoch: int = 2, log: str = "") -> Successor:
    """The keys of the headquarters of an epoch; it signs acts with ``REG#2``; ``log`` names its log otherwise."""
    names = (f"REG{purpose}#{epoch}" for purpose in ("", "/recovery", "/node"))
    return Successor(
        log=tuple(vkey_of(signer) for signer in log_signers(log or f"{ORIGIN}/{epoch}")),
        keys=tuple(vkey_of(note_signer(name)) for name in names),
    )


def succession(
    signer: str, size: int, root: bytes = bytes(32), epoch: int = 2, keys: Successor | None = None, origin: str = ORIGIN
) -> str:
    """The statement by which a state, such as ``ARD``, names the headquarters that is to continue the record."""
    digest = successor_digest(keys or successor(epoch))
    text = format_succession(Succession(origin, epoch, digest, size, root.hex()))
    return sign_note(text, [note_signer(signer)]).decode()


def successions(signers: Iterable[str], size: int, root: bytes = bytes(32), epoch: int = 2) -> tuple[str, ...]:
    """The statements of several states that vouched for the same checkpoint."""
    return tuple(succession(signer, size, root, epoch) for signer in signers)
