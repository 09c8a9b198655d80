# SPDX-License-Identifier: Apache-2.0
"""The reading room: a restored record over HTTP, at the addresses of a registry, where nothing can be lodged."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from comity.cli.archive import Archive
from comity.record.certificate import certify
from comity.record.errors import RecordError
from comity.registry.problem import problem
from comity.rules.forum import Forum

FOLDERS = ("record", "blobs")


def reading_room(archive: Archive, forum: Forum) -> Starlette:
    """Give the ASGI application; entries are read by whoever reaches the port: open it to those who may."""

    def certificate(request: Request) -> Response:
        try:
            return PlainTextResponse(certify(archive, forum, request.path_params["index"]))
        except (RecordError, IndexError) as error:
            return problem(404, "no such certificate", detail=str(error))

    def file(request: Request) -> Response:
        path = archive.root / request.path_params["folder"] / request.path_params["path"]
        if request.path_params["folder"] not in FOLDERS or not _is_below(path, archive.root) or not path.is_file():
            return problem(404, "no such file")
        return FileResponse(path, media_type="application/octet-stream")

    def nothing_waits(_: Request) -> Response:
        return Response(status_code=204)

    def closed(_: Request) -> Response:
        return problem(503, "a restored copy", detail="nothing can be lodged here: this copy is for reading")

    return Starlette(
        routes=[
            Route("/certificate/{index:int}", certificate),
            Route("/record/pending/{size:int}", nothing_waits),
            Route("/acts", closed, methods=["POST"]),
            Route("/blobs", closed, methods=["PUT"]),
            Route("/{folder}/{path:path}", file),
        ]
    )


def _is_below(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())
