# SPDX-License-Identifier: Apache-2.0
"""Evidence is judged by who had to sign in its day: after a change of the witnesses, and after a succession."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from comity.acts.entry import format_entry
from comity.acts.outcomes import PutEditionInForce
from comity.acts.signed import format_signed_act
from comity.record.confirmation import WitnessSet, witness_set
from comity.record.errors import MalformedEvidence
from comity.record.evidence import Finding, ForkAtOneSize, check_evidence, find_backdating, find_fork
from comity.record.history import History
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.merkle import leaf_hash, tree_root
from comity.tlog.signer import Signer
from comity.tlog.tree_head import Checkpoint
from tests.cast.archive import Archivist
from tests.cast.forum import EDITION, ORIGIN, WITNESSES
from tests.cast.keys import log_signers, witness_signers
from tests.record.stories import continued, mark

TOLERANCE = timedelta(seconds=2)


def history(record: Archivist, *, upto: int | None = None) -> History:
    """The history of a record, taken in at two goes."""
    entries = record.entries[:upto]
    known = History(entries[0])
    known.grow(entries[1:3])
    known.grow(entries[3:])
    assert known.size == len(entries)
    return known


def changing() -> Archivist:
    """Entries 0-6: Elvana becomes the fifth witness (2), Arden leaves (4), Borea changes its keys (6)."""
    record = Archivist.opened()
    mark(record)
    record.enrol("ELV")
    mark(record.wait(seconds=5))
    record.retire("ARD")
    mark(record.wait(seconds=5))
    record.enrol("BOR#2")
    record.wait(seconds=5)
    return record


def judges(given: WitnessSet) -> tuple[str, list[str], int]:
    return given.origin, [each.code for each in given.witnesses], given.quorum


def test_each_size_has_the_judges_of_its_day() -> None:
    record = changing()
    known = history(record)
    five = [*WITNESSES, "ELV"]
    expected = {1: [*WITNESSES], 2: [*WITNESSES], 3: [*WITNESSES], 4: five, 5: five, 6: five[1:], 7: five[1:]}
    assert {size: judges(known.at(ORIGIN, size))[1] for size in expected} == expected
    assert [known.at(ORIGIN, size).quorum for size in expected] == [3, 3, 3, 4, 4, 3, 3]
    assert known.at(ORIGIN, 8) == witness_set(record.state)
    assert known.at(ORIGIN, 7) != witness_set(record.state)


def test_after_a_succession_both_logs_are_known_by_their_names() -> None:
    record, _, succession, _ = continued()
    known = history(record)
    four = [*WITNESSES]
    assert judges(known.at(ORIGIN, succession)) == (ORIGIN, four, 3)
    assert judges(known.at(ORIGIN, succession + 9)) == (ORIGIN, four, 3)
    for size in (1, succession, succession + 1, len(record.entries)):
        assert judges(known.at(f"{ORIGIN}/2", size)) == (f"{ORIGIN}/2", four, 3)
    with pytest.raises(MalformedEvidence, match="no log of this record"):
        known.at(f"{ORIGIN}/3", 1)


def head(leaves: list[bytes], *pairs: str, log: tuple[Signer, ...] = log_signers(ORIGIN), at: int = 1) -> bytes:
    signers = [*log, *(signer for pair in pairs for signer in witness_signers(pair))]
    return sign_checkpoint(Checkpoint(log[0].vkey.name, len(leaves), tree_root(leaves)), signers, at)


def test_a_fork_names_those_who_were_witnesses_then() -> None:
    record = changing()
    other = [*record.leaves[:3], leaf_hash(b"another entry"), *record.leaves[4:]]
    fork = ForkAtOneSize(head(record.leaves[:5], "ARD", "COR").decode(), head(other[:5], "ARD", "ELV", "COR").decode())
    found = check_evidence(fork, history(record), TOLERANCE)
    assert found == Finding("fork_at_one_size", ORIGIN, (5, 5), (1, 6), ("ARD", "COR"))
    assert check_evidence(fork, witness_set(record.state), TOLERANCE).witnesses == ("COR",)


def test_a_fork_over_a_change_of_keys_names_each_state_once() -> None:
    record = changing()
    mark(record)
    other = [*record.leaves[:3], leaf_hash(b"another entry"), *record.leaves[4:]]
    smaller, larger = head(other[:5], "BOR", "BOR#2"), head(record.leaves, "BOR", "BOR#2")
    fork = find_fork(smaller, larger, record.read)
    assert fork is not None
    found = check_evidence(fork, history(record), TOLERANCE)
    assert (found.kind, found.sizes, found.witnesses) == ("fork_at_two_sizes", (5, 8), ("BOR",))


def test_the_log_before_a_succession_is_convicted_and_the_one_after_is_not() -> None:
    record, *_ = continued()
    leaves, other = record.leaves[:6], [*record.leaves[:5], leaf_hash(b"another entry")]
    fork = ForkAtOneSize(head(leaves).decode(), head(other).decode())
    assert check_evidence(fork, history(record), TOLERANCE).origin == ORIGIN
    with pytest.raises(MalformedEvidence, match="no known key signed this checkpoint"):
        check_evidence(fork, witness_set(record.state), TOLERANCE)
    two_logs = replace(fork, second=head(other, log=log_signers(f"{ORIGIN}/2")).decode())
    with pytest.raises(MalformedEvidence, match="two logs accuse nobody"):
        check_evidence(two_logs, history(record), TOLERANCE)


def test_backdating_is_judged_by_the_quorum_that_had_seen_the_record() -> None:
    """Four of five cosigned without the entry that came next; today three of four would do, and one of them is new."""
    record = changing()
    leaves, cosigned_at = record.leaves, int(record.at.timestamp()) + 60

    def accusation(*codes: str) -> Finding:
        cosigned = head(leaves[:4], *codes, at=cosigned_at)
        backdating = find_backdating(cosigned, head(leaves), record.entries[4], 4, record.read)
        return check_evidence(backdating, history(record), TOLERANCE)

    assert accusation("ARD", "BOR", "COR", "DEL").witnesses == ("ARD", "BOR", "COR", "DEL")
    with pytest.raises(MalformedEvidence, match="3 of 5 witnesses cosigned"):
        accusation("BOR", "COR", "DEL")


def test_the_largest_tolerance_of_any_edition_counts() -> None:
    record = Archivist.opened()
    known = history(record)
    tolerances = []
    for number, tolerance in enumerate((3, 1), 2):
        edition = replace(EDITION, number=number, tolerance_s=tolerance)
        signed = record.write(PutEditionInForce, "SEC", edition=edition, decision="00" * 32)
        known.grow([format_entry(record.at, format_signed_act(signed))])
        tolerances.append(known.tolerance)
    assert tolerances == [timedelta(seconds=3), timedelta(seconds=3)]
