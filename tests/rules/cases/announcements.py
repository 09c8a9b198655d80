# SPDX-License-Identifier: Apache-2.0
"""The text that an announced decision bears where it was revised orally: rule 10.6."""

from collections.abc import Sequence
from typing import Any

from comity.acts.documents import Version
from comity.acts.outcomes import AnnounceDecision
from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from comity.rules.proposals import versions_hash
from tests.cast.scribe import Scribe, version
from tests.rules.case import admits, refuses
from tests.rules.cases.consensus import MEETING, gavel, opened, putting, revising

FIRST, SECOND, NUMBER = "CICA/SOC/2026/L.1", "CICA/SOC/2026/L.2", "CICA/SOC/2026/DEC.1"
READ_OUT = version(FIRST, "en", "as read out")
TRANSLATED = version(FIRST, "ru", "as translated")


def decided(scribe: Scribe, proposal: str) -> str:
    """Put a proposal, let the gavel fall and record what came out."""
    scribe.submit(putting(scribe, proposal, waive_notice=True))
    scribe.submit(gavel(scribe, proposal))
    scribe.record(proposal)
    return proposal


def read_out(scribe: Scribe) -> str:
    """Decide on a document as read out in English."""
    proposal = opened(scribe)
    scribe.submit(revising(scribe, proposal))
    return decided(scribe, proposal)


def announcing(scribe: Scribe, proposal: str, *versions: Version, **fields: Any) -> SignedAct:
    """Write the announcement with these versions."""
    given: dict[str, Any] = {"proposal": proposal, "symbol": NUMBER, "label": "2026/1", "versions": versions, **fields}
    return scribe.write(AnnounceDecision, "BOR", **given)


def announced(proposal: str) -> list[Effect]:
    """Give the effect of an announcement."""
    return [Effect("announced", proposal, NUMBER)]


@admits("10.6")
def announced_as_read_out(scribe: Scribe) -> tuple[SignedAct, Sequence[Effect]]:
    """The announcement carries the version that was read out."""
    proposal = read_out(scribe)
    return announcing(scribe, proposal, READ_OUT), announced(proposal)


@admits("10.6")
def announced_as_read_out_with_a_translation(scribe: Scribe) -> tuple[SignedAct, Sequence[Effect]]:
    """Beside the version read out the conformed text may stand in another working language."""
    proposal = read_out(scribe)
    return announcing(scribe, proposal, READ_OUT, TRANSLATED), announced(proposal)


@refuses("10.6")
def announced_without_the_text_read_out(scribe: Scribe) -> SignedAct:
    """Without versions the decision would bear the text that was circulated, not the one decided."""
    return announcing(scribe, read_out(scribe))


@refuses("10.6")
def announced_as_circulated_though_revised(scribe: Scribe) -> SignedAct:
    """The text circulated is not the text decided."""
    return announcing(scribe, read_out(scribe), version(FIRST, "en"))


@refuses("10.6")
def announced_in_translation_alone(scribe: Scribe) -> SignedAct:
    """A translation does not take the place of what was read out."""
    return announcing(scribe, read_out(scribe), TRANSLATED)


@refuses("6.3")
def announced_with_a_language_twice(scribe: Scribe) -> SignedAct:
    """The conformed text has each language once."""
    return announcing(scribe, read_out(scribe), READ_OUT, TRANSLATED, version(FIRST, "ru", "another"))


@refuses("10.6")
def announced_with_a_text_though_none_was_read_out(scribe: Scribe) -> SignedAct:
    """Where nothing was read out the decision bears the text circulated, and the announcement carries none."""
    return announcing(scribe, decided(scribe, opened(scribe)), version(FIRST, "en"))


def package(scribe: Scribe, revised: str) -> str:
    """Decide on two documents, one of them as read out."""
    opened(scribe)
    scribe.circulate(SECOND)
    proposal = scribe.propose(FIRST, SECOND)
    scribe.submit(revising(scribe, proposal, revised))
    return decided(scribe, proposal)


@admits("10.6")
def first_of_a_package_as_read_out(scribe: Scribe) -> tuple[SignedAct, Sequence[Effect]]:
    """The decision bears the text of the first document, as read out."""
    proposal = package(scribe, FIRST)
    return announcing(scribe, proposal, READ_OUT), announced(proposal)


@admits("10.6")
def second_of_a_package_was_read_out(scribe: Scribe) -> tuple[SignedAct, Sequence[Effect]]:
    """Where another document of the package was read out, the first one's text is as circulated."""
    proposal = package(scribe, SECOND)
    return announcing(scribe, proposal), announced(proposal)


@refuses("10.6")
def announced_with_the_second_of_a_package(scribe: Scribe) -> SignedAct:
    """What was read out of another document is not the text of the decision."""
    return announcing(scribe, package(scribe, SECOND), version(SECOND, "en", "as read out"))


@refuses("10.6")
def announced_as_an_addendum_to_another_decision(scribe: Scribe) -> SignedAct:
    """A decision bears a number of its own."""
    proposal = decided(scribe, opened(scribe))
    scribe.submit(announcing(scribe, proposal))
    second = decided(scribe, scribe.propose(scribe.circulate(SECOND)))
    return announcing(scribe, second, symbol=f"{NUMBER}/Add.1")


def again(scribe: Scribe) -> str:
    """Announce a decision as read out, with its translation, and propose it anew."""
    proposal = read_out(scribe)
    scribe.submit(announcing(scribe, proposal, READ_OUT, TRANSLATED))
    return scribe.propose(NUMBER, reopens=proposal)


@admits("7.4")
def decision_put_anew_as_announced(scribe: Scribe) -> tuple[SignedAct, Sequence[Effect]]:
    """A decision taken up again is the text announced, in both languages."""
    proposal = again(scribe)
    text = versions_hash(((NUMBER, "en", READ_OUT.blob.sha256), (NUMBER, "ru", TRANSLATED.blob.sha256)))
    act = putting(scribe, proposal, text_sha256=text, waive_notice=True)
    return act, [Effect("question_put", proposal, MEETING)]
