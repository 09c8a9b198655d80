# SPDX-License-Identifier: Apache-2.0
"""Hostile content by program: harmless, or refused with a clear word; nothing of it is kept, and nothing fails."""

import gzip
import json
from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest

from tests.api.program import PROBLEM, Program, program
from tests.web.office import Office
from tests.web.offices import arden
from tests.web.test_circulate import word

__all__ = ["arden"]
MARKUP = '<script>run(1)</script><svg onload="run(2)">'
LOOK_ALIKE = "EXERCISE/SOС/2026/WP.1"
"""The last letter of the body is Cyrillic."""


@pytest.fixture
def desk(arden: Office) -> tuple[Office, Program]:
    """Arden's desk, and a program that writes drafts."""
    return arden, program(arden, "register", "drafter")


def statement(proposal: str, text: str) -> dict[str, Any]:
    """A statement of support."""
    return {"type": "MakeStatement", "fields": {"proposal": proposal, "kind": "support", "text": text}}


def circulation(content: bytes, kind: str, symbol: str = "EXERCISE/SOC/2026/WP.1") -> dict[str, Any]:
    """A document of one file."""
    blob = {"sha256": sha256(content).hexdigest(), "size": len(content), "media_type": kind}
    version = {"language": "en", "blob": blob, "status": "official"}
    fields = {"symbol": symbol, "title": {"en": "Paper"}, "versions": [version]}
    return {"type": "CirculateDocument", "fields": fields, "files": [b64encode(content).decode()]}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 200_000, 400),
        (b'{"type": "MakeStatement", "fields": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}", 400),
        (b'{"type": "MakeStatement", "fields": {"text": "\\ud800"}}', 400),
        (b'{"type": "MakeStatement", "fields": {"n": NaN}}', 400),
        (b"\xff\xfe{\x00}\x00", 400),
        (gzip.compress(b"{}", mtime=0), 400),
        (b"", 422),
        (b'{"type": "MakeStatement", "fields": {"text": "' + b"a" * (13 * 2**20) + b'"}}', 413),
        (b'{"type": "' + b"M" * 10_000_000 + b'", "fields": {}}', 422),
        (b'{"type": "MakeStatement", "fields": []}', 422),
        (b'{"type": "MakeStatement", "fields": {"n": ' + b"9" * 4_000 + b"}}", 422),
        (b'{"type": "MakeStatement", "fields": {"by": ["BOR"], "forum": "other", "type": "Object"}}', 422),
    ],
)  # fmt: skip
def test_a_body_that_is_none_is_refused(desk: tuple[Office, Program], body: bytes, status: int) -> None:
    from comity.web.drafts.models import Draft

    for path in ("/api/drafts", "/api/drafts/rehearsal"):
        answer = desk[1].client.post(path, body, content_type="application/json")
        assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert Draft.objects.count() == 0


def test_a_paste_of_ten_megabytes_names_its_field(desk: tuple[Office, Program]) -> None:
    at, machine = desk
    answer = machine.ask("post", "/drafts", statement(at.silence(), "a" * 10_000_000))
    assert (answer.status_code, answer.json()["field"]) == (422, "text")


@pytest.mark.parametrize("mover", ["\u202e", "\u2066", "\u200b", "\ufeff", "\U000e0041", "\x00", "e\u0301"])
def test_characters_that_nobody_sees_are_refused(desk: tuple[Office, Program], mover: str) -> None:
    at, machine = desk
    answer = machine.ask("post", "/drafts", statement(at.silence(), f"agrees{mover}ton"))
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (422, "malformed")


def test_markup_stays_letters(desk: tuple[Office, Program]) -> None:
    at, machine = desk
    proposal = at.silence(title=MARKUP)
    said = machine.ask("post", "/drafts", statement(proposal, MARKUP))
    for answer in (said, machine.get("/today"), machine.get(f"/decisions/{proposal}")):
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert MARKUP in json.dumps(answer.json(), ensure_ascii=False).replace('\\"', '"')
    page = at.everybody("chief").get(f"/en/drafts/{said.json()['id']}/").content.decode()
    assert ("<script>run" in page, "<svg onload" in page, "&lt;script&gt;run(1)" in page) == (False, False, True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="run(1)"/>\n', "markup"),
        ("agrees\u202eton\n".encode(), "U+202E"),
        (word(**{"word/media/bomb.bin": bytes(40 * 2**20)}), "unfolds"),
        (word(**{"word/vbaProject.bin": b"macro"}), "macro"),
        (b"GIF89a\x01\x00\x01\x00<script>", "U+0001"),
        (b"one\r\ntwo", "line feed"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_turned_away(desk: tuple[Office, Program], content: bytes, words: str) -> None:
    answer = desk[1].ask("post", "/drafts", circulation(content, "text/plain; charset=utf-8"))
    fault = answer.json()["faults"][0]
    assert (answer.status_code, fault["field"], words in fault["detail"]) == (422, "/files/0", True)


def test_a_file_is_not_what_the_act_calls_it(desk: tuple[Office, Program]) -> None:
    answer = desk[1].ask("post", "/drafts", circulation(b"Words.\n", "text/html"))
    assert (answer.status_code, answer.json()["faults"][0]["field"]) == (422, "/fields")


def test_what_looks_like_another_name_is_none(desk: tuple[Office, Program]) -> None:
    at, machine = desk
    symbol = machine.ask("post", "/drafts", circulation(b"Words.\n", "text/plain; charset=utf-8", LOOK_ALIKE))
    assert (symbol.status_code, symbol.json()["field"]) == (422, "symbol")
    assert machine.get(f"/documents/{LOOK_ALIKE}").status_code == 404
    said = machine.ask("post", "/drafts", statement(at.silence(), "Воrеа supports this.")).json()
    assert said["sentence"].startswith("Arden, support on EXERCISE/SOC/2026/L.1: ")


@pytest.mark.parametrize(
    "path",
    [
        "/entries?before=99999999999999999999999", "/entries?before=-1", "/entries?before=%00", "/entries?marks=%ff",
        "/documents/..%2f..%2fetc%2fpasswd", "/documents/%00", "/files/..%2f?symbol=A", "/entries/%D9%A1", "/entries/01e3",
        "/drafts/00000000-0000-0000-0000-00000000000g", "/decisions/" + "g" * 64, "/decisions/" + "a" * 9_000,
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_no_fault_of_the_machine(desk: tuple[Office, Program], path: str) -> None:
    answer = desk[1].get(path)
    assert (answer.status_code in {404, 422}, answer.headers["content-type"]) == (True, PROBLEM)


@pytest.mark.parametrize(
    "word", ["", " ", "comity_", "Bearer", "\u00e9" * 40, "a" * 60_000, "comity_" + "g" * 64, "' OR 1=1 --"]
)
def test_what_is_no_key_lets_nobody_in(arden: Office, word: str) -> None:
    assert arden.forum is not None
    answer = Program(word).get("/today")
    assert (answer.status_code, answer.headers["content-type"]) == (401, PROBLEM)
