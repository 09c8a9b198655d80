# SPDX-License-Identifier: Apache-2.0
"""A witness: what it cosigns, what it refuses for now, and what it never cosigns."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.acts.entry import format_entry
from comity.acts.outcomes import Mark
from comity.acts.proposals import Propose
from comity.acts.signed import format_signed_act
from comity.node.errors import Contradicted, NodeError, NotYet, OtherRecord, StateLost
from comity.node.store import Store
from comity.node.witness import Witness
from comity.record.confirmation import witness_set
from comity.record.errors import BrokenRecord, ChangeInside, Mismatch, Unconfirmed
from comity.record.evidence import Evidence, Finding, check_evidence, parse_evidence
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.merkle import leaf_hash, tree_root
from comity.tlog.note import format_note, parse_note
from comity.tlog.signer import Signer
from comity.tlog.tree_head import Checkpoint
from comity.tlog.vkey import VerifierKey
from tests.cast.archive import Archivist
from tests.cast.forum import EDITION, ORIGIN, WITNESSES
from tests.cast.keys import log_signers, witness_signers
from tests.node.conftest import Begun
from tests.node.watch import Shown, Watch, dated, shown
from tests.registry.seat import Clock

TOLERANCE = timedelta(seconds=EDITION.tolerance_s)


def record(length: int = 3) -> Archivist:
    """Genesis, documents by the secretariat, one a second."""
    archivist = Archivist.opened()
    for number in range(1, length):
        archivist.wait(seconds=1).circulate(f"CICA/SOC/2026/L.{number}")
    return archivist


def other(record_: Archivist, length: int) -> Archivist:
    """A record with the same beginning, that goes on in another way."""
    fork = Archivist.opened()
    for number in range(1, length):
        fork.wait(seconds=1).circulate(f"CICA/SOC/2026/L.{number}", languages=("en",) if number == 2 else ("en", "ru"))
    assert fork.entries[:2] == record_.entries[:2]
    assert fork.entries[2] != record_.entries[2]
    return fork


def clock_of(record_: Archivist) -> Clock:
    return Clock(record_.at)


def seconds(clock: Clock) -> int:
    return int(clock.now.timestamp())


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


def test_the_same_head_is_cosigned_anew_with_the_time_of_then(begun: Begun) -> None:
    archive = record()
    clock = clock_of(archive)
    watch = begun(clock, archive.entries[0])
    source = shown(archive)
    for wait in (0, 300, 300):
        clock.wait(seconds=wait)
        at = {"ARD": seconds(clock)}
        assert dated(source.pended, watch.cosign(source), witness_set(archive.state)) == (3, at, at)
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


@pytest.mark.parametrize(("early", "admitted"), [(2.0, True), (2.001, False), (50.0, False)])
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
    archive = record()
    clock = clock_of(archive)
    watch = begun(clock, archive.entries[0])
    clock.wait(seconds=1000)
    source = shown(archive)
    watch.cosign(source)
    latest = {"ARD": seconds(clock)}
    clock.wait(seconds=-2)
    assert dated(source.pended, watch.cosign(source), witness_set(archive.state)) == (3, latest, latest)
    clock.wait(milliseconds=-1)
    with pytest.raises(NotYet) as caught:
        watch.cosign(source)
    said = f"the clock here says {clock.now.isoformat()}, this node has cosigned at {latest['ARD']}"
    assert str(caught.value) == said
    with pytest.raises(NotYet):
        watch.restart().cosign(source)


# What is not a record.


def broken(archive: Archivist, entry: bytes) -> Shown:
    """A record that goes on with this entry, under a head the log signed."""
    entries = [*archive.entries, entry]
    head = Checkpoint(ORIGIN, len(entries), tree_root([leaf_hash(each) for each in entries]))
    return Shown(sign_checkpoint(head, log_signers(ORIGIN), int(archive.at.timestamp())), entries)


def entry_of(archive: Archivist, *args: Any, **fields: Any) -> bytes:
    """An entry that was never judged."""
    return format_entry(archive.at, format_signed_act(archive.write(*args, **fields)))


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
        sign_checkpoint(Checkpoint(ORIGIN, 3, bytes(32)), log_signers(ORIGIN)[:1], 1),
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


# Two records.


def test_an_older_head_of_the_same_record_is_not_cosigned(begun: Begun) -> None:
    archive = record(5)
    watch = begun(clock_of(archive), archive.entries[0])
    watch.cosign(shown(archive))
    for size in range(1, 5):
        with pytest.raises(NotYet) as caught:
            watch.cosign(shown(archive, size))
        assert str(caught.value) == f"size {size} is older than the 5 entries held here"
    assert watch.restart().size == 5
    assert len(watch.cosign(shown(archive))) == 2


def accused(watch: Watch, source: Shown) -> Evidence:
    with pytest.raises(Contradicted) as caught:
        watch.cosign(source)
    assert str(caught.value) == "the log signed two records that do not agree"
    return caught.value.evidence


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


# Changes of the witnesses.


def changing() -> Archivist:
    """Entries 0 to 8: four witnesses, ELV enrolled (2), FEN enrolled (4), ARD with new keys (5), DEL retired (7)."""
    archive = record(2)
    archive.wait(seconds=1).enrol("ELV")
    archive.wait(seconds=1).circulate("CICA/SOC/2026/L.2")
    archive.wait(seconds=1).enrol("FEN")
    archive.wait(seconds=1).enrol("ARD#2")
    archive.wait(seconds=1).circulate("CICA/SOC/2026/L.3")
    archive.wait(seconds=1).retire("DEL")
    archive.wait(seconds=1).circulate("CICA/SOC/2026/L.4")
    return archive


def at_change(archive: Archivist, confirmed: int) -> Shown:
    """The record when so many changes are confirmed and the next one waits, or all that followed the last one."""
    sizes = [3, 5, 6, 8, 9]
    size = sizes[confirmed]
    return Shown(archive.checkpoint(size=size), archive.entries[:size], archive.changes[:confirmed])


@pytest.mark.parametrize("restarting", [False, True])
def test_changes_are_followed_one_by_one(begun: Begun, *, restarting: bool) -> None:
    archive = changing()
    watch = begun(Clock(archive.at), archive.entries[0], code="BOR")
    for confirmed, size in enumerate([3, 5, 6, 8, 9]):
        assert len(watch.keep_up(at_change(archive, confirmed))) == 2
        assert watch.size == size
        if restarting:
            watch.restart()
    assert watch.witness.held is not None
    assert watch.witness.held.forum == archive.state


@pytest.mark.parametrize("held", [0, 1, 2, 3, 4, 5, 6, 7, 8])
@pytest.mark.parametrize("restarting", [False, True])
def test_a_witness_that_was_away_catches_up_over_every_change(begun: Begun, held: int, *, restarting: bool) -> None:
    archive = changing()
    watch = begun(Clock(archive.at), archive.entries[0], code="BOR")
    if held:
        before = [note for note, size in zip(archive.changes, (3, 5, 6, 8), strict=True) if size < held]
        watch.keep_up(Shown(archive.checkpoint(size=held), archive.entries[:held], before))
    if restarting:
        watch.restart()
    assert len(watch.keep_up(at_change(archive, 4))) == 2
    assert watch.restart().size == 9


def test_catching_up_is_held_change_by_change(begun: Begun) -> None:
    archive = changing()
    watch = begun(Clock(archive.at), archive.entries[0], code="BOR")
    full = at_change(archive, 4)
    full.held = [*archive.entries[:8], entry_of(archive, Mark, "REG", journal="0" * 64)]
    full.pended = broken(Archivist(entries=archive.entries[:8], at=archive.at), full.held[8]).pended
    with pytest.raises(BrokenRecord):
        watch.cosign(full)
    assert watch.size == 8
    assert watch.restart().size == 8
    assert len(watch.cosign(at_change(archive, 4))) == 2


def test_a_change_in_the_middle_of_a_step_is_not_passed_over(begun: Begun) -> None:
    archive = changing()
    watch = begun(Clock(archive.at), archive.entries[0], code="BOR")
    silent = Shown(archive.checkpoint(), list(archive.entries), [])
    for shown_changes, index in (([], 2), (archive.changes[:1], 4), (archive.changes[:3], 7)):
        silent.changed = shown_changes
        with pytest.raises(ChangeInside) as caught:
            watch.cosign(silent)
        assert caught.value.index == index
    assert watch.size == 6
    silent.changed = archive.changes
    assert len(watch.cosign(silent)) == 2


@pytest.mark.parametrize("restarting", [False, True])
def test_nothing_is_cosigned_after_a_change_that_the_set_before_it_did_not_confirm(
    begun: Begun, *, restarting: bool
) -> None:
    archive = changing()
    watch = begun(Clock(archive.at), archive.entries[0], code="BOR")
    watch.keep_up(at_change(archive, 0))
    if restarting:
        watch.restart()
    after = Shown(archive.checkpoint(size=4), archive.entries[:4])
    few = archive.checkpoint("ARD", "BOR", "ELV", size=3)
    for unconfirmed in ([], [archive.checkpoint(size=3)], [few]):
        after.changed = unconfirmed
        with pytest.raises(Unconfirmed):
            watch.keep_up(after)
        if restarting:
            watch.restart()
        assert watch.size == 3
    after.changed = archive.changes[:1]
    assert len(watch.keep_up(after)) == 2


def test_a_witness_with_new_keys_cosigns_with_them(begun: Begun) -> None:
    archive = changing()
    watch = begun(Clock(archive.at), archive.entries[0])
    watch.keep_up(at_change(archive, 1))
    watch.restart(witness_signers("ARD#2"))
    source = at_change(archive, 4)
    size, classic, quantum = dated(source.pended, watch.keep_up(source), witness_set(archive.state))
    assert (size, set(classic), set(quantum)) == (9, {"ARD"}, {"ARD"})


# What is held is held before anything is signed.


class Onlooker:
    """A signer that, when asked to sign, notes what another connection finds in the store."""

    def __init__(self, signer: Signer, path: Path, seen: list[Any]) -> None:
        self._signer, self._path, self._seen = signer, path, seen

    @property
    def vkey(self) -> VerifierKey:
        return self._signer.vkey

    def sign(self, message: bytes) -> bytes:
        store = Store.open(self._path)
        self._seen.append((store.head(), len(list(store.entries()))))
        store.close()
        return self._signer.sign(message)


def test_the_head_and_its_entries_are_held_when_they_are_signed(begun: Begun) -> None:
    archive = record(5)
    clock = clock_of(archive)
    watch = begun(clock, archive.entries[0])
    seen: list[Any] = []
    pair = witness_signers("ARD")
    watch.restart((Onlooker(pair[0], watch.path, seen), Onlooker(pair[1], watch.path, seen)))
    source = shown(archive)
    watch.cosign(source)
    assert seen == [((5, source.pended, seconds(clock)), 5)] * 2


def test_of_two_processes_with_one_store_only_one_signs(begun: Begun) -> None:
    archive = record(5)
    watch = begun(clock_of(archive), archive.entries[0])
    watch.cosign(shown(archive, 3))
    twin = Witness("ARD", Store.open(watch.path), watch.pair, watch.anchor, watch.clock)
    watch.cosign(shown(archive, 4))
    for _ in range(2):
        with pytest.raises(NodeError):
            twin.cosign(shown(archive, 5))
    twin.close()
    assert len(watch.cosign(shown(archive, 5))) == 2


@pytest.mark.parametrize("kept", [range(2), range(1, 3), range(0)])
def test_a_store_that_lost_entries_is_not_taken_up(begun: Begun, kept: range) -> None:
    archive = record(3)
    watch = begun(clock_of(archive), archive.entries[0])
    source = shown(archive)
    path = watch.path.with_name("lost.db")
    lost = Store.create(path)
    lost.advance(b"", source.pended, kept.stop, 1, [archive.entries[index] for index in kept])
    lost.advance(source.pended, source.pended, 3, 1, [])
    with pytest.raises(StateLost) as caught:
        Witness("ARD", lost, watch.pair, watch.anchor, watch.clock)
    held = len(kept)
    assert str(caught.value) == f"the store of ARD holds {held} entries of 3: its key must never sign again"
    lost.close()


def test_a_store_with_other_entries_is_not_taken_up(begun: Begun) -> None:
    archive = record(5)
    fork = other(archive, 5)
    watch = begun(clock_of(archive), archive.entries[0])
    path = watch.path.with_name("other.db")
    store = Store.create(path)
    store.advance(b"", archive.checkpoint(), 5, 1, fork.entries)
    with pytest.raises(Mismatch):
        Witness("ARD", store, watch.pair, watch.anchor, watch.clock)
    store.close()


def test_killed_before_it_signed_a_witness_signs_no_other_root_at_that_size(begun: Begun, tmp_path: Path) -> None:
    archive = record(5)
    fork = other(archive, 5)
    watch = begun(clock_of(archive), archive.entries[0])
    watch.cosign(shown(archive, 3))
    watch.witness.close()
    doomed = tmp_path / "doomed"
    doomed.mkdir()
    (doomed / "head").write_bytes(archive.checkpoint())
    for index, entry in enumerate(archive.entries):
        (doomed / str(index)).write_bytes(entry)
    done = subprocess.run(
        [sys.executable, "-m", "tests.node.doomed", str(watch.path), str(doomed), watch.clock.now.isoformat()],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGKILL, b"signing\n", b"")
    watch.restart()
    assert watch.size == 5
    evidence = accused(watch, shown(fork))
    assert check_evidence(evidence, witness_set(archive.state), TOLERANCE).kind == "fork_at_one_size"


class Unsigning(Onlooker):
    """A signer whose token fails."""

    def sign(self, _: bytes) -> bytes:
        raise OSError("no token")


def test_what_was_held_and_not_signed_is_signed_when_it_can_be(begun: Begun) -> None:
    archive = record(5)
    watch = begun(clock_of(archive), archive.entries[0])
    pair = witness_signers("ARD")
    watch.restart((pair[0], Unsigning(pair[1], watch.path, [])))
    for _ in range(2):
        with pytest.raises(OSError, match="no token"):
            watch.cosign(shown(archive))
        assert watch.restart().size == 5
    watch.restart(pair)
    assert len(watch.cosign(shown(archive))) == 2


def test_cosignatures_of_others_on_the_head_change_nothing(begun: Begun) -> None:
    archive = record()
    watch = begun(clock_of(archive), archive.entries[0])
    source = shown(archive)
    parsed = parse_note(source.pended)
    source.pended = format_note(parsed.text, [*parsed.lines, *parse_note(archive.checkpoint(*WITNESSES)).lines[2:]])
    lines = watch.cosign(source)
    assert dated(shown(archive).pended, lines, witness_set(archive.state))[0] == 3
