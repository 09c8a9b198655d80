# SPDX-License-Identifier: Apache-2.0
"""The twenty-six edges of the silence procedure, numbered as in ``docs/reference/rules.md``, as far as rules carry them.

Where an edge is about screens or letters, the case shows what the rules contribute to it.
"""

from datetime import timedelta

from comity.acts.bodies import AppointChair, ConveneMeeting, OpenMeeting
from comity.acts.documents import CirculateDocument
from comity.acts.envelope import Text
from comity.acts.parties import AdmitParty, PartyRow, SetSeat
from comity.acts.proposals import MakeStatement
from comity.acts.signed import SignedAct
from comity.acts.silence import (
    ExtendSilence,
    Object,
    QueryLanguage,
    RequestExtension,
    VoidSilence,
    WithdrawFromSilence,
    WithdrawObjection,
)
from comity.rules.outcome import Effect
from tests.cast.keys import party_keys
from tests.cast.scribe import Scribe, version
from tests.rules.case import admits, refuses
from tests.rules.cases.consensus import putting
from tests.rules.cases.objections import CREDENTIALS, ended, objecting, ruling
from tests.rules.cases.outcomes import FREE, adopted, announcing, recorded, recording
from tests.rules.cases.silence import marking, place, placing, under_silence, with_terms


@refuses("9.15")
def edge_01_received_exactly_at_expiry(scribe: Scribe) -> SignedAct:
    """An objection received exactly at expiry is late."""
    proposal = under_silence(scribe)
    return objecting(scribe.wait(seconds=60), proposal)


@refuses("9.15")
def edge_02_the_entry_dates_the_act(scribe: Scribe) -> SignedAct:
    """What counts is when the record received it, not when the state says it was made."""
    proposal = under_silence(scribe)
    made_at = scribe.at + timedelta(seconds=59)
    return objecting(scribe.wait(seconds=60), proposal, made_at=made_at)


@refuses("9.6")
def edge_03_one_member_not_notified(scribe: Scribe) -> SignedAct:
    """One member is not notified: the silence cannot start."""
    return place(scribe, notified=("ARD", "BOR", "COR", "DEL", "ELV"))[1]


@admits("9.11")
def edge_03_found_later(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Found later: the Chair declares the silence void, and it starts again."""
    proposal = under_silence(scribe)
    explanation = Text(en="The letter to Fenmark was returned")
    act = scribe.write(VoidSilence, "BOR", proposal=proposal, fault="not_notified", explanation=explanation)
    return act, [Effect("silence_void", proposal, "not_notified")]


@admits("9.17")
def edge_04_an_observer_objects(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An observer's objection is a comment and never ends a silence."""
    proposal = under_silence(scribe)
    return objecting(scribe, proposal, by="OBS"), [Effect("comment", proposal, "OBS")]


@admits("9.13", edition=CREDENTIALS)
def edge_05_an_unaccredited_person_objects(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An objection by an unaccredited person holds the adoption until the Chair decides."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal, office="Third Secretary"))
    return marking(scribe.wait(seconds=60)), [Effect("held", proposal)]


@admits("9.18", edition=CREDENTIALS)
def edge_05_the_chair_decides(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair dismisses it: adopted, as of the deadline."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal, office="Third Secretary"))
    scribe.submit(marking(scribe.wait(seconds=60)))
    lapsed = Effect("adopted_by_silence", proposal, "2026-11-23T05:01:00Z")
    return ruling(scribe, proposal, stands=False), [Effect("objection_ruled", proposal, "dismissed"), lapsed]


@admits("9.17")
def edge_06_an_amendment_ends_the_silence(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A proposed amendment counts as an objection."""
    proposal = under_silence(scribe)
    return objecting(scribe, proposal, amendment=True), ended(proposal, "COR")


@admits("9.13")
def edge_07_an_extension_asked_and_not_given(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An extension is asked for and the Chair is silent: the deadline stands."""
    proposal = under_silence(scribe)
    scribe.lodge(RequestExtension, "COR", proposal=proposal)
    return marking(scribe.wait(seconds=60)), [Effect("adopted_by_silence", proposal, "2026-11-23T05:01:00Z")]


@admits("9.17")
def edge_07_the_asker_may_still_object(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Whoever asked for more time may still object."""
    proposal = under_silence(scribe)
    scribe.lodge(RequestExtension, "COR", proposal=proposal)
    return objecting(scribe, proposal), ended(proposal, "COR")


@refuses("6.7")
def edge_08_a_typing_error_mended_during_the_clock(scribe: Scribe) -> SignedAct:
    """A typing error is not mended while the clock runs."""
    under_silence(scribe)
    versions = (version("CICA/SOC/2026/L.1/Corr.1", "en"),)
    return scribe.write(
        CirculateDocument, "SEC", symbol="CICA/SOC/2026/L.1/Corr.1", title=Text(en="Corr."), versions=versions
    )


@refuses("9.7")
def edge_09_a_language_version_missing(scribe: Scribe) -> SignedAct:
    """A missing language version: the silence cannot start."""
    proposal = scribe.propose(scribe.circulate(languages=("en",)), body="MC", recommended_by="SOC")
    return placing(scribe, proposal, seconds=3600)


@admits("9.12")
def edge_09_a_version_found_to_differ(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A version found to differ midway is put on record; the Chair extends or voids."""
    proposal = under_silence(scribe)
    act = scribe.write(QueryLanguage, "COR", proposal=proposal, language="ru", paragraph="3")
    return act, [Effect("language_queried_ru", proposal, "COR")]


@admits("9.13")
def edge_10_a_reservation_at_the_last_minute(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A reservation filed at the last moment stands and does not block."""
    proposal = under_silence(scribe)
    scribe.wait(seconds=59)
    scribe.lodge(MakeStatement, "DEL", proposal=proposal, kind="reservation", text="On paragraph 2")
    return marking(scribe.wait(seconds=1)), [Effect("adopted_by_silence", proposal, "2026-11-23T05:01:00Z")]


@admits("9.19")
def edge_11_an_objection_withdrawn(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An objection withdrawn: by default the silence stays ended."""
    proposal = under_silence(scribe)
    scribe.lodge(Object, "COR", proposal=proposal)
    return scribe.write(WithdrawObjection, "COR", proposal=proposal), [Effect("objection_withdrawn", proposal, "COR")]


@admits("9.17")
def edge_12_one_objection_to_a_package(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """One objection ends the silence on the whole package."""
    proposal = scribe.propose(scribe.circulate(), scribe.circulate("CICA/SOC/2026/L.2"))
    scribe.submit(placing(scribe, proposal))
    return objecting(scribe, proposal, reason="Only the second document"), ended(proposal, "COR")


GANDER = PartyRow(code="GDR", kind="member", order=9, name=Text(en="Gandermark"), keys=party_keys("GDR"))


@admits("9.17")
def edge_13_a_member_admitted_during_the_clock(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A member admitted midway is not in the frozen set: what it says is a comment."""
    decision = recorded(scribe)
    proposal = scribe.propose(scribe.circulate("CICA/SOC/2026/L.2"))
    scribe.submit(placing(scribe, proposal))
    scribe.lodge(AdmitParty, "SEC", party=GANDER, decision=decision)
    return objecting(scribe, proposal, by="GDR"), [Effect("comment", proposal, "GDR")]


@admits("9.17")
def edge_13_a_member_unseated_during_the_clock(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A member unseated midway may still object to what was placed before."""
    decision = recorded(scribe)
    proposal = scribe.propose(scribe.circulate("CICA/SOC/2026/L.2"))
    scribe.submit(placing(scribe, proposal))
    scribe.lodge(SetSeat, "SEC", party="COR", seated=False, decision=decision)
    return objecting(scribe, proposal), ended(proposal, "COR")


@admits("9.17")
def edge_13_unless_the_decision_says_otherwise(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where the decision takes the effect of its objections, what it says is a comment."""
    decision = recorded(scribe)
    proposal = scribe.propose(scribe.circulate("CICA/SOC/2026/L.2"))
    scribe.submit(placing(scribe, proposal))
    scribe.lodge(SetSeat, "SEC", party="COR", seated=False, decision=decision, objections_void=True)
    return objecting(scribe, proposal), [Effect("comment", proposal, "COR")]


@admits("9.17")
def edge_14_the_state_in_the_chair_objects(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair's own state objects through another delegate."""
    proposal = under_silence(scribe)
    return objecting(scribe, proposal, by="BOR", office="Deputy head of delegation"), ended(proposal, "BOR")


@admits("9.9")
def edge_15_the_chair_rotates_during_the_clock(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The office continues: the new Chair extends what the old one placed."""
    decision = recorded(scribe)
    proposal = scribe.propose(scribe.circulate("CICA/SOC/2026/L.2"))
    scribe.submit(placing(scribe, proposal))
    from_at = scribe.at + timedelta(seconds=10)
    scribe.lodge(AppointChair, "SEC", body="SOC", party="DEL", from_at=from_at, decision=decision)
    scribe.wait(seconds=10)
    deadline = scribe.at + timedelta(seconds=60)
    act = scribe.write(ExtendSilence, "DEL", proposal=proposal, deadline_at=deadline)
    return act, [Effect("silence_extended", proposal, "2026-11-23T05:02:13Z")]


@refuses("5.3")
def edge_15_the_old_chair_has_gone(scribe: Scribe) -> SignedAct:
    """The old Chair no longer acts."""
    decision = recorded(scribe)
    proposal = scribe.propose(scribe.circulate("CICA/SOC/2026/L.2"))
    scribe.submit(placing(scribe, proposal))
    scribe.lodge(AppointChair, "SEC", body="SOC", party="DEL", from_at=scribe.at, decision=decision)
    return scribe.write(WithdrawFromSilence, "BOR", proposal=proposal)


@admits("9.10")
def edge_16_a_meeting_before_the_deadline(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair withdraws the silence and puts the text to a meeting held before the deadline."""
    proposal = under_silence(scribe, seconds=7200)
    scribe.wait(seconds=1800)
    scribe.submit(marking(scribe))
    scribe.lodge(WithdrawFromSilence, "BOR", proposal=proposal)
    scribe.wait(seconds=1800)
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
    return putting(scribe, proposal), [Effect("question_put", proposal, "SOC/2026/1")]


@admits("9.13")
def edge_17_all_members_agree_early(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """All members support the text at once: it is still adopted only at the deadline."""
    proposal = under_silence(scribe)
    for code in ("ARD", "BOR", "COR", "DEL", "ELV", "FEN"):
        scribe.lodge(MakeStatement, code, proposal=proposal, kind="support", text="We support the text")
    return marking(scribe.wait(seconds=59.999)), []


@admits("9.17")
def edge_18_a_duplicate_objection(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A duplicate objection changes nothing."""
    proposal = under_silence(scribe)
    scribe.lodge(Object, "COR", proposal=proposal)
    return objecting(scribe, proposal), [Effect("objection_repeated", proposal, "COR")]


@admits("9.17")
def edge_18_every_objector_is_listed(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A second objector is listed although the silence has ended."""
    proposal = under_silence(scribe)
    scribe.lodge(Object, "COR", proposal=proposal)
    return objecting(scribe, proposal, by="DEL"), [Effect("objection", proposal, "DEL")]


@admits("10.3", edition=with_terms(disclose="chair"))
def edge_19_the_objector_is_not_named(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The outcome names no objector where the edition discloses it to the Chair alone."""
    proposal = under_silence(scribe)
    scribe.lodge(Object, "COR", proposal=proposal)
    return recording(scribe, proposal, positions=()), [Effect("outcome", proposal, "objected")]


@admits("9.5")
def edge_20_the_deadline_is_an_instant_of_utc(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The deadline is one instant of UTC; every page derives its local times from it."""
    proposal, act = place(scribe, seconds=14 * 86_400)
    return act, [Effect("placed_under_silence", proposal, "2026-12-07T05:00:00Z")]


@admits("9.5")
def edge_21_a_deadline_on_a_rest_day(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A deadline on a Saturday at the seat is kept, with a warning: it is Friday evening in UTC."""
    proposal, act = place(scribe.wait(days=4, hours=14, minutes=-1), seconds=60)
    return act, [
        Effect("placed_under_silence", proposal, "2026-11-27T19:00:00Z"),
        Effect("deadline_on_rest_day", proposal, "2026-11-28"),
    ]


@admits("9.5")
def edge_21_a_deadline_on_a_holiday(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A deadline on a holiday that is a Wednesday is kept, with a warning."""
    proposal, act = place(scribe.wait(days=22), seconds=86_400)
    return act, [
        Effect("placed_under_silence", proposal, "2026-12-16T05:00:00Z"),
        Effect("deadline_on_rest_day", proposal, "2026-12-16"),
    ]


@admits("9.14")
def edge_22_the_record_was_out_of_reach(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A record out of reach for an hour before the deadline: the deadline moves by that hour."""
    proposal = under_silence(scribe, seconds=3600)
    act = marking(scribe.wait(seconds=3600))
    return act, [Effect("outage_extension", proposal, "2026-11-23T07:00:00Z")]


@refuses("9.8")
def edge_23_the_mandate_lapses_first(scribe: Scribe) -> SignedAct:
    """A silence does not outlast the mandate under which it is held."""
    return place(scribe, authority_until_at=scribe.at + timedelta(seconds=30))[1]


@admits("9.4")
def edge_24_a_lower_body_recommends(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The SOC recommends, the Ministerial Council decides: one instance, with its deciding body."""
    proposal = scribe.propose(scribe.circulate(), body="MC", recommended_by="SOC")
    act = placing(scribe, proposal, seconds=3600)
    return act, [Effect("placed_under_silence", proposal, "2026-11-23T06:00:00Z")]


@admits("10.7")
def edge_25_adopted_at_the_deadline(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Recorded later, the decision was adopted at the deadline."""
    proposal = adopted(scribe)
    return recording(scribe, proposal, effective_at=1_795_410_060_000), [
        Effect("outcome", proposal, "adopted_by_silence")
    ]


@admits("10.6", edition=FREE)
def edge_25_the_number_is_given_later(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The number is given when the decision is announced."""
    proposal = recorded(scribe)
    return announcing(scribe.wait(days=7), proposal), [Effect("announced", proposal, "CICA/SOC/2026/DEC.1")]


@refuses("7.4")
def edge_26_another_text_at_the_start(scribe: Scribe) -> SignedAct:
    """The hash shown at the start must be that of the text."""
    return place(scribe, text_sha256="ab" * 32)[1]


@refuses("10.3")
def edge_26_another_text_at_adoption(scribe: Scribe) -> SignedAct:
    """The hash at adoption must be the same."""
    return recording(scribe, adopted(scribe), text_sha256="ab" * 32)
