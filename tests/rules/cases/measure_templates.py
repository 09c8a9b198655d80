# SPDX-License-Identifier: Apache-2.0
"""Chapter 13: templates adopted and retired, undertakings given, suspended, resumed, ended, mandates."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from comity.acts.envelope import Text
from comity.acts.measures import (
    AdoptTemplate,
    EndUndertaking,
    GrantMandate,
    ResumeUndertaking,
    RetireTemplate,
    SuspendUndertaking,
    Undertake,
)
from comity.acts.parties import SetSeat, WithdrawParty
from comity.acts.signed import SignedAct
from comity.acts.template import After, Event, Field, Limit, Template, Threshold, Word
from comity.rules.outcome import Effect
from tests.cast.scribe import Scribe
from tests.cast.templates import (
    AREA,
    CALENDAR,
    EXERCISES,
    INCIDENT,
    LISTS,
    REPORT,
    REQUEST,
    RIVER,
    TROOPS,
)
from tests.rules.case import admits, refuses
from tests.rules.cases.parties import decided

PARTIES = ("ARD", "BOR", "COR")


def of_three(template: Template, **changes: Any) -> Template:
    """Give a template of the cast whose parties are Arden, Borea and Corvia."""
    return replace(template, **{"parties": PARTIES, **changes})


def adopting(scribe: Scribe, template: Template, *by: str, **fields: Any) -> SignedAct:
    """Write the act that adopts a template, by its parties."""
    return scribe.write(AdoptTemplate, *(by or template.parties), template=template, **fields)


def adopt(scribe: Scribe, template: Template) -> Template:
    """Let the parties adopt a template; of a template of all, the three."""
    known = template if template.parties else of_three(template)
    scribe.lodge(AdoptTemplate, *known.parties, template=known)
    return known


def undertaken(scribe: Scribe, template: Template, by: str = "ARD") -> Template:
    """Adopt a template and let a party undertake it."""
    known = adopt(scribe, template)
    scribe.lodge(Undertake, by, template=known.code)
    return known


def adopted(code: str, version: int = 1) -> list[Effect]:
    """Give the effect of a template adopted."""
    return [Effect("template_adopted", code, str(version))]


# 13.1


@admits("13.1")
def adopted_for_all_on_a_decision(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The secretariat enters a measure for all members on a recorded decision."""
    return adopting(scribe, CALENDAR, "SEC", decision=decided(scribe)), adopted("CALENDAR")


@admits("13.1")
def adopted_for_a_group_on_a_decision(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A decision of a body in which the parties sit adopts a measure for a group."""
    return adopting(scribe, of_three(CALENDAR), "SEC", decision=decided(scribe)), adopted("CALENDAR")


@admits("13.1")
def adopted_by_its_parties(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The parties of a group adopt a measure by signing it together, in any order."""
    return adopting(scribe, of_three(CALENDAR), "COR", "ARD", "BOR"), adopted("CALENDAR")


@refuses("13.1")
def adopted_without_one_of_its_parties(scribe: Scribe) -> SignedAct:
    """Two of three parties do not adopt for the third."""
    return adopting(scribe, of_three(CALENDAR), "ARD", "BOR")


@refuses("13.1")
def adopted_for_all_by_one(scribe: Scribe) -> SignedAct:
    """Nobody adopts a measure for all by signing it alone."""
    return adopting(scribe, CALENDAR, "ARD")


@refuses("13.1")
def adopted_by_an_observer(scribe: Scribe) -> SignedAct:
    """A measure is one of members."""
    return adopting(scribe, replace(CALENDAR, parties=("ARD", "OBS")))


@refuses("1.10")
def adopted_on_a_decision_by_a_member(scribe: Scribe) -> SignedAct:
    """A measure that was decided on is entered by the secretariat."""
    return adopting(scribe, CALENDAR, "ARD", decision=decided(scribe))


@refuses("2.2")
def adopted_for_all_without_an_outcome(scribe: Scribe) -> SignedAct:
    """A measure for all rests on a recorded decision."""
    proposal = scribe.propose(scribe.circulate())
    return adopting(scribe, CALENDAR, "SEC", decision=proposal)


@refuses("13.1")
def adopted_for_a_group_without_an_outcome(scribe: Scribe) -> SignedAct:
    """A measure of a group rests on a recorded decision as well."""
    proposal = scribe.propose(scribe.circulate())
    return adopting(scribe, of_three(CALENDAR), "SEC", decision=proposal)


@refuses("13.1")
def adopted_for_a_group_with_a_stranger(scribe: Scribe) -> SignedAct:
    """No decision makes an observer a party to a measure."""
    template = replace(CALENDAR, parties=("ARD", "OBS"))
    return adopting(scribe, template, "SEC", decision=decided(scribe))


@admits("13.1")
def retired_by_its_parties(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The parties retire their measure as they adopted it."""
    adopt(scribe, CALENDAR)
    return scribe.write(RetireTemplate, *PARTIES, template="CALENDAR"), [Effect("template_retired", "CALENDAR")]


@refuses("13.1")
def retired_by_one(scribe: Scribe) -> SignedAct:
    """One party does not retire the measure of three."""
    adopt(scribe, CALENDAR)
    return scribe.write(RetireTemplate, "ARD", template="CALENDAR")


# 13.2


@admits("13.2")
def second_version(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The second version follows the first."""
    adopt(scribe, CALENDAR)
    return adopting(scribe, of_three(CALENDAR, version=2)), adopted("CALENDAR", 2)


@refuses("13.2")
def first_version_numbered_two(scribe: Scribe) -> SignedAct:
    """Versions count from one."""
    return adopting(scribe, of_three(CALENDAR, version=2))


@refuses("13.2")
def version_left_out(scribe: Scribe) -> SignedAct:
    """No version is left out."""
    adopt(scribe, CALENDAR)
    return adopting(scribe, of_three(CALENDAR, version=3))


@refuses("13.2")
def version_with_other_parties(scribe: Scribe) -> SignedAct:
    """A version does not change who the parties are."""
    adopt(scribe, CALENDAR)
    return adopting(scribe, of_three(CALENDAR, version=2, parties=("ARD", "BOR")))


@refuses("13.2")
def version_with_another_trigger(scribe: Scribe) -> SignedAct:
    """A yearly measure does not become another kind of measure by a version."""
    adopt(scribe, CALENDAR)
    changed = of_three(CALENDAR, version=2, trigger=EXERCISES.trigger, fields=EXERCISES.fields)
    return adopting(scribe, changed)


@refuses("13.2")
def version_of_what_was_retired(scribe: Scribe) -> SignedAct:
    """What was retired has no further version."""
    adopt(scribe, CALENDAR)
    scribe.lodge(RetireTemplate, *PARTIES, template="CALENDAR")
    return adopting(scribe, of_three(CALENDAR, version=2))


@refuses("13.2")
def retired_twice(scribe: Scribe) -> SignedAct:
    """A measure is retired once."""
    adopt(scribe, CALENDAR)
    scribe.lodge(RetireTemplate, *PARTIES, template="CALENDAR")
    return scribe.write(RetireTemplate, *PARTIES, template="CALENDAR")


@refuses("13.2")
def retired_though_never_adopted(scribe: Scribe) -> SignedAct:
    """What was never adopted is not retired."""
    return scribe.write(RetireTemplate, *PARTIES, template="CALENDAR")


# 13.3


@admits("13.3")
def whole_template(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A template with thresholds, a short form, codes and bounds is whole where everything named is there."""
    kind = Field(key="kind", label=Text(en="Kind"), type="code", codes=(Word(code="land", label=Text(en="Land")),))
    return adopting(scribe, of_three(EXERCISES, fields=(*EXERCISES.fields, kind), short_form=("kind",))), adopted(
        "EXERCISES"
    )


@refuses("13.3")
def field_twice(scribe: Scribe) -> SignedAct:
    """A field stands once in a form."""
    return adopting(scribe, of_three(CALENDAR, fields=(TROOPS, TROOPS)))


@refuses("13.3")
def code_without_words(scribe: Scribe) -> SignedAct:
    """A code has its list of words."""
    return adopting(scribe, of_three(CALENDAR, fields=(replace(AREA, type="code"),)))


@refuses("13.3")
def least_over_most(scribe: Scribe) -> SignedAct:
    """The least number is not over the greatest."""
    return adopting(scribe, of_three(CALENDAR, fields=(replace(TROOPS, least=2, most=1),)))


@refuses("13.3")
def personal_data_in_open_content(scribe: Scribe) -> SignedAct:
    """Personal data has no place in an open form."""
    return adopting(scribe, of_three(CALENDAR, fields=(TROOPS, replace(AREA, personal=True))))


@refuses("13.3")
def short_form_of_no_field(scribe: Scribe) -> SignedAct:
    """A short form is made of fields of the form."""
    return adopting(scribe, of_three(CALENDAR, short_form=("ships",)))


@refuses("13.3")
def threshold_of_no_number(scribe: Scribe) -> SignedAct:
    """A threshold is reached by a number."""
    limit = Threshold(key="large", label=Text(en="Large"), all_of=(Limit(field="area", least=1),))
    return adopting(scribe, of_three(CALENDAR, thresholds=(limit,)))


@refuses("13.3")
def event_without_its_instant(scribe: Scribe) -> SignedAct:
    """The clock of an event is a field that holds an instant."""
    return adopting(scribe, of_three(INCIDENT, trigger=Event(clock="area", within_min=60)))


@refuses("13.3")
def notice_before_no_date(scribe: Scribe) -> SignedAct:
    """Days are counted back from a field that holds a date."""
    return adopting(scribe, of_three(EXERCISES, trigger=replace(EXERCISES.trigger, before="area")))


@refuses("13.3")
def report_after_no_date(scribe: Scribe) -> SignedAct:
    """Days are counted on from a field that holds a date."""
    return adopting(scribe, of_three(REPORT, trigger=After(count=14, unit="day", after="area")))


@refuses("13.3")
def swap_between_three(scribe: Scribe) -> SignedAct:
    """Lists are exchanged between two."""
    return adopting(scribe, of_three(LISTS))


@refuses("13.3")
def swap_of_open_lists(scribe: Scribe) -> SignedAct:
    """Lists that are exchanged at the same moment are sealed."""
    return adopting(scribe, replace(LISTS, content="open"))


@refuses("13.3")
def readings_without_reasons(scribe: Scribe) -> SignedAct:
    """Where readings may be missing there are reasons to give."""
    return adopting(scribe, of_three(RIVER, reasons=()))


@refuses("13.3")
def request_without_grounds(scribe: Scribe) -> SignedAct:
    """Where a request may be declined there are grounds to give."""
    return adopting(scribe, of_three(REQUEST, replies=()))


@refuses("13.3")
def ground_twice(scribe: Scribe) -> SignedAct:
    """A ground stands once in its list."""
    return adopting(scribe, of_three(REQUEST, replies=REQUEST.replies[:1] * 2))


@refuses("13.3")
def party_twice(scribe: Scribe) -> SignedAct:
    """A party stands once in its list."""
    template = replace(CALENDAR, parties=("ARD", "ARD"))
    return adopting(scribe, template, "SEC", decision=decided(scribe))


# 13.4


@admits("13.4")
def undertaken_by_its_own_act(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A party undertakes a measure by its own act."""
    adopt(scribe, CALENDAR)
    return scribe.write(Undertake, "ARD", template="CALENDAR"), [Effect("undertaken", "CALENDAR ARD", "political")]


@admits("13.4")
def bound_by_treaty(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A treaty that two states sign as a template binds both from there; a further version leaves that as it is."""
    adopt(scribe, LISTS)
    return adopting(scribe, replace(LISTS, version=2)), adopted("LISTS", 2)


@refuses("13.4")
def undertaken_though_bound_by_treaty(scribe: Scribe) -> SignedAct:
    """Whom a treaty binds need not undertake it again."""
    adopt(scribe, LISTS)
    return scribe.write(Undertake, "ARD", template="LISTS")


@refuses("13.4")
def undertaken_twice(scribe: Scribe) -> SignedAct:
    """A measure is undertaken once."""
    undertaken(scribe, CALENDAR)
    return scribe.write(Undertake, "ARD", template="CALENDAR")


@refuses("13.4")
def undertaken_by_a_stranger(scribe: Scribe) -> SignedAct:
    """Only a party to a measure undertakes it."""
    adopt(scribe, CALENDAR)
    return scribe.write(Undertake, "DEL", template="CALENDAR")


@refuses("13.4")
def undertaken_though_not_adopted(scribe: Scribe) -> SignedAct:
    """What was not adopted cannot be undertaken."""
    return scribe.write(Undertake, "ARD", template="CALENDAR")


@refuses("13.4")
def undertaken_though_retired(scribe: Scribe) -> SignedAct:
    """What was retired cannot be undertaken."""
    adopt(scribe, CALENDAR)
    scribe.lodge(RetireTemplate, *PARTIES, template="CALENDAR")
    return scribe.write(Undertake, "ARD", template="CALENDAR")


# 13.5


@admits("13.5")
def ended_after_its_notice(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """An undertaking ends a hundred and eighty days after the state says so, as its template asks."""
    undertaken(scribe, CALENDAR)
    effect = Effect("undertaking_ends", "CALENDAR ARD", "2027-05-22T05:00:00Z")
    return scribe.write(EndUndertaking, "ARD", template="CALENDAR"), [effect]


@refuses("13.5")
def ended_twice(scribe: Scribe) -> SignedAct:
    """While the notice runs the end is not said again."""
    undertaken(scribe, CALENDAR)
    scribe.lodge(EndUndertaking, "ARD", template="CALENDAR")
    return scribe.write(EndUndertaking, "ARD", template="CALENDAR")


@refuses("13.5")
def ended_though_not_undertaken(scribe: Scribe) -> SignedAct:
    """What was not undertaken does not end."""
    adopt(scribe, CALENDAR)
    return scribe.write(EndUndertaking, "ARD", template="CALENDAR")


@refuses("13.5")
def ended_though_over(scribe: Scribe) -> SignedAct:
    """What is over does not end again."""
    undertaken(scribe, EXERCISES)
    scribe.lodge(EndUndertaking, "ARD", template="EXERCISES")
    return scribe.write(EndUndertaking, "ARD", template="EXERCISES")


@admits("13.4")
def undertaken_again_after_its_end(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A state may undertake again what it had ended."""
    undertaken(scribe, EXERCISES)
    scribe.lodge(EndUndertaking, "ARD", template="EXERCISES")
    return scribe.write(Undertake, "ARD", template="EXERCISES"), [Effect("undertaken", "EXERCISES ARD", "political")]


# 13.6


def suspending(scribe: Scribe, by: str = "ARD", **fields: Any) -> SignedAct:
    """Write the act that suspends an undertaking of the calendar."""
    return scribe.write(SuspendUndertaking, by, template="CALENDAR", reason="In answer to another.", **fields)


@admits("13.6")
def suspended_towards_one(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A state suspends one measure towards one other party until an instant to come."""
    undertaken(scribe, CALENDAR)
    until_at = scribe.at + timedelta(seconds=1)
    signed = suspending(scribe, towards=("BOR",), until_at=until_at)
    return signed, [Effect("undertaking_suspended", "CALENDAR ARD", "BOR")]


@refuses("13.6")
def suspended_until_now(scribe: Scribe) -> SignedAct:
    """A suspension ends at an instant to come."""
    undertaken(scribe, CALENDAR)
    return suspending(scribe, until_at=scribe.at)


@refuses("13.6")
def suspended_twice(scribe: Scribe) -> SignedAct:
    """What is suspended is not suspended again."""
    undertaken(scribe, CALENDAR)
    scribe.submit(suspending(scribe))
    return suspending(scribe)


@refuses("13.6")
def suspended_towards_a_stranger(scribe: Scribe) -> SignedAct:
    """An undertaking is suspended towards parties to the measure."""
    undertaken(scribe, CALENDAR)
    return suspending(scribe, towards=("DEL",))


@refuses("13.6")
def suspended_towards_one_twice(scribe: Scribe) -> SignedAct:
    """A party is named once."""
    undertaken(scribe, CALENDAR)
    return suspending(scribe, towards=("BOR", "BOR"))


@refuses("13.6")
def suspended_though_not_undertaken(scribe: Scribe) -> SignedAct:
    """What was not undertaken is not suspended."""
    adopt(scribe, CALENDAR)
    return suspending(scribe)


@admits("13.6")
def resumed(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A state resumes what it suspended twice, the first time until an instant now past."""
    undertaken(scribe, CALENDAR)
    scribe.submit(suspending(scribe, until_at=scribe.at + timedelta(seconds=1)))
    scribe.wait(seconds=2)
    scribe.submit(suspending(scribe))
    signed = scribe.write(ResumeUndertaking, "ARD", template="CALENDAR")
    return signed, [Effect("undertaking_resumed", "CALENDAR ARD")]


@refuses("13.6")
def resumed_though_not_suspended(scribe: Scribe) -> SignedAct:
    """What is not suspended is not resumed."""
    undertaken(scribe, CALENDAR)
    return scribe.write(ResumeUndertaking, "ARD", template="CALENDAR")


@refuses("13.6")
def resumed_though_not_undertaken(scribe: Scribe) -> SignedAct:
    """What was not undertaken is not resumed."""
    adopt(scribe, CALENDAR)
    return scribe.write(ResumeUndertaking, "ARD", template="CALENDAR")


# 13.7


def mandate(scribe: Scribe, party: str, *, granted: bool = True) -> SignedAct:
    """Write the act by which Borea lets another file for it."""
    return scribe.write(GrantMandate, "BOR", template="CALENDAR", party=party, granted=granted)


@admits("13.7")
def mandate_granted(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Borea lets Arden file for it."""
    adopt(scribe, CALENDAR)
    return mandate(scribe, "ARD"), [Effect("mandate", "CALENDAR BOR ARD", "granted")]


@admits("13.7")
def mandate_taken_back(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Borea takes its mandate back."""
    adopt(scribe, CALENDAR)
    scribe.submit(mandate(scribe, "ARD"))
    return mandate(scribe, "ARD", granted=False), [Effect("mandate", "CALENDAR BOR ARD", "ended")]


@refuses("13.7")
def mandate_to_oneself(scribe: Scribe) -> SignedAct:
    """Nobody needs a mandate of its own."""
    adopt(scribe, CALENDAR)
    return mandate(scribe, "BOR")


@refuses("13.7")
def mandate_to_a_stranger(scribe: Scribe) -> SignedAct:
    """A mandate goes to a party to the measure."""
    adopt(scribe, CALENDAR)
    return mandate(scribe, "DEL")


@refuses("13.7")
def mandate_granted_twice(scribe: Scribe) -> SignedAct:
    """A mandate is given once."""
    adopt(scribe, CALENDAR)
    scribe.submit(mandate(scribe, "ARD"))
    return mandate(scribe, "ARD")


@refuses("13.7")
def mandate_taken_back_though_never_given(scribe: Scribe) -> SignedAct:
    """What was not given is not taken back."""
    adopt(scribe, CALENDAR)
    return mandate(scribe, "ARD", granted=False)


@refuses("13.7")
def mandate_under_no_measure(scribe: Scribe) -> SignedAct:
    """A mandate is one under a measure in force."""
    return mandate(scribe, "ARD")


# 13.8


@admits("13.8")
def left_with_its_undertakings(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A state that leaves ends what it had undertaken, and what it had not is not touched."""
    template = replace(EXERCISES, parties=("ELV", "FEN"))
    scribe.lodge(AdoptTemplate, "ELV", "FEN", template=template)
    scribe.lodge(Undertake, "ELV", template="EXERCISES")
    scribe.lodge(AdoptTemplate, "ELV", "FEN", template=replace(CALENDAR, parties=("ELV", "FEN")))
    return scribe.write(WithdrawParty, "ELV"), [Effect("party_withdrawn", "ELV")]


@refuses("2.4")
def left_though_still_a_witness(scribe: Scribe) -> SignedAct:
    """A state with undertakings leaves no earlier than any other."""
    undertaken(scribe, CALENDAR)
    return scribe.write(WithdrawParty, "ARD")


@refuses("13.4")
def undertaken_from_an_empty_seat(scribe: Scribe) -> SignedAct:
    """A member whose seat is not taken undertakes nothing new."""
    decision = decided(scribe)
    scribe.lodge(AdoptTemplate, "SEC", template=CALENDAR, decision=decision)
    scribe.lodge(SetSeat, "SEC", party="FEN", seated=False, decision=decision)
    return scribe.write(Undertake, "FEN", template="CALENDAR")
