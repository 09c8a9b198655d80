# SPDX-License-Identifier: Apache-2.0
"""Sealed content at the desk: opened by the secret of a person who may, streamed, kept nowhere; for others it does not exist."""

import os
from collections.abc import Iterator
from dataclasses import replace as with_
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from comity.acts.measures import AdoptTemplate
from comity.acts.returns import FileReturn
from comity.acts.sealed import EraseContent, NameSealingKey
from comity.node.annex import MOST_CONTENT_BYTES, NoSealingKey, TooLong, seal_annex
from comity.node.openers import draw_identity
from comity.registry.attachments import Attachments
from comity.web.desk import open_desk
from comity.web.people.keys import seal_opener
from tests.cast.templates import EXERCISES, says, troops
from tests.web.office import WORK, Office, office

PARTIES = ("ARD", "BOR", "COR")
CONTENT = b"%PDF-1.7 exercise: a calendar of movements, for two only. " * 9_000
OTHER = "f" * 64


class Opened:
    """Arden's office, to which Borea sealed an annex, and one that Borea sealed to Corvia."""

    def __init__(self, at: Office, root: Path) -> None:
        self.at, self.root = at, root
        self.identities = {code: [draw_identity(os.urandom)] for code in PARTIES}
        at.stage.lodge(AdoptTemplate, *PARTIES, template=replace(EXERCISES, parties=PARTIES, nature="voluntary"))
        for code in PARTIES:
            at.lodge(NameSealingKey, code, recipient=str(self.identities[code][0].recipient))
        self.kept = Attachments(root / "attachments")
        at.desk = with_(at.desk, attachments=self.kept)
        open_desk(at.desk)
        self.ours, self.first = self.annexed("ARD")
        self.theirs, _ = self.annexed("COR")
        self.browser = at.everybody()
        self.person = self._person("arden")

    def _person(self, name: str) -> Any:
        from comity.web.people.models import Person

        return Person.objects.get(username=name)

    def annexed(self, to: str) -> tuple[str, str]:
        """Let Borea file a notice with an annex; give the file and the notice."""
        content = seal_annex(self.kept, self.at.forum, "BOR", [to], [CONTENT])
        path = self.kept.path(content.blob.sha256)
        assert path is not None
        with self.at.stage.registry.blobs.files.arriving("x", content.blob.sha256) as arriving:
            arriving.write(path.read_bytes())
        values = (troops(5), *says(begins_on="2027-03-15"))
        first = self.at.lodge(
            FileReturn, "BOR", template="EXERCISES", version=1, language="en", office="Centre", values=values,
            sealed=(content,),
        )  # fmt: skip
        return content.blob.sha256, first

    def address(self, digest: str, language: str = "en") -> str:
        return f"/{language}/measures/annexes/{digest}/"

    def ask(self, digest: str, secret: str) -> Any:
        return self.browser.post(self.address(digest), {"secret": secret})


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    root = tmp_path_factory.mktemp("opening")
    with office(root, at=datetime(2026, 11, 24, 5, tzinfo=UTC)) as at:
        yield Opened(at, root)


def test_without_a_file_to_open_with_the_page_says_where_it_comes_from(opened: Opened) -> None:
    page = opened.browser.get(opened.address(opened.ours)).content.decode()
    assert "comity invite --opens" in page
    answer = opened.ask(opened.ours, "exercise")
    assert (answer.status_code, answer.streaming) == (422, False)


def test_it_is_opened_by_ones_own_secret_and_streamed(opened: Opened) -> None:
    old = str(draw_identity(os.urandom))
    known = [str(opened.identities["ARD"][0]), old]
    seal_opener(opened.at.desk.keys, opened.person.pk, known, "a secret of one's own", WORK)
    assert 'type="password"' in opened.browser.get(opened.address(opened.ours)).content.decode()
    assert opened.ask(opened.ours, "another secret").status_code == 422
    answer = opened.ask(opened.ours, "a secret of one's own")
    parts = list(answer.streaming_content)
    assert (answer.status_code, b"".join(parts) == CONTENT) == (200, True)
    assert max(map(len, parts)) <= 2**16
    assert answer["Content-Disposition"] == f'attachment; filename="{opened.ours[:12]}.pdf"'
    assert (answer["Cache-Control"].count("no-store"), answer["X-Content-Type-Options"]) == (1, "nosniff")
    assert [path for path in opened.root.rglob("*") if path.is_file() and CONTENT[:40] in path.read_bytes()] == []


def test_a_key_that_is_not_the_one_is_told_from_a_wrong_secret(opened: Opened) -> None:
    other = opened.at.person("stranger", "reader")
    seal_opener(opened.at.desk.keys, other.pk, [str(draw_identity(os.urandom))], "a secret of one's own", WORK)
    answer = opened.at.browser(other).post(opened.address(opened.ours), {"secret": "a secret of one's own"})
    assert answer.status_code == 422
    assert "seal it anew" in answer.content.decode()


def test_for_a_delegation_it_is_not_sealed_to_it_does_not_exist(opened: Opened) -> None:
    for digest in (opened.theirs, OTHER):
        assert opened.browser.get(opened.address(digest)).status_code == 404
        assert opened.ask(digest, "exercise").status_code == 404


def test_the_page_speaks_russian(opened: Opened) -> None:
    assert "Открыть запечатанное содержание" in opened.browser.get(opened.address(opened.ours, "ru")).content.decode()


def test_what_cannot_be_sealed_leaves_nothing(opened: Opened) -> None:
    before = sorted(opened.root.rglob("*"))
    with pytest.raises(NoSealingKey, match="DEL"):
        seal_annex(opened.kept, opened.at.forum, "BOR", ["DEL"], [CONTENT])
    chunk = bytes(2**20)
    with pytest.raises(TooLong):
        seal_annex(opened.kept, opened.at.forum, "BOR", ["ARD"], (chunk for _ in range(MOST_CONTENT_BYTES // 2**20 + 1)))
    assert sorted(opened.root.rglob("*")) == before


def test_what_was_erased_is_said_to_be(opened: Opened) -> None:
    opened.at.lodge(EraseContent, "BOR", filed=opened.first, sha256=opened.ours)
    opened.kept.drop(opened.ours)
    page = opened.browser.get(opened.address(opened.ours)).content.decode()
    assert "had it erased" in page
    assert opened.ask(opened.ours, "a secret of one's own").status_code == 200
