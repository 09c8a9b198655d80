# SPDX-License-Identifier: Apache-2.0
"""Hostile content on pages: pastes and files beyond measure, names that look like others, headers that are none."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.office import Office
from tests.web.offices import arden, secretariat
from tests.web.test_circulate import FORM, word

__all__ = ["arden", "secretariat"]
PASTE = "a" * 10_000_000
STATEMENT = {"kind": "support", "text": "Words.", "language": "en"}


def said(answer: Any) -> str:
    """Give what a page says."""
    return str(answer.content.decode())


@pytest.mark.parametrize(
    "address",
    [
        "/en/login/", "/en/settings/", "/en/state/invite/", "/en/state/programs/", "/en/record/check/", "/en/state/keys/trust/",
        "/en/state/keys/clearer/", "/en/state/keys/take-over/", "/en/enter/nobody/",
    ],
)  # fmt: skip
def test_a_paste_of_ten_megabytes_into_any_field_is_no_fault_of_the_machine(arden: Office, address: str) -> None:
    browser = arden.everybody()
    names = (
        "login",
        "username",
        "name",
        "office",
        "language",
        "time_zone",
        "secret",
        "again",
        "trust-secret",
        "draw-secret",
        "word",
    )
    for name in names:
        answer = browser.post(address, {name: PASTE})
        assert answer.status_code in {200, 302, 410, 422}, name


def test_more_than_a_machine_can_bear_is_refused_before_it_is_read(arden: Office) -> None:
    browser = arden.everybody()
    for body in ({"username": "a" * (13 * 2**20)}, {f"field{number}": "" for number in range(1_001)}):
        answer = browser.post("/en/state/invite/", body)
        assert (answer.status_code, "cannot be read" in said(answer)) == (400, True)


def test_a_file_beyond_measure_is_refused_and_never_laid_on_the_disk(
    secretariat: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    browser = secretariat.everybody()
    large = SimpleUploadedFile("paper.pdf", b"%PDF-" + bytes(5 * 2**20))
    answer = browser.post("/en/write/circulate/", {**FORM, "file_en": large})
    assert (answer.status_code, "at most 1 MiB" in said(answer)) == (200, True)
    larger = SimpleUploadedFile("paper.pdf", b"%PDF-" + bytes(13 * 2**20))
    assert browser.post("/en/write/circulate/", {**FORM, "file_en": larger}).status_code == 400
    halves = {f"file_{each}": SimpleUploadedFile("a.pdf", b"%PDF-" + bytes(7 * 2**20)) for each in ("en", "ru")}
    assert browser.post("/en/write/circulate/", {**FORM, **halves}).status_code == 400


@pytest.mark.parametrize(
    "brought",
    [
        b"",
        b"\x00" * 1_000,
        b"c2sp.org/tlog-proof@v1\n" * 9_000,
        word(**{"word/media/bomb.bin": bytes(40 * 2**20)}),
        b"\xff" * 2**20,
    ],
)
def test_what_is_no_certificate_proves_nothing(arden: Office, brought: bytes) -> None:
    answer = arden.everybody().post("/en/record/check/", {"certificate": SimpleUploadedFile("a.tlog-proof", brought)})
    assert answer.status_code == 200
    assert any(words in said(answer) for words in ("proves nothing", "is empty", "larger than any certificate"))


@pytest.mark.parametrize("name", ["аrden", "arden\u200b", "ARDEN", "arden ", "аdmin", "arden\n", "ärden"])
def test_a_user_name_is_never_one_that_looks_like_another(arden: Office, name: str) -> None:
    from comity.web.people.models import Person

    browser = arden.everybody()
    answer = browser.post("/en/state/invite/", {"username": name, "roles": ["reader"]})
    taken = Person.objects.exclude(username="arden").count()
    assert (answer.status_code, taken) == (200, 0)
    assert 'class="errorlist"' in said(answer)


@pytest.mark.parametrize("field", ["name", "office"])
def test_names_of_people_hold_nothing_that_nobody_sees(arden: Office, field: str) -> None:
    browser = arden.everybody()
    for character in ("\u202e", "\u200b", "\u2067", "\ufeff"):
        answer = browser.post("/en/state/invite/", {"username": "guest", field: f"A{character}B", "roles": ["reader"]})
        assert f"U+{ord(character):04X}" in said(answer)
    key = {"name": "Reg\u202eister", "person": "1", "scopes": ["read"]}
    assert "U+202E" in said(browser.post("/en/state/programs/", key))


def test_who_speaks_is_named_by_the_record_and_not_by_what_is_written(arden: Office) -> None:
    proposal, browser = arden.silence(), arden.everybody()
    draft = arden.written(browser, "statement", proposal, {**STATEMENT, "text": "Воrеа supports this."})
    assert arden.sign(browser, draft).status_code == 302
    line = arden.directory.line(arden.forum.size - 1)
    assert (line.kind, line.by) == ("MakeStatement", ("ARD",))
    page = said(browser.get(f"/en/record/{line.place}/"))
    assert "Arden, support on" in page
    assert browser.get("/en/documents/EXERCISE/SOС/2026/L.1/").status_code == 404


def test_headers_and_addresses_that_are_none_are_no_fault_of_the_machine(arden: Office) -> None:
    browser = arden.everybody()
    for headers in (
        {"accept-language": "ru;q=" + "9" * 50_000}, {"accept-language": "\u00ff" * 500}, {"cookie": "sessionid=" + "a" * 9_000},
        {"accept-encoding": "gzip;q=x," * 900}, {"if-modified-since": "never"}, {"referer": "//\u00ff"},
    ):  # fmt: skip
        assert browser.get("/en/", headers=headers).status_code in {200, 302}, headers
    assert browser.get("/en/", headers={"host": "elsewhere.example"}).status_code == 400
    for address in (
        "/en/record/?before=" + "9" * 400,
        "/en/record/?before=%ff%00",
        "/en/%00/",
        "/en/decisions/%ff/",
        "/xx/",
        "//en//",
    ):
        assert browser.get(address).status_code in {200, 404}, address
