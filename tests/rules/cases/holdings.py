# SPDX-License-Identifier: Apache-2.0
"""Who holds an attachment: rule 11.5."""

from hashlib import sha256

from comity.acts.bodies import ConveneMeeting
from comity.acts.envelope import Blob, Text
from comity.acts.nodes import Held
from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from tests.cast.scribe import Scribe
from tests.rules.case import admits, refuses

LETTER = sha256(b"the Chair's letter, as a scan").hexdigest()


SCAN = Blob(sha256=LETTER, size=2**22, media_type="application/pdf", kind="attachment")


def instructed(scribe: Scribe, instruction: Blob = SCAN, label: str = "2026/1") -> None:
    """Let the secretariat act on an instruction."""
    scribe.lodge(
        ConveneMeeting,
        "SEC",
        body="SOC",
        label=label,
        opens_at=scribe.at,
        venue=Text(en="Hall"),
        subject=Text(en="Work"),
        on_behalf_of="SOC",
        instruction=instruction,
    )


def holding(scribe: Scribe, by: str = "ARD") -> SignedAct:
    """Write the act that says so."""
    return scribe.write(Held, by, sha256=LETTER)


@admits("11.5")
def an_attachment_held(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Arden holds the letter on which the secretariat acted."""
    instructed(scribe)
    return holding(scribe), [Effect("attachment_held", LETTER, "ARD")]


@admits("11.5")
def an_attachment_held_by_another_too(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Arden holds it; the registry says so of itself."""
    instructed(scribe)
    scribe.submit(holding(scribe))
    return holding(scribe, "REG"), [Effect("attachment_held", LETTER, "REG")]


@admits("11.5")
def an_attachment_held_as_the_machine_says(scribe: Scribe) -> tuple[SignedAct, list[Effect]]:
    """Arden's machine says so with the key by which it asks; no person has to sign for that."""
    instructed(scribe)
    signed = scribe.write(Held, "ARD", signers=("ARD/node",), sha256=LETTER)
    return signed, [Effect("attachment_held", LETTER, "ARD")]


@refuses("1.4")
def an_attachment_held_as_the_recovery_key_says(scribe: Scribe) -> SignedAct:
    """The recovery key has another purpose."""
    instructed(scribe)
    return scribe.write(Held, "ARD", signers=("ARD/recovery",), sha256=LETTER)


@refuses("11.5")
def held_what_nobody_named(scribe: Scribe) -> SignedAct:
    """No act on the record names this attachment."""
    return holding(scribe)


@refuses("11.5")
def held_what_is_a_text(scribe: Scribe) -> SignedAct:
    """The instruction is a text, which every node holds."""
    instructed(scribe, Blob(sha256=LETTER, size=100, media_type="text/plain"))
    return holding(scribe)


@refuses("11.5")
def held_twice(scribe: Scribe) -> SignedAct:
    """Arden has said so already."""
    instructed(scribe)
    scribe.submit(holding(scribe))
    return holding(scribe)


@refuses("11.5")
def held_twice_although_named_again(scribe: Scribe) -> SignedAct:
    """Another act names the same letter: who holds it is known."""
    instructed(scribe)
    scribe.submit(holding(scribe))
    instructed(scribe, label="2026/2")
    return holding(scribe)
