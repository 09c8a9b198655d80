# SPDX-License-Identifier: Apache-2.0
"""One paper in every form: the same words, the same bytes, and nothing of what a party wrote is taken for mark-up."""

import io
import zipfile
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from docx import Document
from icalendar import Calendar
from msgspec.structs import replace

from comity.papers.diary import Date, ics
from comity.papers.paper import Column, Fact, Paper, paragraphs
from comity.papers.plain import COLUMNS, plain_text
from comity.papers.seal import rosette, seal_svg
from comity.papers.sheet import pdf
from comity.papers.word import docx

HOSTILE = 'a #let x = 1; *b* _c_ `d` $e$ @f <g> \\ "h" = i\n- j // k /* l */ #panic("m")'
PAPER = Paper(
    language="en",
    conference="Exercise Conference",
    banner="An exercise: no state has said any of this.",
    symbol="CICA/SOC/2026/DEC.1",
    distribution="Distr.: limited",
    dated="2026-11-23",
    status="Adopted by silence",
    title="Plan of events for 2027",
    facts=(Fact("Decided by", "Senior Officials Committee"),),
    columns=(
        Column("en", "English (official)", paragraphs("The members decide:\n\n1. To hold four events.")),
        Column("ru", "Русский (рабочая версия)", paragraphs("Члены решают:\n1. Провести четыре мероприятия.")),
    ),
    proof=(Fact("Fingerprint", sha256(b"").hexdigest()),),
    notes=("It expresses no position on any entry.",),
    fingerprint=sha256(b"").digest(),
)


def test_a_text_is_parted_at_its_line_feeds() -> None:
    assert paragraphs("  one\n\n two \n") == ("one", "two")


def test_the_plain_text_holds_every_word_within_its_columns() -> None:
    text = plain_text(PAPER)
    assert all(len(line) <= COLUMNS for line in text.splitlines())
    assert text.splitlines()[:9] == [
        "Exercise Conference",
        "An exercise: no state has said any of this.",
        "",
        "CICA/SOC/2026/DEC.1                                           2026-11-23",
        "Distr.: limited",
        "",
        "Plan of events for 2027",
        "Adopted by silence",
        "Decided by: Senior Officials Committee",
    ]
    assert text.endswith("It expresses no position on any entry.\n")


def test_a_paper_without_banner_and_proof_has_no_empty_places_for_them() -> None:
    bare = replace(PAPER, banner="", proof=(), notes=(), columns=())
    assert plain_text(bare).splitlines()[1:3] == [
        "",
        "CICA/SOC/2026/DEC.1                                           2026-11-23",
    ]
    assert plain_text(bare).endswith("Decided by: Senior Officials Committee\n")


@pytest.mark.parametrize(
    "paper", [PAPER, replace(PAPER, banner="", fingerprint=b"", proof=(), notes=(), columns=PAPER.columns[:1])]
)
def test_a_pdf_is_tagged_and_the_same_every_time(paper: Paper) -> None:
    first = pdf(paper)
    assert first.startswith(b"%PDF-")
    assert b"/MarkInfo" in first
    assert first == pdf(paper)


def test_what_a_party_wrote_is_never_read_as_mark_up() -> None:
    columns = (Column("en", HOSTILE, (HOSTILE,)),)
    facts = (Fact(HOSTILE, HOSTILE),)
    hostile = replace(PAPER, title=HOSTILE, symbol=HOSTILE, facts=facts, columns=columns, notes=(HOSTILE,))
    assert pdf(hostile).startswith(b"%PDF-")
    assert Document(io.BytesIO(docx(hostile))).paragraphs[3].text == HOSTILE


def test_a_word_file_holds_the_text_and_no_date_of_the_machine() -> None:
    data = docx(PAPER)
    assert data == docx(PAPER)
    word = Document(io.BytesIO(data))
    assert [each.text for each in word.paragraphs][2:6] == [
        "CICA/SOC/2026/DEC.1 · Distr.: limited · 2026-11-23",
        "Plan of events for 2027",
        "Adopted by silence",
        "Decided by: Senior Officials Committee",
    ]
    assert word.core_properties.created == datetime(2026, 11, 23, tzinfo=UTC)
    assert {part.date_time for part in zipfile.ZipFile(io.BytesIO(data)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_seal_is_the_same_for_the_same_fingerprint_alone() -> None:
    seals = {rosette(sha256(bytes((number,))).digest()) for number in range(50)}
    assert len(seals) == 50
    assert rosette(PAPER.fingerprint) == rosette(PAPER.fingerprint)
    assert seal_svg(PAPER.fingerprint, "#000").startswith(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240"'
    )


def test_a_diary_names_instants_in_utc() -> None:
    stamp, at = datetime(2026, 11, 23, 10, tzinfo=UTC), datetime(2026, 11, 27, 13, tzinfo=UTC)
    meeting = Date("m@x", stamp, at, "Meeting, plenary", "Agenda; closed", "Astana", until=at.replace(hour=15))
    feed = Calendar.from_ical(ics("Deadlines", (Date("d@x", stamp, at, "Silence lapses"), meeting)))
    deadline, sitting = feed.walk("VEVENT")
    assert (deadline.decoded("dtstart"), deadline.get("dtend"), deadline["transp"]) == (at, None, "TRANSPARENT")
    assert (sitting.decoded("dtend"), str(sitting["location"]), str(sitting["summary"])) == (
        at.replace(hour=15), "Astana", "Meeting, plenary",
    )  # fmt: skip
    assert b"TZID" not in ics("Deadlines", (meeting,))
