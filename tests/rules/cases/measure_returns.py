# SPDX-License-Identifier: Apache-2.0
"""Chapter 14: returns filed, judged for form, amended, confirmed, acknowledged, and what others say of them."""

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from comity.acts.envelope import Blob
from comity.acts.measures import AdoptTemplate, EndUndertaking, GrantMandate, RetireTemplate
from comity.acts.returns import AcknowledgeReturn, AmendReturn, ConfirmReturn, FileReturn, StateOnReturn, Value
from comity.acts.signed import SignedAct
from comity.acts.template import Field
from comity.rules.outcome import Effect
from tests.cast.scribe import Scribe
from tests.cast.templates import (
    BUDGET,
    CALENDAR,
    EXERCISES,
    INCIDENT,
    REQUEST,
    TROOPS,
    says,
    troops,
)
from tests.rules.case import admits, refuses
from tests.rules.cases.measure_templates import adopt, undertaken

DUE_2027 = "2027-11-15T19:00:00Z"
"""The end of 15 November 2027 five hours east of Greenwich."""
SPRING = says(begins_on="2027-03-15")
NOTICE_DUE = "2027-02-01T19:00:00Z"
"""The end of 1 February 2027, forty-two days before."""
SCAN = Blob(sha256="5c" * 32, size=100, media_type="application/pdf", kind="attachment")


def filing(scribe: Scribe, code: str, by: str = "ARD", **fields: Any) -> SignedAct:
    """Write a return."""
    given = {"template": code, "version": 1, "language": "en", "office": "Verification centre", **fields}
    return scribe.write(FileReturn, by, **given)


def filed(scribe: Scribe, code: str, by: str = "ARD", **fields: Any) -> str:
    """File a return that must be admitted; give its id."""
    given = {"template": code, "version": 1, "language": "en", "office": "Verification centre", **fields}
    return scribe.lodge(FileReturn, by, **given)


def calendar(scribe: Scribe, period: str = "2027-11-15", **fields: Any) -> SignedAct:
    """Write Arden's calendar for a period."""
    return filing(scribe, "CALENDAR", **{"period": period, "values": (troops(0),), **fields})


def notice(scribe: Scribe, number: int = 5000, **fields: Any) -> SignedAct:
    """Write Arden's notice of an exercise on 15 March 2027."""
    return filing(scribe, "EXERCISES", **{"values": (troops(number), *SPRING), **fields})


def noticed(scribe: Scribe, number: int = 5000, **fields: Any) -> str:
    """Adopt the measure on exercises and file Arden's notice; give its id."""
    adopt(scribe, EXERCISES)
    return filed(scribe, "EXERCISES", values=(troops(number), *SPRING), **fields)


def came(ref: str, word: str = "received", due: str = "") -> list[Effect]:
    """Give the effects of a return that came."""
    return [Effect("return_filed", ref, word)] + ([Effect("return_due", ref, due)] if due else [])


# 14.1


@admits("14.1")
def filed_for_its_period(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A party files a return for a period of the measure."""
    undertaken(scribe, CALENDAR)
    return calendar(scribe), came("CALENDAR/ARD/2026/1", due=DUE_2027)


@admits("14.1")
def filed_again_after_it_was_withdrawn(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Once a return was taken back another may be filed for its period."""
    undertaken(scribe, CALENDAR)
    first = filed(scribe, "CALENDAR", period="2027-11-15", values=(troops(0),))
    scribe.lodge(AmendReturn, "ARD", filed=first, kind="withdrawal")
    return calendar(scribe), came("CALENDAR/ARD/2026/2", due=DUE_2027)


@refuses("14.1")
def filed_twice(scribe: Scribe) -> SignedAct:
    """A period has one return; what changes is amended."""
    undertaken(scribe, CALENDAR)
    scribe.submit(calendar(scribe))
    return calendar(scribe)


@refuses("14.1")
def filed_under_no_measure(scribe: Scribe) -> SignedAct:
    """A return is filed under a measure."""
    return calendar(scribe)


@refuses("14.1")
def filed_under_a_retired_measure(scribe: Scribe) -> SignedAct:
    """A retired measure has no new returns."""
    known = adopt(scribe, CALENDAR)
    scribe.lodge(RetireTemplate, *known.parties, template="CALENDAR")
    return calendar(scribe)


@refuses("14.1")
def filed_by_a_stranger(scribe: Scribe) -> SignedAct:
    """A return is filed by a party to the measure."""
    adopt(scribe, CALENDAR)
    return calendar(scribe, by="DEL")


@refuses("14.1")
def filed_where_a_request_is_made(scribe: Scribe) -> SignedAct:
    """Requests have acts of their own."""
    adopt(scribe, REQUEST)
    return filing(scribe, "REQUEST")


@refuses("14.1")
def filed_without_its_period(scribe: Scribe) -> SignedAct:
    """A yearly return says which period it is for."""
    adopt(scribe, CALENDAR)
    return filing(scribe, "CALENDAR", values=(troops(0),))


@refuses("14.1")
def filed_with_a_period_where_there_is_none(scribe: Scribe) -> SignedAct:
    """A notice of an exercise has no period."""
    adopt(scribe, EXERCISES)
    return notice(scribe, period="2027-03-15")


@refuses("14.1")
def filed_for_a_day_that_is_none_of_its_periods(scribe: Scribe) -> SignedAct:
    """A period is known by the day on which it is due."""
    adopt(scribe, CALENDAR)
    return calendar(scribe, "2027-11-16")


@refuses("14.1")
def filed_for_a_day_that_is_not(scribe: Scribe) -> SignedAct:
    """A period is a day of the calendar."""
    adopt(scribe, CALENDAR)
    return calendar(scribe, "2027-02-30")


@refuses("14.1")
def filed_for_an_instant_where_days_count(scribe: Scribe) -> SignedAct:
    """A yearly return is for a day, not for an instant."""
    adopt(scribe, CALENDAR)
    return calendar(scribe, "2027-11-15T00:00:00Z")


@refuses("14.1")
def filed_in_a_version_that_does_not_bind(scribe: Scribe) -> SignedAct:
    """A version adopted within a period does not bind it."""
    known = adopt(scribe, CALENDAR)
    scribe.lodge(AdoptTemplate, *known.parties, template=replace(known, version=2))
    return calendar(scribe, version=2)


@admits("13.2")
def filed_in_the_version_before(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A period that was open when a version came ends under the version before it."""
    known = adopt(scribe, CALENDAR)
    scribe.lodge(AdoptTemplate, *known.parties, template=replace(known, version=2))
    return calendar(scribe), came("CALENDAR/ARD/2026/1", due=DUE_2027)


@admits("13.2")
def filed_in_the_version_that_came_before_the_period(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A version binds the periods that open after it."""
    known = adopt(scribe, CALENDAR)
    scribe.lodge(AdoptTemplate, *known.parties, template=replace(known, version=2))
    return calendar(scribe, "2028-11-15", version=2), came("CALENDAR/ARD/2026/1", due="2028-11-15T19:00:00Z")


@refuses("14.1")
def filed_for_a_day_that_only_a_later_version_has(scribe: Scribe) -> SignedAct:
    """A day that came with a version within a period is no day of that period."""
    known = adopt(scribe, CALENDAR)
    changed = replace(known, version=2, trigger=replace(CALENDAR.trigger, days=("06-30", "11-15")))
    scribe.lodge(AdoptTemplate, *known.parties, template=changed)
    return calendar(scribe, "2027-06-30")


@admits("14.1")
def filed_without_the_date_it_is_counted_from(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where the date may be left out nothing is due by it."""
    fields = tuple(replace(field, required=False) for field in EXERCISES.fields)
    adopt(scribe, replace(EXERCISES, fields=fields))
    return notice(scribe, values=()), came("EXERCISES/ARD/2026/1")


# 14.2


@admits("14.2")
def urgent_notice_incomplete(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An urgent notice is taken as it is, and marked where something is missing or not as it should be."""
    adopt(scribe, INCIDENT)
    ref = "INCIDENT/ARD/2026/1"
    fault = Effect("return_incomplete", ref, "happened_at: missing; ships: unknown")
    return filing(scribe, "INCIDENT", values=says(ships="2")), [*came(ref), fault]


@refuses("14.2")
def required_field_missing(scribe: Scribe) -> SignedAct:
    """A return that is not urgent holds what the form requires."""
    adopt(scribe, EXERCISES)
    return notice(scribe, values=SPRING)


def wrong(scribe: Scribe, *values: Value, **fields: Any) -> SignedAct:
    """Write a notice with a value that is not as it should be."""
    adopt(scribe, EXERCISES)
    return notice(scribe, values=(troops(5), *SPRING, *values), **fields)


@refuses("14.2")
def field_that_the_form_lacks(scribe: Scribe) -> SignedAct:
    """A return holds fields of the form."""
    return wrong(scribe, *says(ships="2"))


@refuses("14.2")
def field_given_twice(scribe: Scribe) -> SignedAct:
    """A field is given once."""
    return wrong(scribe, *SPRING)


@refuses("14.2")
def field_in_rows_that_does_not_repeat(scribe: Scribe) -> SignedAct:
    """Only a field that repeats stands in rows."""
    return wrong(scribe, Value(key="area", text="North", row=1))


@refuses("14.2")
def count_without_its_basis(scribe: Scribe) -> SignedAct:
    """A count says what was counted and how."""
    adopt(scribe, EXERCISES)
    return notice(scribe, values=(troops(5, ""), *SPRING))


@refuses("14.2")
def count_spelled_with_a_separator(scribe: Scribe) -> SignedAct:
    """A number has one spelling."""
    adopt(scribe, EXERCISES)
    return notice(scribe, values=(Value(key="troops", text="9,000", basis="all"), *SPRING))


@refuses("14.2")
def count_beyond_its_bound(scribe: Scribe) -> SignedAct:
    """A number lies within the bounds of its field."""
    adopt(scribe, EXERCISES)
    return notice(scribe, 1_000_001)


@refuses("14.2")
def date_that_is_not(scribe: Scribe) -> SignedAct:
    """A date is a day of the calendar."""
    adopt(scribe, EXERCISES)
    return notice(scribe, values=(troops(5), *says(begins_on="2027-02-29")))


@refuses("14.2")
def personal_data_in_the_open_form(scribe: Scribe) -> SignedAct:
    """A name stands in sealed content alone."""
    name = Field(key="name", label=TROOPS.label, type="text", personal=True)
    adopt(scribe, replace(EXERCISES, fields=(*EXERCISES.fields, name)))
    return notice(scribe, values=(troops(5), *SPRING, *says(name="N. N.")))


@refuses("14.2")
def correction_with_a_field_missing(scribe: Scribe) -> SignedAct:
    """A correction of what is not urgent is whole like the return."""
    first = noticed(scribe)
    return scribe.write(AmendReturn, "ARD", filed=first, kind="correction", values=SPRING)


# 14.3


@admits("14.3")
def nil_where_it_is_expected(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A state with nothing to report says so."""
    undertaken(scribe, CALENDAR)
    return calendar(scribe, kind="nil", values=()), came("CALENDAR/ARD/2026/1", "nil_received", DUE_2027)


@admits("14.3")
def not_provided_with_a_statement(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A state declares that it will provide none, and why."""
    undertaken(scribe, CALENDAR)
    signed = calendar(scribe, kind="not_provided", values=(), reason="In answer to another.")
    return signed, came("CALENDAR/ARD/2026/1", "not_provided", DUE_2027)


@admits("14.3")
def short_form(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where there is a short form its fields suffice."""
    adopt(scribe, replace(BUDGET, fields=(*BUDGET.fields, replace(BUDGET.fields[1], key="detail", required=True))))
    signed = filing(scribe, "BUDGET", period="2027-04-30", values=(troops(1),), short=True)
    return signed, came("BUDGET/ARD/2026/1", due="2027-04-30T19:00:00Z")


@refuses("14.3")
def nil_where_it_means_nothing(scribe: Scribe) -> SignedAct:
    """A notice of no exercise is no notice."""
    adopt(scribe, EXERCISES)
    return notice(scribe, kind="nil", values=())


@refuses("14.3")
def short_where_there_is_no_short_form(scribe: Scribe) -> SignedAct:
    """A short form is one that the template has."""
    undertaken(scribe, CALENDAR)
    return calendar(scribe, short=True, values=())


@refuses("14.3")
def short_where_there_is_no_short_form_though_whole(scribe: Scribe) -> SignedAct:
    """A whole form is not called short."""
    adopt(scribe, replace(CALENDAR, fields=CALENDAR.fields[1:]))
    return calendar(scribe, short=True, values=())


@refuses("14.3")
def nil_with_content(scribe: Scribe) -> SignedAct:
    """Who has nothing to report reports nothing."""
    undertaken(scribe, CALENDAR)
    return calendar(scribe, kind="nil")


# 14.4


@admits("14.4")
def threshold_reached(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A figure that reaches both limits is said to do so, and nothing follows from it here."""
    adopt(scribe, EXERCISES)
    ref = "EXERCISES/ARD/2026/1"
    reached = [Effect("threshold_reached", ref, key) for key in ("notified", "observed")]
    return notice(scribe, 13_000), [*came(ref, due=NOTICE_DUE), *reached]


@admits("14.4")
def threshold_not_reached_by_one(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """One below a limit is below it."""
    adopt(scribe, EXERCISES)
    return notice(scribe, 8_999), came("EXERCISES/ARD/2026/1", due=NOTICE_DUE)


# 14.5


def amending(scribe: Scribe, first: str, kind: str, by: str = "ARD", **fields: Any) -> SignedAct:
    """Write an amendment of a notice."""
    return scribe.write(AmendReturn, by, filed=first, kind=kind, **fields)


@admits("14.5")
def corrected_after_acknowledgement(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A correction that crosses a limit names who had acknowledged the return, and the limit."""
    first = noticed(scribe)
    scribe.lodge(AcknowledgeReturn, "BOR", filed=first)
    ref = "EXERCISES/ARD/2026/1/r1"
    effects = [Effect("return_amended", ref, "correction BOR"), Effect("threshold_reached", ref, "notified")]
    return amending(scribe, first, "correction", values=(troops(9000), *SPRING)), effects


@admits("14.5")
def urgent_correction_incomplete(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A correction of an urgent notice is not held up either."""
    adopt(scribe, INCIDENT)
    first = filed(scribe, "INCIDENT", values=says(happened_at="2026-11-23T04:00:00Z"))
    ref = "INCIDENT/ARD/2026/1/r1"
    effects = [Effect("return_amended", ref, "change"), Effect("return_incomplete", ref, "happened_at: missing")]
    return amending(scribe, first, "change", values=says(area="North")), effects


@admits("14.5")
def withdrawn_without_content(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Of a return taken back the reference stays."""
    first = noticed(scribe)
    signed = amending(scribe, first, "withdrawal", reason="After a dispute.")
    return signed, [Effect("return_amended", "EXERCISES/ARD/2026/1/r1", "withdrawal")]


@admits("14.5")
def short_form_corrected_in_short_form(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where there is a short form a correction may be short too."""
    adopt(scribe, replace(BUDGET, fields=(*BUDGET.fields, replace(BUDGET.fields[1], key="detail", required=True))))
    first = filed(scribe, "BUDGET", period="2027-04-30", values=(troops(1),), short=True)
    signed = amending(scribe, first, "correction", values=(troops(2),))
    return signed, [Effect("return_amended", "BUDGET/ARD/2026/1/r1", "correction")]


@refuses("14.5")
def withdrawn_twice(scribe: Scribe) -> SignedAct:
    """What was taken back is not taken back again."""
    first = noticed(scribe)
    scribe.submit(amending(scribe, first, "withdrawal"))
    return amending(scribe, first, "withdrawal")


@refuses("14.5")
def corrected_after_cancellation(scribe: Scribe) -> SignedAct:
    """What was cancelled is not corrected."""
    first = noticed(scribe)
    scribe.submit(amending(scribe, first, "cancellation"))
    return amending(scribe, first, "correction", values=(troops(1), *SPRING))


@refuses("14.5")
def corrected_by_another(scribe: Scribe) -> SignedAct:
    """Nobody corrects another state's return."""
    return amending(scribe, noticed(scribe), "correction", by="BOR", values=(troops(1), *SPRING))


@refuses("14.5")
def corrected_though_never_filed(scribe: Scribe) -> SignedAct:
    """What was never filed is not corrected."""
    return amending(scribe, "0" * 64, "correction", values=(troops(1), *SPRING))


@refuses("14.5")
def corrected_without_content(scribe: Scribe) -> SignedAct:
    """A correction holds the whole form anew."""
    return amending(scribe, noticed(scribe), "correction")


@refuses("14.5")
def cancelled_with_content(scribe: Scribe) -> SignedAct:
    """What does not take place has no figures."""
    return amending(scribe, noticed(scribe), "cancellation", values=(troops(1), *SPRING))


# 14.6


@admits("14.6")
def voluntary_after_its_day(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A voluntary contribution that comes after its day is received; both dates stand there."""
    undertaken(scribe, BUDGET)
    scribe.at = datetime(2027, 5, 2, tzinfo=UTC)
    signed = filing(scribe, "BUDGET", period="2027-04-30", values=(troops(1),))
    return signed, came("BUDGET/ARD/2027/1", due="2027-04-30T19:00:00Z")


@admits("14.6")
def not_undertaken_after_its_day(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Who undertook nothing is never late."""
    adopt(scribe, CALENDAR)
    scribe.at = datetime(2027, 11, 17, tzinfo=UTC)
    return calendar(scribe), came("CALENDAR/ARD/2027/1", due=DUE_2027)


@admits("14.6")
def late_after_the_undertaking_ended(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """What fell due after an undertaking ended is not late either."""
    undertaken(scribe, CALENDAR)
    scribe.lodge(EndUndertaking, "ARD", template="CALENDAR")
    scribe.at = datetime(2027, 11, 17, tzinfo=UTC)
    return calendar(scribe), came("CALENDAR/ARD/2027/1", due=DUE_2027)


# 14.7


def stating(scribe: Scribe, first: str, by: str, kind: str = "contest") -> SignedAct:
    """Write a statement on a return."""
    return scribe.write(StateOnReturn, by, filed=first, kind=kind, text="We count 18,000.", language="en")


@admits("14.7")
def contested_by_a_recipient(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A recipient contests a figure; the figure stays as it is."""
    signed = stating(scribe, noticed(scribe), "BOR")
    return signed, [Effect("stated_on_return", "EXERCISES/ARD/2026/1", "contest BOR")]


@admits("14.7")
def author_beside_the_contest(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The author answers beside the contest, with the same weight."""
    first = noticed(scribe)
    scribe.submit(stating(scribe, first, "BOR"))
    return stating(scribe, first, "ARD", "reservation"), [
        Effect("stated_on_return", "EXERCISES/ARD/2026/1", "reservation ARD")
    ]


@refuses("14.7")
def contested_by_who_did_not_receive_it(scribe: Scribe) -> SignedAct:
    """Who is no recipient says nothing beside a return."""
    return stating(scribe, noticed(scribe), "DEL")


@refuses("14.7")
def contested_though_never_filed(scribe: Scribe) -> SignedAct:
    """A statement is on a return."""
    return stating(scribe, "0" * 64, "BOR")


@refuses("1.10")
def contested_by_an_observer(scribe: Scribe) -> SignedAct:
    """Statements on returns are for members."""
    return stating(scribe, noticed(scribe), "OBS")


# 14.8


def acknowledging(scribe: Scribe, first: str, by: str = "BOR") -> SignedAct:
    """Write an acknowledgement."""
    return scribe.write(AcknowledgeReturn, by, filed=first)


@admits("14.8")
def acknowledged_anew_after_a_correction(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """After a correction a recipient acknowledges again."""
    first = noticed(scribe)
    scribe.submit(acknowledging(scribe, first))
    scribe.submit(amending(scribe, first, "correction", values=(troops(6), *SPRING)))
    return acknowledging(scribe, first), [Effect("return_acknowledged", "EXERCISES/ARD/2026/1", "BOR")]


@refuses("14.8")
def acknowledged_twice(scribe: Scribe) -> SignedAct:
    """One acknowledgement suffices."""
    first = noticed(scribe)
    scribe.submit(acknowledging(scribe, first))
    return acknowledging(scribe, first)


@refuses("14.8")
def acknowledged_by_its_author(scribe: Scribe) -> SignedAct:
    """Nobody acknowledges a return of its own."""
    return acknowledging(scribe, noticed(scribe), "ARD")


@refuses("14.8")
def acknowledged_by_a_stranger(scribe: Scribe) -> SignedAct:
    """Who did not receive a return does not acknowledge it."""
    return acknowledging(scribe, noticed(scribe), "DEL")


# 14.9


@admits("14.9")
def other_recipients_shown(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where the template lets a return name its recipients, the difference is shown."""
    adopt(scribe, EXERCISES)
    ref = "EXERCISES/ARD/2026/1"
    shown = Effect("recipients_differ", ref, "COR")
    return notice(scribe, recipients=("COR",)), [*came(ref, due=NOTICE_DUE), shown]


@admits("14.9")
def same_recipients_named(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Naming the usual recipients is no difference."""
    adopt(scribe, EXERCISES)
    return notice(scribe, recipients=("COR", "BOR")), came("EXERCISES/ARD/2026/1", due=NOTICE_DUE)


@admits("14.9")
def recipients_named_as_asked(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where the template leaves it open a return names its recipients."""
    adopt(scribe, replace(EXERCISES, recipients="named"))
    return notice(scribe, recipients=("DEL",)), came("EXERCISES/ARD/2026/1", due=NOTICE_DUE)


@refuses("14.9")
def recipients_left_open(scribe: Scribe) -> SignedAct:
    """Where the template leaves recipients to the return it names them."""
    adopt(scribe, replace(EXERCISES, recipients="named"))
    return notice(scribe)


@refuses("14.9")
def other_recipients_where_they_are_fixed(scribe: Scribe) -> SignedAct:
    """Where recipients are fixed no return leaves one out."""
    undertaken(scribe, CALENDAR)
    return calendar(scribe, recipients=("BOR",))


@refuses("14.9")
def recipient_that_is_no_member(scribe: Scribe) -> SignedAct:
    """Returns go to members."""
    adopt(scribe, EXERCISES)
    return notice(scribe, recipients=("BOR", "OBS"))


@refuses("14.9")
def recipient_named_twice(scribe: Scribe) -> SignedAct:
    """A recipient is named once."""
    adopt(scribe, EXERCISES)
    return notice(scribe, recipients=("BOR", "BOR"))


# 14.10


@admits("14.10")
def event_without_a_row(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A notice of an event is due from its own clock; nothing says how many there should be."""
    adopt(scribe, INCIDENT)
    signed = filing(scribe, "INCIDENT", values=says(happened_at="2026-11-23T04:00:00Z"))
    return signed, came("INCIDENT/ARD/2026/1", due="2026-11-23T05:00:00Z")


# 14.11


@admits("14.11")
def machine_translation_named(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Software may translate, and is named for it; an office signs."""
    undertaken(scribe, CALENDAR)
    return calendar(scribe, machine="translated", language="ru"), came("CALENDAR/ARD/2026/1", due=DUE_2027)


@admits("14.11")
def device_where_the_template_lets_it(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where the template lets a device sign no office stands there."""
    undertaken(scribe, replace(CALENDAR, machine_signed=True))
    return calendar(scribe, office=""), came("CALENDAR/ARD/2026/1", due=DUE_2027)


@refuses("14.11")
def no_office(scribe: Scribe) -> SignedAct:
    """A person signs, in an office."""
    undertaken(scribe, CALENDAR)
    return calendar(scribe, office="")


@refuses("14.11")
def language_that_the_template_lacks(scribe: Scribe) -> SignedAct:
    """A return is in a language of the template."""
    undertaken(scribe, CALENDAR)
    return calendar(scribe, language="fr")


# 14.12


def handed_over(scribe: Scribe, by: str = "SEC", **fields: Any) -> SignedAct:
    """Write what the secretariat enters for Arden from paper."""
    given = {"state": "ARD", "channel": "paper", "received_at": scribe.at, "scan": SCAN, **fields}
    return calendar(scribe, by=by, **given)


@admits("14.12")
def paper_confirmed_by_its_state(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A state confirms what it had handed over on paper."""
    undertaken(scribe, CALENDAR)
    scribe.submit(handed_over(scribe))
    first = scribe.last.id if scribe.last else ""
    return scribe.write(ConfirmReturn, "ARD", filed=first), [Effect("return_confirmed", "CALENDAR/ARD/2026/1", "ARD")]


@refuses("14.12")
def own_return_confirmed(scribe: Scribe) -> SignedAct:
    """A state's own return needs no confirmation."""
    return scribe.write(ConfirmReturn, "ARD", filed=noticed(scribe))


@refuses("14.12")
def paper_confirmed_by_another(scribe: Scribe) -> SignedAct:
    """Nobody confirms for another."""
    undertaken(scribe, CALENDAR)
    scribe.submit(handed_over(scribe))
    return scribe.write(ConfirmReturn, "BOR", filed=scribe.last.id if scribe.last else "")


@refuses("14.12")
def nothing_confirmed(scribe: Scribe) -> SignedAct:
    """What was never filed is not confirmed."""
    return scribe.write(ConfirmReturn, "ARD", filed="0" * 64)


@refuses("14.1")
def paper_and_digital(scribe: Scribe) -> SignedAct:
    """What came on paper is not filed again by machine; it is confirmed, and counts once."""
    undertaken(scribe, CALENDAR)
    scribe.submit(handed_over(scribe))
    return calendar(scribe)


# 14.13


@admits("14.13")
def exercise_beside_the_return(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An exercise return stands beside the real one, with a reference of its own."""
    undertaken(scribe, CALENDAR)
    scribe.submit(calendar(scribe))
    return calendar(scribe, exercise=True), came("CALENDAR/ARD/2026/X/1")


@admits("14.13")
def return_after_the_exercise(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An exercise fills no period."""
    undertaken(scribe, CALENDAR)
    scribe.submit(calendar(scribe, exercise=True))
    return calendar(scribe), came("CALENDAR/ARD/2026/1", due=DUE_2027)


# What goes with a return beside its form


@admits("13.7")
def filed_for_others_with_one_mandate(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Filed for two others with the mandate of one, a return says whose is missing."""
    undertaken(scribe, CALENDAR)
    scribe.lodge(GrantMandate, "BOR", template="CALENDAR", party="ARD")
    ref = "CALENDAR/ARD/2026/1"
    return calendar(scribe, joint=("BOR", "COR")), [*came(ref, due=DUE_2027), Effect("mandate_missing", ref, "COR")]


@refuses("14.1")
def filed_twice_by_who_was_filed_for_between(scribe: Scribe) -> SignedAct:
    """A return of one's own stays the one that counts where another files for one as well."""
    undertaken(scribe, CALENDAR)
    scribe.lodge(GrantMandate, "BOR", template="CALENDAR", party="ARD")
    scribe.submit(calendar(scribe, by="BOR"))
    scribe.submit(calendar(scribe, joint=("BOR",)))
    return calendar(scribe, by="BOR")


@refuses("14.1")
def filed_by_who_was_filed_for(scribe: Scribe) -> SignedAct:
    """What another filed with one's mandate is not filed again."""
    undertaken(scribe, CALENDAR)
    scribe.lodge(GrantMandate, "BOR", template="CALENDAR", party="ARD")
    scribe.submit(calendar(scribe, joint=("BOR",)))
    return calendar(scribe, by="BOR")


@admits("14.1")
def filed_outside_the_scope(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A state may use the form for what the measure does not ask for, and says so."""
    adopt(scribe, EXERCISES)
    ref = "EXERCISES/ARD/2026/1"
    return notice(scribe, outside_scope=True), [*came(ref, due=NOTICE_DUE), Effect("outside_scope", ref, "ARD")]
