# SPDX-License-Identifier: Apache-2.0
"""Bodies and their chairs: rules 5.1 to 5.3."""

from datetime import datetime, timedelta
from typing import Any

from comity.acts.bodies import AppointChair, ConveneMeeting, EstablishBody
from comity.acts.envelope import Blob, Text
from comity.acts.parties import BodyRow, ChairTerm
from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from tests.cast.forum import START
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses
from tests.rules.cases.parties import decided, gavelled

HOUR = timedelta(hours=1)
INSTRUCTION = Blob(sha256="1" * 64, size=100, media_type="text/plain")


def term(party: str, from_at: datetime) -> ChairTerm:
    """Give a term of a chair."""
    return ChairTerm(party=party, from_at=from_at)


def body(scribe: Scribe, by: str = "SEC", decision: str = "", **fields: Any) -> SignedAct:
    """Write the act that sets up a drafting group."""
    row = BodyRow(**{"code": "DWG", "name": Text(en="Drafting group"), **fields})
    return scribe.write(EstablishBody, by, body=row, decision=decision or decided(scribe))


def established(scribe: Scribe, **fields: Any) -> str:
    """Set up the drafting group; give the decision."""
    decision = decided(scribe)
    row = BodyRow(**{"code": "DWG", "name": Text(en="Drafting group"), **fields})
    scribe.lodge(EstablishBody, "SEC", body=row, decision=decision)
    return decision


def appointment(scribe: Scribe, from_at: datetime, by: str = "SEC", **fields: Any) -> SignedAct:
    """Write the act that gives the chair of the SOC to Corvia."""
    given = {"body": "SOC", "party": "COR", "from_at": from_at, **fields}
    return scribe.write(AppointChair, by, **{**given, "decision": given.get("decision") or decided(scribe)})


def passed(scribe: Scribe, from_at: datetime, party: str = "COR") -> str:
    """Give the chair of the SOC to a member from an instant on; give the decision."""
    decision = decided(scribe)
    scribe.lodge(AppointChair, "SEC", body="SOC", party=party, from_at=from_at, decision=decision)
    return decision


def convening(scribe: Scribe, by: str = "BOR", body: str = "SOC", **fields: Any) -> SignedAct:
    """Write the act that calls the year's first meeting of a body."""
    given = {"label": "2026/1", "opens_at": START + HOUR, "venue": Text(en="Seat"), "subject": Text(en="x")}
    return scribe.write(ConveneMeeting, by, body=body, **{**given, **fields})


ESTABLISHED = [Effect("body_established", "DWG")]


def convened(body: str = "SOC") -> list[Effect]:
    """Give the effect of a meeting called."""
    return [Effect("meeting_convened", f"{body}/2026/1")]


# 5.1


@admits("5.1")
def body_of_all_members(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A body for which no members are named has every member in it."""
    return body(scribe), ESTABLISHED


@admits("5.1")
def body_of_three_with_two_terms(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A body may have a part of the members, and chairs one after the other."""
    chairs = (term("ARD", START), term("COR", START + HOUR))
    return body(scribe, members=("ARD", "BOR", "COR"), chairs=chairs), ESTABLISHED


@admits("5.1")
def body_whose_code_looks_alike(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A code that differs by one look-alike character is another code."""
    return body(scribe, code="S0C"), [Effect("body_established", "S0C")]


@refuses("5.1")
def body_set_up_twice(scribe: Scribe) -> SignedAct:
    """A body is set up once."""
    return body(scribe, code="SOC")


@refuses("5.1")
def body_with_the_code_of_a_party(scribe: Scribe) -> SignedAct:
    """A body does not get the code of a party."""
    return body(scribe, code="OBS")


@refuses("5.1")
def body_with_a_stranger_in_it(scribe: Scribe) -> SignedAct:
    """Members of a body are on the conference's list."""
    return body(scribe, members=("ARD", "ZZZ"))


@refuses("5.1")
def body_with_an_observer_in_it(scribe: Scribe) -> SignedAct:
    """Members of a body are member states."""
    return body(scribe, members=("ARD", "OBS"))


@refuses("5.1")
def body_with_a_member_twice(scribe: Scribe) -> SignedAct:
    """A body has each member once."""
    return body(scribe, members=("ARD", "BOR", "ARD"))


@refuses("5.1")
def body_chaired_by_the_secretariat(scribe: Scribe) -> SignedAct:
    """A member state chairs."""
    return body(scribe, chairs=(term("SEC", START),))


@refuses("5.1")
def body_with_terms_out_of_order(scribe: Scribe) -> SignedAct:
    """Terms of the chair are named in the order of time."""
    return body(scribe, chairs=(term("ARD", START + HOUR), term("COR", START)))


@refuses("5.1")
def body_with_two_terms_from_one_instant(scribe: Scribe) -> SignedAct:
    """Two members do not take the chair at the same instant."""
    return body(scribe, chairs=(term("ARD", START), term("COR", START)))


@refuses("2.2")
def body_on_a_decision_not_recorded(scribe: Scribe) -> SignedAct:
    """A body is set up once the outcome of the decision stands on the record."""
    return body(scribe, decision=gavelled(scribe))


@refuses("1.10")
def body_set_up_by_a_member(scribe: Scribe) -> SignedAct:
    """A decision to set up a body is carried out by the secretariat."""
    return body(scribe, "BOR")


# 5.2


@admits("5.2")
def chair_passes_at_once(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The chair may pass at the very instant of the act."""
    return appointment(scribe, START), [Effect("chair_appointed", "SOC", "COR 2026-11-23T05:00:00Z")]


@admits("5.2")
def chair_passes_after_the_last_term(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A second appointment begins after the first, by a second at least."""
    decision = passed(scribe, START + HOUR)
    later = START + HOUR + timedelta(seconds=1)
    effects = [Effect("chair_appointed", "SOC", "DEL 2026-11-23T06:00:01Z")]
    return appointment(scribe, later, party="DEL", decision=decision), effects


@admits("5.2")
def chair_of_a_body_that_had_none(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A body without a chair gets its first."""
    decision = established(scribe)
    effects = [Effect("chair_appointed", "DWG", "COR 2026-11-23T05:00:00Z")]
    return appointment(scribe, START, body="DWG", decision=decision), effects


@refuses("5.2")
def chair_passed_in_the_past(scribe: Scribe) -> SignedAct:
    """The chair does not pass at an instant that is over, be it by a millisecond."""
    decision = decided(scribe)
    scribe.wait(milliseconds=1)
    return appointment(scribe, START, decision=decision)


@refuses("5.2")
def first_chair_in_the_past(scribe: Scribe) -> SignedAct:
    """Not even the first chair of a body is appointed into the past."""
    decision = established(scribe)
    return appointment(scribe, START - timedelta(seconds=1), body="DWG", decision=decision)


@refuses("5.2")
def chair_passes_before_the_last_term(scribe: Scribe) -> SignedAct:
    """A term is not put before one that was given already."""
    decision = passed(scribe, START + HOUR)
    return appointment(scribe, START + HOUR - timedelta(seconds=1), party="DEL", decision=decision)


@refuses("5.2")
def chair_passes_with_the_last_term(scribe: Scribe) -> SignedAct:
    """Two terms do not begin at one instant."""
    decision = passed(scribe, START + HOUR)
    return appointment(scribe, START + HOUR, party="DEL", decision=decision)


@refuses("5.2")
def chair_of_a_body_that_is_not(scribe: Scribe) -> SignedAct:
    """The chair is that of a body on the list."""
    return appointment(scribe, START, body="S0C")


@refuses("5.2")
def chair_given_to_a_stranger(scribe: Scribe) -> SignedAct:
    """Who chairs is on the conference's list."""
    return appointment(scribe, START, party="ZZZ")


@refuses("5.2")
def chair_given_to_an_observer(scribe: Scribe) -> SignedAct:
    """A member state chairs."""
    return appointment(scribe, START, party="OBS")


@refuses("2.2")
def chair_on_a_decision_not_recorded(scribe: Scribe) -> SignedAct:
    """The chair passes once the outcome of the decision stands on the record."""
    return appointment(scribe, START, decision=gavelled(scribe))


@refuses("1.10")
def chair_appointed_by_a_member(scribe: Scribe) -> SignedAct:
    """A decision about the chair is carried out by the secretariat."""
    return appointment(scribe, START, "BOR")


# 5.3


@admits("5.3")
def chair_acts(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The member in the chair calls a meeting."""
    return convening(scribe), convened()


@refuses("5.3")
def another_member_acts_as_chair(scribe: Scribe) -> SignedAct:
    """A member that is not in the chair does not call a meeting."""
    return convening(scribe, "ARD")


@refuses("5.3")
def secretariat_acts_in_its_own_name(scribe: Scribe) -> SignedAct:
    """The secretariat does not call a meeting in its own name."""
    return convening(scribe, "SEC")


@admits("5.3")
def secretariat_acts_for_the_chair(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The secretariat calls a meeting on the instruction of the Chair of that body."""
    return convening(scribe, "SEC", on_behalf_of="SOC", instruction=INSTRUCTION), convened()


@refuses("5.3")
def secretariat_acts_for_the_chair_of_another_body(scribe: Scribe) -> SignedAct:
    """The instruction of another body's Chair is none for this body."""
    return convening(scribe, "SEC", on_behalf_of="MC", instruction=INSTRUCTION)


@refuses("5.3")
def body_that_is_not_convened(scribe: Scribe) -> SignedAct:
    """Nobody chairs a body that does not exist."""
    return convening(scribe, body="S0C")


@refuses("5.3")
def nobody_is_in_the_chair(scribe: Scribe) -> SignedAct:
    """Where nobody is in the chair there is nobody to instruct the secretariat."""
    established(scribe)
    return convening(scribe, "SEC", body="DWG", on_behalf_of="DWG", instruction=INSTRUCTION)


@refuses("5.3")
def chair_whose_term_has_not_begun(scribe: Scribe) -> SignedAct:
    """One millisecond before its term the next Chair does not act yet."""
    passed(scribe, START + HOUR)
    scribe.at = START + HOUR - timedelta(milliseconds=1)
    return convening(scribe, "COR")


@admits("5.3")
def chair_in_the_last_millisecond_of_its_term(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Until the millisecond before the next term the Chair acts."""
    passed(scribe, START + HOUR)
    scribe.at = START + HOUR - timedelta(milliseconds=1)
    return convening(scribe, "BOR"), convened()


@admits("5.3")
def chair_from_the_instant_its_term_begins(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """At the instant at which its term begins the next Chair acts."""
    passed(scribe, START + HOUR)
    scribe.at = START + HOUR
    return convening(scribe, "COR"), convened()


@refuses("5.3")
def chair_whose_term_has_ended(scribe: Scribe) -> SignedAct:
    """At that instant the Chair before has ceased to act."""
    passed(scribe, START + HOUR)
    scribe.at = START + HOUR
    return convening(scribe, "BOR")
