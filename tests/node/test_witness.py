# SPDX-License-Identifier: Apache-2.0
"""A witness: what it cosigns, what it refuses for now, and what is no record."""

from datetime import timedelta

import pytest

from comity.acts.outcomes import Mark
from comity.acts.proposals import Propose
from comity.node.errors import NotYet, OtherRecord
from comity.node.store import Store
from comity.record.confirmation import witness_set
from comity.record.errors import BrokenRecord, Mismatch, Unconfirmed
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.note import format_note, parse_note
from comity.tlog.tree_head import Checkpoint
from tests.cast.forum import EDITION, ORIGIN, WITNESSES
from tests.cast.keys import log_signers
from tests.node.conftest import Begun
from tests.node.watch import Shown, broken, clock_of, dated, entry_of, record, seconds, shown
from tests.registry.seat import Clock


def test_a_first_head_is_cosigned_with_both_keys_and_held(begun: Begun) -> None:
    archive = record()
    clock = clock_of(archive)
    watch = begun(clock, archive.entries[0])
    source = shown(archive)
    lines = watch.cosign(source)
    at = {"ARD": seconds(clock)}
    assert dated(source.pended, lines, witness_set(archive.state)) == (3, at, at)
    assert watch.size == 3
    assert watch.witness.held is not None
    assert watch.witness.held.forum == archive.state


def test_a_head_of_genesis_alone_is_cosigned(begun: Begun) -> None:
    archive = record(1)
    watch = begun(clock_of(archive), archive.entries[0])
    assert len(watch.cosign(shown(archive))) == 2
    assert watch.size == 1


def test_a_witness_follows_head_by_head_across_restarts(begun: Begun) -> None:
    archive = record(9)
    clock = clock_of(archive)
    watch = begun(clock, archive.entries[0])
    for size in (2, 3, 6, 9):
        source = shown(archive, size)
        assert dated(source.pended, watch.keep_up(source), witness_set(archive.state))[0] == size
        assert watch.restart().size == size
    assert list(Store.open(watch.path).entries()) == archive.entries


def test_what_was_cosigned_is_said_again_with_the_date_it_had(begun: Begun) -> None:
    archive = record()
    clock = clock_of(archive)
    watch = begun(clock, archive.entries[0])
    source, at = shown(archive), {"ARD": seconds(clock)}
    watch.cosign(source)
    clock.wait(seconds=300)
    for _ in range(2):
        assert dated(source.pended, watch.witness.lines(), witness_set(archive.state)) == (3, at, at)
        watch.restart()


def test_what_is_not_there_is_waited_for(begun: Begun) -> None:
    archive = record()
    watch = begun(clock_of(archive), archive.entries[0])
    with pytest.raises(NotYet, match="no head is pending"):
        watch.cosign(Shown())
    assert watch.size == 0


def test_a_record_of_another_genesis_is_never_taken_up(begun: Begun) -> None:
    archive = record()
    watch = begun(clock_of(archive), b"another genesis")
    anchor = watch.anchor.hex()
    for source in (shown(archive), Shown(shown(archive).pended, [])):
        with pytest.raises(OtherRecord) as caught:
            watch.cosign(source)
        assert str(caught.value) == f"the record does not begin with the genesis of anchor {anchor}"
    assert watch.size == 0


# Time.

TIMES: list[tuple[str, float, str | None]] = [
    ("the clock of the registry", 0, None),
    ("as far ahead as tolerated", -2, None),
    ("a millisecond too far ahead", -2.001, "an entry is dated {entry}, the clock here says {clock}"),
    ("a day behind", 86_400, None),
]


@pytest.mark.parametrize(("wait", "refusal"), [row[1:] for row in TIMES], ids=[row[0] for row in TIMES])
def test_an_entry_from_the_future_waits_for_the_future(begun: Begun, wait: float, refusal: str | None) -> None:
    archive = record(2)
    clock = clock_of(archive)
    watch = begun(clock, archive.entries[0])
    watch.cosign(shown(archive))
    archive.wait(seconds=100).circulate("CICA/SOC/2026/L.2")
    clock.now = archive.at + timedelta(seconds=wait)
    if refusal is None:
        assert len(watch.cosign(shown(archive))) == 2
        return
    with pytest.raises(NotYet) as caught:
        watch.cosign(shown(archive))
    assert str(caught.value) == refusal.format(entry=archive.at.isoformat(), clock=clock.now.isoformat())
    assert watch.size == 2
    clock.wait(milliseconds=1)
    assert len(watch.cosign(shown(archive))) == 2


@pytest.mark.parametrize(("early", "admitted"), [(7.0, True), (7.001, False), (50.0, False)])
def test_an_entry_dated_back_before_what_was_cosigned_is_not_cosigned(
    begun: Begun, *, early: float, admitted: bool
) -> None:
    archive = record(2)
    clock = clock_of(archive)
    watch = begun(clock, archive.entries[0])
    clock.wait(seconds=100)
    watch.cosign(shown(archive))
    archive.at = clock.now - timedelta(seconds=early)
    archive.circulate("CICA/SOC/2026/L.2")
    archive.at = clock.now
    archive.circulate("CICA/SOC/2026/L.3")
    if admitted:
        assert len(watch.cosign(shown(archive))) == 2
        return
    for _ in range(2):
        with pytest.raises(NotYet, match="this node cosigned the record without it at 2026-11-23T05:01:41"):
            watch.cosign(shown(archive))
        assert watch.restart().size == 2
        clock.wait(days=1)


def test_before_the_record_says_how_far_clocks_may_differ_it_is_two_minutes(begun: Begun) -> None:
    archive = record(2)
    for ahead, admitted in ((120, True), (120.001, False)):
        clock = Clock(archive.at - timedelta(seconds=ahead))
        watch = begun(clock, archive.entries[0])
        if admitted:
            assert len(watch.cosign(shown(archive))) == 2
        else:
            with pytest.raises(NotYet):
                watch.cosign(shown(archive))


def test_no_cosignature_is_dated_ahead_of_the_clock_or_before_another(begun: Begun) -> None:
    archive = record(2)
    clock = clock_of(archive)
    watch = begun(clock, archive.entries[0])
    clock.wait(seconds=1000)
    watch.cosign(shown(archive))
    latest = {"ARD": seconds(clock)}
    archive.wait(seconds=1000).circulate("CICA/SOC/2026/L.2")
    clock.wait(seconds=-2, milliseconds=-1)
    for _ in range(2):
        with pytest.raises(NotYet) as caught:
            watch.cosign(shown(archive))
        said = f"the clock here says {clock.now.isoformat()}, this node has cosigned at {latest['ARD']}"
        assert str(caught.value) == said
        watch.restart()
    clock.wait(milliseconds=1)
    lines = watch.cosign(shown(archive))
    assert dated(archive.checkpoint(), lines, witness_set(archive.state)) == (3, latest, latest)


# What is not a record.


def test_a_record_with_an_entry_that_should_not_be_there_is_not_cosigned(begun: Begun) -> None:
    archive = record()
    good = archive.entries[-1]
    stamp = good[:25]
    admissible = entry_of(archive, Mark, "REG", journal=archive.state.journal.hex())
    cases = [
        (entry_of(archive, Mark, "REG", journal="0" * 64), "refused by rule 10.2"),
        (entry_of(archive, Mark, "ARD", journal=archive.state.journal.hex()), "refused by rule 1.10"),
        (entry_of(archive, Propose, "ARD", signers=("BOR",), body="SOC", symbols=("CICA/SOC/2026/L.1",),
                  title=EDITION.title), "refused by rule 1.4"),
        (good, "refused by rule 1.5"),
        (b"2026-11-23T05:00:01.999Z\n" + admissible[25:], "refused by rule 1.6"),
        (stamp + b"no act", "not a signed note"),
        (b"yesterday\n" + admissible, "an entry begins with one line"),
        (b"", "an entry begins with one line"),
    ]  # fmt: skip
    for number, (entry, reason) in enumerate(cases):
        watch = begun(clock_of(archive), archive.entries[0], code="ARD" if number else "BOR")
        for _ in range(2):
            with pytest.raises(BrokenRecord) as caught:
                watch.cosign(broken(archive, entry))
            assert (caught.value.index, caught.value.reason[: len(reason)]) == (3, reason)
        assert watch.size == 0
        watch.cosign(shown(archive))
        with pytest.raises(BrokenRecord):
            watch.cosign(broken(archive, entry))
        assert watch.restart().size == 3
        assert len(watch.cosign(broken(archive, admissible))) == 2


def test_entries_that_are_not_those_of_the_head_accuse_nobody(begun: Begun) -> None:
    archive = record(5)
    clock = clock_of(archive)
    watch = begun(clock, archive.entries[0])
    true = shown(archive)
    lies = [
        Shown(true.pended, archive.entries[:4]),
        Shown(true.pended, [*archive.entries[:3], archive.entries[4], archive.entries[3]]),
        Shown(true.pended, [*archive.entries[:4], archive.entries[4][:-9] + b"AAAAAAA=\n"]),
    ]
    for held in (0, 3):
        if held:
            watch.cosign(shown(archive, held))
        for lie in lies:
            with pytest.raises(Mismatch):
                watch.cosign(lie)
            assert watch.size == held
    assert Store.open(watch.path).evidence() == b""
    assert len(watch.cosign(true)) == 2


@pytest.mark.parametrize(
    "note",
    [
        b"no head",
        b"",
        sign_checkpoint(Checkpoint(ORIGIN, 3, bytes(32)), log_signers("other.example/record"), 1),
        sign_checkpoint(Checkpoint("other.example/record", 3, bytes(32)), log_signers("other.example/record"), 1),
    ],
)
def test_a_head_that_the_log_did_not_sign_is_neither_cosigned_nor_evidence(begun: Begun, note: bytes) -> None:
    archive = record(4)
    watch = begun(clock_of(archive), archive.entries[0])
    watch.cosign(shown(archive))
    for size in (3, 4, 5):
        pended = note.replace(b"\n3\n", b"\n%d\n" % size)
        with pytest.raises((Unconfirmed, NotYet)):
            watch.cosign(Shown(pended, list(archive.entries)))
    assert Store.open(watch.path).evidence() == b""
    assert len(watch.cosign(shown(archive))) == 2


def test_cosignatures_of_others_on_the_head_change_nothing(begun: Begun) -> None:
    archive = record()
    watch = begun(clock_of(archive), archive.entries[0])
    source = shown(archive)
    parsed = parse_note(source.pended)
    source.pended = format_note(parsed.text, [*parsed.lines, *parse_note(archive.checkpoint(*WITNESSES)).lines[2:]])
    lines = watch.cosign(source)
    assert dated(shown(archive).pended, lines, witness_set(archive.state))[0] == 3
