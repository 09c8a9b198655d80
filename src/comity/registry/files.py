# SPDX-License-Identifier: Apache-2.0
"""The doors for attachments: taken in and given out as they come, by right alone, never held in memory whole.

PUT /blobs/<sha256>   from a party, signed as `reading` says, with its length
    201 kept durably, 200 it was there; 400 other content; 403; 410 erased; 411; 413 too long; 507 no room
GET /blobs/<sha256>   for its sender and its recipients; a part of it by ``Range``
    404; 403 for others; 410 erased by its sender
"""

import asyncio
import errno
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from comity.acts.envelope import ATTACHMENT_BYTES
from comity.registry.attachments import DIGEST, Arriving, WrongContent
from comity.registry.problem import problem
from comity.registry.registry import Registry
from comity.rules.measures.sealed import entitled_to, may_have
from comity.tlog.wire import parse_decimal

BROKE_OFF = "nothing of it was kept"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class Files:
    """Attachments of one registry. ``reader`` tells which party a request is signed by; ``text`` gives any other blob."""

    def __init__(
        self, registry: Registry, reader: Callable[[Request], str], text: Callable[[Request], Awaitable[Response]]
    ) -> None:
        self._registry = registry
        self._reader = reader
        self._text = text

    async def take(self, request: Request) -> Response:
        """Take in an attachment."""
        digest, length = request.path_params["digest"], parse_decimal(_length(request))
        refused = self._refused(request, digest, length)
        if refused is not None or length is None:
            return refused or problem(411, "length required", detail="say how long it is: Content-Length")
        blobs = self._registry.blobs
        if blobs.holds(digest, length):
            self._registry.brought(digest)
            return PlainTextResponse(digest + "\n")
        if not self._registry.has_room(length):
            return problem(507, "no room", detail=f"there is no room for {length} bytes: {BROKE_OFF}")
        try:
            with blobs.files.arriving(os.urandom(16).hex(), digest) as arriving:
                await _poured(request, arriving, length)
        except (WrongContent, ClientDisconnect, asyncio.IncompleteReadError) as error:
            return problem(400, "other content", detail=f"{error}: {BROKE_OFF}")
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            return problem(507, "no room", detail=f"the disk is full: {BROKE_OFF}")
        return PlainTextResponse(digest + "\n", 201)

    def _refused(self, request: Request, digest: str, length: int | None) -> Response | None:
        if not self._reader(request):
            return problem(403, "by right only", detail="parties bring files: sign the request with the node's key")
        if not DIGEST.fullmatch(digest):
            return problem(400, "no digest", detail="a file is named by its SHA-256, 64 hexadecimal digits")
        if digest in self._registry.forum.measures.erased:
            return problem(410, "erased", detail="its sender had it erased")
        if length is not None and length > ATTACHMENT_BYTES:
            detail = f"an attachment has at most {ATTACHMENT_BYTES} bytes, this one {length}"
            return problem(413, "too large", detail=detail)
        return None

    async def give(self, request: Request) -> Response:
        """Give an attachment that goes with a return; what goes with none is read like a text."""
        forum, digest = self._registry.forum, request.path_params["digest"]
        if not entitled_to(forum, digest):
            return await self._text(request)
        if digest in forum.measures.erased:
            return problem(410, "erased", detail="its sender had it erased; the digest stays")
        if not may_have(forum, digest, self._reader(request)):
            return problem(403, "by right only", detail="it is sealed to others")
        path = self._registry.blobs.files.path(digest)
        return _given(path) if path else problem(404, "no such blob")


def _length(request: Request) -> bytes:
    return request.headers.get("content-length", "").encode()


async def _poured(request: Request, arriving: Arriving, length: int) -> None:
    """Take what comes, on another thread than the loop's; raises IncompleteReadError where it is not so much."""
    async for part in request.stream():
        if arriving.size + len(part) > length:
            break
        if part:
            await asyncio.to_thread(arriving.write, part)
    if arriving.size != length:
        raise asyncio.IncompleteReadError(b"", length)


def _given(path: Path) -> Response:
    headers = {"cache-control": "private, no-store", "content-type": "application/octet-stream"}
    return FileResponse(path, headers=headers)
