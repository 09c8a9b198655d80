# SPDX-License-Identifier: Apache-2.0
"""Chapter 15: series of readings and their gaps, standing contacts and calls."""

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from comity.acts.contacts import AnswerPing, ExplainGap, PingContact, StateContact
from comity.acts.measures import RetireTemplate
from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from tests.cast.scribe import Scribe
from tests.cast.templates import CALENDAR, CONTACTS, RIVER, says
from tests.rules.case import admits, refuses
from tests.rules.cases.measure_returns import came, filed, filing
from tests.rules.cases.measure_templates import PARTIES, adopt

FIRST, SECOND, FOURTH = (f"2027-06-0{day}T06:00:00Z" for day in (1, 3, 6))


def reading(scribe: Scribe, period: str, **fields: Any) -> SignedAct:
    """Write a reading."""
    return filing(scribe, "RIVER", period=period, **{"values": says(level="12.50"), **fields})


def read(scribe: Scribe, *periods: str) -> Scribe:
    """Adopt the measure on readings and file some."""
    adopt(scribe, RIVER)
    for period in periods:
        filed(scribe, "RIVER", period=period, values=says(level="12.5"))
    return scribe


def expected(number: int, due: str) -> list[Effect]:
    """Give the effects of a reading that came."""
    return came(f"RIVER/ARD/2026/{number}", due=due)


# 15.7


@admits("15.7")
def reading_after_the_longest_gap(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Forty-eight hours between two readings are no gap."""
    return reading(read(scribe, FIRST), SECOND), expected(2, "2027-06-05T06:00:00Z")


@admits("15.7")
def reading_after_a_gap(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A longer time without a reading is noted as a gap."""
    effect = Effect("gap_noted", "RIVER ARD", f"{SECOND} {FOURTH}")
    return reading(read(scribe, FIRST, SECOND), FOURTH), [*expected(3, "2027-06-08T06:00:00Z"), effect]


@admits("15.7")
def reading_of_the_next_season(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Between two seasons there is no gap."""
    return reading(read(scribe, FIRST), "2028-05-15T06:00:00Z"), expected(2, "2028-05-17T06:00:00Z")


@admits("15.7")
def reading_filed_late_into_the_series(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A reading that comes after later ones is taken, and opens no gap."""
    return reading(read(scribe, FIRST, FOURTH), SECOND), expected(3, "2027-06-05T06:00:00Z")


@admits("14.13")
def reading_of_an_exercise(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A reading of an exercise is in no series."""
    return reading(read(scribe, FIRST), FOURTH, exercise=True), came("RIVER/ARD/2026/X/1")


@admits("15.7")
def reading_in_a_season_over_the_year(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A season may run from autumn into spring."""
    adopt(scribe, replace(RIVER, trigger=replace(RIVER.trigger, opens="10-15", closes="05-15")))
    return reading(scribe, "2027-01-01T06:00:00Z"), expected(1, "2027-01-03T06:00:00Z")


@refuses("14.1")
def reading_out_of_season(scribe: Scribe) -> SignedAct:
    """Out of season there are no readings."""
    return reading(read(scribe), "2027-10-16T00:00:00Z")


@refuses("14.1")
def reading_of_a_day(scribe: Scribe) -> SignedAct:
    """A reading has an instant."""
    return reading(read(scribe), "2027-06-01")


def explaining(scribe: Scribe, by: str = "ARD", day: int = 3, reason: str = "instrument") -> SignedAct:
    """Write why readings are missing after a day of June."""
    from_at = datetime(2027, 6, day, 6, tzinfo=UTC)
    return scribe.write(ExplainGap, by, template="RIVER", from_at=from_at, reason=reason)


@admits("15.7")
def gap_explained(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A gap is explained by one of the reasons; another gap stays as it is."""
    read(scribe, FIRST, SECOND, FOURTH, "2027-06-20T06:00:00Z")
    return explaining(scribe), [Effect("gap_explained", "RIVER ARD", "instrument")]


@refuses("15.7")
def gap_explained_twice(scribe: Scribe) -> SignedAct:
    """A gap is explained once."""
    read(scribe, SECOND, FOURTH)
    scribe.submit(explaining(scribe))
    return explaining(scribe)


@refuses("15.7")
def gap_explained_by_another_reason(scribe: Scribe) -> SignedAct:
    """A reason is one of the template's."""
    return explaining(read(scribe, SECOND, FOURTH), reason="weather")


@refuses("15.7")
def gap_that_is_none(scribe: Scribe) -> SignedAct:
    """Where there is no gap there is nothing to explain."""
    return explaining(read(scribe, SECOND, FOURTH), day=1)


@refuses("15.7")
def gap_of_another(scribe: Scribe) -> SignedAct:
    """Nobody explains another's gap."""
    return explaining(read(scribe, SECOND, FOURTH), by="BOR")


# 15.11


def stating(
    scribe: Scribe, by: str = "BOR", code: str = "CONTACTS", offices: tuple[str, ...] = ("Centre",)
) -> SignedAct:
    """Write a contact."""
    return scribe.write(StateContact, by, template=code, offices=offices)


def stated(scribe: Scribe) -> Scribe:
    """Adopt the measure on contacts and let Borea name its own."""
    adopt(scribe, CONTACTS)
    scribe.submit(stating(scribe))
    return scribe


@admits("15.11")
def contact_named(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A contact is to be confirmed by the end of the same day six months on."""
    adopt(scribe, CONTACTS)
    effect = Effect("contact_stated", "CONTACTS BOR", "2027-05-23T19:00:00Z")
    return stating(scribe, offices=("Centre", "Duty officer")), [effect]


@refuses("15.11")
def contact_by_a_stranger(scribe: Scribe) -> SignedAct:
    """A contact is one of a party."""
    adopt(scribe, CONTACTS)
    return stating(scribe, "DEL")


@refuses("15.11")
def contact_where_there_is_none(scribe: Scribe) -> SignedAct:
    """A calendar has no standing contact."""
    adopt(scribe, CALENDAR)
    return stating(scribe, code="CALENDAR")


@refuses("15.11")
def contact_without_a_name_for_its_office(scribe: Scribe) -> SignedAct:
    """An office has a name."""
    adopt(scribe, CONTACTS)
    return stating(scribe, offices=("",))


@refuses("15.11")
def contact_with_an_office_twice(scribe: Scribe) -> SignedAct:
    """An office is named once."""
    adopt(scribe, CONTACTS)
    return stating(scribe, offices=("Centre", "Centre"))


# 15.12


def calling(scribe: Scribe, by: str = "ARD", party: str = "BOR") -> SignedAct:
    """Write a call."""
    return scribe.write(PingContact, by, template="CONTACTS", party=party)


def called(scribe: Scribe, by: str = "ARD") -> str:
    """Call Borea's contact; give the call."""
    scribe.submit(calling(scribe, by))
    return scribe.last.id if scribe.last else ""


def answering(scribe: Scribe, ping: str, by: str = "BOR", fault: str = "none") -> SignedAct:
    """Write an answer to a call."""
    return scribe.write(AnswerPing, by, ping=ping, fault=fault)


def call(due: str = "2026-11-24T05:00:00Z") -> Effect:
    """Give the effect of a call."""
    return Effect("contact_called", "CONTACTS BOR", due)


@admits("15.12")
def called_by_a_party(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A party calls another's contact."""
    return calling(stated(scribe)), [call()]


@admits("15.12")
def called_by_the_secretariat(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The secretariat calls a contact."""
    return calling(stated(scribe), "SEC"), [call()]


@admits("15.12")
def called_a_third_time_in_vain(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """After two calls in a row without an answer the contact is unconfirmed."""
    stated(scribe)
    for _ in range(2):
        called(scribe)
        scribe.wait(hours=24)
    return calling(scribe), [call("2026-11-26T05:00:00Z"), Effect("contact_unconfirmed", "CONTACTS BOR", "2")]


@refuses("15.12")
def called_while_a_call_is_open(scribe: Scribe) -> SignedAct:
    """One call is open at a time."""
    called(stated(scribe))
    scribe.wait(hours=24, seconds=-1)
    return calling(scribe, "COR")


@refuses("15.12")
def called_by_oneself(scribe: Scribe) -> SignedAct:
    """Nobody calls itself."""
    return calling(stated(scribe), "BOR")


@refuses("15.12")
def called_by_a_stranger(scribe: Scribe) -> SignedAct:
    """Only parties and the secretariat call."""
    return calling(stated(scribe), "DEL")


@refuses("15.12")
def called_where_nobody_answers(scribe: Scribe) -> SignedAct:
    """Who named no contact is not called."""
    return calling(stated(scribe), party="COR")


@admits("15.12")
def answered_in_time(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An answer within the hours is in time, and what was missed before is forgotten."""
    called(stated(scribe))
    scribe.wait(hours=24)
    ping = called(scribe)
    scribe.wait(hours=24, seconds=-1)
    return answering(scribe, ping), [Effect("call_answered", "CONTACTS BOR", "in_time")]


@admits("15.12")
def answered_late(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An answer at the hour is late, and an answer."""
    ping = called(stated(scribe))
    scribe.wait(hours=24)
    return answering(scribe, ping), [Effect("call_answered", "CONTACTS BOR", "late")]


@admits("15.12")
def line_at_fault(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A fault of the line is another thing than no answer."""
    ping = called(stated(scribe))
    return answering(scribe, ping, fault="line"), [Effect("line_at_fault", "CONTACTS BOR", "1")]


@refuses("15.12")
def answered_twice(scribe: Scribe) -> SignedAct:
    """A call is answered once."""
    ping = called(stated(scribe))
    scribe.submit(answering(scribe, ping))
    return answering(scribe, ping)


@refuses("15.12")
def answered_after_the_next_call(scribe: Scribe) -> SignedAct:
    """A call that was followed by another is not answered any more."""
    ping = called(stated(scribe))
    scribe.wait(hours=24)
    called(scribe)
    return answering(scribe, ping)


@refuses("15.12")
def answered_for_another(scribe: Scribe) -> SignedAct:
    """Nobody answers for another."""
    return answering(scribe, called(stated(scribe)), "COR")


@refuses("15.12")
def answered_though_nobody_called(scribe: Scribe) -> SignedAct:
    """An answer is to a call."""
    return answering(stated(scribe), "0" * 64)


@refuses("15.11")
def contact_of_a_retired_measure(scribe: Scribe) -> SignedAct:
    """A retired measure has no new contacts."""
    adopt(scribe, CONTACTS)
    scribe.lodge(RetireTemplate, *PARTIES, template="CONTACTS")
    return stating(scribe)
