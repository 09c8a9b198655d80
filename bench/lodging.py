# SPDX-License-Identifier: Apache-2.0
"""Lodging by 64 concurrent lodgers: in one process against its bound, and over HTTP against a POST that only reads.

The bound of a batch of 64 is what cannot be spared: the same signature checks, one after the other, and two durable commits
of the same bytes. Over HTTP the same 64 connections from another process post the same bodies to both routes.
"""

import asyncio
import gc
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tests.cast.forum import MEMBERS, ORIGIN, genesis_fields
from tests.cast.keys import log_signers, note_signer
from tests.cast.scribe import Scribe

from bench.lodgers import Load, post_all
from bench.measure import Measure, wall
from bench.mix import GENEROUS, STATEMENT
from comity.acts.documents import CirculateDocument, Version
from comity.acts.envelope import Act, Blob, Text
from comity.acts.parties import Genesis
from comity.acts.proposals import MakeStatement, Propose
from comity.acts.signed import format_signed_act, parse_signed_act, sign_act
from comity.record.replay import check_here
from comity.registry.answer import Sequenced
from comity.registry.http import serve
from comity.registry.pool import Pool
from comity.registry.registry import Registry

LODGERS = 64
PROPOSALS = 64


def now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


class Bench:
    """A registry in a temporary directory, opened with proposals on which any number of statements can be lodged."""

    def __init__(self, folder: Path) -> None:
        genesis = Scribe(at=now()).write(Genesis, "SEC", **genesis_fields(GENEROUS, ()))
        self.registry = Registry.found(
            folder, ORIGIN, format_signed_act(genesis), log_signers(ORIGIN), note_signer("REG"), now
        )
        digest = self.registry.blobs.put(b"x" * 100)
        self._seq = {"SEC": 1}
        self._prepare(digest)

    def _prepare(self, digest: str) -> None:
        blob = Blob(sha256=digest, size=100, media_type="text/plain")
        versions = (Version(language="en", blob=blob, status="official"),)
        symbol = f"CICA/SOC/{now().year}/L.1"
        self._lodge(self._write(CirculateDocument, "SEC", symbol=symbol, title=Text(en="Plan"), versions=versions))
        self._proposals = [
            self._lodge(self._write(Propose, "ARD", body="SOC", symbols=(symbol,), title=Text(en="Plan")))
            for _ in range(PROPOSALS)
        ]

    def _lodge(self, note: bytes) -> str:
        answer = self.registry.lodge([note])[0]
        self.registry.settle()
        if not isinstance(answer, Sequenced):
            raise TypeError(f"{answer}")
        return answer.act_id

    def _write(self, kind: type[Act], by: str, fields: dict[str, Any] | None = None, **more: Any) -> bytes:  # noqa: ANN401
        seq = self._seq.get(by, 0) + 1
        self._seq[by] = seq
        envelope = {"seq": (seq,), "made_at": now().replace(microsecond=0)}
        act = build(kind, forum=ORIGIN, by=(by,), nonce=os.urandom(16).hex(), **envelope, **(fields or {}), **more)
        return format_signed_act(sign_act(act, [note_signer(by)]))

    def statements(self, count: int) -> list[bytes]:
        """Give signed statements of all members in turn, ready to lodge in this order."""
        members = tuple(MEMBERS)
        texts = {"kind": "explanation", "text": STATEMENT * 2}
        return [
            self._write(MakeStatement, members[number % len(members)],
                        {**texts, "proposal": self._proposals[number % PROPOSALS]})
            for number in range(count)
        ]  # fmt: skip


def build(act_type: type[Act], /, **fields: Any) -> Act:  # noqa: ANN401
    """Make an act; its own field may be called ``kind``."""
    return act_type(**fields)


def measure(*, short: bool) -> Iterator[Measure]:
    """Give lodging in process and over HTTP."""
    count, rounds = (1_280, 3) if short else (12_800, 5)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder) / "registry")
        yield from asyncio.run(_in_process(bench, count, rounds, Path(folder)))
        yield from asyncio.run(_over_http(bench, count, rounds))
        bench.registry.close()


async def _in_process(bench: Bench, count: int, rounds: int, folder: Path) -> list[Measure]:
    pool = Pool(bench.registry)
    serial, threads, ours = [], [], []
    for number in range(rounds):
        notes = bench.statements(count)
        serial.append(_bound(bench, notes, folder / f"bound-{number}.db", None))
        with ThreadPoolExecutor(2) as executor:
            threads.append(_bound(bench, notes, folder / f"bound-threads-{number}.db", executor))
        began = wall()
        await _lodge_all(pool, notes)
        ours.append(wall() - began)
    pool.close()
    taken, one, two = median(ours), median(serial), median(threads)
    sizes = {"acts": count, "lodgers": LODGERS, "bytes_per_act": len(notes[0]), "acts_per_s": round(count / taken)}
    method = (
        f"wall time, {rounds} rounds interleaved, medians; "
        "bound: the same checks and two durable SQLite commits a batch of 64"
    )
    return [
        Measure("lodging_in_process", round(one / taken, 3), "of the bound, checks one after the other", ">= 0.5",
                one / taken >= 0.5, method, {**sizes, "bound_acts_per_s": round(count / one)}),
        Measure("lodging_in_process_two_threads", round(two / taken, 3), "of the bound, checks on two threads", "", None,
                method, {**sizes, "bound_acts_per_s": round(count / two)}),
    ]  # fmt: skip


async def _lodge_all(pool: Pool, notes: list[bytes]) -> None:
    queue = iter(notes)

    async def lodger() -> None:
        for note in queue:
            answer = await pool.lodge(note)
            if not isinstance(answer, Sequenced):
                raise TypeError(f"{answer}")

    await asyncio.gather(*(lodger() for _ in range(LODGERS)))


def _bound(bench: Bench, notes: list[bytes], path: Path, executor: ThreadPoolExecutor | None) -> float:
    """Time what cannot be spared: the checks, and two durable commits of each batch's bytes."""
    acts = [parse_signed_act(note) for note in notes]
    keys = bench.registry.forum.keys
    checks = [(keys[act.lines[0].name], act.text, act.lines[0].signature) for act in acts]
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (b BLOB NOT NULL)")
    began = wall()
    for start in range(0, len(notes), LODGERS):
        batch = checks[start : start + LODGERS]
        if executor is None:
            check_here(batch)
        else:
            list(executor.map(check_here, (batch[: LODGERS // 2], batch[LODGERS // 2 :])))
        for _ in range(2):
            connection.execute("INSERT INTO t VALUES (?)", (b"".join(notes[start : start + LODGERS]),))
    taken = wall() - began
    connection.close()
    return taken


async def _over_http(bench: Bench, count: int, rounds: int) -> list[Measure]:
    pool = Pool(bench.registry)
    application = serve(bench.registry, pool, now)
    application.router.routes.insert(0, Route("/read", _only_read, methods=["POST"]))
    server = uvicorn.Server(
        uvicorn.Config(application, "127.0.0.1", 0, log_level="error", lifespan="off", access_log=False)
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  (uvicorn offers no event)
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    gc.freeze()  # as `comity serve` does before it is ready
    reading: list[Load] = []
    lodged: list[Load] = []
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1) as client:
        for _ in range(rounds):
            notes = bench.statements(count)
            reading.append(await loop.run_in_executor(client, post_all, port, "/read", notes, LODGERS))
            lodged.append(await loop.run_in_executor(client, post_all, port, "/acts", notes, LODGERS))
    server.should_exit = True
    await serving
    pool.close()
    read_s, lodge_s = median([load.seconds for load in reading]), median([load.seconds for load in lodged])
    sizes = {
        "acts": count,
        "connections": LODGERS,
        "read_per_s": round(count / read_s),
        "lodged_per_s": round(count / lodge_s),
        "median_ms": round(median([load.median_ms for load in lodged]), 2),
        "p99_ms": round(median([load.p99_ms for load in lodged]), 2),
    }
    method = f"wall time of one client process with 64 connections, {rounds} rounds interleaved, medians"
    unit = "of a POST of the same body that only reads it"
    ratio = read_s / lodge_s
    return [Measure("lodging_over_http", round(ratio, 3), unit, ">= 0.5", ratio >= 0.5, method, sizes)]


async def _only_read(request: Request) -> Response:
    await request.body()
    return Response(status_code=201)
