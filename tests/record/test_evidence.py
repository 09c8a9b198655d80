# SPDX-License-Identifier: Apache-2.0
"""Evidence convicts by what the log itself signed; a false accusation fails."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from comity.acts.entry import parse_entry
from comity.record.confirmation import witness_set
from comity.record.errors import MalformedEvidence
from comity.record.evidence import (
    Backdating,
    Evidence,
    Finding,
    ForkAtOneSize,
    ForkAtTwoSizes,
    check_evidence,
    find_backdating,
    find_fork,
    format_evidence,
    parse_evidence,
)
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.merkle import HashReader, consistency_proof, hash_reader, inclusion_proof, leaf_hash, tree_root
from comity.tlog.signer import Signer
from comity.tlog.tree_head import Checkpoint
from tests.cast.archive import Archivist
from tests.cast.forum import ORIGIN, WITNESSES
from tests.cast.keys import log_signers, note_signer, witness_signers
from tests.record.stories import adopted, mark

RECORD = adopted()
WITNESSED = witness_set(RECORD.state)
TOLERANCE = timedelta(seconds=2)
NOW = int(RECORD.at.timestamp())

OTHER = [*RECORD.leaves[:3], leaf_hash(b"another entry"), *RECORD.leaves[4:]]
"""The leaves of a second record, which differs at entry 3."""


def head(leaves: list[bytes], *codes: str, log: tuple[Signer, ...] = log_signers(ORIGIN)) -> bytes:
    """A note over these leaves by the log and, dishonestly, by these witnesses."""
    signers = [*log, *(signer for code in codes for signer in witness_signers(code))]
    return sign_checkpoint(Checkpoint(ORIGIN, len(leaves), tree_root(leaves)), signers, NOW)


def judged(evidence: Evidence) -> Finding:
    """Judge evidence after it has gone through its written form."""
    written = format_evidence(evidence)
    assert parse_evidence(written) == evidence
    return check_evidence(parse_evidence(written), WITNESSED, TOLERANCE)


def refusal(evidence: Evidence) -> str:
    with pytest.raises(MalformedEvidence) as caught:
        judged(evidence)
    return str(caught.value)


def one_size(first: bytes, second: bytes) -> ForkAtOneSize:
    return ForkAtOneSize(first.decode(), second.decode())


TRUE_HEAD, FALSE_HEAD = head(RECORD.leaves, "ARD", "BOR", "COR"), head(OTHER, "COR", "DEL")

# A fork at one size.


def test_two_roots_at_one_size() -> None:
    assert judged(one_size(TRUE_HEAD, FALSE_HEAD)) == Finding("fork_at_one_size", ORIGIN, (7, 7), (1, 6), ("COR",))


def test_one_key_of_the_log_on_both_is_enough_and_named() -> None:
    classic, quantum = log_signers(ORIGIN)
    fork = one_size(head(RECORD.leaves, log=(classic,)), head(OTHER, log=(classic, quantum)))
    assert judged(fork) == Finding("fork_at_one_size", ORIGIN, (7, 7), (1,), ())
    assert refusal(one_size(head(RECORD.leaves, log=(classic,)), head(OTHER, log=(quantum,)))) == (
        "no key of the log signed both checkpoints"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (TRUE_HEAD, TRUE_HEAD),
        (TRUE_HEAD, head(RECORD.leaves)),
        (TRUE_HEAD, head(OTHER[:6])),
        (TRUE_HEAD, head(OTHER, "ARD", "BOR", log=())),
        (TRUE_HEAD, head(OTHER, log=(note_signer(ORIGIN),))),
        (TRUE_HEAD, FALSE_HEAD.replace(b"\n7\n", b"\n8\n", 1)),
        (TRUE_HEAD, TRUE_HEAD.replace(TRUE_HEAD.split(b"\n")[2], FALSE_HEAD.split(b"\n")[2])),
        (TRUE_HEAD, b"no note"),
    ],
)
def test_no_fork_at_one_size(first: bytes, second: bytes) -> None:
    refusal(one_size(first, second))
    refusal(one_size(second, first))


def test_two_logs_that_use_one_key_are_no_fork() -> None:
    other = sign_checkpoint(Checkpoint("other.example/record", 7, bytes(32)), log_signers(ORIGIN), NOW)
    said = "a checkpoint of other.example/record, not of exercise.comity.example/record"
    assert refusal(one_size(TRUE_HEAD, other)) == said
    assert refusal(one_size(other, TRUE_HEAD)) == said


# A fork at two sizes.


def test_a_larger_tree_that_does_not_begin_with_the_smaller() -> None:
    for size in range(4, 7):
        smaller = head(RECORD.leaves[:size], "ARD")
        fork = find_fork(smaller, FALSE_HEAD, hash_reader(OTHER))
        assert fork == ForkAtTwoSizes(
            FALSE_HEAD.decode(),
            consistency_proof(hash_reader(OTHER), size, 7),
            tree_root(OTHER[:size]),
            smaller.decode(),
        )
        assert judged(fork) == Finding("fork_at_two_sizes", ORIGIN, (size, 7), (1, 6), ())


def test_a_larger_tree_that_continues_the_smaller_is_no_fork() -> None:
    for size in range(1, 8):
        assert find_fork(head(RECORD.leaves[:size]), TRUE_HEAD, RECORD.read) is None


def two_sizes(size: int, larger: bytes, read: HashReader, root: bytes) -> ForkAtTwoSizes:
    return ForkAtTwoSizes(larger.decode(), consistency_proof(read, size, 7), root, head(RECORD.leaves[:size]).decode())


@pytest.mark.parametrize(
    "evidence",
    [
        two_sizes(5, TRUE_HEAD, RECORD.read, RECORD.root(5)),
        two_sizes(5, TRUE_HEAD, RECORD.read, bytes(32)),
        two_sizes(5, TRUE_HEAD, hash_reader(OTHER), tree_root(OTHER[:5])),
        two_sizes(5, FALSE_HEAD, hash_reader(OTHER), RECORD.root(5)),
        two_sizes(5, FALSE_HEAD, hash_reader(OTHER), b""),
        replace(two_sizes(5, FALSE_HEAD, hash_reader(OTHER), tree_root(OTHER[:5])), proof=()),
        replace(two_sizes(5, FALSE_HEAD, hash_reader(OTHER), tree_root(OTHER[:5])), smaller=TRUE_HEAD.decode()),
        ForkAtTwoSizes(FALSE_HEAD.decode(), (), tree_root(OTHER), TRUE_HEAD.decode()),
        ForkAtTwoSizes(TRUE_HEAD.decode(), (), RECORD.root(), FALSE_HEAD.decode()),
        ForkAtTwoSizes(TRUE_HEAD.decode(), (), bytes(32), head([]).decode()),
    ],
)
def test_no_fork_at_two_sizes(evidence: ForkAtTwoSizes) -> None:
    refusal(evidence)


def test_a_reader_that_lies_accuses_nobody() -> None:
    """A tree that does not lead to the larger root gives no evidence, however different it is."""
    fork = find_fork(head(RECORD.leaves[:5]), TRUE_HEAD, hash_reader(OTHER))
    assert isinstance(fork, ForkAtTwoSizes)
    refusal(fork)


# Backdating: a quorum has seen three entries at 10:00:40 or later; the fourth claims to be older.


def backdated(before: float, *codes: str) -> tuple[Archivist, bytes]:
    """A record whose fourth entry is dated so many seconds before ARD cosigned it without; each further witness 10 s later."""
    record = Archivist.opened()
    mark(record)
    mark(record)
    record.wait(seconds=100)
    cosigned_at, signers = record.at, log_signers(ORIGIN)
    lines = b""
    for code in codes:
        lines += record.checkpoint(signers=witness_signers(code)).partition(b"\n\n")[2]
        record.wait(seconds=10)
    cosigned = record.checkpoint(signers=signers) + lines
    record.at = cosigned_at - timedelta(seconds=before)
    mark(record)
    record.at = cosigned_at + timedelta(seconds=60)
    return record, cosigned


def accusation(record: Archivist, cosigned: bytes, index: int = 3) -> Backdating:
    return find_backdating(cosigned, record.checkpoint(), record.entries[index], index, record.read)


def test_an_entry_dated_before_a_quorum_had_seen_the_record_without_it() -> None:
    record, cosigned = backdated(7.001, "ARD", "BOR", "COR")
    finding = judged(accusation(record, cosigned))
    at = datetime(2026, 11, 23, 5, 1, 40, tzinfo=UTC)
    sequenced_at = parse_entry(record.entries[3]).sequenced_at
    assert finding == Finding("backdating", ORIGIN, (3, 4), (1, 6), ("ARD", "BOR", "COR"), at, sequenced_at)
    assert sequenced_at == at - timedelta(seconds=7.001)


def test_the_time_is_that_by_which_k_had_seen_it() -> None:
    """With four cosignatures the earliest need not count: three say that ten seconds later they knew of no entry."""
    record, cosigned = backdated(-2.999, *WITNESSES)
    finding = judged(accusation(record, cosigned))
    assert (finding.at, finding.witnesses) == (datetime(2026, 11, 23, 5, 1, 50, tzinfo=UTC), ("BOR", "COR", "DEL"))
    assert refusal(accusation(*backdated(-3, *WITNESSES))) == (
        "the entry is not beyond what the quorum had seen, or not dated before it"
    )


def test_within_the_tolerance_and_the_time_before_a_head_shows_it_is_not_backdated() -> None:
    assert "not dated before it" in refusal(accusation(*backdated(7, "ARD", "BOR", "COR")))


def test_fewer_than_k_convict_nobody() -> None:
    assert "2 of 4 witnesses cosigned" in refusal(accusation(*backdated(50, "ARD", "BOR")))


@pytest.mark.parametrize("at", [253_402_300_800, 2**62, 2**63 - 1])
def test_a_quorum_that_dates_beyond_the_calendar_convicts_nobody(at: int) -> None:
    record, _ = backdated(50)
    pairs = [signer for code in WITNESSES[:3] for signer in witness_signers(code)]
    three = Checkpoint(ORIGIN, 3, record.root(3))
    cosigned = sign_checkpoint(three, [*log_signers(ORIGIN), *pairs], at)
    assert refusal(accusation(record, cosigned)) == "the quorum dated its cosignatures beyond the calendar"
    last = sign_checkpoint(three, [*log_signers(ORIGIN), *pairs], 253_402_300_799)
    assert judged(accusation(record, last)).at == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_an_entry_that_the_quorum_had_seen() -> None:
    record, cosigned = backdated(50, "ARD", "BOR", "COR")
    assert "not beyond what the quorum had seen" in refusal(accusation(record, cosigned, index=2))


def test_what_accuses_nobody_of_backdating() -> None:
    record, cosigned = backdated(50, "ARD", "BOR", "COR")
    true = accusation(record, cosigned)
    judged(true)
    unsigned = record.checkpoint(signers=witness_signers("ARD")).decode()
    for false in (
        replace(true, entry=adopted().entries[3].decode()),
        replace(true, entry="no entry"),
        replace(true, index=4),
        replace(true, proof=()),
        replace(true, checkpoint=unsigned),
        replace(true, checkpoint=true.cosigned),
        replace(true, cosigned=true.checkpoint),
    ):
        refusal(false)


def test_without_witnesses_nobody_had_seen_anything() -> None:
    record, cosigned = backdated(50)
    alone = replace(WITNESSED, witnesses=(), quorum=0)
    with pytest.raises(MalformedEvidence, match="no witness is enrolled"):
        check_evidence(accusation(record, cosigned), alone, TOLERANCE)


def test_an_entry_under_the_root_that_is_no_entry() -> None:
    leaves = [leaf_hash(b"x"), leaf_hash(b"2026-11-23T05:00:00.000Z\nno act")]
    cosigned, checkpoint = head(leaves[:1], "ARD", "BOR", "COR"), head(leaves)
    proof = inclusion_proof(hash_reader(leaves), 1, 2)
    false = Backdating(checkpoint.decode(), cosigned.decode(), "2026-11-23T05:00:00.000Z\nno act", 1, proof)
    assert "not a signed note" in refusal(false)


# The written form.


def test_the_bytes_of_evidence() -> None:
    assert format_evidence(ForkAtOneSize("a\n", "b")) == b'{"first":"a\\n","second":"b","type":"fork_at_one_size"}\n'
    assert format_evidence(ForkAtTwoSizes("a", (b"\0\0\0",), b"", "b")) == (
        b'{"larger":"a","proof":["AAAA"],"root":"","smaller":"b","type":"fork_at_two_sizes"}\n'
    )
    assert format_evidence(Backdating("a", "b", "c", 1, ())) == (
        b'{"checkpoint":"a","cosigned":"b","entry":"c","index":1,"proof":[],"type":"backdating"}\n'
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}\n",
        b'{"first":"a","second":"b","type":"fork"}\n',
        b'{"first":"a","second":"b","type":"fork_at_one_size"}',
        b'{"second":"a","first":"b","type":"fork_at_one_size"}\n',
        b'{"first":"a","second":"b","third":"c","type":"fork_at_one_size"}\n',
        b'{"first":"\\ud800","second":"b","type":"fork_at_one_size"}\n',
        b'{"first":"\xff","second":"b","type":"fork_at_one_size"}\n',
        b'{"larger":"a","proof":["AA"],"root":"","smaller":"b","type":"fork_at_two_sizes"}\n',
        b'{"larger":"a","proof":["AAB="],"root":"","smaller":"b","type":"fork_at_two_sizes"}\n',
    ],
)
def test_what_is_no_evidence(data: bytes) -> None:
    with pytest.raises(MalformedEvidence):
        parse_evidence(data)


@pytest.mark.parametrize("opening", [b"[", b'{"x":'])
def test_what_is_nested_without_end_is_no_evidence(opening: bytes) -> None:
    with pytest.raises(MalformedEvidence):
        parse_evidence(opening * 100_000)
