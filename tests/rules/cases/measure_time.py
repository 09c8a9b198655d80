# SPDX-License-Identifier: Apache-2.0
"""Chapter 12: zones, days, months, hours, paper, outages, and tables that change."""

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from comity.acts.measures import AdoptTemplate, RecordOutage, RetireTemplate
from comity.acts.outcomes import PutEditionInForce
from comity.acts.requests import MakeRequest, ReplyToRequest
from comity.acts.signed import SignedAct
from comity.acts.template import Prior
from comity.acts.zones import ZoneTable
from comity.rules.outcome import Effect
from tests.cast.forum import EDITION, ZONES
from tests.cast.scribe import Scribe
from tests.cast.templates import CALENDAR, EXERCISES, INCIDENT, REPORT, REQUEST, says, troops
from tests.rules.case import admits, refuses
from tests.rules.cases.measure_returns import (
    DUE_2027,
    SCAN,
    calendar,
    came,
    filing,
    handed_over,
)
from tests.rules.cases.measure_templates import adopt, adopted, adopting, of_three, undertaken
from tests.rules.cases.parties import decided

ALMATY, CAIRO = ZONES
BEHIND = ZoneTable(name="Asia/Almaty", first_offset_s=21_600)
"""A table in which the zone never moved."""


def at(text: str) -> datetime:
    """An instant of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# 12.1


@admits("12.1")
def zone_that_the_edition_holds(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A template counts its days in a zone whose table stands in the edition."""
    return adopting(scribe, of_three(CALENDAR, zone="Africa/Cairo")), adopted("CALENDAR")


@refuses("12.1")
def zone_without_a_table(scribe: Scribe) -> SignedAct:
    """A zone whose table nobody holds means nothing."""
    return adopting(scribe, of_three(CALENDAR, zone="Asia/Tokyo"))


# 12.2


def edition(scribe: Scribe, **changes: Any) -> SignedAct:
    """Write the act that puts the second edition in force."""
    known = replace(EDITION, number=2, **changes)
    return scribe.write(PutEditionInForce, "SEC", edition=known, decision=decided(scribe))


@admits("12.2")
def edition_with_another_release(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An edition brings the tables of a later release and keeps the zones in use."""
    adopt(scribe, CALENDAR)
    return edition(scribe, tz_release="2026a", zones=(ALMATY,)), [Effect("edition", "2")]


@admits("12.2")
def edition_that_drops_the_zone_of_a_retired_measure(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A zone that only a retired measure names may go."""
    known = adopt(scribe, CALENDAR)
    scribe.lodge(RetireTemplate, *known.parties, template="CALENDAR")
    return edition(scribe, zones=(CAIRO,)), [Effect("edition", "2")]


@refuses("12.2")
def edition_that_drops_a_zone_in_use(scribe: Scribe) -> SignedAct:
    """A zone in which deadlines run stays."""
    adopt(scribe, CALENDAR)
    return edition(scribe, zones=(CAIRO,))


@refuses("12.2")
def edition_without_a_release(scribe: Scribe) -> SignedAct:
    """Tables name the release they are taken from."""
    return edition(scribe, tz_release="")


@refuses("12.2")
def edition_with_a_release_and_no_tables(scribe: Scribe) -> SignedAct:
    """A release is named for tables."""
    return edition(scribe, zones=())


@refuses("12.2")
def edition_with_a_zone_twice(scribe: Scribe) -> SignedAct:
    """A zone has one table."""
    return edition(scribe, zones=(ALMATY, ALMATY))


@refuses("12.2")
def edition_with_changes_out_of_order(scribe: Scribe) -> SignedAct:
    """Changes of a zone stand in order."""
    return edition(scribe, zones=(replace(CAIRO, changes=tuple(reversed(CAIRO.changes))),))


@refuses("12.2")
def edition_with_an_offset_missing(scribe: Scribe) -> SignedAct:
    """Each change of a zone has its offset."""
    return edition(scribe, zones=(replace(CAIRO, offsets=CAIRO.offsets[1:]),))


# 12.3


@admits("12.3")
def filed_in_the_last_second(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Until 24:00 of the day at the seat a return is in time, whatever the clocks show in other capitals."""
    undertaken(scribe, CALENDAR)
    scribe.at = at("2027-11-15T18:59:59")
    return calendar(scribe), came("CALENDAR/ARD/2027/1", due=DUE_2027)


@admits("12.3")
def filed_at_twenty_four_hundred(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """What comes at 24:00 itself came the day after, and is never turned away."""
    undertaken(scribe, CALENDAR)
    scribe.at = at("2027-11-15T19:00:00")
    return calendar(scribe), came("CALENDAR/ARD/2027/1", "received +1", DUE_2027)


@admits("12.3")
def filed_two_days_late(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Days are those of the calendar, not spans of twenty-four hours."""
    undertaken(scribe, CALENDAR)
    scribe.at = at("2027-11-16T19:00:00")
    return calendar(scribe), came("CALENDAR/ARD/2027/1", "received +2", DUE_2027)


@admits("12.3")
def midnight_that_does_not_exist(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where clocks go from 24:00 to 1:00 the day ends at that instant."""
    undertaken(scribe, replace(CALENDAR, zone="Africa/Cairo", trigger=replace(CALENDAR.trigger, days=("04-29",))))
    return calendar(scribe, "2027-04-29"), came("CALENDAR/ARD/2026/1", due="2027-04-29T22:00:00Z")


@admits("12.3")
def midnight_that_comes_twice(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where clocks go from 24:00 back to 23:00 the day lasts an hour longer."""
    undertaken(scribe, replace(CALENDAR, zone="Africa/Cairo", trigger=replace(CALENDAR.trigger, days=("10-28",))))
    return calendar(scribe, "2027-10-28"), came("CALENDAR/ARD/2026/1", due="2027-10-28T22:00:00Z")


# 12.4


def exercise_on(scribe: Scribe, begins: str, due: str) -> tuple[SignedAct, list[Effect]]:
    """Write a notice of an exercise that begins on a day, and give until when it is due."""
    adopt(scribe, EXERCISES)
    signed = filing(scribe, "EXERCISES", values=(troops(1), *says(begins_on=begins)))
    return signed, came("EXERCISES/ARD/2026/1", due=due)


@admits("12.4")
def days_before_in_a_leap_year(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Forty-two days before 15 March 2028 is 2 February."""
    return exercise_on(scribe, "2028-03-15", "2028-02-02T19:00:00Z")


@admits("12.4")
def days_before_in_a_common_year(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Forty-two days before 15 March 2027 is 1 February."""
    return exercise_on(scribe, "2027-03-15", "2027-02-01T19:00:00Z")


@admits("12.4")
def days_before_that_reach_the_leap_day(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Forty-two days before 11 April 2028 is 29 February."""
    return exercise_on(scribe, "2028-04-11", "2028-02-29T19:00:00Z")


def report_after(scribe: Scribe, day: str, due: str, count: int, unit: Any) -> tuple[SignedAct, list[Effect]]:
    """Write a report of what took place on a day, and give until when it is due."""
    adopt(scribe, replace(REPORT, trigger=replace(REPORT.trigger, count=count, unit=unit)))
    return filing(scribe, "REPORT", values=says(begins_on=day)), came("REPORT/ARD/2026/1", due=due)


@admits("12.4")
def months_to_a_leap_day(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Two months after 31 December 2027 is 29 February 2028."""
    return report_after(scribe, "2027-12-31", "2028-02-29T19:00:00Z", 2, "month")


@admits("12.4")
def months_to_the_last_of_february(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Two months after 31 December 2028 is 28 February 2029."""
    return report_after(scribe, "2028-12-31", "2029-02-28T19:00:00Z", 2, "month")


@admits("12.4")
def days_after(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Fourteen days after 18 December is 1 January."""
    return report_after(scribe, "2026-12-18", "2027-01-01T19:00:00Z", 14, "day")


@admits("12.4")
def hours_after_a_day(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Hours after a day begin at its beginning."""
    return report_after(scribe, "2026-12-18", "2026-12-17T22:00:00Z", 3, "hour")


def window_before(scribe: Scribe, text: str, due: str, unit: Any) -> tuple[SignedAct, list[Effect]]:
    """Write a notice before an instant, and give until when it is due."""
    template = replace(INCIDENT, trigger=Prior(count=3, unit=unit, before="happened_at"))
    adopt(scribe, template)
    return filing(scribe, "INCIDENT", values=says(happened_at=text)), came("INCIDENT/ARD/2026/1", due=due)


@admits("12.4")
def days_before_an_instant(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An instant has the date that the calendar of the zone shows: 1 March, 20:00 of Greenwich, is 2 March there."""
    return window_before(scribe, "2028-03-01T20:00:00Z", "2028-02-28T19:00:00Z", "day")


@admits("12.4")
def hours_before_an_instant(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Hours before an instant are counted from it."""
    return window_before(scribe, "2028-03-01T20:00:00Z", "2028-03-01T17:00:00Z", "hour")


# 12.5


@admits("12.5")
def reply_in_the_last_second(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Forty-eight hours pass through a weekend like any others."""
    adopt(scribe, REQUEST)
    request = scribe.lodge(MakeRequest, "ARD", template="REQUEST", version=1, party="BOR", language="en")
    scribe.wait(hours=48, seconds=-1)
    signed = scribe.write(ReplyToRequest, "BOR", request=request, kind="answer", language="en")
    return signed, [Effect("replied", request, "answer")]


@admits("12.5")
def reply_at_the_last_instant(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """At the hour itself a reply is late by no full hour."""
    adopt(scribe, REQUEST)
    request = scribe.lodge(MakeRequest, "ARD", template="REQUEST", version=1, party="BOR", language="en")
    scribe.wait(hours=48)
    signed = scribe.write(ReplyToRequest, "BOR", request=request, kind="answer", language="en")
    return signed, [Effect("replied", request, "answer +0 h")]


# 12.6


@admits("12.6")
def paper_entered_after_its_day(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """What was handed over on paper is lodged when it is entered; the hour of receipt stands beside it."""
    undertaken(scribe, CALENDAR)
    scribe.at = at("2027-11-16T05:00:00")
    signed = handed_over(scribe, received_at=at("2027-11-15T18:00:00"))
    return signed, came("CALENDAR/ARD/2027/1", "received +1", DUE_2027)


@refuses("12.6")
def paper_received_after_it_was_entered(scribe: Scribe) -> SignedAct:
    """Nothing is entered before it is received."""
    undertaken(scribe, CALENDAR)
    return handed_over(scribe, received_at=scribe.at + timedelta(seconds=1))


@refuses("12.6")
def paper_without_its_hour(scribe: Scribe) -> SignedAct:
    """The secretariat says when it received the paper."""
    undertaken(scribe, CALENDAR)
    return handed_over(scribe, received_at=None)


@refuses("12.6")
def paper_without_a_scan(scribe: Scribe) -> SignedAct:
    """The paper itself is kept beside the record."""
    undertaken(scribe, CALENDAR)
    return handed_over(scribe, scan=None)


@refuses("12.6")
def paper_scanned_into_a_text(scribe: Scribe) -> SignedAct:
    """The paper goes to its recipients alone, not to every node."""
    undertaken(scribe, CALENDAR)
    return handed_over(scribe, scan=replace(SCAN, kind="text"))


@refuses("12.6")
def paper_by_the_machine(scribe: Scribe) -> SignedAct:
    """What the secretariat enters came by another way than a node."""
    undertaken(scribe, CALENDAR)
    return handed_over(scribe, channel="node")


@refuses("12.6")
def own_return_with_a_scan(scribe: Scribe) -> SignedAct:
    """A state's own return is no paper."""
    undertaken(scribe, CALENDAR)
    return calendar(scribe, scan=SCAN)


@refuses("1.10")
def paper_entered_by_a_state(scribe: Scribe) -> SignedAct:
    """Only the secretariat enters returns for others."""
    undertaken(scribe, CALENDAR)
    return handed_over(scribe, by="BOR")


# 12.7

OUTAGE = ("2027-11-15T18:00:00", "2027-11-15T20:30:00")


def outage(scribe: Scribe, began: str, ended: str, by: str = "SEC") -> SignedAct:
    """Write the act that logs an outage."""
    return scribe.write(RecordOutage, by, began_at=at(began), ended_at=at(ended))


@admits("12.7")
def outage_logged(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An outage that has just ended is logged, after an earlier one that ended where it began."""
    scribe.at = at(OUTAGE[1])
    scribe.submit(outage(scribe, "2027-11-15T17:00:00", OUTAGE[0], "REG"))
    effect = Effect("outage_logged", "2027-11-15T18:00:00Z", "2027-11-15T20:30:00Z")
    return outage(scribe, *OUTAGE), [effect]


@admits("12.7")
def due_during_an_outage(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """What fell due during an outage of two and a half hours is due so much later."""
    undertaken(scribe, CALENDAR)
    scribe.at = at("2027-11-15T21:29:59")
    scribe.submit(outage(scribe, *OUTAGE))
    return calendar(scribe), came("CALENDAR/ARD/2027/1", due="2027-11-15T21:30:00Z")


@admits("12.7")
def due_when_the_outage_had_ended(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An outage that ended before the hour moves nothing."""
    undertaken(scribe, CALENDAR)
    scribe.at = at("2027-11-15T19:00:00")
    scribe.submit(outage(scribe, "2027-11-15T18:00:00", "2027-11-15T19:00:00"))
    return calendar(scribe), came("CALENDAR/ARD/2027/1", "received +1", DUE_2027)


@refuses("12.7")
def outage_not_over(scribe: Scribe) -> SignedAct:
    """An outage is logged when it is over."""
    return outage(scribe, "2026-11-23T04:00:00", "2026-11-23T05:00:01")


@refuses("12.7")
def outage_of_no_length(scribe: Scribe) -> SignedAct:
    """An outage has a length."""
    return outage(scribe, "2026-11-23T04:00:00", "2026-11-23T04:00:00")


@refuses("12.7")
def outage_over_another(scribe: Scribe) -> SignedAct:
    """Outages do not overlap."""
    scribe.submit(outage(scribe, "2026-11-23T04:00:00", "2026-11-23T04:30:00"))
    return outage(scribe, "2026-11-23T04:29:59", "2026-11-23T04:40:00")


@refuses("12.7")
def outage_longer_than_allowed(scribe: Scribe) -> SignedAct:
    """An outage moves a deadline by no more than the edition allows."""
    return outage(scribe, "2026-11-22T04:59:59", "2026-11-23T05:00:00")


@refuses("1.10")
def outage_on_the_side_of_a_state(scribe: Scribe) -> SignedAct:
    """A state does not log an outage of its own."""
    return outage(scribe, "2026-11-23T04:00:00", "2026-11-23T05:00:00", "ARD")


# 12.8


def moved(scribe: Scribe, instant: str, **changes: Any) -> None:
    """Put another edition in force at an instant, after the calendar was undertaken."""
    undertaken(scribe, CALENDAR)
    decision = decided(scribe)
    scribe.at = at(instant)
    known = replace(EDITION, **{"number": 2, "tz_release": "2028a", **changes})
    scribe.lodge(PutEditionInForce, "SEC", edition=known, decision=decision)


@admits("12.8")
def table_that_moves_what_is_still_to_come(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Under tables in which the day ends an hour earlier it does, as long as that was to come."""
    moved(scribe, "2027-11-15T17:59:59", zones=(BEHIND, CAIRO))
    return calendar(scribe), came("CALENDAR/ARD/2027/1", due="2027-11-15T18:00:00Z")


@admits("12.8")
def table_that_moves_nothing_into_the_past(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where the day would have ended before the tables came it ends when they come."""
    moved(scribe, "2027-11-15T18:30:00", zones=(BEHIND, CAIRO))
    return calendar(scribe), came("CALENDAR/ARD/2027/1", "received +1", "2027-11-15T18:30:00Z")


@admits("12.8")
def table_that_leaves_what_was_due(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """What was due before the tables came stays due when it was."""
    moved(scribe, "2027-11-15T19:00:00", zones=(BEHIND, CAIRO))
    return calendar(scribe), came("CALENDAR/ARD/2027/1", "received +1", DUE_2027)


@admits("12.8")
def edition_with_the_same_tables(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An edition with the same tables moves nothing."""
    moved(scribe, "2027-11-15T18:00:00", max_extension_s=1)
    return calendar(scribe), came("CALENDAR/ARD/2027/1", due=DUE_2027)


@admits("12.8")
def zone_that_a_later_edition_brought(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A zone that came with the second edition counts from its table."""
    tokyo = ZoneTable(name="Asia/Tokyo", first_offset_s=32_400)
    moved(scribe, "2027-11-14T00:00:00", zones=(*ZONES, tokyo))
    known = of_three(CALENDAR, code="OTHER", zone="Asia/Tokyo")
    scribe.lodge(AdoptTemplate, *known.parties, template=known)
    signed = filing(scribe, "OTHER", period="2027-11-15", values=(troops(0),))
    return signed, came("OTHER/ARD/2027/1", due="2027-11-15T15:00:00Z")
