# SPDX-License-Identifier: Apache-2.0
"""Follow: a node's step from the checkpoint it holds to the next, believing nothing on the way.

A step is all or nothing: the log's signatures, the size, the root over the very entries, and the fold of each. What
contradicts the held checkpoint is evidence; what merely does not fit is asked for again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from msgspec import Struct

from comity.acts.entry import parse_entry
from comity.acts.errors import ActError
from comity.acts.keys import EnrolWitness, RetireWitness
from comity.acts.nodes import Succeed
from comity.record.confirmation import WitnessSet, closing_set, confirmed, is_change, signed_by_log, witness_set
from comity.record.errors import BrokenRecord, ChangeInside, Mismatch, Stale, Unconfirmed
from comity.record.evidence import UNPUBLISHED, ForkAtOneSize
from comity.record.replay import Checker, Observer, fold_on, replay
from comity.record.roots import Roots
from comity.rules.forum import Forum
from comity.rules.outcome import Change
from comity.rules.succession import change_log
from comity.tlog.merkle import Frontier, HashReader

_ENROLS, _RETIRES, _SUCCEEDS = (f'"type":"{kind.__name__}"'.encode() for kind in (EnrolWitness, RetireWitness, Succeed))
"""In canonical JSON a quotation mark inside a text is escaped: these bytes are the field itself."""


class Held(Struct, frozen=True):
    """What a node holds: the forum and frontier of its record, and the checkpoint note they were checked against.

    ``before`` is set while that checkpoint ends with a change of the witnesses or of the log: nothing follows until this, the
    witnesses before the change with the log after it, has confirmed it.
    """

    forum: Forum
    frontier: Frontier
    note: bytes
    before: WitnessSet | None = None


def follow(
    state: Held | None,
    note: bytes,
    new_entries: Sequence[bytes],
    check: Checker,
    *,
    observe: Observer | None = None,
    read: HashReader | None = None,
) -> Held | ForkAtOneSize:
    """Take one step; with no new entries, take up the same checkpoint under newer cosignatures.

    Without a state the step begins with genesis: whether that is the right one is to be asked before, by its anchor.
    ``read`` gives the tree held so far, as in `replay`. Gives evidence where the log shows another root at the held size.

    Raises:
        Unconfirmed: the log has not signed, nor one that the last entry rightly lets follow; or the held checkpoint ends with a
            change and is not confirmed yet.
        Stale: the checkpoint is older than the held one.
        Mismatch: the entries are not those of the checkpoint; `evidence.find_fork` tells whether the log forked.
        ChangeInside: an entry before the last changes the witnesses or the log, and not only another headquarters follows.
        BrokenRecord, UpgradeNeeded, TreeNeeded: as `replay`.
    """
    forum, held = (state.forum, state.frontier) if state else (replay(new_entries[:1], check).forum, Frontier())
    signing = _next_log(forum, held.size, new_entries)
    head = signed_by_log(note, witness_set(signing))
    if head.size < held.size:
        raise Stale(f"a checkpoint of size {head.size}, {held.size} are held")
    if state and head.size == held.size and head.root != held.root():
        return ForkAtOneSize(state.note.decode(), note.decode())
    roots = Roots(held, read)
    hashed = list(roots.grow(new_entries))
    reached = roots.frontier(held.size + len(new_entries))
    if (head.size, head.root) != (reached.size, reached.root()):
        raise Mismatch(
            f"{len(new_entries)} entries after {held.size} do not lead to the checkpoint of size {head.size}"
        )
    if state and not new_entries:
        return Held(forum, held, note, state.before)
    if state and state.before is not None and not is_succession(new_entries[0]):
        confirmed(state.note, state.before)
    first = next((place for place, entry in enumerate(new_entries) if closes(entry)), len(new_entries))
    if not all(map(is_succession, new_entries[first + 1 :])):
        raise ChangeInside(held.size + first)
    try:
        after = fold_on(forum if state else None, hashed[: first + 1], roots, check, observe)
        before = state.before if state and not first else None
        before = closing_set(forum, after, before) if is_change(forum, after) else None
        for entry in hashed[first + 1 :]:
            passed, after = after, fold_on(after, [entry], roots, check, observe)
            before = closing_set(passed, after, before)
    except BrokenRecord as broken:
        if signing.log == forum.log:
            raise
        # The log that follows wrongly accuses nobody: whoever made its keys has signed, not the log that is known.
        raise Unconfirmed(f"a log that does not follow: {broken}") from None
    return Held(after, reached, note, before)


def closes(entry: bytes) -> bool:
    """Tell whether an entry on the record changes the witnesses or the log, and so is the last of its checkpoint."""
    return _ENROLS in entry or _RETIRES in entry or is_succession(entry)


def is_succession(entry: bytes) -> bool:
    """Tell whether with an entry on the record another headquarters follows."""
    return _SUCCEEDS in entry


def _next_log(forum: Forum, first: int, entries: Sequence[bytes]) -> Forum:
    """Give the forum with the log that signs a checkpoint of these entries: the next one where the last say that it follows.

    Whether they rightly say so is found when the entries are folded. Raises ChangeInside where one before others says so.
    """
    for index, (entry, after) in enumerate(pairwise(entries), first):
        if is_succession(entry) and not is_succession(after):
            raise ChangeInside(index)
    for entry in entries:
        if is_succession(entry):
            forum = _log_after(forum, entry)
    return forum


def _log_after(forum: Forum, entry: bytes) -> Forum:
    try:
        act = parse_entry(entry).signed.act
    except ActError:
        return forum
    changed = change_log(forum, act) if isinstance(act, Succeed) else None
    return changed.forum if isinstance(changed, Change) else forum


def hold(entries: Sequence[bytes], note: bytes, check: Checker, observe: Observer | None = None) -> Held:
    """Take up again what was followed to this checkpoint before, from all its entries; they are checked anew.

    Raises:
        Mismatch: the entries are not those of the checkpoint.
        Unconfirmed, Stale, BrokenRecord, UpgradeNeeded: as `follow`.
    """
    last = len(entries)
    while last > 1 and closes(entries[last - 1]) and (last == len(entries) or is_succession(entries[last])):
        last -= 1
    reached = replay(entries[:last], check, observe=observe)
    held = follow(Held(reached.forum, reached.frontier, b""), note, entries[last:], check, observe=observe)
    if isinstance(held, ForkAtOneSize):
        raise Mismatch(f"the {len(entries)} entries held do not lead to the checkpoint of their size")
    return held


def time_refusal(
    sequenced_at: Sequence[datetime], last_cosigned_at: datetime | None, now: datetime, tolerance: timedelta
) -> str | None:
    """Tell why a node does not cosign yet, by the instants of the entries beyond its last cosigned size (ascending).

    None may be dated before its own last cosignature, none after its own clock, by more than the tolerance; before, also not
    by more than it may have waited for its head (`UNPUBLISHED`). A refusal means *not yet*: the node asks again; it is a
    statement of this node, never evidence.
    """
    if not sequenced_at:
        return None
    first, newest = sequenced_at[0], sequenced_at[-1]
    if last_cosigned_at is not None and first < last_cosigned_at - tolerance - UNPUBLISHED:
        seen = last_cosigned_at.isoformat()
        return f"an entry is dated {first.isoformat()}, this node cosigned the record without it at {seen}"
    if newest > now + tolerance:
        return f"an entry is dated {newest.isoformat()}, the clock here says {now.isoformat()}"
    return None
