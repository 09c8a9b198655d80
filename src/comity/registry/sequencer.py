# SPDX-License-Identifier: Apache-2.0
"""The sequencer: one batch after the other becomes part of the record, in an order that a crash cannot fork.

1 time must not go back, else stop · 2 fold the batch, hash what will be stored · 3 sign the checkpoint · 4 swap the lock
and store the entries in one durable transaction (any doubt here: stop, recover on restart) · 5 answer · 6 write full
tiles and bundles · 7 publish as pending. Nobody holds a receipt before step 4 is durable.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import datetime, timedelta

from comity.acts.errors import ActError
from comity.acts.nodes import Succeed
from comity.acts.signed import SignedAct, parse_signed_act
from comity.record.replay import Check
from comity.registry.answer import Answer, Malformed, Sequenced, Waiting
from comity.registry.batch import Batch
from comity.registry.blobs import Blobs
from comity.registry.errors import ClockWentBack, Misconfigured, Stopped
from comity.registry.lock import Lock, Staged
from comity.registry.recovery import Folded, unrecorded_after
from comity.registry.shelf import Shelf
from comity.rules.forum import Forum
from comity.rules.outcome import Refused
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.merkle import Frontier, read_frontier
from comity.tlog.note import parse_note
from comity.tlog.signer import Signer
from comity.tlog.tile import encode_bundle
from comity.tlog.tree_head import Checkpoint, parse_checkpoint
from comity.tlog.vkey import verify

Clock = Callable[[], datetime]


class Sequencer:
    """The writing end of one record. Not for two threads at once: whoever calls `sequence` or `shelve` is alone.

    ``closing`` is set while the last entry changes the witnesses or the log: who confirms the head that it ends.
    ``waits_at`` is then its size until it is confirmed, for nothing but another headquarters may follow before; 0 when nothing
    waits. ``unrecorded`` names the proposals that have a result and no `RecordOutcome` yet.
    """

    def __init__(
        self, lock: Lock, shelf: Shelf, blobs: Blobs, folded: Folded, signers: Sequence[Signer], clock: Clock
    ) -> None:
        self._lock = lock
        self._shelf = shelf
        self._blobs = blobs
        self._signers = tuple(signers)
        self._clock = clock
        self._frontier: Frontier = read_frontier(shelf.reader(shelf.size), shelf.size)
        self._unshelved: Batch | None = None
        self._shelving = False
        self.forum = folded.forum
        self.unrecorded = folded.unrecorded
        self.checkpoint = lock.checkpoint()
        waits = folded.closing is not None and _reached(lock.confirmed()) < shelf.size
        self.waits_at = shelf.size if waits else 0
        self.closing = folded.closing

    def sequence(self, notes: Sequence[bytes], executor: Executor | None = None) -> list[Answer]:
        """Judge notes in order, sequence those admitted, and answer each once its place is durable.

        With an executor, the signatures of the batch are checked on its threads.

        Raises:
            RegistryError: the process must stop; nobody has been answered.
        """
        if self._unshelved is not None:
            raise Stopped("the batch before was not shelved")
        acts = [_parsed(note) for note in notes]
        verified = _verified_ahead(self.forum, acts, executor)
        batch = Batch(
            self.forum,
            self._frontier.size,
            self._now(),
            lambda *check: check in verified or verify(*check),
            self.closing,
        )
        judged = [
            act if isinstance(act, Malformed) else self._standing(act) or self._not_now(act) or batch.add(act, note)
            for act, note in zip(acts, notes, strict=True)
        ]
        if batch.entries:
            self._commit(batch)
        return [answer if isinstance(answer, Answer) else batch.place(answer, self.checkpoint) for answer in judged]

    def _now(self) -> datetime:
        now = self._clock()
        at = now - timedelta(microseconds=now.microsecond % 1000)
        if self.forum is not None and at < self.forum.at:
            raise ClockWentBack(f"the clock says {at.isoformat()}, the record has reached {self.forum.at.isoformat()}")
        return at

    def _standing(self, signed: SignedAct) -> Sequenced | None:
        """Find the act where it stands on the record already: lodging is idempotent by the whole act id."""
        party = self.forum.parties.get(signed.act.by[0]) if self.forum else None
        if party is None or signed.act.seq[0] > party.seq:
            return None
        index = self._lock.find(party.code, signed.act.seq[0])
        entry = b"" if index is None else self._shelf.entry(index)
        if index is None or parse_signed_act(entry[entry.index(b"\n") + 1 :]).id != signed.id:
            return None
        return Sequenced(index, signed.id, entry, self.checkpoint, again=True)

    def _not_now(self, signed: SignedAct) -> Waiting | Refused | None:
        """Let an act wait for the witnesses; refuse, by rule 6.10, one whose texts are not stored here."""
        if self.waits_at and not isinstance(signed.act, Succeed):
            return Waiting(self.waits_at)
        missing = self._blobs.missing(signed.act)
        return Refused("6.10", found=" ".join(missing), expected="stored") if missing else None

    def _commit(self, batch: Batch) -> None:
        check_identity(self._lock.origin, self._signers, batch.forum)
        frontier = self._frontier.extend(batch.leaves)
        head = Checkpoint(batch.forum.log[0].name, frontier.size, frontier.root())
        note = sign_checkpoint(head, self._signers, int(batch.at.timestamp()))
        staged = Staged(batch.first, encode_bundle(batch.entries), len(batch.entries))
        self._lock.replace(self.checkpoint, note, staged, batch.lodged)
        self.waits_at, self.closing = (frontier.size if batch.closes else 0), batch.closing
        self._frontier, self.forum, self.checkpoint = frontier, batch.forum, note
        self._unshelved = batch
        self.unrecorded = unrecorded_after(self.unrecorded, batch.effects)

    def shelve(self) -> None:
        """Write the tiles and bundles the last batch filled; forget the part of the tail they hold.

        Raises:
            RecordDamaged, LockLost, OSError: the process must stop.
            Stopped: it should have, the last time.
        """
        batch = self._unshelved
        if batch is None:
            return
        if self._shelving:
            raise Stopped("the tiles of the batch before were not written to the end")
        self._shelving = True
        before = self._shelf.flushed
        self._shelf.append(batch.entries, batch.leaves)
        if self._shelf.flushed > before:
            self._lock.drop_tail(self._shelf.flushed)
        self._unshelved, self._shelving = None, False

    def release(self, size: int) -> None:
        """Go on after a change of the witness set: the head of this size is confirmed by the set before it."""
        if size == self.waits_at:
            self.waits_at = 0


def check_identity(origin: str, signers: Sequence[Signer], forum: Forum) -> None:
    """Raise Misconfigured unless origin and keys are those of the log: nobody could confirm what others sign."""
    if (origin, tuple(signer.vkey for signer in signers)) != (forum.log[0].name, forum.log):
        raise Misconfigured("the origin or the log's keys at hand are not those on the record")


def _reached(confirmed: bytes) -> int:
    return parse_checkpoint(parse_note(confirmed).text).size if confirmed else 0


def _parsed(note: bytes) -> SignedAct | Malformed:
    try:
        return parse_signed_act(note)
    except ActError as error:
        return Malformed(str(error))


def _verified_ahead(
    forum: Forum | None, acts: Sequence[SignedAct | Malformed], executor: Executor | None
) -> frozenset[Check]:
    """Check on other threads the signatures by the keys in force before the batch; the rest are checked in their turn."""
    if forum is None or executor is None:
        return frozenset()
    checks = [
        (key, signed.text, line.signature)
        for signed in acts
        if isinstance(signed, SignedAct)
        for line in signed.lines
        if (key := forum.keys.get(line.name)) is not None and key.key_id == line.key_id
    ]
    half = (len(checks) + 1) // 2
    return frozenset().union(*executor.map(_passing, (checks[:half], checks[half:])))


def _passing(checks: Sequence[Check]) -> frozenset[Check]:
    return frozenset(check for check in checks if verify(*check))
