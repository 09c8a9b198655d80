# SPDX-License-Identifier: Apache-2.0
"""The network breaks while an act is on its way: it is kept, and lodging it again enters it once."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from comity.node.remote import Remote, head_of
from tests.cli.house import PLAY, Serving, comity


@contextmanager
def line_to(url: str, *, delivers: bool, breaks_at: int) -> Iterator[str]:
    """A line to a registry that breaks at the n-th act: before it is delivered, or before the receipt comes back."""
    acts = []

    class Line(BaseHTTPRequestHandler):
        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            breaks = False
            if self.path == "/acts":
                acts.append(body)
                breaks = len(acts) == breaks_at
            if not breaks or delivers:
                answer = httpx.request(self.command, url + self.path, content=body, timeout=60)
            if breaks:
                self.close_connection = True
                return
            self.send_response(answer.status_code)
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST = do_PUT = pass_on  # noqa: N815  (the names the library calls)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Line) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def size(house: Serving) -> int:
    return head_of(Remote(house.url).pending()).size


def unsent(house: Serving) -> list[Path]:
    return sorted((house.root / "unsent").glob("*.note"))


@pytest.mark.parametrize("delivers", [False, True])
def test_an_act_of_which_nothing_is_known_is_kept_and_lodged_again(house: Serving, delivers: bool) -> None:  # noqa: FBT001
    before, kept = size(house), unsent(house)
    words = ("propose", "--by", "BOR", "--body", "SOC", "--title", "Plan", "--recommended-by", "SWG")
    texts = ("--en", PLAY / "plan.en.txt", "--ru", PLAY / "plan.ru.txt")
    with line_to(house.url, delivers=delivers, breaks_at=1) as url:
        said = comity(*words, *texts, "--url", url, "--dir", house.root)
    assert said.code == 5
    assert "Whether the act arrived is not known." in said.err
    assert "Nothing was put on the record." not in said.err
    (note,) = set(unsent(house)) - set(kept)
    assert str(note) in said.err
    again = house.verb("lodge", note, "--json")
    assert again.code == 0
    assert (again.said("lodged")[0]["index"], size(house)) == (before, before + 1)
    once_more = house.verb("lodge", note, "--json")
    assert (once_more.code, once_more.said("lodged")[0]["index"], size(house)) == (0, before, before + 1)


def test_what_of_a_step_stands_already_is_told(house: Serving) -> None:
    before = size(house)
    with line_to(house.url, delivers=False, breaks_at=2) as url:
        said = comity(
            "propose", "--by", "DEL", "--body", "SOC", "--title", "Plan", "--en", PLAY / "plan.en.txt",
            "--ru", PLAY / "plan.ru.txt", "--url", url, "--dir", house.root, "--lang", "ru",
        )  # fmt: skip
    assert said.code == 5
    assert f"Из этого шага в реестр уже внесены записи {before}." in said.err
    assert size(house) == before + 1
