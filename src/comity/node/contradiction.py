# SPDX-License-Identifier: Apache-2.0
"""Where what the log signed does not agree: the proofs a node can put together from its own copy of the record."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from comity.node.copy import Copy, head_in, judges_of
from comity.node.link import Source
from comity.record.confirmation import confirmed, signed_by_log, witness_set
from comity.record.errors import Unconfirmed
from comity.record.evidence import UNPUBLISHED, Evidence, ForkAtOneSize, find_backdating, find_fork
from comity.rules.forum import Forum
from comity.tlog.checkpoint import Checkpoint, open_checkpoint
from comity.tlog.errors import TlogError
from comity.tlog.merkle import hash_reader, leaf_hash, tree_root
from comity.tlog.note import parse_note


def fork_with(copy: Copy, note: bytes) -> Evidence | None:
    """Compare a head that somebody shows with the copy; None where it is a beginning of it, or lies beyond.

    Raises:
        Unconfirmed: the log has not signed it.
    """
    if copy.held is None:
        return None
    head = shown_by_log(note, copy.held.forum)
    if head.size > copy.size or copy.tree.root(head.size) == head.root:
        return None
    if head.size == copy.size:
        return ForkAtOneSize(copy.note.decode(), note.decode())
    return find_fork(note, copy.note, copy.tree.read)


def shown_by_log(note: bytes, forum: Forum) -> Checkpoint:
    """Give the checkpoint of a note that the log signed with its Ed25519 key: enough to compare, and to accuse.

    Raises:
        Unconfirmed: it is malformed, of another log, or not signed.
    """
    try:
        head, _ = open_checkpoint(parse_note(note), forum.log[:1])
    except TlogError as error:
        raise Unconfirmed(str(error)) from None
    if head.origin != forum.log[0].name:
        raise Unconfirmed(f"a checkpoint of {head.origin}, not of {forum.log[0].name}")
    return head


def fork_under(copy: Copy, link: Source, note: bytes) -> Evidence | None:
    """Fetch the whole record under a larger head once more: if it leads there, it is another one than the copy."""
    head = head_in(note)
    if copy.held is None or head.size <= copy.size:
        return None
    leaves = [leaf_hash(entry) for entry in link.entries(0, head.size)]
    return find_fork(copy.note, note, hash_reader(leaves)) if tree_root(leaves) == head.root else None


def backdating_under(
    copy: Copy, note: bytes, entries: Sequence[bytes], first_at: datetime, tolerance: timedelta
) -> Evidence | None:
    """Look whether the first new entry under a head is dated before a quorum had cosigned the record without it."""
    held, known = copy.held, copy.confirmed
    if held is None or known is None or not copy.is_confirmed or not (judges := judges_of(known)).quorum:
        return None
    times = sorted(confirmed(known.note, judges).classic.values())
    if first_at.timestamp() >= times[-judges.quorum] - (tolerance + UNPUBLISHED).total_seconds():
        return None
    head = signed_by_log(note, witness_set(held.forum))
    leaves = [*(copy.tree.read(0, index) for index in range(copy.size)), *map(leaf_hash, entries)]
    if tree_root(leaves) != head.root:
        return None
    return find_backdating(known.note, note, entries[0], copy.size, hash_reader(leaves))
