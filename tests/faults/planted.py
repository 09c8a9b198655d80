# SPDX-License-Identifier: Apache-2.0
"""Twelve planted bugs: a harness that has never caught anything proves nothing. Each is applied in a child process alone."""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from comity.acts.nodes import Successor
from comity.acts.signed import SignedAct
from comity.node import store as store_file
from comity.node.errors import Raced
from comity.node.node import Node
from comity.node.store import Store
from comity.node.witness import Witness
from comity.record.confirmation import witness_set
from comity.registry import lock as lock_file
from comity.registry import sequencer
from comity.registry.answer import Answer, Sequenced
from comity.registry.heads import Head
from comity.registry.lock import Lock
from comity.registry.registry import Registry
from comity.registry.sequencer import Sequencer
from comity.tlog.signer import Signer
from tests.faults import promises
from tests.faults.promises import Promise

# The patches stand in for methods; each says in its first line what is wrong with the code it makes.
# mypy: disable-error-code="method-assign,assignment,attr-defined"


def publish_before_lock() -> None:
    """The head can be seen on the board before the lock holds it."""
    replace, lodge = Lock.replace, Registry.lodge
    waiting: list[tuple[Any, ...]] = []

    def later(self: Lock, *values: Any) -> None:
        waiting.append((self, *values))

    def lodged(self: Registry, notes: Sequence[bytes], executor: Executor | None = None) -> list[Answer]:
        answers = lodge(self, notes, executor)
        if waiting:
            self._publish()
            replace(*waiting.pop())
        return answers

    Lock.replace, Registry.lodge = later, lodged


def no_fsync_before_rename() -> None:
    """A file is renamed into its place before its bytes are flushed."""
    _flush_only(lambda mode: not stat.S_ISREG(mode))


def no_directory_fsync() -> None:
    """A name is relied on that no flush of its directory made last."""
    _flush_only(lambda mode: not stat.S_ISDIR(mode))


def _flush_only(right: Callable[[int], bool]) -> None:
    flush = os.fsync

    def fsync(descriptor: int) -> None:
        if right(os.fstat(descriptor).st_mode):
            flush(descriptor)

    os.fsync = fsync


def synchronous_normal() -> None:
    """Commits are written and not flushed."""

    def opened(open_database: Callable[..., sqlite3.Connection]) -> Callable[..., sqlite3.Connection]:
        def normal(path: Path, **how: bool) -> sqlite3.Connection:
            connection = open_database(path, **how)
            connection.execute("PRAGMA synchronous = NORMAL")
            return connection

        return normal

    lock_file.open_database = opened(lock_file.open_database)
    store_file.open_database = opened(store_file.open_database)


def cosign_before_persist() -> None:
    """The cosignature leaves before the store has taken the step."""
    advance, cosigned_size, head, close = Store.advance, Store.cosigned_size, Store.head, Store.close
    waiting: dict[int, tuple[Any, ...]] = {}

    def caught_up(self: Store) -> None:
        if step := waiting.pop(id(self), None):
            advance(self, *step)

    def later(self: Store, *step: Any) -> None:
        caught_up(self)
        waiting[id(self)] = step

    def size_of(self: Store) -> int:
        return int(waiting[id(self)][2]) if id(self) in waiting else cosigned_size(self)

    def head_of(self: Store) -> tuple[int, bytes, int]:
        if id(self) not in waiting:
            return head(self)
        _, note, size, at, *_ = waiting[id(self)]
        return size, note, at

    def closed(self: Store) -> None:
        caught_up(self)
        close(self)

    Store.advance, Store.cosigned_size, Store.head, Store.close = later, size_of, head_of, closed


def check_and_persist_not_atomic() -> None:
    """The store is compared first and written afterwards."""

    @contextmanager
    def bound(
        self: Store, setting: str = "", values: tuple[Any, ...] = (), old: bytes | None = None
    ) -> Iterator[sqlite3.Connection]:
        version, note = self._one("SELECT version, note FROM head")
        if version != self._version or note != (note if old is None else old):
            raise Raced("the store is not as it was left")
        with self._transaction() as connection:
            connection.execute(f"UPDATE head SET version = version + 1{setting and ', '}{setting}", values)
            yield connection
        self._version += 1

    Store._bound = bound


def stale_restore_signs() -> None:
    """A store that is older than its own letters goes on signing."""
    Witness.newer_than_held = lambda _self, _note: ""


def retry_after_failed_fsync() -> None:
    """A flush that failed is tried again, and its success believed."""
    flush = os.fsync

    def fsync(descriptor: int) -> None:
        try:
            flush(descriptor)
        except OSError:
            flush(descriptor)

    @contextmanager
    def again(self: Any) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        yield self._connection
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            self._connection.execute("COMMIT")

    os.fsync = fsync
    Lock._transaction = again
    Store._transaction = again


def idempotency_on_128_bits() -> None:
    """An act is taken for one that stands on the record where half of their ids agree."""

    def standing(self: Sequencer, signed: SignedAct) -> Sequenced | None:
        party = self.forum.parties.get(signed.act.by[0]) if self.forum else None
        index = self._lock.find(party.code, signed.act.seq[0]) if party else None
        if index is None:
            return None
        entry = self._shelf.entry(index)
        id_ = sequencer.parse_signed_act(entry[entry.index(b"\n") + 1 :]).id
        return Sequenced(index, signed.id, entry, self.checkpoint, again=True) if id_[:32] == signed.id[:32] else None

    Sequencer._standing = standing


def set_change_judged_by_the_new_set() -> None:
    """Those whom a change brings in confirm it."""

    def head(self: Registry) -> Head:
        changes = self._sequencer.closing is not None
        return Head(self._sequencer.checkpoint, witness_set(self.forum), changes=changes)

    Registry._head = head


def succession_from_last_confirmed() -> None:
    """A succession begins at the newest head that the signer knows to be confirmed, not at the highest it cosigned."""
    succeed = Node.succeed

    def early(self: Node, epoch: int, successor: Successor, hand: Signer) -> bytes:
        self.witness.copy.held = self.witness.copy.confirmed
        return succeed(self, epoch, successor, hand)

    Node.succeed = early


def cosigning_past_a_deadline_holding_a_seen_at() -> None:
    """A node forgets what it has said it saw."""
    Witness._require_dutiful = lambda _self, _held, _now: None


class Plant(NamedTuple):
    """A planted bug: the patch, and what is to catch it: cuts, failed flushes or kills in a scene; or a promise."""

    apply: Callable[[], None]
    scene: str = ""
    by: str = "cuts"
    promise: Promise | None = None


PLANTED = {
    "publish before lock": Plant(publish_before_lock, "days of work", "kills"),
    "no fsync before rename": Plant(no_fsync_before_rename, "a batch over the border"),
    "no directory fsync": Plant(no_directory_fsync, "a batch over the border"),
    "synchronous=NORMAL": Plant(synchronous_normal, "days of work"),
    "cosign before persist": Plant(cosign_before_persist, "a witness: head by head"),
    "check and persist not atomic": Plant(
        check_and_persist_not_atomic, promise=promises.two_processes_speak_with_one_voice
    ),
    "stale restore signs": Plant(stale_restore_signs, promise=promises.a_restored_store_never_signs),
    "retry after failed fsync": Plant(retry_after_failed_fsync, "days of work", "failed flushes"),
    "idempotency on 128 bits": Plant(
        idempotency_on_128_bits, promise=promises.acts_are_told_apart_by_the_whole_of_their_id
    ),
    "set change judged by the new set": Plant(
        set_change_judged_by_the_new_set, promise=promises.a_change_is_judged_by_the_set_before
    ),
    "succession from last confirmed": Plant(
        succession_from_last_confirmed, promise=promises.a_succession_begins_at_the_highest_head_cosigned
    ),
    "cosigning past a deadline while holding a seen-at": Plant(
        cosigning_past_a_deadline_holding_a_seen_at, promise=promises.nothing_passes_a_deadline_without_the_act_seen
    ),
}
