# SPDX-License-Identifier: Apache-2.0
"""What a state's own people ask of their node, on their machine: to lodge, and how things stand; and the record it holds.

POST /acts                                        lodge a signed act: 200 receipt, 202 shown to other nodes, 400, 409 refused
GET  /state                                       how far this node holds the record, what is confirmed, what stops it
GET  /record/checkpoint, /record/pending/<size>   the newest confirmed head; the head held, with the log's lines alone
GET  /record/changes/<size>, /record/tile/entries/…, /blobs/<sha256>

The record is given as a registry gives it, so that another node, or a successor, can fetch it here. A party whose seat is hosted
here lodges here, with a note it signed itself; its receipt says where it is hosted.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from time import time
from typing import Any, TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from comity.acts.signed import parse_signed_act
from comity.node.copy import head_in
from comity.node.node import Answer, Malformed, Node, Offered
from comity.record.receipt import Receipt, format_receipt
from comity.registry.reading import may_read
from comity.rules.forum import Forum
from comity.tlog.errors import Malformed as MalformedBytes
from comity.tlog.note import format_note, parse_note
from comity.tlog.tile import TILE_WIDTH, encode_bundle, parse_entries_path
from comity.tlog.wire import parse_decimal

MAX_BODY_BYTES = 2**17
NO_CONTENT = 204

T = TypeVar("T")
Call = Callable[[Callable[[], Any]], "Future[Any]"]


def serve(node: Node, call: Call) -> Starlette:
    """Give the ASGI application of one node; ``call`` lets the node's own thread do something (`comity.node.drive.Drive`)."""
    doors = _Doors(node, call)
    return Starlette(
        routes=[
            Route("/acts", doors.lodge, methods=["POST"]),
            Route("/state", doors.state),
            Route("/record/checkpoint", doors.checkpoint),
            Route("/record/pending/{size}", doors.pending),
            Route("/record/changes/{size}", doors.changes),
            Route("/record/{path:path}", doors.bundle),
            Route("/blobs/{digest}", doors.text),
        ],
    )


class _Doors:
    def __init__(self, node: Node, call: Call) -> None:
        self._node = node
        self._call = call

    async def _done(self, work: Callable[[], T]) -> T:
        result: T = await asyncio.wrap_future(self._call(work))
        return result

    async def lodge(self, request: Request) -> Response:
        note, forum = await _body(request), self._node.lodged
        answer: Answer | None = await self._done(lambda: self._node.judge(note))
        if answer is None:
            # A registry may let a lodger wait until a change is confirmed, for which it needs this very node.
            brought = await asyncio.to_thread(self._node.bring, note)
            answer = await self._done(lambda: self._node.heed(note, brought))
        if answer is None:
            answer = await self._done(lambda: self._node.show(note))
        return _answered(answer, note, forum)

    async def state(self, _: Request) -> Response:
        return _json(await self._done(lambda: state_of(self._node)))

    async def checkpoint(self, _: Request) -> Response:
        size, note = await self._done(self._node.store.confirmed)
        if not size:
            raise HTTPException(404, "nothing is confirmed yet")
        return PlainTextResponse(note)

    async def pending(self, request: Request) -> Response:
        after, copy = _number(request), self._node.witness.copy
        if copy.held is None or copy.size <= after:
            return Response(status_code=NO_CONTENT)
        parsed = parse_note(copy.note)
        log = {(key.name, key.key_id) for key in copy.held.forum.log}
        lines = [line for line in parsed.lines if (line.name, line.key_id) in log]
        return PlainTextResponse(format_note(parsed.text, lines))

    async def changes(self, request: Request) -> Response:
        after = _number(request)
        for size, note in await self._done(self._node.store.changes):
            if size > after:
                return PlainTextResponse(note)
        raise HTTPException(404, f"no change is confirmed above size {after}")

    def _require_reader(self, request: Request) -> None:
        """Let nobody read entries and texts who could not read them at the registry: browsers come to the same port."""
        forum = self._node.lodged
        if forum is not None and not may_read(forum, request.headers.get("authorization", ""), int(time())):
            raise HTTPException(403, "entries are read by parties: sign the request with the node's key")

    async def bundle(self, request: Request) -> Response:
        self._require_reader(request)
        try:
            tile = parse_entries_path(request.path_params["path"])
        except MalformedBytes as error:
            raise HTTPException(404, str(error)) from None
        first = tile.index * TILE_WIDTH
        if first + tile.width > self._node.witness.copy.size:
            raise HTTPException(404, "this node does not hold so much")
        entries = await self._done(lambda: [self._node.store.entry(first + at) for at in range(tile.width)])
        return Response(encode_bundle(entries), media_type="application/octet-stream")

    async def text(self, request: Request) -> Response:
        self._require_reader(request)
        digest = request.path_params["digest"]
        content = await self._done(lambda: self._node.store.text(digest))
        if content is None:
            raise HTTPException(404, "no such text")
        return Response(content, media_type="application/octet-stream")


def state_of(node: Node) -> dict[str, Any]:
    """Tell how a node stands: sizes, what stops it, what it waits for, the room on its disk, whom it hears."""
    copy, forum = node.witness.copy, node.lodged
    points, read = node.points
    seated = _seated_here(node, forum)
    return {
        "party": node.code,
        "held": copy.size,
        "confirmed": copy.confirmed.frontier.size if copy.confirmed else 0,
        "head": head_in(copy.note).root.hex() if copy.note else "",
        "cosigned_at": copy.cosigned_at,
        "may_cosign": node.witness.may_cosign,
        "enrolled": node.witness.is_enrolled,
        "epoch": forum.epoch if forum else 0,
        "free_bytes": node.store.free_bytes(),
        "points": points,
        "points_read": read,
        "evidence": [
            {"document": document.decode(), "decided": decided} for document, decided in node.store.all_evidence()
        ],
        "awaited": [
            {"act": awaited.act, "since": awaited.since, "own": awaited.own} for awaited in node.store.awaited()
        ],
        "hosted": seated[1:],
        "origin": forum.origin if forum else "",
        "next": {code: forum.parties[code].seq + 1 for code in seated if code in forum.parties} if forum else {},
    }


def _seated_here(node: Node, forum: Forum | None) -> list[str]:
    """Give the parties that lodge here: the node's own, then those whose seat is hosted here."""
    hosted = sorted(code for code, party in forum.parties.items() if party.host == node.code) if forum else []
    return [node.code, *hosted]


def _answered(answer: Answer, note: bytes, forum: Forum | None) -> Response:
    if isinstance(answer, Receipt):
        receipt = msgspec.json.decode(format_receipt(answer), type=dict[str, Any])
        party = forum.parties.get(parse_signed_act(note).act.by[0]) if forum else None
        return _json({**receipt, "hosted_at": party.host} if party and party.host else receipt)
    if isinstance(answer, Offered):
        return _json({"act": answer.act, "shown": answer.shown}, 202)
    if isinstance(answer, Malformed):
        return _problem(400, "malformed act", detail=answer.problem)
    return _problem(409, "refused by the rules", rule=answer.rule, found=answer.found, expected=answer.expected)


def _json(value: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")


def _problem(status: int, title: str, **members: object) -> Response:
    body = msgspec.json.encode({"type": "about:blank", "title": title, "status": status, **members})
    return Response(body, status, media_type="application/problem+json")


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY_BYTES:
            raise HTTPException(413, f"an act has at most {MAX_BODY_BYTES} bytes")
    return bytes(body)


def _number(request: Request) -> int:
    number = parse_decimal(request.path_params["size"].encode())
    if number is None:
        raise HTTPException(404, "the size is no number")
    return number
