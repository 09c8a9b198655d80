# SPDX-License-Identifier: Apache-2.0
"""Opening, moving and ending a silence: rules 9.1 to 9.14."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from comity.acts.bodies import CloseMeeting, ConveneMeeting, OpenMeeting
from comity.acts.edition import Edition
from comity.acts.envelope import Text
from comity.acts.outcomes import Mark
from comity.acts.signed import SignedAct
from comity.acts.silence import (
    ExtendSilence,
    ObjectToSilence,
    PlaceUnderSilence,
    ProposeSilence,
    QueryLanguage,
    RequestExtension,
    VoidSilence,
    WithdrawFromSilence,
)
from comity.rules.outcome import Effect
from tests.cast.forum import EDITION, MEMBERS
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses

ALL = tuple(MEMBERS)
SOC, MC = EDITION.silence


def with_terms(**terms: Any) -> Edition:
    """The edition of the tests with other terms of silence for the SOC."""
    return replace(EDITION, silence=(replace(SOC, **terms), MC))


def placing(scribe: Scribe, proposal: str, /, *, seconds: int = 60, by: str = "BOR", **fields: Any) -> SignedAct:
    """Write the act that places a proposal under silence for so many seconds."""
    given: dict[str, Any] = {
        "proposal": proposal,
        "deadline_at": scribe.at + timedelta(seconds=seconds),
        "text_sha256": scribe.text_of(proposal),
        "notified": ALL,
    }
    return scribe.write(PlaceUnderSilence, by, **{**given, **fields})


def place(scribe: Scribe, **fields: Any) -> tuple[str, SignedAct]:
    """Propose a document to the SOC and write the act that places it under silence."""
    proposal = scribe.propose(scribe.circulate())
    return proposal, placing(scribe, proposal, **fields)


def under_silence(scribe: Scribe, **fields: Any) -> str:
    """Place a proposal under silence, for a minute unless told otherwise."""
    proposal, act = place(scribe, **fields)
    scribe.submit(act)
    return proposal


def at_meeting(scribe: Scribe, proposal: str, *, seconds: int = 60) -> SignedAct:
    """Open a meeting of the SOC and write the act that suggests silence there."""
    scribe.lodge(
        ConveneMeeting,
        "BOR",
        body="SOC",
        label="2026/1",
        opens_at=scribe.at,
        venue=Text(en="Hall"),
        subject=Text(en="Work"),
    )
    scribe.lodge(OpenMeeting, "BOR", body="SOC", label="2026/1", present=("ARD", "BOR", "COR", "DEL"))
    deadline = scribe.at + timedelta(seconds=seconds)
    return scribe.write(ProposeSilence, "BOR", proposal=proposal, label="2026/1", deadline_at=deadline)


@admits("9.5")
def period_exactly_the_minimum(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A silence of exactly the minimum period is opened."""
    proposal, act = place(scribe)
    return act, [Effect("placed_under_silence", proposal, "2026-11-23T05:01:00Z")]


@refuses("9.5")
def period_one_second_short(scribe: Scribe) -> SignedAct:
    """A silence one second shorter than the minimum is refused."""
    return place(scribe, seconds=59)[1]


@refuses("9.5", edition=with_terms(min_working_days=2))
def one_working_day_where_two_are_asked(scribe: Scribe) -> SignedAct:
    """From Monday to Tuesday is one working day."""
    return place(scribe, seconds=86_400)[1]


@admits("9.5", edition=with_terms(min_working_days=2))
def two_working_days_over_a_weekend(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """From Friday to Tuesday are two working days: the weekend does not count."""
    proposal, act = place(scribe.wait(days=4), seconds=4 * 86_400)
    return act, [Effect("placed_under_silence", proposal, "2026-12-01T05:00:00Z")]


@refuses("9.5", edition=with_terms(min_working_days=2))
def a_weekend_is_no_working_day(scribe: Scribe) -> SignedAct:
    """From Friday to Monday is one working day."""
    return place(scribe.wait(days=4), seconds=3 * 86_400)[1]


@refuses("9.5", edition=with_terms(min_working_days=2))
def a_holiday_is_no_working_day(scribe: Scribe) -> SignedAct:
    """From 15 to 17 December is one working day: the 16th is a holiday."""
    return place(scribe.wait(days=22), seconds=2 * 86_400)[1]


@admits("9.1")
def a_body_with_terms_decides_by_silence(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Ministerial Council decides by silence on what the SOC recommends."""
    proposal = scribe.propose(scribe.circulate(), body="MC", recommended_by="SOC")
    act = placing(scribe, proposal, seconds=3600)
    return act, [Effect("placed_under_silence", proposal, "2026-11-23T06:00:00Z")]


@refuses("9.1")
def a_body_without_terms(scribe: Scribe) -> SignedAct:
    """The Working Group has no terms for deciding by silence."""
    return placing(scribe, scribe.propose(scribe.circulate(), body="SWG"))


@refuses("5.3")
def opened_by_another_than_the_chair(scribe: Scribe) -> SignedAct:
    """Arden does not chair the SOC."""
    return place(scribe, by="ARD")[1]


@refuses("7.1")
def a_proposal_that_is_not_there(scribe: Scribe) -> SignedAct:
    """The proposal must stand on the record."""
    proposal, _ = place(scribe)
    return placing(scribe, proposal, proposal="ab" * 32)


@refuses("7.2")
def placed_twice(scribe: Scribe) -> SignedAct:
    """What is under silence cannot be placed again."""
    return placing(scribe, under_silence(scribe))


@refuses("7.4")
def another_text_hash(scribe: Scribe) -> SignedAct:
    """The hash of the text must be that of the text proposed."""
    return place(scribe, text_sha256="cd" * 32)[1]


@refuses("7.3")
def a_document_superseded_meanwhile(scribe: Scribe) -> SignedAct:
    """A document revised since the proposal is no longer what is placed."""
    proposal = scribe.propose(scribe.circulate())
    scribe.circulate("CICA/SOC/2026/L.1/Rev.1")
    return placing(scribe, proposal)


@refuses("9.4")
def recommended_by_nobody(scribe: Scribe) -> SignedAct:
    """The Ministerial Council takes by silence only what the SOC recommends."""
    return placing(scribe, scribe.propose(scribe.circulate(), body="MC"), seconds=3600)


@refuses("9.4")
def recommended_by_a_body_that_may_not(scribe: Scribe) -> SignedAct:
    """The Working Group does not propose to the Ministerial Council."""
    return placing(scribe, scribe.propose(scribe.circulate(), body="MC", recommended_by="SWG"), seconds=3600)


@refuses("9.6")
def one_member_not_notified(scribe: Scribe) -> SignedAct:
    """Every eligible member is notified before the silence begins."""
    return place(scribe, notified=tuple(code for code in ALL if code != "FEN"))[1]


@admits("9.6")
def observers_notified_besides(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Others may be notified too."""
    proposal, act = place(scribe, notified=(*ALL, "OBS"))
    return act, [Effect("placed_under_silence", proposal, "2026-11-23T05:01:00Z")]


@refuses("9.6", edition=with_terms(excluded=ALL))
def nobody_eligible(scribe: Scribe) -> SignedAct:
    """A silence without eligible members is none."""
    return place(scribe)[1]


@refuses("9.7")
def a_required_language_missing(scribe: Scribe) -> SignedAct:
    """The Ministerial Council requires both languages."""
    symbol = scribe.circulate(languages=("en",))
    return placing(scribe, scribe.propose(symbol, body="MC", recommended_by="SOC"), seconds=3600)


@admits("9.7")
def only_the_required_language(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The SOC requires English alone."""
    proposal = scribe.propose(scribe.circulate(languages=("en",)))
    return placing(scribe, proposal), [Effect("placed_under_silence", proposal, "2026-11-23T05:01:00Z")]


@refuses("9.8")
def a_mandate_that_lapses_before(scribe: Scribe) -> SignedAct:
    """The mandate lapses a second before the deadline."""
    return place(scribe, authority_until_at=scribe.at + timedelta(seconds=59))[1]


@admits("9.8")
def a_mandate_until_the_deadline(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The mandate lasts until the deadline exactly."""
    proposal, act = place(scribe, authority_until_at=scribe.at + timedelta(seconds=60))
    return act, [Effect("placed_under_silence", proposal, "2026-11-23T05:01:00Z")]


@admits("9.2")
def silence_suggested_at_a_meeting(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair suggests silence at a meeting, with the exact deadline."""
    proposal = scribe.propose(scribe.circulate())
    act = at_meeting(scribe, proposal)
    return act, [Effect("silence_proposed", proposal, "2026-11-23T05:01:00Z")]


@refuses("5.5")
def silence_suggested_without_a_meeting(scribe: Scribe) -> SignedAct:
    """No meeting is open."""
    proposal = scribe.propose(scribe.circulate())
    deadline = scribe.at + timedelta(seconds=60)
    return scribe.write(ProposeSilence, "BOR", proposal=proposal, label="2026/1", deadline_at=deadline)


@refuses("5.3")
def silence_suggested_by_another(scribe: Scribe) -> SignedAct:
    """Only the Chair suggests the method."""
    proposal = scribe.propose(scribe.circulate())
    at_meeting(scribe, proposal)
    deadline = scribe.at + timedelta(seconds=60)
    return scribe.write(ProposeSilence, "ARD", proposal=proposal, label="2026/1", deadline_at=deadline)


@refuses("9.5")
def silence_suggested_too_short(scribe: Scribe) -> SignedAct:
    """The suggested period is a second too short."""
    return at_meeting(scribe, scribe.propose(scribe.circulate()), seconds=59)


@refuses("9.1")
def silence_suggested_for_a_body_without_terms(scribe: Scribe) -> SignedAct:
    """The Working Group has no terms for deciding by silence."""
    return at_meeting(scribe, scribe.propose(scribe.circulate(), body="SWG", recommended_by="SOC"))


@refuses("7.2")
def silence_suggested_twice(scribe: Scribe) -> SignedAct:
    """A suggestion that stands is not made again."""
    proposal = scribe.propose(scribe.circulate())
    scribe.submit(at_meeting(scribe, proposal))
    deadline = scribe.at + timedelta(seconds=90)
    return scribe.write(ProposeSilence, "BOR", proposal=proposal, label="2026/1", deadline_at=deadline)


@admits("9.2", edition=with_terms(propose_at_meeting=True))
def opened_as_suggested(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The silence is opened with exactly the deadline suggested."""
    proposal = scribe.propose(scribe.circulate())
    scribe.submit(at_meeting(scribe, proposal, seconds=90))
    act = placing(scribe, proposal, seconds=90)
    return act, [Effect("placed_under_silence", proposal, "2026-11-23T05:01:30Z")]


@refuses("9.2")
def opened_with_another_deadline_than_suggested(scribe: Scribe) -> SignedAct:
    """The deadline is not the one suggested at the meeting."""
    proposal = scribe.propose(scribe.circulate())
    scribe.submit(at_meeting(scribe, proposal, seconds=90))
    return placing(scribe, proposal, seconds=91)


@refuses("9.2", edition=with_terms(propose_at_meeting=True))
def opened_without_the_suggestion_the_edition_asks_for(scribe: Scribe) -> SignedAct:
    """The edition asks that silence be suggested at a meeting first."""
    return place(scribe)[1]


@admits("9.3")
def the_method_refused(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """One member present refuses the method."""
    proposal = scribe.propose(scribe.circulate())
    scribe.submit(at_meeting(scribe, proposal))
    return scribe.write(ObjectToSilence, "COR", proposal=proposal), [Effect("method_refused", proposal, "COR")]


@refuses("9.3")
def the_method_refused_by_an_absent_member(scribe: Scribe) -> SignedAct:
    """Elvana is not at the meeting."""
    proposal = scribe.propose(scribe.circulate())
    scribe.submit(at_meeting(scribe, proposal))
    return scribe.write(ObjectToSilence, "ELV", proposal=proposal)


@refuses("9.3")
def the_method_refused_after_the_meeting(scribe: Scribe) -> SignedAct:
    """The meeting is closed: what may be objected to now is the text, once it is under silence."""
    proposal = scribe.propose(scribe.circulate())
    scribe.submit(at_meeting(scribe, proposal))
    scribe.lodge(CloseMeeting, "BOR", body="SOC", label="2026/1")
    return scribe.write(ObjectToSilence, "COR", proposal=proposal)


@refuses("7.2")
def a_method_refused_that_nobody_suggested(scribe: Scribe) -> SignedAct:
    """There is no suggestion to refuse."""
    return scribe.write(ObjectToSilence, "COR", proposal=scribe.propose(scribe.circulate()))


def extending(scribe: Scribe, proposal: str, seconds: int, by: str = "BOR") -> SignedAct:
    """Write an extension to so many seconds from now."""
    return scribe.write(ExtendSilence, by, proposal=proposal, deadline_at=scribe.at + timedelta(seconds=seconds))


@admits("9.9")
def a_deadline_moved_by_a_second(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The deadline moves one second later."""
    proposal = under_silence(scribe)
    return extending(scribe, proposal, 61), [Effect("silence_extended", proposal, "2026-11-23T05:01:01Z")]


@refuses("9.9")
def a_deadline_moved_nowhere(scribe: Scribe) -> SignedAct:
    """An extension that does not extend is refused."""
    return extending(scribe, under_silence(scribe), 60)


@refuses("9.9")
def a_third_extension_where_two_are_allowed(scribe: Scribe) -> SignedAct:
    """The edition allows two extensions."""
    proposal = under_silence(scribe)
    scribe.submit(extending(scribe, proposal, 61))
    scribe.submit(extending(scribe, proposal, 62))
    return extending(scribe, proposal, 63)


@refuses("7.2")
def an_extension_at_the_deadline(scribe: Scribe) -> SignedAct:
    """At the deadline the text is adopted: there is nothing left to extend."""
    proposal = under_silence(scribe)
    return extending(scribe.wait(seconds=60), proposal, 60)


@refuses("5.3")
def an_extension_by_a_member(scribe: Scribe) -> SignedAct:
    """A member asks; the Chair extends."""
    return extending(scribe, under_silence(scribe), 90, by="COR")


@admits("9.10")
def withdrawn_from_silence(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair ends the silence without a result."""
    proposal = under_silence(scribe)
    return scribe.write(WithdrawFromSilence, "BOR", proposal=proposal), [Effect("silence_withdrawn", proposal)]


@refuses("7.2")
def withdrawn_from_no_silence(scribe: Scribe) -> SignedAct:
    """What is not under silence is not withdrawn from it."""
    return scribe.write(WithdrawFromSilence, "BOR", proposal=scribe.propose(scribe.circulate()))


@admits("9.11")
def declared_void(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A member was found not to have been notified: the silence is void."""
    proposal = under_silence(scribe)
    act = scribe.write(
        VoidSilence, "BOR", proposal=proposal, fault="not_notified", explanation=Text(en="Returned mail")
    )
    return act, [Effect("silence_void", proposal, "not_notified")]


@refuses("5.3")
def declared_void_by_a_member(scribe: Scribe) -> SignedAct:
    """Only the Chair declares a silence void."""
    proposal = under_silence(scribe)
    return scribe.write(VoidSilence, "ARD", proposal=proposal, fault="language", explanation=Text(en="Paragraph 2"))


@admits("9.11")
def placed_again_after_a_void_silence(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """After a void silence the same text may be placed anew."""
    proposal = under_silence(scribe)
    scribe.lodge(VoidSilence, "BOR", proposal=proposal, fault="language", explanation=Text(en="Paragraph 2"))
    act = placing(scribe, proposal)
    return act, [Effect("placed_under_silence", proposal, "2026-11-23T05:01:00Z")]


@admits("9.12")
def more_time_asked_for(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A member asks for more time; the deadline stands."""
    proposal = under_silence(scribe)
    return scribe.write(RequestExtension, "ELV", proposal=proposal), [Effect("extension_requested", proposal, "ELV")]


@refuses("9.12")
def more_time_asked_for_by_an_observer(scribe: Scribe) -> SignedAct:
    """An observer is not eligible."""
    return scribe.write(RequestExtension, "OBS", proposal=under_silence(scribe))


@refuses("7.2")
def more_time_asked_for_too_early(scribe: Scribe) -> SignedAct:
    """No silence runs yet."""
    return scribe.write(RequestExtension, "ELV", proposal=scribe.propose(scribe.circulate()))


@admits("9.12")
def a_language_version_queried(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A member points out that the Russian version differs."""
    proposal = under_silence(scribe)
    act = scribe.write(QueryLanguage, "ELV", proposal=proposal, language="ru", paragraph="4")
    return act, [Effect("language_queried_ru", proposal, "ELV")]


def marking(scribe: Scribe) -> SignedAct:
    """Write a correct mark."""
    return scribe.write(Mark, "REG", journal=scribe.state.journal.hex())


@admits("9.13")
def adopted_at_the_deadline(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """At the deadline exactly, the text is adopted."""
    proposal = under_silence(scribe)
    return marking(scribe.wait(seconds=60)), [Effect("adopted_by_silence", proposal, "2026-11-23T05:01:00Z")]


@admits("9.13")
def not_adopted_a_millisecond_before(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A millisecond before the deadline nothing has happened."""
    under_silence(scribe)
    return marking(scribe.wait(seconds=59.999)), []


@admits("9.14")
def no_outage_at_the_limit(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A gap of exactly the limit moves nothing."""
    under_silence(scribe, seconds=7200)
    return marking(scribe.wait(seconds=1800)), []


@admits("9.14")
def an_outage_a_second_beyond_the_limit(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A gap one second longer moves the deadline by the whole gap."""
    proposal = under_silence(scribe, seconds=7200)
    act = marking(scribe.wait(seconds=1801))
    return act, [Effect("outage_extension", proposal, "2026-11-23T07:30:01Z")]


@admits("9.14")
def an_outage_beyond_the_deadline(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A gap in which the deadline lay moves it on: nobody could have objected."""
    proposal = under_silence(scribe, seconds=60)
    act = marking(scribe.wait(seconds=3600))
    return act, [Effect("outage_extension", proposal, "2026-11-23T06:01:00Z")]


@admits("9.14")
def an_outage_longer_than_the_greatest_extension(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A deadline moves by a day at the most; after two days it has passed."""
    proposal = under_silence(scribe, seconds=60)
    act = marking(scribe.wait(days=2))
    moved = "2026-11-24T05:01:00Z"
    return act, [Effect("outage_extension", proposal, moved), Effect("adopted_by_silence", proposal, moved)]


@admits("9.14")
def two_outages_share_the_greatest_extension(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """What the first gap has used of the greatest extension is not there for the second."""
    proposal = under_silence(scribe, seconds=10 * 86_400)
    scribe.submit(marking(scribe.wait(hours=20)))
    act = marking(scribe.wait(hours=20))
    return act, [Effect("outage_extension", proposal, "2026-12-04T05:00:00Z")]


@admits("9.14")
def a_third_outage_moves_nothing(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The greatest extension is used up."""
    under_silence(scribe, seconds=10 * 86_400)
    scribe.submit(marking(scribe.wait(hours=24)))
    return marking(scribe.wait(hours=20)), []


@admits("9.14")
def an_outage_moves_every_running_silence(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Two silences run; both deadlines move."""
    first = under_silence(scribe, seconds=7200)
    second = scribe.propose(scribe.circulate("CICA/SOC/2026/L.2"))
    scribe.submit(placing(scribe, second, seconds=7260))
    act = marking(scribe.wait(seconds=3600))
    return act, [
        Effect("outage_extension", first, "2026-11-23T08:00:00Z"),
        Effect("outage_extension", second, "2026-11-23T08:01:00Z"),
    ]
