# SPDX-License-Identifier: Apache-2.0
"""What the public sees of decisions: an adopted text that bears Distr.: general, once secured, and nothing on the way to it."""

from datetime import timedelta
from typing import Any

from django.test import Client

from comity.acts.proposals import MakeStatement
from comity.acts.silence import Object
from tests.web.office import TEXT, Office
from tests.web.offices import *  # noqa: F403

WORDS = TEXT.decode().split("\n")[0]
A_MINUTE = timedelta(seconds=90)


def seen(address: str) -> tuple[int, str]:
    """What somebody without a name is met with."""
    answer: Any = Client(headers={"accept-language": "en"}).get(address)
    return answer.status_code, answer.content.decode()


def lapsed(at: Office) -> None:
    at.stage.wait_until(at.stage.at + A_MINUTE)
    at.follow()
    at.follow()


def test_a_general_text_is_the_publics_once_it_is_adopted_and_not_a_moment_before(arden: Office) -> None:
    proposal = arden.silence("Open plan", timedelta(seconds=70), "general")
    arden.lodge(MakeStatement, "COR", proposal=proposal, kind="support", text="Inward words of Corvia.")
    assert seen(f"/en/public/decisions/{proposal}/")[0] == 404
    assert "Open plan" not in seen("/en/public/")[1]
    lapsed(arden)
    status, page = seen(f"/en/public/decisions/{proposal}/")
    assert status == 200
    assert WORDS in page
    assert "Open plan" in seen("/en/public/")[1]
    assert "Inward words" not in page
    digest = arden.forum.documents[arden.forum.matters[proposal].symbols[0]].versions[0][2]
    assert seen(f"/en/public/decisions/{proposal}/file/{digest}") == (200, TEXT.decode())
    assert seen(f"/en/public/decisions/{proposal}/file/{'0' * 64}")[0] == 404


def test_a_limited_text_stays_inside_when_it_is_adopted(arden: Office) -> None:
    proposal = arden.silence("Inner plan", timedelta(seconds=70))
    lapsed(arden)
    assert arden.forum.matters[proposal].result == "adopted_by_silence"
    assert seen(f"/en/public/decisions/{proposal}/")[0] == 404
    assert "Inner plan" not in seen("/en/public/")[1]


def test_a_general_text_that_an_objection_ended_stays_inside(arden: Office) -> None:
    proposal = arden.silence("Open plan", timedelta(seconds=70), "general")
    arden.lodge(Object, "COR", proposal=proposal, reason="Not yet.")
    lapsed(arden)
    assert arden.forum.matters[proposal].result == "objected"
    assert seen(f"/en/public/decisions/{proposal}/")[0] == 404
    assert "Open plan" not in seen("/en/public/")[1]
