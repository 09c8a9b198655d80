# SPDX-License-Identifier: Apache-2.0
"""When the witnesses of other states cosigned which heads, as their letters and the registry show it."""

from collections.abc import Iterable

from comity.rules.forum import Witness
from comity.tlog.cosignature import verify_cosignature
from comity.tlog.errors import TlogError
from comity.tlog.note import Note
from comity.tlog.tree_head import Checkpoint, parse_checkpoint

MOST_HEADS = 64
"""How many heads are remembered: those of the largest sizes."""


class Cosigners:
    """The newest date of each witness's Ed25519 cosignature on each of the newest heads."""

    def __init__(self) -> None:
        self._heads: dict[Checkpoint, dict[str, int]] = {}

    def take(self, note: Note, witnesses: Iterable[Witness]) -> dict[str, int]:
        """Take in the cosignatures of these witnesses under a checkpoint, those that verify; give their dates by party."""
        dated = {}
        for witness in witnesses:
            for line in note.lines:
                if (line.name, line.key_id) == (witness.classic.name, witness.classic.key_id):
                    try:
                        dated[witness.code] = verify_cosignature(witness.classic, note.text, line)
                    except TlogError:
                        continue
        if dated:
            self._remember(parse_checkpoint(note.text), dated)
        return dated

    def _remember(self, head: Checkpoint, dated: dict[str, int]) -> None:
        known = self._heads.setdefault(head, {})
        for code, at in dated.items():
            known[code] = max(at, known.get(code, 0))
        if len(self._heads) > MOST_HEADS:
            del self._heads[min(self._heads, key=lambda each: (each.size, each.root))]

    def heads(self) -> list[Checkpoint]:
        """Give the heads remembered, smallest first."""
        return sorted(self._heads, key=lambda head: (head.size, head.root))

    def since(self, head: Checkpoint, at: float) -> frozenset[str]:
        """Name the parties that cosigned a head at a POSIX time or later."""
        return frozenset(code for code, dated in self._heads.get(head, {}).items() if dated >= at)
