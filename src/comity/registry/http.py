# SPDX-License-Identifier: Apache-2.0
"""The registry over HTTP: the record in the tlog-tiles layout under ``/record/``, and the doors for acts and cosignatures.

GET  /record/checkpoint            the newest confirmed head (the newest head while no witness is enrolled); 404 before
GET  /record/pending               the head that waits for cosignatures
GET  /record/policy, /policy-pq    the witness policies for foreign tools
GET  /record/tile/…                hash tiles and entry bundles
GET  /record/pending/<size>, /cosignatures/<size>, /changes/<size>: see ``following``
GET  /certificate/<index>          a certificate under the confirmed head
POST /acts                         lodge a signed act: see ``reception``
POST /cosignatures/<size>          cosignature lines of a witness
PUT  /blobs                        store a text; GET /blobs/<sha256>; attachments: see ``files``
GET  /health                       whether this process serves
"""

from collections.abc import Callable
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from comity.record.certificate import certify
from comity.record.errors import RecordError
from comity.record.policy import policies
from comity.registry.blobs import NoRoom, TooLarge
from comity.registry.files import Files
from comity.registry.following import Following, following, ranged
from comity.registry.heads import note_of
from comity.registry.pool import Pool
from comity.registry.problem import RAISED, problem, told
from comity.registry.reading import reader_of
from comity.registry.reception import Reception, body_of
from comity.registry.registry import Registry
from comity.tlog.errors import Malformed as MalformedBytes
from comity.tlog.tile import TILE_WIDTH, parse_entries_path, parse_tile_path
from comity.tlog.wire import parse_decimal

BRIEF = {"cache-control": "no-cache"}
OCTETS = "application/octet-stream"


def serve(registry: Registry, pool: Pool, clock: Callable[[], datetime]) -> Reception:
    """Give the ASGI application of one registry; call its ``state.leave`` before the server is to stop."""
    doors, follow = _Doors(registry, pool, clock), Following(registry)
    files = Files(registry, doors.reader, doors.blob)
    application = Reception(
        routes=[
            Route("/record/checkpoint", doors.checkpoint),
            Route("/record/pending", doors.pending),
            Route("/record/policy", doors.policy),
            Route("/record/policy-pq", doors.policy),
            *following(follow),
            Route("/record/{path:path}", ranged(doors.tile)),
            Route("/certificate/{index}", doors.certificate),
            Route("/cosignatures/{size}", doors.cosign, methods=["POST"]),
            Route("/blobs", doors.store, methods=["PUT"]),
            Route("/blobs/{digest}", files.take, methods=["PUT"]),
            Route("/blobs/{digest}", files.give),
            Route("/health", doors.health),
        ],
        exception_handlers=dict.fromkeys(RAISED, told),
    )
    application.state.leave, application.state.pool = follow.leave, pool
    return application


class _Doors:
    """One method a route; each asks the registry on the registry's own thread where it writes."""

    def __init__(self, registry: Registry, pool: Pool, clock: Callable[[], datetime]) -> None:
        self._registry = registry
        self._pool = pool
        self._clock = clock

    async def checkpoint(self, _: Request) -> Response:
        return _noted(self._registry.outside.beside(self._registry.confirmed))

    async def pending(self, _: Request) -> Response:
        head = self._registry.board.pending
        return _noted(head.note if head else b"")

    async def policy(self, request: Request) -> Response:
        classic, quantum = policies(self._registry.forum)
        return PlainTextResponse(quantum if request.url.path.endswith("-pq") else classic, headers=BRIEF)

    async def tile(self, request: Request) -> Response:
        path = request.path_params["path"]
        shelf = self._registry.shelf
        try:
            if not path.startswith("tile/entries/"):
                tile = parse_tile_path(path)
                return _octets(shelf.tile(tile), lasting=tile.width == TILE_WIDTH, public=True)
            if not self._may_read(request):
                return _closed()
            bundle = parse_entries_path(path)
            return _octets(shelf.bundle(bundle), lasting=bundle.width == TILE_WIDTH, public=self._is_public)
        except MalformedBytes as error:
            return problem(404, "no such tile", detail=str(error))

    async def certificate(self, request: Request) -> Response:
        index = _number(request, "index")
        if not self._may_read(request):
            return _closed()
        if not self._registry.confirmed:
            return _noted(b"")
        try:
            certificate = await self._pool.call(lambda: certify(self._registry, self._registry.forum, index))
        except (RecordError, IndexError) as error:
            return problem(404, "no certificate yet", detail=str(error))
        return PlainTextResponse(certificate, headers=BRIEF)

    async def cosign(self, request: Request) -> Response:
        size = _number(request, "size")
        try:
            lines = note_of(await body_of(request))
        except MalformedBytes as error:
            return problem(400, "malformed cosignatures", detail=str(error))
        refused = await self._pool.call(lambda: self._registry.gather(size, lines))
        if refused:
            return problem(409, "cosignatures refused", names=refused)
        return Response(status_code=204)

    async def store(self, request: Request) -> Response:
        body = await body_of(request)
        try:
            digest = await self._pool.call(lambda: self._registry.store(body))
        except TooLarge as error:
            return problem(413, "too large", detail=str(error))
        except NoRoom as error:
            return problem(507, "no room", detail=str(error))
        return PlainTextResponse(digest + "\n", 201)

    async def blob(self, request: Request) -> Response:
        if not self._may_read(request):
            return _closed()
        content = self._registry.blobs.get(request.path_params["digest"])
        if content is None:
            return problem(404, "no such blob")
        return _octets(content, lasting=True, public=self._is_public)

    async def health(self, _: Request) -> Response:
        if self._pool.failure is not None:
            return problem(503, "the registry has stopped", detail=str(self._pool.failure))
        return PlainTextResponse("serving\n", headers=BRIEF)

    @property
    def _is_public(self) -> bool:
        return self._registry.forum.edition.visibility == "public"

    def _may_read(self, request: Request) -> bool:
        return self._is_public or bool(self.reader(request))

    def reader(self, request: Request) -> str:
        """Give the party whose node signed a request; empty for none."""
        now_s = int(self._clock().timestamp())
        return reader_of(self._registry.forum, request.headers.get("authorization", ""), now_s)


def _number(request: Request, name: str) -> int:
    """Read a number of the path, which has one spelling."""
    number = parse_decimal(request.path_params[name].encode())
    if number is None:
        raise HTTPException(404, f"the {name} is no number")
    return number


def _closed() -> Response:
    return problem(403, "by right only", detail="entries are read by parties: sign the request with the node's key")


def _noted(note: bytes) -> Response:
    return PlainTextResponse(note, headers=BRIEF) if note else problem(404, "no such head yet")


def _octets(data: bytes, *, lasting: bool, public: bool) -> Response:
    """Give bytes; what is read by right alone must not lie in a cache that others share."""
    kept = f"{'public' if public else 'private'}, max-age=604800, immutable" if lasting else "no-cache"
    return Response(data, media_type=OCTETS, headers={"cache-control": kept})
