# SPDX-License-Identifier: Apache-2.0
"""Objections to a text under silence: rules 9.15 to 9.19."""

from msgspec.structs import replace

from comity.acts.outcomes import Mark
from comity.acts.parties import ExamineCredentials, PresentCredentials
from comity.acts.proposals import MakeStatement
from comity.acts.signed import SignedAct
from comity.acts.silence import Object, RuleOnObjection, WithdrawObjection
from comity.rules.outcome import Effect
from tests.cast.forum import EDITION
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses
from tests.rules.cases.outcomes import recording
from tests.rules.cases.silence import marking, under_silence, with_terms

CREDENTIALS = replace(EDITION, credentials_required=True)
OFFICE = "Permanent Representative"


def objecting(scribe: Scribe, proposal: str, by: str = "COR", **fields: object) -> SignedAct:
    """Write an objection."""
    return scribe.write(Object, by, proposal=proposal, **fields)  # type: ignore[arg-type]  # fields of Object


def ended(proposal: str, by: str) -> list[Effect]:
    """What an objection that ends a silence brings about."""
    return [Effect("objection", proposal, by), Effect("silence_ended", proposal)]


@admits("9.17")
def one_objection_ends_the_silence(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """One eligible member objects: the silence has ended."""
    proposal = under_silence(scribe)
    return objecting(scribe, proposal), ended(proposal, "COR")


@admits("9.15")
def an_objection_a_millisecond_before_the_deadline(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A millisecond before the deadline an objection is in time."""
    proposal = under_silence(scribe)
    return objecting(scribe.wait(seconds=59.999), proposal), ended(proposal, "COR")


@refuses("9.15")
def an_objection_at_the_deadline(scribe: Scribe) -> SignedAct:
    """At the deadline an objection is late."""
    proposal = under_silence(scribe)
    return objecting(scribe.wait(seconds=60), proposal)


@refuses("9.15")
def an_objection_after_the_outcome(scribe: Scribe) -> SignedAct:
    """Once the outcome is recorded nothing reopens the decision."""
    proposal = under_silence(scribe)
    scribe.wait(seconds=63).lodge(Mark, "REG", journal=scribe.state.journal.hex())
    scribe.record(proposal)
    return objecting(scribe, proposal)


@refuses("9.15")
def a_further_objection_at_the_deadline_of_an_ended_silence(scribe: Scribe) -> SignedAct:
    """After the deadline no further objection is listed either."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal))
    return objecting(scribe.wait(seconds=60), proposal, by="ELV")


@admits("9.17")
def a_second_state_objects_to_an_ended_silence(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Before the deadline every further objector is listed."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal))
    return objecting(scribe, proposal, by="ELV"), [Effect("objection", proposal, "ELV")]


@admits("9.17")
def an_objection_repeated(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The same state objects again: nothing changes."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal))
    return objecting(scribe, proposal), [Effect("objection_repeated", proposal, "COR")]


@refuses("7.2")
def an_objection_to_what_is_not_under_silence(scribe: Scribe) -> SignedAct:
    """There is nothing to object to yet."""
    return objecting(scribe, scribe.propose(scribe.circulate()))


@refuses("7.1")
def an_objection_to_nothing(scribe: Scribe) -> SignedAct:
    """The proposal must stand on the record."""
    return objecting(scribe, "ab" * 32)


@admits("9.17")
def an_observer_comments(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """What an observer says against a text is a comment."""
    proposal = under_silence(scribe)
    return objecting(scribe, proposal, by="OBS"), [Effect("comment", proposal, "OBS")]


@admits("9.17")
def the_secretariat_comments(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The secretariat has no objection to make."""
    proposal = under_silence(scribe)
    return objecting(scribe, proposal, by="SEC"), [Effect("comment", proposal, "SEC")]


@admits("9.17", edition=with_terms(excluded=("COR",)))
def an_excluded_party_comments(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where the edition excludes a party, its objection is a comment."""
    proposal = under_silence(scribe)
    return objecting(scribe, proposal), [Effect("comment", proposal, "COR")]


@admits("9.17", edition=with_terms(objections_tolerated=1))
def one_objection_tolerated(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where the edition tolerates one objection, one does not end the silence."""
    proposal = under_silence(scribe)
    return objecting(scribe, proposal), [Effect("objection", proposal, "COR")]


@admits("9.17", edition=with_terms(objections_tolerated=1))
def two_objections_where_one_is_tolerated(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The second one ends it."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal))
    return objecting(scribe, proposal, by="ELV"), ended(proposal, "ELV")


@admits("9.17", edition=with_terms(objections_tolerated=1))
def adopted_with_one_objection_tolerated(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """With one objection tolerated the text is adopted at the deadline."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal))
    return marking(scribe.wait(seconds=60)), [Effect("adopted_by_silence", proposal, "2026-11-23T05:01:00Z")]


@admits("9.17")
def an_amendment_counts(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A proposed amendment ends the silence like an objection."""
    proposal = under_silence(scribe)
    return objecting(scribe, proposal, amendment=True), ended(proposal, "COR")


@admits("9.17", edition=with_terms(amendment_is_objection=False))
def an_amendment_that_does_not_count(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where the edition says so, an amendment alone does not end the silence."""
    proposal = under_silence(scribe)
    return objecting(scribe, proposal, amendment=True), [Effect("amendment_proposed", proposal, "COR")]


@refuses("9.16", edition=with_terms(reason_required=True))
def no_reason_where_one_is_asked(scribe: Scribe) -> SignedAct:
    """The edition asks for a reason."""
    return objecting(scribe, under_silence(scribe))


@admits("9.16", edition=with_terms(reason_required=True))
def a_reason_where_one_is_asked(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An objection with a reason."""
    proposal = under_silence(scribe)
    return objecting(scribe, proposal, reason="Paragraph 3"), ended(proposal, "COR")


def unverified(scribe: Scribe, by: str = "COR") -> str:
    """Let an office without credentials object."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal, by=by, office="Third Secretary"))
    return proposal


def ruling(scribe: Scribe, proposal: str, *, stands: bool, party: str = "COR", by: str = "BOR") -> SignedAct:
    """Write the Chair's ruling."""
    return scribe.write(RuleOnObjection, by, proposal=proposal, party=party, stands=stands)


@admits("9.18", edition=CREDENTIALS)
def an_objection_without_credentials_waits(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An office without credentials objects: the objection waits for the Chair."""
    proposal = under_silence(scribe)
    act = objecting(scribe, proposal, office="Third Secretary")
    return act, [Effect("objection_unverified", proposal, "COR")]


@admits("4.1", edition=CREDENTIALS)
def an_objection_with_pending_credentials_counts(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Credentials presented and not examined yet give full rights."""
    scribe.lodge(PresentCredentials, "COR", offices=(OFFICE,), letter="ab" * 32)
    proposal = under_silence(scribe)
    return objecting(scribe, proposal, office=OFFICE), ended(proposal, "COR")


@admits("4.1", edition=CREDENTIALS)
def an_objection_with_rejected_credentials_waits(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Rejected credentials give no right to object."""
    letter = scribe.lodge(PresentCredentials, "COR", offices=(OFFICE,), letter="ab" * 32)
    scribe.lodge(ExamineCredentials, "SEC", credentials=letter, party="COR", accepted=False)
    proposal = under_silence(scribe)
    return objecting(scribe, proposal, office=OFFICE), [Effect("objection_unverified", proposal, "COR")]


@admits("9.13", edition=CREDENTIALS)
def adoption_held_at_the_deadline(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """While an objection waits for the Chair, adoption is held."""
    proposal = unverified(scribe)
    return marking(scribe.wait(seconds=60)), [Effect("held", proposal)]


@refuses("9.15", edition=CREDENTIALS)
def an_objection_while_adoption_is_held(scribe: Scribe) -> SignedAct:
    """The deadline has passed: others are late."""
    proposal = unverified(scribe)
    scribe.submit(marking(scribe.wait(seconds=60)))
    return objecting(scribe, proposal, by="ELV", office=OFFICE)


@admits("9.18", edition=CREDENTIALS)
def let_stand_before_the_deadline(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair lets the objection stand: the silence has ended."""
    proposal = unverified(scribe)
    act = ruling(scribe, proposal, stands=True)
    return act, [Effect("objection_ruled", proposal, "stands"), Effect("silence_ended", proposal)]


@admits("9.18", edition=CREDENTIALS)
def dismissed_before_the_deadline(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The Chair dismisses the objection: the silence runs on."""
    proposal = unverified(scribe)
    return ruling(scribe, proposal, stands=False), [Effect("objection_ruled", proposal, "dismissed")]


@admits("9.18", edition=CREDENTIALS)
def let_stand_after_the_deadline(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Adoption was held; the objection stands: not adopted."""
    proposal = unverified(scribe)
    scribe.submit(marking(scribe.wait(seconds=60)))
    act = ruling(scribe, proposal, stands=True)
    return act, [Effect("objection_ruled", proposal, "stands"), Effect("silence_ended", proposal)]


@admits("9.18", edition=CREDENTIALS)
def dismissed_after_the_deadline(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Adoption was held; the objection is dismissed: adopted, as of the deadline."""
    proposal = unverified(scribe)
    scribe.submit(marking(scribe.wait(seconds=70)))
    act = ruling(scribe, proposal, stands=False)
    return act, [
        Effect("objection_ruled", proposal, "dismissed"),
        Effect("adopted_by_silence", proposal, "2026-11-23T05:01:00Z"),
    ]


@admits("10.3", edition=with_terms(objections_tolerated=1))
def an_objection_withdrawn_is_no_position(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The outcome names objections that stand, not one that was withdrawn."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal))
    scribe.lodge(WithdrawObjection, "COR", proposal=proposal)
    scribe.submit(marking(scribe.wait(seconds=63)))
    return recording(scribe, proposal, positions=()), [Effect("outcome", proposal, "adopted_by_silence")]


@admits("7.8", edition=CREDENTIALS)
def a_statement_while_adoption_is_held(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """While an objection waits for the Chair, statements are still made."""
    proposal = unverified(scribe)
    scribe.submit(marking(scribe.wait(seconds=60)))
    act = scribe.write(MakeStatement, "DEL", proposal=proposal, kind="support", text="On paragraph 2")
    return act, [Effect("statement", proposal, "support DEL")]


@admits("9.18", edition=CREDENTIALS)
def one_of_two_dismissed_after_the_deadline(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Another objection still waits: adoption stays held."""
    proposal = unverified(scribe)
    scribe.submit(objecting(scribe, proposal, by="ELV", office="Attaché"))
    scribe.submit(marking(scribe.wait(seconds=60)))
    act = ruling(scribe, proposal, stands=False)
    return act, [Effect("objection_ruled", proposal, "dismissed"), Effect("held", proposal)]


@refuses("9.18")
def a_ruling_on_an_objection_that_does_not_wait(scribe: Scribe) -> SignedAct:
    """Nobody's objection waits for a ruling."""
    return ruling(scribe, under_silence(scribe), stands=False)


@refuses("9.18", edition=CREDENTIALS)
def a_ruling_on_another_party(scribe: Scribe) -> SignedAct:
    """It is Corvia's objection that waits, not Elvana's."""
    return ruling(scribe, unverified(scribe), stands=False, party="ELV")


@refuses("5.3", edition=CREDENTIALS)
def a_ruling_by_a_member(scribe: Scribe) -> SignedAct:
    """Only the Chair rules."""
    return ruling(scribe, unverified(scribe), stands=False, by="ARD")


@refuses("7.2")
def a_ruling_after_the_end(scribe: Scribe) -> SignedAct:
    """The silence has ended already."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal))
    return ruling(scribe, proposal, stands=False)


REVIVABLE = with_terms(objection_withdrawable=True)


def withdrawing(scribe: Scribe, proposal: str, by: str = "COR") -> SignedAct:
    """Write the withdrawal of an objection."""
    return scribe.write(WithdrawObjection, by, proposal=proposal)


@admits("9.19")
def withdrawn_and_still_ended(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """By default a silence that has ended stays so."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal))
    return withdrawing(scribe, proposal), [Effect("objection_withdrawn", proposal, "COR")]


@admits("9.19", edition=REVIVABLE)
def withdrawn_and_running_again(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where the edition says so, the silence runs on."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal))
    return withdrawing(scribe.wait(seconds=59.999), proposal), [Effect("silence_revived", proposal)]


@admits("9.19", edition=REVIVABLE)
def withdrawn_at_the_deadline(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """At the deadline no time is left: the silence stays ended."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal))
    return withdrawing(scribe.wait(seconds=60), proposal), [Effect("objection_withdrawn", proposal, "COR")]


@admits("9.19", edition=REVIVABLE)
def one_of_two_withdrawn(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Another objection stands."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal))
    scribe.submit(objecting(scribe, proposal, by="ELV"))
    return withdrawing(scribe, proposal), [Effect("objection_withdrawn", proposal, "COR")]


@admits("9.19", edition=REVIVABLE)
def a_revived_silence_lapses(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A silence that runs on is adopted at its deadline."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal))
    scribe.submit(withdrawing(scribe, proposal))
    return marking(scribe.wait(seconds=60)), [Effect("adopted_by_silence", proposal, "2026-11-23T05:01:00Z")]


@admits("9.19", edition=REVIVABLE)
def an_objection_after_a_withdrawal(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Whoever withdrew may object again."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal))
    scribe.submit(withdrawing(scribe, proposal))
    return objecting(scribe, proposal), ended(proposal, "COR")


@admits("9.19", edition=CREDENTIALS)
def an_unverified_objection_withdrawn(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An objection that waits may be withdrawn; the silence goes on."""
    proposal = unverified(scribe)
    return withdrawing(scribe, proposal), [Effect("objection_withdrawn", proposal, "COR")]


@refuses("9.19")
def nothing_to_withdraw(scribe: Scribe) -> SignedAct:
    """Elvana did not object."""
    proposal = under_silence(scribe)
    scribe.submit(objecting(scribe, proposal))
    return withdrawing(scribe, proposal, by="ELV")


@refuses("7.2")
def withdrawn_before_any_silence(scribe: Scribe) -> SignedAct:
    """Nothing is under silence."""
    return withdrawing(scribe, scribe.propose(scribe.circulate()))
