# SPDX-License-Identifier: Apache-2.0
"""Circulate: files judged by what they are, the symbol allocated, delegations told without any content."""

import io
import re
import zipfile
import zlib
from datetime import date
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.acts.documents import CirculateDocument
from comity.acts.entry import parse_entry
from comity.web.uploads import DOCX, PDF, TEXT, Unacceptable, judged, typed
from tests.web.office import Office, errors
from tests.web.offices import *  # noqa: F403
from tests.web.settled import started

FORM = {
    "title_en": "Working paper",
    "title_ru": "Рабочий документ",
    "body": "SOC",
    "series": "WP",
    "distribution": "limited",
}
PLAIN_PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
INFLATED = zlib.compress(bytes(64 * 2**20), 9)
LAUNCH = zlib.compress(b"5 0 <</S/Launch/F(cmd.exe)>>")
TEMPLATE = (
    b'<Relationships><Relationship Type="x/attachedTemplate" Target="http://x.example/a.dotm" TargetMode="External"/>'
    b"</Relationships>"
)
LINK = (
    b'<Relationships><Relationship Type="http://x/relationships/hyperlink" Target="https://a.example" TargetMode="External"/>'
    b"</Relationships>"
)


def word(**more: bytes) -> bytes:
    """A Word file with these parts beside the two it needs."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", more.pop("types", b"<Types/>"))
        parts.writestr("word/document.xml", b"<w:document/>")
        for name, content in more.items():
            parts.writestr(name, content)
    return written.getvalue()


def circulated(office: Office, browser: Any, **files: Any) -> CirculateDocument:
    """Circulate and sign; give the act."""
    draft = office.written(browser, "circulate", data={**FORM, **files})
    answer = office.sign(browser, draft)
    assert answer.status_code == 302, errors(answer)
    act = parse_entry(office.node.store.entry(office.directory.of_party(office.party)[-1])).signed.act
    assert isinstance(act, CirculateDocument)
    return act


def test_files_in_both_languages_go_out_under_the_next_symbol_and_are_held_by_every_node(secretariat: Office) -> None:
    browser = secretariat.everybody()
    pdf = SimpleUploadedFile("paper.exe", PLAIN_PDF, "application/x-msdownload")
    docx = SimpleUploadedFile("paper.docx", word(), "text/html")
    first = circulated(secretariat, browser, file_en=pdf, file_ru=docx)
    assert first.symbol == "EXERCISE/SOC/2026/WP.1"
    assert [(each.language, each.status, each.blob.media_type) for each in first.versions] == [
        ("en", "official", PDF), ("ru", "working", DOCX),
    ]  # fmt: skip
    second = circulated(secretariat, browser, text_en="One.\r\nTwo.", distribution="general")
    assert (second.symbol, second.distribution) == ("EXERCISE/SOC/2026/WP.2", "general")
    assert secretariat.stage.nodes["DEL"].store.text(first.versions[0].blob.sha256) == PLAIN_PDF
    assert secretariat.stage.nodes["DEL"].store.text(second.versions[0].blob.sha256) == b"One.\nTwo.\n"
    page = browser.get("/en/circulate/").content.decode()
    assert "EXERCISE/SOC/2026/WP.2" in page


def test_a_document_of_the_back_catalogue_bears_its_own_date_and_is_said_to_be_entered_later(secretariat: Office) -> None:
    browser = secretariat.everybody()
    act = circulated(secretariat, browser, text_en="Founding Act.", series="L", original_on="2002-06-04")
    assert act.original_on == date(2002, 6, 4)
    page = browser.get(f"/en/documents/{act.symbol}/").content.decode()
    assert re.search(r"4 June 2002</time><br>Entered later: .*?Secretariat · ", page)
    assert "4 июня 2002" in browser.get(f"/ru/documents/{act.symbol}/").content.decode()
    assert "<b>entered later</b>" in browser.get("/en/documents/").content.decode()
    assert act.symbol not in browser.get("/en/chair/").content.decode(), "it waits for no decision"


def test_an_original_date_is_of_a_day_before_today(secretariat: Office) -> None:
    today = f"{secretariat.stage.at.date()}"
    answer = secretariat.everybody().post("/en/write/circulate/", {**FORM, "text_en": "New.", "original_on": today})
    assert "A document entered later is of a day before today." in errors(answer)


def test_a_file_leaves_the_machine_only_with_the_signature(secretariat: Office) -> None:
    browser = secretariat.everybody()
    draft = secretariat.written(browser, "circulate", data={**FORM, "text_en": "A secret until it is signed."})
    digest = draft.enclosures.get().digest
    assert secretariat.stage.registry.blobs.get(digest) is None
    secretariat.sign(browser, draft, "not the secret")
    assert secretariat.stage.registry.blobs.get(digest) is None
    secretariat.sign(browser, draft)
    assert secretariat.stage.registry.blobs.get(digest) == b"A secret until it is signed.\n"


def test_a_file_exchanged_in_the_database_does_not_go_out(secretariat: Office) -> None:
    browser = secretariat.everybody()
    draft = secretariat.written(browser, "circulate", data={**FORM, "text_en": "What was shown."})
    draft.enclosures.update(content=b"What was not shown.\n")
    answer = secretariat.sign(browser, draft)
    assert answer.status_code == 422
    assert "is not the one that was shown" in answer.content.decode()
    assert secretariat.sent == []


def test_with_the_headquarters_silent_nothing_is_sent_and_the_draft_is_kept(secretariat: Office) -> None:
    from dataclasses import replace

    from comity.node.connection import RemoteError
    from comity.web.desk import open_desk

    def nobody(_content: bytes) -> str:
        raise RemoteError("no answer")

    browser = secretariat.everybody()
    draft = secretariat.written(browser, "circulate", data={**FORM, "text_en": "Words."})
    open_desk(replace(secretariat.desk, store=nobody))
    answer = secretariat.sign(browser, draft)
    assert answer.status_code == 422
    assert "The headquarters does not answer" in answer.content.decode()
    assert secretariat.sent == []


def test_delegations_are_told_once_each_and_of_nothing_but_a_link(secretariat: Office) -> None:
    browser = secretariat.everybody()
    for party, lines, language in (("ARD", "a@arden.example\nb@arden.example", "en"), ("BOR", "x@borea.example", "ru")):
        form = {"party": party, "addresses": lines, "language": language}
        assert browser.post("/en/circulate/addresses/", form).status_code == 302
    circulated(secretariat, browser, text_en="Words.")
    place = len(secretariat.directory) - 1
    folder = started().folder / "mail"
    before = set(folder.glob("*"))
    for _ in range(2):
        assert browser.post(f"/en/circulate/notify/{place}/").status_code == 302
    letters = [
        message_from_bytes(path.read_bytes().split(b"\n-----")[0], policy=default)
        for path in set(folder.glob("*")) - before
    ]
    assert sorted(str(each["To"]) for each in letters) == ["a@arden.example", "b@arden.example", "x@borea.example"]
    for letter in letters:
        text = f"{letter['Subject']} {letter.get_content()}"
        assert f"/record/{place}/" in text
        for inside in ("Working paper", "Рабочий документ", "WP.1", "EXERCISE/", "SOC"):
            assert inside not in text
    page = browser.get(f"/en/circulate/notify/{place}/").content.decode()
    assert "Who was told" in page
    assert page.count("x@borea.example") == 2
    assert "Corvia" in page


@pytest.mark.parametrize(
    "lines",
    [
        "not an address",
        "a@b.example\nBcc: x@y.example",
        "a@b.example, c@d.example",
        "\n".join(f"a{n}@b.example" for n in range(21)),
    ],
)
def test_what_is_no_address_is_refused(secretariat: Office, lines: str) -> None:
    browser = secretariat.everybody()
    answer = browser.post("/en/circulate/addresses/", {"party": "ARD", "addresses": lines, "language": "en"})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"a" * (2**20 + 1), "1 MiB"),
        (b"\x7fELF\x02\x01\x00\xff\xfe", "neither PDF"),
        (b"\xff\xfeT\x00e\x00x\x00t\x00", "neither PDF"),
        (b"<!DOCTYPE html><script>run(1)</script>", "markup"),
        (b"\n <svg xmlns='http://www.w3.org/2000/svg' onload='run(1)'/>", "markup"),
        ("agrees\u202eton".encode(), "U+202E"),
        ("a\u200bb".encode(), "U+200B"),
        (b"a\x00b", "U+0000"),
        (PLAIN_PDF.replace(b"/Pages 2 0 R", b"/OpenAction<</S/JavaScript/JS(app.beep\\(1\\))>>"), "JavaScript"),
        (PLAIN_PDF.replace(b"/Pages 2 0 R", b"/AA<</O<</S/J#61vaScript>>>>"), "JavaScript"),
        (PLAIN_PDF.replace(b"/Pages 2 0 R", b"/Names<</EmbeddedFiles 3 0 R>>"), "EmbeddedFiles"),
        (PLAIN_PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root"), "password"),
        (b"%PDF-1.7\n4 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n" + LAUNCH + b"\nendstream", "Launch"),
        (b"%PDF-1.7\n4 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\n" + INFLATED + b"\nendstream", "unfolds"),
        (b"PK\x03\x04 broken", "damaged"),
        (word(**{"word/vbaProject.bin": b"macro"}), "macro"),
        (word(**{"word/embeddings/oleObject1.bin": b"object"}), "oleObject1"),
        (word(**{"word/_rels/settings.xml.rels": TEMPLATE}), "elsewhere"),
        (word(types=b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'), "macro"),
        (word(types=b'<!DOCTYPE x [<!ENTITY a "b">]><Types/>'), "macro"),
        (word(types=b"\xff\xfe<\x00T\x00>\x00"), "damaged"),
        (word(**{"word/media/bomb.bin": bytes(40 * 2**20)}), "unfolds"),
    ],
)  # fmt: skip
def test_what_could_act_by_itself_is_turned_away_in_clear_words(content: bytes, words: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        judged(content)
    assert words in str(refused.value)


def test_a_zip_that_is_no_word_file_is_turned_away() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as parts:
        parts.writestr("a.txt", "text")
    with pytest.raises(Unacceptable, match="no Word file"):
        judged(written.getvalue())


def test_harmless_files_pass_as_what_they_are() -> None:
    cases = [
        (PLAIN_PDF, PDF),
        (word(), DOCX),
        (word(**{"word/_rels/document.xml.rels": LINK}), DOCX),
        ("Тексты\n".encode(), TEXT),
    ]
    assert [judged(content).media_type for content, _ in cases] == [kind for _, kind in cases]
    assert judged(b"\xef\xbb\xbfone\r\ntwo\tthree").content == b"one\ntwo three\n"
    assert typed("e\u0301").content == "é\n".encode()


def test_hostile_files_are_refused_on_the_page_and_nothing_is_kept(secretariat: Office) -> None:
    from comity.web.drafts.models import Draft

    browser = secretariat.everybody()
    bomb = SimpleUploadedFile("paper.docx", word(**{"word/media/bomb.bin": bytes(40 * 2**20)}))
    answer = browser.post("/en/write/circulate/", {**FORM, "file_en": bomb})
    assert "unfolds to far more" in answer.content.decode()
    assert Draft.objects.count() == 0


def test_a_member_circulates_in_its_own_series_and_finds_no_secretariats_room(arden: Office) -> None:
    browser = arden.everybody()
    act = circulated(arden, browser, text_en="Words.")
    assert act.by == ("ARD",)
    answer = browser.post("/en/write/circulate/", {**FORM, "series": "NOTE", "text_en": "Words."})
    assert "Select a valid choice" in answer.content.decode()
    for address in ("/en/circulate/", "/en/circulate/addresses/", "/en/circulate/notify/1/"):
        assert browser.get(address).status_code == 403, address
