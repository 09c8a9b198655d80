# SPDX-License-Identifier: Apache-2.0
"""Drafts: written by their forms, changed, withdrawn; and what a state says leaves by the signatory's secret alone."""

import re
from datetime import timedelta

from comity.acts.entry import parse_entry
from comity.acts.envelope import Act
from comity.acts.proposals import MakeStatement
from comity.acts.silence import Object
from tests.web.office import Office, errors
from tests.web.offices import *  # noqa: F403

STATEMENT = {"kind": "support", "text": "Arden supports this.", "language": "en", "attach_to_decision": "on"}


def newest(office: Office) -> Act:
    """The act of this party that was entered last."""
    return parse_entry(office.node.store.entry(office.directory.of_party(office.party)[-1])).signed.act


def test_a_statement_goes_from_form_to_record_and_its_receipt_turns_to_secured(arden: Office) -> None:
    proposal, browser = arden.silence(), arden.everybody()
    draft = arden.written(browser, "statement", proposal, STATEMENT)
    arden.stage.away |= {"BOR", "COR", "DEL"}
    answer = arden.sign(browser, draft)
    assert answer.status_code == 302, errors(answer)
    act = newest(arden)
    assert isinstance(act, MakeStatement)
    assert (act.by, act.office, act.kind, act.text, act.proposal) == (
        ("ARD",), "Ambassador", "support", "Arden supports this.", proposal,
    )  # fmt: skip
    receipt = answer.headers["location"]
    assert "entered, not yet secured" in browser.get(receipt).content.decode()
    arden.stage.away.clear()
    arden.follow()
    shown = browser.get(receipt).content.decode()
    assert "entered, not yet secured" not in shown
    assert 'class="status secured"' in shown


def test_an_objection_is_the_last_button_and_never_the_primary_one(arden: Office) -> None:
    proposal, browser = arden.silence(), arden.everybody()
    draft = arden.written(browser, "object", proposal, {"reason": "The period is short."})
    page = browser.get(f"/en/drafts/{draft.pk}/sign/").content.decode()
    assert page.rindex("button grave") > page.rindex("button plain")
    assert 'class="button"' not in page
    assert "If your delegation does nothing, it agrees." in page
    assert arden.sign(browser, draft).status_code == 302
    act = newest(arden)
    assert isinstance(act, Object)
    assert act.reason == "The period is short."
    assert arden.forum.matters[proposal].result == "objected"


def test_what_the_rules_refuse_is_said_with_its_paragraph_and_nothing_typed_is_lost(arden: Office) -> None:
    proposal, browser = arden.silence(period=timedelta(seconds=70)), arden.everybody()
    draft = arden.written(browser, "object", proposal, {"reason": "Too late."})
    arden.stage.wait_until(arden.stage.at + timedelta(seconds=90))
    arden.follow()
    before = len(arden.directory)
    answer = arden.sign(browser, draft)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "paragraph 9.15" in page
    assert "An objection counts" in page or "deadline" in page
    assert len(arden.directory) == before
    draft.refresh_from_db()
    assert not draft.is_signed
    assert "Too late." in browser.get(f"/en/drafts/{draft.pk}/").content.decode()


def test_a_form_that_is_not_in_order_keeps_what_was_typed(arden: Office) -> None:
    proposal, browser = arden.silence(), arden.everybody()
    answer = browser.post(
        f"/en/write/statement/?about={proposal}", {**STATEMENT, "kind": "", "text": "Typed with care"}
    )
    assert "Typed with care" in answer.content.decode()
    assert "Nothing was sent" in answer.content.decode()


def test_characters_that_nobody_sees_are_refused_where_they_are_typed(arden: Office) -> None:
    proposal, browser = arden.silence(), arden.everybody()
    answer = browser.post(f"/en/write/statement/?about={proposal}", {**STATEMENT, "text": "agrees\u202eton"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "U+202E" in page
    assert "\u202e" not in page.replace("agrees\u202eton</textarea>", "")


def test_a_change_takes_away_what_was_cleared(arden: Office) -> None:
    proposal, browser = arden.silence(), arden.everybody()
    draft = arden.written(browser, "statement", proposal, STATEMENT)
    assert arden.clear(browser, draft, "exercise").status_code == 302
    assert draft.clearances.count() == 1
    changed = browser.post(f"/en/drafts/{draft.pk}/edit/", {**STATEMENT, "text": "Arden supports that."})
    assert changed.status_code == 302, errors(changed)
    assert draft.clearances.count() == 0


def test_a_withdrawn_draft_is_not_signed(arden: Office) -> None:
    proposal, browser = arden.silence(), arden.everybody()
    draft = arden.written(browser, "statement", proposal, STATEMENT)
    assert browser.post(f"/en/drafts/{draft.pk}/withdraw/").status_code == 302
    answer = browser.post(f"/en/drafts/{draft.pk}/sign/secret/", {"seen": draft.fingerprint, "secret": "exercise"})
    assert answer.status_code == 404
    assert arden.sent == []


def test_a_draft_is_signed_once(arden: Office) -> None:
    proposal, browser = arden.silence(), arden.everybody()
    draft = arden.written(browser, "statement", proposal, STATEMENT)
    assert arden.sign(browser, draft).status_code == 302
    again = browser.post(f"/en/drafts/{draft.pk}/sign/secret/", {"seen": draft.fingerprint, "secret": "exercise"})
    assert again.status_code == 404
    assert len(arden.sent) == 1


def test_with_the_headquarters_silent_the_act_is_shown_to_the_others_and_entered_later(arden: Office) -> None:
    proposal, browser = arden.silence(), arden.everybody()
    draft = arden.written(browser, "object", proposal, {"reason": ""})
    arden.stage.silenced.add("ARD")
    answer = arden.sign(browser, draft)
    assert answer.status_code == 302, errors(answer)
    page = browser.get(answer.headers["location"]).content.decode()
    assert "signed, on its way" in page
    assert "Do not sign it again" in page


HOSTILE = '<script>run(1)</script>"><svg onload=run(2)> & {{ 7|add:7 }} %s {0}'


def test_hostile_words_are_shown_as_words(arden: Office) -> None:
    proposal, browser = arden.silence(title=HOSTILE), arden.everybody()
    draft = arden.written(browser, "statement", proposal, {**STATEMENT, "text": HOSTILE})
    assert arden.written(browser, "object", proposal, {"reason": HOSTILE})
    for address in (
        f"/en/drafts/{draft.pk}/",
        f"/en/drafts/{draft.pk}/edit/",
        f"/en/drafts/{draft.pk}/sign/",
        f"/en/drafts/{draft.pk}/clear/",
        "/en/drafts/",
        "/en/state/",
    ):
        page = browser.get(address).content.decode()
        assert "<script>run" not in page, address
        assert "<svg onload" not in page, address


def test_a_paste_of_ten_megabytes_is_refused_with_a_clear_word(arden: Office) -> None:
    proposal, browser = arden.silence(), arden.everybody()
    answer = browser.post(f"/en/write/statement/?about={proposal}", {**STATEMENT, "text": "a" * 10_000_000})
    assert answer.status_code == 200
    assert "at most 20000 characters" in answer.content.decode()
    assert arden.sent == []


def test_pages_offer_a_drafter_what_can_be_said_there_and_others_nothing(arden: Office) -> None:
    proposal, browser = arden.silence(), arden.everybody()
    reader = arden.browser(arden.person("intern", "reader"))
    symbol = arden.forum.matters[proposal].symbols[0]
    address = f"/en/decisions/{proposal}/"
    page = browser.get(address).content.decode()
    offers = re.findall(r'href="/en/write/([a-z-]+)/', page)
    assert offers == ["statement", "more-time", "language", "object"]
    assert re.findall(r'href="/en/write/([a-z-]+)/', browser.get(f"/en/documents/{symbol}/").content.decode()) == [
        "propose"
    ]
    assert "/en/write/" not in reader.get(address).content.decode()
