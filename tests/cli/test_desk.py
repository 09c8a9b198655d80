# SPDX-License-Identifier: Apache-2.0
"""The desks that the verbs serve: who comes in by which link, beside which doors of machines, and what one shows alone."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from comity.cli.headquarters import WITNESSES
from tests.cli.house import Serving, comity, serving

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LINK = re.compile(r"^desk ([A-Z]+) (http://127\.0\.0\.1:\d+/enter/[0-9a-f]{48}/)$", re.MULTILINE)
CODES = ("SECRETARIAT", *WITNESSES)
PATIENCE = 30.0


class Run(NamedTuple):
    """A running exercise, and its links by party."""

    served: Serving
    links: dict[str, str]

    def origin(self, code: str) -> str:
        """Where a desk is."""
        return self.links[code].partition("/enter/")[0]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with serving(tmp_path_factory.mktemp("desks") / "run", "run", "--no-browser") as served:
        yield Run(served, dict(LINK.findall(served.said)))


@pytest.fixture(scope="module")
def browser(run: Run) -> Iterator[httpx.Client]:
    """One browser in which somebody has come in at every desk."""
    with visitor() as browser:
        for link in run.links.values():
            assert come_in(browser, link).status_code == 200
        yield browser


def visitor() -> httpx.Client:
    return httpx.Client(follow_redirects=True, timeout=PATIENCE, headers={"accept-language": "en"})


def come_in(browser: httpx.Client, link: str) -> httpx.Response:
    return post(browser, link)


def post(browser: httpx.Client, address: str, to: str = "", **data: str) -> httpx.Response:
    """Send the form of a page, to its own address or another."""
    page = browser.get(address)
    found = TOKEN.search(page.text)
    assert found, page.text
    form = {"csrfmiddlewaretoken": found[1], **data}
    return browser.post(to or page.url, data=form, headers={"referer": str(page.url)})


def test_every_desk_has_a_link_that_lets_in_once(run: Run, browser: httpx.Client) -> None:
    assert tuple(run.links) == CODES
    for code, link in run.links.items():
        page = browser.get(run.origin(code))
        assert (page.status_code, page.url.path) == (200, "/en/")
        assert "Exercise. All parties are fictional" in page.text
        with visitor() as stranger:
            assert stranger.get(link).status_code == 410
            assert stranger.get(f"{run.origin(code)}/en/").url.path == "/en/login/"
    assert "Delegation of Arden" in browser.get(run.origin("ARD")).text


def test_the_machines_answer_at_their_own_paths_on_the_same_port(run: Run) -> None:
    with visitor() as program:
        headquarters = run.origin("SECRETARIAT")
        assert program.get(f"{headquarters}/health").text == "serving\n"
        assert program.get(f"{headquarters}/record/checkpoint").text.startswith("comity.example/exercise\n")
        for code in CODES:
            assert program.get(f"{run.origin(code)}/state").json()["party"] == code
            assert program.get(f"{run.origin(code)}/ready").status_code == 200
            assert program.get(f"{run.origin(code)}/live").status_code == 403


def test_what_a_desk_keeps_is_for_its_owner_alone(run: Run) -> None:
    for code in CODES:
        desk = run.served.root / "nodes" / code / "desk"
        assert stat.S_IMODE(desk.stat().st_mode) == 0o700
        assert stat.S_IMODE((desk / "secret").stat().st_mode) == 0o600


def test_whoever_lost_a_link_is_let_in_by_another(run: Run) -> None:
    said = comity("invite", "--dir", run.served.root, "--code", "COR", "--name", "demonstration")
    assert said.code == 0
    ((code, link),) = LINK.findall(said.out)
    assert (code, link.partition("/enter/")[0]) == ("COR", run.origin("COR"))
    with visitor() as again:
        assert "Delegation of Corvia" in come_in(again, link).text
    said = comity("invite", "--dir", run.served.root, "--name", "nobody-known")
    assert (said.code, "--role" in said.err) == (2, True)


def test_an_act_key_is_entrusted_to_its_first_signatory(run: Run) -> None:
    words = (
        "invite",
        "--dir",
        run.served.root / "nodes" / "DEL",
        "--name",
        "ambassador",
        "--role",
        "signatory",
        "--entrust",
    )
    said = comity(*words, "--json")
    assert said.code == 0
    (entrusted,) = said.said("desk_entrusted")
    with visitor() as ambassador:
        come_in(ambassador, said.said("desk")[0]["url"])
        keys, secret = f"{run.origin('DEL')}/en/state/keys/", "a secret of one's own"
        done = post(
            ambassador, keys, f"{keys}take-over/",
            **{"take_over-word": entrusted["word"], "take_over-secret": secret, "take_over-again": secret},
        )  # fmt: skip
        assert done.status_code == 200, done.text
        assert "take_over-word" not in done.text


def test_a_play_is_begun_by_a_button_once_at_a_time(run: Run, browser: httpx.Client) -> None:
    desk = f"{run.origin('SECRETARIAT')}/en/"
    begun = post(browser, desk, f"{desk}play/", play="objection")
    assert (begun.status_code, "The play begins." in begun.text) == (200, True)
    assert "being played" in browser.get(desk).text
    assert "Play: silence adopted" not in browser.get(f"{run.origin('ARD')}/en/").text


def test_with_the_headquarters_gone_a_desk_shows_what_it_holds_and_says_so(run: Run, browser: httpx.Client) -> None:
    with browser.stream("GET", _live(browser, run)) as live:
        lines = live.iter_lines()
        assert next(lines) == "retry: 3000"
        assert run.served.end() == 0
    with serving(run.served.root / "nodes" / "ARD", "serve") as alone, visitor() as reader:
        (link,) = (link for _, link in LINK.findall(alone.said))
        come_in(reader, link)
        for path in ("", "decisions/", "documents/", "members/", "record/", "record/0/"):
            page = reader.get(f"{alone.url}/en/{path}")
            assert (page.status_code, "The headquarters has not answered since" in page.text) == (200, True), path
        assert alone.end() == 0


def _live(browser: httpx.Client, run: Run) -> str:
    """Where an open page of Arden's is told of changes."""
    found = re.search(r'data-live="([^"]+)"', browser.get(f"{run.origin('ARD')}/en/").text)
    assert found
    return run.origin("ARD") + found[1].replace("&amp;", "&")


def test_outside_the_exercise_the_first_start_lets_one_administrator_in(tmp_path: Path) -> None:
    word = tmp_path / "word"
    word.write_text("a passphrase of this test\n", encoding="utf-8")
    root = tmp_path / "cica"
    begun = comity("init", "--dir", root, "--conference", "cica", "--passphrase-file", word)
    assert (begun.code, begun.err) == (0, "")
    with serving(root, "serve", "--passphrase-file", str(word)) as served, visitor() as first:
        ((code, link),) = LINK.findall(served.said)
        assert code == "SECRETARIAT"
        page = come_in(first, link)
        assert (page.status_code, page.url.path) == (200, "/en/settings/")
        assert "signs nothing" in page.text
        assert "Play: silence adopted" not in first.get(f"{served.url}/en/").text
        assert served.end() == 0
    with serving(root, "serve", "--passphrase-file", str(word)) as again:
        assert LINK.findall(again.said) == []
