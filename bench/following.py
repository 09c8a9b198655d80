# SPDX-License-Identifier: Apache-2.0
"""Following: what a node fetches to catch up and to keep up, and how long an act takes until 28 capitals have confirmed it.

Everything goes over HTTP on this machine: a registry and three meeting points in one process, the nodes in two others. All
share its processors; the bytes are those of the answers, their heads included.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from concurrent.futures import wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from msgspec.structs import replace
from tests.cast.forum import ORIGIN, genesis_fields
from tests.cast.keys import log_signers, note_signer, party_keys, vkey_of, witness_signers
from tests.cast.scribe import Scribe
from tests.meet import house as meet

from bench.lodging import LODGERS, Bench, now
from bench.measure import Measure, wall
from bench.mix import GENEROUS, STATEMENT
from comity.acts.documents import CirculateDocument, Version
from comity.acts.envelope import Act, Blob, Text
from comity.acts.keys import EnrolWitness
from comity.acts.parties import ChairTerm, Genesis, PartyRow
from comity.acts.proposals import MakeStatement, Propose
from comity.acts.signed import format_signed_act
from comity.meet.mailbox import Quota
from comity.node.connection import Connection
from comity.node.drive import Drive, ways
from comity.node.meeting import RemoteMeetingPoint
from comity.node.node import Identity, Node
from comity.node.remote import Remote
from comity.node.store import Store
from comity.registry.http import serve
from comity.registry.pool import Pool
from comity.registry.registry import Registry
from comity.rules.forum import witness_quorum
from comity.tlog.cosignature import cosign
from comity.tlog.note import parse_note

CAPITALS = tuple(f"M{number:02}" for number in range(28))
PROCESSES = 2
A_BEAT = 0.2
"""Seconds between two looks at what the record owes, as a registry takes them."""


def measure(*, short: bool) -> Iterator[Measure]:
    """Give the bytes of catching up and of keeping up, and the time to confirmation."""
    with tempfile.TemporaryDirectory() as folder:
        yield _catching_up(Path(folder), 10_000 if short else 100_000)
    with tempfile.TemporaryDirectory() as folder:
        yield from _keeping_up(Path(folder), 20 if short else 200)


class Meter:
    """Bytes as they come in."""

    def __init__(self) -> None:
        self.bytes = 0

    def __call__(self, count: int) -> None:
        self.bytes += count

    def taken(self) -> int:
        """Give what came since the last time."""
        count, self.bytes = self.bytes, 0
        return count


@contextmanager
def served(registry: Registry) -> Iterator[str]:
    """Serve a registry that keeps time; give its address."""
    pool = Pool(registry)
    application = serve(registry, pool, now)

    async def keep_time() -> None:
        while True:
            await pool.call(registry.keep_time)
            await asyncio.sleep(A_BEAT)

    with meet.listening(application) as (url, loop):
        beating = asyncio.run_coroutine_threadsafe(keep_time(), loop)
        yield url
        beating.cancel()
        wait([beating])
        loop.call_soon_threadsafe(application.state.leave)
    pool.close()
    registry.close()


def _catching_up(folder: Path, count: int) -> Measure:
    bench = Bench(folder / "registry")
    for start in range(0, count, LODGERS):
        bench.registry.lodge(bench.statements(min(LODGERS, count - start)))
        bench.registry.settle()
    registry, meter = bench.registry, Meter()
    size = sum(map(len, registry.shelf.entries(0, registry.shelf.size)))
    with served(registry) as url:
        remote = Remote(url, connection=Connection(meter=meter))
        anchor = sha256(registry.entry(0)).digest()
        node = Node(Identity("ARD", anchor), remote, [], Store.create(folder / "store.db"), now)
        began = wall()
        node.follow()
        seconds = wall() - began
        held = node.witness.copy.size
        node.close()
    ratio = meter.bytes / size
    sizes = {"entries": held, "entry_bytes": size, "entries_per_s": round(held / seconds)}
    method = "bytes of all answers over bytes of the entries; hash tiles are not fetched: hashes are recomputed"
    met = ratio <= 1.05 and held == registry.shelf.size
    return Measure("catching_up_bytes", round(ratio, 4), "fetched for a byte of entry", "<= 1.05", met, method, sizes)


@dataclass
class Conference:
    """A registry with 28 witnesses, and one author of statements."""

    registry: Registry
    remote: Remote
    proposal: str = ""
    seq: int = 0

    def lodge(self, kind: type[Act], /, by: str, seq: int, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
        """Write, sign and lodge an act."""
        scribe = Scribe(self.registry.forum, now(), [b""] * self.registry.forum.size)
        return self.remote.lodge(format_signed_act(scribe.write(kind, by, seq=(seq,), **fields)))

    def begin(self) -> None:
        """Lodge a document and a proposal."""
        digest = self.remote.store(b"x" * 100)
        versions = (
            Version(language="en", blob=Blob(sha256=digest, size=100, media_type="text/plain"), status="official"),
        )
        symbol = f"CICA/SOC/{now().year}/L.1"
        self.lodge(CirculateDocument, "SEC", 2, symbol=symbol, title=Text(en="Plan"), versions=versions)
        receipt = self.lodge(Propose, "M00", 2, body="SOC", symbols=(symbol,), title=Text(en="Plan"))
        self.proposal, self.seq = receipt["act"], 2

    def state(self) -> int:
        """Lodge a statement; give the size of its head."""
        self.seq += 1
        fields = {"proposal": self.proposal, "kind": "explanation", "text": STATEMENT * 2}
        return int(self.lodge(MakeStatement, "M00", self.seq, **fields)["index"]) + 1


def _founded(folder: Path) -> Registry:
    """Found a conference of 28 members that enrol their witnesses one after the other, each confirmed by those before."""
    fields = genesis_fields(GENEROUS, ())
    officials = [row for row in fields["parties"] if row.kind in {"secretariat", "registry"}]
    members = [
        PartyRow(code=code, kind="member", order=order, name=Text(en=code), keys=party_keys(code))
        for order, code in enumerate(CAPITALS, 1)
    ]
    fields["parties"] = (*officials, *members)
    term = ChairTerm(party="M00", from_at=now().replace(year=2025, microsecond=0))
    fields["bodies"] = tuple(replace(body, chairs=(term,)) for body in fields["bodies"])
    genesis = format_signed_act(Scribe(at=now()).write(Genesis, "SEC", **fields))
    registry = Registry.found(folder / "registry", ORIGIN, genesis, log_signers(ORIGIN), note_signer("REG"), now)
    for count, code in enumerate(CAPITALS):
        keys = tuple(vkey_of(signer) for signer in witness_signers(code))
        quorums: dict[str, Any] = {"quorum_before": witness_quorum(count), "quorum": witness_quorum(count + 1)}
        scribe = Scribe(registry.forum, now(), [b""] * registry.forum.size)
        registry.lodge([format_signed_act(scribe.write(EnrolWitness, code, keys=keys, **quorums))])
        registry.settle()
        head = registry.board.pending
        if head is not None and count:
            text, at = parse_note(head.bare).text, int(now().timestamp())
            signers = [signer for known in CAPITALS[:count] for signer in witness_signers(known)]
            registry.gather(head.checkpoint.size, tuple(cosign(signer, text, at) for signer in signers))
    return registry


def _equip(registry: Registry, folder: Path) -> None:
    """Make the stores of the capitals as they are after those enrolments: nobody may have signed what its store does not know."""
    entries, at = [registry.entry(index) for index in range(registry.forum.size)], int(now().timestamp())
    for code in CAPITALS:
        store = Store.create(folder / f"{code}.db")
        store.advance(b"", registry.confirmed, len(entries), at, entries, "change")
        store.close()


def _keeping_up(folder: Path, count: int) -> Iterator[Measure]:
    registry, spawn = _founded(folder), get_context("spawn")
    _equip(registry, folder)
    with ExitStack() as stack:
        url = stack.enter_context(served(registry))
        points = [stack.enter_context(_point(folder / f"point-{number}")).url for number in range(3)]
        anchor = sha256(registry.entry(0)).digest()
        stop = spawn.Event()
        children = [
            spawn.Process(target=run_nodes, args=(url, points, anchor, CAPITALS[part::PROCESSES], folder, stop))
            for part in range(PROCESSES)
        ]
        for child in children:
            child.start()
        try:
            conference = Conference(registry, Remote(url))
            conference.begin()
            waiting = Remote(url, wait_s=20)
            _confirmed(waiting, registry.forum.size)
            meter = Meter()
            identity = Identity("SEC", anchor)
            remote = Remote(url, connection=Connection(meter=meter))
            node = Node(identity, remote, [], Store.create(folder / "measured.db"), now)
            node.follow()
            node.confirmed()
            seconds, beyond = [], []
            for _ in range(count):
                began = wall()
                size = conference.state()
                _confirmed(waiting, size)
                seconds.append(wall() - began)
                meter.taken()
                node.follow()
                node.confirmed()
                signatures = len(node.store.confirmed()[1].split(b"\n\n", 1)[1])
                beyond.append(meter.taken() - signatures - round(1.1 * len(registry.entry(size - 1))))
                if node.forum is None or node.forum.size != size:
                    raise RuntimeError(f"the node measured does not know that {size} entries are confirmed")
            node.close()
        finally:
            stop.set()
            for child in children:
                child.join()
    sizes = {"acts": count, "witnesses": len(CAPITALS), "signature_bytes": signatures, "median": median(beyond)}
    method = "one act at a time, the most of all: pending head, new bytes of the bundle, cosignatures"
    unit = "bytes beyond 1.1 of the entry and its head's signatures once"
    yield Measure("keeping_up_bytes", max(beyond), unit, "<= 1000", max(beyond) <= 1000, method, sizes)
    sizes = {"acts": count, "witnesses": len(CAPITALS), "quorum": witness_quorum(len(CAPITALS)), "processes": PROCESSES}
    method = "wall time from POST to the head confirmed by both keys of 19 witnesses, one act at a time, 28 nodes on one machine"
    yield Measure("confirmation_median", round(median(seconds), 3), "seconds from lodging", "", None, method, sizes)
    yield Measure("confirmation_p99", round(quantiles(seconds, n=100)[98], 3), "seconds from lodging", "<= 10",
                  quantiles(seconds, n=100)[98] <= 10, method, sizes)  # fmt: skip


def _confirmed(waiting: Remote, size: int) -> bytes:
    """Wait until the head of a size is confirmed; give its cosignature lines."""
    while not (lines := waiting.cosignatures(size)):
        if lines is None:
            raise RuntimeError(f"the head of size {size} was passed over")
    return lines


@contextmanager
def _point(folder: Path) -> Iterator[meet.House]:
    folder.mkdir()
    with meet.served(folder, Quota(10**6, 2**32)) as house:
        meet.write_keys(folder, *(f"{code}/node" for code in CAPITALS))
        yield house


def run_nodes(url: str, points: list[str], anchor: bytes, codes: tuple[str, ...], folder: Path, stop: Event) -> None:
    """Drive the nodes of some capitals until told to stop."""
    drives = []
    for code in codes:
        relay, mailboxes = ways(Remote(url), [RemoteMeetingPoint(point) for point in points])
        identity = Identity(code, anchor, note_signer(f"{code}/node"), witness_signers(code))
        node = Node(identity, relay, mailboxes, Store.open(folder / f"{code}.db"), lambda: datetime.now(UTC))
        drives.append(Drive(node, relay, mailboxes, lambda _: None))
    for drive in drives:
        drive.start()
    stop.wait()
    for drive in drives:
        drive.stop()
