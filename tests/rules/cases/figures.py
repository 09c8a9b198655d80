# SPDX-License-Identifier: Apache-2.0
"""Figures and lists of an edition that do not fit together: rule 10.8."""

from msgspec.structs import replace

from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from tests.cast.forum import EDITION
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses
from tests.rules.cases.editions import enforcing
from tests.rules.cases.silence import MC, SOC

MEETING = EDITION.meeting[0]


@admits("10.8")
def marks_as_far_apart_as_a_gap_may_be(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A mark is due when a gap is not yet an outage."""
    return enforcing(scribe, mark_every_s=1800), [Effect("edition", "2")]


@refuses("10.8")
def marks_further_apart_than_a_gap_may_be(scribe: Scribe) -> SignedAct:
    """Every mark would end an outage, and move every deadline."""
    return enforcing(scribe, mark_every_s=1801)


@refuses("10.8")
def a_body_with_two_terms_of_silence(scribe: Scribe) -> SignedAct:
    """Which of the two would hold, nobody could say."""
    return enforcing(scribe, silence=(SOC, MC, replace(SOC, objections_tolerated=1)))


@refuses("10.8")
def a_body_with_two_terms_of_meetings(scribe: Scribe) -> SignedAct:
    """Which of the two would hold, nobody could say."""
    return enforcing(scribe, meeting=(MEETING, replace(MEETING, notice_s=0)))


@admits("10.8")
def a_body_with_terms_of_silence_and_of_meetings(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A body may decide by silence and at meetings, on one set of terms each."""
    return enforcing(scribe, silence=(SOC,), meeting=(MEETING,)), [Effect("edition", "2")]


@refuses("10.8")
def silence_in_a_language_nobody_works_in(scribe: Scribe) -> SignedAct:
    """A version in that language could not be circulated: no text could ever be placed."""
    return enforcing(scribe, silence=(replace(SOC, required_languages=("en", "fr")), MC))


@refuses("10.8")
def meetings_in_a_language_nobody_works_in(scribe: Scribe) -> SignedAct:
    """A version in that language could not be circulated: no question could ever be put."""
    return enforcing(scribe, meeting=(replace(MEETING, required_languages=("fr",)),))
