# SPDX-License-Identifier: Apache-2.0
"""Recovery: the lock is the truth; tiles, tail and forum are read up again and must lead to the locked root.

The same code writes the tiles after a crash as in daily work. What does not lead to the lock stops the registry.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from comity.acts.entry import parse_entry
from comity.acts.errors import ActError
from comity.disk import flush_tree
from comity.record.confirmation import WitnessSet, closing_set, is_change
from comity.registry.errors import RecordDamaged
from comity.registry.lock import Lock, Staged
from comity.registry.shelf import Shelf, leaves_of
from comity.rules.fold import apply
from comity.rules.forum import Forum
from comity.rules.outcome import Effect, Refused
from comity.tlog.errors import MalformedBundle
from comity.tlog.merkle import EMPTY_ROOT, read_frontier
from comity.tlog.note import parse_note
from comity.tlog.tile import TILE_WIDTH, RightEdge, decode_bundle, entries_path, extend_edge, tile_path
from comity.tlog.tree_head import Checkpoint, parse_checkpoint
from comity.tlog.vkey import VerifierKey

Progress = Callable[[int, int], None]


def locked_head(lock: Lock) -> Checkpoint:
    """Give the checkpoint in the lock; that of the empty tree before genesis."""
    note = lock.checkpoint()
    return parse_checkpoint(parse_note(note).text) if note else Checkpoint(lock.origin, 0, EMPTY_ROOT)


def take_up_shelf(root: Path, lock: Lock) -> Shelf:
    """Read the full tiles up to where the tail begins, then append the tail, once it is known to lead to the locked root.

    Raises:
        RecordDamaged: files are missing, lead elsewhere than the lock, or reach beyond it: the lock is an old copy.
    """
    flush_tree(root)
    head, tail = locked_head(lock), lock.tail()
    first = tail[0].first if tail else head.size
    shelf = Shelf(root, -(-first // TILE_WIDTH) * TILE_WIDTH)
    entries = _staged(tail)[shelf.size - first :]
    leaves = leaves_of(entries)
    frontier = read_frontier(shelf.reader(shelf.size), shelf.size).extend(leaves)
    if (frontier.size, frontier.root()) != (head.size, head.root):
        raise RecordDamaged(
            f"tiles and tail lead to {frontier.size} entries, the lock says {head.size} or another root"
        )
    shelf.append(entries, leaves)
    beyond = entries_path(shelf.flushed // TILE_WIDTH)
    if (root / beyond).exists():
        raise RecordDamaged(f"{beyond} exists, the lock ends before it: the lock is older than the tiles")
    lock.drop_tail(shelf.flushed)
    return shelf


def _staged(tail: list[Staged]) -> list[bytes]:
    entries: list[bytes] = []
    for staged in tail:
        if staged.first != tail[0].first + len(entries):
            raise RecordDamaged(f"the tail has no entry {tail[0].first + len(entries)}")
        try:
            entries += decode_bundle(staged.bundle, staged.width)
        except MalformedBundle as error:
            raise RecordDamaged(f"the tail at {staged.first}: {error}") from None
    return entries


class Folded(NamedTuple):
    """The forum of a record, and the proposals whose result is not recorded yet.

    ``closing`` is who confirms the last head, where its last entry changed the witnesses or the log.
    """

    forum: Forum | None
    unrecorded: frozenset[str]
    closing: WitnessSet | None


def unrecorded_after(unrecorded: frozenset[str], effects: Iterable[Effect]) -> frozenset[str]:
    """Follow which proposals have a result that no `RecordOutcome` states yet."""
    for effect in effects:
        if effect.kind in {"adopted_by_silence", "adopted_at_meeting", "silence_ended"}:
            unrecorded |= {effect.subject}
        elif effect.kind in {"outcome", "silence_revived", "held"}:
            unrecorded -= {effect.subject}
    return unrecorded


def take_up_forum(shelf: Shelf, progress: Progress | None = None) -> Folded:
    """Compare every entry with the tiles and fold it again; its signatures were checked before the lock took it.

    Raises:
        RecordDamaged: a file was changed; or an entry is refused now, so that this software and the one that sequenced it do
            not agree.
    """
    folded, edge = Folded(None, frozenset(), None), RightEdge()
    for start in range(0, shelf.size, TILE_WIDTH):
        end = min(start + TILE_WIDTH, shelf.size)
        entries = shelf.entries(start, end)
        edge, tiles = extend_edge(edge, leaves_of(entries))
        for tile, data in tiles:
            if shelf.tile(tile) != data:
                raise RecordDamaged(f"{tile_path(tile.level, tile.index, tile.width)} is not that of the entries")
        for index, entry in enumerate(entries, start):
            folded = _fold(folded, index, entry)
        if progress is not None:
            progress(end, shelf.size)
    return folded


def _fold(folded: Folded, index: int, data: bytes) -> Folded:
    before = folded.forum
    try:
        forum, outcome = apply(before, parse_entry(data), _trusted)
    except ActError as error:
        raise RecordDamaged(f"entry {index} cannot be read any more: {error}") from None
    if isinstance(outcome, Refused):
        raise RecordDamaged(f"entry {index} is refused by rule {outcome.rule}: {outcome.found}")
    closing = None
    if before is not None and forum is not None and is_change(before, forum):
        closing = closing_set(before, forum, folded.closing)
    return Folded(forum, unrecorded_after(folded.unrecorded, outcome.effects), closing)


def _trusted(_key: VerifierKey, _message: bytes, _signature: bytes) -> bool:
    return True
