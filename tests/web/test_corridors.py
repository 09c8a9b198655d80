# SPDX-License-Identifier: Apache-2.0
"""Corridors on pages: an address is a question; page, brief, table and program say the same; nothing ranks or draws a state."""

import csv
import json
import re
import time
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from comity.conferences.conference import load
from comity.corridors.question import Question
from comity.corridors.statements import State, lines
from comity.papers.brief import Brief, pdf
from tests.web.conftest import Premises
from tests.web.test_pages import LATIN, SAME_IN_RUSSIAN, _said

IRAN = {"transit_of": "IRN", "on": "2026-11-24"}
QUESTIONS = {
    "route": {"from": "Almaty", "to": "Baku", "on": "2026-11-24"},
    "reach": {"from": "Almaty", "on": "2026-11-24"},
    "closure": IRAN,
    "exposure": {"on": "2026-11-24"},
    "critical": {"count": "9", "on": "2026-11-24"},
}
MEMBERS = sorted((party for party in load("cica").parties if party.kind == "member"), key=lambda party: party.order)
WAIT = 90.0
LEGEND_LETTERS = 66
"""So many letters of a legend have room in half the width of a map."""


class Tables(HTMLParser):
    """Reads the tables of a page, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._in = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
            self._in = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._in = False

    def handle_data(self, data: str) -> None:
        if self._in:
            self.rows[-1][-1] += data


def table(page: str) -> list[list[str]]:
    """Give the rows of the first table of a page, without its head and its last cell, which leads elsewhere."""
    reader = Tables()
    reader.feed(page.split('data-table="1"', 1)[1].split("</table>", 1)[0])
    return [[cell.strip() for cell in row[:-1]] for row in reader.rows[1:]]


def asked(browser: httpx.Client, kind: str, question: dict[str, str], language: str = "en") -> httpx.Response:
    """Ask until it is answered, as a browser does."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        page = browser.get(f"/{language}/corridors/{kind}/", params=question, timeout=WAIT)
        if page.status_code != 202:
            return page
        assert page.headers["refresh"] == "2"
    raise AssertionError("no answer")


def given(
    browser: httpx.Client, kind: str, form: str, question: dict[str, str], language: str = "en"
) -> httpx.Response:
    return browser.get(f"/{language}/corridors/{kind}/answer.{form}", params=question, timeout=WAIT)


def program(browser: httpx.Client, kind: str, question: dict[str, str], language: str = "en") -> list[dict[str, Any]]:
    return [json.loads(line) for line in given(browser, kind, "json", question, language).text.splitlines()]


def plain(cell: str) -> list[float]:
    """Give the numbers of a cell, as English and Russian pages write them."""
    text = re.sub(r"(?<=\d)[,\u00a0](?=\d{3}\b)", "", cell).replace(",", ".")
    return [float(each) for each in re.findall(r"(?<!\d)-?\d+(?:\.\d+)?", text)]


def _brief(language: str) -> Brief:
    """Set the brief of the closure, as its address does."""
    from django.utils.translation import override

    from comity.web.corridors.answered import answer, listed
    from comity.web.corridors.brief import brief

    with override(language):
        answered = answer(Question(kind="closure", transit_of=("IRN",), on="2026-11-24"), listed(), WAIT)
        assert answered is not None
        return brief(answered)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_page_brief_table_and_program_say_the_same(guest: httpx.Client, language: str) -> None:
    states = [each for each in program(guest, "closure", IRAN, language) if each["said"] == "corridors_state"]
    page = asked(guest, "closure", IRAN, language)
    rows = table(page.text)
    with_ends = [row for row in rows if row[1] != "—"]
    wanted = [
        [
            each["pairs"], each["before_usd_low"], each["before_usd_high"], each["added_usd_low"], each["added_usd_high"],
            each["added_hours_low"], each["added_hours_high"], each["changed"], each["cut_off"], each["ways"],
            each["ways_before"],
        ]
        for each in states
    ]  # fmt: skip
    assert [[number for cell in row[1:] for number in plain(cell)] for row in with_ends] == wanted
    assert [row[0] for row in with_ends] == [each["name"] for each in states]
    paper = _brief(language)
    assert given(guest, "closure", "pdf", IRAN, language).content == pdf(paper)
    assert [list(row) for row in paper.table.rows] == rows
    assert re.findall(r'class="fingerprint">([0-9a-f]{64})', page.text)[0] in paper.fingerprint
    sheet = list(csv.DictReader(given(guest, "closure", "csv", IRAN, language).text.splitlines()))
    assert [row["state"] for row in sheet] == [party.code for party in MEMBERS]
    assert [float(row["added_usd_high"]) for row in sheet if row["pairs"]] == [
        each["added_usd_high"] for each in states
    ]


def test_every_member_stands_in_the_order_of_the_conference_and_who_has_no_place_is_named(guest: httpx.Client) -> None:
    for kind in ("closure", "exposure"):
        names = [row[0].partition(":")[0] for row in table(asked(guest, kind, QUESTIONS[kind]).text)]
        assert names == [party.name_en for party in MEMBERS]
    assert [row[0] for row in table(asked(guest, "closure", IRAN).text) if "no place" in row[0]] == [
        "Palestine: no place in the data"
    ]


@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_map_shows_coast_places_and_links_and_no_state(guest: httpx.Client, kind: str) -> None:
    page = asked(guest, kind, QUESTIONS[kind])
    assert page.status_code == 200
    drawing = page.text[page.text.index("<svg") : page.text.index("</svg>")]
    texts = set(re.findall(r"<text[^>]*>([^<]*)", drawing))
    assert texts.isdisjoint({party.name_en for party in MEMBERS} | {party.code for party in MEMBERS})
    assert '<title id="map-title">' in drawing
    assert "style=" not in drawing
    alone = given(guest, kind, "svg", QUESTIONS[kind])
    assert alone.headers["content-disposition"].startswith("attachment")
    assert "<style>" in alone.text
    assert len(re.findall("<path", alone.text)) == len(re.findall("<path", drawing))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_words_of_a_legend_fit_beside_one_another(language: str) -> None:
    from django.utils.translation import override

    from comity.web.corridors.words import map_words

    with override(language):
        words = map_words("closure", "", ())
    words |= {"width": words["width"].format(least="100.0", most="9999.9")}
    assert {word for name, word in words.items() if name != "about" and len(word) > LEGEND_LETTERS} == set()


def test_a_drawing_for_other_programs_holds_what_is_closed_and_what_is_used_instead(guest: httpx.Client) -> None:
    collection = json.loads(given(guest, "closure", "geojson", {"close_place": "Torkham", "on": "2026-11-24"}).text)
    parts = {part for each in collection["features"] for part in each["properties"].get("parts", ())}
    assert parts == {"closed", "left", "taken"}
    closed = [each for each in collection["features"] if each["properties"].get("part") == "closed_place"]
    assert [each["properties"]["name"] for each in closed] == ["Torkham"]
    assert "OpenStreetMap" in collection["attribution"]


def test_what_cannot_be_asked_is_said_and_what_was_typed_stays(guest: httpx.Client) -> None:
    page = asked(guest, "route", {"from": "Nowhere <b>", "to": "Baku", "transit_of": "ARD"})
    assert page.status_code == 400
    page = asked(guest, "route", {"from": "Nowhere <b>", "to": "Baku"})
    assert (page.status_code, "no place &#x27;Nowhere &lt;b&gt;&#x27;" in page.text) == (400, True)
    assert 'value="Nowhere &lt;b&gt;"' in page.text
    assert asked(guest, "closure", {"on": "2026-13-40"}).status_code == 400
    assert asked(guest, "critical", {"count": "5000"}).status_code == 400
    assert asked(guest, "closure", {"close_place": ",".join(map(str, range(60)))}).status_code == 400
    assert asked(guest, "closure", {"usd_per_hour": "nan"}).status_code == 400
    assert given(guest, "route", "json", {"from": "Nowhere", "to": "Baku"}).status_code == 404
    assert given(guest, "closure", "exe", IRAN).status_code == 404
    assert guest.get("/en/corridors/invest/").status_code == 404


@pytest.mark.parametrize("kind", QUESTIONS)
def test_an_answer_is_whole_in_russian(guest: httpx.Client, kind: str) -> None:
    page = asked(guest, kind, QUESTIONS[kind], "ru")
    assert page.status_code == 200
    assert LATIN.findall(SAME_IN_RUSSIAN.sub("", _said(page.text, "ru"))) == []


def test_the_form_is_shown_without_computing(guest: httpx.Client) -> None:
    page = guest.get("/en/corridors/exposure/")
    assert page.status_code == 200
    assert "<svg" not in page.text.split("<main", 1)[1]
    assert [name for name in ("critical", "pairs", "reach") if f"/en/corridors/{name}/" not in page.text] == []


def test_nothing_is_said_to_whoever_is_not_signed_in(premises: Premises) -> None:
    with premises.visitor() as stranger:
        for address in (
            "corridors/",
            "corridors/closure/?transit_of=IRN",
            "corridors/closure/answer.json?transit_of=IRN",
        ):
            assert "/login/" in str(stranger.get(f"/en/{address}").url)


def test_a_question_that_takes_long_keeps_no_page_waiting_and_is_answered_once() -> None:
    from comity.corridors.study import Asker, Member
    from comity.web.corridors.worker import MOST_WAITING, Busy, Worker

    worker = Worker()
    try:
        asker = Asker((Member("KAZ", "Kazakhstan"),), "2026-11-24")
        question = Question(kind="closure", transit_of=("IRN",))
        assert worker.ask(question, asker, 0.0) is None
        others = [Question(kind="route", places=("almaty", "baku"), best=n) for n in range(1, MOST_WAITING)]
        assert [worker.ask(each, asker, 0.0) for each in others] == [None] * len(others)
        with pytest.raises(Busy):
            worker.ask(Question(kind="pairs"), asker, 0.0)
        first = worker.ask(question, asker, WAIT)
        again = worker.ask(question, asker, 0.0)
        assert first is not None
        assert again is first
        assert b"corridors_state" in lines(first.statements)
        assert [each.state for each in first.statements if isinstance(each, State)] == ["KAZ"]
    finally:
        worker.close()


def test_a_worker_that_was_ended_begins_anew() -> None:
    from comity.corridors.study import Asker, Member
    from comity.web.corridors.worker import Worker

    worker, asker = Worker(), Asker((Member("KAZ", "Kazakhstan"),), "2026-11-24")
    try:
        assert worker.ask(Question(kind="pairs"), asker, 0.0) is None
        worker.close()
        answer = worker.ask(Question(kind="reach", places=("almaty",)), asker, WAIT)
        assert answer is not None
    finally:
        worker.close()
