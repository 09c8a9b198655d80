# SPDX-License-Identifier: Apache-2.0
"""Chapter 14: devices that sign without a person, under measures that let them."""

from typing import Any

from msgspec.structs import replace

from comity.acts.contacts import AnswerPing, PingContact, StateContact
from comity.acts.keys import EndDevice, EnrolDevice
from comity.acts.measures import Undertake
from comity.acts.returns import FileReturn
from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from tests.cast.keys import note_signer, vkey_of
from tests.cast.scribe import Scribe
from tests.cast.templates import BUDGET, CONTACTS, RIVER, says
from tests.rules.case import admits, refuses
from tests.rules.cases.measure_returns import came
from tests.rules.cases.measure_templates import adopt

GATE = "ARD/device/gate-1"
MEASURED = replace(RIVER, machine_signed=True)
CALLED = replace(CONTACTS, machine_signed=True)
READ_AT = "2027-06-01T06:00:00Z"
ENROLLED = [Effect("device_enrolled", GATE, "RIVER")]


def enrolling(scribe: Scribe, name: str = GATE, *templates: str, by: str = "ARD", **fields: Any) -> SignedAct:
    """Write the act that lets a device sign."""
    templates = templates or ("RIVER",)
    return scribe.write(EnrolDevice, by, **{"key": vkey_of(note_signer(name)), "templates": templates, **fields})


def at_the_gate(scribe: Scribe, *templates: str) -> Scribe:
    """Adopt the measures that let a device sign, and enrol one for Arden."""
    adopt(scribe, MEASURED)
    adopt(scribe, CALLED)
    scribe.lodge(EnrolDevice, "ARD", key=vkey_of(note_signer(GATE)), templates=templates or ("RIVER",))
    return scribe


def reading(scribe: Scribe, **fields: Any) -> SignedAct:
    """Write a reading that the device signs."""
    known = {"template": "RIVER", "version": 1, "period": READ_AT, "values": says(level="12.50"), "language": "en"}
    return scribe.write(FileReturn, "ARD", signers=(GATE,), **{**known, **fields})


# 14.14


@admits("14.14")
def device_enrolled(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A state lets a device sign under a measure that has machine signatures."""
    adopt(scribe, MEASURED)
    return enrolling(scribe), ENROLLED


@admits("14.14")
def reading_signed_by_a_device(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A reading of the device is a return of its state."""
    return reading(at_the_gate(scribe)), came("RIVER/ARD/2026/1", due="2027-06-03T06:00:00Z")


@admits("14.14")
def call_answered_by_a_device(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A device answers a call under a measure for which it was enrolled."""
    at_the_gate(scribe, "RIVER", "CONTACTS")
    scribe.lodge(StateContact, "ARD", template="CONTACTS", offices=("Centre",))
    ping = scribe.lodge(PingContact, "BOR", template="CONTACTS", party="ARD")
    answer = scribe.write(AnswerPing, "ARD", signers=(GATE,), ping=ping)
    return answer, [Effect("call_answered", "CONTACTS ARD", "in_time")]


@admits("14.14")
def device_with_another_key(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """A new key takes the place of the one before."""
    at_the_gate(scribe)
    return enrolling(scribe, key=vkey_of(note_signer(f"{GATE}#2"))), ENROLLED


@admits("14.14")
def device_ended(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """The state takes the device out of use."""
    return at_the_gate(scribe).write(EndDevice, "ARD", name="gate-1"), [Effect("device_ended", GATE)]


@refuses("14.14")
def device_ended_that_is_not(scribe: Scribe) -> SignedAct:
    """Another state's device is none of one's own."""
    return at_the_gate(scribe).write(EndDevice, "BOR", name="gate-1")


@refuses("14.14")
def device_under_a_measure_that_persons_sign(scribe: Scribe) -> SignedAct:
    """Under a measure without machine signatures no device is enrolled."""
    adopt(scribe, BUDGET)
    return enrolling(scribe, GATE, "BUDGET")


@refuses("14.14")
def device_under_one_measure_twice(scribe: Scribe) -> SignedAct:
    """Each measure is named once."""
    adopt(scribe, MEASURED)
    return enrolling(scribe, GATE, "RIVER", "RIVER")


@refuses("14.14")
def device_with_a_name_of_two_parts(scribe: Scribe) -> SignedAct:
    """A name has no stroke: the purpose of a key is never in doubt."""
    adopt(scribe, MEASURED)
    return enrolling(scribe, "ARD/device/gate/node")


@refuses("14.14")
def device_named_after_another_state(scribe: Scribe) -> SignedAct:
    """A key bears the code of its own state."""
    adopt(scribe, MEASURED)
    return enrolling(scribe, "BOR/device/gate-1")


@refuses("3.3")
def device_with_a_key_enrolled_before(scribe: Scribe) -> SignedAct:
    """A key is enrolled once."""
    at_the_gate(scribe)
    return enrolling(scribe, GATE)


@refuses("3.2")
def device_without_a_key(scribe: Scribe) -> SignedAct:
    """What is no key is not enrolled."""
    adopt(scribe, MEASURED)
    return enrolling(scribe, key="gate")


@refuses("14.14")
def reading_under_another_measure(scribe: Scribe) -> SignedAct:
    """A device signs only under the measures for which it was enrolled."""
    at_the_gate(scribe, "CONTACTS")
    return reading(scribe)


@refuses("14.14")
def reading_of_a_device_in_an_office(scribe: Scribe) -> SignedAct:
    """A device does not sign as if a person had."""
    return reading(at_the_gate(scribe), office="Duty officer")


@refuses("14.14")
def undertaking_signed_by_a_device(scribe: Scribe) -> SignedAct:
    """A device binds its state to nothing."""
    return at_the_gate(scribe).write(Undertake, "ARD", signers=(GATE,), template="RIVER")


@refuses("14.14")
def reading_of_a_device_after_its_end(scribe: Scribe) -> SignedAct:
    """What a device signs after its end is refused."""
    at_the_gate(scribe).lodge(EndDevice, "ARD", name="gate-1")
    return reading(scribe)


@refuses("1.4")
def reading_with_the_key_of_before(scribe: Scribe) -> SignedAct:
    """The key that another took the place of signs no more."""
    at_the_gate(scribe).lodge(EnrolDevice, "ARD", key=vkey_of(note_signer(f"{GATE}#2")), templates=("RIVER",))
    return reading(scribe)


@refuses("14.14")
def reading_since_the_measure_asks_for_a_person(scribe: Scribe) -> SignedAct:
    """Where a later version asks for a person, the device signs no more."""
    at_the_gate(scribe)
    adopt(scribe, replace(RIVER, version=2))
    return reading(scribe)
