# SPDX-License-Identifier: Apache-2.0
"""What became of an undertaking, as pages, calendars and reminders ask it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from comity.acts.contacts import PingContact, StateContact
from comity.acts.measures import (
    AdoptTemplate,
    EndUndertaking,
    GrantMandate,
    ResumeUndertaking,
    RetireTemplate,
    SuspendUndertaking,
    Undertake,
)
from comity.acts.parties import WithdrawParty
from comity.acts.returns import AmendReturn, FileReturn, StateOnReturn
from comity.acts.swaps import ReleaseSwap
from comity.bug import Bug
from comity.rules.measures.clock import due_at_end_of, due_from_values
from comity.rules.measures.head import carried_head, confirmed_size
from comity.rules.measures.status import (
    BINDING,
    VOLUNTARY,
    Row,
    contact_word,
    counted,
    is_shown,
    reminders,
    row_of,
    rows_of,
    swap_word,
)
from comity.tlog.note import format_note, parse_note, sign_line
from comity.tlog.vkey import verify
from tests.cast.keys import note_signer
from tests.cast.scribe import Scribe
from tests.cast.templates import BUDGET, CALENDAR, CONTACTS, LISTS, RIVER, troops
from tests.rules.cases.measure_returns import handed_over
from tests.rules.cases.measure_swaps import both_committed, committing, releasing
from tests.rules.cases.measure_templates import adopt, undertaken

DAY = date(2027, 11, 15)
DUE = datetime(2027, 11, 15, 19, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def bound(**changes: Any) -> Scribe:
    """A record in which Arden undertook the calendar."""
    scribe = Scribe.opened()
    undertaken(scribe, replace(CALENDAR, **changes))
    return scribe


def file(scribe: Scribe, at: datetime = DUE - SECOND, **fields: Any) -> str:
    """Let Arden file its calendar for 2027."""
    scribe.at = at
    given = {"template": "CALENDAR", "version": 1, "period": "2027-11-15", "values": (troops(0),), **fields}
    return scribe.lodge(FileReturn, "ARD", language="en", office="Office", **given)


def row(scribe: Scribe, at: datetime = DUE, day: date = DAY, state: str = "ARD", code: str = "CALENDAR") -> Row:
    """The row of Arden's calendar for 2027."""
    found = row_of(scribe.state, code, state, day, at)
    assert found is not None
    return found


def test_without_an_undertaking_there_is_no_row() -> None:
    scribe = bound()
    assert row_of(scribe.state, "CALENDAR", "BOR", DAY, DUE) is None


def test_what_was_due_before_it_was_undertaken_has_no_row() -> None:
    scribe = bound()
    assert row_of(scribe.state, "CALENDAR", "ARD", date(2026, 11, 15), DUE) is None


def test_it_is_upcoming_until_its_day_ends_and_not_received_from_then() -> None:
    scribe = bound()
    assert row(scribe, DUE - SECOND) == Row("CALENDAR", 1, "political", "ARD", "2027-11-15", DUE, "upcoming")
    assert row(scribe, DUE).word == "not_received"


@pytest.mark.parametrize(
    "at,fields,word,late",
    [
        (DUE - SECOND, {}, "received", 0),
        (DUE, {}, "received_late", 1),
        (DUE + timedelta(days=1), {}, "received_late", 2),
        (DUE - SECOND, {"kind": "nil", "values": ()}, "nil_received", 0),
        (DUE, {"kind": "nil", "values": ()}, "received_late", 1),
        (DUE, {"kind": "not_provided", "values": ()}, "not_provided", 0),
    ],
)
def test_a_return_gives_its_word(at: datetime, fields: dict[str, Any], word: str, late: int) -> None:
    scribe = bound()
    filed = file(scribe, at, **fields)
    assert row(scribe, at) == Row("CALENDAR", 1, "political", "ARD", "2027-11-15", DUE, word, late, filed)


def test_a_return_taken_back_leaves_its_row_without_one() -> None:
    scribe = bound()
    filed = file(scribe)
    scribe.lodge(AmendReturn, "ARD", filed=filed, kind="withdrawal")
    assert (row(scribe).word, row(scribe).filed) == ("not_received", "")


def test_that_the_measure_does_not_apply_is_a_word_of_its_own() -> None:
    scribe = bound()
    filed = file(scribe)
    scribe.lodge(StateOnReturn, "BOR", filed=filed, kind="not_applicable", text="No.", language="en")
    assert row(scribe).word == "applicability_disputed"
    assert counted(scribe.state, "CALENDAR", DAY, DUE) is None


def test_an_incomplete_return_of_a_reading_is_said_to_be() -> None:
    scribe = Scribe.opened()
    undertaken(scribe, CALENDAR)
    filed = file(scribe)
    filing = scribe.state.measures.filings[filed]
    marked = scribe.state.measures.filings.insert(filed, replace(filing, incomplete=("area: missing",)))
    forum = replace(scribe.state, measures=replace(scribe.state.measures, filings=marked))
    found = row_of(forum, "CALENDAR", "ARD", DAY, DUE)
    assert found is not None
    assert found.word == "received_incomplete"


def test_a_suspended_undertaking_is_suspended_until_it_is_resumed() -> None:
    scribe = bound()
    until_at = scribe.at + timedelta(days=400)
    scribe.lodge(SuspendUndertaking, "ARD", template="CALENDAR", reason="x", until_at=until_at)
    assert row(scribe).word == "suspended"
    assert row(scribe, DUE.replace(year=2028), date(2028, 11, 15)).word == "not_received"
    assert counted(scribe.state, "CALENDAR", DAY, DUE) is None


def test_a_resumed_undertaking_is_as_it_was() -> None:
    scribe = bound()
    scribe.lodge(SuspendUndertaking, "ARD", template="CALENDAR", reason="x")
    assert row(scribe).word == "suspended"
    scribe.lodge(ResumeUndertaking, "ARD", template="CALENDAR")
    assert row(scribe).word == "not_received"


def test_what_falls_due_after_the_end_is_ended_and_before_it_stays() -> None:
    scribe = bound()
    scribe.at = DUE - timedelta(days=180)
    scribe.lodge(EndUndertaking, "ARD", template="CALENDAR")
    assert row(scribe).word == "ended"
    sooner = bound(notice_days=181)
    sooner.at = DUE - timedelta(days=180)
    sooner.lodge(EndUndertaking, "ARD", template="CALENDAR")
    assert row(sooner).word == "not_received"


def test_what_fell_due_under_an_earlier_undertaking_stays_due_and_what_fell_between_does_not() -> None:
    scribe = bound(notice_days=0)
    scribe.at = DUE + timedelta(days=1)
    scribe.lodge(EndUndertaking, "ARD", template="CALENDAR")
    scribe.at = DUE.replace(year=2028) + timedelta(days=1)
    scribe.lodge(Undertake, "ARD", template="CALENDAR")
    later = DUE.replace(year=2030)
    rows = rows_of(scribe.state, "CALENDAR", "ARD", (2026, 2029), later)
    assert [(each.period[:4], each.word) for each in rows] == [("2027", "not_received"), ("2029", "not_received")]


def test_a_treaty_that_binds_anew_keeps_what_was_due_before() -> None:
    scribe = Scribe.opened()
    adopt(scribe, LISTS)
    scribe.at = datetime(2027, 1, 2, tzinfo=UTC)
    scribe.lodge(EndUndertaking, "ARD", template="LISTS")
    scribe.at = datetime(2028, 2, 1, tzinfo=UTC)
    scribe.lodge(AdoptTemplate, "ARD", "BOR", template=replace(LISTS, version=2))
    at = datetime(2029, 1, 2, tzinfo=UTC)
    own, other = (
        [each.period[:4] for each in rows_of(scribe.state, "LISTS", code, (2026, 2029), at)] for code in ("ARD", "BOR")
    )
    assert (own, other) == (["2027", "2029"], ["2027", "2028", "2029"])


def test_the_rows_of_a_retired_measure_end() -> None:
    scribe = bound()
    scribe.lodge(RetireTemplate, "ARD", "BOR", "COR", template="CALENDAR")
    assert row(scribe).word == "ended"


def test_a_state_that_leaves_owes_nothing_new() -> None:
    scribe = Scribe.opened()
    known = replace(CALENDAR, parties=("ELV", "FEN"))
    scribe.lodge(AdoptTemplate, "ELV", "FEN", template=known)
    scribe.lodge(Undertake, "ELV", template="CALENDAR")
    scribe.at = DUE + timedelta(days=1)
    scribe.lodge(WithdrawParty, "ELV")
    later = DUE.replace(year=2029)
    assert [each.word for each in rows_of(scribe.state, "CALENDAR", "ELV", (2026, 2028), later)] == [
        "not_received",
        "ended",
    ]


def test_a_voluntary_contribution_knows_four_words() -> None:
    words = []
    for kind, at in (("original", DUE), ("nil", DUE), ("not_provided", DUE), ("", DUE), ("", DUE - SECOND)):
        scribe = bound(nature="voluntary")
        if kind:
            file(scribe, at, kind=kind, values=(troops(1),) if kind == "original" else ())
        words.append(row(scribe, at).word)
    assert words == ["received", "nil_received", "no_return_recorded", "no_return_recorded", "announced"]
    assert set(words) == set(VOLUNTARY)


def test_no_word_lays_blame() -> None:
    blame = ("viol", "breach", "fail", "default", "delinquent", "non_compl", "guilt")
    assert [word for word in (*VOLUNTARY, *BINDING) if any(each in word for each in blame)] == []


def test_the_rows_of_a_state_stand_by_day_and_each_under_the_version_that_binds_it() -> None:
    scribe = Scribe.opened()
    known = undertaken(scribe, CALENDAR)
    changed = replace(known, version=2, trigger=replace(CALENDAR.trigger, days=("06-30", "11-15")))
    scribe.lodge(AdoptTemplate, *known.parties, template=changed)
    rows = rows_of(scribe.state, "CALENDAR", "ARD", (2026, 2028), DUE)
    assert [(each.period, each.version) for each in rows] == [
        ("2027-11-15", 1),
        ("2028-06-30", 2),
        ("2028-11-15", 2),
    ]


def test_what_has_no_days_has_no_rows() -> None:
    scribe = Scribe.opened()
    undertaken(scribe, RIVER)
    assert rows_of(scribe.state, "RIVER", "ARD", (2026, 2028), DUE) == ()


def test_returns_are_counted_against_undertakings_alone() -> None:
    scribe = bound()
    scribe.lodge(Undertake, "BOR", template="CALENDAR")
    assert counted(scribe.state, "CALENDAR", DAY, DUE) == (0, 2)
    file(scribe)
    assert counted(scribe.state, "CALENDAR", DAY, DUE) == (1, 2)
    assert counted(scribe.state, "CALENDAR", date(2026, 11, 15), DUE) is None


def test_a_declaration_that_none_is_provided_counts_as_no_return() -> None:
    scribe = bound()
    file(scribe, kind="not_provided", values=())
    assert counted(scribe.state, "CALENDAR", DAY, DUE) == (0, 1)


def test_what_is_provided_after_all_is_received_when_it_comes() -> None:
    scribe = bound()
    filed = file(scribe, kind="not_provided", values=())
    scribe.at = DUE
    scribe.lodge(AmendReturn, "ARD", filed=filed, kind="change", values=(troops(3),))
    assert (row(scribe).word, row(scribe).days_late) == ("received_late", 1)


def test_of_a_return_filed_for_one_and_one_of_ones_own_the_own_counts() -> None:
    scribe = bound()
    scribe.lodge(Undertake, "BOR", template="CALENDAR")
    scribe.lodge(GrantMandate, "BOR", template="CALENDAR", party="ARD")
    scribe.at = DUE - SECOND
    given: dict[str, Any] = {"template": "CALENDAR", "version": 1, "period": "2027-11-15", "values": (troops(0),)}
    own = scribe.lodge(FileReturn, "BOR", language="en", office="Office", **given)
    file(scribe, joint=("BOR", "COR"))
    assert row(scribe, state="BOR").filed == own


def test_paper_counts_once_and_for_its_state() -> None:
    scribe = bound()
    scribe.submit(handed_over(scribe))
    assert row(scribe).word == "received"
    assert counted(scribe.state, "CALENDAR", DAY, DUE) == (1, 1)


def test_that_nothing_is_recorded_is_shown_to_its_own_state_first() -> None:
    scribe = bound()
    missing = row(scribe)
    seen = [
        is_shown(missing, CALENDAR, viewer, at)
        for viewer in ("ARD", "BOR", "")
        for at in (DUE, DUE + timedelta(days=7))
    ]
    assert seen == [True, True, False, True, False, False]
    assert is_shown(row(scribe, DUE - SECOND), CALENDAR, "", DUE)


def test_reminders_go_to_its_own_state_and_after_the_grace_days_to_the_parties() -> None:
    scribe = bound()
    assert reminders(row(scribe), CALENDAR) == tuple(
        (DUE + timedelta(days=days), to)
        for days, to in ((-30, "ARD"), (-14, "ARD"), (-3, "ARD"), (1, "ARD"), (7, "parties"), (30, "parties"))
    )
    assert [to for _, to in reminders(row(scribe), replace(CALENDAR, grace_days=0))] == ["ARD"] * 3 + ["parties"] * 3


def test_a_contact_is_confirmed_then_to_be_confirmed_then_unconfirmed() -> None:
    scribe = Scribe.opened()
    adopt(scribe, CONTACTS)
    assert contact_word(scribe.state, "CONTACTS", "BOR", scribe.at) == "none"
    scribe.lodge(StateContact, "BOR", template="CONTACTS", offices=("Centre",))
    again = datetime(2027, 5, 23, 19, tzinfo=UTC)
    assert contact_word(scribe.state, "CONTACTS", "BOR", again - SECOND) == "confirmed"
    assert contact_word(scribe.state, "CONTACTS", "BOR", again) == "to_confirm"
    scribe.lodge(PingContact, "ARD", template="CONTACTS", party="BOR")
    scribe.wait(hours=24)
    scribe.lodge(PingContact, "ARD", template="CONTACTS", party="BOR")
    assert contact_word(scribe.state, "CONTACTS", "BOR", scribe.at) == "confirmed"
    assert contact_word(scribe.state, "CONTACTS", "BOR", scribe.at + timedelta(hours=24)) == "unconfirmed"


def test_a_swap_says_who_committed_who_delivered_and_what_is_held_back() -> None:
    scribe = Scribe.opened()
    adopt(scribe, LISTS)
    due = datetime(2027, 1, 1, 19, tzinfo=UTC)

    def words(at: datetime) -> tuple[str, str]:
        told = [swap_word(scribe.state, "LISTS", "2027-01-01", code, at) for code in ("ARD", "BOR")]
        return told[0], told[1]

    assert words(due) == ("no_commitment", "no_commitment")
    scribe.submit(committing(scribe, "ARD"))
    assert words(due) == ("committed", "no_commitment")
    scribe.submit(committing(scribe, "BOR"))
    assert words(due - SECOND) == ("committed", "committed")
    assert words(due) == ("held_back", "held_back")
    scribe.submit(releasing(scribe))
    assert words(due) == ("delivered", "held_back")


def test_a_list_delivered_is_a_return_dated_by_its_commitment() -> None:
    scribe = both_committed(Scribe.opened())
    scribe.wait(days=60)
    signed = releasing(scribe)
    assert isinstance(signed.act, ReleaseSwap)
    scribe.submit(signed)
    assert row(scribe, scribe.at, date(2027, 1, 1), "ARD", "LISTS").word == "received"


def test_a_measure_without_a_clock_of_its_own_is_our_mistake() -> None:
    with pytest.raises(Bug, match="CALENDAR"):
        due_from_values(Scribe.opened().state.measures, CALENDAR, {})


def test_a_head_in_an_act_has_the_short_cosignatures_of_witnesses_alone() -> None:
    scribe = both_committed(Scribe.opened())
    note = parse_note(scribe.head().encode())
    strange = sign_line(note.text, note_signer("COR"))
    confirmed = format_note(note.text, [*note.lines, strange])
    assert carried_head(scribe.state, confirmed) == scribe.head()
    assert confirmed_size(scribe.state, scribe.head(), verify) == scribe.state.size


def test_a_zone_that_no_edition_held_is_our_mistake() -> None:
    with pytest.raises(Bug, match="Asia/Tokyo"):
        due_at_end_of(Scribe.opened().state.measures, "Asia/Tokyo", DAY)


def test_a_voluntary_row_is_never_late() -> None:
    scribe = Scribe.opened()
    undertaken(scribe, BUDGET)
    scribe.at = datetime(2027, 5, 9, tzinfo=UTC)
    scribe.lodge(
        FileReturn,
        "ARD",
        template="BUDGET",
        version=1,
        period="2027-04-30",
        values=(troops(1),),
        language="en",
        office="x",
    )
    assert row(scribe, scribe.at, date(2027, 4, 30), "ARD", "BUDGET").days_late == 0
