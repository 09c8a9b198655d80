# SPDX-License-Identifier: Apache-2.0
"""Third-party witnesses: each confirmed head is told to them, and what they answer is published beside it.

They speak C2SP ``add-checkpoint`` (tlog-witness) and know nothing of the conference. Their cosignatures are never counted in K,
and whoever of them is slow, away or wrong delays nothing: each is told by a task of its own, which asks again after a while.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

import httpx
from msgspec import Struct

from comity.record.add_checkpoint import AddCheckpoint, format_add_checkpoint
from comity.registry.errors import Misconfigured, RegistryError
from comity.registry.heads import note_of
from comity.tlog.cosignature import verify_cosignature
from comity.tlog.errors import MalformedPolicy, TlogError
from comity.tlog.merkle import HashReader, consistency_proof
from comity.tlog.note import MAX_LINES, Note, SignatureLine, format_note, known_lines, parse_note
from comity.tlog.policy import parse_policy
from comity.tlog.tree_head import parse_checkpoint
from comity.tlog.vkey import VerifierKey
from comity.tlog.wire import parse_decimal

PAUSE_S = 5.0
"""Seconds between two requests to one witness; doubled after each that failed, up to ``LONGEST_PAUSE_S``."""
LONGEST_PAUSE_S = 300.0
REFRESH_S = 3_600.0
"""Seconds after which a head that stays is told again, so that its cosignature is of a recent time."""
PATIENCE_S = 10.0
"""Seconds within which a witness must have answered."""
MAX_ANSWER_BYTES = 2**16
SIZE = "text/x.tlog.size"
OK, CONFLICT = 200, 409


class OutsideWitness(Struct, frozen=True):
    """A third-party witness: the prefix to which ``/add-checkpoint`` is appended, and its keys."""

    url: str
    vkeys: tuple[VerifierKey, ...]


class Tree(Protocol):
    """What is asked of the registry."""

    @property
    def confirmed(self) -> bytes:
        """The newest confirmed head; empty where there is none."""

    @property
    def read(self) -> HashReader:
        """The tree as it is."""


class Failed(Exception):
    """A witness did not cosign; the message says why."""


def read_outside(policy: bytes) -> tuple[OutsideWitness, ...]:
    """Read third-party witnesses from a C2SP tlog-policy: lines of one address are the keys of one witness.

    Raises:
        Misconfigured: it is no policy, or names a witness without an address.
    """
    try:
        named = parse_policy(policy).witnesses
    except MalformedPolicy as error:
        raise Misconfigured(f"the file of third-party witnesses is no tlog-policy: {error}") from None
    if silent := [witness.name for witness in named if not witness.url.startswith(("http://", "https://"))]:
        raise Misconfigured(f"third-party witnesses without an address: {', '.join(silent)}")
    urls = dict.fromkeys(witness.url for witness in named)
    return tuple(
        OutsideWitness(url.rstrip("/"), tuple(witness.vkey for witness in named if witness.url == url)) for url in urls
    )


class Outside:
    """The newest cosignatures of third parties. One thread writes, any may read."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[bytes, tuple[SignatureLine, ...]]] = {}

    def take(self, url: str, text: bytes, lines: Iterable[SignatureLine]) -> None:
        """Keep the verified lines of a witness on the text of a checkpoint, in the place of those it gave before."""
        self._told[url] = text, tuple(lines)

    def beside(self, note: bytes) -> bytes:
        """Give a checkpoint with the cosignatures that third parties made of it after its own lines, as far as they fit."""
        if not self._told or not note:
            return note
        own = parse_note(note)
        told = [line for _, (text, lines) in sorted(self._told.items()) if text == own.text for line in lines]
        return format_note(own.text, (*own.lines, *told)[: max(MAX_LINES, len(own.lines))])


class Teller:
    """Tells confirmed heads to third-party witnesses, for as long as it runs.

    ``report`` is called with the address of a witness and what is wrong with it, or an empty text once that is over.
    """

    def __init__(self, tree: Tree, outside: Outside, client: httpx.AsyncClient, report: Callable[[str, str], None],
                 pause_s: float = PAUSE_S) -> None:  # fmt: skip
        self._tree = tree
        self._outside = outside
        self._client = client
        self._report = report
        self._pause_s = pause_s

    async def run(self, witnesses: Iterable[OutsideWitness]) -> None:
        """Tell them all, each in its own time, without end."""
        async with asyncio.TaskGroup() as tasks:
            for witness in witnesses:
                tasks.create_task(self._tell(witness))

    async def _tell(self, witness: OutsideWitness) -> None:
        time = asyncio.get_running_loop().time
        told, told_at, known, problem, pause_s = b"", 0.0, 0, "", self._pause_s
        while True:
            note = self._tree.confirmed
            text = note[: note.rfind(b"\n\n") + 1]
            if text and (text != told or time() - told_at >= REFRESH_S):
                try:
                    known = await self._offer(witness, parse_note(note), known)
                    told, told_at, found, pause_s = text, time(), "", self._pause_s
                except Failed as error:
                    found, pause_s = str(error), min(2 * pause_s, LONGEST_PAUSE_S)
                if found != problem:
                    problem = found
                    self._report(witness.url, problem)
            await asyncio.sleep(pause_s)

    async def _offer(self, witness: OutsideWitness, note: Note, known: int) -> int:
        """Offer a head to a witness that last knew a size; give the size it knows now. Raises Failed."""
        head = parse_checkpoint(note.text)
        ours = Note(note.text, tuple(line for line in note.lines if line.name == head.origin))
        for _ in range(2):
            request = AddCheckpoint(known, await self._proof(known, head.size), ours)
            status, kind, body = await self._post(witness, format_add_checkpoint(request))
            if status == OK:
                self._take(witness, note.text, body)
                return head.size
            size = parse_decimal(body.removesuffix(b"\n")) if (status, kind) == (CONFLICT, SIZE) else None
            if size is None:
                raise Failed(f"it answered {status}: {body[:200].decode(errors='replace').strip()}")
            if size > head.size:
                raise Failed(f"it has cosigned a head of {size} entries, {head.size} are confirmed here")
            known = size
        raise Failed("it answered a second time that it knows another size")

    async def _proof(self, old_size: int, size: int) -> tuple[bytes, ...]:
        try:
            return await asyncio.to_thread(consistency_proof, self._tree.read, old_size, size)
        except (RegistryError, OSError) as error:
            raise Failed(f"the tree cannot be read to show it to be consistent: {error}") from None

    def _take(self, witness: OutsideWitness, text: bytes, body: bytes) -> None:
        try:
            lines = [
                line for key, line in known_lines(note_of(body), witness.vkeys) if verify_cosignature(key, text, line)
            ]
        except TlogError as error:
            raise Failed(f"its cosignature does not hold: {error}") from None
        if not lines:
            raise Failed("it did not cosign with the keys that are known here")
        self._outside.take(witness.url, text, lines)

    async def _post(self, witness: OutsideWitness, body: bytes) -> tuple[int, str, bytes]:
        """Ask a witness; give status, type and body of its answer. Raises Failed."""
        answer = bytearray()
        try:
            async with (
                asyncio.timeout(PATIENCE_S),
                self._client.stream("POST", f"{witness.url}/add-checkpoint", content=body) as response,
            ):
                async for part in response.aiter_bytes():
                    answer += part
                    if len(answer) > MAX_ANSWER_BYTES:
                        raise Failed(f"it answers with more than {MAX_ANSWER_BYTES} bytes")
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise Failed(f"it does not answer: {error or type(error).__name__}") from None
        return response.status_code, response.headers.get("content-type", ""), bytes(answer)
