# SPDX-License-Identifier: Apache-2.0
"""Editions of the rules: rules 10.8 and 10.9."""

from typing import Any

from msgspec.structs import replace

from comity.acts.bodies import EstablishBody
from comity.acts.edition import Edition, MeetingPoint, MeetingTerms
from comity.acts.envelope import Text
from comity.acts.outcomes import PutEditionInForce
from comity.acts.parties import BodyRow
from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from tests.cast.forum import EDITION
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses
from tests.rules.cases.outcomes import recorded
from tests.rules.cases.silence import MC, SOC, under_silence

TYPES = EDITION.act_types


def second(**changes: Any) -> Edition:
    """The second edition: the first with these changes."""
    return replace(EDITION, **{"number": 2, **changes})


def enforcing(scribe: Scribe, by: str = "SEC", **changes: Any) -> SignedAct:
    """Write the act that puts the second edition in force on an adopted decision."""
    return scribe.write(PutEditionInForce, by, edition=second(**changes), decision=recorded(scribe))


@admits("10.9")
def a_second_edition(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The second edition follows the first."""
    return enforcing(scribe), [Effect("edition", "2")]


@refuses("10.9")
def an_edition_skipped(scribe: Scribe) -> SignedAct:
    """The third edition does not follow the first."""
    return enforcing(scribe, number=3)


@refuses("10.9")
def another_prefix(scribe: Scribe) -> SignedAct:
    """The organization keeps its prefix."""
    return enforcing(scribe, symbol_prefix="OTHER")


@refuses("1.10")
def an_edition_by_a_member(scribe: Scribe) -> SignedAct:
    """The secretariat puts editions in force."""
    return enforcing(scribe, by="ARD")


@refuses("2.2")
def an_edition_without_a_decision(scribe: Scribe) -> SignedAct:
    """What is still under silence is no decision."""
    return scribe.write(PutEditionInForce, "SEC", edition=second(), decision=under_silence(scribe))


@admits("10.8")
def twenty_tolerances_in_the_shortest_period(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Twenty tolerances fit exactly."""
    return enforcing(scribe, tolerance_s=3), [Effect("edition", "2")]


@refuses("10.8")
def nineteen_tolerances_in_the_shortest_period(scribe: Scribe) -> SignedAct:
    """A second less than twenty tolerances."""
    return enforcing(scribe, silence=(replace(SOC, min_period_s=39), MC))


@admits("10.8")
def an_edition_without_silence(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An edition may give no body the silence procedure."""
    return enforcing(scribe, silence=()), [Effect("edition", "2")]


@refuses("10.8")
def attendance_of_more_than_all(scribe: Scribe) -> SignedAct:
    """Four thirds of the members cannot attend."""
    return enforcing(scribe, attendance_num=4)


@admits("10.8")
def attendance_of_all(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """All of the members can."""
    return enforcing(scribe, attendance_num=3), [Effect("edition", "2")]


@refuses("10.8")
def an_official_language_nobody_works_in(scribe: Scribe) -> SignedAct:
    """The official language is a working language."""
    return enforcing(scribe, official_language="fr")


@refuses("10.8")
def silence_terms_of_an_unknown_body(scribe: Scribe) -> SignedAct:
    """Terms are given to bodies that exist."""
    return enforcing(scribe, silence=(replace(SOC, body="XYZ"),))


@refuses("10.8")
def meeting_terms_of_an_unknown_body(scribe: Scribe) -> SignedAct:
    """Terms are given to bodies that exist."""
    return enforcing(scribe, meeting=(MeetingTerms(body="XYZ"),))


@refuses("10.8")
def an_unknown_proposing_body(scribe: Scribe) -> SignedAct:
    """Proposing bodies exist."""
    return enforcing(scribe, silence=(replace(SOC, proposing_bodies=("XYZ",)),))


@refuses("10.8")
def an_edition_that_drops_objections(scribe: Scribe) -> SignedAct:
    """Without objections no state could say no."""
    return enforcing(scribe, act_types=tuple(name for name in TYPES if name != "Object"))


@refuses("10.8")
def an_edition_that_lists_an_unknown_act(scribe: Scribe) -> SignedAct:
    """The software does not know the act."""
    return enforcing(scribe, act_types=(*TYPES, "Levitate"))


@admits("10.8")
def an_edition_of_later_procedures_lists_acts_of_its_own(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An edition that asks for later procedures may list acts only they know: this node stops after it."""
    return enforcing(scribe, rules=2, act_types=(*TYPES, "Levitate")), [Effect("edition", "2")]


@refuses("10.8")
def an_act_listed_twice(scribe: Scribe) -> SignedAct:
    """Each act is listed once."""
    return enforcing(scribe, act_types=(*TYPES, "Object"))


@refuses("1.2")
def an_act_the_new_edition_no_longer_lists(scribe: Scribe) -> SignedAct:
    """From the entry on that puts it in force, an edition decides which acts there are."""
    decision = recorded(scribe)
    fewer = second(act_types=tuple(name for name in TYPES if name != "EstablishBody"))
    scribe.lodge(PutEditionInForce, "SEC", edition=fewer, decision=decision)
    body = BodyRow(code="NEW", name=Text(en="New body"))
    return scribe.write(EstablishBody, "SEC", body=body, decision=decision)


POINTS = tuple(
    MeetingPoint(address=f"https://letters.{code.lower()}.example", run_by=code) for code in ("ARD", "BOR", "COR")
)


@admits("11.10")
def three_meeting_points(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Arden, Borea and Corvia run one each."""
    return enforcing(scribe, meeting_points=POINTS), [Effect("edition", "2")]


@refuses("11.10")
def two_meeting_points(scribe: Scribe) -> SignedAct:
    """With two, one that is down leaves no majority."""
    return enforcing(scribe, meeting_points=POINTS[:2])


@refuses("11.10")
def a_meeting_point_named_twice(scribe: Scribe) -> SignedAct:
    """Four rows, of which two have one address."""
    return enforcing(scribe, meeting_points=(*POINTS, replace(POINTS[0], run_by="DEL")))


@refuses("11.10")
def three_meeting_points_of_two_hands(scribe: Scribe) -> SignedAct:
    """Arden runs two of the three."""
    return enforcing(scribe, meeting_points=(*POINTS[:2], replace(POINTS[2], run_by="ARD")))
