# SPDX-License-Identifier: Apache-2.0
"""Chapter 15: requests and visits."""

from typing import Any

from msgspec.structs import replace

from comity.acts.requests import Answer, AssessReply, CancelVisit, MakeRequest, ReplyToRequest
from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from tests.cast.scribe import Scribe
from tests.cast.templates import CALENDAR, REQUEST, VISITS, says
from tests.rules.case import admits, refuses
from tests.rules.cases.measure_templates import adopt

REPLY_DUE = "2026-11-25T05:00:00Z"


def asking(scribe: Scribe, code: str = "REQUEST", by: str = "ARD", **fields: Any) -> SignedAct:
    """Write a request of Borea."""
    return scribe.write(MakeRequest, by, **{"template": code, "version": 1, "party": "BOR", "language": "en", **fields})


def asked(scribe: Scribe, **fields: Any) -> str:
    """Adopt the measure on requests and ask Borea; give the request."""
    adopt(scribe, REQUEST)
    scribe.submit(asking(scribe, **fields))
    return scribe.last.id if scribe.last else ""


def visit(scribe: Scribe, by: str = "ARD") -> str:
    """Ask Borea for a visit, adopting the measure where it is not yet; give the request."""
    if "VISITS" not in scribe.state.measures.templates:
        adopt(scribe, VISITS)
    scribe.submit(asking(scribe, "VISITS", by, values=says(begins_on="2027-03-01")))
    return scribe.last.id if scribe.last else ""


def replying(scribe: Scribe, request: str, kind: str = "answer", by: str = "BOR", **fields: Any) -> SignedAct:
    """Write a reply."""
    return scribe.write(ReplyToRequest, by, request=request, kind=kind, language="en", **fields)


def assessing(scribe: Scribe, request: str, by: str = "ARD", *, satisfied: bool) -> SignedAct:
    """Write what the one who asked says of the reply."""
    return scribe.write(AssessReply, by, request=request, satisfied=satisfied)


# 15.1


@admits("15.1")
def asked_of_a_party(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A party asks another; the hours run from the entry."""
    adopt(scribe, REQUEST)
    signed = asking(scribe, items=("What is the aim?",))
    return signed, [Effect("reply_due", signed.id, REPLY_DUE)]


@admits("14.2")
def asked_with_a_fault_in_the_form(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A request is never held up by its form."""
    adopt(scribe, REQUEST)
    signed = asking(scribe, values=says(ships="2"))
    return signed, [
        Effect("reply_due", signed.id, REPLY_DUE),
        Effect("return_incomplete", signed.id, "ships: unknown"),
    ]


@refuses("15.1")
def asked_under_no_measure(scribe: Scribe) -> SignedAct:
    """A request is made under a measure."""
    return asking(scribe)


@refuses("15.1")
def asked_by_a_stranger(scribe: Scribe) -> SignedAct:
    """Only a party asks."""
    adopt(scribe, REQUEST)
    return asking(scribe, by="DEL")


@refuses("15.1")
def asked_under_a_measure_of_returns(scribe: Scribe) -> SignedAct:
    """A calendar is no request."""
    adopt(scribe, CALENDAR)
    return asking(scribe, "CALENDAR")


@refuses("15.1")
def asked_in_another_version(scribe: Scribe) -> SignedAct:
    """A request is made in the version in force."""
    adopt(scribe, REQUEST)
    return asking(scribe, version=2)


@refuses("15.1")
def asked_of_oneself(scribe: Scribe) -> SignedAct:
    """Nobody asks itself."""
    adopt(scribe, REQUEST)
    return asking(scribe, party="ARD")


@refuses("15.1")
def asked_of_a_stranger(scribe: Scribe) -> SignedAct:
    """Only a party is asked."""
    adopt(scribe, REQUEST)
    return asking(scribe, party="DEL")


# 15.2


@admits("15.2")
def answered_item_by_item(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Each question is answered, declined or left open by itself, and more may follow."""
    request = asked(scribe, items=("Aim?", "Units?"))
    scribe.submit(replying(scribe, request, answers=(Answer(item=0, state="answered", text="Training."),)))
    scribe.wait(hours=49)
    signed = replying(scribe, request, answers=(Answer(item=1, state="declined"),))
    return signed, [Effect("replied", request, "answer")]


@admits("15.2")
def declined_on_a_ground(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Who declines says on which ground."""
    request = asked(scribe)
    return replying(scribe, request, "decline", ground="force_majeure"), [Effect("replied", request, "decline")]


@admits("15.2")
def answered_late(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A late reply is taken, with the whole hours that it is late."""
    request = asked(scribe)
    scribe.wait(hours=49, minutes=59)
    return replying(scribe, request), [Effect("replied", request, "answer +1 h")]


@refuses("15.2")
def answered_by_another(scribe: Scribe) -> SignedAct:
    """Who was asked answers."""
    return replying(scribe, asked(scribe), by="COR")


@refuses("15.2")
def answered_though_never_asked(scribe: Scribe) -> SignedAct:
    """An answer is to a request."""
    adopt(scribe, REQUEST)
    return replying(scribe, "0" * 64)


@refuses("15.2")
def answered_after_it_was_closed(scribe: Scribe) -> SignedAct:
    """A closed request is answered no more."""
    request = asked(scribe)
    scribe.submit(replying(scribe, request))
    scribe.submit(assessing(scribe, request, satisfied=True))
    return replying(scribe, request)


@refuses("15.2")
def accepted_where_nothing_is_to_accept(scribe: Scribe) -> SignedAct:
    """A question is answered, not accepted."""
    return replying(scribe, asked(scribe), "accept")


@refuses("15.2")
def answered_where_a_visit_is_to_be_accepted(scribe: Scribe) -> SignedAct:
    """A visit is accepted or declined."""
    return replying(scribe, visit(scribe), "answer")


@refuses("15.2")
def declined_without_a_ground(scribe: Scribe) -> SignedAct:
    """Who declines gives a ground."""
    return replying(scribe, asked(scribe), "decline")


@refuses("15.2")
def declined_on_a_ground_of_its_own(scribe: Scribe) -> SignedAct:
    """A ground is one of the template's."""
    return replying(scribe, asked(scribe), "decline", ground="weather")


@refuses("15.2")
def answered_with_a_ground(scribe: Scribe) -> SignedAct:
    """Who answers needs no ground."""
    return replying(scribe, asked(scribe), ground="force_majeure")


@refuses("15.2")
def answered_what_was_not_asked(scribe: Scribe) -> SignedAct:
    """An answer is to one of the questions."""
    request = asked(scribe, items=("Aim?",))
    return replying(scribe, request, answers=(Answer(item=1, state="answered"),))


# 15.3


@admits("15.3")
def satisfied(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Who asked says that the reply satisfied; that closes the request."""
    request = asked(scribe)
    scribe.submit(replying(scribe, request))
    return assessing(scribe, request, satisfied=True), [Effect("request_closed", request, "ARD")]


@admits("15.3")
def next_step_once_overdue(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """At the hour at which a reply was due who asked may take the next step."""
    request = asked(scribe)
    scribe.wait(hours=48)
    signed = assessing(scribe, request, satisfied=False)
    return signed, [Effect("next_step", request, "1 2026-11-27T05:00:00Z")]


@refuses("15.3")
def next_step_before_it_is_overdue(scribe: Scribe) -> SignedAct:
    """While the hours run there is no next step."""
    request = asked(scribe)
    scribe.wait(hours=48, seconds=-1)
    return assessing(scribe, request, satisfied=False)


@refuses("15.3")
def satisfied_without_a_reply(scribe: Scribe) -> SignedAct:
    """No reply satisfies nobody."""
    request = asked(scribe)
    scribe.wait(hours=48)
    return assessing(scribe, request, satisfied=True)


@refuses("15.3")
def assessed_by_another(scribe: Scribe) -> SignedAct:
    """Who asked says whether it is satisfied."""
    request = asked(scribe)
    scribe.submit(replying(scribe, request))
    return assessing(scribe, request, by="COR", satisfied=False)


@refuses("15.3")
def assessed_though_never_asked(scribe: Scribe) -> SignedAct:
    """What was never asked is not assessed."""
    return assessing(scribe, "0" * 64, satisfied=False)


@refuses("15.3")
def step_beyond_the_last(scribe: Scribe) -> SignedAct:
    """After the last step of the template there is none."""
    request = asked(scribe)
    scribe.submit(replying(scribe, request))
    scribe.submit(assessing(scribe, request, satisfied=False))
    scribe.submit(assessing(scribe, request, satisfied=False))
    return assessing(scribe, request, satisfied=False)


# 15.4


@admits("15.4")
def visit_counted_on_acceptance(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A visit counts when the host accepts it."""
    request = visit(scribe)
    effects = [Effect("replied", request, "accept"), Effect("visit_counted", "VISITS BOR 2026", "1")]
    return replying(scribe, request, "accept"), effects


@admits("15.4")
def visit_asked_beyond_those_of_one_state(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where one state has had its visit the request says so, and is taken."""
    scribe.submit(replying(scribe, visit(scribe), "accept"))
    signed = asking(scribe, "VISITS", values=says(begins_on="2027-03-01"))
    effects = [Effect("reply_due", signed.id, "2026-11-24T05:00:00Z"), Effect("quota_used", "BOR", "1/2 1/1")]
    return signed, effects


@admits("15.4")
def visit_asked_where_the_host_received_all_it_must(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Where a host has received as many as it must a first visit of another says so, and is taken."""
    adopt(scribe, replace(VISITS, trigger=replace(VISITS.trigger, received_most=1)))
    scribe.submit(replying(scribe, visit(scribe, "COR"), "accept"))
    signed = asking(scribe, "VISITS", values=says(begins_on="2027-03-01"))
    effects = [Effect("reply_due", signed.id, "2026-11-24T05:00:00Z"), Effect("quota_used", "BOR", "1/1 0/1")]
    return signed, effects


@admits("15.4")
def visit_accepted_beyond_the_number(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A host may receive one more than it must."""
    for by in ("ARD", "COR"):
        scribe.submit(replying(scribe, visit(scribe, by), "accept"))
    request = visit(scribe)
    effects = [Effect("replied", request, "accept"), Effect("visit_counted", "VISITS BOR 2026", "3")]
    return replying(scribe, request, "accept"), effects


def cancelling(scribe: Scribe, request: str, by: str = "BOR") -> SignedAct:
    """Write the act that cancels a visit."""
    return scribe.write(CancelVisit, by, request=request, reason="The road is closed.")


@admits("15.4")
def visit_cancelled_by_its_host(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A visit that the host cancels is not counted any more, in the year in which it was accepted."""
    request = visit(scribe)
    scribe.submit(replying(scribe, request, "accept"))
    scribe.wait(days=60)
    return cancelling(scribe, request), [Effect("visit_cancelled", "VISITS BOR 2026", "0")]


@refuses("15.4")
def visit_cancelled_by_its_guest(scribe: Scribe) -> SignedAct:
    """A guest does not give a count back."""
    request = visit(scribe)
    scribe.submit(replying(scribe, request, "accept"))
    return cancelling(scribe, request, "ARD")


@refuses("15.4")
def visit_cancelled_though_not_accepted(scribe: Scribe) -> SignedAct:
    """What was not accepted is not cancelled."""
    return cancelling(scribe, visit(scribe))


@refuses("15.4")
def visit_cancelled_twice(scribe: Scribe) -> SignedAct:
    """A visit is cancelled once."""
    request = visit(scribe)
    scribe.submit(replying(scribe, request, "accept"))
    scribe.submit(cancelling(scribe, request))
    return cancelling(scribe, request)


@refuses("15.4")
def nothing_cancelled(scribe: Scribe) -> SignedAct:
    """What was never asked is not cancelled."""
    return cancelling(scribe, "0" * 64)
