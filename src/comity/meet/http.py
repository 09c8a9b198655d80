# SPDX-License-Identifier: Apache-2.0
"""A meeting point over HTTP: letters in, letters out, in the order in which they came.

POST /letters                    leave a letter: 201 ``{"number": n}``, 200 when it lies there already
GET  /letters/<from>[?wait=S]    letters from a number on, a line each: ``[number, base64 letter]``; wait at most 25 s for one
GET  /health                     whether letters are taken

What is refused is a problem document (RFC 9457): 400 malformed, 403 not by a known node, 409 a number this mailbox never came
to, 413 too large, 429 the quota of the day, 503 the mailbox has stopped, 507 no room.
"""

import asyncio
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from comity.acts.errors import MalformedLetter
from comity.acts.letter import MAX_LETTER_BYTES, parse_letter
from comity.meet.errors import MailboxLost
from comity.meet.known_keys import KnownKeys
from comity.meet.mailbox import Mailbox, Posted, Sender
from comity.tlog.errors import TlogError
from comity.tlog.note import parse_note
from comity.tlog.vkey import format_vkey, verify
from comity.tlog.wire import format_base64, parse_decimal

MAX_ANSWER_BYTES = 2**20
MAX_WAIT_S = 25
MAX_WAITING = 1_000
"""So many wait at once; whoever comes then is answered without waiting."""
LEAST_FREE_BYTES = 64 * 2**20
LINES = "application/x-ndjson"
T = TypeVar("T")


class MeetingPoint:
    """One mailbox behind its doors. ``application`` is to be served; when ``stopped`` is set, the process is to end.

    All reading and writing of the mailbox is done on one thread; whoever waits for a letter waits on none.
    """

    def __init__(self, mailbox: Mailbox, keys: KnownKeys, folder: Path, clock: Callable[[], datetime]) -> None:
        self._mailbox = mailbox
        self._keys = keys
        self._folder = folder
        self._clock = clock
        self._keeper = ThreadPoolExecutor(1, "mailbox")
        self._arrival = asyncio.Event()
        self._waiting = 0
        self._leaving = False
        self.stopped = asyncio.Event()
        self.application = Starlette(
            routes=[
                Route("/letters", self._post, methods=["POST"]),
                Route("/letters/{first}", self._letters),
                Route("/health", self._health),
            ],
            exception_handlers={HTTPException: _refused, MailboxLost: _lost},
        )

    async def _post(self, request: Request) -> Response:
        letter = await _body(request)
        try:
            sender = self._sender(letter)
        except (TlogError, MalformedLetter) as error:
            return problem(400, "malformed letter", detail=str(error))
        if sender is None:
            return problem(403, "not by a known node", detail="no key that is known here signed this letter")
        if shutil.disk_usage(self._folder).free < LEAST_FREE_BYTES:
            return problem(507, "no room", detail=f"less than {LEAST_FREE_BYTES >> 20} MiB are free")
        posted = await self._keep(lambda: self._mailbox.post(letter, sender, self._clock()))
        if not isinstance(posted, Posted):
            quota = posted.quota
            return problem(
                429, "the quota of the day is used up", kind=sender.kind, letters=quota.letters, bytes=quota.size
            )
        if not posted.again:
            self._wake()
        return Response(msgspec.json.encode({"number": posted.number}), 200 if posted.again else 201,
                        media_type="application/json")  # fmt: skip

    def _sender(self, letter: bytes) -> Sender | None:
        """Tell whose letter it is: None where no known key signed it; raises MalformedNote, MalformedLetter."""
        note = parse_note(letter)
        if len(note.lines) != 1:
            # A second line, which anybody can add, would make another letter of it at the cost of its sender.
            raise MalformedLetter("a letter has one signature line, that of its sender")
        kind, line = parse_letter(note.text).kind, note.lines[0]
        key = self._keys.find(line.name, line.key_id)
        if key is None or not verify(key, note.text, line.signature):
            return None
        return Sender(format_vkey(key), kind)

    async def _letters(self, request: Request) -> Response:
        first = parse_decimal(request.path_params["first"].encode())
        wait_s = parse_decimal(request.query_params.get("wait", "0").encode())
        if first is None:
            raise HTTPException(404, "the first letter is no number")
        if wait_s is None or wait_s > MAX_WAIT_S:
            return problem(400, "malformed wait", detail=f"whole seconds, at most {MAX_WAIT_S}")
        if first > self._mailbox.newest + 1:
            return problem(409, "no such letter yet", newest=self._mailbox.newest)
        await self._arrives(first, wait_s)
        lines = await self._keep(lambda: self._page(first))
        return Response(lines, media_type=LINES, headers={"cache-control": "no-cache"})

    async def _arrives(self, first: int, seconds: int) -> None:
        """Wait until the mailbox has come to a number, or so long; not at all where too many wait."""
        if self._waiting >= MAX_WAITING:
            return
        self._waiting += 1
        try:
            async with asyncio.timeout(seconds):
                while self._mailbox.newest < first and not self._leaving:
                    await self._arrival.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting -= 1

    def _page(self, first: int) -> bytes:
        page = bytearray()
        for number, letter in self._mailbox.letters(first):
            line = msgspec.json.encode((number, format_base64(letter).decode())) + b"\n"
            if len(page) + len(line) > MAX_ANSWER_BYTES:
                break
            page += line
        return bytes(page)

    async def _health(self, _: Request) -> Response:
        self._keys.refresh()
        if self.stopped.is_set():
            return problem(503, "the mailbox has stopped")
        if self._keys.problem:
            return problem(503, "the file of keys cannot be read", detail=self._keys.problem)
        return PlainTextResponse("serving\n", headers={"cache-control": "no-cache"})

    async def _keep(self, work: Callable[[], T]) -> T:
        """Do something with the mailbox, on its thread; raises MailboxLost."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._keeper, work)
        except MailboxLost:
            self.stopped.set()
            raise

    def _wake(self) -> None:
        self._arrival.set()
        self._arrival = asyncio.Event()

    def leave(self) -> None:
        """Let nobody wait any more, so that the server can end; for the thread of its loop."""
        self._leaving = True
        self._wake()

    def close(self) -> None:
        """Let the running write end, then let go of the mailbox."""
        self._keeper.shutdown()
        self._mailbox.close()


def problem(status: int, title: str, **members: object) -> Response:
    """Give an RFC 9457 problem document."""
    body = msgspec.json.encode({"type": "about:blank", "title": title, "status": status, **members})
    return Response(body, status, media_type="application/problem+json")


async def _body(request: Request) -> bytes:
    """Read a letter, but no more than a letter may have."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > MAX_LETTER_BYTES:
                raise HTTPException(413, f"a letter has at most {MAX_LETTER_BYTES} bytes")
    except ClientDisconnect:
        raise HTTPException(400, "the request broke off") from None
    return bytes(body)


async def _refused(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    refused = problem(status, HTTPStatus(status).phrase, detail=getattr(error, "detail", ""))
    refused.headers.update(getattr(error, "headers", None) or {})
    return refused


async def _lost(_: Request, error: Exception) -> Response:
    return problem(503, "the mailbox has stopped", detail=str(error))
