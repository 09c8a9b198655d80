# SPDX-License-Identifier: Apache-2.0
"""Heads: what is published as pending, and what the witnesses' cosignatures have made of it.

One head is pending at a time, so that cosignatures meet at one size; the next is published when it is confirmed, or when it
has waited long enough. A head that closes a change of the witness set is judged by the set before the change.
"""

from comity.record.confirmation import WitnessSet
from comity.rules.forum import Witness
from comity.tlog.cosignature import verify_cosignature
from comity.tlog.errors import MalformedNote, TlogError
from comity.tlog.note import SignatureLine, format_note, parse_note
from comity.tlog.tree_head import Checkpoint, parse_checkpoint

_NOTHING = b"-\n"
"""A text of no meaning: lines are read as parts of a note."""


class Head:
    """One checkpoint on its way from pending to confirmed.

    Of the note it begins with, only the log's own lines are kept: a head taken over from a node may be cosigned already.
    """

    def __init__(self, note: bytes, judges: WitnessSet, *, changes: bool) -> None:
        parsed = parse_note(note)
        self.checkpoint: Checkpoint = parse_checkpoint(parsed.text)
        self.judges = judges
        self.changes = changes
        self._text = parsed.text
        own = {(key.name, key.key_id) for key in judges.log}
        self._log_lines = tuple(line for line in parsed.lines if (line.name, line.key_id) in own)
        self._cosignatures: dict[tuple[str, bytes], tuple[int, SignatureLine]] = {}

    @property
    def log(self) -> str:
        """The name of the log that signed it."""
        return self.checkpoint.origin

    @property
    def bare(self) -> bytes:
        """The checkpoint with the log's own lines alone."""
        return format_note(self._text, self._log_lines)

    @property
    def note(self) -> bytes:
        """The checkpoint with every cosignature gathered so far, in the order of names."""
        lines = [line for _, (_, line) in sorted(self._cosignatures.items())]
        return format_note(self._text, [*self._log_lines, *lines])

    def gather(self, lines: tuple[SignatureLine, ...], latest: int) -> list[str]:
        """Take in the cosignatures that verify and are newer than what is held; name those that are refused.

        None may be dated after ``latest`` (POSIX seconds): it would stand in the way of every true one until then.
        """
        refused = []
        keys = {(key.name, key.key_id): key for each in self.judges.witnesses for key in (each.classic, each.quantum)}
        for line in lines:
            key = keys.get((line.name, line.key_id))
            try:
                timestamp = verify_cosignature(key, self._text, line) if key else 0
            except TlogError:
                timestamp = 0
            if not 0 < timestamp <= latest:
                refused.append(line.name)
            elif timestamp > self._cosignatures.get((line.name, line.key_id), (0, line))[0]:
                self._cosignatures[line.name, line.key_id] = (timestamp, line)
        return refused

    @property
    def is_confirmed(self) -> bool:
        """Tell whether the quorum has cosigned with both kinds of keys; every line held here has been verified."""
        held = self._cosignatures.keys()
        both = [
            each
            for each in self.judges.witnesses
            if {(key.name, key.key_id) for key in (each.classic, each.quantum)} <= held
        ]
        return len(both) >= self.judges.quorum

    def classic_note(self, witnesses: tuple[Witness, ...], since: int) -> tuple[str, int]:
        """Give the checkpoint with the Ed25519 cosignatures of these witnesses dated ``since`` (POSIX seconds) or later.

        With it comes their number; where it is 0 the note is empty.
        """
        classic = {(each.classic.name, each.classic.key_id) for each in witnesses}
        lines = [
            line
            for key, (timestamp, line) in sorted(self._cosignatures.items())
            if key in classic and timestamp >= since
        ]
        return (format_note(self._text, lines).decode() if lines else ""), len(lines)


def note_of(lines: bytes) -> tuple[SignatureLine, ...]:
    """Read cosignature lines as a witness posts them: signature lines alone; raises MalformedNote."""
    parsed = parse_note(_NOTHING + b"\n" + lines)
    if parsed.text != _NOTHING:
        raise MalformedNote("more than signature lines")
    return parsed.lines
