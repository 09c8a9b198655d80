# SPDX-License-Identifier: Apache-2.0
"""Two records: what a witness keeps as evidence, and that it cosigns nothing after it."""

import pytest

from comity.node.errors import NotYet
from comity.node.store import Store
from comity.record.confirmation import witness_set
from comity.record.errors import Mismatch
from comity.record.evidence import Finding, check_evidence, parse_evidence
from tests.cast.forum import ORIGIN
from tests.node.conftest import Begun
from tests.node.watch import TOLERANCE, Shown, accused, clock_of, other, record, shown
from tests.registry.seat import Clock


def test_an_older_head_of_the_same_record_is_not_cosigned(begun: Begun) -> None:
    archive = record(5)
    watch = begun(clock_of(archive), archive.entries[0])
    watch.cosign(shown(archive))
    for size in range(1, 5):
        with pytest.raises(NotYet) as caught:
            watch.cosign(shown(archive, size))
        assert str(caught.value) == f"size {size} is not beyond the 5 entries held here"
    assert watch.restart().size == 5
    assert len(watch.cosign(shown(archive))) == 2


FORKS = [(5, "fork_at_one_size", (5, 5)), (3, "fork_at_two_sizes", (3, 5)), (8, "fork_at_two_sizes", (5, 8))]


@pytest.mark.parametrize(("size", "kind", "sizes"), FORKS)
def test_a_fork_is_kept_as_evidence_that_anyone_can_check_and_nothing_is_cosigned_after_it(
    begun: Begun, size: int, kind: str, sizes: tuple[int, int]
) -> None:
    archive = record(8)
    fork = other(archive, size)
    watch = begun(Clock(archive.at), archive.entries[0])
    before = shown(archive, 5)
    before.held = archive.entries[:5]
    watch.cosign(before)
    evidence = accused(watch, shown(fork))
    finding = check_evidence(evidence, witness_set(archive.state), TOLERANCE)
    assert finding == Finding(kind, ORIGIN, sizes, (1, 6), ())
    assert watch.size == 5
    store = Store.open(watch.path)
    assert parse_evidence(store.evidence()) == evidence
    store.close()
    for source in (before, shown(archive), Shown(), shown(fork)):
        assert accused(watch, source) == evidence
    watch.restart()
    for source in (before, shown(archive)):
        assert accused(watch, source) == evidence
    assert watch.size == 5


def test_a_larger_head_is_no_fork_where_the_entries_lead_to_it(begun: Begun) -> None:
    archive = record(8)
    watch = begun(Clock(archive.at), archive.entries[0])
    watch.cosign(shown(archive, 5))
    lie = Shown(archive.checkpoint(), [*archive.entries[:5], b"x", b"y", b"z"])
    with pytest.raises(Mismatch):
        watch.cosign(lie)
    assert len(watch.cosign(shown(archive))) == 2
