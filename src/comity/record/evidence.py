# SPDX-License-Identifier: Apache-2.0
"""Evidence: what the log itself signed, put side by side, so that anyone can see that it should not have.

Three kinds are proofs and stand by themselves: two roots at one size, a larger tree that does not begin with a smaller one,
an entry dated before a quorum had seen the record without it. A fourth is about a state: two successors of one headquarters,
both wanted by its own signature. What one side merely reports is a statement, not evidence.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Protocol

import msgspec
from msgspec import Struct

from comity.acts.entry import parse_entry
from comity.acts.errors import ActError
from comity.acts.succession import Succession, parse_succession
from comity.record.confirmation import WitnessSet, confirmed, signed_by_log
from comity.record.document import format_document, parse_document
from comity.record.errors import MalformedEvidence, Unconfirmed
from comity.tlog.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from comity.tlog.errors import TlogError
from comity.tlog.merkle import (
    HashReader,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    read_frontier,
)
from comity.tlog.note import open_note, parse_note
from comity.tlog.vkey import VerifierKey


class ForkAtOneSize(Struct, frozen=True, forbid_unknown_fields=True, tag="fork_at_one_size", tag_field="type"):
    """Two checkpoint notes of one size with two roots."""

    first: str
    second: str


class ForkAtTwoSizes(Struct, frozen=True, forbid_unknown_fields=True, tag="fork_at_two_sizes", tag_field="type"):
    """Two checkpoint notes, and a consistency proof that holds under the larger for another root than the smaller has."""

    larger: str
    proof: tuple[bytes, ...]
    root: bytes
    smaller: str


class Backdating(Struct, frozen=True, forbid_unknown_fields=True, tag="backdating", tag_field="type"):
    """A note that a quorum cosigned, and an entry beyond its size, on the record under ``checkpoint``, dated before that."""

    checkpoint: str
    cosigned: str
    entry: str
    index: int
    proof: tuple[bytes, ...]


class TwoSuccessors(Struct, frozen=True, forbid_unknown_fields=True, tag="two_successors", tag_field="type"):
    """Two succession statements that one state signed in one epoch, for different successors."""

    first: str
    second: str


Evidence = ForkAtOneSize | ForkAtTwoSizes | Backdating | TwoSuccessors

EMPTY: Mapping[str, VerifierKey] = MappingProxyType({})
UNPUBLISHED = timedelta(seconds=5)
"""For so long an entry of an honest registry may stand under no head that witnesses see: one head is pending at a time, and
answers travel. Who cosigned a head meanwhile does not know of the entry, and accuses nobody."""
LAST_TIMESTAMP = 253_402_300_799
"""The last second of the year 9999, where Python's calendar ends; cosignatures may be dated later."""


class Judges(Protocol):
    """Who had to confirm: a set of witnesses, where there was only one, or the history of a record."""

    def at(self, origin: str, size: int) -> WitnessSet:
        """Give who had to confirm a checkpoint of a log at a size; raises MalformedEvidence where that log is unknown."""


class Finding(Struct, frozen=True):
    """What evidence shows: its kind, the sizes it is about, and which types of the log's keys signed all of it.

    ``witnesses`` are, of a fork, the parties whose cosignatures stand on both sides of it; of backdating, those who had
    cosigned the record without the entry. ``at`` is then the time by which a quorum had, ``sequenced_at`` the entry's. Of two
    successors they are the state that wants both; the log signed nothing, ``origin`` is the forum's.
    """

    kind: str
    origin: str
    sizes: tuple[int, int]
    log_keys: tuple[int, ...]
    witnesses: tuple[str, ...]
    at: datetime | None = None
    sequenced_at: datetime | None = None


_decoder: msgspec.json.Decoder[Evidence] = msgspec.json.Decoder(Evidence)


def format_evidence(evidence: Evidence) -> bytes:
    """Write evidence as one line of canonical JSON."""
    return format_document(evidence)


def parse_evidence(data: bytes) -> Evidence:
    """Read evidence without judging it.

    Raises:
        MalformedEvidence: it is not in its form.
    """
    try:
        evidence: Evidence = parse_document(data, _decoder)
    except ValueError as error:
        raise MalformedEvidence(str(error)) from None
    return evidence


def find_fork(smaller: bytes, larger: bytes, read: HashReader) -> ForkAtTwoSizes | None:
    """Look, in the tree of the larger checkpoint, whether it begins with the smaller one; None when it does.

    What ``read`` gives has to lead to the larger root: otherwise what comes out accuses nobody, and does not check.
    """
    before, after = parse_checkpoint(parse_note(smaller).text), parse_checkpoint(parse_note(larger).text)
    root = read_frontier(read, before.size).root()
    if root == before.root:
        return None
    return ForkAtTwoSizes(larger.decode(), consistency_proof(read, before.size, after.size), root, smaller.decode())


def find_backdating(cosigned: bytes, checkpoint: bytes, entry: bytes, index: int, read: HashReader) -> Backdating:
    """Put together the evidence that the entry at ``index`` under a checkpoint was dated back; ``read`` gives its tree."""
    proof = inclusion_proof(read, index, parse_checkpoint(parse_note(checkpoint).text).size)
    return Backdating(checkpoint.decode(), cosigned.decode(), entry.decode(), index, proof)


def check_evidence(
    evidence: Evidence, judges: Judges, tolerance: timedelta, keys: Mapping[str, VerifierKey] = EMPTY
) -> Finding:
    """Judge evidence by who had to confirm each checkpoint, by the tolerance of the edition, by parties' ``keys`` by name.

    Raises:
        MalformedEvidence: it does not show what it claims; nobody is accused.
    """
    try:
        if isinstance(evidence, Backdating):
            return _check_backdating(evidence, judges, tolerance)
        if isinstance(evidence, TwoSuccessors):
            return _check_successors(evidence, keys)
        return _check_fork(evidence, judges)
    except (TlogError, ActError, UnicodeError, Unconfirmed) as error:
        raise MalformedEvidence(str(error)) from None


def _judges_of(note: str, judges: Judges) -> WitnessSet:
    claimed = parse_checkpoint(parse_note(note.encode()).text)
    return judges.at(claimed.origin, claimed.size)


def _opened(text: str, witnesses: WitnessSet) -> tuple[Checkpoint, dict[VerifierKey, int]]:
    checkpoint, signed = open_checkpoint(parse_note(text.encode()), witnesses.keys)
    if checkpoint.origin != witnesses.origin:
        raise MalformedEvidence(f"a checkpoint of {checkpoint.origin}, not of {witnesses.origin}")
    return checkpoint, signed


def _check_fork(evidence: ForkAtOneSize | ForkAtTwoSizes, judges: Judges) -> Finding:
    if isinstance(evidence, ForkAtOneSize):
        first, second = evidence.first, evidence.second
    else:
        first, second = evidence.smaller, evidence.larger
    before, after = _judges_of(first, judges), _judges_of(second, judges)
    if before.origin != after.origin:
        raise MalformedEvidence(f"a checkpoint of {before.origin} and one of {after.origin}: two logs accuse nobody")
    # Each side may carry lines of those who had to confirm the other one.
    known = WitnessSet(before.log, tuple(dict.fromkeys((*before.witnesses, *after.witnesses))), before.quorum)
    (one, signed_one), (other, signed_other) = _opened(first, known), _opened(second, known)
    if isinstance(evidence, ForkAtOneSize):
        if one.size != other.size or one.root == other.root:
            raise MalformedEvidence("the two checkpoints are not one size under two roots")
    else:
        check_consistency(evidence.proof, one.size, evidence.root, other.size, other.root)
        if one.size == other.size or evidence.root == one.root:
            raise MalformedEvidence("the larger checkpoint continues the smaller one")
    both = signed_one.keys() & signed_other.keys()
    log_keys = tuple(key.kind for key in known.log if key in both)
    if not log_keys:
        raise MalformedEvidence("no key of the log signed both checkpoints")
    twice = (each.code for each in known.witnesses if each.classic in both or each.quantum in both)
    kind = "fork_at_one_size" if isinstance(evidence, ForkAtOneSize) else "fork_at_two_sizes"
    return Finding(kind, one.origin, (one.size, other.size), log_keys, tuple(dict.fromkeys(twice)))


def _check_backdating(evidence: Backdating, judges: Judges, tolerance: timedelta) -> Finding:
    witnesses, signer = _judges_of(evidence.cosigned, judges), _judges_of(evidence.checkpoint, judges)
    seen = confirmed(evidence.cosigned.encode(), witnesses)
    after = signed_by_log(evidence.checkpoint.encode(), signer)
    raw = evidence.entry.encode()
    check_inclusion(evidence.proof, evidence.index, after.size, leaf_hash(raw), after.root)
    times = sorted(seen.classic[name] for name in seen.names)
    if not witnesses.quorum:
        raise MalformedEvidence("no witness is enrolled: nobody but the log had seen the record")
    # K of them say that at this time or later they knew no larger tree.
    timestamp = times[-witnesses.quorum]
    if timestamp > LAST_TIMESTAMP:
        raise MalformedEvidence("the quorum dated its cosignatures beyond the calendar")
    at = datetime.fromtimestamp(timestamp, UTC)
    sequenced_at = parse_entry(raw).sequenced_at
    if evidence.index < seen.checkpoint.size or sequenced_at >= at - tolerance - UNPUBLISHED:
        raise MalformedEvidence("the entry is not beyond what the quorum had seen, or not dated before it")
    names = tuple(name for name in seen.names if seen.classic[name] >= at.timestamp())
    kinds = tuple(key.kind for key in signer.log)
    return Finding("backdating", after.origin, (seen.checkpoint.size, after.size), kinds, names, at, sequenced_at)


def _check_successors(evidence: TwoSuccessors, keys: Mapping[str, VerifierKey]) -> Finding:
    code = parse_note(evidence.first.encode()).lines[0].name
    if code not in keys:
        raise MalformedEvidence(f"no key of {code} is known")
    one, other = _stated(evidence.first, keys[code]), _stated(evidence.second, keys[code])
    if (one.origin, one.epoch) != (other.origin, other.epoch) or one.successor == other.successor:
        raise MalformedEvidence("the two statements do not name two successors in one epoch")
    return Finding("two_successors", one.origin, (one.size, other.size), (), (code,))


def _stated(note: str, key: VerifierKey) -> Succession:
    return parse_succession(open_note(note.encode(), [key]).text)
