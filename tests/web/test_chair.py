# SPDX-License-Identifier: Apache-2.0
"""The Chair's room: silences and meetings from the forms to the record; the secretariat on instruction alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.acts.bodies import CloseMeeting, ConveneMeeting, OpenMeeting
from comity.acts.consensus import DecideByConsensus, DeferQuestion, PutQuestion
from comity.acts.entry import parse_entry
from comity.acts.envelope import Act, Text
from comity.acts.outcomes import AnnounceDecision
from comity.acts.silence import ExtendSilence, PlaceUnderSilence, WithdrawFromSilence
from comity.rules.proposals import text_hash
from tests.web.office import Office, errors, initial
from tests.web.offices import *  # noqa: F403

NOTICE = {
    "body": "SOC", "subject_en": "Review of the year", "subject_ru": "Итоги года", "opens_at": "2026-12-15T10:00",
    "venue_en": "Conference hall", "format": "hybrid", "host_en": "The Chair's ministry", "agenda_en": "1. Plan\n2. Other",
    "participants_en": "Senior officials", "contact": "Secretariat, conference services",
}  # fmt: skip


def said(office: Office) -> Act:
    """The act of this party that was entered last."""
    return parse_entry(office.node.store.entry(office.directory.of_party(office.party)[-1])).signed.act


def do(office: Office, browser: Any, kind: str, about: str = "", data: dict[str, Any] | None = None) -> Act:
    """Write and sign an act that must be admitted, from what the form offers; give it."""
    offered = initial(browser, f"/en/write/{kind}/?about={about}")
    draft = office.written(browser, kind, about, offered | (data or {}))
    answer = office.sign(browser, draft)
    assert answer.status_code == 302, errors(answer)
    return said(office)


def test_a_text_placed_under_silence_with_what_the_form_offers_is_adopted(borea: Office) -> None:
    proposal, browser = borea.proposal(), borea.everybody()
    page = browser.get("/en/chair/").content.decode()
    assert f"/en/write/place-under-silence/?about={proposal}" in page
    act = do(borea, browser, "place-under-silence", proposal)
    assert isinstance(act, PlaceUnderSilence)
    assert act.text_sha256 == text_hash(borea.forum, borea.forum.matters[proposal])
    assert act.notified == borea.forum.eligible
    borea.stage.wait_until(act.deadline_at + timedelta(seconds=5))
    borea.follow()
    matter = borea.forum.matters[proposal]
    assert (matter.result, matter.effective_at) == ("adopted_by_silence", act.deadline_at)
    number = do(borea, browser, "announce", proposal)
    assert isinstance(number, AnnounceDecision)
    assert borea.forum.matters[proposal].number == number.symbol


def test_the_page_of_step_one_says_deadline_text_and_who_is_notified(borea: Office) -> None:
    proposal, browser = borea.proposal(), borea.everybody()
    draft = borea.written(
        browser, "place-under-silence", proposal, initial(browser, f"/en/write/place-under-silence/?about={proposal}")
    )
    page = browser.get(f"/en/drafts/{draft.pk}/sign/").content.decode()
    for words in (
        "Exercise: a plan for the year.",
        "it is adopted unless a state objects",
        "Arden",
        "Delmar",
        " UTC",
        "the text is adopted at that instant",
    ):
        assert words in page, words


def test_a_silence_is_extended_and_ended(borea: Office) -> None:
    proposal, browser = borea.silence(), borea.everybody()
    later = borea.forum.matters[proposal].silence
    assert later
    wanted = (later.deadline_at + timedelta(minutes=5)).replace(second=0)
    local = (wanted + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M")
    act = do(borea, browser, "extend-silence", proposal, {"deadline_at": local})
    assert isinstance(act, ExtendSilence)
    assert act.deadline_at == wanted
    assert isinstance(do(borea, browser, "end-silence", proposal), WithdrawFromSilence)
    assert borea.forum.matters[proposal].stage == "proposed"


def test_a_text_is_put_to_a_meeting_and_decided_by_the_gavel(borea: Office) -> None:
    proposal, browser = borea.proposal(), borea.everybody()
    notice = do(borea, browser, "convene", data=NOTICE)
    assert isinstance(notice, ConveneMeeting)
    assert (notice.label, notice.format, notice.contact) == ("2026/1", "hybrid", "Secretariat, conference services")
    assert notice.agenda == Text(en="1. Plan\n2. Other")
    key = "SOC/2026/1"
    opened = do(borea, browser, "open", key, {"present": list(borea.forum.eligible)})
    assert isinstance(opened, OpenMeeting)
    assert opened.present == borea.forum.eligible
    put = do(borea, browser, "put", proposal, {"label": "2026/1", "waive_notice": "on"})
    assert isinstance(put, PutQuestion)
    assert isinstance(do(borea, browser, "defer", proposal), DeferQuestion)
    do(borea, browser, "put", proposal, {"label": "2026/1", "waive_notice": "on"})
    decided = do(borea, browser, "decide", proposal)
    assert isinstance(decided, DecideByConsensus)
    assert decided.text_sha256 == put.text_sha256
    assert borea.forum.matters[proposal].result == "adopted_at_meeting"
    assert isinstance(do(borea, browser, "close", key), CloseMeeting)


def test_who_does_not_chair_finds_no_room_and_no_form(arden: Office) -> None:
    proposal, browser = arden.proposal(), arden.everybody()
    assert browser.get("/en/chair/").status_code == 403
    for kind in ("place-under-silence", "put", "convene"):
        assert browser.get(f"/en/write/{kind}/?about={proposal}").status_code == 403, kind
    page = browser.get(f"/en/write/statement/?about={proposal}")
    assert page.status_code == 200


def test_the_secretariat_acts_on_the_chairs_behalf_with_the_instruction_alone(secretariat: Office) -> None:
    proposal, browser = secretariat.proposal(), secretariat.everybody()
    address = f"/en/write/place-under-silence/?about={proposal}"
    offered = initial(browser, address)
    without = browser.post(address, offered)
    assert "This field is required" in without.content.decode()
    letter = SimpleUploadedFile("letter.txt", b"Please place the plan under silence.\n", "text/plain")
    act = do(secretariat, browser, "place-under-silence", proposal, {"instruction": letter})
    assert isinstance(act, PlaceUnderSilence)
    assert (act.by, act.on_behalf_of) == (("SECRETARIAT",), "SOC")
    assert act.instruction
    assert secretariat.stage.registry.blobs.get(act.instruction.sha256) == b"Please place the plan under silence.\n"
    assert secretariat.forum.matters[proposal].stage == "under_silence"


def test_what_the_rules_would_not_admit_is_said_before_anybody_signs(borea: Office) -> None:
    proposal, browser = borea.proposal(), borea.everybody()
    soon = (borea.stage.at + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M")
    draft = borea.written(browser, "place-under-silence", proposal, {"deadline_at": soon})
    page = browser.get(f"/en/drafts/{draft.pk}/sign/").content.decode()
    assert "this would not be admitted" in page
    answer = borea.sign(browser, draft)
    assert answer.status_code == 422
    assert "paragraph 9.5" in answer.content.decode()


@pytest.mark.parametrize(
    "deadline",
    ["soon", "2026-13-45T99:00", "9999-12-31T23:59", "0001-01-01T00:00", "1e9", "2026-12-01", "٢٠٢٦-12-01T10:00"],
)
def test_a_deadline_that_is_none_is_an_error_of_the_form(borea: Office, deadline: str) -> None:
    proposal, browser = borea.proposal(), borea.everybody()
    answer = browser.post(f"/en/write/place-under-silence/?about={proposal}", {"deadline_at": deadline})
    assert answer.status_code in {200, 302}
    assert borea.sent == []
