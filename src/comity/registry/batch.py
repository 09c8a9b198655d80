# SPDX-License-Identifier: Apache-2.0
"""A batch in the making: acts folded one after the other at the instant they will bear, what is refused left out."""

from datetime import datetime

from comity.acts.entry import Entry, format_entry
from comity.acts.errors import ActError
from comity.acts.signed import SignedAct
from comity.bug import Bug
from comity.record.confirmation import WitnessSet, closing_set, is_change
from comity.registry.answer import Malformed, Sequenced, Waiting
from comity.rules.envelope import Verify
from comity.rules.fold import apply
from comity.rules.forum import Forum
from comity.rules.outcome import Effect, Refused
from comity.tlog.merkle import leaf_hash


class Batch:
    """Entries that will be locked together, with the forum they lead to.

    An act that changes the witnesses or the log is the last of its batch: those behind it wait for the next. ``closing`` is
    then who confirms the head that it ends; what is given is that of the entry before the batch, if this was such a change.
    """

    def __init__(
        self, forum: Forum | None, first: int, at: datetime, verify: Verify, closing: WitnessSet | None = None
    ) -> None:
        self._forum = forum
        self._last = closing
        self._verify = verify
        self._places: dict[str, int] = {}
        self.first = first
        self.at = at
        self.entries: list[bytes] = []
        self.leaves: list[bytes] = []
        self.lodged: list[tuple[str, int, int]] = []
        self.effects: list[Effect] = []
        self.closing: WitnessSet | None = None

    @property
    def forum(self) -> Forum:
        """The forum after the batch."""
        if self._forum is None:
            raise Bug("a batch without genesis was committed")
        return self._forum

    @property
    def closes(self) -> bool:
        """Tell whether the last entry changes the witnesses or the log."""
        return self.closing is not None

    def add(self, signed: SignedAct, note: bytes) -> str | Refused | Malformed | Waiting:
        """Fold an act in; give its id when it has a place, or why it has none."""
        if signed.id in self._places:
            return signed.id
        if self.closes:
            return Waiting(self.first + len(self.entries))
        try:
            data = format_entry(self.at, note)
        except ActError as error:
            return Malformed(str(error))
        entry = Entry(self.at, signed, leaf_hash(data), len(data))
        forum, outcome = apply(self._forum, entry, self._verify)
        if isinstance(outcome, Refused):
            return outcome
        self.effects += outcome.effects
        self._take(forum, signed, data, entry.leaf)
        return signed.id

    def _take(self, forum: Forum | None, signed: SignedAct, data: bytes, leaf: bytes) -> None:
        if self._forum is not None and forum is not None and is_change(self._forum, forum):
            self.closing = closing_set(self._forum, forum, self._last)
        self._last = None
        index = self.first + len(self.entries)
        self._forum = forum
        self._places[signed.id] = len(self.entries)
        self.entries.append(data)
        self.leaves.append(leaf)
        self.lodged += [(code, seq, index) for code, seq in zip(signed.act.by, signed.act.seq, strict=True)]

    def place(self, act_id: str, checkpoint: bytes) -> Sequenced:
        """Give the receipt of an act that has a place, once the batch is durable."""
        position = self._places[act_id]
        return Sequenced(self.first + position, act_id, self.entries[position], checkpoint)
