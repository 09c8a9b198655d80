# SPDX-License-Identifier: Apache-2.0
"""Third-party witnesses are told of confirmed heads over real HTTP; they count for nothing and delay nothing."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from comity.node.plain_witness import vkeys_of
from comity.record.confirmation import confirmed, witness_set
from comity.registry.errors import Misconfigured, RecordDamaged
from comity.registry.outside import Outside, OutsideWitness, Teller, Tree, read_outside
from comity.tlog.checkpoint import open_checkpoint
from comity.tlog.cosignature import cosign
from comity.tlog.merkle import HashReader
from comity.tlog.note import MAX_LINES, SignatureLine, format_note, parse_note
from comity.tlog.vkey import format_vkey
from tests.cast.forum import ORIGIN, WITNESSES
from tests.cast.keys import log_signers, vkey_of
from tests.node.outsider import WITNESS, Outsider, outside
from tests.node.test_remote import answering, whole
from tests.registry.conftest import Founded
from tests.registry.house import House, lines_of, served
from tests.registry.seat import Seat

KEYS = tuple(signer.vkey for signer in WITNESS)
KNOWN = "".join(f"{vkey_of(signer)}\n" for signer in log_signers(ORIGIN))
Met = Callable[[], object]
Said = tuple[str, str]


def told(
    tree: Tree, beside: Outside, witnesses: list[OutsideWitness], until: Met, said: list[Said] | None = None
) -> list[Said]:
    """Let a teller tell until something holds; give what it reported."""
    said = [] if said is None else said

    async def tell() -> None:
        async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(30):
            teller = Teller(tree, beside, client, lambda *report: said.append(report), 0.001)
            telling = asyncio.create_task(teller.run(witnesses))
            while not until():
                await asyncio.sleep(0.002)
                if telling.done():
                    telling.result()
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    asyncio.run(tell())
    return said


@pytest.fixture
def outsider(tmp_path: Path) -> Iterator[Outsider]:
    with outside(tmp_path / "outside", WITNESS, KNOWN) as outsider:
        yield outsider


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()


def lines_on(beside: Outside, note: bytes) -> list[int]:
    """The types of the third party's keys that cosigned, verified, on what is published."""
    published = parse_note(beside.beside(note))
    own = parse_note(note).lines
    assert published.lines[: len(own)] == own
    added = published.lines[len(own) :]
    if not added:
        return []
    _, signed = open_checkpoint(published, KEYS)
    return sorted(key.kind for key in signed)


def test_a_confirmed_head_is_told_and_cosigned_beside_the_members(seat: Seat, outsider: Outsider) -> None:
    beside, witness = Outside(), OutsideWitness(outsider.url, KEYS)
    first = seat.registry.confirmed
    assert told(seat.registry, beside, [witness], lambda: beside.beside(first) != first) == []
    assert lines_on(beside, first) == [4, 6]
    (proposal,) = seat.forum.matters
    seat.place(seat.statement(proposal, "ARD"))
    later = seat.registry.confirmed
    assert lines_on(beside, later) == []
    assert told(seat.registry, beside, [witness], lambda: beside.beside(later) != later) == []
    assert (lines_on(beside, later), lines_on(beside, first)) == ([4, 6], [])
    assert outsider.store.latest(ORIGIN).size == 4


def test_a_registry_that_forgot_is_taught_the_size(seat: Seat, outsider: Outsider) -> None:
    witness = OutsideWitness(outsider.url, KEYS)
    (proposal,) = seat.forum.matters
    for _ in range(4):
        beside = Outside()
        seat.place(seat.statement(proposal, "ARD"))
        note = seat.registry.confirmed
        assert told(seat.registry, beside, [witness], lambda: lines_on(beside, note)) == []  # noqa: B023
        assert lines_on(beside, note) == [4, 6]
        again = Outside()
        assert told(seat.registry, again, [witness], lambda: lines_on(again, note)) == []  # noqa: B023
    assert outsider.store.latest(ORIGIN).size == 7


def test_what_is_published_carries_them_and_they_are_never_counted(founded: Founded, outsider: Outsider) -> None:
    seat = founded(witnesses=WITNESSES)
    witness = OutsideWitness(outsider.url, KEYS)
    with served(seat) as house:
        assert house.client.post("/cosignatures/1", content=lines_of(seat, "ARD", "BOR")).status_code == 204
        assert house.client.get("/record/checkpoint").status_code == 404
        assert told_of(house, witness) == []
        assert outsider.store.latest(ORIGIN).size == 0
        third = b"".join(
            format_note(b"-\n", [line])[3:]
            for line in third_lines(seat.registry.board.pending.note)  # type: ignore[union-attr]
        )
        refused = house.client.post("/cosignatures/1", content=third)
        assert (refused.status_code, refused.json()["names"]) == (409, ["watch.example/w1"] * 2)
        assert house.client.get("/record/checkpoint").status_code == 404
        house.client.post("/cosignatures/1", content=lines_of(seat, "COR"))
        own = seat.registry.confirmed
        assert told_of(house, witness, lambda: seat.registry.outside.beside(own) != own) == []
        published = house.client.get("/record/checkpoint").content
        assert published == seat.registry.outside.beside(own)
        assert lines_on(seat.registry.outside, own) == [4, 6]
        assert confirmed(published, witness_set(seat.forum)).names == ("ARD", "BOR", "COR")


def told_of(house: House, witness: OutsideWitness, until: Met | None = None) -> list[Said]:
    looks = iter(range(20))
    return told(house.seat.registry, house.seat.registry.outside, [witness], until or (lambda: next(looks) == 19))


def third_lines(note: bytes) -> tuple[SignatureLine, ...]:
    """What the third party would answer, had it been told of a head that is only pending."""
    return tuple(cosign(signer, parse_note(note).text, 1_795_471_200) for signer in WITNESS)


ANSWERS = [
    (whole("500 No", b"broken\n"), "it answered 500: broken"),
    (whole("403 No", b"unknown\n"), "it answered 403: unknown"),
    (whole("409 No", b"3\n"), "it answered 409: 3"),
    (whole("409 No\r\ncontent-type: text/x.tlog.size", b"03\n"), "it answered 409: 03"),
    (whole("409 No\r\ncontent-type: text/x.tlog.size", b"1\n"), "it answered a second time that it knows another size"),
    (whole("409 No\r\ncontent-type: text/x.tlog.size", b"4\n"),
     "it has cosigned a head of 4 entries, 3 are confirmed here"),
    (whole("200 OK", b""), "its cosignature does not hold: no empty line followed by 1 to 100 signature lines"),
    (whole("200 OK", b"<html>\n"), "its cosignature does not hold: not a signature line"),
    (whole("200 OK", "— watch.example/w1 ".encode() + b"QUFBQUFB\n"),
     "it did not cosign with the keys that are known here"),
    (whole("200 OK", b"x" * 70_000), "it answers with more than 65536 bytes"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "problem"), ANSWERS)
def test_what_is_no_cosignature_is_reported_once_and_published_never(seat: Seat, answer: bytes, problem: str) -> None:
    beside, note = Outside(), seat.registry.confirmed
    with answering(answer) as url:
        witness = OutsideWitness(url, KEYS)
        looks = iter(range(40))
        assert told(seat.registry, beside, [witness], lambda: next(looks) == 39) == [(url, problem)]
    assert beside.beside(note) == note


def test_a_cosignature_of_something_else_does_not_hold(seat: Seat) -> None:
    other = third_lines(seat.registry.confirmed.replace(b"\n3\n", b"\n2\n", 1))
    body = format_note(b"-\n", other)[3:]
    looks = iter(range(20))
    with answering(whole("200 OK", body)) as url:
        said = told(seat.registry, Outside(), [OutsideWitness(url, KEYS)], lambda: next(looks) == 19)
    assert [problem.partition(": ")[0] for _, problem in said] == ["its cosignature does not hold"]


@contextmanager
def silent() -> Iterator[str]:
    """An address that takes connections and never answers."""
    door = socket.create_server(("127.0.0.1", 0))
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        door.close()


def test_one_that_is_silent_or_away_keeps_no_other_waiting(seat: Seat, outsider: Outsider) -> None:
    beside, note = Outside(), seat.registry.confirmed
    with silent() as gone:
        pass
    with silent() as slow:
        urls = [slow, gone, outsider.url]
        said = told(seat.registry, beside, [OutsideWitness(url, KEYS) for url in urls], lambda: lines_on(beside, note))
    assert lines_on(beside, note) == [4, 6]
    assert [url for url, _ in said if url != gone] == []


def test_a_witness_that_comes_back_is_reported_as_mended(seat: Seat, tmp_path: Path) -> None:
    beside, note = Outside(), seat.registry.confirmed
    with outside(tmp_path / "outside", WITNESS) as outsider:
        witness = OutsideWitness(outsider.url, KEYS)
        seen: list[Said] = []

        def mended() -> bool:
            if seen:
                outsider.doors._witness._logs = {ORIGIN: tuple(key.vkey for key in log_signers(ORIGIN))}
            return len(seen) == 2

        told(seat.registry, beside, [witness], mended, seen)
        assert lines_on(beside, note) == [4, 6]
        unknown = f"it answered 404: no key of {ORIGIN} is known here"
        assert seen == [(outsider.url, unknown), (outsider.url, "")]


class Damaged:
    """A registry whose tiles cannot be read."""

    def __init__(self, confirmed: bytes) -> None:
        self.confirmed = confirmed

    @property
    def read(self) -> HashReader:
        def read(level: int, index: int) -> bytes:
            raise RecordDamaged(f"tile {level}/{index} is missing")

        return read


def test_a_tree_that_cannot_be_read_is_reported(seat: Seat, outsider: Outsider) -> None:
    note = seat.registry.confirmed
    witness = OutsideWitness(outsider.url, KEYS)
    beside = Outside()
    told(seat.registry, beside, [witness], lambda: lines_on(beside, note))
    (proposal,) = seat.forum.matters
    seat.place(seat.statement(proposal, "ARD"))
    looks = iter(range(20))
    said = told(Damaged(seat.registry.confirmed), Outside(), [witness], lambda: next(looks) == 19)
    assert [problem.partition(": ")[0] for _, problem in said] == [
        "the tree cannot be read to show it to be consistent"
    ]


def test_lines_that_do_not_fit_a_note_are_left_out(seat: Seat) -> None:
    beside, own = Outside(), parse_note(seat.registry.confirmed)
    many = [SignatureLine(f"w{number}", bytes(4), b"x") for number in range(200)]
    beside.take("http://one", own.text, many[:60])
    beside.take("http://two", own.text, many[60:])
    published = parse_note(beside.beside(seat.registry.confirmed))
    assert published.lines == (*own.lines, *many)[:MAX_LINES]


def policy(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in (*lines, "quorum none")).encode()


def test_witnesses_are_read_from_a_policy() -> None:
    classic, quantum = (format_vkey(key) for key in KEYS)
    read = read_outside(policy(
        f"witness one {classic} https://one.example/", f"witness one-pq {quantum} https://one.example/",
    ))  # fmt: skip
    assert read == (OutsideWitness("https://one.example", KEYS),)
    assert vkeys_of(WITNESS) == f"{classic}\n{quantum}\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (policy(f"witness one {format_vkey(KEYS[0])}"), "third-party witnesses without an address: one"),
        (policy(f"witness one {format_vkey(KEYS[0])} ftp://one"), "third-party witnesses without an address: one"),
        (b"witness\n", "the file of third-party witnesses is no tlog-policy: "),
    ],
)
def test_a_policy_that_names_no_addresses_is_told(data: bytes, message: str) -> None:
    with pytest.raises(Misconfigured, match=f"^{message}"):
        read_outside(data)
