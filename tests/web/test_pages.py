# SPDX-License-Identifier: Apache-2.0
"""Pages over real HTTP: both languages whole, a policy on every answer, hostile texts as letters, times and words as decided."""

import re
from html.parser import HTMLParser

import httpx
import pytest

from comity.web.policy import CONTENT
from tests.web.conftest import Premises
from tests.web.house import CONTACT, HOSTILE

LATIN = re.compile(r"[A-Za-z]{3,}")
SAME_IN_RUSSIAN = re.compile(
    r"Comity|UTC|EXERCISE[A-Z0-9/.]*|SOC[0-9/]*|PDF|Arden|second secretary|Protocol section|English"
    r"|tlog-proof|comity.example/exercise|gnihton"
    r"|[0-9a-f]{12}…|PIN|ext\. 14|Delmar supports this|Corvia (understands|cannot)[^.]*(\.[^.<]*)*|allocated twice by mistake"
    r"|Two companies more|We count [0-9,]+, with rail and interior troops|Seen live|JSON|CSV|WGS 84"
    r"|(CICA|PATTERN|BORDER)-[A-Z]+(/[A-Z]+/[0-9]+(/X)?/[0-9]+)?( ARD–BOR)?"
)
"""What has no other form in Russian: names of things, and what parties themselves said in English."""


class Words(HTMLParser):
    """Gathers what a page says in the reader's language: nothing marked as another, no code, no file."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self.said: list[str] = []
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"meta", "link", "input", "img", "br", "path", "use", "circle"}:
            return
        about = dict(attrs)
        other = about.get("lang") not in {None, self._language} or tag in {"pre", "script", "style", "option"}
        other = other or "fingerprint" in (about.get("class") or "")
        self._open.append(other or bool(self._open and self._open[-1] and about.get("lang") != self._language))
        for name in ("aria-label", "alt", "placeholder"):
            if about.get(name):
                self.said.append(str(about[name]))

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"meta", "link", "input", "img", "br", "path", "use", "circle"}:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1]):
            self.said.append(data)


def _said(page: str, language: str = "en") -> str:
    words = Words(language)
    words.feed(page)
    return " ".join(" ".join(words.said).split())


def test_every_page_is_whole_in_russian(guest: httpx.Client, pages: tuple[str, ...]) -> None:
    left = {}
    for address in pages:
        words = SAME_IN_RUSSIAN.sub("", _said(guest.get(f"/ru/{address}").text, "ru").replace(HOSTILE, ""))
        if found := LATIN.findall(words):
            left[address] = found
    assert left == {}


def test_what_nobody_is_signed_in_for_is_whole_in_russian(premises: Premises) -> None:
    with premises.visitor() as browser:
        for address in (
            "login/",
            "public/",
            "signup/",
            "inactive/",
            "enter/unknown/",
            "enter/" + premises.link("whole")[7:],
        ):
            words = SAME_IN_RUSSIAN.sub("", _said(browser.get(f"/ru/{address}").text, "ru"))
            assert LATIN.findall(words.replace("Whole", "")) == [], address


def test_every_answer_says_what_it_may_load(guest: httpx.Client, premises: Premises, pages: tuple[str, ...]) -> None:
    style = re.search(r'href="(/assets/desk/desk\.[^"]+)"', guest.get("/en/").text)
    assert style
    others = (
        style[1], "/health", "/ready", "/", "/live", "/assets/none", "/en/none", "/calendar/x.ics", "/en/record/9/certificate",
        f"/en/decisions/{premises.house.proposals['plan']}/paper.txt",
    )  # fmt: skip
    for address in (*(f"/en/{page}" for page in pages), *others):
        answer = guest.get(address)
        assert answer.headers.get("content-security-policy") == CONTENT, address
        assert "unsafe" not in CONTENT


def test_hostile_words_stay_letters(guest: httpx.Client, premises: Premises) -> None:
    page = guest.get(f"/en/decisions/{premises.house.proposals['hostile']}/").text
    assert "<script>run" not in page
    assert "<svg onload" not in page
    assert "&lt;script&gt;run(1)&lt;/script&gt;" in page
    assert "\u202e" not in page
    assert "[U+202E]gniht" in page


def test_a_file_is_handed_out_as_what_it_is_only_where_that_is_harmless(
    guest: httpx.Client, premises: Premises
) -> None:
    page = guest.get(f"/en/documents/{premises.house.symbols['draft']}/").text
    address = re.search(r'href="(/en/documents/[^"]+/file/[0-9a-f]{64})"', page)
    assert address
    answer = guest.get(address[1])
    assert (answer.headers["content-type"], answer.headers["x-content-type-options"]) == ("application/pdf", "nosniff")
    assert answer.content == b"%PDF-1.4 not read on pages"


def test_a_decision_under_silence_says_what_doing_nothing_means_and_counts_nobody(
    guest: httpx.Client, premises: Premises
) -> None:
    page = _said(guest.get(f"/en/decisions/{premises.house.proposals['review']}/").text)
    assert "3 days 4 hours Deadline: 27 November 2026, 18:15 in Lunara · 13:15 UTC" in page
    assert "If your delegation does nothing, it agrees." in page
    assert "Nobody's silence or agreement is listed or counted." in page
    assert re.search(r"\d+\s*(/|of)\s*\d+\s*(states|members|delegations)", page, re.IGNORECASE) is None


def test_an_outcome_is_told_with_its_certificate(guest: httpx.Client, premises: Premises) -> None:
    page = _said(guest.get(f"/en/decisions/{premises.house.proposals['plan']}/").text)
    assert "Adopted by silence" in page
    assert "Corvia interpretative statement" in page
    ended = _said(guest.get(f"/en/decisions/{premises.house.proposals['contacts']}/").text)
    assert "An objection was received before the deadline. The text is not adopted" in ended


def test_times_stand_in_the_zone_that_the_reader_chose(premises: Premises) -> None:
    from tests.web.conftest import post

    with premises.guest("zoned") as browser:
        answer = post(browser, "/en/settings/", {"language": "ru", "time_zone": "Asia/Tokyo"})
        assert (answer.url.path, "Сохранено." in answer.text) == ("/ru/settings/", True)
        page = _said(browser.get(f"/ru/decisions/{premises.house.proposals['review']}/").text, "ru")
        assert "27 ноября 2026, 18:15 в Лунаре · 22:15 Токио · 13:15 UTC" in page
        assert browser.get("/").url.path == "/ru/"


def test_a_notice_shows_whom_to_ask_to_members_alone(premises: Premises) -> None:
    place = premises.house.stage.forum.meetings["SOC/2026/1"].index
    addresses = ("/en/meetings/SOC/2026/1/", "/en/meetings/SOC/2026/1/notice.txt", f"/en/record/{place}/")
    with premises.guest("member") as member, premises.guest("observer", "OKD") as observer:
        assert [CONTACT in member.get(each).text for each in addresses] == [True, True, True]
        assert [CONTACT in observer.get(each).text for each in addresses] == [False, False, False]
        assert observer.get(f"/en/record/{place}/certificate").status_code == 404


def test_observers_learn_that_there_was_an_objection_and_not_whose(premises: Premises) -> None:
    proposal = premises.house.proposals["contacts"]
    with premises.guest("member2") as member, premises.guest("observer2", "OKD") as observer:
        told, untold = (_said(each.get(f"/en/decisions/{proposal}/").text) for each in (member, observer))
        assert "Corvia objects to" in told
        assert "Corvia" not in untold
        assert "the rules do not disclose to your delegation by whom" in untold


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF-1"), ("txt", b"Exercise Conference")])
def test_a_decision_goes_to_the_capital_as_one_paper(
    guest: httpx.Client, premises: Premises, form: str, begins: bytes
) -> None:
    address = f"/en/decisions/{premises.house.proposals['plan']}/paper.{form}"
    answer = guest.get(address)
    assert answer.content.startswith(begins)
    assert guest.get(address).content == answer.content
    if form == "pdf":
        assert b"/Count 1" in answer.content


def test_the_headquarters_not_answering_is_said_and_everything_is_shown(
    guest: httpx.Client, premises: Premises
) -> None:
    premises.house.silent_since = premises.house.stage.at
    try:
        page = guest.get("/en/decisions/")
        assert "The headquarters has not answered since 2026-11-24" in page.text
        assert page.status_code == 200
    finally:
        premises.house.silent_since = None


def test_marks_of_time_are_shown_to_whoever_asks(guest: httpx.Client) -> None:
    assert "time passes" not in guest.get("/en/record/?before=30").text
    assert "time passes" in guest.get("/en/record/?marks&before=30").text
