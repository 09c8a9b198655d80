# SPDX-License-Identifier: Apache-2.0
"""A headquarters that continues the record of another one: from what a node holds, and the word of a quorum of states.

It takes over every entry and text up to the highest head in the statements, and lodges `Succeed` as its first own entry. A
founding that broke off is taken up where it was left.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from comity.acts.entry import parse_entry
from comity.acts.errors import ActError
from comity.acts.nodes import Succeed, Successor
from comity.acts.signed import format_signed_act, sign_act
from comity.acts.succession import parse_succession, successor_digest
from comity.disk import make_directory
from comity.registry.answer import Sequenced
from comity.registry.blobs import Blobs
from comity.registry.errors import Misconfigured
from comity.registry.lock import Lock, Staged
from comity.registry.registry import Registry
from comity.registry.shelf import Shelf, leaves_of
from comity.rules.forum import Forum
from comity.rules.notes import open_notes
from comity.tlog.signer import Signer
from comity.tlog.tile import encode_bundle
from comity.tlog.vkey import format_vkey, verify


class Holdings(Protocol):
    """What a node holds of a record (its store): entries, texts, the head they lead to, and what was confirmed."""

    def head(self) -> tuple[int, bytes, int]:
        """Give size and note of the newest head; the third value is of no concern here."""

    def entries(self, start: int = 0) -> Iterable[bytes]:
        """Give the entries from an index on."""

    def texts(self) -> Iterable[bytes]:
        """Give every text beside the record."""

    def confirmed(self) -> tuple[int, bytes]:
        """Give size and note of the newest confirmed head; 0 and nothing where there is none."""

    def changes(self) -> list[tuple[int, bytes]]:
        """Give size and note of the confirmed heads that close changes, by size."""


def succeed(root: Path, holdings: Holdings, epoch: int, statements: Sequence[str], signers: Sequence[Signer],
            hands: Sequence[Signer], clock: Callable[[], datetime]) -> Registry:  # fmt: skip
    """Open the successor of an epoch under an empty directory; ``hands`` are the registry's new keys, that for acts first.

    Raises:
        Misconfigured: another record is there, or the rules refuse the succession: too few statements, other keys, or a head
            that is not the highest in them.
        RegistryError: what is held does not lead to its head.
    """
    successor = successor_of(signers, hands)
    lock = _lock_of(root, signers[0].vkey.name, holdings)
    try:
        registry = Registry(root, lock, signers, hands[0], clock)
        if registry.forum.epoch < epoch:
            _lodge(registry, epoch, successor, statements, hands[0], clock)
    except BaseException:
        lock.close()
        raise
    return registry


def successor_of(signers: Sequence[Signer], hands: Sequence[Signer]) -> Successor:
    """Give the keys of a headquarters as states sign for them."""
    log, keys = (tuple(format_vkey(key.vkey) for key in each) for each in (signers, hands))
    return Successor(log=log, keys=keys)


def _lock_of(root: Path, origin: str, holdings: Holdings) -> Lock:
    """Take over what is held, the lock last of all; or take up the lock of a founding that came so far."""
    make_directory(root)
    try:
        lock = Lock.create(root / "lock.db", origin)
    except Misconfigured:
        lock = Lock.open(root / "lock.db")
        if lock.origin != origin:
            lock.close()
            raise
        return lock
    try:
        _take_over(root, lock, holdings)
    except BaseException:
        lock.close()
        raise
    return lock


def _take_over(root: Path, lock: Lock, holdings: Holdings) -> None:
    blobs, shelf = Blobs(root / "blobs"), Shelf(root, 0)
    for text in holdings.texts():
        blobs.put(text)
    entries = list(holdings.entries())
    shelf.append(entries, leaves_of(entries))
    rest = entries[shelf.flushed :]
    signatories = (parse_entry(entry).signed.act for entry in entries)
    lodged = [
        (code, seq, index) for index, act in enumerate(signatories) for code, seq in zip(act.by, act.seq, strict=True)
    ]
    lock.replace(b"", holdings.head()[1], Staged(shelf.flushed, encode_bundle(rest), len(rest)), lodged)
    for size, note in holdings.changes():
        lock.confirm(size, note, changes=True)
    size, note = holdings.confirmed()
    if size and size not in {changed for changed, _ in holdings.changes()}:
        lock.confirm(size, note, changes=False)


def _lodge(registry: Registry, epoch: int, successor: Successor, statements: Sequence[str], hand: Signer,
           clock: Callable[[], datetime]) -> None:  # fmt: skip
    code = hand.vkey.name
    usable = usable_statements(statements, epoch, successor, registry.forum)
    if not usable:
        raise Misconfigured("the succession is not admitted: no state has signed for it at a head that is held here")
    act = Succeed(
        forum=registry.forum.origin,
        by=(code,),
        seq=(registry.forum.parties[code].seq + 1,),
        made_at=clock().replace(microsecond=0),
        nonce=os.urandom(16).hex(),
        epoch=epoch,
        successor=successor,
        statements=usable,
    )
    answer = registry.lodge([format_signed_act(sign_act(act, [hand]))])[0]
    if not isinstance(answer, Sequenced):
        raise Misconfigured(f"the succession is not admitted: {answer}")
    registry.settle()


def usable_statements(statements: Iterable[str], epoch: int, successor: Successor, forum: Forum) -> tuple[str, ...]:
    """Keep the statements that can open a successor at the head of this forum.

    Anybody may leave a statement, and whoever colludes may state a head that nobody has: one such among the rest would refuse
    them all. So those of states that do not witness, for others, and of heads beyond this one are left out.
    """
    kept, wanted = {}, (forum.origin, epoch, successor_digest(successor))
    for statement in statements:
        opened = open_notes(forum, (statement,), "", verify)
        if isinstance(opened, str):
            continue
        try:
            said = parse_succession(opened[0][1])
        except ActError:
            continue
        if (said.origin, said.epoch, said.successor) == wanted and said.size <= forum.size:
            kept[opened[0][0]] = statement
    return tuple(kept.values())
