# SPDX-License-Identifier: Apache-2.0
"""Meetings of a body: rules 5.4 to 5.9."""

from datetime import UTC, datetime, timedelta
from typing import Any

from comity.acts.bodies import (
    CloseMeeting,
    ConveneMeeting,
    EstablishBody,
    OpenMeeting,
    RaisePoint,
    RecordAttendance,
    RulePoint,
)
from comity.acts.consensus import DecideByConsensus, PutQuestion
from comity.acts.documents import CirculateDocument
from comity.acts.envelope import Text
from comity.acts.parties import AdmitParty, BodyRow, ChairTerm, PartyRow, SetSeat, WithdrawParty
from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from tests.cast.forum import MEMBERS, START
from tests.cast.scribe import Scribe, version
from tests.rules.case import admits, refuses
from tests.rules.cases.parties import decided

FOUR = ("ARD", "BOR", "COR", "DEL")
THREE = ("ARD", "BOR", "COR")
PLACE: dict[str, Any] = {"venue": Text(en="Seat"), "subject": Text(en="Decisions")}
LABEL = "2026/1"
KEY = f"SOC/{LABEL}"
NEW_YEAR_AT_THE_SEAT = datetime(2026, 12, 31, 19, 0, tzinfo=UTC)
"""Midnight five hours east of Greenwich."""


def convening(scribe: Scribe, label: str = LABEL, body: str = "SOC", **fields: Any) -> SignedAct:
    """Write the act that calls a meeting."""
    given = {"body": body, "label": label, "opens_at": START, **PLACE, **fields}
    return scribe.write(ConveneMeeting, "BOR", **given)


def convened(scribe: Scribe, label: str = LABEL, body: str = "SOC", opens_at: datetime = START) -> Scribe:
    """Call a meeting."""
    scribe.lodge(ConveneMeeting, "BOR", body=body, label=label, opens_at=opens_at, **PLACE)
    return scribe


def opened(scribe: Scribe, present: tuple[str, ...] = FOUR) -> Scribe:
    """Call a meeting and open it."""
    convened(scribe).lodge(OpenMeeting, "BOR", body="SOC", label=LABEL, present=present)
    return scribe


def opening(scribe: Scribe, present: tuple[str, ...] = FOUR, by: str = "BOR", body: str = "SOC") -> SignedAct:
    """Write the act that opens the meeting."""
    return scribe.write(OpenMeeting, by, body=body, label=LABEL, present=present)


def attendance(scribe: Scribe, present: tuple[str, ...], by: str = "BOR") -> SignedAct:
    """Write the act that says anew who is present."""
    return scribe.write(RecordAttendance, by, body="SOC", label=LABEL, present=present)


def point(scribe: Scribe, by: str = "ARD") -> SignedAct:
    """Write the act that raises a point of order."""
    return scribe.write(RaisePoint, by, body="SOC", label=LABEL, category="language")


def raised(scribe: Scribe, by: str = "ARD") -> Scribe:
    """Let a member raise a point of order."""
    scribe.lodge(RaisePoint, by, body="SOC", label=LABEL, category="language")
    return scribe


def ruling(scribe: Scribe, by: str = "BOR") -> SignedAct:
    """Write the act that rules on it."""
    return scribe.write(RulePoint, by, body="SOC", label=LABEL, ruling=Text(en="It is not well taken."))


def closing(scribe: Scribe, by: str = "BOR", body: str = "SOC") -> SignedAct:
    """Write the act that closes the meeting."""
    return scribe.write(CloseMeeting, by, body=body, label=LABEL)


def put(scribe: Scribe, symbol: str) -> str:
    """Put a document to the open meeting."""
    proposal = scribe.propose(scribe.circulate(symbol))
    text = scribe.text_of(proposal)
    scribe.lodge(PutQuestion, "BOR", proposal=proposal, label=LABEL, text_sha256=text, waive_notice=True)
    return proposal


def called(label: str, body: str = "SOC") -> list[Effect]:
    """Give the effect of a meeting called."""
    return [Effect("meeting_convened", f"{body}/{label}")]


def attended(count: int, body: str = "SOC") -> list[Effect]:
    """Give the effect of a meeting open with so many members."""
    return [Effect("meeting_open", f"{body}/{LABEL}", str(count))]


# 5.4


@admits("5.4")
def first_meeting_of_the_year(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The first meeting of a body in a year bears the number one."""
    return convening(scribe), called(LABEL)


@admits("5.4")
def second_meeting_of_the_year(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The next one bears the next number, though the first was not opened."""
    return convening(convened(scribe), "2026/2"), called("2026/2")


@admits("5.4")
def first_meeting_of_another_body(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Each body counts its own meetings."""
    return convening(convened(scribe), body="MC"), called(LABEL, "MC")


@admits("5.4")
def first_meeting_of_the_next_year(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """In a new year the count begins again."""
    signed = convening(convened(scribe), "2027/1", opens_at=START.replace(year=2027))
    return signed, called("2027/1")


@admits("5.4")
def meeting_in_the_first_second_of_the_year_at_the_seat(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The year is that of the seat, where it begins five hours before Greenwich."""
    return convening(scribe, "2027/1", opens_at=NEW_YEAR_AT_THE_SEAT), called("2027/1")


@admits("5.4")
def meeting_in_the_last_second_of_the_year_at_the_seat(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Until its last second the old year counts."""
    return convening(scribe, opens_at=NEW_YEAR_AT_THE_SEAT - timedelta(seconds=1)), called(LABEL)


@refuses("5.4")
def meeting_of_the_year_at_greenwich(scribe: Scribe) -> SignedAct:
    """After midnight at the seat the year at Greenwich does not count any more."""
    return convening(scribe, opens_at=NEW_YEAR_AT_THE_SEAT)


@refuses("5.4")
def meeting_number_skipped(scribe: Scribe) -> SignedAct:
    """No number is left out."""
    return convening(convened(scribe), "2026/3")


@refuses("5.4")
def meeting_number_repeated(scribe: Scribe) -> SignedAct:
    """No number is given twice."""
    return convening(convened(scribe))


@refuses("5.4")
def meeting_of_another_year(scribe: Scribe) -> SignedAct:
    """A meeting is numbered in the year in which it opens."""
    return convening(scribe, "2027/1")


@refuses("5.3")
def meeting_called_by_another_member(scribe: Scribe) -> SignedAct:
    """The Chair calls the meetings of the body."""
    return scribe.write(ConveneMeeting, "ARD", body="SOC", label=LABEL, opens_at=START, **PLACE)


# 5.5, 5.6


@admits("5.6")
def meeting_with_exactly_two_thirds(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Four of six members are two thirds: the meeting opens."""
    return opening(convened(scribe)), attended(4)


@refuses("5.6")
def meeting_with_one_less_than_two_thirds(scribe: Scribe) -> SignedAct:
    """Three of six members are not enough."""
    return opening(convened(scribe), THREE)


@refuses("5.6")
def meeting_with_an_observer_in_the_place_of_a_member(scribe: Scribe) -> SignedAct:
    """Observers attend; they do not count."""
    return opening(convened(scribe), (*THREE, "OBS"))


@admits("5.5")
def meeting_with_an_observer_beside_two_thirds(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Observers are present beside the members and are not counted among them."""
    return opening(convened(scribe), (*FOUR, "OBS")), attended(4)


@admits("5.6")
def meeting_with_two_thirds_of_the_seats_taken(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An empty seat is not counted: of five seats taken, two thirds are four, rounded up."""
    decision = decided(scribe)
    scribe.lodge(SetSeat, "SEC", party="FEN", seated=False, decision=decision)
    return opening(convened(scribe)), attended(4)


@refuses("5.6")
def meeting_with_three_of_five(scribe: Scribe) -> SignedAct:
    """Two thirds of five are more than three."""
    scribe.lodge(WithdrawParty, "FEN")
    return opening(convened(scribe), THREE)


def three_member_body(scribe: Scribe) -> Scribe:
    """Set up a body of three members and call its meeting."""
    chairs = (ChairTerm(party="BOR", from_at=START),)
    row = BodyRow(code="DWG", name=Text(en="Drafting group"), members=THREE, chairs=chairs)
    scribe.lodge(EstablishBody, "SEC", body=row, decision=decided(scribe))
    return convened(scribe, body="DWG")


@admits("5.6")
def meeting_of_a_body_of_three_with_two(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The members of the body are counted, not those of the conference."""
    return opening(three_member_body(scribe), ("ARD", "BOR"), body="DWG"), attended(2, "DWG")


@refuses("5.5")
def meeting_of_a_body_with_a_member_from_outside(scribe: Scribe) -> SignedAct:
    """A member state that does not sit in the body is not present in it."""
    return opening(three_member_body(scribe), ("ARD", "BOR", "DEL"), body="DWG")


@admits("5.5")
def meeting_with_an_observer_organization(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Observer organizations attend as observer states do."""
    row = PartyRow(code="ORG", kind="observer_organization", order=1, name=Text(en="Organization"))
    scribe.lodge(AdmitParty, "SEC", party=row, decision=decided(scribe))
    return opening(convened(scribe), (*FOUR, "ORG")), attended(4)


@refuses("5.5")
def meeting_not_convened(scribe: Scribe) -> SignedAct:
    """A meeting is convened before it is opened."""
    return opening(scribe)


@refuses("5.5")
def meeting_opened_twice(scribe: Scribe) -> SignedAct:
    """An open meeting is not opened again."""
    return opening(opened(scribe))


@refuses("5.5")
def meeting_opened_after_it_was_closed(scribe: Scribe) -> SignedAct:
    """A closed meeting is not opened again."""
    opened(scribe).lodge(CloseMeeting, "BOR", body="SOC", label=LABEL)
    return opening(scribe)


@refuses("5.5")
def member_present_twice(scribe: Scribe) -> SignedAct:
    """Nobody is present twice: two thirds are not reached by repeating a name."""
    return opening(convened(scribe), (*THREE, "ARD"))


@refuses("5.5")
def present_who_looks_like_a_member(scribe: Scribe) -> SignedAct:
    """A code that differs by one look-alike character is nobody's."""
    return opening(convened(scribe), (*FOUR, "C0R"))


@refuses("5.5")
def secretariat_present(scribe: Scribe) -> SignedAct:
    """The secretariat serves the meeting; it is not among those present."""
    return opening(convened(scribe), (*FOUR, "SEC"))


@refuses("5.5")
def unseated_member_present(scribe: Scribe) -> SignedAct:
    """A member whose seat is empty is not present."""
    scribe.lodge(SetSeat, "SEC", party="FEN", seated=False, decision=decided(scribe))
    return opening(convened(scribe), (*FOUR, "FEN"))


@refuses("5.5")
def withdrawn_observer_present(scribe: Scribe) -> SignedAct:
    """An observer that has left is not present."""
    scribe.lodge(WithdrawParty, "OBS")
    return opening(convened(scribe), (*FOUR, "OBS"))


@refuses("5.3")
def meeting_opened_by_another_member(scribe: Scribe) -> SignedAct:
    """The Chair opens the meeting."""
    return opening(convened(scribe), by="ARD")


@admits("5.6")
def attendance_falls_to_exactly_two_thirds(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A meeting goes on when two thirds remain."""
    return attendance(opened(scribe, tuple(MEMBERS)), FOUR), attended(4)


@admits("5.6")
def attendance_falls_below_two_thirds(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Delegations leave: that is recorded, though nothing can be decided then."""
    return attendance(opened(scribe), THREE), attended(3)


@admits("5.5")
def attendance_of_nobody(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Even an empty hall is recorded; the Chair may close the meeting."""
    return attendance(opened(scribe), ()), attended(0)


@refuses("5.5")
def attendance_before_the_meeting_is_open(scribe: Scribe) -> SignedAct:
    """Attendance is recorded while the meeting is open."""
    return attendance(convened(scribe), FOUR)


@refuses("5.5")
def attendance_of_a_meeting_that_is_not(scribe: Scribe) -> SignedAct:
    """Attendance is that of a meeting that was convened."""
    return attendance(scribe, FOUR)


@refuses("5.5")
def attendance_of_a_stranger(scribe: Scribe) -> SignedAct:
    """Who is present is a member of the body or an observer."""
    return attendance(opened(scribe), (*FOUR, "REG"))


@refuses("5.3")
def attendance_recorded_by_another_member(scribe: Scribe) -> SignedAct:
    """The Chair says who is present."""
    return attendance(opened(scribe), FOUR, "ARD")


# 5.7, 5.8


@admits("5.7")
def point_of_order(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A member present raises a point of order."""
    return point(opened(scribe)), [Effect("point_raised", KEY, "ARD")]


@admits("5.7")
def second_point_after_the_ruling(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """When the Chair has ruled, another point may be raised."""
    raised(opened(scribe)).lodge(RulePoint, "BOR", body="SOC", label=LABEL, ruling=Text(en="No."))
    return point(scribe, "COR"), [Effect("point_raised", KEY, "COR")]


@refuses("5.7")
def second_point_before_the_ruling(scribe: Scribe) -> SignedAct:
    """While a point of order is pending no other is raised."""
    return point(raised(opened(scribe)), "COR")


@refuses("5.7")
def point_of_a_member_that_is_absent(scribe: Scribe) -> SignedAct:
    """Who is not present raises no point of order."""
    return point(opened(scribe), "FEN")


@refuses("5.5")
def point_before_the_meeting_is_open(scribe: Scribe) -> SignedAct:
    """Points of order are raised at an open meeting."""
    return point(convened(scribe))


@refuses("1.10")
def point_of_an_observer_that_is_present(scribe: Scribe) -> SignedAct:
    """An observer raises no point of order, though it is present."""
    return point(opened(scribe, (*FOUR, "OBS")), "OBS")


@refuses("1.10")
def point_of_a_member_unseated_during_the_meeting(scribe: Scribe) -> SignedAct:
    """A member whose seat was left empty raises no point of order any more."""
    decision = decided(scribe)
    opened(scribe).lodge(SetSeat, "SEC", party="DEL", seated=False, decision=decision)
    return point(scribe, "DEL")


@admits("5.8")
def point_ruled_on(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair rules on the pending point."""
    return ruling(raised(opened(scribe))), [Effect("point_ruled", KEY)]


@refuses("5.8")
def ruling_without_a_point(scribe: Scribe) -> SignedAct:
    """Where no point is pending there is nothing to rule on."""
    return ruling(opened(scribe))


@refuses("5.8")
def ruling_given_twice(scribe: Scribe) -> SignedAct:
    """A point that was ruled on is not pending."""
    raised(opened(scribe)).lodge(RulePoint, "BOR", body="SOC", label=LABEL, ruling=Text(en="No."))
    return ruling(scribe)


@refuses("5.5")
def ruling_before_the_meeting_is_open(scribe: Scribe) -> SignedAct:
    """The Chair rules at an open meeting."""
    return ruling(convened(scribe))


@refuses("5.3")
def ruling_by_another_member(scribe: Scribe) -> SignedAct:
    """The Chair rules, not the member that raised the point."""
    return ruling(raised(opened(scribe)), "ARD")


# 5.9


@admits("5.9")
def meeting_closed(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair closes an open meeting."""
    return closing(opened(scribe)), [Effect("meeting_closed", KEY)]


@admits("5.9")
def meeting_closed_while_a_point_is_pending(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A pending point of order does not keep a meeting open."""
    return closing(raised(opened(scribe))), [Effect("meeting_closed", KEY)]


@admits("5.9")
def question_of_a_closed_meeting_put_to_the_next(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A question put and not decided returns to the agenda and may be put to the next meeting."""
    proposal = put(opened(scribe), "CICA/SOC/2026/L.1")
    scribe.lodge(CloseMeeting, "BOR", body="SOC", label=LABEL)
    convened(scribe, "2026/2").lodge(OpenMeeting, "BOR", body="SOC", label="2026/2", present=FOUR)
    fields: dict[str, Any] = {
        "proposal": proposal,
        "label": "2026/2",
        "text_sha256": scribe.text_of(proposal),
        "waive_notice": True,
    }
    return scribe.write(PutQuestion, "BOR", **fields), [Effect("question_put", proposal, "SOC/2026/2")]


@admits("5.9")
def document_of_a_closed_meeting_is_free_again(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """When the question has returned to the agenda its document may be revised."""
    put(opened(scribe), "CICA/SOC/2026/L.1")
    scribe.lodge(CloseMeeting, "BOR", body="SOC", label=LABEL)
    symbol = "CICA/SOC/2026/L.1/Rev.1"
    fields: dict[str, Any] = {"symbol": symbol, "title": Text(en="x"), "versions": (version(symbol, "en"),)}
    return scribe.write(CirculateDocument, "SEC", **fields), [Effect("document_issued", "CICA/SOC/2026/L.1/Rev.1")]


@refuses("7.2")
def question_of_a_closed_meeting_decided(scribe: Scribe) -> SignedAct:
    """A question that has returned to the agenda is not decided."""
    proposal = put(opened(scribe), "CICA/SOC/2026/L.1")
    scribe.lodge(CloseMeeting, "BOR", body="SOC", label=LABEL)
    return scribe.write(DecideByConsensus, "BOR", proposal=proposal, text_sha256=scribe.text_of(proposal))


@refuses("5.5")
def meeting_closed_before_it_is_open(scribe: Scribe) -> SignedAct:
    """A meeting that was not opened is not closed."""
    return closing(convened(scribe))


@refuses("5.5")
def meeting_closed_twice(scribe: Scribe) -> SignedAct:
    """A closed meeting is not closed again."""
    opened(scribe).lodge(CloseMeeting, "BOR", body="SOC", label=LABEL)
    return closing(scribe)


@refuses("5.3")
def meeting_closed_by_another_member(scribe: Scribe) -> SignedAct:
    """The Chair closes the meeting."""
    return closing(opened(scribe), "ARD")
