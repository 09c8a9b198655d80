# SPDX-License-Identifier: Apache-2.0
"""Pages: how much longer than an empty one Today, a decision and the record take, and how many bytes a visit of Today costs.

The empty page has the same frame, the same middleware, the same signed-in person. Before each page an act is entered and
confirmed, so that nothing made before can be served; pages are asked for in turn, through Django's own handler.
"""

import asyncio
import gc
import gzip
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from tests.web.settled import started

from bench.busy import Busy
from bench.measure import Measure, processor
from comity.conferences.conference import load
from comity.node.connection import RemoteError
from comity.node.node import Node
from comity.web.desk import Desk, open_desk

SIZES = {"short": (1_000,), "long": (1_000, 100_000)}
EMPTY = "/en/empty/"
GOAL = 3.0
FIRST_VISIT, REPEAT_VISIT = 120_000, 15_000
FACE = re.compile(r"@font-face\{[^}]*url\(\"\.\./([^\"]+)\"\)[^}]*unicode-range:([^}]*)\}")
LINKED = re.compile(r'(?:href|src)="(/assets/[^"]+)"')


def measure(*, short: bool) -> Iterator[Measure]:
    """Give the ratios at each size, then the bytes of a visit."""
    started()
    _add_empty_page()
    rounds = 40 if short else 500
    with tempfile.TemporaryDirectory() as folder:
        visits = Visits()
        for size in SIZES["short" if short else "long"]:
            busy = Busy(Path(folder), size)
            visits.come_to(desk_of(busy.node, Path(folder), busy.now))
            yield from _ratios(visits, busy, rounds)
            if size == SIZES["short"][0]:
                yield from _bytes(visits)
            busy.node.close()


class Visits:
    """One person, signed in at the desk, whose browser asks for pages."""

    def __init__(self) -> None:
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415  (Django is asked for anything only once it has started)

        self._pages: Any = get_wsgi_application()
        self._cookie = ""

    def come_to(self, desk: Desk) -> None:
        """Open a desk, and sign in."""
        open_desk(desk)
        if not self._cookie:
            self._cookie = _session(desk)

    def ask(self, path: str) -> tuple[dict[str, str], bytes]:
        """Ask for a page as a browser would; give its headers and its bytes as they come over the wire."""
        told: dict[str, str] = {}

        def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
            told["status"] = status
            told.update({name.lower(): value for name, value in headers})

        answer = self._pages(self._request(path), start)
        content = b"".join(answer)
        answer.close()
        if told["status"] != "200 OK":
            raise RuntimeError(f"{path}: {told['status']}")
        return told, content

    def _request(self, path: str) -> dict[str, Any]:
        return {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
            "REMOTE_ADDR": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1", "HTTP_COOKIE": self._cookie,
            "HTTP_ACCEPT_ENCODING": "gzip", "HTTP_ACCEPT_LANGUAGE": "en", "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(), "wsgi.errors": sys.stderr, "wsgi.multithread": True, "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }  # fmt: skip


def desk_of(node: Node, folder: Path, clock: Callable[[], datetime]) -> Desk:
    """Give the desk of a node at which nothing is lodged."""
    return Desk(node, node.witness.copy.directory, load("exercise"), folder, _unlodged, clock)


def _unlodged(note: bytes) -> Any:  # noqa: ANN401
    raise RemoteError(f"nobody takes {len(note)} bytes")


def _session(desk: Desk) -> str:
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from comity.web.people.invitations import Newcomer, invite  # noqa: PLC0415
    from comity.web.people.models import Person  # noqa: PLC0415
    from comity.web.people.roles import Role  # noqa: PLC0415

    if not Person.objects.filter(username="arden").exists():
        invite(Newcomer("arden", "ARD", tuple(Role), "Arden", "second secretary"), desk.clock(), os.urandom)
    browser = Client()
    browser.force_login(Person.objects.get(username="arden"), "allauth.account.auth_backends.AuthenticationBackend")
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={browser.cookies[name].value}"


def _add_empty_page() -> None:
    """Add the same base template with nothing in it, behind the same door as every page."""
    from django.conf.urls.i18n import i18n_patterns  # noqa: PLC0415
    from django.http import HttpRequest, HttpResponse  # noqa: PLC0415
    from django.template import engines  # noqa: PLC0415
    from django.urls import path  # noqa: PLC0415

    from comity.web import urls  # noqa: PLC0415
    from comity.web.people.access import readers_only  # noqa: PLC0415

    template = engines["django"].from_string('{% extends "base.html" %}')

    @readers_only
    def empty(request: HttpRequest) -> HttpResponse:
        return HttpResponse(template.render({}, request))

    urls.urlpatterns += i18n_patterns(path("empty/", empty, name="empty"))


def _ratios(visits: Visits, busy: Busy, rounds: int) -> Iterator[Measure]:
    paths = {"today": "/en/", "decision": f"/en/decisions/{busy.proposal}/", "record": "/en/record/"}
    begun = busy.scribe.state.size
    taken = in_turn(
        rounds, busy.lodge, **{name: _asking(visits, path) for name, path in ({"empty": EMPTY} | paths).items()}
    )
    empty = p95(taken["empty"])
    for name in paths:
        ratio = p95(taken[name]) / empty
        sizes = {
            "entries": begun, "rounds": rounds, "ms": round(p95(taken[name]) * 1000, 2), "empty_ms": round(empty * 1000, 2),
            "median_ratio": round(median(taken[name]) / median(taken["empty"]), 2),
        }  # fmt: skip
        method = "95th percentiles of processor time, an act entered before each page, pages in turn"
        yield Measure(
            f"page_{name}_{begun}", round(ratio, 2), "of the empty page", "<= 3", ratio <= GOAL, method, sizes
        )


def _asking(visits: Visits, path: str) -> Callable[[], object]:
    return lambda: visits.ask(path)


def p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[18]


def in_turn(rounds: int, before: Callable[[], object], **works: Callable[[], object]) -> dict[str, list[float]]:
    """Run works in turn, something before each of them untimed; give what each took."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(rounds):
        for name, work in works.items():
            before()
            gc.collect()
            began = processor()
            work()
            taken[name].append(processor() - began)
    return taken


def _bytes(visits: Visits) -> Iterator[Measure]:
    """Add up what a browser fetches: the page, then the assets it names; again, only the page, for assets are kept for good."""
    headers, page = visits.ask("/en/")
    html, head = gzip.decompress(page).decode(), _weight(headers)
    named = set(LINKED.findall(html))
    style = next(each for each in named if each.endswith(".css"))
    for face in FACE.finditer(gzip.decompress(_asset(style).body).decode()):
        if any(_covers(face[2], letter) for letter in set(html)):
            named.add(f"/assets/{face[1]}")
    answers = {each: _asset(each) for each in sorted(named)}
    weights = {each: len(answer.body) + _weight(answer.headers) for each, answer in answers.items()}
    again = [each for each, answer in answers.items() if "immutable" not in answer.headers["cache-control"]]
    first, repeat = len(page) + head + sum(weights.values()), len(page) + head + sum(weights[each] for each in again)
    method = "Today and every asset it names, each with its head, compressed as sent; again: what is not kept for good"
    yield Measure("today_first_visit", first, "bytes", "<= 120000", first <= FIRST_VISIT, method, weights)
    yield Measure(
        "today_repeat_visit", repeat, "bytes", "<= 15000", repeat <= REPEAT_VISIT, method, {"asked_again": again}
    )


def _asset(path: str) -> Response:
    """Ask for an asset as the shell answers it."""
    from django.conf import settings  # noqa: PLC0415

    from comity.web.assets import Assets  # noqa: PLC0415

    request = Request({"type": "http", "method": "GET", "path": path, "headers": [(b"accept-encoding", b"gzip")]})
    return asyncio.run(Assets(settings.STATIC_ROOT).answer(request, path.removeprefix("/assets/")))


def _weight(headers: Mapping[str, str]) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers.items())


def _covers(ranges: str, letter: str) -> bool:
    for each in ranges.split(","):
        first, _, last = each.strip().removeprefix("U+").partition("-")
        if int(first, 16) <= ord(letter) <= int(last or first, 16):
            return True
    return False
