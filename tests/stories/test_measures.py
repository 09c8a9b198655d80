# SPDX-License-Identifier: Apache-2.0
"""Exchanges of information between fictional states, told on a real stage: what went wrong elsewhere, and stands well here."""

import io
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from msgspec.structs import replace

from comity.acts.entry import parse_entry
from comity.acts.envelope import Blob
from comity.acts.measures import AdoptTemplate, GrantMandate, RetireTemplate, Undertake
from comity.acts.parties import WithdrawParty
from comity.acts.proposals import MakeStatement
from comity.acts.requests import Answer
from comity.acts.returns import StateOnReturn
from comity.conferences.measures import PATTERNS, measures_of
from comity.papers.narrative import consequences, sentence
from comity.papers.wording import Wording
from comity.rules.measures.status import contact_word, counted, row_of
from comity.rules.outcome import Admitted, Effect
from comity.sealing.errors import NoMatch
from comity.sealing.hybrid import HybridIdentity
from comity.sealing.sealed_file import open_sealed
from tests.cast.forum import START
from tests.cast.scribe import Scribe
from tests.cast.templates import CALENDAR, CONTACTS, EXERCISES, INCIDENT, REQUEST, says, troops
from tests.rules.cases.parties import decided
from tests.stories.exchange import PARTIES, Exchange, exchange

SPRING = says(begins_on="2027-05-15")
CICA = {template.code: template for template in (*measures_of("cica"), *measures_of(PATTERNS))}


def words(told: Exchange, day: str = "2027-11-15", code: str = "CALENDAR") -> dict[str, str]:
    """What became of each state's undertaking, where it has one."""
    rows = {state: told.row(code, state, day) for state in PARTIES}
    return {state: row.word for state, row in rows.items() if row is not None}


def test_a_calendar_one_second_before_its_hour_and_one_at_it() -> None:
    with exchange() as told:
        told.undertake(CALENDAR, "ARD", "BOR")
        told.at("2027-11-15T18:59:59")
        told.file("CALENDAR", "ARD", period="2027-11-15", values=(troops(0),))
        told.at("2027-11-15T19:00:00")
        told.file("CALENDAR", "BOR", period="2027-11-15", values=(troops(0),))
        assert words(told) == {"ARD": "received", "BOR": "received_late"}
        row = told.row("CALENDAR", "BOR", "2027-11-15")
        assert row is not None
        assert (row.days_late, row.due_at) == (1, datetime(2027, 11, 15, 19, tzinfo=UTC))


def test_a_leap_day_before_an_exercise() -> None:
    with exchange() as told:
        told.adopt(EXERCISES)
        for begins, due in (("2028-03-15", "2028-02-02"), ("2027-03-15", "2027-02-01"), ("2028-04-11", "2028-02-29")):
            told.file("EXERCISES", "ARD", values=(troops(1), *says(begins_on=begins)))
            assert told.effects[1].value == f"{due}T19:00:00Z"


def test_a_correction_after_acknowledgement_crosses_a_limit() -> None:
    with exchange() as told:
        told.undertake(EXERCISES, "ARD")
        filed = told.file("EXERCISES", "ARD", values=(troops(12_400), *SPRING))
        for code in ("BOR", "COR"):
            told.acknowledge(filed, code)
        told.at("2027-04-20T06:00:00")
        told.amend(filed, "ARD", "correction", values=(troops(13_600), *SPRING), reason="A battalion was left out.")
        ref = "EXERCISES/ARD/2027/1/r1"
        assert told.effects == (
            Effect("return_amended", ref, "correction BOR COR"),
            Effect("threshold_reached", ref, "notified"),
            Effect("threshold_reached", ref, "observed"),
        )
        filing = told.filing(filed)
        assert (filing.stage, filing.acknowledged, len(filing.revisions)) == ("stands", (), 1)


def test_a_return_is_taken_back_and_what_others_hold_still_stands() -> None:
    with exchange() as told:
        told.undertake(CALENDAR, "ARD")
        filed = told.file("CALENDAR", "ARD", period="2027-11-15", values=(troops(7),))
        told.state(filed, "BOR", "contest", "We count 9.")
        told.amend(filed, "ARD", "withdrawal", reason="After a dispute.")
        told.at("2027-11-16T00:00:00")
        assert words(told) == {"ARD": "not_received"}
        kept = told.stage.registry.entry(told.filing(filed).index)
        assert b'"text":"7"' in kept
        told.file("CALENDAR", "ARD", period="2027-11-15", kind="not_provided", reason="In answer to another.")
        assert words(told) == {"ARD": "not_provided"}


def test_three_voices_on_one_figure_and_no_average() -> None:
    with exchange() as told:
        told.adopt(EXERCISES)
        filed = told.file("EXERCISES", "ARD", values=(troops(12_700, "units under the exercise command"), *SPRING))
        told.state(filed, "BOR", "contest", "We count 18,000; basis: with rail and interior troops.")
        told.state(filed, "COR", "finding", "Our observers counted 12,400.")
        voices = [(state, kind) for state, kind, _ in told.filing(filed).statements]
        assert voices == [("BOR", "contest"), ("COR", "finding")]
        assert told.filing(filed).stage == "stands"
        assert told.effects == (Effect("stated_on_return", "EXERCISES/ARD/2027/1", "finding COR"),)


def opened_by(sealed: bytes, identity: HybridIdentity) -> bytes:
    """What one key opens, without the salt before it."""
    return b"".join(open_sealed(io.BytesIO(sealed), [identity]))[32:]


def test_an_annex_to_some_is_opened_by_them_alone_and_passed_on_with_consent() -> None:
    secret = b"Third brigade, coordinates enclosed: a sentence found nowhere else"
    keys = {code: HybridIdentity(sha256(f"{code} seal".encode()).digest()) for code in PARTIES}
    with exchange() as told:
        told.adopt(EXERCISES)
        annex = told.sealed(secret, ("BOR",), keys)
        filed = told.file("EXERCISES", "ARD", values=(troops(5), *SPRING), sealed=(annex,))
        disk = told.stage.registry.blobs.get(annex.blob.sha256)
        assert disk is not None
        assert opened_by(disk, keys["BOR"]) == secret
        for code in ("COR", "DEL"):
            with pytest.raises(NoMatch):
                opened_by(disk, keys[code])
        told.consent(filed, "ARD", annex.blob.sha256, "COR")
        passed = told.sealed(opened_by(disk, keys["BOR"]), ("COR",), keys)
        told.reseal(filed, "BOR", annex.blob.sha256, passed)
        assert told.effects == (Effect("resealed", passed.blob.sha256, "BOR: COR"),)
        assert opened_by(told.stage.registry.blobs.get(passed.blob.sha256) or b"", keys["COR"]) == secret
        assert list(told.filing(filed).consents) == [(annex.blob.sha256, ("COR",))]
        files = [path for path in told.stage.root.rglob("*") if path.is_file()]
        assert files
        assert [path for path in files if secret in path.read_bytes()] == []
        again = told.sealed(secret, ("BOR",), keys)
        assert again.blob.sha256 != annex.blob.sha256


def test_a_state_leaves_with_what_it_received_and_owes_nothing_new() -> None:
    with exchange() as told:
        known = told.adopt(CALENDAR, "ARD", "ELM")
        told.say(Undertake, "ELM", template=known.code)
        told.say(Undertake, "ARD", template=known.code)
        told.at("2027-11-15T23:59:59")
        told.file("CALENDAR", "ARD", period="2028-11-15", values=(troops(1),))
        received = told.effects
        told.say(WithdrawParty, "ELM")
        told.at("2028-12-01T00:00:00")
        before, after = (told.row("CALENDAR", "ELM", day) for day in ("2027-11-15", "2028-11-15"))
        assert before is not None
        assert after is not None
        assert (before.word, after.word) == ("not_received", "ended")
        assert received[0].value == "received"
        second = told.file("CALENDAR", "ARD", period="2029-11-15", values=(troops(1),))
        assert told.filing(second).recipients == ()


def test_two_states_tell_one_event_in_two_ways() -> None:
    with exchange() as told:
        told.adopt(INCIDENT)
        told.at("2027-03-01T12:00:00")
        one = told.file("INCIDENT", "ARD", values=says(happened_at="2027-03-01T11:10:00Z", area="Shots from the east"))
        two = told.file("INCIDENT", "BOR", values=says(happened_at="2027-03-01T11:05:00Z", area="Shots from the west"))
        told.state(one, "COR", "finding", "The mines are new.")
        told.state(one, "BOR", "reservation", "Borea does not accept the finding.")
        assert [told.filing(each).stage for each in (one, two)] == ["stands", "stands"]
        assert [kind for _, kind, _ in told.filing(one).statements] == ["finding", "reservation"]
        assert told.filing(two).statements == ()


def test_an_incident_the_measure_does_not_ask_for_and_questions_one_by_one() -> None:
    with exchange() as told:
        told.adopt(INCIDENT)
        told.adopt(REQUEST)
        told.at("2027-03-11T00:00:00")
        request = told.ask("REQUEST", "ARD", "BOR", *(f"Question {number}" for number in range(1, 9)))
        due = datetime(2027, 3, 13, tzinfo=UTC)
        assert told.effects == (Effect("reply_due", request, "2027-03-13T00:00:00Z"),)
        told.at("2027-03-11T18:00:00")
        told.file("INCIDENT", "BOR", values=says(happened_at="2027-03-09T18:00:00Z"), outside_scope=True)
        assert Effect("outside_scope", "INCIDENT/BOR/2027/1", "BOR") in told.effects
        answers = tuple(Answer(item=number, state="answered", text="Yes.") for number in range(3))
        told.reply(request, "BOR", answers=(*answers, Answer(item=3, state="declined")))
        found = told.stage.forum.measures.requests[request]
        assert found.items == ("answered",) * 3 + ("declined",) + ("open",) * 4
        assert (found.due_at, found.stage) == (due, "answered")
        told.assess(request, "ARD", satisfied=False)
        assert told.effects[0].kind == "next_step"


def test_a_warning_that_came_by_note_is_received_and_the_channel_is_disputed_beside_it() -> None:
    with exchange() as told:
        told.adopt(INCIDENT)
        told.at("2027-07-01T10:00:00")
        content = b"%PDF the note of the embassy"
        told.stage.registry.blobs.put(content)
        scan = Blob(
            sha256=sha256(content).hexdigest(), size=len(content), media_type="application/pdf", kind="attachment"
        )
        secretariat = told.stage.conference.secretariat
        given = {"state": "ARD", "channel": "note", "scan": scan, "received_at": told.stage.at - timedelta(hours=1)}
        filed = told.file("INCIDENT", secretariat, values=says(happened_at="2027-07-01T08:30:00Z"), **given)
        told.state(filed, "BOR", "without_prejudice", "Wrong channel, fewer data than agreed.")
        filing = told.filing(filed)
        assert (filing.state, filing.confirmed, filing.statements[0][:2]) == (
            "ARD",
            False,
            ("BOR", "without_prejudice"),
        )


def test_the_clock_of_the_hall_may_stop_and_that_of_the_record_does_not() -> None:
    scribe = Scribe.opened()
    decision = decided(scribe)
    monday = scribe.state.matters[decision].effective_at
    hall = "Conference time: Friday 20 November, 22:56."
    scribe.lodge(MakeStatement, "BOR", proposal=decision, kind="explanation", text=hall, language="en")
    assert monday == START
    # What rests on the decision counts from the record: of the Sunday between, nothing is asked.
    sunday = replace(CALENDAR, trigger=replace(CALENDAR.trigger, days=("11-22",)))
    scribe.lodge(AdoptTemplate, "SEC", template=sunday, decision=decision)
    scribe.lodge(Undertake, "ARD", template="CALENDAR")
    at = START + timedelta(days=366)
    found = [row_of(scribe.state, "CALENDAR", "ARD", date(year, 11, 22), at) for year in (2026, 2027)]
    assert [row.word if row else None for row in found] == [None, "not_received"]


def test_one_files_for_four_without_a_mandate_and_a_ministry_without_a_machine() -> None:
    with exchange() as told:
        told.undertake(CALENDAR, *PARTIES)
        told.say(GrantMandate, "COR", template="CALENDAR", party="DEL")
        told.file("CALENDAR", "DEL", period="2027-11-15", values=(troops(0),), joint=("ARD", "BOR", "COR"))
        assert told.effects[-1] == Effect("mandate_missing", "CALENDAR/DEL/2027/1", "ARD BOR")
        content = b"PK a Word form, sent by e-mail"
        told.stage.registry.blobs.put(content)
        scan = Blob(
            sha256=sha256(content).hexdigest(), size=len(content), media_type="application/msword", kind="attachment"
        )
        given = {"state": "ARD", "channel": "email", "scan": scan, "received_at": told.stage.at}
        secretariat = told.stage.conference.secretariat
        filed = told.file("CALENDAR", secretariat, period="2027-11-15", values=(troops(3),), **given)
        assert told.filing(filed).confirmed is False
        told.confirm(filed, "ARD")
        assert told.filing(filed).confirmed is True
        told.at("2027-11-16T00:00:00")
        assert words(told) == {"ARD": "received", "BOR": "not_received", "COR": "received", "DEL": "received"}
        day = datetime(2027, 11, 15, tzinfo=UTC).date()
        assert counted(told.stage.forum, "CALENDAR", day, told.stage.at) == (3, 4)


def test_an_exercise_touches_nothing_and_two_calls_in_vain_are_seen() -> None:
    with exchange() as told:
        told.undertake(CALENDAR, "ARD")
        told.adopt(CONTACTS)
        told.file("CALENDAR", "ARD", period="2027-11-15", values=(troops(0),), exercise=True)
        told.name_contact("CONTACTS", "BOR")
        told.answer(told.call("CONTACTS", "ARD", "BOR"), "BOR", fault="line")
        for day in ("06", "07"):
            told.call("CONTACTS", "ARD", "BOR")
            told.at(f"2027-01-{day}T06:00:00")
        assert contact_word(told.stage.forum, "CONTACTS", "BOR", told.stage.at) == "unconfirmed"
        told.name_contact("CONTACTS", "BOR")
        assert contact_word(told.stage.forum, "CONTACTS", "BOR", told.stage.at) == "confirmed"
        told.at("2027-11-16T00:00:00")
        assert words(told) == {"ARD": "not_received"}


def test_a_name_is_put_right_and_a_life_is_erased() -> None:
    keys = {code: HybridIdentity(sha256(f"{code} seal".encode()).digest()) for code in PARTIES}
    with exchange() as told:
        told.adopt(CICA["CICA-OFFICERS"])
        known = says(post="Chief of the General Staff", appointed_on="2027-01-02")
        wrong, right = (told.sealed(name, ("BOR",), keys) for name in (b"N. Nn.", b"N. N."))
        filed = told.file("CICA-OFFICERS", "ARD", values=known, sealed=(wrong,), recipients=("BOR",))
        told.amend(filed, "ARD", "correction", values=known, sealed=(right,))
        for sealed in (wrong, right):
            told.erase(filed, "ARD", sealed.blob.sha256)
        book = told.stage.forum.measures
        assert sorted(book.erased) == sorted((wrong.blob.sha256, right.blob.sha256))
        assert {digest for digest, _, _ in told.filing(filed).sealed} == set(book.erased)
        refused = told.stage.lodge(
            StateOnReturn, "COR", filed=filed, kind="support", text="Corvia did not receive it.", language="en"
        )
        assert not isinstance(refused.outcome, Admitted)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_act_of_an_exchange_reads_as_a_sentence(language: str) -> None:
    wording = Wording(language)
    with exchange() as told:
        told.undertake(EXERCISES, "ARD")
        filed = told.file("EXERCISES", "ARD", values=(troops(13_000), *SPRING))
        told.state(filed, "BOR", "contest", "We count more.")
        told.say(RetireTemplate, *PARTIES, template="EXERCISES")
        forum, registry = told.stage.forum, told.stage.registry
        acts = [parse_entry(raw).signed.act for raw in registry.shelf.entries(1, registry.shelf.size)]
        read = [sentence(act, forum, wording) for act in acts]
        assert [text for text in read if "{" in text or filed in text] == []
        assert any("EXERCISES/ARD/2027/1" in text for text in read)
        reached = Admitted((Effect("threshold_reached", "EXERCISES/ARD/2027/1", "observed"),))
        assert len(list(consequences(reached, forum, wording))) == 1


def test_a_state_replaced_within_the_measure_is_not_touched_by_another() -> None:
    with exchange() as told:
        told.undertake(replace(CALENDAR, code="FIRST"), "ARD")
        told.undertake(replace(CALENDAR, code="SECOND"), "ARD")
        told.file("FIRST", "ARD", period="2027-11-15", values=(troops(0),))
        told.at("2027-11-16T00:00:00")
        assert words(told, code="FIRST") == {"ARD": "received"}
        assert words(told, code="SECOND") == {"ARD": "not_received"}
