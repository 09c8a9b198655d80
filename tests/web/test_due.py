# SPDX-License-Identifier: Apache-2.0
"""What is open for a state under measures is said to that state alone: on Today, in its calendar, on the room's first page."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from comity.acts.measures import Undertake
from comity.acts.requests import Answer, MakeRequest, ReplyToRequest
from comity.acts.returns import FileReturn
from tests.conferences.examples import EXAMPLES
from tests.web.exchanged import adopt
from tests.web.office import Office, office

START = datetime(2027, 1, 4, 5, tzinfo=UTC)
FORCES, REQUEST = "Components of armed forces", "Request for an explanation"


@pytest.fixture
def at(tmp_path: Any) -> Iterator[Office]:
    with office(tmp_path, at=START) as arden:
        adopt(arden, "CICA-FORCES", "PATTERN-REQUEST")
        arden.lodge(Undertake, "ARD", template="CICA-FORCES")
        yield arden


def asked(at: Office, by: str, of: str) -> str:
    return at.lodge(
        MakeRequest, by, template="PATTERN-REQUEST", version=1, party=of, values=EXAMPLES["PATTERN-REQUEST"],
        items=("What is the aim?",), language="en", office="Ministry",
    )  # fmt: skip


def opened(browser: Client, address: str = "/en/", language: str = "en") -> str:
    page = browser.get(address.replace("/en/", f"/{language}/")).content.decode()
    found = re.search(r'<section data-part="open">.*?</section>', page, re.DOTALL)
    return " ".join(found[0].split()) if found else ""


def dates(browser: Client) -> dict[str, Any]:
    address = re.search(r'<a href="http://[^/"]+([^"]+\.ics)"', browser.get("/en/settings/").content.decode())
    assert address
    feed = Calendar.from_ical(Client(headers={"accept-language": "en"}).get(address[1]).content)
    return {str(event["uid"]).partition("@")[0]: event for event in feed.walk("VEVENT")}


def test_a_state_is_told_of_its_own_undertakings_and_of_what_it_was_asked_by_deadline(at: Office) -> None:
    request = asked(at, "BOR", "ARD")
    arden = at.everybody()
    today = opened(arden)
    assert today.index(REQUEST) < today.index(FORCES)
    assert "asked by Borea" in today
    assert "16 December 2027, 00:00" in today
    assert today.count('<p class="small">') == opened(arden, "/en/measures/").count('<p class="small">')
    assert "запрос направила сторона Борея" in opened(arden, language="ru")
    found = dates(arden)
    assert found["CICA-FORCES/ARD/2027-12-15"]["dtstart"].dt == datetime(2027, 12, 15, 19, tzinfo=UTC)
    assert str(found["CICA-FORCES/ARD/2027-12-15"]["summary"]) == f"Due: {FORCES}"
    assert found[request]["dtstart"].dt == at.forum.measures.requests[request].due_at


def test_another_state_is_told_nothing_of_it(at: Office) -> None:
    asked(at, "BOR", "ARD")
    corvia = at.browser(at.person("corvia", "reader", party="COR"))
    assert opened(corvia) == ""
    assert [key for key in dates(corvia) if "CICA" in key or len(key) == 64] == []


def test_what_was_filed_or_answered_is_open_no_more(at: Office) -> None:
    request, arden = asked(at, "BOR", "ARD"), at.everybody()
    at.lodge(
        FileReturn, "ARD", template="CICA-FORCES", version=1, language="en", office="Ministry", period="2027-12-15",
        values=EXAMPLES["CICA-FORCES"],
    )  # fmt: skip
    at.lodge(
        ReplyToRequest, "ARD", request=request, kind="answer", language="en",
        answers=(Answer(item=0, state="answered", text="Training."),),
    )  # fmt: skip
    left = opened(arden)
    assert REQUEST not in left
    assert "16 December 2027" not in left
    assert request not in dates(arden)
