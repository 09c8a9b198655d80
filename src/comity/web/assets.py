# SPDX-License-Identifier: Apache-2.0
"""Assets: styles, scripts and fonts as gathered at the start, from memory, compressed, and kept for good by browsers."""

import gzip
import mimetypes
import re
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from comity.web.policy import CONTENT

NAMED_BY_CONTENT = re.compile(r"\.[0-9a-f]{12}\.")
FOR_GOOD = "public, max-age=31536000, immutable"
PACKED = frozenset({".woff2", ".png", ".gif"})
"""Files that are compressed already."""


class Asset(NamedTuple):
    """One file: its bytes, the same compressed (empty where that is no gain), media type, how long it is kept."""

    plain: bytes
    packed: bytes
    media_type: str
    kept: str


class Assets:
    """Everything below a folder, by its name."""

    def __init__(self, folder: Path) -> None:
        paths = (path for path in folder.rglob("*") if path.is_file())
        self._all = {path.relative_to(folder).as_posix(): _read(path) for path in paths}

    async def answer(self, request: Request, name: str) -> Response:
        """Hand out a file."""
        asset = self._all.get(name)
        if asset is None or request.method not in {"GET", "HEAD"}:
            return PlainTextResponse("no such file\n", 404, {"content-security-policy": CONTENT})
        headers = {
            "cache-control": asset.kept,
            "vary": "accept-encoding",
            "x-content-type-options": "nosniff",
            "content-security-policy": CONTENT,
            "cross-origin-resource-policy": "same-origin",
        }
        if asset.packed and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(asset.packed, 200, headers | {"content-encoding": "gzip"}, asset.media_type)
        return Response(asset.plain, 200, headers, asset.media_type)


def _read(path: Path) -> Asset:
    plain = path.read_bytes()
    packed = b"" if path.suffix in PACKED else gzip.compress(plain, 9, mtime=0)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    kept = FOR_GOOD if NAMED_BY_CONTENT.search(path.name) else "no-cache"
    return Asset(plain, packed if len(packed) < len(plain) else b"", kind, kept)
