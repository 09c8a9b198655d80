# SPDX-License-Identifier: Apache-2.0
"""Following: a node's step is all or nothing, and what contradicts it is evidence or asked for again."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from comity.record.confirmation import witness_set
from comity.record.errors import BrokenRecord, ChangeInside, Mismatch, Stale, TreeNeeded, Unconfirmed
from comity.record.evidence import ForkAtOneSize
from comity.record.follow import Held, follow, hold, time_refusal
from comity.record.replay import check_here, replay
from comity.rules.forum import forum_bytes
from comity.tlog.checkpoint import sign_checkpoint
from comity.tlog.note import parse_note
from comity.tlog.tree_head import Checkpoint, parse_checkpoint
from tests.cast.archive import Archivist
from tests.cast.forum import ORIGIN, WITNESSES
from tests.cast.keys import log_signers
from tests.record.stories import adopted, changing, mark, place


def held_at(record: Archivist, size: int) -> Held:
    """What a node holds that followed a record to this size in one step."""
    return hold(record.entries[:size], record.checkpoint(size=size), check_here)


def same(one: object, other: Held) -> bool:
    """Forums compare by their bytes: persistent maps have no order of their own."""
    assert isinstance(one, Held)
    assert forum_bytes(one.forum) == forum_bytes(other.forum)
    return (one.frontier, one.note, one.before) == (other.frontier, other.note, other.before)


def test_steps_of_every_length_come_to_the_same() -> None:
    record = adopted()
    end = held_at(record, 7)
    assert forum_bytes(end.forum) == forum_bytes(record.state)
    for size in range(1, 7):
        start = held_at(record, size)
        step = follow(start, end.note, record.entries[size:], check_here, read=record.read)
        assert same(step, end)


def test_from_nothing() -> None:
    record = adopted()
    heard: list[int] = []
    note = record.checkpoint()
    step = follow(None, note, record.entries, check_here, observe=lambda index, *_: heard.append(index))
    assert same(step, replace(held_at(record, 7), note=note))
    assert heard == list(range(7))


def test_from_nothing_with_nothing() -> None:
    with pytest.raises(BrokenRecord, match="begins with genesis"):
        follow(None, adopted().checkpoint(), [], check_here)


def test_newer_cosignatures_of_the_held_size() -> None:
    record = adopted()
    start = held_at(record, 7)
    note = record.checkpoint(*WITNESSES)
    assert same(follow(start, note, [], check_here), replace(start, note=note))


def test_the_log_has_not_signed() -> None:
    record = adopted()
    note = record.checkpoint(signers=log_signers(ORIGIN)[:1])
    with pytest.raises(Unconfirmed, match="0x06"):
        follow(held_at(record, 5), note, record.entries[5:], check_here, read=record.read)


def test_an_older_checkpoint_is_stale_not_evidence() -> None:
    record = adopted()
    with pytest.raises(Stale, match="of size 6, 7 are held"):
        follow(held_at(record, 7), record.checkpoint(size=6), [], check_here)


def forked(size: int) -> bytes:
    """A note of the log over another root at this size."""
    return sign_checkpoint(Checkpoint(ORIGIN, size, bytes(32)), log_signers(ORIGIN), 1_800_000_000)


def test_another_root_at_the_held_size_is_evidence() -> None:
    start = held_at(adopted(), 7)
    expected = ForkAtOneSize(start.note.decode(), (other := forked(7)).decode())
    assert follow(start, other, [], check_here) == expected


@pytest.mark.parametrize("entries", [slice(5, 6), slice(5, 7), slice(4, 6), slice(5, 5)])
def test_entries_that_are_not_those_of_the_checkpoint(entries: slice) -> None:
    record = adopted()
    note = forked(6) if entries == slice(5, 6) else record.checkpoint(size=6)
    with pytest.raises(Mismatch):
        follow(held_at(record, 5), note, record.entries[entries], check_here, read=record.read)


def test_a_signed_entry_that_the_rules_refuse() -> None:
    record = Archivist.opened()
    mark(record)
    start = held_at(record, 2)
    record.entries.append(record.entries[1])
    heard: list[int] = []
    with pytest.raises(BrokenRecord) as caught:
        follow(
            start, record.checkpoint(), record.entries[2:], check_here, observe=lambda index, *_: heard.append(index)
        )
    assert (caught.value.index, heard) == (2, [])


def test_an_old_head_needs_the_tree() -> None:
    record = Archivist.opened()
    proposal = record.wait(seconds=1).propose(record.circulate())
    place(record, proposal)
    mark(record.wait(seconds=200))
    head = record.head(size=4)
    record.record(proposal, head=head)
    start = held_at(record, 5)
    with pytest.raises(TreeNeeded):
        follow(start, record.checkpoint(), record.entries[5:], check_here)
    assert isinstance(follow(start, record.checkpoint(), record.entries[5:], check_here, read=record.read), Held)


# Witnesses that change.


def test_a_change_ends_its_checkpoint_and_waits_for_the_set_before() -> None:
    record = changing()
    sizes = [parse_checkpoint(parse_note(note).text).size for note in record.changes]
    assert sizes == [2, 3, 4, 5, 8, 10, 11]
    held: Held | ForkAtOneSize | None = None
    reached = 0
    for size, note in zip([*sizes, len(record.entries)], [*record.changes, record.confirmed], strict=True):
        held = follow(
            held if isinstance(held, Held) else None, note, record.entries[reached:size], check_here, read=record.read
        )
        reached = size
    assert isinstance(held, Held)
    assert forum_bytes(held.forum) == forum_bytes(record.state)
    assert held.before is None


def test_a_step_over_a_change() -> None:
    record = changing()
    with pytest.raises(ChangeInside) as caught:
        follow(held_at(record, 6), record.checkpoint(size=9), record.entries[6:9], check_here)
    assert caught.value.index == 7


def test_nothing_follows_a_change_that_the_set_before_has_not_confirmed() -> None:
    record = changing()
    waiting = held_at(record, 8)
    four = witness_set(replay(record.entries[:7], check_here).forum)
    assert waiting.before == four
    step = (record.checkpoint(size=9), record.entries[8:9], check_here)
    with pytest.raises(Unconfirmed, match="0 of 4 witnesses cosigned size 8 with both keys, 3 are needed"):
        follow(waiting, *step)
    confirmed = follow(waiting, record.changes[4], [], check_here)
    assert isinstance(confirmed, Held)
    assert confirmed.before == four
    after = follow(confirmed, *step)
    assert isinstance(after, Held)
    assert after.before is None


# Taking up what was held.


@pytest.mark.parametrize("record", [adopted(), changing()])
def test_what_was_held_is_taken_up_as_it_was(record: Archivist) -> None:
    held: Held | ForkAtOneSize | None = None
    for size in range(1, len(record.entries) + 1):
        note = record.checkpoint(*WITNESSES[:3], size=size)
        state = held if isinstance(held, Held) else None
        if state is not None and state.before is not None:
            state = replace(state, before=None)
        held = follow(state, note, record.entries[size - 1 : size], check_here, read=record.read)
        assert same(hold(record.entries[:size], note, check_here), held) if isinstance(held, Held) else False


def test_what_is_held_does_not_fit_its_checkpoint() -> None:
    record = adopted()
    with pytest.raises(Mismatch, match="7 entries held"):
        hold(record.entries, forked(7), check_here)
    with pytest.raises(Mismatch):
        hold(record.entries[:6], record.checkpoint(), check_here)
    with pytest.raises(Stale):
        hold(record.entries, record.checkpoint(size=6), check_here)


# The time rule (each instant in seconds after ten o'clock).

TEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
BACK = (
    "an entry is dated 2026-11-23T10:01:{}+00:00, this node cosigned the record without it at 2026-11-23T10:01:40+00:00"
)
AHEAD = "an entry is dated 2026-11-23T10:01:{}+00:00, the clock here says 2026-11-23T10:01:40+00:00"


@pytest.mark.parametrize(
    ("entries", "last", "now", "refusal"),
    [
        ([], 100, 0, None),
        ([93], 100, 100, None),
        ([92.999], 100, 100, BACK.format("32.999000")),
        ([92, 100], 100, 100, BACK.format("32")),
        ([0], None, 100_000, None),
        ([100, 102], 100, 100, None),
        ([100, 102.001], 100, 100, AHEAD.format("42.001000")),
        ([102.001], None, 100, AHEAD.format("42.001000")),
    ],
)
def test_time_refusal(entries: list[float], last: float | None, now: float, refusal: str | None) -> None:
    def instant(seconds: float) -> datetime:
        return TEN + timedelta(seconds=seconds)

    times = [instant(each) for each in entries]
    cosigned = None if last is None else instant(last)
    assert time_refusal(times, cosigned, instant(now), timedelta(seconds=2)) == refusal
