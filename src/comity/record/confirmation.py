# SPDX-License-Identifier: Apache-2.0
"""A checkpoint is confirmed when the log signed it with both its keys and K of the N witnesses cosigned with both of theirs.

While no witness is enrolled K is 0 and the log's own word is all there is: whoever shows such a checkpoint says so.
"""

from msgspec import Struct

from comity.record.errors import Unconfirmed
from comity.rules.forum import Forum, Witness
from comity.tlog.checkpoint import open_checkpoint
from comity.tlog.errors import TlogError
from comity.tlog.note import Note, SignatureLine, parse_note
from comity.tlog.tree_head import Checkpoint
from comity.tlog.vkey import VerifierKey


class WitnessSet(Struct, frozen=True):
    """Who confirms a checkpoint: the log's keys (0x01, 0x06), the enrolled witnesses, and K."""

    log: tuple[VerifierKey, ...]
    witnesses: tuple[Witness, ...]
    quorum: int

    @property
    def origin(self) -> str:
        """The name of the log, which every checkpoint carries."""
        return self.log[0].name

    def at(self, origin: str, size: int) -> "WitnessSet":  # noqa: ARG002  (one set for every size of its log)
        """Give who confirms at a size: this set, where there never was another; as `comity.record.history.History.at`."""
        return self

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """Every key that may stand on a checkpoint: the log's two, then two for each witness."""
        pairs = ((witness.classic, witness.quantum) for witness in self.witnesses)
        return (*self.log, *(key for pair in pairs for key in pair))


class Confirmation(Struct, frozen=True):
    """A confirmed checkpoint, and when each party cosigned it (POSIX seconds) with Ed25519 and with ML-DSA-44."""

    checkpoint: Checkpoint
    classic: dict[str, int]
    quantum: dict[str, int]

    @property
    def names(self) -> tuple[str, ...]:
        """The parties whose witnesses cosigned with both keys."""
        return tuple(code for code in self.classic if code in self.quantum)


def witness_set(forum: Forum) -> WitnessSet:
    """Give who confirms the next checkpoint of this forum's record."""
    return WitnessSet(forum.log, forum.witnesses, forum.quorum)


def is_change(before: Forum, after: Forum) -> bool:
    """Tell whether an entry between two forums closes its checkpoint: it changes the witnesses, or the log."""
    return (before.witnesses, before.log) != (after.witnesses, after.log)


def closing_set(before: Forum, after: Forum, closing: WitnessSet | None) -> WitnessSet:
    """Give who confirms the checkpoint that ends with the change between two forums: the log after it, the witnesses before it.

    ``closing`` is that of the entry directly before, where that was a change too. Where it is another headquarters that
    follows so, the earlier change may not be confirmed: then those judge both who had to confirm it (decision 0012).
    """
    if closing is not None and closing.witnesses and after.log != before.log:
        return WitnessSet(after.log, closing.witnesses, closing.quorum)
    return WitnessSet(after.log, before.witnesses, before.quorum)


def signed_by_log(note: bytes, witnesses: WitnessSet) -> Checkpoint:
    """Give the checkpoint of a note that the log signed with both its keys; cosignatures are passed over.

    Raises:
        Unconfirmed: it is malformed, of another origin, or a signature of the log is missing or wrong.
    """
    return _opened(note, witnesses, witnesses.log)[0]


def confirmed(note: bytes, witnesses: WitnessSet) -> Confirmation:
    """Judge a checkpoint by the set that has to confirm it.

    Raises:
        Unconfirmed: it is malformed, of another origin, a signature of a known key is wrong, or one is missing: of the
            log, or of more witnesses than K allows.
    """
    checkpoint, signed = _opened(note, witnesses, witnesses.keys)
    classic = {each.code: signed[each.classic] for each in witnesses.witnesses if each.classic in signed}
    quantum = {each.code: signed[each.quantum] for each in witnesses.witnesses if each.quantum in signed}
    confirmation = Confirmation(checkpoint, classic, quantum)
    if len(confirmation.names) < witnesses.quorum:
        missing = [each.code for each in witnesses.witnesses if each.code not in confirmation.names]
        raise Unconfirmed(
            f"{len(confirmation.names)} of {len(witnesses.witnesses)} witnesses cosigned size {checkpoint.size} with both "
            f"keys, {witnesses.quorum} are needed; not there: {' '.join(missing)}"
        )
    return confirmation


def _opened(
    note: bytes, witnesses: WitnessSet, keys: tuple[VerifierKey, ...]
) -> tuple[Checkpoint, dict[VerifierKey, int]]:
    try:
        checkpoint, signed = open_checkpoint(parse_note(note), keys)
    except TlogError as error:
        raise Unconfirmed(str(error)) from None
    if checkpoint.origin != witnesses.origin:
        raise Unconfirmed(f"a checkpoint of {checkpoint.origin}, not of {witnesses.origin}")
    missing = [f"0x{key.kind:02x}" for key in witnesses.log if key not in signed]
    if missing:
        raise Unconfirmed(f"the log has not signed with its key of type {' and '.join(missing)}")
    return checkpoint, signed


def with_known_lines(note: Note, witnesses: WitnessSet) -> Note:
    """Keep of a checkpoint the first line of each known key, in the order of `WitnessSet.keys`: its one plain form."""
    lines: dict[tuple[str, bytes], SignatureLine] = {}
    for line in note.lines:
        lines.setdefault((line.name, line.key_id), line)
    kept = (lines.get((key.name, key.key_id)) for key in witnesses.keys)
    return Note(note.text, tuple(line for line in kept if line is not None))
