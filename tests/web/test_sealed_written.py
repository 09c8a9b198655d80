# SPDX-License-Identifier: Apache-2.0
"""What a delegation says of its sealed content at its desk: a key named, onward passing allowed, content erased."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from comity.acts.sealed import ConsentToReseal, EraseContent, NameSealingKey
from comity.node.openers import draw_identity
from tests.web.exchanged import START, adopt, file, sealed_to
from tests.web.office import office
from tests.web.test_measures_written import Ministry


@pytest.fixture
def arden(tmp_path: Any) -> Iterator[Ministry]:
    with office(tmp_path, at=START) as at:
        adopt(at, "CICA-FORCES", "CICA-OFFICERS")
        yield Ministry(at, at.everybody())


def offered(arden: Ministry, slug: str, about: str) -> int:
    return int(arden.browser.get(f"/en/write/{slug}/?about={about}").status_code)


def test_a_key_is_named_by_its_public_half_and_anything_else_is_told_apart(arden: Ministry) -> None:
    key = str(draw_identity(os.urandom).recipient)
    wrong = arden.browser.post("/en/write/sealing-key/", {"recipient": key[:-1]})
    assert "no public key of the age format" in wrong.content.decode()
    act = arden.sent("sealing-key", "", {"recipient": f"  {key} "})
    assert isinstance(act, NameSealingKey)
    assert arden.office.forum.measures.sealing_keys["ARD"] == key


def test_recipients_may_pass_on_what_the_sender_lets_them(arden: Ministry) -> None:
    at = arden.office
    filed = file(at, "ARD", "CICA-FORCES", sealed=sealed_to(at, "BOR"))
    ((digest, _sender, _to),) = at.forum.measures.filings[filed].sealed
    page = arden.browser.get(f"/en/measures/returns/{filed}/").content.decode()
    assert f"/en/write/consent-to-reseal/?about={filed}" in page
    act = arden.sent("consent-to-reseal", filed, {"sha256": digest, "recipients": ["COR", "DEL"]})
    assert isinstance(act, ConsentToReseal)
    assert at.forum.measures.filings[filed].consents == ((digest, ("COR", "DEL")),)
    assert offered(arden, "erase-content", filed) == 403, "the measure lets nothing be erased"


def test_content_is_erased_by_its_sender_once_where_the_measure_allows_it(arden: Ministry) -> None:
    at = arden.office
    filed = file(at, "ARD", "CICA-OFFICERS", sealed=sealed_to(at, "BOR", content=b"life"))
    ((digest, _sender, _to),) = at.forum.measures.filings[filed].sealed
    assert offered(arden, "consent-to-reseal", filed) == 403, "the measure lets nothing be passed on"
    act = arden.sent("erase-content", filed, {"sha256": digest, "reason": "No longer needed."})
    assert isinstance(act, EraseContent)
    assert digest in at.forum.measures.erased
    assert offered(arden, "erase-content", filed) == 403


def test_another_partys_content_is_not_ones_own_to_speak_of(arden: Ministry) -> None:
    at = arden.office
    filed = file(at, "BOR", "CICA-OFFICERS", sealed=sealed_to(at, "ARD", content=b"life"))
    assert [offered(arden, slug, filed) for slug in ("consent-to-reseal", "erase-content")] == [403, 403]
