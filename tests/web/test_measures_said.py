# SPDX-License-Identifier: Apache-2.0
"""What else a delegation says of measures at its desk: undertakings, requests, contacts, statements, what paper brought."""

from dataclasses import replace as with_
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from msgspec.structs import replace

from comity.acts.contacts import PingContact
from comity.acts.measures import AdoptTemplate, SuspendUndertaking, Undertake
from comity.acts.requests import MakeRequest, ReplyToRequest
from comity.acts.returns import FileReturn
from comity.registry.attachments import Attachments
from comity.rules.measures.status import contact_word
from comity.rules.measures.undertaking import suspension_at
from comity.web.desk import open_desk
from tests.conferences.examples import EXAMPLES
from tests.web.office import SECRETARIAT, Office, errors, initial, office
from tests.web.test_measures_written import SHIPPED, START, Ministry, typed

TEMPLATES = {template.code: template for template in SHIPPED}


@pytest.fixture
def arden(tmp_path: Any) -> Any:
    with office(tmp_path, at=START) as at:
        yield _furnished(at)


@pytest.fixture
def secretariat(tmp_path: Any) -> Any:
    with office(tmp_path, SECRETARIAT, START) as at:
        yield _furnished(at)


def _furnished(at: Office) -> Ministry:
    for template in SHIPPED:
        at.stage.lodge(AdoptTemplate, "ARD", "BOR", template=replace(template, parties=("ARD", "BOR")))
    at.follow()
    return Ministry(at, at.everybody())


def page(arden: Ministry, address: str) -> str:
    return str(arden.browser.get(f"/en/{address}").content.decode())


def test_an_undertaking_is_given_suspended_resumed_and_ended(arden: Ministry) -> None:
    at = arden.office
    arden.sent("undertake", "CICA-BUDGET", {"reservation": "Within national law."})
    key = "CICA-BUDGET ARD"
    assert at.forum.measures.undertakings[key].basis == "own_act"
    at.lodge(Undertake, "BOR", template="CICA-BUDGET")
    suspended = at.lodge(SuspendUndertaking, "BOR", template="CICA-BUDGET", reason="Pending talks.")
    offered = page(arden, "write/suspend-undertaking/?about=CICA-BUDGET")
    assert "Borea, suspension of" in offered
    act = arden.sent(
        "suspend-undertaking", "CICA-BUDGET",
        {"reason": "In reply.", "towards": ["BOR"], "until_at": "2027-03-01T00:00", "in_reply_to": suspended},
    )  # fmt: skip
    assert isinstance(act, SuspendUndertaking)
    assert (act.in_reply_to, act.towards) == (suspended, ("BOR",))
    assert suspension_at(at.forum.measures.undertakings[key], at.stage.at) is not None
    arden.sent("resume-undertaking", "CICA-BUDGET", {})
    assert suspension_at(at.forum.measures.undertakings[key], at.stage.at) is None
    arden.sent("end-undertaking", "CICA-BUDGET", {})
    assert at.forum.measures.undertakings[key].until_at is not None
    assert at.forum.measures.undertakings["CICA-BUDGET BOR"].until_at is None


def test_nothing_to_report_takes_one_press_and_no_return_a_reason(arden: Ministry) -> None:
    form = arden.browser.get("/en/write/return/?about=CICA-BUDGET").context["form"]
    press = form.shortcuts[0]
    assert press.label == "Nothing to report for 30 April 2027"
    nil = arden.sent("return", "CICA-BUDGET", press.fields)
    assert isinstance(nil, FileReturn)
    assert (nil.kind, nil.period, nil.values) == ("nil", "2027-04-30", ())
    declared = arden.sent(
        "return", "CICA-FORCES", {"kind": "not_provided", "period": "2027-12-15", "language": "en", "reason": "By decision."}
    )  # fmt: skip
    assert isinstance(declared, FileReturn)
    assert (declared.kind, declared.reason) == ("not_provided", "By decision.")


def test_another_row_and_the_return_of_last_time_only_show_the_form_anew(arden: Ministry) -> None:
    address = "/en/write/return/?about=CICA-FORCES"
    filled = typed(arden, TEMPLATES["CICA-FORCES"], address) | {"period": "2027-12-15"}
    grown = arden.browser.post(address, {**filled, "more": "yes"})
    form = grown.context["form"]
    assert (grown.status_code, form.rows, form["v-component-1"].value()) == (200, 4, "air")
    assert 'role="alert"' not in grown.content.decode()
    arden.sent("return", "CICA-FORCES", filled)
    again = arden.browser.get(address).context["form"]
    assert "2027-12-15" not in [period for period, _ in again.fields["period"].choices]
    same = arden.browser.post(address, {"same": "yes", "period": "2026-12-15"}).context["form"]
    assert (same["v-personnel_total-0"].value(), same["b-personnel_total-0"].value()) == (
        "42000", "all ranks serving on 1 January, without reserves",
    )  # fmt: skip
    assert same["period"].value() == "2026-12-15"


def test_what_the_rules_would_refuse_is_said_at_its_field_in_plain_words(arden: Ministry) -> None:
    address = "/en/write/return/?about=CICA-ACTIVITIES"
    filled = typed(arden, TEMPLATES["CICA-ACTIVITIES"], address)
    wrong = filled | {"v-troops-0": "about 12 700", "v-area-0": "", "b-tanks-0": "", "v-begins_on-0": "soon"}
    answer = arden.browser.post(address, wrong)
    form = answer.context["form"]
    assert answer.status_code == 200
    assert set(form.errors) == {"v-troops-0", "v-area-0", "b-tanks-0", "v-begins_on-0"}
    assert form.errors["v-area-0"] == ["The measure asks for this."]
    assert "about 12 700" in answer.content.decode()


def test_an_urgent_notice_is_held_up_by_nothing_and_shows_what_is_missing(arden: Ministry) -> None:
    draft = arden.office.written(
        arden.browser, "return", "CICA-INCIDENTS",
        {"kind": "original", "language": "en", "recipients": ["BOR"], "v-what-0": "Shots.", "v-aware_at-0": "about noon"},
    )  # fmt: skip
    shown = page(arden, f"drafts/{draft.pk}/")
    assert "Became known to the state: cannot be read" in shown
    assert "Place: is missing" in shown
    assert arden.office.sign(arden.browser, draft).status_code == 302
    assert arden.filing("CICA-INCIDENTS")[1].incomplete == ("place: missing", "aware_at: spelling")


def test_a_threshold_is_said_to_the_author_before_signing_and_decides_nothing(arden: Ministry) -> None:
    address = "/en/write/return/?about=CICA-ACTIVITIES"
    filled = typed(arden, TEMPLATES["CICA-ACTIVITIES"], address) | {"v-troops-0": "13 600"}
    draft = arden.office.written(arden.browser, "return", "CICA-ACTIVITIES", filled)
    assert "Observers are customary at activities of this size." in page(arden, f"drafts/{draft.pk}/sign/")
    assert arden.office.sign(arden.browser, draft).status_code == 302


def test_people_type_as_people_do_and_the_act_holds_the_one_spelling(arden: Ministry) -> None:
    address = "/en/write/return/?about=BORDER-STATUS"
    filled = typed(arden, TEMPLATES["BORDER-STATUS"], address) | {
        "v-wait-0": "6:30",
        "v-until_at-0": "2027-02-05 09:00",
    }
    act = arden.sent("return", "BORDER-STATUS", filled)
    assert isinstance(act, FileReturn)
    said = {value.key: value.text for value in act.values}
    assert (said["wait"], said["until_at"]) == ("PT6H30M", "2027-02-05T04:00:00Z")


def test_a_request_is_made_replied_to_question_by_question_and_closed(arden: Ministry) -> None:
    at = arden.office
    filed = at.lodge(
        FileReturn, "BOR", template="CICA-ACTIVITIES", version=1, language="en", office="Centre",
        values=EXAMPLES["CICA-ACTIVITIES"],
    )  # fmt: skip
    about = f"PATTERN-REQUEST {filed}"
    form = initial(arden.browser, f"/en/write/request/?about={about}")
    assert (form["party"], form["in_reply_to"]) == ("BOR", "CICA-ACTIVITIES/BOR/2027/1")
    act = arden.sent("request", about, {**form, "items": "What is the aim?\nWho commands?", "v-concern-0": "The count"})
    assert isinstance(act, MakeRequest)
    assert (act.in_reply_to, act.items) == (filed, ("What is the aim?", "Who commands?"))
    request = at.directory.correspondence.requests[-1]
    at.lodge(ReplyToRequest, "BOR", request=request, kind="answer", language="en")
    assert "next step: Meeting of the two" in page(arden, f"write/assess/?about={request}")
    arden.sent("assess", request, {"satisfied": "yes"})
    assert at.forum.measures.requests[request].stage == "closed"


def test_a_reply_answers_what_was_asked_of_us(arden: Ministry) -> None:
    at = arden.office
    request = at.lodge(
        MakeRequest, "BOR", template="PATTERN-REQUEST", version=1, party="ARD", language="en", items=("Aim?", "Place?"),
    )  # fmt: skip
    form = initial(arden.browser, f"/en/write/reply/?about={request}")
    act = arden.sent("reply", request, {**form, "text-0": "Training.", "state-1": "open"})
    assert isinstance(act, ReplyToRequest)
    assert [(answer.item, answer.state, answer.text) for answer in act.answers] == [(0, "answered", "Training.")]
    answer = arden.browser.post(f"/en/write/reply/?about={request}", {**form, "kind": "decline"})
    assert "Say on which ground it is declined." in answer.content.decode()
    visit = at.lodge(
        MakeRequest,
        "BOR",
        template="PATTERN-QUOTA",
        version=1,
        party="ARD",
        language="en",
        values=EXAMPLES["PATTERN-QUOTA"],
    )
    arden.sent("reply", visit, {**initial(arden.browser, f"/en/write/reply/?about={visit}"), "kind": "accept"})
    assert at.forum.measures.requests[visit].stage == "accepted"
    arden.sent("cancel-visit", visit, {"reason": "Weather."})
    assert at.forum.measures.requests[visit].stage == "cancelled"


def test_a_contact_is_named_called_and_answers(arden: Ministry) -> None:
    at = arden.office
    arden.sent(
        "contact", "PATTERN-STANDING", {"offices": "Duty officer, line 1\nDuty officer, line 2", "hours": "always"}
    )
    assert at.forum.measures.contacts["PATTERN-STANDING ARD"].offices == (
        "Duty officer, line 1",
        "Duty officer, line 2",
    )
    ping = at.lodge(PingContact, "BOR", template="PATTERN-STANDING", party="ARD")
    arden.sent("answer-call", ping, {"fault": "none"})
    assert contact_word(at.forum, "PATTERN-STANDING", "ARD", at.stage.at) == "confirmed"
    answered = arden.browser.get(f"/en/write/answer-call/?about={ping}")
    assert answered.status_code == 403


def test_recipients_acknowledge_and_state_beside_a_return(arden: Ministry) -> None:
    at = arden.office
    filed = at.lodge(
        FileReturn, "BOR", template="CICA-ACTIVITIES", version=1, language="en", office="Centre",
        values=EXAMPLES["CICA-ACTIVITIES"],
    )  # fmt: skip
    arden.sent("acknowledge", filed, {})
    arden.sent(
        "state-on-return",
        filed,
        {"kind": "contest", "text": "We count 18,000, rail troops included.", "language": "en"},
    )
    filing = at.forum.measures.filings[filed]
    assert (filing.acknowledged, filing.statements[0][:2]) == (("ARD",), ("ARD", "contest"))
    assert arden.browser.get(f"/en/write/amend/?about={filed}").status_code == 403


def test_paper_is_taken_in_by_the_secretariat_and_confirmed_by_the_state(secretariat: Ministry, tmp_path: Path) -> None:
    at = secretariat.office
    address = "/en/write/return/?about=CICA-BUDGET"
    form = initial(secretariat.browser, address)
    assert "state" in form
    values = {f"v-{value.key}-{value.row}": value.text for value in EXAMPLES["CICA-BUDGET"]}
    scan = SimpleUploadedFile("note.txt", b"Defence budget of Arden for 2026.\n", "text/plain")
    act = secretariat.sent("return", "CICA-BUDGET", {
        **form, **values, "state": "ARD", "channel": "paper", "received_at": "2027-01-04T08:00", "scan": scan,
        "period": "2027-04-30",
    })  # fmt: skip
    assert isinstance(act, FileReturn)
    assert act.scan
    assert (act.state, act.channel, act.scan.kind) == ("ARD", "paper", "attachment")
    filed, filing = secretariat.filing("CICA-BUDGET")
    assert (filing.state, filing.confirmed) == ("ARD", False)
    late = secretariat.browser.post(address, {**form, **values, "state": "BOR", "received_at": "2027-01-05T08:00"})
    assert "This is yet to come." in late.content.decode()
    from comity.acts.returns import ConfirmReturn

    reads = {code: at.browser(at.person(f"reads-{code}", "reader", party=code)) for code in ("ARD", "CRS")}
    page = f"/en/measures/returns/{filed}/"
    assert "not reached this machine" in reads["ARD"].get(page).content.decode()
    kept = Attachments(tmp_path / "attachments")
    open_desk(with_(at.desk, attachments=kept))
    with kept.arriving("scan", act.scan.sha256) as arriving:
        arriving.write(b"Defence budget of Arden for 2026.\n")
    assert f'href="{page}paper/"' in reads["ARD"].get(page).content.decode()
    given: Any = reads["ARD"].get(f"{page}paper/")
    assert (b"".join(given.streaming_content), given["Content-Type"]) == (
        b"Defence budget of Arden for 2026.\n", "text/plain; charset=utf-8",
    )  # fmt: skip
    assert "paper/" not in reads["CRS"].get(page).content.decode()
    assert reads["CRS"].get(f"{page}paper/").status_code == 404
    open_desk(at.desk)
    at.lodge(ConfirmReturn, "ARD", filed=filed)
    assert at.forum.measures.filings[filed].confirmed


def test_a_device_is_enrolled_and_ended(arden: Ministry) -> None:
    from hashlib import sha256

    from comity.tlog.signer import Ed25519Signer
    from comity.tlog.vkey import format_vkey

    device = Ed25519Signer.from_seed("ARD/device/gauge-1", sha256(b"a device").digest())
    arden.sent("enrol-device", "", {"key": format_vkey(device.vkey), "templates": ["PATTERN-STREAM"]})
    assert arden.office.forum.measures.devices["ARD/device/gauge-1"] == ("PATTERN-STREAM",)
    arden.sent("end-device", "", {"name": "gauge-1"})
    assert "ARD/device/gauge-1" not in arden.office.forum.measures.devices


HOSTILE = '<script>run(1)</script>"><svg onload=run(2)> & {{ 7|add:7 }} %s {0}'


@pytest.mark.parametrize("address", [
    "write/return/?about=" + HOSTILE, "write/return/?about=CICA-BUDGET%20" + HOSTILE, "write/amend/?about=" + "f" * 64,
    "write/reply/?about=PATTERN-REQUEST", "write/request/?about=CICA-BUDGET", "write/answer-call/?about=x",
    "write/return/?about=PATTERN-SWAP", "write/return/?about=CICA-BUDGET%202027-05-01", "write/adopt-measure/",
])  # fmt: skip
def test_what_is_not_there_or_not_ours_to_say_is_said_plainly(arden: Ministry, address: str) -> None:
    answer = arden.browser.get(f"/en/{address}")
    assert answer.status_code in {403, 404}
    assert "<script>run" not in answer.content.decode()


def test_hostile_words_in_a_form_are_shown_as_words_and_too_many_rows_are_not_made(arden: Ministry) -> None:
    address = "/en/write/return/?about=CICA-ACTIVITIES"
    filled = typed(arden, TEMPLATES["CICA-ACTIVITIES"], address) | {"v-designation-0": HOSTILE}
    draft = arden.office.written(arden.browser, "return", "CICA-ACTIVITIES", filled)
    for each in (f"drafts/{draft.pk}/", f"drafts/{draft.pk}/edit/", f"drafts/{draft.pk}/sign/"):
        assert "<script>run" not in page(arden, each)
    answer = arden.browser.post("/en/write/return/?about=CICA-FORCES", {"rows": "99999999999", "more": "yes"})
    assert answer.status_code == 200
    assert answer.context["form"].rows <= 60
    pasted = arden.browser.post(address, {**filled, "v-area-0": "a" * 1_000_000})
    assert pasted.status_code == 200
    assert "v-area-0" in pasted.context["form"].errors


def test_the_secretariat_enters_a_measure_by_its_template_on_a_decision(secretariat: Ministry) -> None:
    answer = secretariat.browser.post("/en/write/adopt-measure/", {"template": "code = 7", "decision": ""})
    assert answer.status_code == 200
    assert "code" in errors(answer)
