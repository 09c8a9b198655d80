# SPDX-License-Identifier: Apache-2.0
"""The pool: everybody is answered, each party in its order and in its turn, and everybody is told when the registry stops."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from comity.acts.entry import parse_entry
from comity.acts.signed import parse_signed_act
from comity.registry.answer import Answer, Malformed, Sequenced, Waiting
from comity.registry.blobs import TooLarge
from comity.registry.errors import LockLost, RecordDamaged, Stopped
from comity.registry.pool import MAX_BATCH, Pool
from comity.registry.registry import Registry
from comity.rules.outcome import Refused
from comity.tlog.tile import entries_path
from tests.cast.forum import MEMBERS, WITNESSES
from tests.registry.conftest import Founded
from tests.registry.seat import HAND, LOG, Seat

Story = Callable[[Pool], Coroutine[Any, Any, None]]


def run(seat: Seat, story: Story, patience_s: float = 20.0) -> None:
    """Tell a story with a pool before this registry."""

    async def told() -> None:
        pool = Pool(seat.registry, patience_s)
        try:
            await asyncio.wait_for(story(pool), 30)
        finally:
            pool.close()

    asyncio.run(told())


def statements(seat: Seat, by: str, count: int, first: int = 0) -> list[bytes]:
    (proposal,) = seat.forum.matters
    return [seat.statement(proposal, by, later) for later in range(first, first + count)]


def index_of(answer: Answer) -> int:
    assert isinstance(answer, Sequenced), answer
    return answer.index


class Gate:
    """Something for the writer to wait at, so that a story can fill the queues behind it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._opened = threading.Event()
        self._passed: asyncio.Task[bool] | None = None

    async def __aenter__(self) -> None:
        self._passed = asyncio.create_task(self._pool.call(lambda: self._opened.wait(30)))
        await asyncio.sleep(0)

    async def __aexit__(self, *_: object) -> None:
        self._opened.set()
        if self._passed:
            assert await self._passed


async def until(condition: Callable[[], bool]) -> None:
    """Give way to others until something holds."""
    while not condition():  # noqa: ASYNC110  (what a story waits for are facts nobody announces)
        await asyncio.sleep(0)


def begin(*coroutines: Awaitable[Answer]) -> list["asyncio.Future[Answer]"]:
    return [asyncio.ensure_future(coroutine) for coroutine in coroutines]


def test_sixty_four_lodgers_are_all_answered_and_each_party_in_its_order(seat: Seat) -> None:
    notes = {by: statements(seat, by, 80) for by in MEMBERS}
    lodgers = {by: iter(acts) for by, acts in notes.items()}
    answered: list[tuple[str, int]] = []

    async def lodge(pool: Pool, by: str) -> None:
        for note in lodgers[by]:
            answer = await pool.lodge(note)
            assert isinstance(answer, Sequenced)
            assert (answer.act_id, answer.again) == (parse_signed_act(note).id, False)
            answered.append((by, answer.index))

    async def story(pool: Pool) -> None:
        names = [list(MEMBERS)[number % len(MEMBERS)] for number in range(64)]
        await asyncio.gather(*(lodge(pool, by) for by in names))

    run(seat, story)
    acts = [parse_entry(entry).signed.act for entry in seat.registry.shelf.entries(3, seat.registry.shelf.size)]
    assert sorted(index for _, index in answered) == list(range(3, 3 + 80 * len(MEMBERS)))
    assert {by: [act.seq[0] for act in acts if act.by[0] == by] for by in MEMBERS} == {
        by: list(range(2 if by == "ARD" else 1, 82 if by == "ARD" else 81)) for by in MEMBERS
    }
    assert seat.restart().forum.size == 3 + 80 * len(MEMBERS)


def test_parties_take_turns(seat: Seat) -> None:
    async def story(pool: Pool) -> None:
        async with Gate(pool):
            lodged = begin(*(pool.lodge(note) for by in ("ARD", "BOR", "COR") for note in statements(seat, by, 3)))
        assert [index_of(answer) - 3 for answer in await asyncio.gather(*lodged)] == [0, 3, 6, 1, 4, 7, 2, 5, 8]

    run(seat, story)


def test_a_flood_of_one_party_delays_another_by_no_more_than_the_batch_under_way(seat: Seat) -> None:
    async def story(pool: Pool) -> None:
        async with Gate(pool):
            flood = begin(*(pool.lodge(note) for note in statements(seat, "ARD", 800)))
            await until(lambda: len(pool._queues.get(b"ARD", ())) == 800 - MAX_BATCH)
            (single,) = begin(pool.lodge(statements(seat, "BOR", 1)[0]))
            await asyncio.sleep(0)
        assert index_of(await single) == 3 + MAX_BATCH + 1
        places = [index_of(answer) for answer in await asyncio.gather(*flood)]
        assert places == [index for index in range(3, 804) if index != 3 + MAX_BATCH + 1]

    run(seat, story)


def test_strangers_and_garbage_share_one_turn(seat: Seat) -> None:
    finished: list[str] = []

    async def lodge(pool: Pool, name: str, note: bytes) -> Answer:
        answer = await pool.lodge(note)
        finished.append(name)
        return answer

    async def story(pool: Pool) -> None:
        (note,) = statements(seat, "ARD", 1)
        garbage = [b"x\n\n\xe2\x80\x94 S%d AAAA\n" % number for number in range(500)] + [b"", b"\xff \xff", b"\n\n "]
        async with Gate(pool):
            strangers = begin(*(lodge(pool, "stranger", each) for each in garbage))
            (known,) = begin(lodge(pool, "ARD", note))
            await asyncio.sleep(0)
        assert index_of(await known) == 3
        assert {type(answer) for answer in await asyncio.gather(*strangers)} == {Malformed}
        assert finished.index("ARD") < MAX_BATCH

    run(seat, story)


def test_keys_of_other_purposes_take_the_turn_of_their_party(seat: Seat) -> None:
    async def story(pool: Pool) -> None:
        (proposal,) = seat.forum.matters
        recovery = seat.statement(proposal, "ARD").replace("— ARD ".encode(), "— ARD/recovery ".encode())
        async with Gate(pool):
            lodged = begin(*(pool.lodge(note) for note in (recovery, *statements(seat, "ARD", 2))))
            await until(lambda: pool._worker is not None)
        said = [
            answer.rule if isinstance(answer, Refused) else index_of(answer) for answer in await asyncio.gather(*lodged)
        ]
        assert said == ["1.4", 3, 4]

    run(seat, story)


def test_a_batch_holds_no_more_than_its_size_however_many_parties_there_are(seat: Seat) -> None:
    async def story(pool: Pool) -> None:
        async with Gate(pool):
            lodged = begin(*(pool.lodge(note) for by in MEMBERS for note in statements(seat, by, 50)))
            await until(lambda: sum(map(len, pool._queues.values())) == 50 * len(MEMBERS) - MAX_BATCH)
        await asyncio.gather(*lodged)
        widths = [staged.width for staged in seat.lock.tail()]
        assert widths[-1] == 50 * len(MEMBERS) - MAX_BATCH

    run(seat, story)


def test_the_worker_rests_and_begins_again(seat: Seat) -> None:
    async def story(pool: Pool) -> None:
        for number, note in enumerate(statements(seat, "ARD", 3)):
            assert index_of(await pool.lodge(note)) == 3 + number
            await until(lambda: pool._worker is None)

    run(seat, story)


def test_a_lodger_who_left_is_not_waited_for(seat: Seat) -> None:
    async def story(pool: Pool) -> None:
        notes = statements(seat, "ARD", 3)
        async with Gate(pool):
            lodged = begin(*(pool.lodge(note) for note in notes))
            await until(lambda: pool._worker is not None)
            lodged[1].cancel()
        first, left, last = await asyncio.gather(*lodged, return_exceptions=True)
        assert isinstance(left, asyncio.CancelledError)
        assert [index_of(answer) for answer in (first, last) if not isinstance(answer, BaseException)] == [3, 5]
        assert index_of(await pool.lodge(notes[1])) == 4

    run(seat, story)


async def outcomes(lodged: list["asyncio.Future[Answer]"]) -> list[Any]:
    return await asyncio.gather(*lodged, return_exceptions=True)


def test_an_error_of_the_writer_reaches_everybody_who_waits_and_everybody_after(seat: Seat) -> None:
    other = Seat(seat.root, seat.clock, Registry.open(seat.root, LOG, HAND, seat.clock))
    other.place(*statements(other, "BOR", 1))
    other.registry.close()

    async def story(pool: Pool) -> None:
        async with Gate(pool):
            lodged = begin(*(pool.lodge(note) for by in ("ARD", "COR") for note in statements(seat, by, 200)))
            await until(lambda: bool(pool._queues))
        said = await outcomes(lodged)
        assert [type(each) for each in said] == [LockLost] * 400
        assert pool.stopped.is_set()
        assert isinstance(pool.failure, LockLost)
        message = "the registry has stopped: the lock holds another checkpoint: a second registry runs, or a backup was restored"
        for attempt in (pool.lodge(b""), pool.call(seat.registry.keep_time)):
            with pytest.raises(Stopped) as caught:
                await attempt
            assert str(caught.value) == message

    run(seat, story)


def test_a_tile_that_cannot_be_written_reaches_those_whose_acts_were_not_locked(seat: Seat) -> None:
    wrong = seat.root / entries_path(0)
    wrong.parent.mkdir(parents=True)
    wrong.write_bytes(b"other")

    async def story(pool: Pool) -> None:
        async with Gate(pool):
            lodged = begin(*(pool.lodge(note) for note in statements(seat, "ARD", 300)))
            await until(lambda: len(pool._queues.get(b"ARD", ())) == 300 - MAX_BATCH)
        said = await outcomes(lodged)
        assert [index_of(answer) for answer in said[:MAX_BATCH]] == list(range(3, 3 + MAX_BATCH))
        assert {type(each) for each in said[MAX_BATCH:]} <= {RecordDamaged, Stopped}
        assert isinstance(pool.failure, RecordDamaged)
        assert pool.stopped.is_set()

    run(seat, story)
    wrong.unlink()
    assert seat.restart().forum.size == 3 + MAX_BATCH


def test_what_a_caller_did_wrong_stops_nothing_and_a_failing_disk_does(seat: Seat, tmp_path: Path) -> None:
    async def story(pool: Pool) -> None:
        with pytest.raises(TooLarge):
            await pool.call(lambda: seat.registry.store(bytes(2**20 + 1)))
        assert not pool.stopped.is_set()
        assert index_of(await pool.lodge(statements(seat, "ARD", 1)[0])) == 3
        with pytest.raises(OSError):
            await pool.call((tmp_path / "nothing" / "here").read_bytes)
        with pytest.raises(Stopped):
            await pool.lodge(statements(seat, "ARD", 1)[0])

    run(seat, story)


def test_acts_behind_a_change_of_witnesses_wait_for_it_in_their_order(founded: Founded) -> None:
    seat = founded(witnesses=WITNESSES)
    seat.propose()

    async def story(pool: Pool) -> None:
        notes = [seat.enrol("ELV"), *statements(seat, "BOR", 3)]
        lodged = begin(*(pool.lodge(note) for note in notes))
        assert index_of(await lodged[0]) == 3
        seat.clock.wait(seconds=2)
        await pool.call(seat.registry.keep_time)
        assert [each.done() for each in lodged[1:]] == [False] * 3
        assert await pool.call(lambda: seat.cosign("ARD", "BOR", "COR")) == []
        assert [index_of(answer) for answer in await asyncio.gather(*lodged[1:])] == [4, 5, 6]

    run(seat, story)


def test_a_lodger_whose_patience_ends_is_told_that_the_record_waits(founded: Founded) -> None:
    seat = founded(witnesses=WITNESSES)
    seat.propose()
    seat.place(seat.enrol("ELV"))

    async def story(pool: Pool) -> None:
        lodged = begin(*(pool.lodge(note) for note in statements(seat, "BOR", 2)))
        assert await asyncio.gather(*lodged) == [Waiting(4), Waiting(4)]

    run(seat, story, patience_s=0.0)


def test_closing_tells_those_who_wait(seat: Seat) -> None:
    async def story(pool: Pool) -> None:
        opened = threading.Event()
        gate = asyncio.create_task(pool.call(lambda: opened.wait(30)))
        lodged = begin(*(pool.lodge(note) for note in statements(seat, "ARD", 300)))
        await until(lambda: len(pool._queues.get(b"ARD", ())) == 300 - MAX_BATCH)
        opened.set()
        pool.close()
        said = await outcomes(lodged)
        assert await gate
        assert [index_of(answer) for answer in said[:MAX_BATCH]] == list(range(3, 3 + MAX_BATCH))
        assert [str(each) for each in said[MAX_BATCH:]] == ["the registry is closed"] * (300 - MAX_BATCH)
        with pytest.raises(Stopped, match="the registry has stopped: the registry is closed"):
            await pool.lodge(b"")

    run(seat, story)
    assert seat.restart().forum.size == 3 + MAX_BATCH
