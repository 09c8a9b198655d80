# SPDX-License-Identifier: Apache-2.0
"""Recovery: the lock is the truth; tiles, tail and forum are read up again and must lead to the locked root.

The same code writes the tiles after a crash as in daily work. What does not lead to the lock stops the registry.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from comity.acts.entry import parse_entry
from comity.registry.errors import RecordDamaged
from comity.registry.lock import Lock
from comity.registry.shelf import Shelf, leaves_of
from comity.rules.fold import apply
from comity.rules.forum import Forum
from comity.rules.outcome import Effect, Refused
from comity.tlog.merkle import EMPTY_ROOT, read_frontier
from comity.tlog.note import parse_note
from comity.tlog.tile import TILE_WIDTH, decode_bundle, entries_path
from comity.tlog.tree_head import Checkpoint, parse_checkpoint
from comity.tlog.vkey import VerifierKey

Progress = Callable[[int, int], None]


def locked_head(lock: Lock) -> Checkpoint:
    """Give the checkpoint in the lock; that of the empty tree before genesis."""
    note = lock.checkpoint()
    return parse_checkpoint(parse_note(note).text) if note else Checkpoint(lock.origin, 0, EMPTY_ROOT)


def take_up_shelf(root: Path, lock: Lock) -> Shelf:
    """Read the full tiles up to where the tail begins, then append the tail.

    Raises:
        RecordDamaged: files are missing, or what they hold does not lead to the locked root.
    """
    head, tail = locked_head(lock), lock.tail()
    shelf = Shelf(root, _flushed(root, head.size, tail[0].first if tail else head.size))
    for staged in tail:
        entries = decode_bundle(staged.bundle, staged.width)[max(0, shelf.size - staged.first) :]
        shelf.append(entries, leaves_of(entries))
    if shelf.size != head.size or read_frontier(shelf.reader(shelf.size), shelf.size).root() != head.root:
        raise RecordDamaged(f"tiles and tail lead to {shelf.size} entries, the lock says {head.size} with another root")
    lock.drop_tail(shelf.flushed)
    return shelf


def _flushed(root: Path, size: int, tail_first: int) -> int:
    """Give up to where full tiles can be trusted to be there: the multiple of 256 at or before the tail's first entry."""
    flushed = min(size, tail_first) // TILE_WIDTH * TILE_WIDTH
    for number in range(flushed // TILE_WIDTH):
        if not (root / entries_path(number)).is_file():
            raise RecordDamaged(f"{entries_path(number)} is missing, and the tail begins after it")
    return flushed


class Folded(NamedTuple):
    """The forum of a record, and the proposals whose result is not recorded yet.

    ``changed_from`` is the forum before the last entry, where that entry changed the witness set.
    """

    forum: Forum | None
    unrecorded: frozenset[str]
    changed_from: Forum | None


def unrecorded_after(unrecorded: frozenset[str], effects: Iterable[Effect]) -> frozenset[str]:
    """Follow which proposals have a result that no `RecordOutcome` states yet."""
    for effect in effects:
        if effect.kind in {"adopted_by_silence", "adopted_at_meeting", "silence_ended"}:
            unrecorded |= {effect.subject}
        elif effect.kind in {"outcome", "silence_revived"}:
            unrecorded -= {effect.subject}
    return unrecorded


def take_up_forum(shelf: Shelf, progress: Progress | None = None) -> Folded:
    """Fold every entry again. Signatures were checked before the lock took them, and the root says that nothing changed.

    Raises:
        RecordDamaged: an entry is refused now: this software and the one that sequenced it do not agree.
    """
    forum: Forum | None = None
    before: Forum | None = None
    unrecorded: frozenset[str] = frozenset()
    for start in range(0, shelf.size, TILE_WIDTH):
        for offset, data in enumerate(shelf.entries(start, min(start + TILE_WIDTH, shelf.size))):
            before = forum
            forum, outcome = apply(before, parse_entry(data), _trusted)
            if isinstance(outcome, Refused):
                raise RecordDamaged(f"entry {start + offset} is refused by rule {outcome.rule}: {outcome.found}")
            unrecorded = unrecorded_after(unrecorded, outcome.effects)
        if progress is not None:
            progress(min(start + TILE_WIDTH, shelf.size), shelf.size)
    changed = before is not None and forum is not None and before.witnesses != forum.witnesses
    return Folded(forum, unrecorded, before if changed else None)


def _trusted(_key: VerifierKey, _message: bytes, _signature: bytes) -> bool:
    return True
