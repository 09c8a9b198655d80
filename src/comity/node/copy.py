# SPDX-License-Identifier: Apache-2.0
"""The copy of the record that a node holds: every entry and text it vouches for, how far it is confirmed, and the tree over it.

A step goes from the head held to the next, all of it or nothing, by the one compare-and-swap of the store. Whether a step may be
taken, and whether it is cosigned, is for `witness`.
"""

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from typing import TypeVar

from comity.acts.blobs import texts_of
from comity.acts.entry import Entry, parse_entry
from comity.acts.envelope import SHORT_TEXT_BYTES
from comity.node.connection import RemoteError
from comity.node.directory import Directory
from comity.node.errors import StateLost, Withheld
from comity.node.link import RegistryLink, Source
from comity.node.store import Step, Store
from comity.node.tree import Tree
from comity.record.confirmation import WitnessSet, confirmed, with_known_lines, witness_set
from comity.record.errors import Mismatch, Unconfirmed
from comity.record.evidence import ForkAtOneSize
from comity.record.follow import Held, follow, hold
from comity.record.replay import Checker
from comity.rules.outcome import Outcome
from comity.tlog.errors import TlogError
from comity.tlog.note import format_note, parse_note
from comity.tlog.tile import TILE_WIDTH
from comity.tlog.tree_head import Checkpoint, parse_checkpoint

T = TypeVar("T")


class Copy:
    """What is held. ``held`` is all of it, ``confirmed`` the newest part that a quorum confirmed; None before the first.

    ``note`` is the newest head as it was vouched for, ``cosigned_at`` the date of the newest cosignature (POSIX seconds).
    ``directory`` says where things stand in what is held; it never reaches beyond it.

    Raises:
        StateLost: the store does not hold what it vouched for.
        RecordError: what it holds is not a record, or needs another version of this software.
    """

    def __init__(self, store: Store, check: Checker) -> None:
        self.store = store
        self.tree = Tree()
        self.directory = Directory()
        self._judged: list[tuple[int, Entry, Outcome]] = []
        self._check = check
        self._ahead: list[bytes] = []
        size, self.note, self.cosigned_at = store.head()
        self.confirmed: Held | None = None
        self.held: Held | None = self._take_up(size)
        self._waiting: list[Held] = [self.held] if self.held and self.held is not self.confirmed else []

    def _take_up(self, size: int) -> Held | None:
        """Fold again what the store holds, first as far as it was confirmed."""
        entries = list(self.store.entries())
        if len(entries) != size:
            raise StateLost(f"the store holds {len(entries)} entries of {size}: its key must never sign again")
        self.tree.grow(entries)
        reached, note = self.store.confirmed()
        if reached:
            self.confirmed = hold(entries[:reached], note, self._check, self.directory.observe)
        if self.confirmed is None or reached == size:
            return self.confirmed or (hold(entries, self.note, self._check, self.directory.observe) if size else None)
        held = follow(
            self.confirmed,
            self.note,
            entries[reached:],
            self._check,
            observe=self.directory.observe,
            read=self.tree.read,
        )
        if isinstance(held, ForkAtOneSize):
            raise Mismatch(f"the {size} entries held do not lead to the checkpoint of their size")
        return held

    @property
    def size(self) -> int:
        """How many entries are held."""
        return self.held.frontier.size if self.held else 0

    @property
    def is_confirmed(self) -> bool:
        """Tell whether everything held is known to be confirmed."""
        return self.held is not None and self.confirmed is not None and self.confirmed.frontier == self.held.frontier

    @property
    def is_cosigned(self) -> bool:
        """Tell whether the head held was cosigned here: one that others confirmed may only be held."""
        return self.held is not None and self.store.cosigned_size() == self.size

    # What comes next.

    def fetched(self, link: Source, size: int) -> list[bytes]:
        """Give the entries after those held, up to a size; what was fetched before is not fetched again.

        Raises:
            Withheld: the registry answers with something else.
        """
        have = self.size + len(self._ahead)
        if size > have:
            self._ahead += handed_out(str(size), partial(link.entries, have, size, self._bytes_before(have)))
        return self._ahead[: size - self.size]

    def forget_fetched(self) -> None:
        """Ask again for what lies beyond what is held: it was not what it should be."""
        self._ahead.clear()

    def _bytes_before(self, index: int) -> int:
        """Count the bytes that lie before an index in its bundle."""
        first = index // TILE_WIDTH * TILE_WIDTH
        ahead = self._ahead[max(0, first - self.size) : index - self.size]
        return self.store.bundled(first, self.size) + sum(2 + len(entry) for entry in ahead)

    def judged(self, note: bytes, entries: Sequence[bytes]) -> Held | ForkAtOneSize:
        """Check and fold the way to a head, believing nothing; raises as `comity.record.follow.follow`."""
        self._judged.clear()
        return follow(self.held, note, entries, self._check, observe=self._observe, read=self.tree.read)

    def _observe(self, index: int, entry: Entry, outcome: Outcome) -> None:
        self._judged.append((index, entry, outcome))

    def hold_texts(self, link: Source, entries: Sequence[bytes]) -> None:
        """Hold every text that new acts name, before anything that rests on them is vouched for.

        Raises:
            Withheld: the registry does not hand one out.
        """
        texts: dict[str, bytes] = {}
        for entry in entries:
            if b'"sha256":"' not in entry:
                continue
            for blob in texts_of(parse_entry(entry).signed.act):
                if blob.sha256 not in texts and not self.store.holds(blob.sha256):
                    content = handed_out(blob.sha256, partial(link.blob, blob.sha256))
                    if len(content) > SHORT_TEXT_BYTES or sha256(content).hexdigest() != blob.sha256:
                        raise Withheld(blob.sha256, "what comes in its place has another digest")
                    texts[blob.sha256] = content
        self.store.keep(texts.values())

    # Steps.

    def advance(self, held: Held, note: bytes, entries: Sequence[bytes], cosigned_at: int | None) -> None:
        """Take a step durably, to a head that is going to be cosigned or, without a date, is not; raises Raced."""
        at = self.cosigned_at if cosigned_at is None else cosigned_at
        size = held.frontier.size
        step: Step = "held" if cosigned_at is None else "cosigned"
        self.store.advance(self.note, note, size, at, entries, step)
        if entries:
            self._waiting.append(held)
        self._reach(held, note, entries, at)

    def advance_confirmed(self, held: Held, note: bytes, entries: Sequence[bytes]) -> None:
        """Take a step to a confirmed head, without a cosignature; raises Unconfirmed where it is none, and Raced."""
        judges = judges_of(held)
        plain = plain_note(note, judges)
        size = held.frontier.size
        step: Step = "confirmed" if held.before is None else "change"
        self.store.advance(self.note, plain, size, self.cosigned_at, entries, step)
        known = Held(held.forum, held.frontier, plain, held.before)
        self._reach(known, plain, entries, self.cosigned_at)
        self.confirmed = known
        self._waiting.clear()

    def _reach(self, held: Held, note: bytes, entries: Sequence[bytes], cosigned_at: int) -> None:
        self.tree.grow(entries)
        del self._ahead[: len(entries)]
        self.held, self.note, self.cosigned_at = held, note, cosigned_at
        # Last: what the directory names, the forum already knows.
        for judged in self._judged[: len(entries)]:
            self.directory.observe(*judged)
        self._judged.clear()

    def confirm(self, link: RegistryLink) -> Held | None:
        """Ask which head held is confirmed by now, the newest first; give it where there is a new one."""
        for place, held in reversed(list(enumerate(self._waiting))):
            judges, size = judges_of(held), held.frontier.size
            lines = link.cosignatures(size) if judges.witnesses else b""
            try:
                note = plain_note(with_lines(held.note, lines or b""), judges)
            except Unconfirmed:
                continue
            self.store.confirm(size, note, changes=held.before is not None)
            self.confirmed = Held(held.forum, held.frontier, note, held.before)
            if size == self.size:
                self.held = self.confirmed
            del self._waiting[: place + 1]
            return self.confirmed
        return None


def judges_of(held: Held) -> WitnessSet:
    """Give who confirms the head held: the witnesses before a change that it ends with."""
    return held.before or witness_set(held.forum)


def plain_note(note: bytes, judges: WitnessSet) -> bytes:
    """Give a confirmed head in its plain form; raises Unconfirmed where it is not confirmed."""
    confirmed(note, judges)
    plain = with_known_lines(parse_note(note), judges)
    return format_note(plain.text, plain.lines)


def with_lines(note: bytes, lines: bytes) -> bytes:
    """Add signature lines to a note; raises Unconfirmed where they are none."""
    if not lines:
        return note
    try:
        known, more = parse_note(note), parse_note(b"-\n\n" + lines)
        return format_note(known.text, [*known.lines, *more.lines])
    except TlogError as error:
        raise Unconfirmed(str(error)) from None


def handed_out(subject: str, ask: Callable[[], T]) -> T:
    """Ask for what stands under a head. An answer that refuses it is another matter than no answer.

    Raises:
        Withheld: the answer is a refusal, or not what was asked for.
        RemoteError: there is no answer.
    """
    try:
        return ask()
    except RemoteError as error:
        if not error.problem:
            raise
        raise Withheld(subject, str(error)) from None
    except TlogError as error:
        raise Withheld(subject, str(error)) from None


def head_in(note: bytes) -> Checkpoint:
    """Read the checkpoint of a note, trusting nothing about its signatures; raises Unconfirmed where there is none."""
    try:
        return parse_checkpoint(parse_note(note).text)
    except TlogError as error:
        raise Unconfirmed(str(error)) from None
