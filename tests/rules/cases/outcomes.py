# SPDX-License-Identifier: Apache-2.0
"""Marks, outcomes and announcements: rules 10.1 to 10.7."""

from typing import Any

from msgspec.structs import replace

from comity.acts.outcomes import AnnounceDecision, Mark, Position, RecordOutcome
from comity.acts.proposals import MakeStatement
from comity.acts.signed import SignedAct
from comity.acts.silence import Object
from comity.rules.outcome import Effect
from tests.cast.forum import EDITION, WITNESSES
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses
from tests.rules.cases.silence import marking, placing, under_silence, with_terms

FREE = replace(EDITION, announce_at_meeting=False)


def adopted(scribe: Scribe) -> str:
    """Let a silence lapse; the clock then stands a second after deadline and tolerance."""
    proposal = under_silence(scribe)
    scribe.submit(marking(scribe.wait(seconds=63)))
    return proposal


def recording(scribe: Scribe, proposal: str, /, **fields: Any) -> SignedAct:
    """Write the correct outcome, but for these fields."""
    known = scribe.outcome_fields(proposal)
    if known["result"] == "adopted_by_silence" and scribe.state.witnesses:
        known["head"] = scribe.head()
    return scribe.write(RecordOutcome, "REG", **{**known, **fields})


def ended(scribe: Scribe) -> str:
    """Let Corvia end a silence."""
    proposal = under_silence(scribe)
    scribe.lodge(Object, "COR", proposal=proposal, reason="Paragraph 3")
    return proposal


@admits("10.1")
def a_mark(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The registry lets time pass."""
    return marking(scribe.wait(seconds=1)), []


@refuses("1.10")
def a_mark_by_a_member(scribe: Scribe) -> SignedAct:
    """Only the registry marks time."""
    return scribe.write(Mark, "ARD", journal=scribe.state.journal.hex())


@admits("10.2")
def a_mark_with_the_journal_of_the_entry_before(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A mark states the digest after the entry before it, which may be another mark."""
    scribe.submit(marking(scribe))
    return marking(scribe.wait(seconds=1)), []


@refuses("10.2")
def a_mark_with_another_journal(scribe: Scribe) -> SignedAct:
    """The digest is not that of the entry before."""
    return scribe.write(Mark, "REG", journal="ab" * 32)


@admits("10.4")
def an_adoption_recorded(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Three of four witnesses cosigned a head a second after deadline and tolerance."""
    proposal = adopted(scribe)
    return recording(scribe, proposal), [Effect("outcome", proposal, "adopted_by_silence")]


@admits("10.4")
def cosigned_at_the_tolerance_exactly(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Cosignatures dated at deadline and tolerance exactly count."""
    proposal = under_silence(scribe)
    scribe.submit(marking(scribe.wait(seconds=62)))
    return recording(scribe, proposal), [Effect("outcome", proposal, "adopted_by_silence")]


@refuses("10.4")
def cosigned_a_second_early(scribe: Scribe) -> SignedAct:
    """Cosignatures dated a second before deadline and tolerance do not count."""
    proposal = under_silence(scribe)
    scribe.submit(marking(scribe.wait(seconds=61)))
    return recording(scribe, proposal)


@refuses("10.4")
def cosigned_by_one_witness_too_few(scribe: Scribe) -> SignedAct:
    """Two of four are too few."""
    proposal = adopted(scribe)
    return recording(scribe, proposal, head=scribe.head(WITNESSES[:2]))


@refuses("10.4")
def one_witness_counted_twice(scribe: Scribe) -> SignedAct:
    """The same cosignature a second time does not count."""
    proposal = adopted(scribe)
    return recording(scribe, proposal, head=scribe.head((*WITNESSES[:2], WITNESSES[0])))


@refuses("10.4")
def cosigned_by_a_stranger(scribe: Scribe) -> SignedAct:
    """Elvana is no witness."""
    proposal = adopted(scribe)
    return recording(scribe, proposal, head=scribe.head((*WITNESSES[:2], "ELV")))


@refuses("10.4")
def a_cosignature_that_does_not_verify(scribe: Scribe) -> SignedAct:
    """A third cosignature is one of another head."""
    proposal = adopted(scribe)
    lines = scribe.head(WITNESSES[:2]) + scribe.head(WITNESSES[2:3], size=1).rpartition("\n\n")[2]
    return recording(scribe, proposal, head=lines)


@refuses("10.4")
def a_head_of_another_record(scribe: Scribe) -> SignedAct:
    """The head names another origin."""
    proposal = adopted(scribe)
    return recording(scribe, proposal, head=scribe.head(origin="other.example/record"))


@refuses("10.4")
def a_head_beyond_the_entry(scribe: Scribe) -> SignedAct:
    """The head covers more entries than stand before the outcome."""
    proposal = adopted(scribe)
    return recording(scribe, proposal, head=scribe.head(size=scribe.state.size + 1))


@admits("10.4")
def a_head_of_the_size_before_the_entry(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The head covers exactly what stands before the outcome."""
    proposal = adopted(scribe)
    head = scribe.head(size=scribe.state.size)
    return recording(scribe, proposal, head=head), [Effect("outcome", proposal, "adopted_by_silence")]


@refuses("10.4")
def no_head_where_silence_adopts(scribe: Scribe) -> SignedAct:
    """An adoption by silence needs a cosigned head."""
    return recording(scribe, adopted(scribe), head="")


@refuses("10.4")
def a_head_that_is_no_note(scribe: Scribe) -> SignedAct:
    """The head is not a checkpoint."""
    return recording(scribe, adopted(scribe), head="no checkpoint\n")


@refuses("10.4")
def a_head_where_none_belongs(scribe: Scribe) -> SignedAct:
    """An objection needs no head, and carries none."""
    proposal = ended(scribe)
    return recording(scribe, proposal, head=scribe.head())


@admits("10.4", witnesses=())
def an_adoption_without_witnesses(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """While no witness is enrolled the outcome is provisional and carries no head."""
    proposal = adopted(scribe)
    return recording(scribe, proposal), [Effect("outcome", proposal, "adopted_by_silence")]


@admits("10.3")
def an_ended_silence_recorded(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An objection's outcome is recorded at once."""
    proposal = ended(scribe)
    return recording(scribe, proposal), [Effect("outcome", proposal, "objected")]


@refuses("10.3")
def another_result(scribe: Scribe) -> SignedAct:
    """The result is not the one the rules compute."""
    return recording(scribe, ended(scribe), result="adopted_at_meeting")


@refuses("10.3")
def another_text(scribe: Scribe) -> SignedAct:
    """The text is not the one that was under silence."""
    return recording(scribe, ended(scribe), text_sha256="ab" * 32)


@refuses("10.3")
def another_instant(scribe: Scribe) -> SignedAct:
    """The instant is one millisecond off."""
    proposal = ended(scribe)
    at = scribe.outcome_fields(proposal)["effective_at"]
    return recording(scribe, proposal, effective_at=at + 1)


@refuses("10.3")
def another_eligible_set(scribe: Scribe) -> SignedAct:
    """One eligible member is left out."""
    proposal = ended(scribe)
    return recording(scribe, proposal, eligible=scribe.outcome_fields(proposal)["eligible"][1:])


@refuses("10.3")
def a_position_left_out(scribe: Scribe) -> SignedAct:
    """The objection is left out of the positions."""
    return recording(scribe, ended(scribe), positions=())


@refuses("10.2")
def an_outcome_with_another_journal(scribe: Scribe) -> SignedAct:
    """The digest is not that of the entry before."""
    return recording(scribe, ended(scribe), journal="ab" * 32)


@refuses("1.10")
def an_outcome_by_the_secretariat(scribe: Scribe) -> SignedAct:
    """Only the registry records outcomes."""
    return scribe.write(RecordOutcome, "SEC", **scribe.outcome_fields(ended(scribe)))


@refuses("7.2")
def an_outcome_before_there_is_one(scribe: Scribe) -> SignedAct:
    """The silence still runs."""
    proposal = under_silence(scribe)
    return scribe.write(RecordOutcome, "REG", **{**scribe.outcome_fields(proposal), "result": "objected"})


@refuses("7.2")
def an_outcome_twice(scribe: Scribe) -> SignedAct:
    """An outcome is recorded once."""
    proposal = ended(scribe)
    scribe.record(proposal)
    return recording(scribe, proposal)


@refuses("7.1")
def an_outcome_of_nothing(scribe: Scribe) -> SignedAct:
    """The proposal must stand on the record."""
    return recording(scribe, ended(scribe), proposal="ab" * 32)


@admits("10.3", edition=with_terms(disclose="chair"))
def objectors_not_disclosed(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where the edition discloses objections to the Chair alone, the outcome names no objector."""
    proposal = ended(scribe)
    return recording(scribe, proposal, positions=()), [Effect("outcome", proposal, "objected")]


@refuses("10.3", edition=with_terms(disclose="chair"))
def objectors_disclosed_all_the_same(scribe: Scribe) -> SignedAct:
    """The outcome names an objector the edition does not disclose."""
    proposal = ended(scribe)
    objection = scribe.state.matters[proposal].objections[0]
    return recording(scribe, proposal, positions=(Position(party="COR", kind="objection", act=objection.act),))


@admits("10.3")
def statements_in_the_order_of_the_conference(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Statements stand in the conference's order, whenever they were made."""
    proposal = under_silence(scribe)
    stated = {
        code: scribe.lodge(MakeStatement, code, proposal=proposal, kind="reservation", text="On paragraph 2")
        for code in ("DEL", "ARD")
    }
    scribe.submit(marking(scribe.wait(seconds=63)))
    positions = tuple(Position(party=code, kind="reservation", act=stated[code]) for code in ("ARD", "DEL"))
    return recording(scribe, proposal, positions=positions), [Effect("outcome", proposal, "adopted_by_silence")]


REVIVABLE = with_terms(objection_withdrawable=True)


@refuses("10.5", edition=REVIVABLE)
def closed_while_an_objection_may_be_withdrawn(scribe: Scribe) -> SignedAct:
    """A millisecond before the deadline the objection may still be withdrawn."""
    proposal = ended(scribe)
    scribe.wait(seconds=59.999)
    return recording(scribe, proposal)


@admits("10.5", edition=REVIVABLE)
def closed_at_the_deadline(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """At the deadline the ended silence is closed."""
    proposal = ended(scribe)
    scribe.wait(seconds=60)
    return recording(scribe, proposal), [Effect("outcome", proposal, "objected")]


def recorded(scribe: Scribe) -> str:
    """Record an adoption by silence."""
    proposal = adopted(scribe)
    scribe.record(proposal)
    return proposal


def announcing(
    scribe: Scribe, proposal: str, symbol: str = "CICA/SOC/2026/DEC.1", by: str = "BOR", **fields: Any
) -> SignedAct:
    """Write the announcement of a decision."""
    return scribe.write(AnnounceDecision, by, proposal=proposal, symbol=symbol, **fields)


@admits("10.6", edition=FREE)
def announced_in_writing(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where the edition asks for no meeting, the Chair announces in writing."""
    proposal = recorded(scribe)
    return announcing(scribe, proposal), [Effect("announced", proposal, "CICA/SOC/2026/DEC.1")]


@refuses("5.5")
def announced_without_the_meeting_the_edition_asks_for(scribe: Scribe) -> SignedAct:
    """The edition asks for a meeting."""
    return announcing(scribe, recorded(scribe))


@refuses("7.2", edition=FREE)
def announced_before_it_is_recorded(scribe: Scribe) -> SignedAct:
    """The outcome is not on the record yet."""
    return announcing(scribe, adopted(scribe))


@refuses("7.2", edition=FREE)
def announced_twice(scribe: Scribe) -> SignedAct:
    """A decision has one number."""
    proposal = recorded(scribe)
    scribe.submit(announcing(scribe, proposal))
    return announcing(scribe, proposal, "CICA/SOC/2026/DEC.2")


@refuses("6.2", edition=FREE)
def announced_under_a_number_too_high(scribe: Scribe) -> SignedAct:
    """The first decision of the year bears number 1."""
    return announcing(scribe, recorded(scribe), "CICA/SOC/2026/DEC.2")


@refuses("10.6", edition=FREE)
def announced_in_a_series_of_documents(scribe: Scribe) -> SignedAct:
    """L is a series of drafts."""
    return announcing(scribe, recorded(scribe), "CICA/SOC/2026/L.2")


@refuses("10.6", edition=FREE)
def announced_as_a_decision_of_another_body(scribe: Scribe) -> SignedAct:
    """The SOC decided, not the Ministerial Council."""
    return announcing(scribe, recorded(scribe), "CICA/MC/2026/DEC.1")


@refuses("6.1", edition=FREE)
def announced_under_a_foreign_symbol(scribe: Scribe) -> SignedAct:
    """The prefix is not the organization's."""
    return announcing(scribe, recorded(scribe), "OTHER/SOC/2026/DEC.1")


@refuses("5.3", edition=FREE)
def announced_by_a_member(scribe: Scribe) -> SignedAct:
    """The Chair announces."""
    return announcing(scribe, recorded(scribe), by="ARD")


@refuses("10.6", edition=FREE)
def a_closed_text_is_no_decision(scribe: Scribe) -> SignedAct:
    """A text closed ad referendum is adopted later, and numbered then."""
    proposal = scribe.propose(scribe.circulate(), purpose="closure")

    scribe.submit(placing(scribe, proposal))
    scribe.submit(marking(scribe.wait(seconds=63)))
    scribe.record(proposal)
    return announcing(scribe, proposal)


@admits("10.7")
def adopted_as_of_the_deadline_however_late_the_mark(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A mark twenty minutes late finds the text adopted as of the deadline."""
    proposal = under_silence(scribe)
    act = marking(scribe.wait(seconds=60 + 1200))
    return act, [Effect("adopted_by_silence", proposal, "2026-11-23T05:01:00Z")]
